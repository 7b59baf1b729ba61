"""A secret stays with whoever pasted it: through every entrance and button, in everything that the bot says, keeps and logs."""

from __future__ import annotations

import json

import pytest

from tests.seeded import Planted, planted

pytestmark = pytest.mark.asyncio(loop_scope="session")

SAMPLE = [one for one in planted(60, seed=3) if len(one.text) < 2_000]


def everything_said(world) -> str:
    """What went to Slack: the arguments of every call, the answer to every delivery."""
    calls = [call.args for call in world.slack.journal.calls]
    answers = [delivery.answer for delivery in world.slack.journal.deliveries]
    posted = [repr(m) for m in world.slack.workspace.ephemerals]
    return json.dumps([calls, answers, posted], ensure_ascii=False, default=str)


def assert_untold(secrets: list[Planted], words: str, where: str) -> None:
    flat = "".join(words.replace("\\n", "").split())
    told = [one.text for one in secrets if any(tell in words or tell in flat for tell in one.tells)]
    assert not told, f"{where}: {told}"


async def test_no_secret_of_a_paste_is_said_kept_or_logged(world, pastes, capfd, caplog) -> None:
    ada, general = world.pair()
    errors = list(pastes.values())
    secrets = iter(SAMPLE)
    used: list[Planted] = []

    def paste() -> str:
        used.append(next(secrets))
        return f"{used[-1].text}\n{errors[len(used) % len(errors)]}"

    messages = []
    for _ in range(9):
        messages.append(await ada.writes(general, paste()))
        messages.append(await ada.writes(ada.dm, paste()))
        messages.append(await ada.writes(general, files=[("app.log", paste())]))
        await world.slack.thread(messages[-1], count=1)
    root = await ada.writes(general, paste().replace("429", ""))
    mention = await ada.writes(general, f"<@{world.slack.bot_user}> what is this?", thread=root)
    await world.kept(mention)
    await ada.edits(messages[0], paste())
    await ada.commands(general, "/gemini-debug", paste())
    await world.kept(messages[0])
    reply = world.ours(messages[0])[0]
    await ada.presses(reply, "Details")
    await world.slack.view(ada)
    await ada.presses(reply, "not_it")
    world.slack.faults.refused_blocks = 1
    await world.slack.thread(await ada.writes(general, paste()), count=1)
    used.append(next(secrets))
    await ada.writes(general, used[-1].text)
    await world.slack.settled()
    await world.kept(messages[0])

    heard = repr([delivery.payload for delivery in world.slack.journal.deliveries])
    assert len(used) > 30 and sum(one.tells[0] in heard for one in used) > 20  # files are fetched, not delivered
    out, err = capfd.readouterr()
    assert_untold(used, everything_said(world), "said")
    assert_untold(used, world.database(), "kept")
    assert_untold(used, out + err + caplog.text, "logged")
