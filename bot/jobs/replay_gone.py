"""Replays whose answer is gone."""

from __future__ import annotations

from bot.jobs.kit import Kit
from bot.jobs.post import remove
from bot.store import replays


async def take_away(kit: Kit, case_id: str) -> None:
    """The case's replays are gone from thread and store; those that run stop."""
    for channel, ts in await kit.store.run(lambda c: replays.messages_of(c, case_id)):
        await remove(kit, channel, ts)
    await kit.store.run(lambda c: replays.drop_of_case(c, case_id))
