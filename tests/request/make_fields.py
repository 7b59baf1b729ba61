"""Makes `bot/request/tables/fields.json`: every field of a request, from two packages that know most of them.

    python tests/request/make_fields.py

google-ai-generativelanguage has the published protobuf descriptors of v1, v1beta and v1alpha; google-genai has the types of
Google's own client and, in its converters, which of their fields the Gemini API does not take. Neither is complete, so
each field says who knows it: "both", "proto", "sdk", or "enterprise" (the client refuses it outside Vertex AI).
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import types as python_types
import typing
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

PATH = Path(__file__).parents[2] / "bot" / "request" / "tables" / "fields.json"
REQUESTS = (
    "GenerateContentRequest",
    "CountTokensRequest",
    "EmbedContentRequest",
    "BatchEmbedContentsRequest",
    "CachedContent",
)
VERSIONS = ("v1", "v1beta", "v1alpha")
_SCALARS = {
    "double": "float", "float": "float", "bool": "bool", "string": "string", "bytes": "bytes",
    **dict.fromkeys(("int32", "int64", "uint32", "uint64", "sint32", "sint64"), "int"),
}  # fmt: skip
_WELL_KNOWN = {"Struct": "any", "Value": "any", "ListValue": "any", "Any": "any", "Duration": "duration", "Timestamp": "timestamp"}  # fmt: skip
_PYTHON = {str: "string", int: "int", float: "float", bool: "bool", bytes: "bytes"}
# The client's own names of what a request holds beside the contents.
_CONFIGS = {
    "GenerationConfig": "GenerateContentConfig",
    "CountTokensRequest": "CountTokensConfig",
    "EmbedContentRequest": "EmbedContentConfig",
}

Field = list[Any]  # [type, repeated, known, versions]


def camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in rest)


# The published descriptors


def _descriptors(name: str) -> dict[str, Any]:
    """The message's descriptor in each version that has it."""
    from google.ai import generativelanguage_v1, generativelanguage_v1alpha, generativelanguage_v1beta

    modules = dict(
        zip(VERSIONS, (generativelanguage_v1, generativelanguage_v1beta, generativelanguage_v1alpha), strict=True)
    )
    return {
        v: getattr(m, name).pb().DESCRIPTOR
        for v, m in modules.items()
        if hasattr(m, name) and hasattr(getattr(m, name), "pb")
    }


def _kind(field: Any) -> str:
    if field.message_type is not None:
        if field.message_type.GetOptions().map_entry:
            return "any"
        return _WELL_KNOWN.get(
            field.message_type.name, field.message_type.full_name.rsplit(".v1", 1)[-1].split(".", 1)[-1]
        )
    if field.enum_type is not None:
        return "enum " + field.enum_type.full_name.rsplit(".v1", 1)[-1].split(".", 1)[-1]
    names = {v: k[5:].lower() for k, v in vars(type(field)).items() if k.startswith("TYPE_") and isinstance(v, int)}
    return _SCALARS[names[field.type]]


def from_descriptors() -> tuple[dict[str, dict[str, Field]], dict[str, set[str]]]:
    """The messages that a request may hold, and their enums' values, as the published protos have them."""
    messages: dict[str, dict[str, Field]] = {}
    enums: dict[str, set[str]] = {}
    seen: dict[str, dict[str, Any]] = {name: _descriptors(name) for name in REQUESTS}
    todo = list(REQUESTS)
    while todo:
        name = todo.pop()
        if name in messages:
            continue
        fields = messages.setdefault(name, {})
        for api, descriptor in seen[name].items():
            for field in descriptor.fields:
                kind = _kind(field)
                is_map = field.message_type is not None and field.message_type.GetOptions().map_entry
                row = fields.setdefault(field.json_name, [kind, field.is_repeated and not is_map, "proto", []])
                row[3].append(api)
                if is_map and field.message_type.fields_by_name["value"].message_type is not None:
                    inner = field.message_type.fields_by_name["value"].message_type
                    row[0] = "map " + inner.name
                    seen.setdefault(inner.name, {})[api] = inner
                    todo.append(inner.name)
                elif field.message_type is not None and kind not in ("any", "duration", "timestamp"):
                    seen.setdefault(kind, {})[api] = field.message_type
                    todo.append(kind)
                if field.enum_type is not None:
                    enums.setdefault(kind[5:], set()).update(value.name for value in field.enum_type.values)
    return messages, enums


