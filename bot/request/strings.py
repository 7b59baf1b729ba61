"""String literals of all languages: where they end, what they say, what is put into them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from bot.request.language import Language
from bot.request.nodes import Node, Template, Text

_SMART = {"“": '”“"', "”": '”"', "„": '“”"', "‘": "’‘'", "’": "’'", "«": "»", "″": "″", "＂": "＂"}
_PREFIX = re.compile(r"(?:[rRbBfFuU]{1,2}|\$@?|@)(?=[\"'“‘])")
_ESCAPE = re.compile(
    r"\\(?:u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})|u\{(?P<braced>[0-9a-fA-F]{1,6})\}"
    r"|u(?P<four>[0-9a-fA-F]{4})|U(?P<eight>[0-9a-fA-F]{8})|x(?P<two>[0-9a-fA-F]{2})|(?P<line>\n)|(?P<letter>.))",
    re.S,
)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "\0", "v": "\v"}
# A line break in a JSON string is a fault that people paste; the string then ends before one of these.
_AFTER = re.compile(r"\s*(?:[,:}\])]|\Z)")
_DOLLAR = re.compile(r"\$(?:\{|\(|([A-Za-z_][\w:]*))")
_MOST_PARTS = 500

Parse = Callable[[int, int], tuple[Node, int]]  # an expression of the text from, at most to; and where it ended


def begins(text: str, at: int) -> bool:
    """True where a string literal can begin at `at`."""
    letter = text[at : at + 1]
    return letter in "\"'`“”„‘’«″＂" if letter else False


@cache
def _body(quote: str, escape: str, many_lines: bool) -> re.Pattern[str]:
    """From the opening quote to before the closing one, or to where the line ends."""
    stop = re.escape(quote[-1] if len(quote) < 3 else quote[0])
    slash = re.escape(escape) if escape else ""
    line = "" if many_lines else r"\n"
    escaped = rf"|{slash}." if slash else ""
    if len(quote) == 3:
        return re.compile(rf"(?:[^{stop}{slash}]++{escaped}|{stop}(?!{stop}{stop}))*+", re.S)
    return re.compile(rf"(?:[^{stop}{slash}{line}]++{escaped})*+", re.S)


def prefix(text: str, at: int, language: Language) -> str:
    """The letters that change what a literal means: `f`, `rb`; "" where there are none."""
    if language.name not in ("python", "dart", "powershell"):
        return ""
    match = _PREFIX.match(text, at)
    return match[0] if match else ""


def literal(text: str, at: int, end: int, language: Language, parse: Parse) -> Text | Template:
    """The literal whose quote, or whose prefix before it, stands at `at`."""
    start = at
    letters = prefix(text, at, language) if not begins(text, at) else ""
    if language.name == "powershell" and text[at : at + 2] in ('@"', "@'"):
        return _here(text, at, end, language, parse)
    at += len(letters)
    smart = _SMART.get(text[at])
    if smart:
        return _smart(text, start, at, end, smart)
    quote = next((q for q in language.quotes if text.startswith(q, at)), text[at])
    raw = quote in language.raw_quotes or "r" in letters.lower()
    inner = at + len(quote)
    many = len(quote) == 3 or quote == "`" or (quote in "\"'" and language.name == "powershell")
    escape = "" if quote in language.raw_quotes else language.escape
    match = _body(quote, escape, many).match(text, inner, end)
    stop = match.end() if match else inner
    closed = text.startswith(quote, stop) and stop < end
    if not closed and language.name == "json":
        stop, closed = _over_lines(text, inner, stop, end, quote)
    if closed and language.name == "powershell":
        while text.startswith(quote, stop + 1) and (match := _body(quote, escape, many).match(text, stop + 2, end)):
            stop = match.end()
    after = min(stop + len(quote), end) if closed else stop
    filled = _filled(quote, letters, language)
    if filled and (filled == "f" or "$" in text[inner:stop]):
        parts = _braces(text, inner, stop, parse) if filled == "f" else _dollars(text, inner, stop, language, parse)
        if any(not isinstance(part, str) for part in parts):
            return Template(tuple(parts), start, after)
        return Text("".join(map(str, parts)), start, after, quote, not closed, inner, raw=False)
    words = text[inner:stop]
    if language.name == "powershell":
        said = words.replace(quote * 2, quote) if quote == "'" else re.sub(r"`(.)", _backtick, words, flags=re.S)
    else:
        said = words if raw or "\\" not in words else _ESCAPE.sub(_unescaped, words)
    return Text(said, start, after, quote, not closed, inner, said == words)


def _filled(quote: str, letters: str, language: Language) -> str:
    """How values are put into a literal with this quote and prefix; "" where none are."""
    if language.interpolation == "f":
        return "f" if "f" in letters.lower() else ""
    if language.interpolation == "${":
        return "${" if quote == "`" else ""
    if language.interpolation == "$":
        return "" if "r" in letters or (language.name == "powershell" and quote == "'") else "$"
    return ""


def _over_lines(text: str, inner: int, stop: int, end: int, quote: str) -> tuple[int, bool]:
    """The end of a JSON string that holds line breaks, if what follows is JSON again."""
    match = _body(quote, "\\", True).match(text, inner, end)
    if match and match.end() < end and text[match.end()] == quote and _AFTER.match(text, match.end() + 1, end):
        return match.end(), True
    return stop, False


def _smart(text: str, start: int, at: int, end: int, closers: str) -> Text:
    """A literal in typographic quotes. An apostrophe within a word doesn't end it."""
    line = text.find("\n", at + 1, end)
    line = end if line < 0 else line
    stop = at + 1
    while stop < line:
        if text[stop] == "\\":
            stop += 2
            continue
        if text[stop] in closers and not (text[stop] in "’'" and text[stop + 1 : stop + 2].isalnum()):
            break
        stop += 1
    stop = min(stop, line)
    closed = stop < line
    words = text[at + 1 : stop]
    said = _ESCAPE.sub(_unescaped, words) if "\\" in words else words
    return Text(said, start, stop + closed, text[at], not closed, at + 1, said == words)


