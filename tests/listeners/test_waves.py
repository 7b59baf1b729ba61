"""Many people who meet one cause at one time: one full answer a channel, and a line that leads to it for the others."""

from __future__ import annotations

from uuid import uuid4

import pytest

from bot.store.forget import forget

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def model() -> str:
    """A model that nobody else asks about."""
    return f"gemini-2.5-flash-{uuid4().hex[:8]}"


@pytest.fixture
def paste(pastes, model):
    """The cause's error with that model."""
    return lambda cause="overloaded": f"model='{model}'\n{pastes[cause]}"


def likely(model: str) -> str:
    """A code in a wrapper's words, which leaves it open what is behind it."""
    return f"openai.InternalServerError: Error code: 503 {model}"


async def everybody(world, channel, *names: str):
    people = [world.person(name) for name in names]
    for one in people:
        await one.joins(channel)
    return people


async def said(world, message):
    """Our one answer to the message."""
    await world.slack.until(lambda: world.ours(message))
    await world.kept(message)
    [reply] = world.ours(message)
    return reply


def is_line(reply) -> bool:
    return "he same as in " in reply.shown.split("\n")[0]


def links(reply) -> list[str]:
    parts = [part for block in reply.blocks for one in block.get("elements", ()) for part in one.get("elements", ())]
    return [part["url"] for part in parts if part["type"] == "link"]


async def test_of_one_cause_in_a_channel_the_first_answer_is_full_and_later_ones_lead_to_it(
    world, paste, model
) -> None:
    general = world.channel()
    ada, bob = await everybody(world, general, "ada", "bob")
    full = await said(world, await ada.writes(general, paste()))
    assert not is_line(full) and "1." in full.shown
    message = await bob.writes(general, paste())
    line = await said(world, message)
    assert line.shown.startswith("The same as in this answer (2 people within 10 minutes): ")
    assert f"{model} is overloaded at Google" in line.shown and "1." not in line.shown
    link = await world.bot.kit.client.chat_getPermalink(channel=general.id, message_ts=full.ts)
    assert links(line) == [link["permalink"]]
    assert line.buttons == ("Not it", "Details", "Remove")
    assert world.cause(line) == "overloaded" and line.thread == message.ts
    again = await said(world, await bob.writes(general, paste()))
    assert again.shown.startswith("The same as in this answer (2 people, 3 pastes within 10 minutes): ")


async def test_what_stands_in_the_paste_beside_its_cause_does_not_count(world, paste) -> None:
    general = world.channel()
    ada, bob = await everybody(world, general, "ada", "bob")
    await said(world, await ada.writes(general, paste()))
    other = await bob.writes(general, "again, with another prompt\n" + paste() + "\n  at line 7 of main.py")
    assert is_line(await said(world, other))


async def test_another_cause_another_model_and_another_channel_are_answered_in_full(world, paste, pastes) -> None:
    ada, general = world.pair()
    random_ = world.channel("random")
    await ada.joins(random_)
    await said(world, await ada.writes(general, paste()))
    for channel, text in ((general, paste("token-limit")), (general, pastes["overloaded"]), (random_, paste())):
        assert not is_line(await said(world, await ada.writes(channel, text)))


async def test_details_and_not_it_below_a_line_lose_nothing(world, paste) -> None:
    general = world.channel()
    ada, bob = await everybody(world, general, "ada", "bob")
    full = await said(world, await ada.writes(general, paste()))
    message = await bob.writes(general, paste())
    line = await said(world, message)
    await bob.presses(line, "Details")
    assert len((await world.slack.view(bob)).shown) > 300
    await bob.presses(line, "Not it")
    await world.slack.until(lambda: world.cause(world.slack.now(line)) != "overloaded")
    other = world.slack.now(line)
    assert not is_line(other) and (await world.kept(message)).shown != "overloaded"
    assert world.cause(world.slack.now(full)) == "overloaded"
    await bob.presses(other, "Remove")
    await world.slack.until(lambda: world.slack.now(other) is None)


async def test_in_the_same_second_one_of_them_is_full_and_the_others_wait_for_it(world, paste) -> None:
    world.slack.faults.slow("chat.postMessage", 0.4, times=1)
    general = world.channel()
    people = await everybody(world, general, "ada", "bob", "cyd")
    messages = [await one.writes(general, paste()) for one in people]
    replies = [await said(world, message) for message in messages]
    [full] = [reply for reply in replies if not is_line(reply)]
    for line in replies:
        assert line is full or f"p{full.ts.replace('.', '')}" in links(line)[0]


