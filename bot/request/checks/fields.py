"""Fields that the API does not know, at a place that does not have them, or with a value of another shape."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.request.call import Call, is_known, is_whole, items
from bot.request.checks import schema
from bot.request.checks.shapes import not_one_of, shown, wrong
from bot.request.finding import Finding
from bot.request.models import distance
from bot.request.table import messages, table

_SOURCE = "https://ai.google.dev/api/generate-content"
_STRICT = frozenset({"python-genai", "js-genai"})
# These count a whole request, with what the model object was made with.
_WHOLE = frozenset({"legacy-python", "legacy-js", "legacy-go", "dart", "kotlin"})
_OWN = _STRICT | {"legacy-python", "legacy-js"}
_GOOGLE = frozenset({"python-genai", "js-genai", "go-genai", "java", "legacy-python", "legacy-js", "legacy-go", "dart"})
# Which list of other APIs' names speaks for a message; the requests themselves use "names".
_NAMES = {
    "Part": "parts",
    "Content": "content",
    "Blob": "blobs",
    "FileData": "blobs",
    "FunctionDeclaration": "declarations",
    "GenerateContentRequest": "names",
    "GenerationConfig": "names",
}
# By these names Google's clients know an object that they convert themselves: an MCP tool, a file, a content among parts.
_CONVERTED = {"Tool": frozenset({"inputSchema"}), "Part": frozenset({"uri", "parts"})}
# Messages whose fields people put elsewhere, with the place where they belong.
_HOMES = {
    "GenerateContentRequest": "",
    "GenerationConfig": "generationConfig.",
    "ThinkingConfig": "generationConfig.thinkingConfig.",
    "FunctionCallingConfig": "toolConfig.functionCallingConfig.",
    "ToolConfig": "toolConfig.",
    "Tool": "tools[0].",
}


def check(call: Call) -> Iterator[Finding]:
    """What the body and the settings that an SDK does not know hold against the table of fields."""
    if not call.native:
        return
    yield from _walk(call, call.message, call.body, "")
    for path in call.request.raw:
        yield from _left_over(call, path)


def _walk(call: Call, message: str, value: Any, path: str) -> Iterator[Finding]:
    fields = messages()[message]
    if not call.rest and _CONVERTED.get(message, frozenset()) & {*value}:
        return
    for name, inner in value.items():
        here = f"{path}.{name}" if path else name
        row = fields.get(name) or fields.get(camel(name))
        if row is None:
            yield _unknown(call, message, name, here, inner)
        elif camel(name) != name and camel(name) in value:
            says = f"{name} and {camel(name)} are one field, written twice: one of them is lost. Keep one spelling."
            yield call.found(here.removesuffix(name) + camel(name), "malformed-request", says, source=_SOURCE)
        elif row[2] == "enterprise" and not (message == "CountTokensRequest" and call.request.dialect in _WHOLE):
            yield _enterprise(call, here, name)
        elif row[2] != "enterprise":
            yield from _held(call, row, inner, here)


def _held(call: Call, row: list[Any], value: Any, path: str) -> Iterator[Finding]:
    """The value of a known field: its shape, and what is in it."""
    kind, many = row[0], row[1]
    if not is_known(value):
        return
    if kind == "Schema":
        yield from schema.check(call, value, path)
    elif (
        many and isinstance(value, Mapping) and path in ("tools", "safetySettings") and call.request.dialect in _STRICT
    ):
        yield call.found(path, "unknown-field", f"{path} takes a list: put the object into [ ].", source=_SOURCE)
    elif many and isinstance(value, (list, Mapping)):
        for here, item in items(value, path):
            yield from _one(call, kind, item, here)
    elif many and kind in ("Content", "Part") and isinstance(value, str):
        words = f"set: {path} {json.dumps([_wrapped(kind, value)])}"
        yield call.found(path, "unknown-field", _object(kind, path, value), source=_SOURCE, changes=(words,))
    elif many and kind not in messages() and not kind.startswith("enum "):
        if isinstance(value, (str, int, float)) and call.request.dialect in ("python-genai", "go-genai", "java"):
            says = f"{path} takes a list: write [{shown(value)}]."
            change = f"set: {path} {json.dumps([value])}"
            yield call.found(path, "unknown-field", says, source=_SOURCE, changes=(change,))
    else:
        yield from _one(call, kind, value, path)


def _one(call: Call, kind: str, value: Any, path: str) -> Iterator[Finding]:
    if not is_known(value):
        return
    changes: tuple[str, ...]
    if kind.startswith("enum "):
        reason = not_one_of(kind[5:], value)
        if reason:
            changes = (f"set: {path} {reason[1]}" if reason[1] else f"remove: {path}",)
            yield call.found(path, "unknown-field", f"{path} {reason[0]}.", source=_SOURCE, changes=changes)
    elif kind in messages():
        if isinstance(value, Mapping):
            yield from _walk(call, kind, value, path)
        else:
            changes = _as_object(kind, path, value)
            yield call.found(path, "unknown-field", _object(kind, path, value), source=_SOURCE, changes=changes)
    elif reason_ := wrong(kind, value):
        changes = (*_alone(path, value), f"remove: {path}")
        yield call.found(path, "unknown-field", f"{path} {reason_}.", source=_SOURCE, changes=changes)


def _as_object(kind: str, path: str, value: Any) -> tuple[str, ...]:
    """What makes an object of a text or of a list of one; else the field has to go."""
    if kind in ("Content", "Part") and isinstance(value, str):
        return (f"set: {path} {json.dumps(_wrapped(kind, value))}",)
    return (*_alone(path, value), f"remove: {path}")


def _alone(path: str, value: Any) -> tuple[str, ...]:
    """The one item of a list in the list's place."""
    alone = isinstance(value, list) and len(value) == 1 and is_whole(value)
    return (f"set: {path} {json.dumps(value[0])}",) if alone else ()


