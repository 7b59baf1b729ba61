"""The buttons below an answer."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def answered(world, paste):
    ada, general = world.pair()
    message = await ada.writes(general, paste)
    [reply] = await world.slack.thread(message, count=1)
    return ada, message, reply


async def test_not_it_names_the_next_candidates_until_none_is_left(world, pastes) -> None:
    ada, message, reply = await answered(world, pastes["model-not-found"])
    seen = [world.cause(reply)]
    while "Not it" in world.slack.now(reply).buttons:
        await ada.presses(reply, "Not it")
        await world.slack.until(lambda: world.cause(world.slack.now(reply)) != seen[-1])
        seen.append(world.cause(world.slack.now(reply)))
    case = await world.kept(message)
    assert seen == ["model-not-found", *case.candidates, "unknown"] and len(world.ours(message)) == 1
    assert case.shown is None and case.cause == "model-not-found"


async def test_not_it_pressed_twice_at_once_turns_down_one_cause(world, pastes) -> None:
    ada, message, reply = await answered(world, pastes["model-not-found"])
    bob = world.person("bob")
    await bob.joins(world.slack.workspace.channels[message.channel])
    stale = reply
    await ada.presses(reply, "Not it")
    await world.slack.until(lambda: world.cause(world.slack.now(reply)) != "model-not-found")
    shown = (await world.kept(message)).shown
    await world.press_stale(bob, stale, "not_it", f"{world.case(reply)}|model-not-found")
    await world.slack.settled()
    assert (await world.kept(message)).shown == shown


async def test_details_opens_the_whole_entry(world, pastes) -> None:
    ada, _, reply = await answered(world, pastes["api-key-invalid"])
    await ada.presses(reply, "Details")
    view = await world.slack.view(ada)
    assert len(view.shown) > 300


async def test_remove_is_for_the_poster(world, pastes) -> None:
    ada, message, reply = await answered(world, pastes["api-key-invalid"])
    await ada.presses(reply, "Remove")
    await world.slack.until(lambda: world.slack.now(reply) is None)
    assert (await world.kept(message)).gone is not None


async def test_remove_is_refused_to_others_with_a_sentence(world, pastes) -> None:
    _, _, reply = await answered(world, pastes["api-key-invalid"])
    bob = world.person("bob")
    await bob.presses(reply, "Remove")
    [note] = await world.slack.ephemeral(bob)
    assert "Only the person who posted" in note.shown and world.slack.now(reply) is not None


async def test_remove_is_for_whoever_wrote_the_paste_that_somebody_else_asked_about(world, pastes) -> None:
    ada, general = world.pair()
    bob = world.person("bob")
    await bob.joins(general)
    root = await ada.writes(general, "the nightly job is red")
    told = await ada.writes(general, pastes["overloaded"], thread=root)
    await world.slack.thread(root, count=2)
    await world.kept(told)
    mention = await bob.writes(general, f"<@{world.slack.bot_user}> and this?", thread=root)
    replies = await world.slack.thread(root, count=4)
    assert (await world.kept(mention)).author == ada.id
    await ada.presses(replies[-1], "Remove")
    await world.slack.until(lambda: world.slack.now(replies[-1]) is None)


async def test_remove_is_for_admins_too(world, pastes) -> None:
    _, _, reply = await answered(world, pastes["api-key-invalid"])
    await world.asides["boss"].presses(reply, "Remove")
    await world.slack.until(lambda: world.slack.now(reply) is None)


async def test_removing_a_commands_answer_takes_the_line_above_along(world, pastes) -> None:
    ada, general = world.pair()
    await ada.commands(general, "/gemini-debug", pastes["api-key-invalid"])
    [parent] = await world.slack.history(general, count=1)
    [reply] = await world.slack.thread(parent, count=1)
    await ada.presses(reply, "Remove")
    await world.slack.until(lambda: world.slack.now(parent) is None and world.slack.now(reply) is None)


async def test_a_button_of_a_case_that_is_no_longer_kept_says_so(world, pastes) -> None:
    ada, message, reply = await answered(world, pastes["api-key-invalid"])
    await world.forget(message)
    await ada.presses(reply, "Not it")
    assert "no longer kept" in (await world.slack.ephemeral(ada))[0].shown
    await ada.presses(reply, "Details")
    assert "no longer kept" in (await world.slack.ephemeral(ada, count=2))[1].shown


async def test_an_answer_to_our_question_names_the_cause_behind_it(world, pastes) -> None:
    ada = world.person()
    message = await ada.writes(ada.dm, "google.genai.errors.ClientError: 429 RESOURCE_EXHAUSTED")
    [reply] = await world.slack.thread(message, count=1)
    choices = [action for action in world.actions(reply) if action["action_id"].startswith("answer_")]
    assert choices, reply.shown
    await ada.presses(reply, choices[0]["action_id"])
    await world.slack.until(lambda: world.slack.now(reply).blocks != reply.blocks)
    assert world.cause(world.slack.now(reply)) != "unknown"
    last = await world.slack.thread(message)
    assert len(last) == 1


async def test_not_it_below_a_private_answer_replaces_it(world, pastes) -> None:
    ada, general = world.pair()
    await ada.commands(general, "/gemini-debug")
    await ada.submits(await world.slack.view(ada), {"paste": pastes["model-not-found"], "visibility": "me"})
    [answer] = await world.slack.ephemeral(ada)
    await ada.presses(answer, "Not it")
    await world.slack.until(lambda: [m.shown for m in world.slack.ephemerals(ada)] != [answer.shown])
    assert len(world.slack.ephemerals(ada)) == 1


async def test_a_link_is_acknowledged(world, pastes) -> None:
    ada, _, reply = await answered(world, pastes["api-key-invalid"])
    delivery = await world.press_stale(ada, reply, "link_guide", "")
    assert delivery.state == "acknowledged"


async def test_an_unknown_button_is_acknowledged(world, pastes) -> None:
    ada, _, reply = await answered(world, pastes["api-key-invalid"])
    delivery = await world.press_stale(ada, reply, "of_a_later_version", "")
    assert delivery.state == "acknowledged"
