"""Whether a failure is Gemini's at all, and whether it is somebody's own and live."""

from __future__ import annotations

from collections.abc import Sequence

from bot.diagnosis.match import Met
from bot.paste import Report


def is_other_product(report: Report, met: Sequence[Met]) -> bool:
    """True where the paste shows an error of something else."""
    return False


def is_live(report: Report, met: Sequence[Met]) -> bool:
    """True where somebody evidently has a Gemini failure of their own, now."""
    return bool(met)
