"""What SDKs make of a prompt: strings, parts and messages as the REST API's contents."""

from __future__ import annotations

from bot.request.located import Arr, Field, Leaf, Located, Obj, is_unknown, obj, rest_names, spelt, text_of, unknown
from bot.request.request import UNKNOWN

_OF_CONTENT = frozenset({"parts", "role", "content"})
_ROLES = {
    "human": "user",
    "user": "user",
    "ai": "model",
    "assistant": "model",
    "model": "model",
    "system": "system",
    "developer": "system",
}


def part(value: Located) -> Located:
    """A part of a message: a string becomes a text part."""
    if isinstance(value, Leaf) and (is_unknown(value) or isinstance(value.value, str)):
        return value if is_unknown(value) else obj(("text", value), at=value)
    return rest_names(value)


def parts(value: Located) -> Located:
    """The parts of one message."""
    if isinstance(value, Arr):
        return unknown(value) if value.open else Arr(tuple(part(item) for item in value.items), value.start, value.end)
    if is_unknown(value):
        return Arr((obj(("text", value), at=value),), value.start, value.end)
    return Arr((part(value),), value.start, value.end)


def content(value: Located, role: str | None = "user") -> Located:
    """One message."""
    if is_content(value):
        return rest_names(value)
    said = parts(value)
    if role is None:
        return obj(("parts", said), at=value)
    return obj(("role", Leaf(role, value.start, value.start)), ("parts", said), at=value)


def with_text_parts(value: Located) -> Located:
    """Messages whose parts may be strings, which google.generativeai makes text parts of."""
    if isinstance(value, Arr):
        return value._replace(items=tuple(with_text_parts(item) for item in value.items))
    if not isinstance(value, Obj):
        return value
    fields = tuple(
        f._replace(value=parts(f.value)) if spelt(f.name) == "parts" and not is_unknown(f.value) else f
        for f in value.fields
    )
    return value._replace(fields=fields)


def is_content(value: Located) -> bool:
    return isinstance(value, Obj) and any(spelt(f.name) in _OF_CONTENT for f in value.fields)


def contents(value: Located) -> Located:
    """The contents that an SDK makes of what it is given."""
    if is_unknown(value):
        return value
    if not isinstance(value, Arr):
        return Arr((content(value),), value.start, value.end)
    if value.open:
        return unknown(value)
    made: list[Located] = []
    loose: list[Located] = []
    messages = any(is_content(item) for item in value.items)
    for item in value.items:
        if is_content(item) or isinstance(item, Arr) or (messages and is_unknown(item)):
            made += [_user(loose, value)] if loose else []
            loose = []
            made.append(item if is_unknown(item) else content(item))
        else:
            loose.append(item)
    made += [_user(loose, value)] if loose else []
    return Arr(tuple(made), value.start, value.end)


def _user(loose: list[Located], of: Arr) -> Located:
    """The message that parts without one make up; its place is that of the list that they stand in."""
    return content(Arr(tuple(loose), of.start, of.end))


def instruction(value: Located) -> Located:
    """A system instruction; the API wants it as a content."""
    return value if is_unknown(value) else content(value, None)


def messages(value: Located) -> tuple[Located, Located | None]:
    """Contents and system instruction of messages in OpenAI's form, in tuples, or as LangChain's objects."""
    if not isinstance(value, Arr) or value.open:
        return (contents(value) if isinstance(value, Leaf) else unknown(value)), None
    made: list[Located] = []
    system: list[Located] = []
    for item in value.items:
        role, said = _message(item)
        if role is None or said is None:
            made.append(unknown(item) if said is None else content(said))
        elif role == "system":
            system.append(said)
        else:
            made.append(content(_said(said), role))
    told = content(system[0], None) if len(system) == 1 else None
    if len(system) > 1:
        told = obj(("parts", Arr(tuple(part(s) for s in system), system[0].start, system[-1].end)), at=system[0])
    return Arr(tuple(made), value.start, value.end), told


def _message(item: Located) -> tuple[str | None, Located | None]:
    """Role and words of one message; no role for one that says none, no words for one that is not known."""
    if isinstance(item, Obj):
        role = text_of(item.get("role", "type"))
        said = item.get("content", "parts", "text")
        if role is None:
            return None, said
        return _ROLES.get(role.lower(), role), said if said is not None else unknown(item)
    if isinstance(item, Arr) and len(item.items) == 2 and (role := text_of(item.items[0])):
        return _ROLES.get(role.lower(), role), item.items[1]
    if isinstance(item, Leaf) and isinstance(item.value, str):
        return None, item
    return None, None


def _said(value: Located) -> Located:
    """The parts of a message whose content is a list of typed parts."""
    if not isinstance(value, Arr):
        return value
    return value._replace(items=tuple(_typed(item) for item in value.items))


def _typed(item: Located) -> Located:
    """A typed part of OpenAI's, LangChain's or Vercel's as a part of the API."""
    kind = text_of(item.get("type")) if isinstance(item, Obj) else None
    if not isinstance(item, Obj) or kind is None:
        return item
    if kind == "text" and (words := item.get("text")):
        return obj(("text", words), at=item)
    if kind in ("image_url", "image", "file", "media", "audio", "input_audio", "video"):
        return obj(("inlineData", Leaf(UNKNOWN, item.start, item.end)), at=item)
    return unknown(item)


def field(name: str, value: Located, at: int | None = None) -> Field:
    """A field that the SDK makes; its name stands nowhere in the paste."""
    place = value.start if at is None else at
    return Field(name, place, place, value)
