"""The database is away for a while: Slack is not told "received" for what isn't kept, and the bot recovers by itself."""

from __future__ import annotations

import asyncio
import random
import time
from pathlib import Path

import postgres_server
import pytest
from bots import PASTES, answered_once, delivered, delivery_of, serving

from bot.playground.server import Slack


async def test_while_the_database_is_away_nothing_is_acknowledged_and_afterwards_all_is_well(
    tmp_path: Path, whole: bool, chance: random.Random
) -> None:
    away = 20.0 if whole else 8.0
    programs = postgres_server.programs()
    if programs is None:
        pytest.skip("PostgreSQL's initdb and pg_ctl are not here")
    with postgres_server.running(programs) as server:
        async with Slack() as slack:
            ada, channels = slack.person("ada"), [slack.channel(f"c{number}") for number in range(10)]
            async with serving(slack, tmp_path / "bot", f"{server.url}/postgres"):
                before = [await ada.writes(chance.choice(channels), chance.choice(PASTES)) for _ in range(10)]
                await asyncio.to_thread(server.stop)
                gone = time.monotonic()
                during = []
                while time.monotonic() - gone < away:
                    during.append(await ada.writes(chance.choice(channels), chance.choice(PASTES)))
                    await asyncio.sleep(1.0)
                taken = [one for one in during if delivery_of(slack, one).state == "acknowledged"]
                assert not taken, "received was said for what nobody kept"
                await asyncio.to_thread(server.start)
                back = time.monotonic()
                await delivered(slack, within=90)
                after = [await ada.writes(chance.choice(channels), chance.choice(PASTES)) for _ in range(5)]
                await delivered(slack, within=90)
                answered, kept = await answered_once(slack, [*before, *during, *after], within=120)
                print(
                    f"database away for {away:.0f} s: {answered} answered of {kept} acknowledged, {time.monotonic() - back:.0f} s after it was back"
                )
                assert all(delivery_of(slack, one).state == "acknowledged" for one in after)
                assert answered >= kept
