"""Reads raw HTTP requests: a request line, headers, a body."""

from __future__ import annotations

import re

from bot.paste import Report
from bot.paste.plain import Plain
from bot.paste.span import Span
from bot.request.curl import credentials, take_json
from bot.request.draft import Draft
from bot.request.json_body import read_json
from bot.request.syntax import HOLE
from bot.request.url import address

_LINE = re.compile(
    r"^[> \t]*(?P<method>GET|POST|PUT|PATCH|DELETE)[ \t]+(?P<url>\S+)(?:[ \t]+HTTP/[\d.]+)?[ \t]*\r?$", re.M
)
_HEADER = re.compile(r"[> \t]*(?P<name>[A-Za-z][\w-]*):[ \t]*(?P<value>[^\n]*?)[ \t]*\r?(?:\n|\Z)")
_BODY = re.compile(r"(?:[> \t]*\r?\n)*[> \t]*(?=[{\[])")
_VARIABLE = re.compile(r"\{\{[\w$. -]+\}\}|<[A-Za-z_ -]+>|\$\{?[A-Z_]+\}?")
_MOST = 20


def read(report: Report) -> list[Draft]:
    """The requests of the paste, as they go over the wire or as HTTP clients of editors have them."""
    text = report.text
    drafts: list[Draft] = []
    for match in _LINE.finditer(text):
        if len(drafts) >= _MOST:
            break
        if draft := _draft(text, match, report):
            drafts.append(draft)
    return drafts


def _draft(text: str, match: re.Match[str], report: Report) -> Draft | None:
    draft = Draft("http", match.start("method"), match.end())
    headers, at = _headers(text, match.end() + 1)
    url = _filled(text, match.start("url"), match.end("url"))
    to = address(url)
    for name, value, start, end in headers:
        draft.headers[name.lower()] = _VARIABLE.sub("<unknown>", value)
        draft.place(f"header:{name.lower()}", Span(start, end))
    host = draft.headers.get("host")
    if to.host is None and host:
        to = to._replace(host=host.split(":")[0].lower())
    if not (to.is_gemini and (to.method or to.method_of_get)):
        return None
    draft.addressed(to)
    draft.http_method = match["method"]
    draft.place("httpMethod", Span(match.start("method"), match.end("method")))
    if match["method"] == "GET" and to.method_of_get:
        draft.method = to.method_of_get
    credentials(draft, to, report)
    draft.end = at
    if body := _BODY.match(text, at):
        _, _, stop = read_json(Plain(text), body.end())
        take_json(draft, Plain(text[body.end() : stop], (0,), (body.end(),)))
        draft.end = stop
    return draft


def _headers(text: str, at: int) -> tuple[list[tuple[str, str, int, int]], int]:
    """Name, value and place of each header, and where they end."""
    found: list[tuple[str, str, int, int]] = []
    while match := _HEADER.match(text, at):
        found.append((match["name"], match["value"], match.start("value"), match.end("value")))
        at = match.end()
    return found, at


def _filled(text: str, start: int, end: int) -> Plain:
    """An address with a hole for each variable of an editor's client."""
    cuts = [(m.start(), m.end(), HOLE) for m in _VARIABLE.finditer(text, start, end)]
    return Plain(text[:end]).without([(0, start, ""), *cuts] if start else cuts)
