"""What is said in channels and sent directly."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_paste_in_a_channel_is_answered_in_its_thread(world, pastes) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    [reply] = await world.slack.thread(message, count=1)
    assert world.cause(reply) == "api-key-invalid"
    assert reply.thread == message.ts and reply.user == world.slack.bot_user


async def test_ordinary_talk_is_left_alone_and_nothing_of_it_is_kept(world) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, "who has looked at the Gemini dashboard today?")
    await world.slack.settled()
    assert await world.slack.thread(message) == []
    assert await world.kept(message) is None and not await world.job(message)


async def test_a_reply_in_a_thread_is_answered_in_that_thread(world, pastes) -> None:
    ada, general = world.pair()
    root = await ada.writes(general, "any idea what this is?")
    message = await ada.writes(general, pastes["api-key-invalid"], thread=root)
    replies = await world.slack.thread(root, count=2)
    assert [world.cause(reply) for reply in replies[1:]] == ["api-key-invalid"] and message.thread == root.ts


async def test_a_message_that_comes_twice_is_answered_once(world, pastes) -> None:
    world.slack.faults.retry_storm = True
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.thread(message, count=1)
    await world.slack.settled()
    assert len(await world.slack.thread(message)) == 1


async def test_an_unfurl_is_no_second_paste(world, pastes) -> None:
    world.slack.faults.unfurls = True
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"] + " https://ai.google.dev/gemini-api/docs")
    await world.slack.thread(message, count=1)
    await world.slack.clock.advance(2)
    await world.slack.settled()
    assert len(await world.slack.thread(message)) == 1


async def test_in_an_answered_thread_the_same_cause_is_not_said_again_and_nothing_of_it_is_kept(world, pastes) -> None:
    ada, general = world.pair()
    root = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.thread(root, count=1)
    await world.kept(root)
    same = await ada.writes(general, pastes["api-key-invalid"], thread=root)
    await world.slack.settled()
    assert len(await world.slack.thread(root)) == 2 and not await world.job(same)


async def test_in_an_answered_thread_a_new_cause_is_answered(world, pastes) -> None:
    ada, general = world.pair()
    root = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.thread(root, count=1)
    await ada.writes(general, pastes["model-not-found"], thread=root)
    replies = await world.slack.thread(root, count=3)
    assert world.cause(replies[-1]) == "model-not-found"


async def test_in_a_thread_it_speaks_five_times_unasked_at_most(world, pastes) -> None:
    ada, general = world.pair()
    root = await ada.writes(general, "what a day")
    for number, paste in enumerate(list(pastes.values())[:6], 1):
        await ada.writes(general, paste, thread=root)
        if number <= 5:
            await world.slack.thread(root, count=2 * number)
    await world.slack.settled()
    ours = [reply for reply in await world.slack.thread(root) if reply.user == world.slack.bot_user]
    assert len(pastes) >= 6 and len(ours) == 5


async def test_a_reply_also_sent_to_the_channel_is_answered_in_the_thread(world, pastes) -> None:
    ada, general = world.pair()
    root = await ada.writes(general, "hm")
    await ada.writes(general, pastes["api-key-invalid"], thread=root, broadcast=True)
    assert world.cause((await world.slack.thread(root, count=2))[-1]) == "api-key-invalid"


async def test_other_bots_are_not_read(world, pastes) -> None:
    _, general = world.pair()
    for how in ({}, {"classic": True}):
        message = await world.other_bot(**how).posts(general, pastes["api-key-invalid"])
        await world.slack.settled()
        assert await world.slack.thread(message) == []


@pytest.mark.parametrize("how", [{}, {"classic": True}])
async def test_alert_bots_are_read_where_an_admin_allows_it(world, pastes, how) -> None:
    attachment = {"fallback": "alert", "text": pastes["api-key-invalid"]}
    message = await world.other_bot(**how).posts(world.asides["alerts"], attachments=[attachment])
    [reply] = await world.slack.thread(message, count=1)
    assert world.cause(reply) == "api-key-invalid"


async def test_a_bot_is_never_followed_into_a_thread(world, pastes) -> None:
    alerts = world.asides["alerts"]
    bot = world.other_bot()
    root = await bot.posts(alerts, "Deploy finished")
    await bot.posts(alerts, pastes["api-key-invalid"], thread=root)
    await world.slack.settled()
    assert len(await world.slack.thread(root)) == 1


async def test_an_image_alone_is_left_alone_in_a_channel(world) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, files=[("shot.png", b"\x89PNG\r\n")])
    await world.slack.settled()
    assert await world.slack.thread(message) == []


async def test_a_direct_message_is_always_answered(world, pastes) -> None:
    ada = world.person()
    message = await ada.writes(ada.dm, pastes["model-not-found"])
    [reply] = await world.slack.thread(message, count=1)
    assert world.cause(reply) == "model-not-found"
    other = await ada.writes(ada.dm, "good morning")
    assert world.cause((await world.slack.thread(other, count=1))[0]) in ("unknown", "not-gemini")


async def test_an_image_alone_sent_directly_is_told_to_be_pasted_as_text(world) -> None:
    ada = world.person()
    message = await ada.writes(ada.dm, files=[("shot.png", b"\x89PNG\r\n")])
    [reply] = await world.slack.thread(message, count=1)
    assert "paste" in reply.shown.lower()


async def test_a_file_that_is_no_text_sent_directly_is_named(world) -> None:
    ada = world.person()
    message = await ada.writes(ada.dm, files=[("dump.bin", b"\x00\x01")])
    [reply] = await world.slack.thread(message, count=1)
    assert "dump.bin is not text" in reply.shown


async def test_a_private_channel_is_read_too(world, pastes) -> None:
    ada = world.person()
    secret = world.channel("secret", private=True, only=[ada])
    message = await ada.writes(secret, pastes["api-key-invalid"])
    assert world.cause((await world.slack.thread(message, count=1))[0]) == "api-key-invalid"


async def test_people_who_join_are_no_paste(world) -> None:
    ada = world.person()
    general = world.channel()
    await ada.joins(general)
    await world.slack.settled()
    assert [m for m in world.slack.workspace.history(general.id) if m.user == world.slack.bot_user] == []


async def test_a_key_is_masked_everywhere_and_its_poster_is_told_alone(world, pastes) -> None:
    key = "AIza" + "SyD4iE2xVSpkLLOXoyqT-9nVwZ8kq1mRw7t"
    ada, general = world.pair()
    message = await ada.writes(general, f"client = genai.Client(api_key='{key}')\n" + pastes["api-key-invalid"])
    [reply] = await world.slack.thread(message, count=1)
    [notice] = await world.slack.ephemeral(ada, count=1)
    assert "AI Studio key" in notice.shown and "Revoke" in notice.shown
    assert key not in reply.shown + notice.shown + repr(reply) + repr(notice)
    await world.slack.settled()
    assert key[10:30] not in world.database()


async def test_two_people_who_paste_one_cause_into_a_thread_at_one_time_get_one_answer(world, pastes) -> None:
    ada, general = world.pair()
    bob = world.person("bob")
    await bob.joins(general)
    root = await ada.writes(general, "what a day")
    for number in range(4):
        await (ada, bob)[number % 2].writes(general, pastes["api-key-invalid"], thread=root)
    await world.slack.settled()
    await world.kept(root)
    assert len(world.ours(root)) == 1


KEY = "AIza" + "SyD4iE2xVSpkLLOXoyqT-9nVwZ8kq1mRw7t"


async def test_a_key_in_ordinary_talk_gets_no_answer_but_its_poster_is_told_alone_and_once(world) -> None:
    ada, general = world.pair()
    world.slack.faults.retry_storm = True
    message = await ada.writes(general, f"for the staging box use {KEY}, ok?")
    [notice] = await world.slack.ephemeral(ada, count=1)
    assert "AI Studio key" in notice.shown and "Revoke" in notice.shown and KEY not in repr(notice)
    assert notice.channel == general.id and notice.thread is None
    await world.slack.settled()
    assert await world.slack.thread(message) == [] and await world.kept(message) is None
    assert len(world.slack.ephemerals(ada)) == 1
    assert KEY[10:30] not in world.database() and "staging box" not in world.database()


async def test_a_key_that_an_edit_brings_in_is_told_of_and_one_that_was_told_of_is_not_told_again(world) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, "for the staging box use the key")
    message = await ada.edits(message, f"for the staging box use {KEY}")
    await world.slack.ephemeral(ada, count=1)
    message = await ada.edits(message, f"for the staging box use {KEY}, ok?")
    await world.slack.settled()
    assert len(world.slack.ephemerals(ada)) == 1
    await ada.edits(message, f"for the staging box use {KEY} or {KEY[:20]}{KEY[20:][::-1]}")
    assert len(await world.slack.ephemeral(ada, count=2)) == 2


async def test_of_another_vendors_key_in_ordinary_talk_and_of_a_key_in_a_quiet_channel_nobody_is_told(world) -> None:
    ada, general = world.pair()
    await ada.writes(general, "the github token is ghp_" + "x7Qm2Lr9Tz4Wv8Kp1Nb6Yc3Hd5Fg0Js2Aq4E")
    await ada.commands(general, "/gemini-debug", "quiet")
    said = len(world.slack.ephemerals(ada))
    message = await ada.writes(general, f"for the staging box use {KEY}")
    await world.slack.settled()
    assert len(world.slack.ephemerals(ada)) == said and not await world.job(message)


async def test_a_key_in_a_log_without_a_failure_is_told_of_and_nothing_of_it_is_kept(world) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, files=[("app.log", f"started\nGOOGLE_API_KEY={KEY}\nlistening on 8080\n")])
    [notice] = await world.slack.ephemeral(ada, count=1)
    assert "AI Studio key" in notice.shown
    assert await world.kept(message) is None and KEY[10:30] not in world.database()


async def test_a_key_below_an_answer_that_is_not_said_again_is_told_of_in_its_thread(world, pastes) -> None:
    ada, general = world.pair()
    root = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.thread(root, count=1)
    await world.kept(root)
    await ada.writes(general, f"api_key='{KEY}'\n" + pastes["api-key-invalid"], thread=root)
    [notice] = await world.slack.ephemeral(ada, count=1)
    assert notice.thread == root.ts and len(world.ours(root)) == 1
