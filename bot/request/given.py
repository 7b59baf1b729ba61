"""The arguments of a call, by the names that its library has for them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.request.code import Code
from bot.request.draft import Draft, key_of
from bot.request.located import (
    Arr,
    Field,
    Leaf,
    Obj,
    camel,
    is_none,
    is_unknown,
    rest_names,
    spelt,
    text_of,
)
from bot.request.model_object import safety
from bot.request.nodes import Arg, Call
from bot.request.sdk import Sdk


def arguments_of(code: Code, call: Call, sdk: Sdk, names: tuple[str, ...]) -> dict[str, Field]:
    """The arguments of a call by the SDK's names for them."""
    args = call.args[max(sdk.positional, 0) :]
    given: dict[str, Field] = {}
    if sdk.positional < 0 and len(args) == 1 and args[0].name is None:
        value = code.value(args[0].value)
        if isinstance(value, Obj):
            return {f.name: f for f in value.fields}
        if is_unknown(value):
            return {}
    place = 0
    for arg in args:
        if arg.spread:
            inner = code.value(arg.value)
            if isinstance(inner, Obj):
                given.update({f.name: f for f in inner.fields})
        elif arg.name is not None:
            given[arg.name] = field_of(code, arg)
        elif place < len(names):
            given[names[place]] = field_of(code, arg, names[place])
            place += 1
    return given


def field_of(code: Code, arg: Arg, name: str | None = None) -> Field:
    return Field(arg.name or name or "", arg.name_start, arg.name_end, code.value(arg.value))


def name_of(field: Field) -> tuple[int, int]:
    return field.name_start, field.name_end


def fields_of(code: Code, call: Call, *names: str) -> list[Field]:
    """The arguments of a call, or the fields of the object that it is given."""
    found: list[Field] = []
    place = 0
    for arg in call.args:
        value = code.value(arg.value)
        if arg.name is not None:
            found.append(Field(arg.name, arg.name_start, arg.name_end, value))
        elif isinstance(value, Obj) and (arg.spread or not names or place >= len(names)):
            found += value.fields
        elif not arg.spread:
            if isinstance(value, Obj):
                found += value.fields
            elif place < len(names):
                found.append(Field(names[place], value.start, value.start, value))
            place += 1
    return found


def put(draft: Draft, table: Mapping[str, str], field: Field, silent: frozenset[str] = frozenset()) -> None:
    """Puts an argument where the table says; what it doesn't know is noted as not sent."""
    key = spelt(field.name)
    name = (field.name_start, field.name_end)
    path = table.get(key)
    if path and not is_none(field.value):
        value = field.value
        if path == "safetySettings":
            value = safety(value)
        elif path.endswith("stopSequences") and text_of(value):
            value = Arr((value,), value.start, value.end)
        draft.put(path, rest_names(value), name)
    elif path is None and key not in silent:
        draft.drop(f"generationConfig.{camel(field.name)}", field.value, name)


def takes_key(draft: Draft, code: Code, field: Field) -> bool:
    if spelt(field.name) in ("googleapikey", "apikey", "geminiapikey"):
        draft.key = key_of(field.value, "client", field.name, code.report.secrets)
        draft.place("key", field.value)
        return True
    return False


def takes_timeout(draft: Draft, field: Field, unit: str) -> bool:
    if spelt(field.name) not in ("timeout", "requesttimeout"):
        return False
    if (
        isinstance(field.value, Leaf)
        and isinstance(field.value.value, int | float)
        and not isinstance(field.value.value, bool)
    ):
        draft.timeout, draft.timeout_unit = float(field.value.value), unit
    draft.place("timeout", field.value)
    return True
