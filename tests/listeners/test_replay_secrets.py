"""No key gets out of a replay: not by its store, its jobs, its messages, its logs or its metrics."""

from __future__ import annotations

import base64
import json
import random
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot import metrics
from bot.jobs import preferences
from bot.jobs.kit import Simulated
from bot.playground.gemini.credentials import Project, make_secret
from bot.playground.gemini.server import NAME, Gemini
from bot.replay.client import Access

sys.path.insert(0, str(Path(__file__).parent))

from replaying import SMALLEST, answered, asked, keyed, paste, rows, told

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def gemini(monkeypatch):
    async with Gemini() as fake:
        monkeypatch.setattr(preferences, "access", lambda kit: Access(fake.url))
        yield fake


def everywhere(world, out: str) -> str:
    """All that the bot keeps, says, logs and counts."""
    workspace = world.slack.workspace
    said = [
        *(repr(m) for m in workspace.messages.values() if m.user == world.slack.bot_user),
        *(repr(m) for m in workspace.ephemerals),
        *(json.dumps(v.body) for v in workspace.views.values()),
        *(file.text for file in workspace.files.values()),
    ]
    return "\n".join([world.database(), out, metrics.text().decode(), *said])


async def test_no_key_of_a_replay_is_found_anywhere(world, gemini, capsys) -> None:
    """Good keys, refused ones, and one that the service itself says in its error."""
    chance = random.Random(7)
    keys = [gemini.secret, make_secret("standard", "nobody knows this"), gemini.key(Project(standing="suspended"))]
    for number, key in enumerate(tuple(keys)):
        person = world.person(f"p{number}")
        await keyed(world, person, key, unasked=True)
        beside = base64.b64encode(chance.randbytes(24)).decode()
        pasted = make_secret("standard", f"pasted {beside}")
        reply = await answered(world, person, world.channel(), f"export GEMINI_API_KEY={pasted}\n{paste()}")
        await person.presses(reply, "Replay")
        await told(world, reply)
        keys.append(pasted)
    found = everywhere(world, "".join(capsys.readouterr()))
    assert len(found) > 10_000 and [key for key in keys if key in found] == []


async def test_without_a_key_the_simulated_gemini_answers_and_says_so_every_time(world, gemini, monkeypatch) -> None:
    async with Gemini() as stand_in:
        kit = replace(world.bot.kit, simulated=Simulated(NAME, stand_in.url, stand_in.secret))
        ada, general = world.pair()
        reply = await answered(world, ada, general, paste())
        with simulating(world, kit):
            view = await asked(world, ada, reply)
            assert "The simulated Gemini answers, not Google's" in view.shown and "which costs nothing" in view.shown
            await ada.submits(view)
            came = await told(world, reply)
            assert came.shown.startswith("Simulated Gemini: " + SMALLEST) and "with the simulated Gemini." in came.shown
            await ada.presses(came, "Copy as curl")
            await world.slack.until(lambda: ada.view is not None and "As curl" in ada.view.shown)
            assert "The simulated Gemini answers" in ada.view.shown
            [row] = await rows(world, ada)
            assert row.whose == "simulated" and row.cost == 0.0 and row.reserved == 0.0
            assert gemini.calls() == [] and len(stand_in.calls("generateContent")) == 3
            assert stand_in.secret not in repr(kit.simulated)
            bob = world.person("bob")
            await keyed(world, bob, gemini.secret)
            await bob.submits(await asked(world, bob, reply))
            await world.slack.until(lambda: len(gemini.calls("generateContent")) == 3, within=20)
            assert len(stand_in.calls("generateContent")) == 3


class simulating:  # noqa: N801  it reads as what it does
    """The bot with that kit for a while."""

    def __init__(self, world, kit) -> None:
        self._own, self._kit = world.bot.kit, kit

    def __enter__(self) -> None:
        object.__setattr__(self._own, "simulated", self._kit.simulated)

    def __exit__(self, *_: object) -> None:
        object.__setattr__(self._own, "simulated", None)
