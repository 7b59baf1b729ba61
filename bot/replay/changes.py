"""Changes of a call: which may cure it, in which order, and which are smaller than others."""

from __future__ import annotations

import dataclasses
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.replay.call import Call, refusal
from bot.request import Key, Request
from bot.request.call import at, parent
from bot.request.edit import BadChange, Change, apply, read_change, spread, turn, value_of
from bot.request.finding import Finding

Changes = tuple[str, ...]  # made one after the other, in the words of bot.request.edit
MOST_SETS = 60
_ANY_KEY = "a-key-to-ask-with"
# A turn without its role or its parts is none, nor is half a part, a setting or a declaration.
_WHOLE = re.compile(r"(?:^systemInstruction|\b(?:contents|parts|safetySettings|functionDeclarations)\[\d+\])$")


def as_request(call: Call) -> Request:
    """The call as the offline check takes one: the person's own JSON, with a key in its header."""
    return Request(
        "json",
        method=call.method,
        http_method="GET" if call.method.startswith("models.") else "POST",
        model=call.model,
        api_version=call.api_version,
        body=call.body,
        stream=call.method == "streamGenerateContent",
        timeout=call.timeout_s,
        timeout_unit="s",
        headers={"content-type": "application/json", "x-goog-api-key": "<unknown>"},
        key=Key(None, "header", "x-goog-api-key"),
    )


def changed(call: Call, changes: Iterable[str]) -> Call:
    """The call with the changes made; BadChange where one can't be read."""
    request, changes = as_request(call), tuple(changes)
    for words in changes:
        request = apply(words, request)
    same = request.timeout is None or request.timeout == call.timeout_s
    return dataclasses.replace(
        call,
        model=request.model,
        api_version=request.api_version or call.api_version,
        body=request.body if isinstance(request.body, Mapping) else None,
        timeout_s=call.timeout_s if request.timeout is None else request.timeout,
        told_s=call.told_s if same else None,
        written=_still_there(call.written, changes) if call.written else call.written,
    )


def _still_there(written: Mapping[str, str], changes: Iterable[str]) -> dict[str, str]:
    """The names that are still at their paths: what leaves a list moves those behind it."""
    left = [change.path for change in map(read_change, changes) if change.verb in ("remove", "move")]
    moved = tuple(f"{parent(path)}[" for path in left if path.endswith("]"))
    return {path: name for path, name in written.items() if not (moved and path.startswith(moved))}


def candidates(
    call: Call, cause: str | None, findings: Iterable[Finding], offered: Iterable[str]
) -> tuple[Changes, ...]:
    """The sets of changes to try, in order: single ones, then all that the cause's findings ask for at once, and all sure
    ones, where they are more than two, and one change at all items of a list, then pairs. `offered` are the entry's own.

    What the check found for sure comes before what the entry offers, that of the cause first, least invasive first in
    each; another model that another cause asks for comes last, what is doubtful and of another cause not at all. A set
    that changes nothing, or that can't be sent, is left out.
    """
    findings = tuple(findings)
    own = [found for found in findings if found.sure and found.cause == cause]
    other = [found for found in findings if found.sure and found.cause != cause]
    sure = [change for change in _of(other) if not change.startswith("model:")]
    doubtful = [found for found in findings if not found.sure and cause in (None, found.cause)]
    groups = [spread(change, call.body) for change in filter(_is_change, offered)]
    words = [*_of(own), *sure, *itertools.chain(*groups), *_of(other), *_of(doubtful)]
    singles = [(one,) for one in dict.fromkeys(words)]
    at_once = [
        _in_turn(dict.fromkeys(found.changes[0] for found in some if found.changes)) for some in (own, own + other)
    ]
    pairs = sorted(itertools.combinations(range(len(singles)), 2), key=lambda pair: (sum(pair), pair))
    several = [one for one in dict.fromkeys(at_once) if len(one) > 2]
    several += [_in_turn(group) for group in groups if len(group) > 1]
    sets = itertools.chain(
        singles, several, (_in_turn(singles[a] + singles[b]) for a, b in pairs if _apart(singles[a][0], singles[b][0]))
    )
    return tuple(itertools.islice(_different(call, sets), MOST_SETS))


