"""Tables of patterns: one table a fact, its rows tried in order, the first that fits tells the fact."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from bot.paste.lazily import blanks
from bot.paste.seen import Seen

# A word without which the pattern can't fit, or several one of which it needs (a cheap test first), and the pattern; its
# group 1 is the fact. A blank in a pattern is any blank of a text: several, a wrap, an escaped line end.
Row = tuple[str | tuple[str, ...], str]
Table = tuple[Row, ...]


class Fact(NamedTuple):
    """A fact as written, and where."""

    value: str
    start: int
    end: int


def needed(*tables: Table) -> Iterator[str]:
    """The words that the rows of the tables need."""
    for table in tables:
        for words, _ in table:
            yield from (words,) if isinstance(words, str) else words


def first(table: Table, seen: Seen, fits: Callable[[str], bool] = bool) -> Fact | None:
    """What the first row that fits tells, of its matches the first that `fits`."""
    for words, pattern in table:
        if words in seen.words if isinstance(words, str) else seen.any(words):
            for match in blanks(pattern).finditer(seen.text):
                if fits(match[1]):
                    return Fact(match[1], match.start(1), match.end(1))
    return None
