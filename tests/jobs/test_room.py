"""Places at work."""

from __future__ import annotations

import asyncio

from bot.jobs.room import Place, Room


async def _comes(room: Room, urgent: bool = True) -> asyncio.Task[Place]:
    task = asyncio.ensure_future(room.enter(urgent))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return task


async def test_as_many_are_at_work_as_there_are_places_and_some_are_kept_for_who_asked() -> None:
    room = Room(3, kept=1)
    heard = [await _comes(room, urgent=False) for _ in range(3)]
    assert [task.done() for task in heard] == [True, True, False]
    asked = [await _comes(room) for _ in range(2)]
    assert [task.done() for task in asked] == [True, False]
    heard[0].result().leave()
    await asyncio.sleep(0)
    assert asked[1].done() and not heard[2].done()
    asked[0].result().leave()
    asked[1].result().leave()
    await asyncio.sleep(0)
    assert heard[2].done()


async def test_who_leaves_twice_frees_one_place() -> None:
    room = Room(1, kept=0)
    first = (await _comes(room)).result()
    second, third = await _comes(room), await _comes(room)
    first.leave()
    first.leave()
    await asyncio.sleep(0)
    assert second.done() and not third.done()
    third.cancel()


async def test_who_goes_away_while_waiting_takes_no_place() -> None:
    room = Room(1, kept=0)
    first = (await _comes(room)).result()
    gone, next_ = await _comes(room), await _comes(room)
    gone.cancel()
    await asyncio.sleep(0)
    first.leave()
    await asyncio.sleep(0)
    assert next_.done()


async def test_who_is_sent_away_at_the_very_moment_of_coming_in_leaves_the_place() -> None:
    room = Room(1, kept=0)
    first = (await _comes(room)).result()
    gone, next_ = await _comes(room), await _comes(room)
    first.leave()  # `gone` may come in, and hasn't noticed yet
    gone.cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert gone.cancelled() and next_.done()
