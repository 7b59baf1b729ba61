"""Whether a failure is Gemini's at all, and whether it is somebody's own and live."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.diagnosis.marks import Marks
from bot.diagnosis.match import Met, Survey
from bot.paste import Report


@dataclass(frozen=True, slots=True)
class Bearing:
    """How many different marks of each kind the paste holds."""

    counts: dict[str, int]

    def __getitem__(self, kind: str) -> int:
        return self.counts.get(kind, 0)


def bearing_of(surveyed: Survey, marks: Marks) -> Bearing:
    """The marks that the paste holds."""
    return Bearing({kind: len(surveyed.marked(phrases)) for kind, phrases in marks.items()})


def is_other_product(bearing: Bearing, report: Report, met: Sequence[Met]) -> bool:
    """True where the paste shows an error of something else."""
    return False


def is_live(bearing: Bearing, report: Report, met: Sequence[Met]) -> bool:
    """True where somebody evidently has a Gemini failure of their own, now."""
    return bool(met)
