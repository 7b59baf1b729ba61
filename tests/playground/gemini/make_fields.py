"""Makes `bot/playground/gemini/tables/fields.json`: what the published protos of the Gemini API have.

    python tests/playground/gemini/make_fields.py

google-ai-generativelanguage holds the protobuf descriptors of v1beta and v1alpha. What the service took up since they
were published, and what v1 leaves out today, stands in `added.json` beside the table, written by hand.
"""

from __future__ import annotations

import json
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import Any

PATH = Path(__file__).parents[3] / "bot" / "playground" / "gemini" / "tables" / "fields.json"
ROOTS = ("GenerateContentRequest", "CountTokensRequest", "EmbedContentRequest", "BatchEmbedContentsRequest", "CachedContent", "File")  # fmt: skip
_KINDS = {"Struct", "Value", "ListValue", "Duration", "Timestamp", "Any", "Status"}


def _types(field: Any) -> dict[int, str]:
    return {v: k for k, v in vars(type(field)).items() if k.startswith("TYPE_") and isinstance(v, int)}


def _short(full: str) -> str:
    """The name below the package: google.ai.generativelanguage.v1beta.Tool.GoogleSearch is Tool.GoogleSearch."""
    return full.split(".", 4)[4] if full.startswith("google.ai.generativelanguage.") else full.rsplit(".", 1)[-1]


def _row(field: Any) -> list[str]:
    """[name in the proto, type, one | many | map, oneof]; the type is `TYPE_…`, `message X`, `enum X` or well known."""
    is_map = field.message_type is not None and field.message_type.GetOptions().map_entry
    value = field.message_type.fields_by_name["value"] if is_map else field
    kind = _types(field)[value.type]
    if value.message_type is not None:
        short = _short(value.message_type.full_name)
        kind = short if short in _KINDS else f"message {short}"
    elif value.enum_type is not None:
        kind = f"enum {_short(value.enum_type.full_name)}"
    shape = "map" if is_map else "many" if field.is_repeated else "one"
    # Python's reserved words have an underscore in the generated class, not in the proto.
    return [field.name.rstrip("_"), kind, shape, field.containing_oneof.name if field.containing_oneof else ""]


def table() -> dict[str, Any]:
    """The table as it stands with the package that is installed here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from google.ai import generativelanguage_v1beta as beta

    messages: dict[str, dict[str, list[str]]] = {}
    enums: dict[str, list[str]] = {}
    todo = [getattr(beta, name).pb().DESCRIPTOR for name in ROOTS]
    while todo:
        descriptor = todo.pop()
        name = _short(descriptor.full_name)
        if name in messages or name in _KINDS:
            continue
        rows = messages.setdefault(name, {})
        for field in descriptor.fields:
            rows[field.json_name] = row = _row(field)
            inner = field.message_type.fields_by_name["value"] if row[2] == "map" else field
            if inner.message_type is not None:
                todo.append(inner.message_type)
            if inner.enum_type is not None:
                enums[row[1].removeprefix("enum ")] = [value.name for value in inner.enum_type.values]
    package = "google-ai-generativelanguage"
    made = {"by": "tests/playground/gemini/make_fields.py", "from": {package: version(package)}}
    return {"made": made, "messages": dict(sorted(messages.items())), "enums": dict(sorted(enums.items()))}


def text(made: dict[str, Any]) -> str:
    """The table as a file: one message or enum a line, so that a change shows."""
    lines = ["{", f'"made": {json.dumps(made["made"])},']
    for part in ("messages", "enums"):
        rows = (f"{json.dumps(n)}: {json.dumps(row, separators=(',', ':'))}" for n, row in made[part].items())
        lines += [f'"{part}": {{', ",\n".join(rows), "}," if part == "messages" else "}"]
    return "\n".join([*lines, "}"]) + "\n"


if __name__ == "__main__":
    PATH.write_text(text(table()), encoding="utf-8")
    print(f"wrote {PATH}")
