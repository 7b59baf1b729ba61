"""Media: of a type that is taken, and what the type says."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from bot.playground.gemini.asked import Asked, parts_of
from bot.playground.gemini.errors import Refusal, invalid
from bot.playground.gemini.tables import table

_BEGINS = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/webp": (b"RIFF",),
}
_BAD_IMAGE = "Unable to process input image. Please retry or report in https://developers.generativeai.google/guide/troubleshooting"


def particular(asked: Asked) -> Iterator[Refusal]:
    """Refused for a type that isn't taken, for a picture that is none, for a document without pages."""
    for _, part in parts_of(asked.contents):
        blob = part.get("inlineData") or part.get("fileData")
        if not blob:
            continue
        mime = blob.get("mimeType", "").split(";")[0].strip().lower()
        if mime not in table("numbers")["media"] and ("inlineData" in part or mime):
            yield invalid(f"Unsupported MIME type: {mime}")
        if "images" in asked.model.lacks and mime.startswith("image/"):
            yield invalid(f"Image input modality is not enabled for {asked.model.name}")
        if "inlineData" in part:
            yield from _look(mime, _bytes(blob.get("data", "")))


def _look(mime: str, data: bytes) -> Iterator[Refusal]:
    begins = _BEGINS.get(mime)
    if mime.startswith("image/") and (not data or (begins and not data.startswith(begins))):
        yield invalid(_BAD_IMAGE)
    if mime == "application/pdf" and not (data.startswith(b"%PDF-") and b"/Page" in data):
        yield invalid("The document has no pages.")


def _bytes(text: str) -> bytes:
    body = text.rstrip("=").replace("-", "+").replace("_", "/")
    return base64.b64decode(body + "=" * (-len(body) % 4))
