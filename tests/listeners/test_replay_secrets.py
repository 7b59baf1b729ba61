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

from replaying import BOTH, BUSY, INVALID, SMALLEST, answered, asked, given, keyed, paste, rows, told

from tests.listeners.test_thousand_secrets import Searched, batches
from tests.seeded import Planted, planted

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
        *(file.name + file.text for file in workspace.files.values()),
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


async def test_no_secret_of_a_call_or_of_an_answer_is_left_by_its_replay(world, gemini, capfd, caplog) -> None:
    """In the prompt, beside the call, in the settings, in the service's own errors, and in the report for Google."""
    secrets = list(planted(36, seed=29))
    own = {"takes it": gemini.secret, "repeats the key": gemini.key(Project(standing="suspended"))}
    for number, batch in enumerate(batches(iter(secrets), 9)):
        busy = number == 2
        ada, general = world.pair()
        await keyed(world, ada, own["repeats the key" if number % 2 else "takes it"], unasked=True)
        prompt = "\n".join(one.text for one in batch).replace("'", '"')
        call = paste(None if busy else BOTH, BUSY if busy else INVALID, contents=[{"parts": [{"text": prompt}]}])
        if busy:
            gemini.weather.overloaded("*")
        with given(world, replay_seconds=3):
            reply = await answered(world, ada, general, f"{batch[0].text}\n{call}")
            await ada.presses(reply, "Replay")
            came = await told(world, reply)
        await ada.presses(came, "Details")
        await world.slack.until(lambda ada=ada: ada.view is not None and "What was answered" in ada.view.shown)
        await ada.closes(ada.view)
        if busy:
            await ada.presses(came, "Report to Google")
            await world.slack.until(lambda reply=reply: any(m.files for m in world.ours(reply)), within=20)
    searched = Searched([*secrets, *(Planted("AI Studio key", key, "§") for key in own.values())])
    sent = [call.body for call in gemini.calls()]
    assert len(sent) == 6 and searched.told(json.dumps(sent)) == set()
    found = everywhere(world, "".join(capfd.readouterr()) + caplog.text)
    assert "gemini-report-" in found and "has been suspended" in found and searched.told(found) == set()


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
