"""Doing a job until it is done: in bad weather it rests and tries again, as long as that is of use to anybody."""

from __future__ import annotations

import asyncio
import math
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import count
from typing import Any

import structlog

from bot import pace, trace
from bot.jobs import late
from bot.jobs.room import Room

PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)  # seconds between tries; the last one again and again
FOR_ANOTHER = 900.0  # seconds that a job waits for another one
OVERTIME = 3600.0  # seconds after its time in which a job may still find out whether it posted before
Payload = Mapping[str, Any]

log = structlog.get_logger(__name__)


class TryAgainError(Exception):
    """What the job waits for hasn't happened yet."""


def _ever(kind: str, payload: Payload) -> float:
    return math.inf


async def _fair() -> None:
    """The weather always is."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a job does. `act(kind, payload, again)`: `again` is true when an earlier try may have posted already.
    `lasts(error)`: trying again won't help. `give_up(kind, payload, error)` tells the person; it never raises.
    `left(kind, payload)`: seconds until it comes too late. `fair()` raises while trying again is of no use."""

    act: Callable[[str, Payload, bool], Awaitable[None]]
    lasts: Callable[[BaseException], bool]
    give_up: Callable[[str, Payload, BaseException], Awaitable[None]]
    left: Callable[[str, Payload], float] = _ever
    fair: Callable[[], Awaitable[None]] = _fair


async def persist(
    work: Work,
    room: Room,
    kind: str,
    payload: Payload,
    again: bool,
    resting: Callable[[float], AbstractContextManager[None]],
) -> None:
    """The job is done, or the error that ends it is raised. It rests within `resting(seconds)`."""
    began = time.monotonic()
    for tried in count():
        try:
            if tried:
                await work.fair()
            await _try(work, room, kind, payload, again or tried > 0)
        except Exception as error:
            if work.lasts(error) or _is_vain(work, kind, payload, error, time.monotonic() - began):
                raise
            log.info("tries again", kind=kind, tried=tried + 1, error=type(error).__name__, case=trace.case_of(payload))
            seconds = PAUSES[min(tried, len(PAUSES) - 1)] * random.uniform(0.8, 1.2)
            with resting(seconds):
                await asyncio.sleep(seconds)
        else:
            return


async def _try(work: Work, room: Room, kind: str, payload: Payload, again: bool) -> None:
    urgent = late.is_urgent(kind, payload)
    place = await room.enter(urgent)
    errand = pace.Errand(urgent, lambda: work.left(kind, payload), place.leave)
    try:
        with trace.resumed(payload) as asked, pace.on(errand):
            await work.act(kind, asked, again)
    finally:
        place.leave()


def _is_vain(work: Work, kind: str, payload: Payload, error: Exception, waited: float) -> bool:
    """Whether nobody is served by a further try."""
    if isinstance(error, TryAgainError) and waited > FOR_ANOTHER:
        return True
    return work.left(kind, payload) < -OVERTIME
