"""Slack's weather: limits, errors, lost answers, and refusals."""

from __future__ import annotations

import pytest

from bot.jobs import post as posting

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "LOOK_AFTER", 0.0)


async def test_a_post_whose_answer_was_lost_stands_there_once(world, pastes) -> None:
    world.slack.faults.lost("chat.postMessage")
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.until(lambda: len(world.slack.calls("chat.postMessage")) and world.ours(message))
    kept = await world.kept(message)
    assert [reply.ts for reply in world.ours(message)] == [kept.reply_ts]


async def test_the_line_above_a_commands_answer_stands_there_once_too(world, pastes) -> None:
    world.slack.faults.lost("chat.postMessage", times=2)
    ada, general = world.pair()
    await ada.commands(general, "/gemini-debug", pastes["api-key-invalid"])
    await world.slack.until(lambda: world.in_channel(general) and world.ours(world.in_channel(general)[0]), within=8)
    kept = await world.kept_in(general)
    assert len(world.in_channel(general)) == 1 and len(world.ours(world.in_channel(general)[0])) == 1
    assert kept.reply_ts == world.ours(world.in_channel(general)[0])[0].ts


async def test_an_error_of_slacks_server_is_tried_again(world, pastes) -> None:
    world.slack.faults.status("chat.postMessage", 500)
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    assert len(await world.slack.thread(message, count=1, within=5)) == 1


async def test_a_limit_is_waited_for(world, pastes) -> None:
    world.slack.faults.limited("chat.postMessage", 1)
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    assert len(await world.slack.thread(message, count=1, within=6)) == 1


async def test_blocks_that_slack_refuses_are_said_in_plain_words(world, pastes) -> None:
    world.slack.faults.refused_blocks = 1
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    [reply] = await world.slack.thread(message, count=1)
    assert reply.blocks == () and world.cause(reply) == "api-key-invalid"


async def test_where_nobody_asked_and_the_bot_may_not_post_it_is_silent(world, pastes) -> None:
    world.slack.faults.error("chat.postMessage", "restricted_action")
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.settled()
    assert await world.kept(message) is None and world.slack.ephemerals(ada) == []


async def test_who_asked_where_the_bot_may_not_post_is_answered_alone(world, pastes) -> None:
    world.slack.faults.error("chat.postMessage", "restricted_action")
    ada, general = world.pair()
    await ada.writes(general, f"{world.slack.mention} {pastes['api-key-invalid']}")
    [answer] = await world.slack.ephemeral(ada)
    assert "Show in channel" in answer.buttons


async def test_a_reply_that_somebody_deleted_is_not_missed(world, pastes) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.thread(message, count=1)
    await world.kept(message)
    world.slack.faults.error("chat.update", "message_not_found")
    await ada.edits(message, pastes["model-not-found"])
    await world.slack.settled()
    world.slack.faults.error("chat.delete", "message_not_found")
    await ada.deletes(message)
    await world.slack.settled()
    assert (await world.kept(message)).gone is not None


async def test_a_dead_response_url_falls_back_to_the_channel(world, pastes) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.thread(message, count=1)
    await world.kept(message)
    world.slack.faults.status("response_url", 404, times=2)
    await ada.shortcuts("debug", message)
    [note] = await world.slack.ephemeral(ada)
    assert "has been answered" in note.shown


async def test_a_notice_that_cannot_be_shown_in_the_channel_is_sent_directly(world, pastes) -> None:
    world.slack.faults.error("chat.postEphemeral", "channel_not_found")
    ada, general = world.pair()
    key = "AIza" + "SyE9eH7aYVsnOORarbtW-2qYzC1nt4defGh"
    await ada.writes(general, f"key={key} {pastes['api-key-invalid']}")
    await world.slack.until(lambda: world.in_channel(ada.dm))
    assert "Revoke" in world.in_channel(ada.dm)[0].shown


async def test_in_direct_messages_a_notice_is_a_message(world, pastes) -> None:
    ada = world.person()
    key = "AIza" + "SyF0fI8bZWtoPPSbsctX-3rZaD2ou5efgHi"
    message = await ada.writes(ada.dm, f"key={key} {pastes['api-key-invalid']}")
    await world.slack.until(lambda: len(world.ours(message)) == 2)
    assert "Revoke" in world.ours(message)[1].shown
    assert world.slack.ephemerals(ada) == []


async def test_an_acknowledgement_waits_for_no_slow_slack(world, pastes) -> None:
    world.slack.faults.slow("chat.postMessage", 1.0)
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.until(lambda: world.delivered(message) == "acknowledged", within=0.9)
