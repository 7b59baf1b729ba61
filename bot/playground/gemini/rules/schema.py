"""Schemas: of the answer and of functions. Unknown keywords never come here: the message has no such field."""

from __future__ import annotations

from collections.abc import Iterator

from bot.playground.gemini.asked import Asked
from bot.playground.values import Json

_FORMATS = {
    "STRING": ("enum", "date-time"),
    "NUMBER": ("float", "double"),
    "INTEGER": ("int32", "int64"),
}


def general(asked: Asked) -> Iterator[str]:
    """A line for each place where a schema doesn't hold together."""
    config = asked.config
    if "responseSchema" in config:
        yield from _check(config["responseSchema"], "generation_config.response_schema")
    if "responseSchema" in config and "responseJsonSchema" in config:
        yield "generation_config: only one of response_schema and response_json_schema may be set."  # the fake's words
    if ("responseSchema" in config or "responseJsonSchema" in config) and not _has_form(asked):
        field = "response_schema" if "responseSchema" in config else "response_json_schema"
        # the fake's words; the service is known to want the MIME type
        yield f"generation_config.{field}: only allowed when response_mime_type is `application/json` or `text/x.enum`."
    for place, tool in enumerate(asked.tools):
        for number, function in enumerate(tool.get("functionDeclarations", [])):
            for field in ("parameters", "response"):
                if field in function:
                    path = f"tools[{place}].function_declarations[{number}].{field}"
                    yield from _check(function[field], path)


def _check(schema: Json, path: str) -> Iterator[str]:
    kind = schema.get("type", "TYPE_UNSPECIFIED")
    if kind == "TYPE_UNSPECIFIED" and "anyOf" not in schema:
        yield f"{path}.type: must be specified when not using one_of, any_of or all_of fields"
    yield from _check_object(schema, kind, path)
    if kind == "ARRAY" and "items" not in schema:
        yield f"{path}.items: missing field."
    if "items" in schema and kind != "ARRAY":
        yield f"{path}.items: field predicate failed: $type == Type.ARRAY"
    if schema.get("enum") and kind not in ("STRING", "TYPE_UNSPECIFIED"):
        yield f"{path}.enum: only allowed for STRING type"
    for place, value in enumerate(schema.get("enum", [])):
        if value == "":
            yield f"{path}.enum[{place}]: cannot be empty"
    formats = _FORMATS.get(kind, ())
    if schema.get("format") and formats and schema["format"] not in formats:
        yield f"{path}.format: only '{formats[0]}' and '{formats[1]}' are supported for {kind} type"
    for name, inner in schema.get("properties", {}).items():
        yield from _check(inner, f"{path}.properties[{name}]")
    if "items" in schema:
        yield from _check(schema["items"], f"{path}.items")
    for place, inner in enumerate(schema.get("anyOf", [])):
        yield from _check(inner, f"{path}.any_of[{place}]")


def _check_object(schema: Json, kind: str, path: str) -> Iterator[str]:
    properties = schema.get("properties", {})
    if kind == "OBJECT" and not properties:
        yield f"{path}.properties: should be non-empty for OBJECT type"
    if properties and kind != "OBJECT":
        yield f"{path}.properties: only allowed for OBJECT type"
    for field, proto in (("required", "required"), ("propertyOrdering", "property_ordering")):
        for place, name in enumerate(schema.get(field, [])):
            if name not in properties:
                yield f"{path}.{proto}[{place}]: property is not defined"


def _has_form(asked: Asked) -> bool:
    return asked.config.get("responseMimeType", "") in ("application/json", "text/x.enum")
