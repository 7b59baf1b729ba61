"""The settings of a model object of the legacy SDKs, and where they stand in the REST API."""

from __future__ import annotations

import re

from bot.request import places
from bot.request.code import Code
from bot.request.contents import instruction
from bot.request.draft import Draft
from bot.request.located import (
    Arr,
    Field,
    Leaf,
    Located,
    Obj,
    camel,
    is_none,
    is_unknown,
    obj,
    rest_names,
    spelt,
    text_of,
    unknown,
)

_SETTER = r"(?<![\w.]){name}\.\s*(?P<name>Set[A-Z]\w*)\("
_OF_CALL = {
    "generationconfig": "generationConfig",
    "safetysettings": "safetySettings",
    "tools": "tools",
    "toolconfig": "toolConfig",
    "systeminstruction": "systemInstruction",
    "cachedcontent": "cachedContent",
    "labels": "labels",
}
_NOT_SENT = frozenset(
    {"stream", "requestoptions", "apikey", "enableautomaticfunctioncalling", "httpclient", "signal", "vertexai"}
)


def contents_of_embed(said: Located) -> Located:
    """One content of what was made contents."""
    if isinstance(said, Arr) and len(said.items) == 1 and isinstance(said.items[0], Obj):
        return Obj(tuple(f for f in said.items[0].fields if f.name != "role"), said.start, said.end)
    return unknown(said)


def setting(draft: Draft, field: Field, *, of_model: bool) -> None:
    key = spelt(field.name)
    name = (field.name_start, field.name_end)
    if is_none(field.value):
        return
    if key in ("model", "modelname"):
        draft.named(field.value)
    elif key == "generationconfig":
        generation(draft, field.value, name)
    elif key in _OF_CALL:
        draft.put(_OF_CALL[key], _shaped(_OF_CALL[key], field.value), name)
    elif key in ("requestoptions", "timeout", "apiversion", "baseurl"):
        options(draft, field)
    elif key == "stream":
        if isinstance(field.value, Leaf) and field.value.value is True:
            draft.method, draft.stream = "streamGenerateContent", True
    elif key not in _NOT_SENT:
        path = f"generationConfig.{places.GENERATION.get(key) or camel(field.name)}"
        value = rest_names(field.value)
        draft.drop(path, value, name)
        draft.put(path, value, name)


def options(draft: Draft, field: Field) -> None:
    """Takes timeout, API version and address from the request options."""
    fields = field.value.fields if isinstance(field.value, Obj) else (field,)
    for one in fields:
        key, value = spelt(one.name), one.value
        if (
            key == "timeout"
            and isinstance(value, Leaf)
            and isinstance(value.value, int | float)
            and not isinstance(value.value, bool)
        ):
            draft.timeout, draft.timeout_unit = float(value.value), "s" if draft.dialect == "legacy-python" else "ms"
            draft.place("timeout", value)
        elif key == "apiversion" and text_of(value):
            draft.api_version = text_of(value)
            draft.place("apiVersion", value)
        elif key == "baseurl" and (url := text_of(value)):
            match = re.match(r"(?:https?://)?([^/:?#]+)", url)
            draft.host = match[1] if match else None
            draft.place("host", value)


def generation(draft: Draft, value: Located, name: tuple[int, int]) -> None:
    """Puts a GenerationConfig."""
    if not isinstance(value, Obj):
        draft.put("generationConfig", unknown(value) if is_unknown(value) else value, name)
        return
    for field in value.fields:
        if not is_none(field.value):
            path, place = f"generationConfig.{camel(field.name)}", (field.name_start, field.name_end)
            draft.put(path, rest_names(field.value), place)


def _shaped(path: str, value: Located) -> Located:
    if path == "systemInstruction":
        return instruction(value)
    if path == "safetySettings":
        return safety(value)
    if path == "tools" and (words := text_of(value)):
        value = obj((camel(words), Obj((), value.start, value.end)), at=value)  # tools="code_execution"
    if path == "tools" and isinstance(value, Obj | Leaf) and not is_unknown(value):
        value = Arr((value,), value.start, value.end)
    if path == "tools" and isinstance(value, Arr) and value.items and all(_declares(item) for item in value.items):
        value = Arr((obj(("functionDeclarations", value), at=value),), value.start, value.end)
    return rest_names(value)


def _declares(item: Located) -> bool:
    return isinstance(item, Obj) and item.get("name") is not None


def safety(value: Located) -> Located:
    """Safety settings in the API's form: from a list, from a mapping of categories, from one threshold for all."""
    if isinstance(value, Arr):
        return rest_names(value._replace(items=tuple(_harm(item) for item in value.items)))
    if isinstance(value, Obj):
        rows = tuple(
            obj(
                ("category", Leaf(_category(f.name), f.name_start, f.name_end)),
                ("threshold", _threshold(f.value)),
                at=f.value,
            )
            for f in value.fields
        )
        return Arr(rows, value.start, value.end)
    return value


def _harm(item: Located) -> Located:
    """`SafetySetting(HarmCategory.harassment, HarmBlockThreshold.high)` of Dart's and Kotlin's is a list of two here."""
    if isinstance(item, Arr) and len(item.items) == 2:
        return obj(("category", item.items[0]), ("threshold", item.items[1]), at=item)
    return item


def _threshold(value: Located) -> Located:
    words = text_of(value)
    meant = places.THRESHOLD.get(spelt(words)) if words else None
    return Leaf(meant, value.start, value.end) if meant else value


def _category(name: str) -> str:
    return name if name.startswith("HARM_CATEGORY_") else places.HARM.get(spelt(name), name)


def changes(draft: Draft, code: Code, name: str, start: int, end: int) -> None:
    """Takes what is set on the model object after it was made: `model.SetTopP(1.5)`, `model.Tools = …`."""
    for change in code.scope.changes(name, start, end):
        path, value = change.path, code.value(change.value)
        place = (change.at + len(name) + 1, change.at + len(name) + 1 + sum(map(len, path)) + len(path) - 1)
        head = Field(path[-1], *place, value)
        if spelt(path[0]) in _OF_CALL and len(path) == 1:
            setting(draft, head, of_model=True)
        else:
            draft.put(f"generationConfig.{camel(path[-1])}", rest_names(value), place)
    if f"{name}.Set" not in code.text:
        return
    for found in code.calls(re.compile(_SETTER.format(name=re.escape(name)))):
        if not start < found.call.start < end or not found.call.args:
            continue
        of = found.call.of
        value = code.value(found.call.args[0].value)
        draft.put(f"generationConfig.{camel(found.name[3:])}", value, (of.end - len(found.name) + 3, of.end))
