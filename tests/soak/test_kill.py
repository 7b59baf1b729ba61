"""kill -9 at any moment: what Slack was told "received" is answered, and once."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from bots import PASTES, Serving, answered_once, delivered, serve, serving

from bot.playground.server import Slack
from bot.playground.values import Message

TAKE_OVER = 30.0  # seconds in which another machine finishes what one left


async def test_after_kill_9_at_any_moment_nothing_is_lost_and_nothing_said_twice(
    tmp_path: Path, database: str | None, whole: bool, chance: random.Random
) -> None:
    kills = 200 if whole else 6
    # Without Slack's limits, by which the many looks into threads would last longer than an unasked answer is of use.
    async with Slack(rate_limits=False) as slack:
        people = [slack.person(f"p{number}") for number in range(8)]
        channels = [slack.channel(f"c{number}") for number in range(20)]
        messages: list[Message] = []
        start = time.monotonic()
        for _ in range(kills):
            bot = await serve(slack, tmp_path / "bot", database)
            await slack.connected(1, within=60)
            for _ in range(chance.randrange(1, 5)):
                messages.append(await chance.choice(people).writes(chance.choice(channels), chance.choice(PASTES)))
                await asyncio.sleep(chance.uniform(0, 0.08))
            await asyncio.sleep(chance.uniform(0, 3 if whole else 1))
            await bot.kill()
        async with serving(slack, tmp_path / "bot", database):
            await delivered(slack, within=120)
            answered, taken = await answered_once(slack, messages, within=120)
        print(
            f"{kills} kills, {len(messages)} pastes, {taken} acknowledged, {answered} answered, {time.monotonic() - start:.0f} s"
        )
        assert taken > kills / 2
        assert answered >= taken


async def _two(slack: Slack, folder: Path, database: str) -> list[Serving]:
    bots = [await serve(slack, folder / str(number), database) for number in range(2)]
    await slack.connected(2, within=60)
    return bots


async def _many(slack: Slack, chance: random.Random, count: int, half_way: Callable[[], None]) -> list[Message]:
    people = [slack.person(f"p{number}") for number in range(8)]
    channels = [slack.channel(f"c{number}") for number in range(10)]
    messages = []
    for number in range(count):
        if number == count // 2:
            half_way()
        messages.append(await chance.choice(people).writes(chance.choice(channels), chance.choice(PASTES)))
    return messages


async def test_what_a_machine_that_is_gone_for_good_left_another_finishes(
    tmp_path: Path, new_database: Callable[[], str], whole: bool, chance: random.Random
) -> None:
    async with Slack() as slack:
        bots = await _two(slack, tmp_path, new_database())
        try:
            messages = await _many(slack, chance, 200 if whole else 40, bots[0].process.kill)
            await bots[0].process.wait()
            gone = time.monotonic()
            await delivered(slack, within=60)
            answered, taken = await answered_once(slack, messages, within=TAKE_OVER + 30)
            print(f"{answered} of {taken} answered {time.monotonic() - gone:.0f} s after one machine was gone")
            assert answered >= taken > 0
        finally:
            for bot in bots:
                await bot.kill()


async def test_a_machine_that_freezes_and_comes_back_says_nothing_twice(
    tmp_path: Path, new_database: Callable[[], str], whole: bool, chance: random.Random
) -> None:
    async with Slack() as slack:
        bots = await _two(slack, tmp_path, new_database())
        try:
            messages = await _many(slack, chance, 100 if whole else 30, bots[0].freeze)
            await delivered(slack, within=120)
            frozen = time.monotonic()
            answered, taken = await answered_once(slack, messages, within=TAKE_OVER + 15)
            print(f"{answered} of {taken} answered {time.monotonic() - frozen:.0f} s after one machine froze")
            assert answered >= taken > 0
            bots[0].thaw()
            await slack.settled(within=60, calm=3.0)
            assert (await answered_once(slack, messages, within=60))[0] >= taken
        finally:
            bots[0].thaw()
            for bot in bots:
                await bot.kill()


async def test_a_deploy_loses_and_repeats_nothing(
    tmp_path: Path, new_database: Callable[[], str], whole: bool, chance: random.Random
) -> None:
    database = new_database()
    async with Slack() as slack:
        ada = slack.person("ada")
        channels = [slack.channel(f"c{number}") for number in range(20)]
        messages: list[Message] = []
        over = asyncio.Event()

        async def writes() -> None:
            while not over.is_set():
                messages.append(await ada.writes(chance.choice(channels), chance.choice(PASTES)))
                await asyncio.sleep(0.1)

        old = await serve(slack, tmp_path / "0", database)
        await slack.connected(1, within=60)
        writing = asyncio.create_task(writes())
        try:
            for number in range(1, 6 if whole else 2):
                new = await serve(slack, tmp_path / str(number), database)
                await slack.connected(2, within=60)
                assert await old.stop() == 0
                old = new
        finally:
            over.set()
            await writing
        try:
            await delivered(slack, within=60)
            answered, taken = await answered_once(slack, messages, within=90)
            print(f"{len(messages)} pastes during the deploy, {taken} acknowledged, {answered} answered")
            assert answered == len(messages) == taken
        finally:
            await old.kill()


@pytest.mark.parametrize("way", ["term", "int"])
async def test_a_clean_stop_ends_within_ten_seconds_and_the_next_start_finishes(
    tmp_path: Path, way: str, chance: random.Random
) -> None:
    async with Slack() as slack:
        ada, channels = slack.person("ada"), [slack.channel(f"c{number}") for number in range(5)]
        async with serving(slack, tmp_path / "bot") as bot:
            messages = [await ada.writes(chance.choice(channels), chance.choice(PASTES)) for _ in range(40)]
            start = time.monotonic()
            bot.process.send_signal(2 if way == "int" else 15)
            assert await bot.process.wait() == 0
            assert time.monotonic() - start < 10
        async with serving(slack, tmp_path / "bot"):
            await delivered(slack, within=60)
            answered, taken = await answered_once(slack, messages, within=90)
            assert answered >= taken
