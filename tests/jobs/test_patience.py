"""A job is done, however long the weather is bad, as long as that is of use to anybody."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot import pace
from bot.jobs import patience
from bot.jobs.patience import TryAgainError, Work, persist
from bot.jobs.room import Room


@dataclass
class Day:
    """A job on a day with such weather: an error for each try, then none."""

    weather: list[Exception]
    left: float = 1_000.0
    rests: list[float] = field(default_factory=list)
    tries: list[bool] = field(default_factory=list)
    urgent: list[bool] = field(default_factory=list)
    looks: int = 0
    away: int = 0
    room: Room = field(default_factory=lambda: Room(1, 0))

    async def act(self, kind: str, payload: Any, again: bool) -> None:
        self.tries.append(again)
        self.urgent.append(pace.errand().urgent)
        pace.errand().steps_aside()
        if self.weather:
            raise self.weather.pop(0)

    async def fair(self) -> None:
        self.looks += 1
        if self.looks <= self.away:
            raise ConnectionError

    async def give_up(self, *_: object) -> None:
        """Nobody is told here."""

    @contextmanager
    def resting(self, seconds: float) -> Iterator[None]:
        self.rests.append(seconds)
        yield

    async def passes(self, kind: str = "answer", again: bool = False, **payload: Any) -> None:
        def lasts(error: BaseException) -> bool:
            return isinstance(error, ValueError)

        work = Work(self.act, lasts, self.give_up, lambda *_: self.left, self.fair)
        await persist(work, self.room, kind, payload, again, self.resting)


@pytest.fixture(autouse=True)
def no_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(_: float) -> None:
        """No time is lost."""

    monkeypatch.setattr(patience.asyncio, "sleep", at_once)


async def test_the_pauses_grow_to_a_minute_and_the_job_is_not_given_up() -> None:
    day = Day([ConnectionError() for _ in range(300)])
    await day.passes()
    assert len(day.tries) == 301 and day.tries[:2] == [False, True]
    assert all(0.8 * due <= rest <= 1.2 * due for rest, due in zip(day.rests, patience.PAUSES, strict=False))
    assert all(48 <= rest <= 72 for rest in day.rests[6:])


async def test_while_slack_is_away_the_work_is_not_begun_anew() -> None:
    day = Day([ConnectionError()], away=50)
    await day.passes()
    assert len(day.tries) == 2 and day.looks == 51


async def test_what_lasts_is_given_up_at_once() -> None:
    day = Day([ValueError()])
    with pytest.raises(ValueError):
        await day.passes()
    assert day.rests == []


async def test_long_after_its_time_a_job_is_given_up_and_shortly_after_it_may_still_look() -> None:
    day = Day([ConnectionError(), ConnectionError()], left=-60.0)
    await day.passes()
    day = Day([ConnectionError(), ConnectionError()], left=-patience.OVERTIME - 1)
    with pytest.raises(ConnectionError):
        await day.passes()
    assert len(day.tries) == 1


async def test_another_job_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "FOR_ANOTHER", -1.0)
    with pytest.raises(TryAgainError):
        await Day([TryAgainError()]).passes()
    monkeypatch.undo()
    day = Day([TryAgainError()])
    monkeypatch.setattr(patience, "PAUSES", (0.0,))
    await day.passes()
    assert len(day.tries) == 2


async def test_a_job_is_under_way_as_urgently_as_somebody_waits_for_it() -> None:
    day = Day([])
    await day.passes(asked=False)
    await day.passes(asked=True)
    assert day.urgent == [False, True]


async def test_a_job_that_waits_for_slack_or_for_the_weather_holds_no_place() -> None:
    day = Day([ConnectionError()])
    await day.passes()
    await day.passes()
    place = await asyncio.wait_for(day.room.enter(True), 1)
    place.leave()


async def test_without_more_said_nothing_is_too_late_and_the_weather_is_fair() -> None:
    day = Day([ConnectionError()])
    work = Work(day.act, lambda _: False, day.give_up)
    await persist(work, day.room, "not_it", {}, True, day.resting)
    assert day.tries == [True, True]
