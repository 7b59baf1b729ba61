"""Reads PowerShell: Invoke-RestMethod and Invoke-WebRequest."""

from __future__ import annotations

import re

from bot.paste import Report
from bot.paste.span import Span
from bot.request.code import Code
from bot.request.curl import as_sent, credentials, take_json
from bot.request.draft import Draft
from bot.request.language import POWERSHELL
from bot.request.located import Leaf, Obj, is_unknown, text_of
from bot.request.nodes import Arg, Call, Chain, Make, Node, Template, Text, Word
from bot.request.request import UNKNOWN, Flaw
from bot.request.syntax import Parser
from bot.request.url import address

CALL = re.compile(r"\b(?:Invoke-(?:RestMethod|WebRequest)|irm|iwr)\b(?=[ \t`@])(?! :)", re.I)
_GAP = re.compile(r"(?:[ \t]|`[ \t]*\r?\n)*")
_NEXT_LINE = re.compile(r"\s*\n[ \t]*(?=-(?:Uri|Method|Headers?|Body|ContentType|InFile|TimeoutSec)\b)", re.I)
_OPTION = re.compile(r"[-–](?P<name>[A-Za-z]+):?")
_DEPTH = re.compile(r"ConvertTo-Json(?P<options>[^\n)|;}]*)", re.I)
_BYTES = re.compile(r"\(?\s*\[(?:System\.)?Text\.Encoding\]::\w+\.GetBytes\(\s*(\$\w+)\s*\)", re.I)
_NAMES = ("uri", "method", "headers", "body", "contenttype", "infile", "timeoutsec")
_MOST = 20
_MOST_TIMES = 4  # that the text is read over, where commands run into each other


def read(report: Report) -> list[Draft]:
    """The calls of the paste, in PowerShell."""
    code = Code(report, POWERSHELL)
    drafts: list[Draft] = []
    left = len(report.text) * _MOST_TIMES
    for match in CALL.finditer(report.text):
        if left <= 0 or len(drafts) >= _MOST:
            break
        options, end = _options(code, match.end())
        left -= end - match.start()
        if draft := _draft(code, options, match.start(), end, report):
            drafts.append(draft)
    return drafts


def _options(code: Code, at: int) -> tuple[dict[str, Node], int]:
    """The options of the command by their full names, and where it ends."""
    text = code.text
    options: dict[str, Node] = {}
    while True:
        gap = _GAP.match(text, at)
        at = gap.end() if gap else at
        if lost := _NEXT_LINE.match(text, at):
            at = lost.end()
        if at >= len(text) or text[at] in "\n|;)}#":
            return options, at
        if splat := re.compile(r"@(\w+)").match(text, at):
            made = code.followed(Word("$" + splat[1], at, splat.end()))
            if isinstance(made, Make):
                options |= {_full(field.name): field.value for field in made.fields if field.name}
            at = splat.end()
            continue
        name = _OPTION.match(text, at)
        if name:
            at = name.end()
            gap = _GAP.match(text, at)
            at = gap.end() if gap else at
            if at >= len(text) or text[at] in "\n|-":
                continue
        node, end = _operand(code, at)
        options.setdefault(_full(name["name"]) if name else "uri", node)
        at = max(end, at + 1)


def _full(name: str | None) -> str:
    """The option that an abbreviation means."""
    lower = (name or "").lower()
    return next((full for full in _NAMES if lower and full.startswith(lower)), lower)


def _operand(code: Code, at: int) -> tuple[Node, int]:
    text = code.text
    if text[at] in "\"'@($“‘{[":
        parser = Parser(text, POWERSHELL, at)
        node = parser.operand()
        return node, parser.at
    match = re.compile(r"[^\s|;)}]+").match(text, at)
    end = match.end() if match else at + 1
    return Text(text[at:end], at, end, "", inner=at), end


def _draft(code: Code, options: dict[str, Node], start: int, end: int, report: Report) -> Draft | None:
    if "uri" not in options:
        return None
    to = address(code.plain(options["uri"]))
    if not to.is_gemini:
        return None
    draft = Draft("powershell", start, end)
    draft.addressed(to)
    method = code.value(options["method"]) if "method" in options else None
    draft.http_method = (text_of(method) or "GET").upper() if method is None or not is_unknown(method) else None
    if method is not None:
        draft.place("httpMethod", method)
    if draft.http_method == "GET" and to.method_of_get:
        draft.method = to.method_of_get
    headers = code.value(options["headers"]) if "headers" in options else None
    if isinstance(headers, Obj):
        for field in headers.fields:
            draft.headers[field.name.lower()] = text_of(field.value) or UNKNOWN
            draft.place(f"header:{field.name.lower()}", field.value)
    credentials(draft, to, report)
    if headers is not None and is_unknown(headers) and draft.key and draft.key.where == "missing":
        draft.key = None
    if timeout := options.get("timeoutsec"):
        value = code.value(timeout)
        words = text_of(value)
        number = float(words) if words and words.isdigit() else value.value if isinstance(value, Leaf) else None
        draft.place("timeout", value)
        if isinstance(number, int | float):
            draft.timeout, draft.timeout_unit = float(number), "s"
    if "infile" in options:
        draft.missing.append(text_of(code.value(options["infile"])) or UNKNOWN)
        draft.body = UNKNOWN
    elif "body" in options:
        _body(draft, code, options["body"])
    return draft


def _body(draft: Draft, code: Code, node: Node) -> None:
    if encoded := _BYTES.match(code.text, node.start):
        node = Word(encoded[1], encoded.start(1), encoded.end(1))
    made = code.followed(node)
    draft.place("body", Span(node.start, node.end))
    if isinstance(made, Text | Template | Chain):
        take_json(draft, code.plain(made))
        return
    value = code.value(node)
    if not isinstance(value, Obj):
        draft.body = UNKNOWN
        return
    json = isinstance(made, Call)
    if not json:
        draft.flaws.append(Flaw("not stringified", Span(node.start, node.end)))
        draft.body = UNKNOWN
        return
    draft.body = as_sent(value, draft)
    depth = _depth(code.text, made)
    if _levels(draft.body) > depth:
        draft.flaws.append(Flaw("shallow JSON", Span(node.start, node.end)))


def _depth(text: str, node: Node | None) -> int:
    """How deep ConvertTo-Json goes: 2, unless it is told."""
    match = _DEPTH.search(text, node.start, node.end + 200) if node else None
    told = re.search(r"-D\w*[ \t]+(\d+)", match["options"], re.I) if match else None
    return int(told[1]) if told else 2 if match else 100


def _levels(value: object) -> int:
    """How many levels of objects and lists stand below the top one."""
    if isinstance(value, Obj):
        return 1 + max((_levels(field.value) for field in value.fields), default=-1) if value.fields else 0
    items = getattr(value, "items", ())
    if isinstance(items, tuple) and items:
        return 1 + max(_levels(item) for item in items)
    return 0


__all__ = ["CALL", "read"]
_ = Arg
