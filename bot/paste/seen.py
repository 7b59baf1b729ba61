"""Which of the words that patterns need stand in a text: told of all of them in one pass."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import re2


@dataclass(frozen=True, slots=True)
class Seen:
    """A text, and those of the words asked for that stand in it."""

    text: str
    words: frozenset[str]

    def __contains__(self, word: str) -> bool:
        return word in self.words

    def any(self, words: Iterable[str]) -> bool:
        """True where one of the words stands in the text."""
        return not self.words.isdisjoint(words)


class Words:
    """Words to look for; the set that finds them is built when the first text comes."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(dict.fromkeys(words))
        self._set: re2.Set | None = None

    def seen(self, text: str) -> Seen:
        """The text with those of the words that it holds."""
        if self._set is None:
            self._set = _compiled(self._words)
        hits = self._set.Match(text.encode("utf-8", "surrogatepass"))
        return Seen(text, frozenset(self._words[hit] for hit in hits or ()))


def _compiled(words: tuple[str, ...]) -> re2.Set:
    options = re2.Options()
    options.literal = True
    options.encoding = re2.Options.Encoding.LATIN1  # bytes as they are
    found = re2.Set.SearchSet(options)
    for word in words:
        found.Add(word.encode())
    found.Compile()
    return found
