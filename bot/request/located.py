"""Values with their places: what an expression says, before it becomes a body. Offsets are those of the paste."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from bot.paste.span import Span
from bot.request.request import UNKNOWN, Unknown

_LONG = 4_000  # letters of base64 that are kept
_BASE64 = re.compile(r"[A-Za-z0-9+/_=\s-]*+")
_PARTS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+|\d+")
# What stands below these is the person's own data: its names are not the API's.
_OWN_DATA = frozenset(
    "args response labels properties responseJsonSchema parametersJsonSchema responseJsonSchemaOrdered partMetadata metadata "
    "customMetadata $defs defs definitions patternProperties default example examples enum".split()
)


class Leaf(NamedTuple):
    value: Any  # str, int, float, bool, None, UNKNOWN
    start: int
    end: int


class Field(NamedTuple):
    name: str
    name_start: int
    name_end: int
    value: Located


class Obj(NamedTuple):
    """An object; `open` where more may be in it than the paste shows."""

    fields: tuple[Field, ...]
    start: int
    end: int
    open: bool = False

    def get(self, *names: str) -> Located | None:
        """The field of one of these names (in any spelling), the last of several."""
        wanted = {spelt(name) for name in names}
        return next((f.value for f in reversed(self.fields) if spelt(f.name) in wanted), None)


class Arr(NamedTuple):
    """A list; `open` where more may be in it than the paste shows."""

    items: tuple[Located, ...]
    start: int
    end: int
    open: bool = False


Located = Leaf | Obj | Arr


@lru_cache(maxsize=2000)
def spelt(name: str) -> str:
    """A name without its spelling: `topP`, `top_p` and `TopP` are one."""
    return name.replace("_", "").replace("-", "").lower()


@lru_cache(maxsize=2000)
def camel(name: str) -> str:
    """The REST API's spelling of a name: `top_p` -> `topP`, `ResponseMIMEType` -> `responseMimeType`."""
    if not name.isascii() or not name.replace("_", "").isalnum() or name.isupper():
        return name
    if "_" in name.strip("_"):
        head, *rest = name.strip("_").split("_")
        return head.lower() + "".join(part[:1].upper() + part[1:] for part in rest) if name.islower() else name
    if name[0].isupper():
        words: list[str] = _PARTS.findall(name)
        head, *rest = words
        return head.lower() + "".join(part.capitalize() for part in rest)
    return name


def unknown(node: Leaf | Obj | Arr | Any) -> Leaf:
    """A value that is not known, in the place of `node`."""
    return Leaf(UNKNOWN, node.start, node.end)


def is_unknown(value: Located | None) -> bool:
    return isinstance(value, Leaf) and isinstance(value.value, Unknown)


def is_none(value: Located | None) -> bool:
    """True of None, null and nil, which the SDKs leave out of what they send."""
    return isinstance(value, Leaf) and value.value is None


def text_of(value: Located | None) -> str | None:
    """The words of a string; None of anything else, and of what is not known."""
    if isinstance(value, Leaf) and isinstance(value.value, str) and not isinstance(value.value, Unknown):
        return value.value
    return None


def says_something(value: Located) -> bool:
    """True where at least one value in it is known."""
    if isinstance(value, Obj):
        return any(says_something(field.value) for field in value.fields)
    if isinstance(value, Arr):
        return any(says_something(item) for item in value.items)
    return not is_unknown(value)


def rest_names(value: Located, under: str = "") -> Located:
    """The value with the API's names in camelCase, the person's own data as it stands; `under` is the field it stands in."""
    if isinstance(value, Obj):
        spelled = [f.name for f in value.fields]
        fields = []
        for f in value.fields:
            name = camel(f.name)
            if name != f.name and name in spelled:
                name = f.name  # both spellings: they stay apart
            own = name in _OWN_DATA and (name, under) != ("response", "functionDeclarations")  # there it is a schema
            inner = f.value if own else rest_names(f.value, name)
            if name in ("properties", "$defs", "defs", "definitions") and isinstance(inner, Obj):
                inner = inner._replace(fields=tuple(p._replace(value=rest_names(p.value)) for p in inner.fields))
            fields.append(f._replace(name=name, value=inner))
        return value._replace(fields=tuple(fields))
    if isinstance(value, Arr):
        return value._replace(items=tuple(rest_names(item, under) for item in value.items))
    return value


def obj(*fields: tuple[str, Located], at: Leaf | Obj | Arr) -> Obj:
    """An object that the SDK makes; its names stand nowhere, so they have the place of `at`."""
    return Obj(tuple(Field(name, at.start, at.start, value) for name, value in fields), at.start, at.end)


def changed(value: Located, path: tuple[str, ...], at: int, new: Located) -> Located:
    """The object with the field at `path` set to `new`."""
    if not isinstance(value, Obj):
        return value
    name, rest = path[0], path[1:]
    kept = [f for f in value.fields if spelt(f.name) != spelt(name)]
    old = next((f.value for f in value.fields if spelt(f.name) == spelt(name)), None)
    if rest:
        new = changed(old if isinstance(old, Obj) else Obj((), new.start, new.start), rest, at, new)
    return value._replace(fields=(*kept, Field(name, at, at + len(name), new)))


class Flat(NamedTuple):
    value: Any
    spans: dict[str, Span]


def flatten(value: Located, path: str = "") -> Flat:
    """The plain value, and the place of every field in it by its path."""
    spans: dict[str, Span] = {}
    return Flat(_flat(value, path, spans), spans)


def _flat(value: Located, path: str, spans: dict[str, Span]) -> Any:
    if path:
        spans[path] = Span(value.start, value.end)
    if isinstance(value, Obj):
        made: dict[str, Any] = {}
        for f in value.fields:
            inner = f"{path}.{f.name}" if path else f.name
            if f.name_end > f.name_start:
                spans[f"name:{inner}"] = Span(f.name_start, f.name_end)
            made[f.name] = _flat(f.value, inner, spans)
        return made
    if isinstance(value, Arr):
        if value.open and not value.items:
            return UNKNOWN  # […]: something is in it
        return [_flat(item, f"{path}[{i}]", spans) for i, item in enumerate(value.items)]
    return _kept(value.value)


def _kept(value: Any) -> Any:
    """The value; of a long base64 word, a marker with its length."""
    if (
        isinstance(value, str)
        and len(value) > _LONG
        and (match := _BASE64.match(value))
        and match.end() >= len(value) - 2
    ):
        return f"<base64, {len(value)} characters>"
    return value