@pytest.mark.parametrize("how", ["its message is deleted", "the answer is removed", "an admin deletes it", "not it"])
async def test_after_a_full_answer_that_is_gone_the_next_is_full_again(world, paste, how) -> None:
    general = world.channel()
    ada, bob = await everybody(world, general, "ada", "bob")
    message = await ada.writes(general, paste())
    full = await said(world, message)
    if how == "its message is deleted":
        await ada.deletes(message)
    elif how == "the answer is removed":
        await ada.presses(full, "Remove")
    elif how == "not it":
        await ada.presses(full, "Not it")
    else:
        await world.bot.kit.client.chat_delete(channel=general.id, ts=full.ts)
    await world.slack.until(lambda: world.slack.now(full) is None or world.cause(world.slack.now(full)) != "overloaded")
    await world.slack.settled()
    await world.kept(message)
    next_ = await said(world, await bob.writes(general, paste()))
    assert not is_line(next_)
    line = await said(world, await ada.writes(general, paste()))
    assert is_line(line) and f"p{next_.ts.replace('.', '')}" in links(line)[0]


async def test_a_mention_is_answered_by_a_line_and_about_what_is_not_sure_in_full(world, paste, model) -> None:
    general = world.channel()
    ada, bob = await everybody(world, general, "ada", "bob")
    await said(world, await ada.writes(general, paste()))
    assert is_line(await said(world, await bob.writes(general, f"{world.slack.mention} {paste()}")))
    unsure = await said(world, await ada.writes(general, likely(model)))
    assert "Most likely" in unsure.shown and not is_line(unsure)
    asked = await said(world, await bob.writes(general, f"{world.slack.mention} {likely(model)}"))
    assert "Most likely" in asked.shown and not is_line(asked)


async def test_a_line_about_what_is_not_sure_says_so(world, model) -> None:
    general = world.channel()
    ada, bob = await everybody(world, general, "ada", "bob")
    await said(world, await ada.writes(general, likely(model)))
    line = await said(world, await bob.writes(general, likely(model)))
    assert line.shown.startswith("Most likely the same as in this answer (")


async def test_a_mention_in_the_thread_of_the_answer_leads_to_it(world, paste) -> None:
    ada, general = world.pair()
    root = await ada.writes(general, paste())
    full = await said(world, root)
    await ada.writes(general, f"{world.slack.mention} so what now?", thread=root)
    await world.slack.until(lambda: len(world.ours(root)) == 2)
    line = world.ours(root)[-1]
    assert line.shown.startswith("The same as in this answer (1 person, 2 pastes within 10 minutes): ")
    assert f"p{full.ts.replace('.', '')}" in links(line)[0]


async def test_a_command_in_the_channel_is_answered_by_a_line_below_the_cause(world, paste, model) -> None:
    ada, general = world.pair()
    await said(world, await ada.writes(general, paste()))
    await ada.commands(general, "/gemini-debug", paste())
    await world.slack.until(lambda: world.in_channel(general))
    [parent] = world.in_channel(general)
    assert f"asked: {model} is overloaded at Google" in parent.shown
    assert is_line(await said(world, parent))


async def test_who_is_answered_alone_reads_everything_and_others_are_not_led_there(world, paste) -> None:
    general = world.channel()
    ada, bob = await everybody(world, general, "ada", "bob")
    await ada.commands(general, "/gemini-debug")
    await ada.submits(await world.slack.view(ada), {"paste": paste(), "visibility": "me"})
    [alone] = await world.slack.ephemeral(ada)
    assert not is_line(alone)
    assert not is_line(await said(world, await bob.writes(general, paste())))
    await bob.commands(general, "/gemini-debug")
    await bob.submits(await world.slack.view(bob), {"paste": paste(), "visibility": "me"})
    [alone] = await world.slack.ephemeral(bob)
    assert not is_line(alone)
    for _ in range(2):
        assert not is_line(await said(world, await ada.writes(ada.dm, paste())))


async def test_what_is_not_known_or_not_geminis_is_never_shortened(world) -> None:
    ada, general = world.pair()
    for words in ("what does frobnicate mean?", "psycopg2.OperationalError: could not connect to server"):
        for _ in range(2):
            reply = await said(world, await ada.writes(general, f"{world.slack.mention} {words}"))
            assert world.cause(reply) in ("unknown", "not-gemini") and not is_line(reply)


async def test_an_edit_that_changes_the_cause_leaves_the_wave_and_another_edit_does_not(world, paste) -> None:
    general = world.channel()
    ada, bob = await everybody(world, general, "ada", "bob")
    await said(world, await ada.writes(general, paste()))
    message = await bob.writes(general, paste())
    line = await said(world, message)
    await bob.edits(message, paste() + "\nanybody?")
    await world.slack.settled()
    assert "anybody?" in (await world.kept(message)).text
    assert is_line(world.slack.now(line))
    await bob.edits(message, paste("token-limit"))
    await world.slack.until(lambda: world.cause(world.slack.now(line)) == "token-limit")
    assert not is_line(world.slack.now(line)) and len(world.ours(message)) == 1
    await world.kept(message)
    third = await said(world, await ada.writes(general, paste()))
    assert third.shown.startswith("The same as in this answer (1 person, 2 pastes within 10 minutes): ")