def _of(findings: Iterable[Finding]) -> Iterator[str]:
    return (change for found in findings for change in found.changes)


def _different(call: Call, sets: Iterable[Changes]) -> Iterator[Changes]:
    """The sets of which each part counts, each result once."""
    seen = [call]
    for changes in sets:
        made = _made(call, changes)
        if made is None or made in seen or any(_made(call, part) == made for part in _without_one(changes)):
            continue
        seen.append(made)
        yield changes


def _made(call: Call, changes: Changes) -> Call | None:
    try:
        made = changed(call, changes)
    except BadChange:
        return None
    return None if refusal(made, _ANY_KEY) else made


def _without_one(changes: Changes) -> Iterator[Changes]:
    return (changes[:at] + changes[at + 1 :] for at in range(len(changes)))


def _in_turn(changes: Iterable[str]) -> Changes:
    return tuple(sorted(filter(_is_change, changes), key=turn))


def _is_change(words: str) -> bool:
    try:
        read_change(words)
    except BadChange:
        return False
    return True


def _apart(one: str, other: str) -> bool:
    """Whether two changes speak of different fields."""
    try:
        first, second = read_change(one).path, read_change(other).path
    except BadChange:
        return False
    return not any(a == b or a.startswith((f"{b}.", f"{b}[")) for a, b in ((first, second), (second, first)))


def smaller(call: Call, changes: Changes) -> tuple[Changes, ...]:
    """Every set that does one thing less: a change left out, one field kept of those that are removed, one item less set.

    Not the empty set, which is the call as it is. Where all of them fail, the set is minimal.
    """
    sets = [part for part in _without_one(changes) if part]
    for at_, words in enumerate(changes):
        sets += [(*changes[:at_], *part, *changes[at_ + 1 :]) for part in _parts(call, read_change(words))]
    return tuple(dict.fromkeys(part for part in sets if part != changes and _made(call, part) not in (None, call)))


def _parts(call: Call, change: Change) -> Iterator[Changes]:
    if change.verb == "remove":
        yield from _less_removed(change.path, at(call.body, change.path))
    elif change.verb == "set":
        for less in _less(value_of(change.to)):
            yield (f"set: {change.path} {json.dumps(less, ensure_ascii=False)}",)


def _less_removed(path: str, value: Any) -> Iterator[Changes]:
    """Removals that keep one of the fields or items, or one thing in it; a single field goes without the object around it.

    An item of a list isn't left empty, and what means nothing in pieces goes as a whole.
    """
    if _WHOLE.search(path):
        return
    if isinstance(value, Mapping) and len(value) == 1 and path.endswith("]"):
        name, inner = next(iter(value.items()))
        yield from _less_removed(f"{path}.{name}", inner)
        return
    if isinstance(value, Mapping):
        inside = [(f"{path}.{name}", inner) for name, inner in value.items()]
    elif isinstance(value, list):  # from the end, so that no index moves before it is used
        inside = [(f"{path}[{index}]", value[index]) for index in reversed(range(len(value)))]
    else:
        return
    fields = tuple(f"remove: {place}" for place, _ in inside)
    if len(fields) == 1 and isinstance(value, Mapping):
        yield fields
    elif len(fields) > 1:
        yield from _without_one(fields)
        for index, (place, inner) in enumerate(inside):
            for part in _less_removed(place, inner):
                yield (*fields[:index], *part, *fields[index + 1 :])


def _less(value: Any) -> Iterator[Any]:
    if isinstance(value, list) and len(value) > 1:
        yield from (value[:index] + value[index + 1 :] for index in range(len(value)))
    elif isinstance(value, dict) and len(value) > 1:
        yield from ({name: inner for name, inner in value.items() if name != left} for left in value)
