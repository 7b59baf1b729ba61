"""Named values in any dialect: JSON, Python and JavaScript dumps, Go maps, protobuf text, YAML, gax lines, log words.

`"code": 429`, `'code': 429`, `code: 429`, `code=429`, `map[code:429`, `\\"code\\": 429` in a string in a string: all of
these are a key, a sign and a value. So one flat scan over keys reads all dialects, through cuts and wraps that would
stop a parser, and keeps the place of each value. What nests is told by the strings: a message whose words are an error
body themselves holds that body, ten levels deep if need be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import re2

from bot.paste.lazily import lazily

MOST_LEVELS = 12

# Key, as its SDKs spell it without case and underscores -> what it names here.
_KEYS = {
    "error": "error",
    "exception": "error",
    "code": "code",
    "errorcode": "code",
    "httpcode": "http",
    "statuscode": "http",
    "httpstatus": "http",
    "httpstatuscode": "http",
    "responsecode": "http",
    "httpresponsecode": "http",
    "closecode": "close",
    "status": "status",
    "state": "state",
    "message": "message",
    "msg": "message",
    "details": "details",
    "detail": "details",
    "desc": "details",
    "errormessage": "message",
    "reason": "reason",
    "domain": "domain",
    "service": "service",
    "locale": "locale",
    "description": "description",
    "quotametric": "quota_metric",
    "quotaid": "quota_id",
    "quotavalue": "quota_value",
    "quotalimit": "quota_limit_name",
    "quotalimitvalue": "quota_value",
    "retrydelay": "retry_delay",
    "seconds": "seconds",
    "model": "model",
    "modelname": "model",
    "modelid": "model",
    "modelversion": "model",
    "key": "key",
    "value": "value",
    "field": "field",
    "finishreason": "finish",
    "blockreason": "block",
    "apiversion": "api_version",
}
_SPELLED = "|".join("_?".join(key) for key in _KEYS)
# A key with the sign behind it; an escaped line end before it may leave its letter.
_PAIR = (
    rf"(?i)\b[nrt]?_*({_SPELLED})_*"
    r"""\\*["'\x60]?(?:\*\*)?[ \t]*(?:\s{1,40})?[:=]{1,2}>?"""
).encode()
_OPENS = lazily(r"\s{0,200}+(?:map)?(?:\[\s{0,200}+)?(?:map\[|\{)")
_VALUE = lazily(
    r"""\s{0,200}+(?:\*\*)?[ \t]*+(?:[bru](?=["']))?(?:(?P<slashes>\\*+)(?P<quote>["'`])|(?P<word>[^\s,;\])}"'`\\]++))"""
)
# What follows a string: a comma, a bracket, the end of a line, real or escaped.
_CLOSED = lazily(r"""[ \t]{0,20}(?:[,;:}\])>|+]|\\|\n|$)""")
# Protobuf on one line: key: "service" value: "…". It ends a string that is no sentence.
_NEXT_KEY = lazily(r"[ \t]{1,20}[A-Za-z_]{2,40}(?:[:=]| \{)")
_MOST_DOUBTFUL = 5
_LONGEST_OPEN = 4_000  # letters that are read of a string without an end
_LONGEST_BARE = 2_000  # letters that are read of a message without quotes
_MOST_PAIRS = 3_000
# What shows that the words of a message are an error body themselves.
_BODY = lazily(
    r"""["'](?:error|code|status|@type)\\*+["']\s{0,40}+:|[45]\d\d [A-Z][A-Z_]{5,}\. ?\{|(?<!\w)error: \{"""
    r"""|Error \d\d\d, Message: |(?:finish|block)_?[Rr]eason|StatusCode\.[A-Z]|\[map\[@type|error details: name|\[(?:violations|links|reason|metadata)(?: \{|: )"""
)
# Where the words of a message without quotes end.
_MESSAGE_END = lazily(
    r"\n(?!\* |Please retry|To monitor)|, (?:Status|status|Details|details|Code|code): |\s\((?:code|status|Status): |\s\[(?:\{|map\[)"
)


# Names whose words can hold a body, or are worth reading where the paste ends in the middle of them.
_HOLDING = frozenset({"message", "error", "details", "description", "reason", "value"})


class Pair(NamedTuple):
    """A named value: `name` is from the table above, `start` and `end` enclose the value in the text as it stands.

    `level` counts the strings it stands in, `quote` is what it was quoted with ("" for a bare word), `holds` is true for
    a string whose words are a body themselves; its own value is empty, the body's pairs follow one level deeper.
    """

    name: str
    value: str
    start: int
    end: int
    key_start: int
    level: int = 0
    quote: str = ""
    holds: bool = False


