"""HTTP codes outside of bodies: in error lines, access logs and prose. A number counts only with words that anchor it.

A retry delay, a token count, a line, a port or a time that contains 403 is no 403.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import NamedTuple

from bot.paste.lazily import lazily
from bot.paste.names import PHRASES, STATUSES, status_name

# How sure the words around make a number.
MENTIONED, NAMED, LOGGED, STATED = 1, 2, 3, 4
_MOST = 60  # codes told of one paste
_MOST_LOOKED_AT = 250  # numbers without a name behind, around which words are looked at

# The codes of failures that HTTP, Google's front ends and Cloudflare send; 2xx and 3xx only count with their phrase.
_KNOWN = frozenset(
    (201, 202, 204, 301, 302, 307, 308, *range(400, 419), 421, 422, 424, 425, 426, 428, 429, 431, 451, 499)
) | frozenset((*range(500, 509), 511, *range(520, 531), 598, 599))
_NUMBER = lazily(r"[2345]\d\d(?![\d/%°]|[.,:-]\d|[A-Za-rt-z_])")
_GLUED = frozenset("0123456789._,/#$€£+-")  # before a number these make it part of another
_BEFORE = 48  # letters before a number that are looked at

_AFTER = lazily(
    rf"""\s?(?P<status>{"|".join(STATUSES)}|[A-Z][A-Z_]{{5,24}})(?![A-Za-z_])"""
    rf"""|\s?[-:]?\s?['"(]?(?P<phrase>{"|".join(PHRASES)}|Internal error)(?!\w)"""
)
_COUNTED = lazily(
    r"\s?(?:(?:tokens?|requests?|ms|sec|seconds?|minutes?|hours?|days?|characters?|chars|bytes?|[kKMG]i?B|lines?|items?|rows?|"
    r"files?|users?|words?|times?|images?|pages?|records?|USD|usd|[Dd]ollars?|[Ee]uros?|people|calls?|RPM|RPD|TPM|rpm|Requests per|x|"
    r"mal|Mal|Zeilen|Tage|Anfragen|Zeichen|veces|vezes|fois|palabras|usuarios|filas|linhas|lignes|jours|dias|mots)\b"
    r"|(?:días|líneas|caract|solicitudes|peticiones|requisições|requêtes|Wörter|"
    r"рубл|раз|запрос|строк|токен|символ|секунд|минут|дней|пользовател|"
    r"[元块塊次个個條条秒分天日年月円件字行页頁人名万萬千億亿명원개번초건]|回(?![复覆傳传])|トークン|リクエスト|文字|토큰))",
    re.ASCII,
)
_OTHER_NUMBER = lazily(
    r"(?:\b(?:line|port|pages?|row|version|exit(?:ed)?(?: with)?(?: code)?|pid|issue|Errno|chapter|char|column|level|id|batch|"
    r"step|item|in|after|took|wait(?:ed|ing)?|delay|timeout|limit|quota|max(?:imum)?|count|total|size|length|version)|#)[ :=#]{0,2}$",
    re.I,
)
# What stands before a code, the surest first.
_ANCHORS = (
    (STATED, lazily(r"(?:Error\]?|[a-zA-Z])?: ?\[$|(?:^|\s)\[$")),  # Error fetching from https://…: [404 ]
    (STATED, lazily(r"(?:googleapi: (?:Error|got HTTP response code)|\bError|got status:?|[Aa][Pp][Ii] [Ee]rror:?) $")),
    (LOGGED, lazily(r"""HTTP/[\d.]{1,3}\\*["']?,?\s$""")),  # "POST /v1beta/models HTTP/1.1" 400
    (
        NAMED,
        lazily(
            r"(?:status(?:[ _-]?code)?|http(?:[ _-]?(?:error|code|status))?|error(?:[ _-]?code)?|response code|status of|"
            r"fail(?:ed|s|ing|ure)?(?: with)?|\bcode|return(?:ed|s|ing)?|received?|receiving|throws?|thrown|answer(?:s|ed|ing)?(?: with)?(?: an?)?|respond(?:ed|s|ing)?(?: with)?|"
            r"devuel(?:ve|ven)|devolvi|(?:me|nos|te) (?:da|sale)\b|arroja|lanza|recibo|obtengo|retorn(?:a|am|ou|e)\b|devolve|recebo|renvoie|retourne|"
            r"liefert|bekommen?|wirft|erhalte|meldet|restituisce|ritorna|ricevo|geeft|zwraca|erro|erreur|fehler|fout|hata|código|"
            r"[Оо]шибк[ау]|код|ругается|возвращает|вернул[аио]?|выда[её]т|отвечает|получаю|кидает|lỗi|trả về|"
            r"状态码|狀態碼|错误码?|錯誤碼?|错误代码|报错?|報錯?|返回|回傳|傳回|回复|回覆|エラー|返って|오류|에러|상태 코드)"
            r"""["'`*]{0,3}\s{0,2}[:=(,]?\s{0,2}["'`*\[(]{0,3}$""",
            re.I | re.ASCII,
        ),
    ),
    # google.api_core.exceptions.NotFound: 404 …; Invalid argument provided to Gemini: 400 …; last exception: 503 …
    (NAMED, lazily(r"[A-Za-z)\]][:：]\s$|exception:? $")),
)  # fmt: skip
_LINE_START = lazily(r"(?:^|\n|\\n|[\"'`])[>#*\s`\"'-]{0,40}$")
_COLON = lazily(r":\s[A-Z][a-z]")  # [Gemini] 429: Resource has been exhausted
_SENTENCE = lazily(r"\s(?:(?:models/|[A-Z*])[\w*./-]{1,60}[\s:]|/[a-z][\w./-]{1,80}:)")
# with gemini it is 429 Resource has …; e2= 400 API key not valid; → 400 `Multiple candidates …`
_LEADS_TO = lazily(
    r"(?:\b(?:is|was|says?|said|gets?|got|sees?|now|again|still)|[^\x00-\x7f]|[=:,])\s[\"'`*]{0,2}$", re.ASCII
)
_LED_TO = lazily(r"\s[\"'`*]{0,2}[A-Z][\w']{0,30}\s[a-z]|\s?\|", re.ASCII)
_BODY_BEHIND = lazily(
    r"\s{0,3}[-:=,]?\s{0,3}(?:b?[\"'])?\[?\s{0,9}\{\s{0,40}\\*[\"']?(?:error|message|code|status)\b", re.ASCII
)
_IN_PROSE = lazily(
    r"(?:\b(?:an?|the|it's|its|with|got|gets?|getting|of|by|than|still|gemini|api|google|vertex|always|only|every|all|throws?|gives?|sees?|and|or|HTTP|"
    r"eine?n?|une?|el|um|uma)|[,(\"'`*]|[^\x00-\x7f]|^|(?:\n|\\n)[>#* -]{0,40})\s?[\"'`*]{0,2}$",
    re.I | re.ASCII,
)
_PLURAL = lazily(r"s(?!\w)")
_PROSE_AFTER = lazily(
    r"""["'`*)]{0,3}\s?(?:errors?\b|status\b|responses?\b|from\b|back\b|for\b|on\b|when\b|again|\\+[\"']|now\b|and\b|but\b|then\b|every|instead\b|since\b|until\b|after\b|with\b|if\b|as\b|method\b|"|'|—|–|-\s|,|\.(?:\s|$)|:|;|\)|$|\n)"""
    r"""|'?s\b|[^\x00-\x7f]|\s[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]""",
    re.ASCII,
)


