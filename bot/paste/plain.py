"""A text from which things were taken out, with the way back to where the rest stood."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from bot.paste.span import Span


@dataclass(frozen=True, slots=True)
class Plain:
    """`text` in runs: the run that begins at `starts[i]` stood at `origins[i]` of the paste."""

    text: str
    starts: tuple[int, ...] = (0,)
    origins: tuple[int, ...] = (0,)

    def origin(self, at: int) -> int:
        """The offset in the paste of the letter at `at`."""
        run = bisect_right(self.starts, at) - 1
        return self.origins[run] + at - self.starts[run]

    def span(self, start: int, end: int) -> Span:
        """Where the letters `start` to `end` stand in the paste, what was taken out between them included."""
        first = self.origin(start)
        return Span(first, max(first, self.origin(end - 1) + 1) if end > start else first)

    def without(self, cuts: Iterable[tuple[int, int, str]]) -> Plain:
        """The same text with each stretch (start, end, words instead) replaced; stretches ascend and don't overlap."""
        parts: list[str] = []
        starts: list[int] = []
        origins: list[int] = []
        length = at = 0
        for start, end, instead in cuts:
            for begin, words in ((at, self.text[at:start]), (start, instead)):
                if words:
                    self._note(length, begin, len(words), starts, origins)
                    parts.append(words)
                    length += len(words)
            at = end
        if at == 0:
            return self
        if rest := self.text[at:]:
            self._note(length, at, len(rest), starts, origins)
            parts.append(rest)
        return Plain("".join(parts), tuple(starts) or (0,), tuple(origins) or (0,))

    def _note(self, length: int, begin: int, size: int, starts: list[int], origins: list[int]) -> None:
        """Notes the runs that `size` letters from `begin` consist of, as they will stand at `length`."""
        starts.append(length)
        origins.append(self.origin(begin))
        for run in range(bisect_right(self.starts, begin), bisect_right(self.starts, begin + size - 1)):
            starts.append(length + self.starts[run] - begin)
            origins.append(self.origins[run])