def _wrapped(kind: str, text: str) -> dict[str, Any]:
    return {"text": text} if kind == "Part" else {"parts": [{"text": text}]}


def _object(kind: str, path: str, value: Any) -> str:
    if isinstance(value, list):
        return f"{path} takes one object, not a list."
    example = {
        "Content": f'write {{"parts": [{{"text": {shown(value)}}}]}}',
        "Part": f'write {{"text": {shown(value)}}}',
    }.get(kind)
    return f"{path} takes an object, not {shown(value)}" + (f": {example}." if example else ".")


def _left_over(call: Call, path: str) -> Iterator[Finding]:
    """What an SDK does not know, by the place that it would have."""
    message, *rest = call.message, *path.split(".")
    for step in rest[:-1]:
        row = messages().get(message, {}).get(step.split("[")[0])
        if row is None:
            return
        message = row[0]
    name = rest[-1].split("[")[0]
    row = messages().get(message, {}).get(name)
    if row is not None and row[2] != "enterprise" and call.request.dialect in _OWN and not call.cut:
        home = "generationConfig" if call.request.dialect.startswith("legacy") else "config"
        says = f"{name} is no argument here: it belongs in {home}."
        yield call.found(path, "sdk-usage", says, source="google-genai 3.6.1 and @google/genai 2.32", name=True)
    if row is not None and row[2] == "enterprise":
        yield _enterprise(call, path, name)
    elif row is None and message in messages():
        yield _unknown(call, message, name, path, call.request.raw[path])


def _enterprise(call: Call, path: str, name: str) -> Finding:
    if call.rest and call.message == "CountTokensRequest":
        says = f"{name} is not a field of countTokens itself: put it, with contents and model, into generateContentRequest."
        return call.found(path, "unknown-field", says, source=_SOURCE, name=True)
    says = f"{name} is taken by Vertex AI alone; the Gemini API does not have it. Leave it out."
    cause = "unknown-field" if call.rest else "unsupported-in-backend"
    changes = (f"remove: {path}",)
    return call.found(path, cause, says, source="google-genai 3.6.1, converters", name=True, changes=changes)


