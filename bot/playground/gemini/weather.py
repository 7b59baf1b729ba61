"""The state of the service: models that are overloaded, a slow day, a proxy in front. Set by a test or on a page.

Each spell holds for the models that its glob names, for the next so many calls, until a time, or until it is cleared.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import Any, Literal

Kind = Literal[
    "overloaded",
    "failing",
    "exhausted",
    "slow",
    "stalled",
    "cut stream",
    "failing stream",
    "proxy",
    "redirect",
    "lost",
    "garbled",
]


@dataclass
class Spell:
    """One kind of weather over some models. `calls` None: no end by calls; `until` None: no end by time."""

    kind: Kind
    models: str
    value: Any
    calls: int | None
    until: float | None


@dataclass
class Weather:
    """All spells; none at first."""

    spells: list[Spell] = field(default_factory=list)

    def overloaded(self, models: str = "*", calls: int | None = None, until: float | None = None) -> None:
        """503: the model has more to do than it can."""
        self._add("overloaded", models, None, calls, until)

    def failing(self, models: str = "*", calls: int | None = None, until: float | None = None) -> None:
        """500: something broke on Google's side."""
        self._add("failing", models, None, calls, until)

    def exhausted(self, models: str = "*", calls: int | None = None, until: float | None = None) -> None:
        """429 without a word on which quota: shared capacity is used up."""
        self._add("exhausted", models, None, calls, until)

    def slow(self, seconds: float, models: str = "*", calls: int | None = None, until: float | None = None) -> None:
        """The model takes that long before it begins; 504 where the caller's X-Server-Timeout ends before."""
        self._add("slow", models, seconds, calls, until)

    def stalled(self, seconds: float, models: str = "*", calls: int | None = None, until: float | None = None) -> None:
        """That long goes by before each event of a stream after the first."""
        self._add("stalled", models, seconds, calls, until)

    def cuts_streams(self, after: int, models: str = "*", calls: int | None = None, until: float | None = None) -> None:
        """A stream breaks in the middle of the event after so many."""
        self._add("cut stream", models, after, calls, until)

    def fails_streams(
        self, after: int, models: str = "*", calls: int | None = None, until: float | None = None
    ) -> None:
        """After so many events of a stream comes an error as the last one."""
        self._add("failing stream", models, after, calls, until)

    def proxied(self, status: int = 502, calls: int | None = None, until: float | None = None) -> None:
        """A proxy in front answers by itself, with a page of HTML."""
        self._add("proxy", "*", status, calls, until)

    def redirected(self, to: str, calls: int | None = None, until: float | None = None) -> None:
        """307 to the same path on another host."""
        self._add("redirect", "*", to, calls, until)

    def lost(self, calls: int | None = None, until: float | None = None) -> None:
        """The connection closes without an answer."""
        self._add("lost", "*", None, calls, until)

    def garbled(self, calls: int | None = None, until: float | None = None) -> None:
        """200 with a login page in place of the answer."""
        self._add("garbled", "*", None, calls, until)

    def clear(self) -> None:
        """The sky is blue."""
        self.spells.clear()

    def take(self, kind: Kind, model: str, now: float) -> Any:
        """The value of a spell of that kind over that model, True where it has none, None where there is no spell.

        Counts the call against it.
        """
        self.spells = [one for one in self.spells if one.until is None or now < one.until]
        for spell in self.spells:
            if spell.kind == kind and fnmatch(model, spell.models):
                if spell.calls is not None:
                    spell.calls -= 1
                    if spell.calls <= 0:
                        self.spells.remove(spell)
                return True if spell.value is None else spell.value
        return None

    def _add(self, kind: Kind, models: str, value: Any, calls: int | None, until: float | None) -> None:
        self.spells.append(Spell(kind, models, value, calls, until))