class Hit(NamedTuple):
    """An HTTP code with what stands beside it; `sure` is one of the constants above."""

    http: int
    status: str | None
    start: int
    end: int
    sure: int


def codes(text: str, known: Container[int] = ()) -> list[Hit]:
    """The HTTP codes of failures that `text` shows in order, of very many the first; not those that begin at a `known` place."""
    found: list[Hit] = []
    for hit in _hits(text, known):
        found.append(hit)
        if len(found) == _MOST:
            break
    return found


def _hits(text: str, known: Container[int]) -> Iterator[Hit]:
    looked_at = 0
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if int(match[0]) not in _KNOWN or start in known or _is_glued(text, start):
            continue
        after = _AFTER.match(text, end)
        looked_at += after is None
        if looked_at > _MOST_LOOKED_AT and after is None:
            continue
        if hit := _hit(text, start, end, after):
            yield hit


def _is_glued(text: str, start: int) -> bool:
    """True where what stands before a number makes it part of another word; an escaped line end does not."""
    last = text[start - 1 : start]
    if last in _GLUED:
        return True
    return last.isalnum() and last.isascii() and not (last in "nrt" and text[start - 2 : start - 1] == "\\")


def _hit(text: str, start: int, end: int, after: re.Match[str] | None) -> Hit | None:
    """The code at `start`, if the words around it say that it is one."""
    http = int(text[start:end])
    before = text[max(0, start - _BEFORE) : start]
    if after and (status := status_name(after["status"] or "")):
        return Hit(http, status, start, after.end(), STATED)
    if _OTHER_NUMBER.search(before):
        return None
    if after and after["phrase"]:
        if http < 300:
            return None
        sure = LOGGED if "HTTP/" in before[-12:] else STATED
        return Hit(http, None, start, after.end(), sure)
    if http < 400 or _COUNTED.match(text, end):
        return None
    for sure, anchor in _ANCHORS:
        if anchor.search(before):
            return Hit(http, None, start, end, sure)
    if (
        _COLON.match(text, end)
        or _BODY_BEHIND.match(text, end)
        or (_LINE_START.search(before) and _SENTENCE.match(text, end))
    ):
        return Hit(http, None, start, end, NAMED)
    if _LEADS_TO.search(before) and _LED_TO.match(text, end):
        return Hit(http, None, start, end, MENTIONED)
    if (_IN_PROSE.search(before) and _PROSE_AFTER.match(text, end)) or _PLURAL.match(text, end):
        return Hit(http, None, start, end, MENTIONED)
    return None