def _unknown(call: Call, message: str, name: str, path: str, value: Any) -> Finding:
    """A name that neither the published protos nor Google's client have there, with the right name or place if one is plain."""
    before = path.removesuffix(name).rstrip(".")
    says = f"There is no field {name} in {before or 'the request'}. Leave it out."
    changes: tuple[str, ...] = (f"remove: {path}",)
    right = _meant(message, name)
    if right is not None and right == "":
        pass
    elif right is not None and "." not in right and right in messages()[message]:
        says = f"There is no field {name} in {before or 'the request'}: it is called {right}."
        changes = (f"rename: {path} {right}",) if _fits(message, right, value) else _moved(path, before, right, value)
    elif right is not None:
        says = f"{name} does not belong in {before}: " if before else f"{name} does not belong at the top: "
        says += f"the API has it as {right}."
        changes = (f"move: {path} {right}",) if _fits(message, right, value) else _moved(path, before, right, value)
    if not changes and right != "contents" and not path.startswith("contents"):
        changes = (f"remove: {path}",)
    sure = call.rest or call.request.dialect in _GOOGLE
    return call.found(path, "unknown-field", says, sure=sure, source=_SOURCE, name=True, changes=changes)


def _moved(path: str, before: str, right: str, value: Any) -> tuple[str, ...]:
    """Words under a name of another API's, taken to where the Gemini API has the words of a content."""
    home = f"{before}.{right}".lstrip(".") if right == "parts" else right
    inside = {"contents": "[0].parts[0].text", "systemInstruction": ".parts[0].text", "parts": "[0].text"}.get(right)
    return (f"move: {path} {home}{inside}",) if inside and isinstance(value, str) else ()


def _fits(message: str, right: str, value: Any) -> bool:
    """True where the value may go along to the right name: plain for plain, object for object."""
    if message in ("Part", "Content") or right == "contents":
        return False  # the value differs inside as well
    home, _, last = right.rpartition(".")
    owner = next((m for m, prefix in _HOMES.items() if prefix.rstrip(".") == home), None) if home else message
    row = messages().get(owner or "", {}).get(last)
    if row is None:
        return False
    if row[1]:
        return isinstance(value, list)
    return isinstance(value, Mapping) if row[0] in messages() else not isinstance(value, (list, Mapping))


def _meant(message: str, name: str) -> str | None:
    """The right name or place of an unknown field; None where nothing is plain, "" where it has to go."""
    fields = messages()[message]
    folded = fold(name)
    same = next((field for field in fields if fold(field) == folded), None)
    if same:
        return same
    known = camel(name)
    place = _places().get(known)
    if place is not None and place not in fields and message != "Schema":
        return place
    aliases = table("names").get(_NAMES.get(message, ""), {})
    if known in aliases and (message in ("Part", "Content") or aliases[known] != known):
        alias: str = aliases[known]
        return alias.rpartition(".")[2] if message == "GenerationConfig" and alias.startswith("generationConfig.") and alias.count(".") == 1 else alias  # fmt: skip
    near = [field for field in fields if len(name) > 4 and distance(folded, fold(field), 2) <= 2]
    if near:
        return near[0]
    far = [place for field, place in _places().items() if len(name) > 6 and distance(folded, fold(field), 2) <= 2]
    return far[0] if far and message in _NAMES else None


@functools.cache
def _places() -> dict[str, str]:
    places: dict[str, str] = {}
    for message, prefix in _HOMES.items():
        for field, row in messages()[message].items():
            if row[2] != "enterprise" and field not in ("model", "mode"):
                places.setdefault(field, prefix + field)
    return places


def fold(name: str) -> str:
    """A name without case and separators."""
    return name.replace("_", "").replace("-", "").lower()


def camel(name: str) -> str:
    """A name in camelCase."""
    if "_" not in name:
        return name
    head, *rest = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in rest)