async def test_an_edit_below_a_line_that_leads_nowhere_any_more_makes_it_full(world, paste) -> None:
    general = world.channel()
    ada, bob = await everybody(world, general, "ada", "bob")
    full = await said(world, await ada.writes(general, paste()))
    message = await bob.writes(general, paste())
    line = await said(world, message)
    await world.bot.kit.client.chat_delete(channel=general.id, ts=full.ts)
    await bob.edits(message, paste() + "\nanybody?")
    await world.slack.until(lambda: not is_line(world.slack.now(line)))


async def test_from_five_people_in_any_channels_on_it_is_said_first_that_it_is_not_their_code(world, paste) -> None:
    general, random_ = world.channel(), world.channel("random")
    people = await everybody(world, general, "ada", "bob", "cyd", "dan", "eve", "fay")
    for one in people:
        await one.joins(random_)
    for one in people[:3]:
        await said(world, await one.writes(general, paste()))
    fourth = await said(world, await people[3].writes(random_, paste()))
    assert not is_line(fourth) and "our code" not in fourth.shown
    again = await said(world, await people[3].writes(random_, paste()))
    assert again.shown.startswith("The same as in this answer (4 people, 5 pastes in 2 channels within 10 minutes): ")
    fifth = await said(world, await people[4].writes(random_, paste()))
    assert fifth.shown.startswith("Not your code, the same as in this answer (5 people, 6 pastes in 2 channels within ")
    other = world.channel("other")
    await people[5].joins(other)
    sixth = await said(world, await people[5].writes(other, paste()))
    first, second = sixth.shown.split("\n")[:2]
    assert first == "Not your code: 6 people, 7 pastes in 3 channels met this within 10 minutes."
    assert "is overloaded at Google" in second and not is_line(sixth)
    alone = await said(world, await people[0].writes(people[0].dm, paste()))
    assert alone.shown.startswith("Not your code: 6 people, 8 pastes in 3 channels met this within 10 minutes.")


async def test_a_commands_line_in_the_channel_says_first_that_it_is_not_their_code(world, paste) -> None:
    people = [world.person() for _ in range(5)]
    for one in people[:4]:
        await said(world, await one.writes(one.dm, paste()))
    general = world.channel()
    await people[4].joins(general)
    await people[4].commands(general, "/gemini-debug", paste())
    await world.slack.until(lambda: world.in_channel(general))
    assert "asked: Not your code: 5 people met this within 10 minutes." in world.in_channel(general)[0].shown


async def test_of_what_people_may_each_have_done_themselves_it_is_never_said(world, paste) -> None:
    general, random_ = world.channel(), world.channel("random")
    people = await everybody(world, general, "ada", "bob", "cyd", "dan", "eve", "fay")
    replies = [await said(world, await one.writes(general, paste("api-key-invalid"))) for one in people]
    await people[0].joins(random_)
    replies.append(await said(world, await people[0].writes(random_, paste("api-key-invalid"))))
    assert [is_line(reply) for reply in replies] == [False, *[True] * 5, False]
    assert not any("our code" in reply.shown for reply in replies)


async def test_people_who_were_forgotten_are_not_counted(world, paste) -> None:
    general = world.channel()
    ada, bob, cyd = await everybody(world, general, "ada", "bob", "cyd")
    await said(world, await ada.writes(general, paste()))
    await said(world, await bob.writes(general, paste()))
    await world.bot.kit.store.run(lambda c: forget(c, bob.id))
    line = await said(world, await cyd.writes(general, paste()))
    assert line.shown.startswith("The same as in this answer (2 people within 10 minutes): ")


async def test_a_key_in_a_paste_that_gets_a_line_is_told_of_all_the_same(world, paste) -> None:
    general = world.channel()
    ada, bob = await everybody(world, general, "ada", "bob")
    await said(world, await ada.writes(general, paste()))
    key = "AIza" + "SyD4iE2xVSpkLLOXoyqT-9nVwZ8kq1mRw7t"
    line = await said(world, await bob.writes(general, f"api_key='{key}'\n{paste()}"))
    [notice] = await world.slack.ephemeral(bob, count=1)
    assert is_line(line) and "AI Studio key" in notice.shown and key not in repr(line)


async def test_an_alert_bots_posts_are_a_line_too_and_no_people(world, paste) -> None:
    alerts = world.asides["alerts"]
    replies = [await said(world, await world.other_bot(classic=True).posts(alerts, paste())) for _ in range(2)]
    assert not is_line(replies[0])
    assert replies[1].shown.startswith("The same as in this answer (2 pastes within 10 minutes): ")
