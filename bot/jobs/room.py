"""Places at work: so many jobs read and diagnose at one time, and who was asked goes first."""

from __future__ import annotations

import asyncio
import heapq
from itertools import count


class Room:
    """`places`, of which `kept` are for what somebody waits for."""

    def __init__(self, places: int, kept: int) -> None:
        self._free, self._kept = places, kept
        self._waiting: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._orders = count()

    async def enter(self, urgent: bool) -> Place:
        """A place, once there is one."""
        came: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (not urgent, next(self._orders), came))
        self._seat()
        place = Place(self)
        try:
            await came
        except BaseException:
            if came.done() and not came.cancelled():
                place.leave()
            raise
        return place

    def free(self) -> None:
        """One place more."""
        self._free += 1
        self._seat()

    def _seat(self) -> None:
        while self._waiting and self._free > (self._kept if self._waiting[0][0] else 0):
            came = heapq.heappop(self._waiting)[2]
            if not came.done():  # who went away meanwhile needs none
                self._free -= 1
                came.set_result(None)


class Place:
    """One job's place, until it leaves: for a while at Slack's door, or for good."""

    def __init__(self, room: Room) -> None:
        self._room: Room | None = room

    def leave(self) -> None:
        """The place is another's; once is enough."""
        room, self._room = self._room, None
        if room:
            room.free()
