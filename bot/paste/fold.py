"""A paste as its letters and digits alone, so that wraps, escapes, boxes and spelling don't hide words."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from bot.paste.span import Span

# What stands between words, escapes included: a JSON \n is no letter n, an ANSI colour is no "31m".
_RUN = re.compile(
    r"(?:\x1b|\\u001b|\\x1b|\\033|\^\[)\[[0-9;?]*[A-Za-z]"
    r"|\\(?:u[0-9a-fA-F]{4}|[nrt])"
    r"|&(?:quot|amp|lt|gt|apos|nbsp|\#x?[0-9a-fA-F]{1,5});"
    r"|([^\W_]+)"
)
_WORD = re.compile(r"[^\W_]+")
# What begins an escape that `fold` passes over.
_ESCAPE = re.compile(r"[\\&\x1b^]")
# The last of the Latin letters with accents.
_LAST_ACCENTED = "\u024f"


@dataclass(frozen=True, slots=True)
class Fold:
    """`folded` holds the letters and digits of `text` in lower case; `span` leads back to where they stood."""

    text: str
    folded: str
    _folded_starts: tuple[int, ...]
    _text_starts: tuple[int, ...]

    def offset(self, at: int) -> int:
        """The offset in `text` of the letter at `at` in `folded`."""
        run = bisect_right(self._folded_starts, at) - 1
        return self._text_starts[run] + at - self._folded_starts[run]

    def span(self, start: int, end: int) -> Span:
        """Where the letters `start` to `end` of `folded` (at least one) stand in `text`."""
        return Span(self.offset(start), self.offset(end - 1) + 1)

    def is_border(self, at: int) -> bool:
        """True where a run of letters begins or ends at `at`: a phrase may start and stop only there.

        Between letters beyond ASCII any place is one: Chinese has no spaces, and Russian ends its words in many ways.
        An accented letter ends no word before it: "Gemini dá erro" does not say "geminid".
        """
        if at <= 0 or at >= len(self.folded):
            return True
        before, after = self.folded[at - 1], self.folded[at]
        if not before.isascii() or (not after.isascii() and after > _LAST_ACCENTED):
            return True
        run = bisect_right(self._folded_starts, at) - 1
        return self._folded_starts[run] == at


def fold(text: str) -> Fold:
    """Fold `text`; every letter keeps its place, so lengths and offsets stay true."""
    parts: list[str] = []
    folded_starts: list[int] = []
    text_starts: list[int] = []
    length = 0
    for match in _RUN.finditer(text):
        word = match.group(1)
        if word is None:
            continue
        lower = word.lower()
        if len(lower) != len(word):  # a few letters, such as the Turkish İ, grow when lowered
            lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in word)
        parts.append(lower)
        folded_starts.append(length)
        text_starts.append(match.start(1))
        length += len(lower)
    return Fold(text, "".join(parts), tuple(folded_starts), tuple(text_starts))


def fold_phrase(phrase: str) -> str:
    """The letters and digits of a phrase, as `fold` would leave them."""
    if not phrase.isascii() or _ESCAPE.search(phrase):
        return fold(phrase).folded
    return "".join(_WORD.findall(phrase)).lower()
