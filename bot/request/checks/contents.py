"""Contents without anything in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bot.request.call import REST, Call, is_known, items, parent
from bot.request.finding import Finding

_SOURCE = "https://ai.google.dev/api/generate-content"
_DATA = (
    "text", "inlineData", "fileData", "functionCall", "functionResponse", "executableCode", "codeExecutionResult",
    "toolCall", "toolResponse",
)  # fmt: skip
# By these names people send their prompt where the API knows none of them; the name is found, not the lack.
_INSTEAD = {"messages", "prompt", "content", "input", "text", "history", "inputs", "contentss", "Contents", "instances"}
_PARTS = {"content", "text", "part", "message", "messages"}


# What a missing prompt is replaced by, so that there is something to send; the person knows what belongs there.
_TEXT = "Hello"
_PROMPT = json.dumps([{"text": _TEXT}])


def check(call: Call) -> Iterator[Finding]:
    """Contents, parts or texts that are missing or empty."""
    if not call.native or call.cut or not (call.body or (call.rest and call.request.body == {})):
        return
    if call.message in ("GenerateContentRequest", "CountTokensRequest"):
        yield from _contents(call)
    elif call.message == "EmbedContentRequest":
        yield from _content(call, call.body, "content")
    elif call.message == "BatchEmbedContentsRequest":
        for path, request in items(call.body.get("requests"), "requests"):
            yield from _content(call, request, f"{path}.content")
            if isinstance(request, dict) and request.get("model") is None and call.rest:
                says = f'{path} needs its model again: "model": "models/{call.request.model}".'
                yield call.found(
                    f"{path}.model", "malformed-request", says, source="https://ai.google.dev/api/embeddings"
                )
    elif call.body.get("model") is None and call.rest:
        says = "A cache belongs to a model: name it in the body, as models/gemini-3.5-flash."
        yield call.found("model", "malformed-request", says, source="https://ai.google.dev/api/caching")
    if call.message == "CountTokensRequest" and {"contents", "generateContentRequest"} <= {
        name for name, value in call.body.items() if value is not None
    }:
        says = "contents and generateContentRequest exclude each other: put the contents into generateContentRequest."
        yield call.found("generateContentRequest", "malformed-request", says, source="https://ai.google.dev/api/tokens")
    if isinstance(system := call.body.get("systemInstruction"), dict) and is_known(system):
        yield from _parts(call, system, "systemInstruction", alone=False)


def _contents(call: Call) -> Iterator[Finding]:
    contents = call.body.get("contents")
    if contents is None:
        if not (
            {"generateContentRequest", "cachedContent"} & {*call.body} or _INSTEAD & {*call.body} or call.request.raw
        ):
            # A reader of code may have missed what a call passes in its own way; of JSON it can't.
            sure = call.request.dialect in REST and not call.request.flaws and call.message == "GenerateContentRequest"
            yield call.found(
                "contents",
                "contents-empty",
                "The request has no contents: that is where the prompt goes.",
                sure=sure,
                source=_SOURCE,
                changes=(f"set: contents[0].parts[0].text {_TEXT}",),
            )
    elif contents in ([], {}):
        yield call.found(
            "contents",
            "contents-empty",
            "contents is empty: put at least one turn with a text into it.",
            source=_SOURCE,
            changes=("set: contents " + json.dumps([{"parts": [{"text": _TEXT}]}]),),
        )
    else:
        for path, content in items(contents, "contents"):
            if isinstance(content, dict):
                yield from _parts(call, content, path, alone=not isinstance(contents, list) or len(contents) == 1)


def _content(call: Call, request: Any, path: str) -> Iterator[Finding]:
    if not isinstance(request, dict):
        return
    if request.get("content") is None and not {"contents", "text", "input", "parts"} & {*request}:
        yield call.found(
            path,
            "contents-empty",
            f"{path} is missing: it holds what to embed.",
            sure=call.rest,
            source=_SOURCE,
            changes=(f"set: {path}.parts[0].text {_TEXT}",),
        )
    elif isinstance(content := request.get("content"), dict):
        yield from _parts(call, content, path, alone=True)


def _parts(call: Call, content: dict[str, Any], path: str, alone: bool) -> Iterator[Finding]:
    """`alone`: the request has no other turn."""
    parts = content.get("parts")
    if parts is None and _PARTS & {*content}:
        return
    if parts is None or parts == []:
        says = f'{path} has no parts: write "parts": [{{"text": …}}].'
        changes = (f"set: {path}.parts {_PROMPT}",) if alone else (f"remove: {path}",)
        yield call.found(f"{path}.parts", "contents-empty", says, source=_SOURCE, changes=changes)
        return
    many = len(parts) if isinstance(parts, list) else 1
    for here, part in items(parts, f"{path}.parts"):
        if isinstance(part, dict):
            yield from _part(call, part, here, many)


def _part(call: Call, part: dict[str, Any], path: str, many: int) -> Iterator[Finding]:
    """`many`: how many parts its turn has."""
    alone = many == 1
    data = [name for name in _DATA if part.get(name) is not None]
    if not part or (
        not data and {*part} <= {"thought", "thoughtSignature", "videoMetadata", "mediaResolution", "text"}
    ):
        if part.get("thoughtSignature") is None:
            says = f"{path} holds nothing: give it a text, or leave the part out."
            yield call.found(path, "contents-empty", says, source=_SOURCE, changes=_mended(path, alone))
    elif data == ["text"] and part["text"] == "" and is_known(part["text"]) and "thoughtSignature" not in part:
        sure = alone and not path.startswith("systemInstruction")
        says = f"{path}.text is empty: the service refuses a turn without words. Give it a text, or leave the part out."
        yield call.found(
            f"{path}.text", "contents-empty", says, sure=sure, source=_SOURCE, changes=_mended(path, alone)
        )
    elif len(data) > 1:
        says = f"{path} holds {' and '.join(data)}; a part takes one of them. Make a part of each."
        changes = (f"move: {path}.{data[1]} {parent(path)}[{many}].{data[1]}",) if path.endswith("]") else ()
        yield call.found(path, "unknown-field", says, source=_SOURCE, changes=changes)


def _mended(path: str, alone: bool) -> tuple[str, ...]:
    """What an empty part needs: to go, or a text where it is its turn's only one."""
    if alone and path.startswith("systemInstruction"):
        return ("remove: systemInstruction",)
    return (f"set: {path}.text {_TEXT}",) if alone else (f"remove: {path}",)
