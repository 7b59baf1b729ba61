"""Contents: there are some, and every part holds something."""

from __future__ import annotations

from collections.abc import Iterator

from bot.playground.gemini.asked import Asked, parts_of
from bot.playground.gemini.errors import Refusal, invalid
from bot.playground.values import Json

DATA = (
    "text", "inlineData", "functionCall", "functionResponse", "fileData", "executableCode", "codeExecutionResult",
    "toolCall", "toolResponse", "audioTranscription",
)  # fmt: skip


def general(asked: Asked) -> Iterator[str]:
    """A line for contents that are missing, for a turn among others without parts, for a part without data."""
    if not asked.contents:
        yield "contents: contents is not specified"
    if any(content.get("parts") for content in asked.contents):
        for turn, content in enumerate(asked.contents):
            if not content.get("parts"):
                yield f"contents[{turn}].parts: contents.parts must not be empty."
    for path, part in parts_of(asked.contents):
        if not any(name in part for name in DATA):
            yield f"{path}.data: required oneof field 'data' must have one initialized field"
        for field in ("functionCall", "functionResponse"):
            if field in part and not part[field].get("name"):
                proto = "function_call" if field == "functionCall" else "function_response"
                yield f"{path}.{proto}.name: Name cannot be empty."


def particular(asked: Asked) -> Iterator[Refusal]:
    """Refused where nothing is in the request at all. An image model takes an empty text and draws nothing."""
    if not any(_holds(part) for _, part in parts_of(asked.contents)) and not (
        asked.model.kind == "image" and any(True for _ in parts_of(asked.contents))
    ):
        yield invalid("Request has empty input.")


def _holds(part: Json) -> bool:
    return any(part.get(name) for name in DATA)
