"""What in a call asks for a second word of the person before it is sent, and about how many tokens it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.replay.call import MEGABYTE, Call
from bot.request.call import as_list
from bot.request.located import spelt

MOST_MEDIA = 4 * MEGABYTE
# Tools that act on Google's servers: they search, fetch, run code, or drive a machine.
# https://ai.google.dev/gemini-api/docs/tools
_TOOLS = {
    spelt(name): name
    for name in (
        "googleSearch", "googleSearchRetrieval", "codeExecution", "urlContext", "computerUse", "googleMaps", "fileSearch",
        "mcpServers", "enterpriseWebSearch", "retrieval",
    )
}  # fmt: skip
_LETTERS_A_TOKEN = 4  # https://ai.google.dev/gemini-api/docs/tokens
_MEDIA_TOKENS = 258  # of an image, or of a page


@dataclass(frozen=True, slots=True)
class Confirm:
    """One thing to be confirmed: "media" (`value`: megabytes), "tools" (their names), "state" (what is stored)."""

    kind: str
    value: str


def confirm(call: Call) -> tuple[Confirm, ...]:
    """What the call holds of media over 4 MB, tools that act at Google, and stored state."""
    body = call.body if isinstance(call.body, Mapping) else {}
    found = []
    size = sum(len(data) * 3 // 4 for data in _media(body))
    if size > MOST_MEDIA:
        found.append(Confirm("media", f"{size / MEGABYTE:.1f}"))
    tools = [
        _TOOLS[spelt(name)]
        for tool in as_list(body.get("tools"))
        if isinstance(tool, Mapping)
        for name in tool
        if spelt(name) in _TOOLS
    ]
    if tools:
        found.append(Confirm("tools", ", ".join(dict.fromkeys(tools))))
    if body.get("cachedContent"):
        found.append(Confirm("state", str(body["cachedContent"])))
    return tuple(found)


def about_tokens(body: Mapping[str, Any] | None) -> int:
    """An estimate of the input tokens: four letters each, and the same for every piece of media."""
    media = tuple(_media(body or {}))
    letters = sum(len(text) for text in _strings(body or {})) - sum(map(len, media))
    return -(-letters // _LETTERS_A_TOKEN) + _MEDIA_TOKENS * len(media)


def _media(value: Any) -> Iterator[str]:
    for name, inner in _fields(value):
        if name == "inlineData" and isinstance(inner, Mapping) and isinstance(inner.get("data"), str):
            yield inner["data"]


def _fields(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield name, inner
            yield from _fields(inner)
    elif isinstance(value, list):
        for item in value:
            yield from _fields(item)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
