"""Reads curl commands: of bash, of cmd.exe, of PowerShell."""

from __future__ import annotations

import dataclasses
import re

from bot.paste import Report
from bot.paste.plain import Plain
from bot.paste.span import Span
from bot.request.draft import Draft, key_of
from bot.request.json_body import read_json
from bot.request.located import Leaf, Located, Obj, rest_names
from bot.request.request import UNKNOWN, Flaw
from bot.request.shell import Command, Lexer, native, shell_at
from bot.request.shell_word import ShellWord
from bot.request.syntax import HOLE
from bot.request.url import Address, address

_CURL = re.compile(r"(?<![\w./-])curl(?:\.exe)?(?=[ \t\\^`])(?!: \()")
_DATA = frozenset("-d --data --data-raw --data-binary --data-ascii --data-urlencode --json".split())
_TAKES = frozenset(
    "-o --output -A --user-agent -e --referer -b --cookie -c --cookie-jar -u --user -w --write-out -x --proxy -K --config -T --upload-file "
    "-F --form -r --range -C -E --cert --cacert --key --retry --retry-delay --retry-max-time --connect-timeout --resolve --limit-rate "
    "-D --dump-header --interface --tls-max --ciphers --max-redirs --form-string --output-dir --trace-ascii".split()
)
_SHORT = "XHdomuAebcwxKTFrCEDG"
_MOST_CALLS = 20
_MOST_TIMES = 4  # that the text is read over, where words that look like commands run into each other


def read(report: Report) -> list[Draft]:
    """The curl calls of the paste that go to Gemini."""
    text = report.text
    drafts: list[Draft] = []
    end = 0
    left = len(text) * _MOST_TIMES
    for match in _CURL.finditer(text):
        if match.start() < end:
            continue
        if left <= 0 or len(drafts) >= _MOST_CALLS:
            break
        command = Lexer(text, match.start(), shell_at(text, match.start())).command()
        left -= command.end - command.start
        draft = _draft(command, report)
        if draft:
            drafts.append(draft)
            end = command.end
    return drafts


class _Options:
    """What the words of a curl command say."""

    def __init__(self, command: Command) -> None:
        self.url: ShellWord | None = None
        self.method: ShellWord | None = None
        self.headers: list[ShellWord] = []
        self.data: list[tuple[str, ShellWord]] = []
        self.timeout: ShellWord | None = None
        self.get = False
        self.json = False
        words = list(command.words[1:])
        while words:
            word = words.pop(0)
            flag, value = _flag(word)
            if not flag:
                if self.url is None or not self.url.text.startswith(("http", HOLE)):
                    self.url = word
                continue
            if flag in ("-G", "--get"):
                self.get = True
                continue
            takes = (
                flag in _DATA
                or flag in _TAKES
                or flag in ("-X", "--request", "-H", "--header", "--url", "-m", "--max-time")
            )
            if not takes:
                continue
            if value is None:
                if not words:
                    break
                value = words.pop(0)
            self._take(flag, value)

    def _take(self, flag: str, value: ShellWord) -> None:
        if flag in _DATA:
            self.data.append((flag, value))
            self.json = self.json or flag == "--json"
        elif flag in ("-X", "--request"):
            self.method = value
        elif flag in ("-H", "--header"):
            self.headers.append(value)
        elif flag == "--url":
            self.url = value
        elif flag in ("-m", "--max-time"):
            self.timeout = value


def _flag(word: ShellWord) -> tuple[str, ShellWord | None]:
    """The option that a word is, and the value that is written to it; "" for no option."""
    text = word.text
    if text[:1] in "–—":  # an editor made a dash of one hyphen, or of two
        name = text.lstrip("–—-")
        text = "--" + name if len(name) > 2 else "-" + name
    if not text.startswith("-") or len(text) < 2:
        return "", None
    if text.startswith("--"):
        name, sign, _ = text.partition("=")
        return name, _tail(word, len(name) + 1) if sign else None
    for i, letter in enumerate(text[1:], start=1):
        if letter == "G":
            return "-G", None
        if letter in _SHORT:
            return "-" + letter, _tail(word, i + 1) if i + 1 < len(text) else None
    return text, None


def _tail(word: ShellWord, at: int) -> ShellWord:
    plain = word.plain.without([(0, at, "")]) if at < len(word.text) else Plain("")
    return word._replace(plain=plain)


def _draft(command: Command, report: Report) -> Draft | None:
    options = _Options(command)
    if options.url is None:
        return None
    to = address(options.url.plain)
    hole = to.text.startswith(HOLE)
    if not (to.is_gemini or (hole and options.data)):
        return None
    dialect = {"bash": "curl", "cmd": "cmd", "powershell": "powershell"}[command.shell]
    draft = Draft(dialect, command.start, command.end)
    draft.addressed(to)
    _send(draft, options, to)
    _heads(draft, options.headers, to, report)
    _data(draft, command, options)
    if hole and not to.method and not _has_contents(draft):
        return None
    if options.timeout and (number := re.fullmatch(r"\d+(?:\.\d+)?", options.timeout.text)):
        draft.timeout, draft.timeout_unit = float(number[0]), "s"
        draft.place("timeout", Span(options.timeout.start, options.timeout.end))
    return draft


def _has_contents(draft: Draft) -> bool:
    return isinstance(draft.body, Obj) and draft.body.get("contents", "content") is not None


