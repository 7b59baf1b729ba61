"""Messages that are changed or deleted."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_edit_of_an_answered_message_updates_its_answer(world, pastes) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.thread(message, count=1)
    await ada.edits(message, pastes["model-not-found"])
    await world.slack.until(lambda: world.cause(world.ours(message)[0]) == "model-not-found")
    assert len(world.ours(message)) == 1
    assert (await world.kept(message)).cause == "model-not-found"


async def test_an_edit_of_an_unanswered_message_counts_as_new(world, pastes) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, "one moment")
    await world.slack.settled()
    await ada.edits(message, pastes["api-key-invalid"])
    [reply] = await world.slack.thread(message, count=1)
    assert world.cause(reply) == "api-key-invalid"
    await ada.edits(message, pastes["model-not-found"])
    await world.slack.until(lambda: world.cause(world.ours(message)[0]) == "model-not-found")


async def test_an_edit_that_shows_no_failure_any_more_leaves_the_answer(world, pastes) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.thread(message, count=1)
    await ada.edits(message, "solved, thanks")
    await world.slack.settled()
    assert world.cause(world.ours(message)[0]) == "api-key-invalid"


async def test_an_edit_of_something_sent_directly_is_answered_anew_in_place(world, pastes) -> None:
    ada = world.person()
    message = await ada.writes(ada.dm, pastes["api-key-invalid"])
    await world.slack.thread(message, count=1)
    await ada.edits(message, "never mind")
    await world.slack.until(lambda: world.cause(world.ours(message)[0]) in ("unknown", "not-gemini"))
    await ada.edits(message, "")
    await world.slack.settled()
    assert len(world.ours(message)) == 1


async def test_an_edit_of_ordinary_talk_is_left_alone(world) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, "soup")
    await ada.edits(message, "bread")
    await world.slack.settled()
    assert await world.slack.thread(message) == []


async def test_a_bots_edit_is_no_paste(world, pastes) -> None:
    bot, alerts = world.other_bot(), world.asides["alerts"]
    message = await bot.posts(alerts, "deploying")
    await bot.edits(message, pastes["api-key-invalid"])
    await world.slack.settled()
    assert await world.slack.thread(message) == []


async def test_a_deleted_message_takes_its_answer_along(world, pastes) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    [reply] = await world.slack.thread(message, count=1)
    await ada.deletes(message)
    await world.slack.until(lambda: world.slack.now(reply) is None)
    kept = await world.kept(message)
    assert kept.gone is not None and kept.text == ""


async def test_a_deleted_reply_takes_its_answer_along(world, pastes) -> None:
    ada, general = world.pair()
    root = await ada.writes(general, "hm")
    message = await ada.writes(general, pastes["api-key-invalid"], thread=root)
    [_, reply] = await world.slack.thread(root, count=2)
    await ada.deletes(message)
    await world.slack.until(lambda: world.slack.now(reply) is None)


async def test_a_deletion_that_overtakes_the_answer_still_leaves_nothing(world, pastes) -> None:
    ada, general = world.pair()
    world.slack.faults.slow("chat.postMessage", 0.3, times=1)
    message = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.until(lambda: world.slack.journal.busy or world.ours(message))
    await ada.deletes(message)
    await world.slack.settled(calm=0.5)
    assert world.ours(message) == []


async def test_a_deleted_message_that_had_no_answer_leaves_nothing_behind(world) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, "soup")
    await ada.deletes(message)
    await world.slack.settled()
    assert await world.kept(message) is None


async def test_after_a_deletion_the_answer_does_not_come_back(world, pastes) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    [reply] = await world.slack.thread(message, count=1)
    await ada.writes(general, "thanks", thread=message)
    await ada.deletes(message)
    await world.slack.until(lambda: world.slack.now(reply) is None)
    await world.slack.settled()
    assert world.ours(message) == []
