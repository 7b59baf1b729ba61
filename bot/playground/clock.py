"""The time of the fake: real time, which a test may run faster or jump ahead."""

from __future__ import annotations

import asyncio
import time
from typing import Any, TypeVar

T = TypeVar("T")


class Clock:
    """Seconds since the epoch. `speed` makes it run faster than the wall; `advance` jumps and wakes who sleeps.

    It begins at `began`, or now.
    """

    def __init__(self, speed: float = 1.0, began: float | None = None) -> None:
        self.speed = speed
        self._began = time.time() if began is None else began
        self._since = time.monotonic()
        self._jumped = 0.0
        self._sleepers: set[asyncio.Future[None]] = set()

    def now(self) -> float:
        """Seconds since the epoch, jumps included; never goes back."""
        return self._began + (time.monotonic() - self._since) * self.speed + self._jumped

    def still(self) -> float:
        """The time at its beginning, jumps included, and going on a thousand times slower than `now`: for a bot whose
        words must be the same however long the machine takes, while later is still later."""
        passed = self.now() - self._began - self._jumped
        return self._began + self._jumped + passed / 1000

    async def sleep(self, seconds: float) -> None:
        """`seconds` of this clock have passed."""
        due = self.now() + seconds
        while (left := due - self.now()) > 0:
            woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._sleepers.add(woken)
            try:
                await asyncio.wait({woken}, timeout=left / self.speed)  # wait_for may swallow that we are cancelled
            finally:
                self._sleepers.discard(woken)

    async def within(self, seconds: float, work: asyncio.Future[T]) -> T:
        """What `work` gives, or TimeoutError once `seconds` of this clock have passed; `work` goes on then."""
        alarm = asyncio.ensure_future(self.sleep(seconds))
        both: set[asyncio.Future[Any]] = {work, alarm}
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                raise TimeoutError
            return work.result()
        finally:
            alarm.cancel()

    async def advance(self, seconds: float) -> None:
        """The clock stands `seconds` later, and everybody whose time has come is awake."""
        await _breathe()
        self._jumped += seconds
        for sleeper in self._sleepers:
            sleeper.set_result(None)
        self._sleepers.clear()
        await _breathe()


async def _breathe() -> None:
    """Whoever was about to begin or end a sleep has done so."""
    for _ in range(10):
        await asyncio.sleep(0)


class Bell:
    """Rung at every change, so that waiting needs no polling."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Whoever waits looks again."""
        for waiting in self._waiting:
            waiting.set_result(None)
        self._waiting.clear()

    async def next(self, within: float | None = None) -> bool:
        """True when it rang within `within` seconds of the wall clock, else False."""
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(waiting)
        try:
            await asyncio.wait({waiting}, timeout=within)
            return waiting.done()
        finally:
            self._waiting.discard(waiting)
