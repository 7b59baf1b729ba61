"""`/gemini-debug` and its modal."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")

COMMAND = "/gemini-debug"


async def test_a_paste_is_answered_in_a_thread_under_one_line_in_the_channel(world, pastes) -> None:
    ada, general = world.pair()
    delivery = await ada.commands(general, COMMAND, pastes["api-key-invalid"])
    [parent] = await world.slack.history(general, count=1)
    [reply] = await world.slack.thread(parent, count=1)
    assert delivery.state == "acknowledged" and f"<@{ada.id}> asked" in parent.shown
    assert "\n" not in parent.shown.strip() and world.cause(reply) == "api-key-invalid"
    assert world.slack.ephemerals(ada) == []


async def test_where_the_bot_is_no_member_the_person_alone_reads_the_answer(world, pastes) -> None:
    ada = world.person()
    far = world.channel("far", with_bot=False, only=[ada])
    await ada.commands(far, COMMAND, pastes["api-key-invalid"])
    [answer] = await world.slack.ephemeral(ada)
    assert "Show in channel" in answer.buttons and world.slack.workspace.history(far.id) == []
    await ada.presses(answer, "Show in channel")
    notes = await world.slack.ephemeral(ada, count=2)
    assert "/invite" in notes[-1].shown
    await ada.invites(far)
    await ada.presses(answer, "Show in channel")
    await world.slack.until(lambda: world.in_channel(far))
    [parent] = world.in_channel(far)
    [reply] = await world.slack.thread(parent, count=1)
    assert world.cause(reply) == "api-key-invalid" and "Remove" in reply.buttons


async def test_help_and_explain_are_answered_at_once_to_the_person(world) -> None:
    ada, general = world.pair()
    for text, word in [
        ("help", "/gemini-debug"),
        ("Help", "/gemini-debug"),
        ("explain", "quota-day"),
        ("explain quota-day", "quota"),
        ("explain quotaday", "quota-day"),
    ]:
        seen = len(world.slack.ephemerals(ada))
        await ada.commands(general, COMMAND, text)
        assert word in (await world.slack.ephemeral(ada, count=seen + 1))[-1].shown
    assert world.slack.workspace.history(general.id) == []


async def test_quiet_and_listen_hold_at_once_and_for_good(world, pastes) -> None:
    ada, general = world.pair()
    await ada.commands(general, COMMAND, "quiet")
    heard = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.settled()
    assert await world.slack.thread(heard) == [] and not await world.job(heard)
    asked = await ada.writes(general, f"{world.slack.mention} {pastes['api-key-invalid']}")
    await world.slack.thread(asked, count=1)
    await ada.commands(general, COMMAND, "listen")
    again = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.thread(again, count=1)
    assert [m.shown.split()[1] for m in world.slack.ephemerals(ada)] == ["no", "read"]


async def test_listen_where_the_bot_is_no_member_says_so(world, pastes) -> None:
    ada = world.person()
    far = world.channel("far", with_bot=False, only=[ada])
    hidden = world.channel("hidden", private=True, with_bot=False, only=[ada])
    for count, place in enumerate((far, hidden), 1):
        await ada.commands(place, COMMAND, "listen")
        assert "not a member of this channel. Invite it" in (await world.slack.ephemeral(ada, count=count))[-1].shown
    await ada.commands(far, COMMAND, "quiet")
    assert "no longer read" in (await world.slack.ephemeral(ada, count=3))[-1].shown


async def test_listen_holds_although_slack_does_not_tell_whether_the_bot_is_a_member(world) -> None:
    world.slack.faults.error("conversations.history", "ratelimited", times=1)
    ada, general = world.pair()
    await ada.commands(general, COMMAND, "listen")
    assert "We read" in (await world.slack.ephemeral(ada, count=1))[-1].shown


async def test_quiet_and_listen_are_not_for_direct_messages(world) -> None:
    ada = world.person()
    for count, word in enumerate(("quiet", "listen"), 1):
        await ada.commands(ada.dm, COMMAND, word)
        assert "for channels" in (await world.slack.ephemeral(ada, count=count))[-1].shown


async def test_without_text_a_modal_opens_and_its_paste_is_answered_in_the_channel(world, pastes) -> None:
    ada, general = world.pair()
    await ada.commands(general, COMMAND)
    view = await world.slack.view(ada)
    assert await ada.submits(view, {"paste": pastes["api-key-invalid"]}) is None
    [parent] = await world.slack.history(general, count=1)
    assert world.cause((await world.slack.thread(parent, count=1))[0]) == "api-key-invalid"


async def test_only_me_is_kept_from_the_channel_and_remembered_for_the_next_modal(world, pastes) -> None:
    ada, general = world.pair()
    await ada.commands(general, COMMAND)
    await ada.submits(await world.slack.view(ada), {"paste": pastes["api-key-invalid"], "visibility": "me"})
    [answer] = await world.slack.ephemeral(ada)
    assert "Show in channel" in answer.buttons and world.slack.workspace.history(general.id) == []
    await ada.commands(general, COMMAND)
    assert '"initial_option": {"text": {"type": "plain_text", "text": "Only me"' in world.json(
        (await world.slack.view(ada)).body
    )
    await ada.presses(answer, "Show in channel")
    [parent] = await world.slack.history(general, count=1)
    assert world.cause((await world.slack.thread(parent, count=1))[0]) == "api-key-invalid"


async def test_a_file_in_the_modal_is_read(world, pastes) -> None:
    ada, general = world.pair()
    await ada.commands(general, COMMAND)
    await ada.submits(await world.slack.view(ada), {"file": [("trace.txt", pastes["api-key-invalid"])]})
    [parent] = await world.slack.history(general, count=1)
    assert world.cause((await world.slack.thread(parent, count=1))[0]) == "api-key-invalid"


async def test_an_empty_modal_stays_and_says_what_is_missing(world) -> None:
    ada, general = world.pair()
    await ada.commands(general, COMMAND)
    view = await ada.submits(await world.slack.view(ada), {})
    assert view and view.errors


async def test_what_a_person_typed_into_the_modal_is_read_as_it_was_typed(world) -> None:
    ada, general = world.pair()
    await ada.commands(general, COMMAND)
    await ada.submits(await world.slack.view(ada), {"paste": "a <b> &amp; c", "visibility": "me"})
    await world.slack.ephemeral(ada)
    assert (await world.kept_in(general)).text == "a <b> &amp; c"


async def test_in_direct_messages_the_command_is_answered_too(world, pastes) -> None:
    ada = world.person()
    await ada.commands(ada.dm, COMMAND, pastes["api-key-invalid"])
    [parent] = await world.slack.history(ada.dm, count=1)
    assert world.cause((await world.slack.thread(parent, count=1))[0]) == "api-key-invalid"


async def test_a_key_behind_the_command_is_masked_and_its_person_told(world, pastes) -> None:
    key = "AIza" + "SyC8dG6zXUrmNNQZqasV-1pXyB0ms3cdEfG"
    ada, general = world.pair()
    await ada.commands(general, COMMAND, f"key={key} {pastes['api-key-invalid']}")
    [notice] = await world.slack.ephemeral(ada)
    assert "AI Studio key" in notice.shown and key[10:30] not in world.database()


async def test_in_the_thread_of_a_commands_answer_its_cause_is_not_said_again(world, pastes) -> None:
    ada, general = world.pair()
    await ada.commands(general, COMMAND, pastes["api-key-invalid"])
    [parent] = await world.slack.history(general, count=1)
    await world.slack.thread(parent, count=1)
    await world.kept_in(general)
    await ada.writes(general, pastes["api-key-invalid"], thread=parent)
    await world.slack.settled()
    assert len(world.ours(parent)) == 1
