"""Where words stand in a paste."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a paste: offsets in code points, `end` not included."""

    start: int
    end: int
