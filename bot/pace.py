"""How fast Slack is called, and who goes first: one post a second and channel, one budget for updates, and the waits that
Slack asks for. All of it in memory: what another process does shows itself as a 429, whose Retry-After is waited for.

Rates: https://docs.slack.dev/apis/web-api/rate-limits
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import count

POST, UPDATE = "chat.postMessage", "chat.update"
SHOWN = frozenset([POST, "chat.postEphemeral"])  # what puts something new before people's eyes
LONGEST = 180.0  # seconds that a call waits which no job stands behind


class TooLateError(Exception):
    """What would be said comes too late to be welcome."""


class OvertakenError(Exception):
    """A newer update of the same message waits; this one needn't be seen."""


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` calls at once, then `per_second`; of the burst, `kept` calls are for what somebody waits for."""

    burst: float
    per_second: float
    kept: float = 0.0


# A workspace takes "several hundred" posts a minute: 60 + 60 * 4 = 300. Tier 3 allows 50 updates: 10 + 40.
RATES = {POST: Rate(60, 4.0, kept=20), UPDATE: Rate(10, 40 / 60, kept=2)}
IN_CHANNEL = Rate(3, 1.0)


def _nothing() -> None:
    """Nobody needs to know of a wait."""


@dataclass(frozen=True, slots=True)
class Errand:
    """On whose behalf Slack is called. `urgent`: somebody asked. `left`: seconds until it is too late to say anything.
    `steps_aside` is called before a wait. `passing`: an update that a newer one of the same message makes needless."""

    urgent: bool = True
    left: Callable[[], float] | None = None
    steps_aside: Callable[[], None] = _nothing
    passing: bool = False


_errand: ContextVar[Errand] = ContextVar("errand", default=Errand())  # noqa: B039  it is frozen


def errand() -> Errand:
    """On whose behalf we are under way."""
    return _errand.get()


@contextmanager
def on(errand: Errand) -> Iterator[None]:
    """Slack is called on behalf of this errand in here."""
    token = _errand.set(errand)
    try:
        yield
    finally:
        _errand.reset(token)


@dataclass(slots=True)
class Bucket:
    """What is left of a rate; `now` in seconds of one clock."""

    rate: Rate
    left: float = field(init=False)
    since: float = -math.inf

    def __post_init__(self) -> None:
        self.left = self.rate.burst

    def wait(self, urgent: bool, now: float) -> float:
        """Seconds until a call is allowed; 0: it is now."""
        self.left = min(self.rate.burst, self.left + max(0.0, now - self.since) * self.rate.per_second)
        self.since = now
        missing = 1.0 + (0.0 if urgent else self.rate.kept) - self.left
        return 0.0 if missing <= 1e-9 else missing / self.rate.per_second

    def take(self) -> None:
        """A call is made."""
        self.left -= 1.0


@dataclass(slots=True, eq=False)
class Ticket:
    """A call that waits for its turn or has it. `order` stays when it has to wait again; None for `line`: any order."""

    order: int
    line: str | None
    urgent: bool
    passing: bool
    turn: asyncio.Future[None]


@dataclass(slots=True)
class Lane:
    """Calls that wait for the same thing. Those of one line (a thread, a message) go one after the other."""

    method: str
    bucket: Bucket | None
    until: float = -math.inf  # Slack said to wait as long
    waiting: list[Ticket] = field(default_factory=list)
    under_way: set[Ticket] = field(default_factory=set)

    def next(self) -> Ticket | None:
        """Who goes next: the first of a line, but a line in which somebody waits for an answer before others."""
        busy = {one.line for one in self.under_way if one.line is not None}
        firsts: dict[object, tuple[bool, Ticket]] = {}
        for one in self.waiting:
            line = one if one.line is None else one.line
            urgent, first = firsts.get(line, (False, one))
            firsts[line] = (urgent or one.urgent, first if first.order < one.order else one)
        free = [(not urgent, one.order, one) for urgent, one in firsts.values() if one.line not in busy]
        if not free:
            return None
        not_urgent, _, first = min(free, key=lambda each: each[:2])
        first.urgent = not not_urgent
        return first

    def leave(self, ticket: Ticket) -> None:
        """Its call is made, or won't be."""
        self.under_way.discard(ticket)
        if ticket in self.waiting:
            self.waiting.remove(ticket)

    def hurry(self, line: str) -> None:
        """Somebody waits for what is said in that line."""
        for one in self.waiting:
            one.urgent = one.urgent or one.line == line

    def join(self, ticket: Ticket) -> None:
        """It waits. Of one line, what only passes needn't be sent when something newer waits."""
        self.waiting.append(ticket)
        line = [one for one in self.waiting if one.line is not None and one.line == ticket.line]
        newest = max((one.order for one in line), default=ticket.order)
        for one in line:
            if one.passing and one.order < newest:
                self.waiting.remove(one)
                one.turn.set_exception(OvertakenError())


class Pace:
    """The lanes of one workspace: for posts one a channel, for what else `channel` tells apart, one a method."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.now = clock
        self._orders = count()
        self._lanes: dict[tuple[str, str], Lane] = {}
        self._buckets = {method: Bucket(rate) for method, rate in RATES.items()}
        self._alarm: asyncio.TimerHandle | None = None

    def call(self, method: str, channel: str = "", line: str | None = None) -> Call:
        """A call that is to be made, on behalf of the errand under way."""
        return Call(self, (method, channel), next(self._orders), line, errand())

    def hurry(self, channel: str, line: str) -> None:
        """What waits to be posted in that thread goes before what nobody asked for."""
        if lane := self._lanes.get((POST, channel)):
            lane.hurry(line)
            self.serve(lane)

    @property
    def waiting(self) -> int:
        """The calls that wait."""
        return sum(len(lane.waiting) for lane in self._lanes.values())

    def serve(self, only: Lane | None = None) -> None:
        """Whose turn it is has it, everywhere or in one lane; there is an alarm for the next."""
        now = self.now()
        lanes = self._lanes.values() if only is None else (only,)
        heads = [(lane, first) for lane in lanes if lane.waiting and (first := lane.next())]
        wake = math.inf
        for lane, first in sorted(heads, key=lambda head: (not head[1].urgent, head[1].order)):
            one: Ticket | None = first
            while one is not None:
                wait = self._wait(lane, one, now)
                if wait > 0:
                    wake = min(wake, wait)
                    break
                self._go(lane, one)
                one = lane.next() if lane.waiting else None
        self._forget(now)
        self._wake_in(wake, at_the_latest=only is not None)

    def _wake_in(self, seconds: float, at_the_latest: bool) -> None:
        """The alarm rings in so many seconds, or, at the latest then, when it would have rung anyway."""
        loop = asyncio.get_running_loop()
        if self._alarm:
            if at_the_latest and self._alarm.when() <= loop.time() + seconds:
                return
            self._alarm.cancel()
        self._alarm = loop.call_later(seconds, self._ring) if seconds < math.inf else None

    def _ring(self) -> None:
        self._alarm = None
        self.serve()

    def _wait(self, lane: Lane, one: Ticket, now: float) -> float:
        whole = self._buckets.get(lane.method)
        return max(
            lane.until - now,
            lane.bucket.wait(one.urgent, now) if lane.bucket else 0.0,
            whole.wait(one.urgent, now) if whole else 0.0,
        )

    def _go(self, lane: Lane, one: Ticket) -> None:
        for bucket in (lane.bucket, self._buckets.get(lane.method)):
            if bucket:
                bucket.take()
        lane.waiting.remove(one)
        lane.under_way.add(one)
        one.turn.set_result(None)

    def lane(self, method: str, channel: str) -> Lane:
        """Where such a call waits."""
        if (method, channel) not in self._lanes:
            self._lanes[method, channel] = Lane(method, Bucket(IN_CHANNEL) if method == POST else None)
        return self._lanes[method, channel]

    def _forget(self, now: float) -> None:
        """Where all is quiet again takes no room."""
        filled = IN_CHANNEL.burst / IN_CHANNEL.per_second
        for key, lane in tuple(self._lanes.items()):
            is_full = lane.bucket is None or lane.bucket.since < now - filled
            if is_full and lane.until <= now and not lane.waiting and not lane.under_way:
                del self._lanes[key]


class Call:
    """A call on its way: `async with` it, `await turn()`, make it; after a 429 `wait` and `await turn()` again."""

    def __init__(self, pace: Pace, where: tuple[str, str], order: int, line: str | None, errand: Errand) -> None:
        self._pace, self._where, self._errand = pace, where, errand
        self._order, self._line = order, line
        self._lane = pace.lane(*where)
        self._ticket: Ticket | None = None
        self._began = time.monotonic()

    async def __aenter__(self) -> Call:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._leave()

    async def turn(self) -> None:
        """It may be made now. TooLateError: not any more; OvertakenError: it needn't; TimeoutError: nobody waits so long."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._lane = self._pace.lane(*self._where)
        self._ticket = Ticket(self._order, self._line, self._errand.urgent, self._errand.passing, turn)
        self._lane.join(self._ticket)
        self._pace.serve(self._lane)
        if not turn.done():
            self._errand.steps_aside()
        try:
            async with asyncio.timeout(self._patience()):
                await turn
        except TimeoutError:
            self._in_time()
            raise
        self._in_time()

    def wait(self, seconds: float) -> None:
        """Slack said to wait as long: this call, and all others of its lane."""
        self._lane.until = max(self._lane.until, self._pace.now() + seconds)
        self._leave()

    def _in_time(self) -> None:
        if self._where[0] in SHOWN and self._errand.left and self._errand.left() <= 0:
            raise TooLateError

    def _patience(self) -> float:
        """Seconds that it is worth waiting for the turn."""
        if self._errand.left is None:
            return max(0.0, LONGEST - (time.monotonic() - self._began))
        return max(LONGEST, self._errand.left() + 1.0)

    def _leave(self) -> None:
        if self._ticket is not None:
            self._lane.leave(self._ticket)
            self._ticket = None
            self._pace.serve(self._lane)
