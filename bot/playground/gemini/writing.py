"""What the simulated model writes: the same for the same request, about as long as was asked for, in the form wanted."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import math
import re
from typing import Any

from bot.playground.gemini.asked import Asked
from bot.playground.gemini.rules.turns import responses
from bot.playground.values import Json

_LENGTH = re.compile(r"\b(\d{1,3}(?:[,.]\d{3})+|\d{1,6})[\s-]+words?\b", re.IGNORECASE)
_FILLER = (
    "this is a simulated answer that nobody wrote and that goes on until it is as long as it was asked to be".split()
)
_LONGEST = 60_000  # words
_NESTING = 8
_MOST_VALUES = 1000  # in one JSON answer
# A picture of one pixel, and a tenth of a second of silence.
_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
_SILENCE = base64.b64encode(bytes(4800)).decode()


def text(asked: Asked) -> str:
    """The answer as text: JSON or one of the words where the request wants that, else prose."""
    config = asked.config
    mime = config.get("responseMimeType", "text/plain")
    schema = config.get("responseSchema") or config.get("responseJsonSchema")
    if mime == "text/x.enum" and schema:
        return str(instance(schema))
    if mime == "application/json":
        return json.dumps(instance(schema) if schema else {"simulated": True})
    if wanted := _LENGTH.search(asked.prompt):
        many = min(int(re.sub(r"[,.]", "", wanted[1])), _LONGEST)
        return " ".join(itertools.islice(itertools.cycle(_FILLER), many)).capitalize() + "."
    said = " ".join(asked.prompt.split())
    return f"Simulated answer to: {said[:80]}{'…' if len(said) > 80 else ''}"


def call(asked: Asked) -> Json | None:
    """The function call that the model makes: the function that must be called, or that the last turn names."""
    if not asked.functions or asked.mode == "NONE" or responses(asked.contents[-1]):
        return None
    config = asked.body.get("toolConfig", {}).get("functionCallingConfig", {})
    allowed = config.get("allowedFunctionNames") or [one["name"] for one in asked.functions]
    prompt = asked.prompt.lower()
    for function in asked.functions:
        name = function["name"]
        if name in allowed and (asked.mode == "ANY" or name.lower() in prompt):
            schema = function.get("parameters") or function.get("parametersJsonSchema")
            return {"name": name, "args": instance(schema) if schema else {}}
    return None


def is_malformed(asked: Asked, made: Json) -> bool:
    """True where the model fails to write the call: names with dots, colons or dashes, unless the mode holds it to them."""
    return asked.mode not in ("ANY", "VALIDATED") and bool(re.search(r"[.:-]", made["name"]))


def signature(asked: Asked, made: Json) -> str:
    """What signs a call: opaque, the same for the same call."""
    return base64.b64encode(hashlib.sha256(f"{asked.model.serves} {made}".encode()).digest()).decode()


def picture() -> Json:
    """A part with an image."""
    return {"inlineData": {"mimeType": "image/png", "data": _PIXEL}}


def sound() -> Json:
    """A part with speech."""
    return {"inlineData": {"mimeType": "audio/L16;codec=pcm;rate=24000", "data": _SILENCE}}


def instance(schema: Any) -> Any:
    """The least value that the schema takes, of either dialect; null where it nests without end or grows too large."""
    return _Instance(schema).of(schema, 0)


class _Instance:
    """One value in the making; `left` is how many more values it may hold."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.left = _MOST_VALUES

    def of(self, schema: Any, depth: int) -> Any:
        """The value of one place in the schema."""
        self.left -= 1
        if not isinstance(schema, dict) or depth > _NESTING or self.left < 0:
            return None
        if isinstance(schema.get("$ref"), str):
            return self.of(_resolve(schema["$ref"], self.root), depth + 1)
        for choice in ("anyOf", "oneOf", "allOf"):
            if isinstance(schema.get(choice), list) and schema[choice]:
                return self.of(schema[choice][0], depth + 1)
        if "const" in schema:
            return schema["const"]
        if isinstance(schema.get("enum"), list) and schema["enum"]:
            return schema["enum"][0]
        kind = schema.get("type", "OBJECT" if "properties" in schema else "STRING")
        kind = str(kind[0] if isinstance(kind, list) and kind else kind).upper()
        if kind == "OBJECT":
            properties = schema.get("properties")
            rows = properties.items() if isinstance(properties, dict) else ()
            return {name: self.of(inner, depth + 1) for name, inner in rows}
        if kind == "ARRAY":
            many = min(max(1, _whole(schema.get("minItems"))), max(1, self.left))
            return [self.of(schema.get("items"), depth + 1) for _ in range(many)]
        return _plain(kind, schema)


def _plain(kind: str, schema: Json) -> Any:
    least = schema.get("minimum")
    number = least if isinstance(least, int | float) and not isinstance(least, bool) else 0
    plain: dict[str, Any] = {"INTEGER": _whole(number), "NUMBER": number, "BOOLEAN": False, "NULL": None}
    return plain.get(kind, "2026-01-01T00:00:00Z" if schema.get("format") == "date-time" else "simulated")


def _whole(value: Any) -> int:
    """The number without its fraction; 0 for what is none."""
    return int(value) if isinstance(value, int | float) and math.isfinite(value) else 0


def vector(words: str, size: int) -> list[float]:
    """An embedding of that many numbers, each between -1 and 1; the same for the same words."""
    return [_number(words, place) for place in range(size)]


def _number(words: str, place: int) -> float:
    raw = hashlib.blake2b(f"{place} {words}".encode(), digest_size=4).digest()
    return round(int.from_bytes(raw, "big") / 2**31 - 1, 6)


def _resolve(reference: str, root: Any) -> Any:
    found = root
    for step in reference.removeprefix("#").strip("/").split("/"):
        found = found.get(step) if step and isinstance(found, dict) else found
    return found
