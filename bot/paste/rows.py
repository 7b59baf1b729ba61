"""Tables of patterns: one table a fact, its rows tried in order, the first that fits tells the fact."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

# A word without which the pattern can't fit (a cheap test first), and the pattern; its group 1 is the fact. A blank in a
# pattern is any blank of a text: several, a wrap, an escaped line end. Only ASCII letters make words: a Chinese sentence
# goes on behind a name without a blank.
Row = tuple[str, str]

_BLANK = r"(?:\s|\\+n)"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact as written, and where."""

    value: str
    start: int
    end: int


def first(rows: tuple[Row, ...], text: str, fits: Callable[[str], bool] = bool) -> Fact | None:
    """What the first row that fits tells, of its matches the first that `fits`."""
    for word, pattern in rows:
        if word in text:
            for match in compiled(pattern).finditer(text):
                if fits(match[1]):
                    return Fact(match[1], match.start(1), match.end(1))
    return None


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, compiled when it is first needed: a start must not wait for a hundred of them."""
    return re.compile(pattern.replace(" ?", _BLANK + "{0,40}+").replace(" ", _BLANK + "{1,40}+"), re.ASCII)
