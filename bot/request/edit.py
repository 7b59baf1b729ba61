"""Changes: an edit of a request that may cure it, applied to the request itself and to the person's own text."""

from __future__ import annotations

import copy
import dataclasses
import difflib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.request.call import STEP, at, number, parent
from bot.request.request import Request

_VERBS = ("set", "remove", "clamp", "rename", "move", "model", "api_version", "timeout")
_RANGE = re.compile(r"(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)")


class BadChange(ValueError):
    """A change that can't be read; its text says why."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change, read from its words. `to` is the value, the new name, the new path or the range as written."""

    verb: str
    path: str
    to: str = ""


def read_change(words: str) -> Change:
    """Reads `set: path value` and its like. Raises BadChange."""
    verb, colon, rest = words.partition(":")
    verb, rest = verb.strip(), rest.strip()
    if not colon or verb not in _VERBS or not rest:
        raise BadChange(f"{words!r} is none of: {', '.join(_VERBS)}")
    if verb in ("model", "api_version", "timeout"):
        return Change(verb, {"model": "model", "api_version": "apiVersion", "timeout": "timeout"}[verb], rest)
    path, _, to = rest.partition(" ")
    if (verb == "remove") != (not to.strip()):
        raise BadChange(f"{words!r} lacks a value, or has one too many")
    if verb == "clamp" and not _RANGE.fullmatch(to.strip()):
        raise BadChange(f"{words!r} has no range such as 0..2")
    return Change(verb, path, to.strip())


def turn(words: str) -> tuple[int, ...]:
    """Sorts changes so that none moves what another one names: items leave a list last, and from its end. Raises BadChange."""
    change = read_change(words)
    if change.verb not in ("remove", "move") or not change.path.endswith("]"):
        return (0,)
    places = [-int(step[1:-1]) for step in STEP.findall(change.path) if step[0] == "["]
    return (1, *places, 1)  # what is inside an item before the item itself


def spread(words: str, body: Any) -> tuple[str, ...]:
    """The change for each item of the list at a [*] in its path; itself where there is none. Raises BadChange."""
    before, star, _ = read_change(words).path.partition("[*]")
    if not star:
        return (words,)
    listed = at(body, before)
    return tuple(
        words.replace(star, f"[{index}]", 1) for index in range(len(listed) if isinstance(listed, list) else 0)
    )


def value_of(words: str) -> Any:
    """The value that a change sets: JSON where it is JSON, else the words themselves."""
    try:
        return json.loads(words)
    except ValueError:
        return words


def clamped(value: Any, limits: str) -> int | float | None:
    """The nearest number within `low..high`; None where the value is no number or already within."""
    read, match = number(value), _RANGE.fullmatch(limits)
    if read is None or match is None:
        return None
    low, high = float(match[1]), float(match[2])
    if low <= read <= high:
        return None
    near, written = (low, match[1]) if read < low else (high, match[2])
    return near if "." in written else int(near)


def apply(words: str, request: Request) -> Request:
    """The request with a change made; the same where the change does not touch it. Raises BadChange."""
    change = read_change(words)
    if change.verb == "model":
        return dataclasses.replace(request, model=change.to, path=_swapped(request.path, request.model, change.to))
    if change.verb == "api_version":
        path = _swapped(request.path, request.api_version, change.to)
        return dataclasses.replace(request, api_version=change.to, path=path)
    if change.verb == "timeout":
        return dataclasses.replace(request, timeout=timeout_of(request, change.to))
    if not isinstance(request.body, Mapping):
        return request
    body, raw = copy.deepcopy(dict(request.body)), dict(request.raw)
    _edit(change, body, raw)
    return dataclasses.replace(request, body=body, raw=raw)


def timeout_of(request: Request, seconds: str) -> float:
    """A timeout in seconds as the request's client counts it."""
    read = number(seconds)
    if read is None:
        raise BadChange(f"timeout: {seconds!r} is no number of seconds")
    return read * 1000 if request.timeout_unit == "ms" else read


def _swapped(path: str | None, old: str | None, new: str) -> str | None:
    return path.replace(f"/{old}", f"/{new}", 1) if path and old else path


def _edit(change: Change, body: dict[str, Any], raw: dict[str, Any]) -> None:
    held = at(body, change.path) if change.path not in raw else raw[change.path]
    if change.verb == "set":
        _put(body, change.path, value_of(change.to))
    elif held is None:
        return
    elif change.verb == "clamp":
        near = clamped(held, change.to)
        if near is not None:
            _put(body, change.path, near)
    else:
        raw.pop(change.path, None)
        _drop(body, change.path)
        if change.verb == "rename":
            _put(body, f"{parent(change.path)}.{change.to}".lstrip("."), held)
        elif change.verb == "move":
            _put(body, change.to, held)


def _put(body: dict[str, Any], path: str, value: Any) -> None:
    """Sets a value, making the objects above it; a path through something else than objects is left alone."""
    steps = STEP.findall(path)
    holder: Any = body
    for step, following in zip(steps, [*steps[1:], ""], strict=True):
        key: Any = int(step[1:-1]) if step[0] == "[" else step
        if isinstance(holder, list) and isinstance(key, int):
            if key == len(holder):
                holder.append({})
            elif key > len(holder):
                return
        elif not isinstance(holder, dict) or isinstance(key, int):
            return
        if not following:
            holder[key] = value
            return
        if isinstance(holder, dict):
            holder.setdefault(key, [] if following[0] == "[" else {})
        holder = holder[key]


def _drop(body: dict[str, Any], path: str) -> None:
    steps = STEP.findall(path)
    holder = at(body, parent(path)) if len(steps) > 1 else body
    last = steps[-1]
    if isinstance(holder, list) and last[0] == "[" and int(last[1:-1]) < len(holder):
        del holder[int(last[1:-1])]
    elif isinstance(holder, dict):
        holder.pop(last, None)


# The person's own text


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of the text, as offsets, and what stands there afterwards."""

    start: int
    end: int
    text: str


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with edits made; of two that overlap the first counts."""
    pieces: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start >= done:
            pieces += (text[done : edit.start], edit.text)
            done = edit.end
    return "".join([*pieces, text[done:]])


def diff(before: str, after: str) -> str:
    """The lines that differ, each with - or +, blocks parted by …; empty where nothing differs."""
    lines = [
        line.rstrip("\n")
        for line in difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
        if not line.startswith(("---", "+++"))
    ]
    blocks = "\n".join("…" if line.startswith("@@") else line for line in lines)
    return blocks.removeprefix("…\n")