def pairs(text: str) -> list[Pair]:
    """All named values of `text` that the table knows, in order."""
    found: list[Pair] = []
    holders: list[int] = []  # ends of the strings that the scan is in
    unclosed: set[tuple[str, int]] = set()  # quotes that no longer come
    at = 0
    for name, start, end in _keys(text):
        if start < at:
            continue
        if len(found) == _MOST_PAIRS:
            break
        at = end
        while holders and holders[-1] <= start:
            holders.pop()
        if name == "error" and (opened := _OPENS.match(text, at)):
            found.append(Pair(name, "{", at, opened.end(), start, len(holders)))
            at = opened.end()
        elif value := _VALUE.match(text, at):
            read = _quoted if value["quote"] else _bare
            pair, at = read(text, name, start, value, len(holders), unclosed)
            if pair:
                found.append(pair)
                if pair.holds:
                    holders.append(pair.end)
    return found


def _keys(text: str) -> Iterator[tuple[str, int, int]]:
    """What each key of the table names, where it begins, and where its sign ends."""
    # One byte a code point, so offsets agree; what is not ASCII ends a word, as "?" does.
    for match in _pair().finditer(text.encode("ascii", "replace")):
        start, end = match.span()
        first, last = match.span(1)
        if text[start:first].strip("_") and text[start - 1 : start] != "\\":
            continue
        name = _KEYS[text[first:last].replace("_", "").lower()]
        if name == "seconds":  # of a google.protobuf.Duration
            if "retry" not in text[max(0, start - 120) : start].lower():
                continue
            name = "retry_delay"
        yield name, start, end


@cache
def _pair() -> re2._Regexp:
    return re2.compile(_PAIR)


def _bare(
    text: str, name: str, key_start: int, value: re.Match[str], level: int, _unclosed: set[tuple[str, int]]
) -> tuple[Pair, int]:
    """A value without quotes, and where to read on: within it, where it holds more pairs (`map[code:429`)."""
    start, end = value.span("word")
    if name == "message":
        stop = min(len(text), start + _LONGEST_BARE)
        ending = _MESSAGE_END.search(text, start, stop)
        stop = ending.start() if ending else stop
        return Pair(name, text[start:stop], start, stop, key_start, level), value.start()
    word = text[start:end]
    more = word[0] in "[{<(" or "=" in word or ":" in word
    return Pair(name, word, start, end, key_start, level), value.start() if more else end


def _quoted(
    text: str, name: str, key_start: int, value: re.Match[str], level: int, unclosed: set[tuple[str, int]]
) -> tuple[Pair | None, int]:
    """A string, and where to read on: behind it, or within it where its end is cut off or it holds a body."""
    start, quote, slashes = value.end(), value["quote"], len(value["slashes"])
    end = -1 if (quote, slashes) in unclosed else closing(text, start, slashes, quote)
    if end < 0:
        unclosed.add((quote, slashes))
        stop = min(len(text), start + _LONGEST_OPEN)
        end = text.find("\n", start, stop)
        if end < 0 and stop == len(text) and name not in _HOLDING:
            return None, start  # the paste ends in the middle of the value
        end = stop if end < 0 else end
        return Pair(name, text[start:end], start, end, key_start, level, quote), start
    if name in _HOLDING and level < MOST_LEVELS and _BODY.search(text, start, end):
        return Pair(name, "", start, end, key_start, level, quote, holds=True), start
    return Pair(name, text[start:end], start, end, key_start, level, quote), end


def closing(text: str, start: int, slashes: int, quote: str) -> int:
    """Where the string that began at `start` behind `slashes` backslashes ends, before its quote; -1 where it is cut.

    A quote within the words, which a dump forgot to escape, is told by what follows: no comma, bracket or line end.
    """
    doubtful: list[int] = []
    at = text.find(quote, start)
    while at >= 0 and len(doubtful) < _MOST_DOUBTFUL:
        before = at
        while before > start and text[before - 1] == "\\":
            before -= 1
        if at - before <= slashes and not text[at + 1 : at + 2].isalnum():
            if doubtful and "\n" in text[doubtful[0] : before]:
                break
            if _CLOSED.match(text, at + 1) or (_NEXT_KEY.match(text, at + 1) and " " not in text[start:before]):
                return before
            doubtful.append(before)
        at = text.find(quote, at + 1)
    return doubtful[0] if doubtful else -1


_WRAP = lazily(r"(?:\\+[nrt](?=\s|[│┃║]|\\|$)|[│┃║]\\+[nrt]|[\s│┃║])+")
_ESCAPE = lazily(r"\\+(?:u([0-9a-fA-F]{4})|([nrt])|(?=[\"'/`])|(?![A-Za-z0-9]))")


def words(value: str) -> str:
    """A string's words as a person reads them: escapes undone, wraps gone."""
    if "\\" in value:
        value = _ESCAPE.sub(_unescaped, value)
    return value.strip()


def _unescaped(match: re.Match[str]) -> str:
    if match[1]:
        number = int(match[1], 16)
        return chr(number) if not 0xD800 <= number < 0xE000 else "\ufffd"
    return {"n": "\n", "t": "\t", "r": ""}.get(match[2] or "", "")


def token(value: str) -> str:
    """A value that can't hold blanks (an id, a name), put together again where it was wrapped."""
    if value.isascii() and "\\" not in value:
        return "".join(value.split())
    return _WRAP.sub("", value)
