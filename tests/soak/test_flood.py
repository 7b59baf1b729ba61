"""2,000 pastes in a minute over 20 channels, and 20,000 one after another."""

from __future__ import annotations

import asyncio
import itertools
import random
import statistics
import time
from pathlib import Path

from bots import PASTES, delivered, serving

from bot.playground.server import Slack
from bot.playground.values import Message

A_SECOND = 2_000 / 60
CHANNELS = 20
# At the pace that Slack allows, 20,000 answers take over an hour.
UNPACED = "from bot import pace; pace.RATES.clear(); pace.IN_CHANNEL = pace.Rate(1e6, 1e6)"


def _acknowledged_after(slack: Slack) -> list[float]:
    """Seconds from each event to its acknowledgement, every try counted."""
    return [one.attempts[-1].at - one.at for one in slack.deliveries("message") if one.state == "acknowledged"]


async def test_a_flood_is_kept_in_time_and_a_mention_overtakes_it(
    tmp_path: Path, database: str | None, whole: bool, chance: random.Random
) -> None:
    seconds = 60 if whole else 9
    async with Slack(snippet_over=100_000) as slack:
        people = [slack.person(f"p{number}") for number in range(40)]
        channels = [slack.channel(f"c{number}") for number in range(CHANNELS)]
        async with serving(slack, tmp_path / "bot", database):
            messages: list[Message] = []
            start = time.monotonic()
            asked: asyncio.Task[float] | None = None
            for number in range(int(A_SECOND * seconds)):
                due = start + number / A_SECOND
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                messages.append(await people[number % 40].writes(channels[number % CHANNELS], chance.choice(PASTES)))
                if number == int(A_SECOND * seconds / 2):
                    asked = asyncio.create_task(_mention(slack, channels[3], chance))
            wrote = time.monotonic() - start
            await delivered(slack, within=60)
            waits = sorted(_acknowledged_after(slack))
            p99 = waits[int(len(waits) * 0.99)]
            assert asked is not None
            mention = await asked
            posted = await _posts(slack, len(messages) + 1, within=len(messages) / 4 + 60)
            print(
                f"{len(messages)} pastes in {wrote:.0f} s: acknowledged p50 {statistics.median(waits):.3f} s, p99 {p99:.3f} s; "
                f"a mention in the middle answered after {mention:.2f} s; all answered {posted - start:.0f} s after the first"
            )
            assert len(waits) >= len(messages)
            assert p99 < (1.0 if whole else 3.0)  # a bounded run may share its machine
            assert mention < 3.0
            answers = [len(await slack.thread(message)) for message in messages]
            assert answers == [1] * len(messages)


async def _mention(slack: Slack, channel: object, chance: random.Random) -> float:
    ada = slack.person("ada")
    start = time.monotonic()
    message = await ada.writes(channel, f"{slack.mention} {PASTES[0]}")
    await slack.thread(message, count=1, within=60)
    return time.monotonic() - start


async def _posts(slack: Slack, count: int, within: float) -> float:
    """When the last answer stood."""
    await slack.until(
        lambda: sum(1 for m in slack.workspace.messages.values() if m.user == slack.bot_user) >= count, within
    )
    return time.monotonic()


def _resident(pid: int) -> int:
    """Bytes of memory that the process holds."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096


async def test_memory_stays_flat_over_many_pastes(tmp_path: Path, whole: bool, chance: random.Random) -> None:
    warm, count = (2_000, 20_000) if whole else (300, 900)
    async with Slack(rate_limits=False) as slack:
        people = [slack.person(f"p{number}") for number in range(10)]
        channels = [slack.channel(f"c{number}") for number in range(400)]
        async with serving(slack, tmp_path / "bot", first=UNPACED) as bot:
            sizes: dict[int, int] = {}
            turns = itertools.cycle(channels)
            for number in range(1, count + 1):
                await chance.choice(people).writes(next(turns), chance.choice(PASTES))
                if number % 50 == 0:
                    await slack.until(lambda: not slack.journal.under_way, 400)  # Slack tries again after a minute
                    await _posts(slack, number, within=120)
                if number in (warm, count):
                    await slack.settled(within=60, calm=1.0)
                    sizes[number] = _resident(bot.pid)
            growth = sizes[count] / sizes[warm] - 1
            print(
                f"{sizes[warm] / 1e6:.1f} MB after {warm} pastes, {sizes[count] / 1e6:.1f} MB after {count}: {growth:+.1%}"
            )
            assert growth < (0.05 if whole else 0.1)  # so few pastes are still warming up
