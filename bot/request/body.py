"""Reads bare JSON bodies of requests, as people paste them."""

from __future__ import annotations

import functools
import re
from itertools import islice

from bot.paste import Report
from bot.paste.plain import Plain
from bot.paste.span import Span
from bot.request.curl import as_sent
from bot.request.draft import Draft
from bot.request.json_body import read_json
from bot.request.located import Arr, Leaf, Obj, spelt
from bot.request.request import Flaw
from bot.request.table import messages

# Names that only the body of a request has at its top, each with what comes behind it.
_NAMES = tuple(
    (name, re.compile(name + r"(?:[\"'”’]?\s*[:=]\s*[{\[]|[\"'”’]\s*:\s*[\"“])"))
    for name in (
        "contents",
        "generationConfig",
        "generation_config",
        "systemInstruction",
        "system_instruction",
        "safetySettings",
        "safety_settings",
        "generateContentRequest",
        "requests",
        "content",
    )
)
_METHOD = re.compile(r":(generateContent|streamGenerateContent|countTokens|embedContent|batchEmbedContents)\b")
_MOST = 6


def read(report: Report) -> list[Draft]:
    """The bodies of requests that stand in the paste by themselves."""
    text = report.text
    drafts: list[Draft] = []
    end = 0
    for at in sorted(
        match.start() for name, pattern in _NAMES if name in text for match in islice(pattern.finditer(text), _MOST)
    ):
        if at < end or len(drafts) >= _MOST:
            continue
        start = opening(text, at, end)
        if start is None:
            continue
        value, flaws, stop = read_json(Plain(text), start)
        end = max(stop, at + 1)
        if isinstance(value, Obj) and (draft := _draft(value, flaws, start, stop, report)):
            drafts.append(draft)
    return drafts


def opening(text: str, at: int, floor: int) -> int | None:
    """The brace of the object that a name at `at` stands in, at its top; None where it stands in none."""
    depth = 0
    limit = max(floor, at - 20_000)
    while at > limit:
        at -= 1
        letter = text[at]
        if letter in "}]":
            depth += 1
        elif letter in "{[":
            if depth == 0:
                return at if letter == "{" else None
            depth -= 1
    return None


def _draft(value: Obj, flaws: tuple[Flaw, ...], start: int, end: int, report: Report) -> Draft | None:
    method = _kind(value)
    if method is None:
        return None
    draft = Draft("json", start, end)
    draft.method = method
    draft.body = as_sent(value, draft)
    draft.flaws += flaws
    named = [m[1] for m in _METHOD.finditer(report.text)]
    if method == "generateContent" and named:
        draft.method = named[0] if named[0] in ("streamGenerateContent", "countTokens") else method
    draft.stream = draft.method == "streamGenerateContent"
    model = value.get("model")
    if isinstance(model, Leaf):
        draft.named(model)
        if draft.model:
            draft.model = draft.model.removeprefix("models/")
    draft.place("body", Span(start, end))
    return draft


def _kind(value: Obj) -> str | None:
    """The method that takes such a body; None where it is none of a request."""
    if value.get("candidates", "error", "usageMetadata", "promptFeedback"):
        return None
    if isinstance(value.get("generateContentRequest"), Obj):
        return "countTokens"
    told = value.get("contents")
    if told is not None:
        return "generateContent" if _is_contents(told) and not _of_another_kind(value, told) else None
    if isinstance(value.get("content"), Obj) and value.get("taskType", "outputDimensionality", "model"):
        return "embedContent"
    requests = value.get("requests")
    if (
        isinstance(requests, Arr)
        and requests.items
        and isinstance(requests.items[0], Obj)
        and requests.items[0].get("content")
    ):
        return "batchEmbedContents"
    if value.get("generationConfig", "systemInstruction", "safetySettings"):
        return "generateContent"
    return None


def _of_another_kind(value: Obj, told: object) -> bool:
    """True of an object whose contents are plain texts, beside names of no request: a package's files, a page's list."""
    texts = isinstance(told, Arr) and told.items and all(isinstance(item, Leaf) for item in told.items)
    return bool(texts) and any(spelt(field.name) not in _beside() for field in value.fields)


@functools.cache
def _beside() -> frozenset[str]:
    """Names that stand beside contents in a request."""
    return frozenset(map(spelt, ("model", "stream", "config", *messages()["GenerateContentRequest"])))


def _is_contents(told: object) -> bool:
    if isinstance(told, Obj):
        return told.get("parts", "role", "content", "text") is not None
    if isinstance(told, Arr):
        return (
            not told.items
            or any(isinstance(i, Obj) and i.get("parts", "role", "content", "text") for i in told.items)
            or told.open
            or any(isinstance(i, Leaf) for i in told.items)
        )
    return True
