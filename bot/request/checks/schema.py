"""JSON Schema that responseSchema and a function's parameters don't take."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.request.call import REST, Call, as_object, is_known, items
from bot.request.checks.shapes import not_one_of, shown, wrong
from bot.request.finding import Finding
from bot.request.table import messages, table

_SOURCE = "https://ai.google.dev/gemini-api/docs/structured-output"
_CLIENTS = frozenset({"python-genai", "js-genai", "go-genai", "java", "legacy-python", "legacy-js", "legacy-go"})
# google-genai writes these out itself before it sends a response's schema; a function's parameters go as they are.
_RESOLVED = frozenset({"$defs", "$ref", "const"})
_DEEPEST = 40
_AS_JSON = {"responseSchema": "responseJsonSchema", "parameters": "parametersJsonSchema"}
_WHOLE = re.compile(r".*?\b(responseSchema|parameters)\b")


def check(call: Call, schema: Any, path: str) -> Iterator[Finding]:
    """What a schema of the API's own kind may not hold. Schemas that a library converts are left in peace."""
    if call.request.dialect in REST | _CLIENTS:
        yield from _walk(call, schema, path, 0)


def _walk(call: Call, schema: Any, path: str, depth: int) -> Iterator[Finding]:
    if not is_known(schema) or depth > _DEEPEST:
        return
    if not isinstance(schema, Mapping):
        yield _held(call, path, f"{path} takes a schema (an object), not {shown(schema)}.", (f"remove: {path}",))
        return
    for name, value in schema.items():
        yield from _keyword(call, schema, name, value, f"{path}.{name}", depth)
    if not call.cut:
        yield from _missing(call, schema, path)


def _keyword(call: Call, schema: Any, name: str, value: Any, here: str, depth: int) -> Iterator[Finding]:
    refused = table("schema")["refused"].get(name)
    row = messages()["Schema"].get(name)
    if refused or row is None:
        if not (name in _RESOLVED and call.request.dialect == "python-genai" and ".responseSchema" in f".{here}"):
            yield _not_taken(call, name, here, refused)
    elif name in ("properties", "items", "anyOf"):
        yield from _inside(call, name, value, here, depth)
    elif name == "type" and isinstance(value, list):
        yield _held(call, here, f'{here} takes one type, not a list: write the one type and "nullable": true for null.')
    elif name == "type":
        reason = not_one_of("Type", value)
        if reason:
            yield _held(call, here, f"{here} {reason[0]}.", (f"set: {here} {reason[1]}",) if reason[1] else ())
    elif name == "enum":
        yield from _enum(call, schema, value, here)
    elif name == "required":
        yield from _required(call, schema, value, here)
    elif not row[1] and (reason_ := wrong(row[0], value)):
        yield _held(call, here, f"{here} {reason_}.")


def _inside(call: Call, name: str, value: Any, here: str, depth: int) -> Iterator[Finding]:
    if not is_known(value):
        return
    if name == "properties":
        if not isinstance(value, Mapping):
            yield _held(call, here, f"{here} takes an object with a schema for each name, not {shown(value)}.")
        for key, inner in as_object(value).items():
            yield from _walk(call, inner, f"{here}.{key}", depth + 1)
    elif name == "anyOf":
        for place, inner in items(value, here):
            yield from _walk(call, inner, place, depth + 1)
    else:
        yield from _walk(call, value, here, depth + 1)


def _enum(call: Call, schema: Any, value: Any, here: str) -> Iterator[Finding]:
    kind = schema.get("type")
    odd = isinstance(value, list) and any(is_known(v) and not isinstance(v, str) for v in value)
    if odd or (isinstance(kind, str) and kind.upper() in ("INTEGER", "NUMBER", "BOOLEAN")):
        yield _held(
            call,
            here,
            f"{here} is taken for STRING alone, with text in it: write the values as text or leave enum out.",
            (f"remove: {here}",),
        )


def _required(call: Call, schema: Any, value: Any, here: str) -> Iterator[Finding]:
    names = schema.get("properties")
    if isinstance(value, bool):
        says = f"{here} takes a list of names and stands in the object above, not in the property."
        yield _held(call, here, says, (f"remove: {here}",))
    elif isinstance(value, list) and isinstance(names, Mapping) and all(map(is_known, [*names, *value])):
        strange = [name for name in value if isinstance(name, str) and name not in names]
        if strange:
            change = f"set: {here} {json.dumps([name for name in value if name in names])}"
            says = f"{here} names {shown(strange[0])}, which is no property of this schema."
            yield _held(call, here, says, (change, f"remove: {here}"))


def _missing(call: Call, schema: Any, path: str) -> Iterator[Finding]:
    kind = schema.get("type")
    kind = kind.upper() if isinstance(kind, str) else ""
    if kind == "ARRAY" and "items" not in schema and "prefixItems" not in schema:
        yield _held(call, f"{path}.items", f"{path} is an ARRAY and lacks items: say what its items are.")
    if (
        kind == "OBJECT"
        and not schema.get("properties", {})
        and not {"anyOf", "$ref", "additionalProperties"} & {*schema}
    ):
        says = f"{path} is an OBJECT without properties; some models refuse that. Name the properties, or leave the schema out."
        yield call.found(f"{path}.properties", "schema-unsupported", says, sure=False, source=_SOURCE)


def _not_taken(call: Call, name: str, here: str, refused: Any) -> Finding:
    advice = refused["says"].rstrip(".") if refused else "Leave it out"
    field = "responseJsonSchema" if ".responseSchema" in f".{here}" else "parametersJsonSchema"
    says = f"A schema of the API has no {name}. {advice}, or send the schema as {field}, which takes JSON Schema."
    changes = () if refused and not advice.startswith("Leave") else (f"remove: {here}",)
    return call.found(here, "schema-unsupported", says, source=_SOURCE, name=True, changes=(*changes, *_json(here)))


def _held(call: Call, field: str, says: str, changes: tuple[str, ...] = ()) -> Finding:
    return call.found(field, "schema-unsupported", says, source=_SOURCE, changes=(*changes, *_json(field)))


def _json(field: str) -> tuple[str, ...]:
    """The schema as JSON Schema, in the field that takes it."""
    match = _WHOLE.match(field)
    return (f"rename: {match[0]} {_AS_JSON[match[1]]}",) if match else ()
