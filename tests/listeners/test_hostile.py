"""Pastes that would ping, break a fence or come through every door at once."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")

PINGS = "<!channel> <!here> <!subteam^S1|@team> <@U0BOSS> <#C1|x> @channel @everyone"


def markup(part) -> list[str]:
    """Every text in which Slack would read markup."""
    if isinstance(part, list):
        return [text for each in part for text in markup(each)]
    if not isinstance(part, dict):
        return []
    own = [part["text"]] if part.get("type") == "mrkdwn" else []
    return own + [text for each in part.values() for text in markup(each)]


def kinds(part) -> set[str]:
    """The types of all elements."""
    if isinstance(part, list):
        return {kind for each in part for kind in kinds(each)}
    if not isinstance(part, dict):
        return set()
    return {str(part.get("type"))} | {kind for each in part.values() for kind in kinds(each)}


@pytest.mark.parametrize("door", ["channel", "direct", "command", "snippet", "without blocks"])
async def test_a_paste_with_pings_and_fences_pings_nobody_and_breaks_nothing(world, door) -> None:
    ada, general = world.pair()
    message = (
        f"models/gemini-9```{PINGS}``` is not found for API version v1beta, or is not supported for generateContent."
    )
    body = {"error": {"code": 404, "message": message, "status": "NOT_FOUND"}}
    paste = f"```\nClientError: 404 NOT_FOUND. {body}\n```\n```{PINGS}"
    world.slack.faults.text_mode = door == "without blocks"
    if door == "command":
        await ada.commands(general, "/gemini-debug", paste)
        [parent] = await world.slack.history(general, count=1)
        posts = [parent, *await world.slack.thread(parent, count=1)]
    else:
        files = [("a.log", paste)] if door == "snippet" else None
        where = ada.dm if door == "direct" else general
        posts = await world.slack.thread(await ada.writes(where, "" if files else paste, files=files or ()), count=1)
    assert world.cause(posts[-1]) == "model-not-found"
    await ada.presses(posts[-1], "Details")
    view = await world.slack.view(ada)
    for blocks in [*(list(post.blocks) for post in posts), list(view.blocks)]:
        assert not kinds(blocks) & {"broadcast", "usergroup", "channel", "emoji"}
        assert all("<!" not in text and "<@" not in text for text in markup(blocks))
    for post in posts:
        assert "<!" not in post.text and "<@" not in post.text and "<#" not in post.text
    calls = [call.args for call in world.slack.journal.calls if call.method == "chat.postMessage"]
    assert not any("link_names" in args or args.get("parse") for args in calls) and json.dumps(calls)


@pytest.mark.parametrize("mention_first", [False, True])
async def test_a_mention_that_comes_by_every_door_several_times_is_answered_once(world, pastes, mention_first) -> None:
    faults = world.slack.faults
    faults.mention_first, faults.retry_storm, faults.unfurls, faults.smart_quotes = mention_first, True, True, True
    ada, general = world.pair()
    words = f"<@{world.slack.bot_user}> see https://ai.google.dev: {pastes['api-key-invalid']}"
    message = await ada.writes(general, words)
    await world.slack.thread(message, count=1)
    await world.slack.clock.advance(2)
    await ada.shortcuts("debug", message)
    await world.slack.settled()
    assert len(await world.slack.thread(message)) == 1


async def test_a_shortcut_in_a_thread_is_answered_in_that_thread(world, pastes) -> None:
    ada, general = world.pair()
    root = await ada.writes(general, "the nightly job is red")
    told = await world.other_bot().posts(general, pastes["overloaded"], thread=root)
    await ada.shortcuts("debug", told)
    replies = await world.slack.thread(root, count=2)
    assert world.cause(replies[-1]) == "overloaded" and replies[-1].thread == root.ts


async def test_while_the_modal_cannot_open_in_time_the_command_is_acknowledged_with_a_sentence(world) -> None:
    world.slack.faults.slow("views.open", 4.0)
    ada, general = world.pair()
    delivery = await ada.commands(general, "/gemini-debug", "")
    assert delivery.state == "acknowledged"
    [note] = await world.slack.ephemeral(ada)
    assert "again" in note.shown
