"""HTTP codes outside of bodies: in error lines, access logs and prose. A number counts only with words that anchor it.

A retry delay, a token count, a line, a port or a time that contains 403 is no 403.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.paste.names import PHRASES, STATUSES, status_name

# How sure the words around make a number.
STATED, LOGGED, NAMED, MENTIONED = 4, 3, 2, 1

_NUMBER = re.compile(
    r"(?<![\w.,:/#$€£+=-])([1345]\d\d)(?![\w/%°]|[.,:-]\d)|(?<=[:=/\[-])([345]\d\d)(?![\w/%°]|[.,:-]\d)"
)
_LOOSE_NUMBER = re.compile(r"(?<![\w.,/#$€£+-])(4(?:0[0-9]|1[0-9]|2[29]|99)|50[0-4])(?=s\b|'s\b|[^\x00-\x7f])")

_STATUS = "|".join(STATUSES)
_PHRASE = "|".join(PHRASES)
_AFTER = re.compile(
    rf"""\s?(?P<status>(?:{_STATUS}|[A-Z][A-Z_]{{5,24}}))\b(?!\w)|\s?[-:]?\s?['"]?(?P<phrase>{_PHRASE}|Internal error)\b"""
)
_BRACKET_AFTER = re.compile(r"\s?\]")
_BEFORE = (
    # Error fetching from https://…: [404 ]
    (STATED, re.compile(r"(?::|Error\]?) ?\[$")),
    (STATED, re.compile(r"(?:googleapi: Error|googleapi: got HTTP response code|\bError|got status:?|API [Ee]rror:?) $")),
    # "POST /v1beta/models HTTP/1.1" 400
    (LOGGED, re.compile(r"""HTTP/[\d.]{1,3}\\*["']?,?\s$""")),
    (
        NAMED,
        re.compile(
            r"(?:status(?:[ _-]?code)?|http(?:[ _-]?(?:error|code|status))?|error(?:[ _-]?code)?|response code|fail(?:ed|ure)?|"
            r"\bcode|returned|responded with|responds with|状态码|错误码?|错误代码|エラー|오류|报|返回|상태 코드|ошибка|código|erro|erreur|fehler|hata)"
            r"""["'`*]{0,3}\s{0,2}[:=(]?\s{0,2}["'`*\[(]{0,3}$""",
            re.I,
        ),
    ),
    # google.api_core.exceptions.NotFound: 404 …, Invalid argument provided to Gemini: 400 …, last exception: 503 …
    (NAMED, re.compile(r"[A-Za-z)\]]: ?$")),
    (MENTIONED, re.compile(r"(?:\b(?:an?|the|with|got|gets?|get|getting|of|by|than|is|was|still|always|only|every|throws?|gives?|"
                           r"HTTP|eine?n?|un|une|el|um|uma|код|ein)|[,(\"'`*]|^|\n[>#* -]{0,4})\s?[\"'`*]{0,2}$", re.I)),
)  # fmt: skip
_AFTER_MENTION = re.compile(
    r"""(?:["'`*)]{0,3}\s?(?:errors?\b|status\b|response|from\b|back\b|for\b|on\b|when\b|again|"|'|—|–|-\s|,|\.(?:\s|$)|:|;|\)|$|\n)|s\b|'s\b|[^\x00-\x7f])"""
)
_COUNTED = re.compile(
    r"\s?(?:tokens?|requests?|ms|s|sec|seconds?|minutes?|hours?|days?|characters?|chars|bytes?|[kKMG]i?B|lines?|items?|rows?|"
    r"files?|users?|words?|times?|models?|images?|pages?|USD|usd|dollars?|euros?|people|calls?|RPM|RPD|TPM|rpm|rows|records|x\b)\b"
)
_NO_CODE_BEFORE = re.compile(
    r"(?:line|port|page|pages|row|version|exit code|pid|issue|#|Errno|chapter|char|column|level|id)[ :=#]{0,2}$", re.I
)


@dataclass(frozen=True, slots=True)
class Hit:
    """An HTTP code with what stands beside it; `sure` is one of the constants above."""

    http: int
    status: str | None
    start: int
    end: int
    sure: int


def codes(text: str) -> list[Hit]:
    """The HTTP codes of failures that `text` shows outside of bodies, in order."""
    hits = [hit for match in _NUMBER.finditer(text) if (hit := _hit(text, match))]
    hits += (
        Hit(int(match[1]), None, match.start(), match.end(), MENTIONED)
        for match in _LOOSE_NUMBER.finditer(text)
        if not any(hit.start == match.start() for hit in hits)
    )
    return sorted(hits, key=lambda hit: hit.start)


def _hit(text: str, match: re.Match[str]) -> Hit | None:
    start, end = match.span()
    http = int(text[start:end])
    after = _AFTER.match(text, end)
    if after and after["status"] and (status := status_name(after["status"])):
        return Hit(http, status, start, end, STATED)
    before = text[max(0, start - 40) : start]
    if _NO_CODE_BEFORE.search(before):
        return None
    if http < 400 and not after:
        return None
    if after and after["phrase"]:
        return Hit(http, None, start, end, LOGGED if "HTTP/" in before[-12:] else STATED) if http >= 300 else None
    if _COUNTED.match(text, end):
        return None
    for sure, pattern in _BEFORE:
        if pattern.search(before):
            if sure == MENTIONED and not _AFTER_MENTION.match(text, end):
                continue
            return Hit(http, None, start, end, sure)
    return None
