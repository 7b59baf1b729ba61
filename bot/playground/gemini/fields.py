"""Which fields a message has, in which version of the API."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from bot.playground.gemini.tables import table

PACKAGE = "google.ai.generativelanguage"


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its JSON name and its name in the proto, its type as the tables write it, its shape (one, many, map),
    and the oneof that it belongs to ("" for none)."""

    json: str
    proto: str
    type: str
    shape: str
    oneof: str

    @property
    def message(self) -> str:
        """The name of the message that it holds; "" for anything else."""
        return self.type.removeprefix("message ") if self.type.startswith("message ") else ""

    @property
    def enum(self) -> str:
        """The name of the enum that it holds; "" for anything else."""
        return self.type.removeprefix("enum ") if self.type.startswith("enum ") else ""

    def type_name(self, version: str) -> str:
        """The type as the service names it in an error."""
        inner = self.message or self.enum
        if inner:
            return f"type.googleapis.com/{PACKAGE}.{version}.{inner}"
        return self.type if self.type.startswith("TYPE_") else f"type.googleapis.com/google.protobuf.{self.type}"


@cache
def fields(message: str, version: str) -> dict[str, Field]:
    """The message's fields under every name that JSON may give them: camelCase and the proto's own."""
    added = table("added")
    rows = table("fields")["messages"].get(message, {}) | added["messages"].get(message, {})
    left_out = set(added["beta_only"]) if version == "v1" else set()
    found: dict[str, Field] = {}
    for name, (proto, kind, shape, oneof) in rows.items():
        if f"{message}.{name}" not in left_out:
            field = Field(name, proto, kind, shape, oneof)
            found[name] = found[proto] = field
    return found


@cache
def values(enum: str) -> tuple[str, ...]:
    """The enum's values, the number of each being its place."""
    found: list[str] = table("added")["enums"].get(enum) or table("fields")["enums"][enum]
    return tuple(found)