# Google's own client


def _plain(annotation: Any) -> Iterator[Any]:
    """The types that an annotation allows, None left out."""
    if typing.get_origin(annotation) in (typing.Union, python_types.UnionType):
        for inner in typing.get_args(annotation):
            yield from _plain(inner)
    elif annotation is not type(None):
        yield annotation


def _client_kind(annotation: Any) -> tuple[str, bool, Any]:
    """The kind of a field of the client, whether it repeats, and the class that describes it, if one does."""
    options = list(_plain(annotation))
    lists = [option for option in options if typing.get_origin(option) is list]
    if lists:
        inner = list(_plain(typing.get_args(lists[0])[0]))
        kind, _, cls = _client_kind(inner[0]) if len(inner) == 1 else ("any", False, None)
        return kind, len(options) == 1, cls
    if len(options) != 1:
        return "any", False, None
    option = options[0]
    if option in _PYTHON:
        return _PYTHON[option], False, None
    if inspect.isclass(option) and hasattr(option, "model_fields"):
        return option.__name__, False, option
    if inspect.isclass(option) and hasattr(option, "__members__"):
        return "enum " + option.__name__, False, option
    return "any", False, None


def refused() -> dict[str, set[str]]:
    """The fields that the client refuses to send to the Gemini API, by the class they belong to."""
    from google.genai import caches, live, models

    found: dict[str, set[str]] = {}
    for module in (models, caches, live):
        for function in ast.walk(ast.parse(inspect.getsource(module))):
            match = re.fullmatch(r"_(\w+)_to_mldev", function.name) if isinstance(function, ast.FunctionDef) else None
            if match:
                source = "".join(
                    value.value
                    for value in ast.walk(function)
                    if isinstance(value, ast.Constant) and isinstance(value.value, str)
                )
                names = re.findall(r"(\w+) parameter is only supported in Gemini Enterprise", source)
                known = sorted((camel(name) for name in names), key=len)
                found.setdefault(match[1], set()).update(known)
    return found


def _written(name: str) -> dict[str, str]:
    """What the converter of `name` writes: each name of the body, and whether into the "parent" or the "own" object."""
    from google.genai import models

    function = next(
        node for node in ast.walk(ast.parse(inspect.getsource(models)))
        if isinstance(node, ast.FunctionDef) and node.name == f"_{name}_to_mldev"
    )  # fmt: skip
    written = {}
    for call in ast.walk(function):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "setv" and isinstance(call.args[1], ast.List):
            target = call.args[0].id if isinstance(call.args[0], ast.Name) else ""
            written[call.args[1].elts[0].value] = "parent" if target == "parent_object" else "own"
    return written


def from_client(names: set[str]) -> tuple[dict[str, dict[str, Field]], dict[str, set[str]]]:
    """The same messages as google-genai's types have them."""
    from google.genai import types

    messages: dict[str, dict[str, Field]] = {name: {} for name in names}
    enums: dict[str, set[str]] = {}
    written = _written("GenerateContentConfig")
    todo: list[tuple[str, Any]] = [(name, getattr(types, name)) for name in sorted(names) if hasattr(types, name)]
    done: set[str] = set()
    config = types.GenerateContentConfig
    for field, where in written.items():
        home = "GenerateContentRequest" if where == "parent" else "GenerationConfig"
        snake = next((key for key in config.model_fields if camel(key) == field), None)
        kind, many, cls = _client_kind(config.model_fields[snake].annotation) if snake else ("any", False, None)
        messages[home][field] = [kind, many, "sdk", []]
        if cls is not None:
            todo.append((kind.removeprefix("enum "), cls))
    while todo:
        name, cls = todo.pop()
        if name in done:
            continue
        done.add(name)
        if hasattr(cls, "__members__"):
            enums[name] = {str(member.value) for member in cls}
            continue
        messages.setdefault(name, {})  # some have no field at all
        for key, field in cls.model_fields.items():
            kind, many, inner = _client_kind(field.annotation)
            messages.setdefault(name, {}).setdefault(camel(key), [kind, many, "sdk", []])
            if inner is not None:
                todo.append((kind.removeprefix("enum "), inner))
    return messages, enums


