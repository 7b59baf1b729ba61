"""JSON into a message, as Google's front end does it: every complaint at once, at its path in the proto's names.

The complaints' words are those of protobuf's own converter (protostream_objectwriter, proto_writer).
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from typing import Any

from bot.playground.gemini.errors import Refusal, bad_fields, invalid
from bot.playground.gemini.fields import Field, fields, values
from bot.playground.values import Json

DEPTH = 100  # levels of JSON
_BEGAN = "Invalid JSON payload received. "
_INTEGER = re.compile(r"-?\d+")
_SYNTAX = {
    "Expecting ',' delimiter": "Expected , or } after key:value pair.",
    "Expecting property name enclosed in double quotes": "Expected an object key or }.",
    "Illegal trailing comma before end of object": "Expected an object key or }.",
    "Illegal trailing comma before end of array": "Unexpected token.",
    "Expecting ':' delimiter": "Expected : between key:value pair.",
    "Expecting value": "Expected a value.",
    "Unterminated string starting at": "Closing quote expected in string.",
    "Extra data": "Parsing terminated before end of input.",
}


class Pairs(list[tuple[str, Any]]):
    """A JSON object with every pair as it stands, names given twice among them."""


def decode(raw: bytes) -> Any:
    """The JSON in the bytes, objects as Pairs; an empty body is an empty object."""
    try:
        text = raw.decode("utf-8")
        if not text.strip():
            return Pairs()
        found = json.loads(text, object_pairs_hook=Pairs, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise _syntax("Encountered non UTF-8 code points.", "", 0) from error
    except json.JSONDecodeError as error:
        raise _syntax(_SYNTAX.get(error.msg.split(" (")[0], "Unexpected token."), error.doc, error.pos) from error
    except (RecursionError, ValueError) as error:
        raise _syntax("Unexpected token.", "", 0) from error
    return found


def plain(value: Any) -> Any:
    """The JSON with objects as dictionaries; of a name given twice the last."""
    if isinstance(value, Pairs):
        return {name: plain(inner) for name, inner in value}
    return [plain(one) for one in value] if isinstance(value, list) else value


def message(name: str, value: Any, version: str) -> Json:
    """The message with its fields in camelCase and its enums in capitals; Refusal with every complaint about it."""
    if not isinstance(value, Pairs):
        raise _refused([("", _unknown("", "", "Root element must be a message."))])
    if deep := _too_deep(value):
        raise _refused([("", f"{_BEGAN}Message too deep. Max recursion depth reached for key '{deep}'")])
    reader = _Reader(version)
    found = reader.message(name, value, "")
    if reader.complaints:
        raise _refused(reader.complaints)
    return found


class _Reader:
    def __init__(self, version: str) -> None:
        self.version = version
        self.complaints: list[tuple[str, str]] = []

    def message(self, name: str, pairs: Pairs, path: str) -> Json:
        """The message; what is wrong with it is among the complaints."""
        known = fields(name, self.version)
        found: Json = {}
        taken: dict[str, str] = {}
        for key, value in pairs:
            field = known.get(key)
            if field is None:
                self._say(path, _unknown(key, path, "Cannot find field."))
            elif value is None:
                continue
            elif field.oneof and field.oneof in taken:
                said = f"oneof field '{field.oneof}' is already set. Cannot set '{field.json}'"
                self._say(path, f"Invalid value{_at(path)} (oneof), {said}")
            else:
                if field.oneof:
                    taken[field.oneof] = field.json
                self._put(found, field, key, value, path)
        return found

    def _put(self, found: Json, field: Field, key: str, value: Any, path: str) -> None:
        inner = f"{path}.{field.proto}" if path else field.proto
        if field.shape == "map":
            found.setdefault(field.json, {}).update(self._map(field, value, path, inner))
        elif field.shape == "many":
            many = isinstance(value, list) and not isinstance(value, Pairs)
            rows = [(one, f"{inner}[{place}]") for place, one in enumerate(value)] if many else [(value, inner)]
            read = [self._one(field, one, path, at) for one, at in rows if one is not None]
            found.setdefault(field.json, []).extend(read)
        elif isinstance(value, list) and not isinstance(value, Pairs) and field.type not in ("Value", "ListValue"):
            self._say(path, _unknown(key, path, "Proto field is not repeating, cannot start list."))
        else:
            found[field.json] = self._one(field, value, path, inner)

    def _map(self, field: Field, value: Any, path: str, inner: str) -> Json:
        if not isinstance(value, Pairs):
            self._invalid(field, value, inner)
            return {}
        rows = [(name, one, f"{inner}[{place}].value") for place, (name, one) in enumerate(value)]
        return {name: self._one(field, one, path, at) for name, one, at in rows if one is not None}

    def _one(self, field: Field, value: Any, path: str, inner: str) -> Any:
        """One value of the field, in the form that the rules expect; None where it was refused."""
        if field.message:
            if isinstance(value, Pairs):
                return self.message(field.message, value, inner)
            if isinstance(value, list):
                said = "Proto field is not repeating, cannot start list."
                return self._say(path, _unknown(field.proto, inner, said))
            return self._invalid(field, value, inner)
        if field.type == "Value":
            return plain(value)
        if field.type == "Struct":
            return plain(value) if isinstance(value, Pairs) else self._invalid(field, value, inner)
        if isinstance(value, Pairs):
            said = f"Invalid value{_at(path)} ({field.proto}), Starting an object on a scalar field"
            return self._say(path, said)
        read = self._enum(field, value) if field.enum else _scalar(field.type, value)
        if read is None:
            cause = f"Base64 decoding failed for {_shown(value)}" if field.type == "TYPE_BYTES" else ""
            return self._invalid(field, value, inner, cause)
        return read

    def _enum(self, field: Field, value: Any) -> str | None:
        names = values(field.enum)
        if isinstance(value, str) and value.upper() in names:
            return value.upper()
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(names):
            return names[value]
        return None

    def _invalid(self, field: Field, value: Any, inner: str, cause: str = "") -> None:
        said = f"Invalid value at '{inner}' ({field.type_name(self.version)}), {cause or _shown(value)}"
        self._say(inner, said)

    def _say(self, path: str, complaint: str) -> None:
        self.complaints.append((path, complaint))


def _too_deep(value: Pairs) -> str:
    """A name that stands deeper than the parser goes; "" where none does."""
    level: list[tuple[str, Any]] = list(value)
    for _ in range(DEPTH):
        level = [(name, one) for name, inner in level for name, one in _inside(name, inner)]
    return level[0][0] if level else ""


def _inside(name: str, value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, Pairs):
        return list(value)
    return [(name, one) for one in value] if isinstance(value, list) else []


def _scalar(kind: str, value: Any) -> Any:
    """The value as that type, where JSON may give it so; else None."""
    if kind in ("TYPE_STRING", "Duration", "Timestamp"):
        return value if isinstance(value, str) else None
    if kind == "TYPE_BYTES":
        return value if isinstance(value, str) and is_base64(value) else None
    if kind == "TYPE_BOOL":
        return value if isinstance(value, bool) else {"true": True, "false": False}.get(str(value))
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if kind in ("TYPE_FLOAT", "TYPE_DOUBLE"):
        return _number(value)
    return _whole(value, 31 if "32" in kind else 63)


def _number(value: float | str) -> float | None:
    try:
        found = float(value)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _whole(value: float | str, bits: int) -> int | None:
    if isinstance(value, str):
        if not _INTEGER.fullmatch(value) or len(value) > 20:
            return None
        value = int(value)
    if isinstance(value, float) and not value.is_integer():
        return None
    return int(value) if -(2**bits) <= value < 2**bits else None


def is_base64(text: str) -> bool:
    """True for base64 of either alphabet, with or without its padding."""
    body = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        base64.b64decode(body + "=" * (-len(body) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _shown(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else json.dumps(plain(value))


def _at(path: str) -> str:
    return f" at '{path}'" if path else ""


def _unknown(key: str, path: str, says: str) -> str:
    return f'{_BEGAN}Unknown name "{key}"{_at(path)}: {says}'


def _refused(complaints: list[tuple[str, str]]) -> Refusal:
    return invalid("\n".join(says for _, says in complaints), bad_fields(complaints))


def _syntax(says: str, text: str, at: int) -> Refusal:
    """A complaint about the JSON itself, with the text around the place and a caret below it."""
    start = max(0, at - 20)
    around = text[start : at + 20].replace("\n", " ")
    shown = f"\n{around}\n{' ' * (at - start)}^" if text else ""
    message_ = f"{_BEGAN}{says}{shown}"
    return invalid(message_, bad_fields([("", message_)]))


def _no_constant(name: str) -> None:
    raise ValueError(name)
