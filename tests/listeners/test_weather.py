"""Slack's weather: limits, errors, lost answers, and refusals."""

from __future__ import annotations

from dataclasses import replace

import pytest
import structlog

from bot.jobs import post as posting
from bot.jobs import thread as threads
from bot.listeners import views
from bot.playground.interactions import return_url

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


async def test_a_dead_response_url_falls_back_to_the_channel(world, pastes, monkeypatch) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.thread(message, count=1)
    await world.kept(message)
    gone = world.slack.workspace.back(ada.id, general.id)
    world.slack.workspace.returns.pop(gone.id)
    url = return_url(world.slack.workspace, gone.id)
    respond = posting._respond
    monkeypatch.setattr(posting, "_respond", lambda kit, _, post, over: respond(kit, url, post, over))
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


async def test_looking_for_a_post_where_nothing_can_be_seen_posts_it(world, pastes) -> None:
    world.slack.faults.status("chat.postMessage", 500)
    world.slack.faults.error("conversations.replies", "thread_not_found")
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    assert len(await world.slack.thread(message, count=1, within=5)) == 1


async def test_looking_for_a_post_in_a_storm_is_tried_again(world, pastes) -> None:
    world.slack.faults.status("chat.postMessage", 500)
    world.slack.faults.status("conversations.replies", 500)
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    assert len(await world.slack.thread(message, count=1, within=8)) == 1


async def test_what_slack_refuses_for_good_is_given_up(world, pastes) -> None:
    world.slack.faults.error("chat.update", "is_inactive")
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.thread(message, count=1)
    await world.kept(message)
    await ada.edits(message, pastes["model-not-found"])
    await world.slack.until(lambda: world.slack.calls("chat.update"))
    await world.kept(message)
    assert world.cause(world.ours(message)[0]) == "api-key-invalid"


async def test_a_thread_that_does_not_come_in_time_is_said(world, monkeypatch) -> None:
    monkeypatch.setattr(threads, "SECONDS", 0.05)
    world.slack.faults.slow("conversations.replies", 1.0)
    ada, general = world.pair()
    message = await ada.writes(general, world.slack.mention)
    [reply] = await world.slack.thread(message, count=1)
    assert "couldn't read this thread (TimeoutError)" in reply.shown


async def test_a_very_long_thread_is_read_so_many_pages_far(world, pastes, monkeypatch) -> None:
    monkeypatch.setattr(threads, "PAGES", 1)
    ada, general = world.pair()
    root = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.thread(root, count=1)
    for number in range(201):
        world.slack.desk.workspace.keep(world.made(ada, general, f"part {number}", root))
    await ada.writes(general, f"{world.slack.mention} so?", thread=root)
    await world.slack.until(lambda: len(world.ours(root)) == 2)
    assert world.cause(world.ours(root)[-1]) == "api-key-invalid"


async def test_a_likely_failure_in_a_thread_is_better_than_none(world, pastes) -> None:
    ada, general = world.pair()
    root = await ada.writes(general, "from google import genai\nmy call fails with 429 RESOURCE_EXHAUSTED from Gemini")
    await world.slack.settled()
    before = len(world.ours(root))
    await ada.writes(general, f"{world.slack.mention} ?", thread=root)
    await world.slack.until(lambda: len(world.ours(root)) > before)
    assert world.cause(world.ours(root)[-1]) not in ("unknown", "not-gemini")


async def dead(*_: object) -> bool:
    return False


async def test_where_nobody_can_be_told_of_a_mistake_the_log_has_it(world, pastes, monkeypatch) -> None:
    monkeypatch.setattr(posting, "_respond", dead)
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    [reply] = await world.slack.thread(message, count=1)
    await world.kept(message)
    await world.forget(message)
    world.slack.faults.error("chat.postEphemeral", "fatal_error")
    with structlog.testing.capture_logs() as logs:
        await ada.presses(reply, "Details")
    assert [line["slack"] for line in logs if line["event"] == "bug"] == ["fatal_error"]


async def test_a_view_that_breaks_without_a_channel_is_told_directly(world, monkeypatch) -> None:
    ada, general = world.pair()
    await ada.commands(general, "/gemini-debug")
    monkeypatch.setattr(views, "filled_in", lambda view: 1 / 0)
    await ada.submits(await world.slack.view(ada), {"paste": "x"})
    await world.slack.until(lambda: world.in_channel(ada.dm))
    assert "id" in world.in_channel(ada.dm)[0].shown


async def test_a_redrawn_parent_that_is_a_tombstone_of_ours_is_left_alone(world, pastes) -> None:
    ada, general = world.pair()
    await ada.commands(general, "/gemini-debug", pastes["api-key-invalid"])
    [parent] = await world.slack.history(general, count=1)
    await world.slack.thread(parent, count=1)
    await world.kept_in(general)
    world.slack.desk.remove(parent)
    await world.slack.settled()
    assert len(world.ours(parent)) == 1


async def test_our_post_is_found_behind_a_page_of_others(world, pastes) -> None:
    ada, general = world.pair()
    root = await ada.writes(general, "a long story")
    message = await ada.writes(general, pastes["api-key-invalid"], thread=root)
    [reply] = [r for r in await world.slack.thread(root, count=2) if r.user == world.slack.bot_user]
    case = world.case(reply)
    world.slack.desk.workspace.drop(reply)
    for number in range(205):
        world.slack.desk.workspace.keep(world.made(ada, general, f"part {number}", root))
    world.slack.desk.workspace.keep(replace(reply, ts=world.slack.workspace.ts()))
    kit = world.bot.kit
    found = await posting.post_once(
        kit, general.id, root.ts, case, posting.marked(posting.reply.usage(), case), again=True, since=float(message.ts)
    )
    assert found == world.ours(root)[0].ts and len(world.ours(root)) == 1
