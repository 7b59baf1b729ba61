"""The shortcut on a message."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_message_is_answered_in_its_thread(world, pastes) -> None:
    ada, general = world.pair()
    message = await world.other_bot().posts(general, pastes["api-key-invalid"])
    delivery = await ada.shortcuts("debug", message)
    [reply] = await world.slack.thread(message, count=1)
    assert delivery.state == "acknowledged" and world.cause(reply) == "api-key-invalid"


async def test_an_answered_message_leads_to_its_answer(world, pastes) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.thread(message, count=1)
    await ada.shortcuts("debug", message)
    [note] = await world.slack.ephemeral(ada)
    assert "has been answered" in note.shown and len(await world.slack.thread(message)) == 1


async def test_where_the_bot_is_no_member_the_person_alone_is_answered_each_who_asks(world, pastes) -> None:
    ada, bob = world.person(), world.person("bob")
    far = world.channel("far", with_bot=False, only=[ada, bob])
    message = await ada.writes(far, pastes["api-key-invalid"])
    for person in (ada, bob):
        await person.shortcuts("debug", message)
        [answer] = await world.slack.ephemeral(person)
        assert "Show in channel" in answer.buttons
    assert await world.slack.thread(message) == []


async def test_the_shown_answer_stands_in_the_messages_thread(world, pastes) -> None:
    ada = world.person()
    far = world.channel("far", with_bot=False, only=[ada])
    message = await ada.writes(far, pastes["api-key-invalid"])
    await ada.shortcuts("debug", message)
    [answer] = await world.slack.ephemeral(ada)
    await ada.invites(far)
    await ada.presses(answer, "Show in channel")
    [reply] = await world.slack.thread(message, count=1)
    assert world.cause(reply) == "api-key-invalid"
    await ada.edits(message, pastes["model-not-found"])
    await world.slack.until(lambda: world.cause(world.ours(message)[0]) == "model-not-found")