def _send(draft: Draft, options: _Options, to: Address) -> None:
    if options.method:
        draft.http_method = options.method.text.upper()
        draft.place("httpMethod", Span(options.method.start, options.method.end))
    else:
        draft.http_method = "GET" if options.get or not options.data else "POST"
    if options.get and not options.method:
        draft.http_method = "GET"
    if draft.http_method == "GET" and to.method_of_get:
        draft.method = to.method_of_get


def _heads(draft: Draft, headers: list[ShellWord], to: Address, report: Report) -> None:
    for word in headers:
        name, sign, value = word.text.partition(":")
        if not sign:
            continue
        draft.headers[name.strip().lower()] = value.strip().replace(HOLE, UNKNOWN)
        at = len(name) + 1 + len(value) - len(value.lstrip())
        span = word.plain.span(at, max(at, len(word.text.rstrip())))
        draft.place(f"header:{name.strip().lower()}", span)
    credentials(draft, to, report)


def credentials(draft: Draft, to: Address | None, report: Report) -> None:
    """Takes the key from the headers or the address."""
    for header, value in draft.headers.items():
        lower = header.lower()
        span = draft.spans.get(f"header:{lower}")
        place = span or Span(draft.start, draft.start)
        known: object = UNKNOWN if UNKNOWN in value else value
        if lower in ("x-goog-api-key", "x-api-key", "api-key", "authorization"):
            where = "bearer" if lower == "authorization" else "header"
            draft.key = key_of(Leaf(known, place.start, place.end), where, header, report.secrets)
            draft.place("key", place)
            return
    if to:
        name = next((n for n in to.query if n.lower() in ("key", "access_token", "api_key", "apikey")), None)
        if name:
            span = to.spans["key"]
            value = to.query[name]
            known = UNKNOWN if HOLE in value else value
            draft.key = key_of(Leaf(known, span.start, span.end), "query", name, report.secrets)
            return
    draft.key = key_of(None, "missing", None, ())


def _data(draft: Draft, command: Command, options: _Options) -> None:
    if options.json:
        draft.headers.setdefault("content-type", "application/json")
    if not options.data:
        if command.stdin:
            take_json(draft, command.stdin)
        return
    flag, word = options.data[-1] if len(options.data) == 1 else options.data[0]
    if word.text.startswith("@") and flag != "--data-raw":
        if word.text.strip() in ("@-", "@/dev/stdin") and command.stdin:
            take_json(draft, command.stdin)
        else:
            _file(draft, command, word)
        return
    if options.get or flag == "--data-urlencode":
        draft.body = UNKNOWN
        draft.place("body", Span(word.start, word.end))
        return
    if command.shell == "cmd" and word.text.startswith("'"):
        draft.flaws.append(Flaw("cmd quotes", Span(word.start, word.end)))
        draft.body = UNKNOWN
        draft.place("body", Span(word.start, word.end))
        return
    if word.early:
        draft.flaws.append(Flaw("shell quotes", Span(word.start, word.end)))
    take_json(draft, native(word.plain) if command.shell == "powershell" else word.plain)
    if not command.cut:
        _closed(draft, word)


def _closed(draft: Draft, word: ShellWord) -> None:
    """Takes a body that ends before its last bracket for unclosed where the shell's own quotes are closed."""
    if not word.text.rstrip().endswith(("…", "...")):
        draft.flaws = [
            dataclasses.replace(flaw, kind="unclosed") if flaw.kind == "cut" else flaw for flaw in draft.flaws
        ]


def _file(draft: Draft, command: Command, word: ShellWord) -> None:
    """Takes the body from a file that the paste itself writes; else the file is missing."""
    name = word.text[1:].strip()
    draft.place("body", Span(word.start, word.end))
    written = re.search(rf"(?:>\s*|tee\s+)[\"']?{re.escape(name)}[\"']?", command.text) if name else None
    if written:
        line = command.text.rfind("\n", 0, written.start()) + 1
        stdin = Lexer(command.text, line, command.shell).command_to_file()
        if stdin:
            del draft.spans["body"]
            take_json(draft, stdin)
            return
    draft.missing.append(name)
    draft.body = UNKNOWN


def take_json(draft: Draft, plain: Plain) -> None:
    """Takes a body as it is written; UNKNOWN where it is none that we can read."""
    words = plain.text.strip()
    draft.place("body", plain.span(0, len(plain.text)))
    if not words or not words.startswith(("{", "[")):
        draft.body = UNKNOWN
        if words and not words.startswith(HOLE):
            draft.flaws.append(Flaw("not JSON", plain.span(0, len(plain.text))))
        return
    value, flaws, end = read_json(plain)
    draft.flaws += flaws
    if rest := plain.text[end:].strip():
        at = plain.text.find(rest, end)
        kind = "extra bracket" if rest[0] in "}])" else "not JSON"
        draft.flaws.append(Flaw(kind, plain.span(at, at + 1)))
    draft.body = as_sent(value, draft)


def as_sent(value: Located, draft: Draft) -> Located:
    """The body with the API's names; as written on endpoints that are not its own."""
    if draft.product == "interactions" or "/openai" in (draft.path or "") or draft.method == "chat.completions":
        if isinstance(value, Obj):
            draft.named_in_body(value)
        return value
    return rest_names(value)
