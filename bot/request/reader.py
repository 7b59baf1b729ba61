"""From a paste to its Request: the readers that may find one are asked, and the call nearest to the error is meant."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.paste import Report
from bot.paste.span import Span
from bot.request.clues import OF_BODIES, has_call, languages
from bot.request.draft import Draft
from bot.request.margin import bare
from bot.request.request import Request

# The environment chooses Vertex AI, and the paste has what belongs to it.
_CHOSEN = re.compile(
    r"GOOGLE_GENAI_USE_(?:VERTEXAI|ENTERPRISE)[\"'\]]*[ \t]*[=,:][ \t]*[\"']?(?:true|1)\b", re.IGNORECASE
)
_OF_VERTEX = re.compile(r"GOOGLE_CLOUD_(?:PROJECT|LOCATION)|\b(?:project|location|credentials)[ \t]*[=:]")
_LONG_STRING = re.compile(r"(\"\"\"|''').*?\1", re.DOTALL)
# Calls that prepare others: they are only meant where there is nothing else.
_BESIDE = (
    "files.",
    "models.list",
    "models.get",
    "fileSearchStores.",
    "batches.get",
    "batches.list",
    "cachedContents.get",
    "cachedContents.list",
)


def read_request(report: Report) -> Request | None:
    """The call that the paste shows; of several the one nearest to the error. None where there is none."""
    if (text := bare(report.text)) != report.text:
        report = dataclasses.replace(report, text=text)
    drafts = _drafts(report)
    if not drafts:
        return None
    draft = _nearest(drafts, report)
    request = draft.request()
    return dataclasses.replace(
        request,
        others=len(drafts) - 1,
        spans=_within(request.spans, len(report.text)),
        **_around(request, report),
    )


def _within(spans: Mapping[str, Span], end: int) -> dict[str, Span]:
    """The places, none of them beyond the paste: a value that is cut off has its place at the end."""
    return {name: span if span.end <= end else Span(min(span.start, end), end) for name, span in spans.items()}


def _drafts(report: Report) -> list[Draft]:
    """The calls of the paste in order; readers are only asked where something shows that they may find one."""
    text = report.text
    drafts: list[Draft] = []
    if "curl" in text:
        from bot.request import curl

        drafts += curl.read(report)
    if not drafts and _is_powershell(text):
        from bot.request import powershell

        drafts += powershell.read(report)
    if not drafts and " HTTP/" in text:
        from bot.request import http

        drafts += http.read(report)
    if not drafts and has_call(text):
        drafts += _code(report)
    if not drafts and any(name in text for name in OF_BODIES):
        from bot.request import body

        drafts += body.read(report)
    asking = [draft for draft in drafts if not (draft.method or "").startswith(_BESIDE)] or drafts
    if len(asking) > 1:
        asking = _told_of(asking, text, _commented) or asking
        asking = _told_of(asking, text, _quoted) or asking
    return sorted(asking, key=lambda draft: draft.start)


def _told_of(drafts: list[Draft], text: str, aside: Callable[[str], Callable[[int], bool]]) -> list[Draft]:
    """The calls that don't stand aside."""
    is_aside = aside(text)
    return [draft for draft in drafts if not is_aside(draft.start)]


def _commented(text: str) -> Callable[[int], bool]:
    """Whether a place stands in a line that is a comment."""
    return lambda at: text[text.rfind("\n", 0, at) + 1 : at].lstrip().startswith(("#", "//"))


def _quoted(text: str) -> Callable[[int], bool]:
    """Whether a place stands in a long string of Python's: a prompt, or the words about a function."""
    if text.count('"""') % 2 or text.count("'''") % 2:
        return lambda at: False
    spans = [match.span() for match in _LONG_STRING.finditer(text)]
    return lambda at: any(start < at < end for start, end in spans)


def _code(report: Report) -> list[Draft]:
    """The calls in the languages that the paste may be written in, the first that has some."""
    for language in languages(report.text):
        if language == "python":
            from bot.request import python

            drafts = python.read(report)
        elif language == "go":
            from bot.request import go

            drafts = go.read(report)
        elif language == "javascript":
            from bot.request import javascript

            drafts = javascript.read(report)
        else:
            from bot.request import jvm

            drafts = jvm.read(report, language)
        if drafts:
            return drafts
    return []


def _nearest(drafts: list[Draft], report: Report) -> Draft:
    """The last call before the error, else the first behind it; without an error the first."""
    errors = [error.span.start for error in report.errors]
    if span := report.spans.get("exception"):
        errors.append(span.start)
    outside = [at for at in errors if not any(d.start <= at < d.end for d in drafts)]
    if len(drafts) == 1 or not outside:
        return next((draft for draft in drafts if draft.method != "cachedContents.create"), drafts[0])
    before = [draft for draft in drafts if draft.start < min(outside)]
    return before[-1] if before else drafts[0]


def _around(request: Request, report: Report) -> dict[str, Any]:
    """What the words around the call say of it, where the call itself doesn't."""
    more: dict[str, Any] = {}
    unsure: list[str] = []
    for name in ("model", "api_version", "host", "method"):
        said = getattr(report, name)
        if getattr(request, name) is None and said is not None:
            more[name] = said.removeprefix("models/") if name == "model" else said
            unsure.append(name)
    if unsure:
        more["unsure"] = tuple(unsure)
    keyed = request.key is not None and request.key.name is not None
    if (
        request.dialect.endswith("-genai")
        and not keyed
        and _CHOSEN.search(report.text)
        and _OF_VERTEX.search(report.text)
    ):
        more["product"] = "vertex"
    return more


def _is_powershell(text: str) -> bool:
    return "Invoke-" in text or "irm " in text or "iwr " in text
