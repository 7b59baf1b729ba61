"""Mentions, in threads above all."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("first", [False, True])
async def test_a_mention_is_answered_once_though_it_comes_twice(world, pastes, first) -> None:
    world.slack.faults.mention_first = first
    ada, general = world.pair()
    message = await ada.writes(general, f"{world.slack.mention} {pastes['api-key-invalid']}")
    await world.slack.settled()
    [reply] = await world.slack.thread(message, count=1)
    assert world.cause(reply) == "api-key-invalid"
    assert len([d for d in world.slack.deliveries() if d.event.get("ts") == message.ts]) == 2


async def test_a_mention_in_a_thread_gets_the_failure_at_its_root_diagnosed(world, pastes) -> None:
    ada, general = world.pair()
    root = await world.other_bot().posts(general, attachments=[{"text": pastes["model-not-found"], "fallback": "x"}])
    await ada.writes(general, "oh no", thread=root)
    await ada.writes(general, f"{world.slack.mention} can you help?", thread=root)
    replies = await world.slack.thread(root, count=3)
    assert world.cause(replies[-1]) == "model-not-found"


async def test_the_newest_failure_of_a_thread_goes_before_the_root(world, pastes) -> None:
    ada, quiet = world.person(), world.channel()
    await ada.commands(quiet, "/gemini-debug", "quiet")
    root = await ada.writes(quiet, pastes["model-not-found"])
    await ada.writes(quiet, pastes["api-key-invalid"], thread=root)
    await ada.writes(quiet, f"{world.slack.mention} ?", thread=root)
    assert world.cause((await world.slack.thread(root, count=3))[-1]) == "api-key-invalid"


async def test_a_thread_longer_than_a_page_is_read_to_its_end(world, pastes) -> None:
    ada, general = world.pair()
    root = await ada.writes(general, "a long story")
    for number in range(205):
        world.slack.desk.workspace.keep(world.made(ada, general, f"part {number}", root))
    world.slack.desk.workspace.keep(world.made(world.person("bob"), general, pastes["api-key-invalid"], root))
    await ada.writes(general, f"{world.slack.mention} so?", thread=root)
    await world.slack.until(lambda: world.ours(root))
    assert world.cause(world.ours(root)[0]) == "api-key-invalid"


async def test_a_failure_in_a_file_of_the_thread_is_read(world, pastes) -> None:
    ada, general = world.pair()
    await ada.commands(general, "/gemini-debug", "quiet")
    root = await ada.writes(general, "it broke", files=[("trace.txt", pastes["api-key-invalid"])])
    await ada.writes(general, f"{world.slack.mention} what is this?", thread=root)
    assert world.cause((await world.slack.thread(root, count=2))[-1]) == "api-key-invalid"


async def test_in_an_answered_thread_a_mention_is_answered_again(world, pastes) -> None:
    ada, general = world.pair()
    root = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.thread(root, count=1)
    await ada.writes(general, f"{world.slack.mention} {pastes['api-key-invalid']}", thread=root)
    assert len(await world.slack.thread(root, count=3)) == 3


async def test_a_bare_mention_is_told_what_to_do(world) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, world.slack.mention)
    [reply] = await world.slack.thread(message, count=1)
    assert "Paste" in reply.shown


async def test_a_thread_that_cannot_be_read_is_said(world) -> None:
    world.slack.faults.error("conversations.replies", "missing_scope", times=1)
    ada, general = world.pair()
    message = await ada.writes(general, world.slack.mention)
    [reply] = await world.slack.thread(message, count=1)
    assert "couldn't read this thread (missing_scope)" in reply.shown


async def test_a_mention_with_words_is_answered_from_them_when_the_thread_cannot_be_read(world) -> None:
    ada, general = world.pair()
    root = await ada.writes(general, "hm")
    world.slack.faults.error("conversations.replies", "thread_not_found", times=1)
    await ada.writes(general, f"{world.slack.mention} what does frobnicate mean?", thread=root)
    assert world.cause((await world.slack.thread(root, count=2))[-1]) in ("unknown", "not-gemini")


async def test_a_thread_without_a_failure_is_read_as_a_whole(world) -> None:
    ada, general = world.pair()
    root = await ada.writes(general, "my soup is cold")
    await ada.writes(general, f"{world.slack.mention} help", thread=root)
    await world.slack.thread(root, count=2)
    case = await world.kept_by(world.ours(root)[0])
    assert "soup" in case.text


async def test_of_the_keys_in_a_thread_each_is_told_to_who_posted_it(world, pastes) -> None:
    keys = [f"AIzaSyD4iE2xVSpkLLOXoyqT-9nVwZ8kq1m{tail}" for tail in ("Rw7t", "Kz4p", "Hc9d")]
    ada, general = world.pair()
    bob = world.person("bob")
    await bob.joins(general)
    await ada.commands(general, "/gemini-debug", "quiet")
    said = len(world.slack.ephemerals(ada))
    root = await bob.writes(general, f"staging has {keys[0]} now")
    await ada.writes(general, f"{world.slack.mention} fine?", thread=root)
    [notice] = await world.slack.ephemeral(bob, count=1)
    assert "AI Studio key" in notice.shown
    await world.slack.settled()
    await bob.writes(general, pastes["overloaded"] + f"\napi_key='{keys[1]}'", thread=root)
    mention = await ada.writes(general, f"{world.slack.mention} with {keys[2]} too?", thread=root)
    await world.slack.ephemeral(bob, count=2)
    assert (await world.kept(mention)).cause == "overloaded"
    await world.slack.settled()
    assert (len(world.slack.ephemerals(bob)), len(world.slack.ephemerals(ada))) == (2, said + 1)


async def test_bots_that_mention_us_are_not_answered(world) -> None:
    _, general = world.pair()
    message = await world.other_bot().posts(general, f"{world.slack.mention} hello")
    await world.slack.settled()
    assert await world.slack.thread(message) == []


async def test_a_follow_up_in_direct_messages_is_about_its_thread(world, pastes) -> None:
    ada = world.person()
    root = await ada.writes(ada.dm, pastes["api-key-invalid"])
    await world.slack.thread(root, count=1)
    await ada.writes(ada.dm, "and again in other words?", thread=root)
    assert world.cause((await world.slack.thread(root, count=3))[-1]) == "api-key-invalid"
