"""Every proof in the thread: a paste in Slack, the button Replay, and what came of it below the answer."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.jobs import preferences
from bot.playground.actor import Actor
from bot.playground.gemini.server import Gemini
from bot.playground.values import Message
from bot.replay.client import Access
from bot.reply.replay import said
from tests.proofs import python, shell, typed
from tests.proofs.conftest import pasted
from tests.proofs.proof import FLASH, Proof

sys.path.insert(0, str(Path(__file__).parent))

from replaying import answered, keyed, told

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def gemini(monkeypatch):
    async with Gemini() as fake:
        monkeypatch.setattr(preferences, "access", lambda kit: Access(fake.url))
        yield fake


async def confirmed(world: Any, actor: Actor, reply: Message) -> None:
    """The person presses Replay, and confirms what has to be whatever their settings."""
    await actor.presses(reply, "Replay")

    def begun() -> bool:
        return any((m.metadata or {}).get("event_type") == "gemini_replay" for m in world.ours(reply))

    await world.slack.until(lambda: begun() or actor.view is not None, within=20)
    view = actor.view
    while view is not None:
        view = await actor.submits(view)


@pytest.mark.parametrize("world", ["socket"], indirect=True)  # the other way is no other to a replay
@pytest.mark.parametrize("proof", [*shell.PROOFS, *python.PROOFS, *typed.PROOFS], ids=str)
async def test_the_thread_reads_the_smallest_change_in_the_person_s_own_text(
    world: Any, gemini: Gemini, proof: Proof
) -> None:
    ada, general = world.pair()
    await keyed(world, ada, gemini.secret, unasked=True, model=FLASH)
    proof, text = await pasted(gemini, proof)
    asked = len(gemini.calls(proof.method))
    reply = await answered(world, ada, general, text)
    assert (reply.metadata or {})["event_payload"]["cause"] == proof.cause
    await confirmed(world, ada, reply)
    came = await told(world, reply)
    assert f"It passes with this smallest change: {said(proof.mends)}."[:90] in came.shown
    assert "Proved:" in came.shown
    assert all(line in came.shown for line in proof.diff.split("\n"))
    assert len(gemini.calls(proof.method)) >= asked + 3
