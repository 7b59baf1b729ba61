"""What became of a paste, for the metrics and the log: numbers and names, none of its words."""

from __future__ import annotations

from typing import Literal

import structlog

from bot import metrics, trace
from bot.diagnosis import Diagnosis

Way = Literal["thread", "line", "private", "silent"]

log = structlog.get_logger(__name__)


def noted(entrance: str, found: Diagnosis | None, way: Way) -> None:
    """The paste was answered that way, or not at all."""
    seconds = trace.seconds()
    metrics.answered(entrance, way, None if way == "silent" else seconds)
    if found is not None:
        metrics.diagnosed(found.cause, found.confidence)
    log.info(
        "answered" if way != "silent" else "silent",
        entrance=entrance,
        way=way,
        cause=found.cause if found else None,
        confidence=found.confidence if found else None,
        seconds=None if seconds is None else round(seconds, 3),
    )