def _here(text: str, at: int, end: int, language: Language, parse: Parse) -> Text | Template:
    """PowerShell's here-string."""
    mark = text[at : at + 2]
    inner = text.find("\n", at, end) + 1 or end
    stop = text.find("\n" + mark[::-1], inner - 1, end)
    closed = stop >= 0
    stop = stop if closed else end
    after = min(stop + 3, end) if closed else stop
    if mark == '@"' and "$" in text[inner:stop]:
        return Template(tuple(_dollars(text, inner, stop, language, parse)), at, after)
    return Text(text[inner:stop], at, after, mark, not closed, inner)


def _unescaped(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind == "letter":
        return _PLAIN.get(match["letter"], match["letter"])
    if kind == "line":
        return ""
    if kind == "low":
        return chr(0x10000 + ((int(match["high"], 16) - 0xD800) << 10) + int(match["low"], 16) - 0xDC00)
    number = int(match[kind or "four"], 16)
    return chr(number) if number < 0xD800 or 0xE000 <= number < 0x110000 else "\ufffd"


def _backtick(match: re.Match[str]) -> str:
    return _PLAIN.get(match[1], match[1])


def _braces(text: str, at: int, end: int, parse: Parse) -> list[Node | str]:
    """The parts of an f-string."""
    parts: list[Node | str] = []
    words: list[str] = []
    while at < end and len(parts) < _MOST_PARTS:
        letter = text[at]
        if letter in "{}" and text[at + 1 : at + 2] == letter:
            words.append(letter)
            at += 2
        elif letter == "{":
            node, stop = parse(at + 1, end)
            close = text.find("}", stop, end)
            parts += ["".join(words), node]
            words = []
            at = end if close < 0 else close + 1
        else:
            stop = min((p for p in (text.find("{", at + 1, end), text.find("}", at + 1, end)) if p >= 0), default=end)
            words.append(text[at:stop])
            at = stop
    said = "".join(words)
    return [*parts, _ESCAPE.sub(_unescaped, said) if "\\" in said else said]


def _dollars(text: str, at: int, end: int, language: Language, parse: Parse) -> list[Node | str]:
    """The parts of a string with `$name`, `${value}` or PowerShell's `$(value)` in it."""
    parts: list[Node | str] = []
    while len(parts) < _MOST_PARTS and (match := _DOLLAR.search(text, at, end)):
        name = match[1]
        if language.interpolation == "${" and not match[0].endswith("{"):
            parts.append(text[at : match.end()])
            at = match.end()
            continue
        parts.append(text[at : match.start()])
        if name:
            begin = match.start() + (language.name != "powershell")
            node, at = parse(begin, match.end())[0], match.end()
        else:
            node, stop = parse(match.end(), end)
            close = text.find("}" if match[0] == "${" else ")", stop, end)
            at = end if close < 0 else close + 1
        parts.append(node)
    parts.append(text[at:end])
    return [_ESCAPE.sub(_unescaped, p) if isinstance(p, str) and "\\" in p else p for p in parts]