# The table


def table() -> dict[str, Any]:
    """The table as it stands with the packages that are installed here."""
    proto, proto_enums = from_descriptors()
    client, client_enums = _in_their_names(proto, *from_client(set(proto)))
    no_entry = refused()
    messages: dict[str, dict[str, Field]] = {}
    for name in sorted({*proto, *client}):
        denied = no_entry.get(name.rsplit(".", 1)[-1], set()) | no_entry.get(_CONFIGS.get(name, ""), set())
        messages[name] = {
            field: _row(proto.get(name, {}).get(field), client.get(name, {}).get(field), field in denied)
            for field in sorted({*proto.get(name, {}), *client.get(name, {}), *(denied if name in _CONFIGS else ())})
        }
    enums = {
        name: sorted({value.upper() for value in {*proto_enums.get(name, set()), *client_enums.get(name, set())}})
        for name in sorted({*proto_enums, *client_enums})
    }
    reached = _reached(messages)
    packages = {name: version(name) for name in ("google-ai-generativelanguage", "google-genai")}
    kinds = {row[0].removeprefix("enum ") for name in reached for row in messages[name].values()}
    return {
        "made": {"by": "tests/request/make_fields.py", "from": packages},
        "messages": {name: messages[name] for name in sorted(reached)},
        "enums": {name: values for name, values in enums.items() if name in kinds},
    }


def _row(ours: Field | None, theirs: Field | None, denied: bool) -> Field:
    kind, many, _, apis = ours or theirs or ["any", False, "sdk", []]
    known = "both" if ours and theirs else "proto" if ours else "enterprise" if denied else "sdk"
    return [kind, many, known, *([apis] if apis else [])]


def _in_their_names(
    proto: dict[str, dict[str, Field]], client: dict[str, dict[str, Field]], enums: dict[str, set[str]]
) -> tuple[dict[str, dict[str, Field]], dict[str, set[str]]]:
    """The client's messages and enums under the protos' names: its GoogleSearch is their Tool.GoogleSearch."""
    names: dict[str, str] = {}
    for name, fields in proto.items():
        for field, row in fields.items():
            theirs = client.get(name, {}).get(field)
            pair = (row[0].split()[-1], theirs[0].split()[-1] if theirs else "")
            if theirs and pair[0] != pair[1] and (pair[1] in client or pair[1] in enums) and pair[1] not in proto:
                names[pair[1]] = pair[0]
    renamed: dict[str, dict[str, Field]] = {}
    for name, fields in client.items():
        rows = renamed.setdefault(names.get(name, name), {})
        for field, row in fields.items():
            *before, last = row[0].split()
            rows[field] = [" ".join([*before, names.get(last, last)]), *row[1:]]
    return renamed, {names.get(name, name): values for name, values in enums.items()}


def _reached(messages: dict[str, dict[str, Field]]) -> set[str]:
    reached: set[str] = set()
    todo = [name for name in REQUESTS if name in messages]
    while todo:
        name = todo.pop()
        if name not in reached:
            reached.add(name)
            todo += [kind for row in messages[name].values() if (kind := row[0].removeprefix("map ")) in messages]
    return reached


def text(made: dict[str, Any]) -> str:
    """The table as a file: one message or enum a line, so that a change shows."""
    lines = ["{", f'"made": {json.dumps(made["made"])},']
    for part in ("messages", "enums"):
        rows = ",\n".join(
            f"{json.dumps(name)}: {json.dumps(row, separators=(',', ':'))}" for name, row in made[part].items()
        )
        lines += [f'"{part}": {{', rows, "}," if part == "messages" else "}"]
    return "\n".join([*lines, "}"]) + "\n"


if __name__ == "__main__":
    PATH.write_text(text(table()), encoding="utf-8")
    print(f"wrote {PATH}")
