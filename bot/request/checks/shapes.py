"""Whether a value has the shape that a field takes, as the service's JSON reader sees it."""

from __future__ import annotations

import re
from typing import Any

from bot.request.call import is_known, number
from bot.request.models import distance
from bot.request.table import enums

_DURATION = re.compile(r"-?\d+(?:\.\d{1,9})?s")


def wrong(kind: str, value: Any) -> str | None:
    """Why a value can't stand for a plain field of that kind; None where it can. A string of digits is a number."""
    if not is_known(value) or kind == "any":
        return None
    if isinstance(value, list):
        return "takes one value, not a list"
    if kind in ("int", "float"):
        read = number(value)
        if read is None:
            return f"takes a number, not {shown(value)}"
        return f"takes a whole number, not {shown(value)}" if kind == "int" and read != int(read) else None
    if isinstance(value, dict):
        return "takes one value, not an object"
    if kind == "bool":
        return None if isinstance(value, bool) or str(value).lower() in ("true", "false") else "takes true or false"
    if kind == "duration":
        fits = isinstance(value, str) and _DURATION.fullmatch(value)
        return None if fits else 'takes a duration in seconds with an s, such as "3600s"'
    return None if isinstance(value, str) else f"takes text, not {shown(value)}"


def not_one_of(enum: str, value: Any) -> tuple[str, str | None] | None:
    """Why a value is none of an enum's, and the value that is meant; None where it is one. Case makes no difference."""
    values = enums().get(enum)
    if not is_known(value) or values is None or (isinstance(value, int) and not isinstance(value, bool)):
        return None
    if not isinstance(value, str):
        return "takes one of its names, not " + shown(value), None
    written = value.upper().replace("-", "_")
    if written in values:
        return None
    meant = nearest(written, values)
    offered = meant or ", ".join(sorted(v for v in values if not v.endswith("UNSPECIFIED"))[:8])
    return f"does not know {shown(value)}: it takes {offered}", meant


def nearest(written: str, values: frozenset[str]) -> str | None:
    """The value that a misspelt one means: it begins or ends like it, or is a few letters away."""
    close = [
        v for v in values if len(written) > 3 and (v.startswith(written) or v.endswith(("_" + written, "/" + written)))
    ]
    if len(close) == 1:
        return close[0]
    steps = sorted((distance(written, v, 3), v) for v in values)
    return steps[0][1] if steps and steps[0][0] <= min(3, len(written) // 3) else None


def shown(value: Any) -> str:
    """A value as a sentence shows it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value[:40]}…"' if len(value) > 40 else f'"{value}"'
    return "a list" if isinstance(value, list) else "an object" if isinstance(value, dict) else f"{value}"
