"""A small language for shapes of JSON, with the complaints that Slack words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Check = Callable[[Any, str], Iterator[str]]  # (value, JSON pointer) → complaints


def complaint(words: str, at: str) -> str:
    """One complaint about the value at a JSON pointer."""
    return f"{words} [json-pointer:{at}]"


def string(low: int = 0, high: int | None = None) -> Check:
    """A string of `low` to `high` characters."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield complaint("must provide a string", at)
        elif len(value) < low:
            yield complaint(f"must be more than {low - 1} characters", at)
        elif high is not None and len(value) > high:
            yield complaint(f"must be less than {high + 1} characters", at)

    return check


def number(low: int, high: int) -> Check:
    """An integer from `low` to `high`."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield complaint("must provide an integer", at)
        elif not low <= value <= high:
            yield complaint(f"must be between {low} and {high}", at)

    return check


def flag(value: Any, at: str) -> Iterator[str]:
    """True or false."""
    if not isinstance(value, bool):
        yield complaint("must provide a boolean", at)


def anything(value: Any, at: str) -> Iterator[str]:
    """Whatever it is."""
    yield from ()


def choice(*allowed: str) -> Check:
    """One of these words."""

    def check(value: Any, at: str) -> Iterator[str]:
        if value not in allowed:
            yield complaint("must be a valid enum value", at)

    return check


def items(each: Check, low: int = 0, high: int | None = None) -> Check:
    """A list of `low` to `high` items, each of one shape."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield complaint("must provide an array", at)
            return
        if len(value) < low:
            yield complaint(f"must provide at least {low} items", at)
        if high is not None and len(value) > high:
            yield complaint(f"no more than {high} items allowed", at)
        for index, item in enumerate(value):
            yield from each(item, f"{at}/{index}")

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with all of the required keys, perhaps some of the optional ones, and no other."""
    known = {**required, **(optional or {})}

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield complaint("must provide an object", at)
            return
        for key in required:
            if key not in value:
                yield complaint(f"missing required field: {key}", at)
        for key, item in value.items():
            if key not in known:
                yield complaint(f"invalid additional property: {key}", at)
            else:
                yield from known[key](item, f"{at}/{key}")

    return check


def by_type(types: Mapping[str, Check]) -> Check:
    """An object whose `type` names its shape."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield complaint("must provide an object", at)
        elif "type" not in value:
            yield complaint("missing required field: type", at)
        elif not isinstance(value["type"], str) or value["type"] not in types:
            yield complaint(f"unsupported type: {value['type']}", f"{at}/type")
        else:
            yield from types[value["type"]](value, at)

    return check


def either(first: str, second: str, whole: Check) -> Check:
    """An object of the shape `whole` with at least one of two keys."""

    def check(value: Any, at: str) -> Iterator[str]:
        if isinstance(value, dict) and first not in value and second not in value:
            yield complaint(f"missing required field: {first}", at)
        yield from whole(value, at)

    return check


def matching(whole: Check) -> Check:
    """The shape `whole`, with Slack's general complaint before the particular ones."""

    def check(value: Any, at: str) -> Iterator[str]:
        complaints = list(whole(value, at))
        if complaints:
            yield complaint("failed to match all allowed schemas", at)
        yield from complaints

    return check
