"""Jobs that meet: the same case in two hands, or gone meanwhile."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import structlog
from sqlalchemy import update

from bot.jobs import answer, engine, gather, sweep
from bot.jobs.ask import Ask
from bot.jobs.engine import TryAgainError
from bot.jobs.post import NotThereError, whisper
from bot.store import cases, tables

pytestmark = pytest.mark.asyncio(loop_scope="session")


def ask(world, message, text: str, *, job: str = "", **more: object) -> Ask:
    key = f"A:T:{message.channel}:{message.ts}"
    made = Ask(
        key=key + job, case_key=key, app="A", team=world.bot.kit.me.team, channel=message.channel, ts=message.ts,
        thread=message.root, person=message.user, entrance="message", asked=False, text=text,
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


async def quiet_message(world):
    ada, general = world.pair()
    return ada, await ada.writes(general, "soup")


async def claimed(world, one: Ask, by: str) -> str:
    case_id = cases.id_of(one.case_key)
    await world.bot.kit.store.run(lambda c: cases.claim(c, case_id, by, one.place, 1.0))
    return case_id


async def test_a_case_in_other_hands_is_not_answered_twice(world, pastes) -> None:
    _, message = await quiet_message(world)
    one = ask(world, message, pastes["api-key-invalid"])
    await claimed(world, one, "other")
    await answer.answer(world.bot.kit, one, False)
    assert world.ours(message) == []


async def test_a_case_that_is_gone_is_not_answered(world, pastes) -> None:
    _, message = await quiet_message(world)
    one = ask(world, message, pastes["api-key-invalid"])
    await world.bot.kit.store.run(lambda c: cases.bury(c, cases.id_of(one.case_key), "d", one.place, 1.0))
    await answer.answer(world.bot.kit, one, False)
    await answer.edit(world.bot.kit, replace(one, key="e"), False)
    assert world.ours(message) == []


async def test_an_answered_case_is_left_alone_by_a_job_that_runs_again(world, pastes) -> None:
    _, message = await quiet_message(world)
    one = ask(world, message, pastes["api-key-invalid"])
    await answer.answer(world.bot.kit, one, False)
    await answer.answer(world.bot.kit, one, True)
    assert len(world.ours(message)) == 1


async def test_an_edit_waits_for_the_answer_that_is_on_its_way(world, pastes) -> None:
    _, message = await quiet_message(world)
    one = ask(world, message, pastes["api-key-invalid"])
    await claimed(world, one, "other")
    with pytest.raises(TryAgainError):
        await answer.edit(world.bot.kit, replace(one, key="e"), False)
    with pytest.raises(TryAgainError):
        await answer.answer(world.bot.kit, replace(one, key="s", entrance="shortcut", asked=True), False)


async def test_an_edit_that_was_cut_off_goes_on_with_its_own_answer(world, pastes) -> None:
    _, message = await quiet_message(world)
    one = ask(world, message, pastes["api-key-invalid"], job=":changed:1")
    await claimed(world, one, one.key)
    await answer.edit(world.bot.kit, one, True)
    assert world.cause(world.ours(message)[0]) == "api-key-invalid"


async def test_an_edit_whose_file_cannot_be_read_says_so_where_it_was_asked(world, pastes, monkeypatch) -> None:
    ada = world.person()
    message = await ada.writes(ada.dm, pastes["api-key-invalid"])
    await world.slack.thread(message, count=1)
    await world.kept(message)

    async def refused(*_: object) -> None:
        raise gather.UserError("trace.txt is gone")

    monkeypatch.setattr(answer, "gather", refused)
    one = ask(world, message, "x", job=":changed:2", asked=True)
    await answer.edit(world.bot.kit, one, False)
    assert world.cause(world.ours(message)[0]) == "api-key-invalid"


async def test_a_message_deleted_while_it_is_read_is_not_answered(world, pastes, monkeypatch) -> None:
    _, message = await quiet_message(world)
    one = ask(world, message, pastes["api-key-invalid"])
    words = answer._words

    async def slow(kit, what, case_id):
        said = await words(kit, what, case_id)
        await kit.store.run(lambda c: cases.bury(c, case_id, "d", what.place, 1.0))
        return said

    monkeypatch.setattr(answer, "_words", slow)
    await answer.answer(world.bot.kit, one, False)
    assert world.ours(message) == []


async def test_a_message_deleted_while_we_post_takes_the_answer_along(world, pastes, monkeypatch) -> None:
    _, message = await quiet_message(world)
    one = ask(world, message, pastes["api-key-invalid"])
    post_once = answer.post_once

    async def slow(kit, channel, thread, case_id, post, **how):
        ts = await post_once(kit, channel, thread, case_id, post, **how)
        await kit.store.run(lambda c: cases.bury(c, case_id, "d", one.place, 1.0))
        return ts

    monkeypatch.setattr(answer, "post_once", slow)
    await answer.answer(world.bot.kit, one, False)
    assert world.ours(message) == []


async def test_a_deletion_of_what_was_never_answered_is_remembered(world) -> None:
    _, message = await quiet_message(world)
    one = ask(world, message, "", job=":deleted:1")
    await answer.deletion(world.bot.kit, one)
    assert (await world.kept(message)).gone is not None


async def test_who_cannot_be_warned_of_a_key_has_an_answer_all_the_same(world, pastes, monkeypatch) -> None:
    async def nobody(*_: object, **__: object) -> None:
        raise NotThereError

    monkeypatch.setattr(answer, "whisper", nobody)
    ada, general = world.pair()
    key = "AIza" + "SyG1gJ9cAXupQQTctduY-4saEbF3pv6ghIj"
    with structlog.testing.capture_logs() as logs:
        message = await ada.writes(general, f"key={key} {pastes['api-key-invalid']}")
        await world.slack.thread(message, count=1)
        await world.kept(message)
    assert "can't warn of a key" in [line["event"] for line in logs]


async def test_an_alert_bots_key_is_answered_and_nobody_is_told(world, pastes) -> None:
    key = "AIza" + "SyH2hK0dBYvqRRUdueVZ-5tbFcG4qw7hiJk"
    message = await world.other_bot(classic=True).posts(
        world.asides["alerts"], f"key={key} {pastes['api-key-invalid']}"
    )
    [reply] = await world.slack.thread(message, count=1)
    await world.kept(message)
    assert key not in repr(reply) and key[10:30] not in world.database()


async def test_what_is_older_than_the_retention_is_swept(world, pastes) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.thread(message, count=1)
    await world.kept(message)
    await sweep.sweep(world.bot.kit)
    assert await world.kept(message) and await world.job(message)
    later = world.bot.kit.time + 31 * sweep.DAY
    kit = replace(world.bot.kit, now=lambda: datetime.fromtimestamp(later, UTC))
    await sweep.sweep(kit)
    assert await world.kept(message) is None and not await world.job(message)


async def test_a_sweep_that_fails_is_made_up_for_by_the_next(world, monkeypatch) -> None:
    asked: list[float] = []

    async def forget(before: float) -> int:
        asked.append(before)
        if len(asked) == 1:
            raise OSError
        raise SystemExit(str(uuid4()))

    monkeypatch.setattr(engine, "forget", forget)
    with structlog.testing.capture_logs() as logs, pytest.raises(SystemExit):
        await sweep.sweep_daily(world.bot.kit, every=0.0)
    assert [line["event"] for line in logs] == ["can't sweep"]


async def test_not_it_below_a_case_that_was_removed_meanwhile_says_so(world, pastes) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, pastes["model-not-found"])
    [reply] = await world.slack.thread(message, count=1)
    await world.kept(message)
    await world.forget(message)
    await world.press_stale(ada, reply, "answer_0", f"{world.case(reply)}|0")
    assert "no longer kept" in (await world.slack.ephemeral(ada))[0].shown


async def test_an_answer_to_a_question_that_is_not_there_any_more_ends_in_what_is_missing(world, pastes) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, pastes["model-not-found"])
    [reply] = await world.slack.thread(message, count=1)
    await world.kept(message)
    await world.press_stale(ada, reply, "answer_3", f"{world.case(reply)}|x")
    await world.slack.until(lambda: world.cause(world.slack.now(reply)) == "unknown")


async def test_remove_below_a_private_answer_withdraws_it(world, pastes) -> None:
    ada, general = world.pair()
    await ada.commands(general, "/gemini-debug")
    await ada.submits(await world.slack.view(ada), {"paste": pastes["model-not-found"], "visibility": "me"})
    [answer_] = await world.slack.ephemeral(ada)
    case = (await world.kept_in(general)).id
    await world.press_stale(ada, answer_, "remove", case)
    await world.slack.until(lambda: world.slack.ephemerals(ada) == [])


async def test_a_button_below_a_private_answer_works_before_the_case_knows_that_it_is_private(world, pastes) -> None:
    ada, general = world.pair()
    await ada.commands(general, "/gemini-debug")
    await ada.submits(await world.slack.view(ada), {"paste": pastes["model-not-found"], "visibility": "me"})
    [answer_] = await world.slack.ephemeral(ada)
    case = (await world.kept_in(general)).id
    early = update(tables.cases).where(tables.cases.c.id == case).values(private=False, answered=None)
    await world.bot.kit.store.run(lambda c: c.execute(early))
    await ada.presses(answer_, "Not it")
    await world.slack.until(lambda: [m.shown for m in world.slack.ephemerals(ada)] != [answer_.shown])
    [next_] = world.slack.ephemerals(ada)
    assert "Show in channel" in next_.buttons


async def test_show_pressed_before_the_private_answer_is_recorded_is_not_undone_by_that_record(
    world, pastes, monkeypatch
) -> None:
    ada, general = world.pair()
    shown = asyncio.Event()

    async def whispered(*arguments: object, **how: object) -> None:
        await whisper(*arguments, **how)
        await shown.wait()  # the button is there to press, and the case doesn't know yet that it was answered

    monkeypatch.setattr(answer, "whisper", whispered)
    await ada.commands(general, "/gemini-debug")
    await ada.submits(await world.slack.view(ada), {"paste": pastes["model-not-found"], "visibility": "me"})
    [answer_] = await world.slack.ephemeral(ada)
    await ada.presses(answer_, "Show in channel")
    [parent] = await world.slack.history(general, count=1)
    [reply] = await world.slack.thread(parent, count=1)
    kit, case = world.bot.kit, world.case(reply)
    async with asyncio.timeout(5):
        while (await kit.store.run(lambda c: cases.find(c, case))).reply_ts is None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    shown.set()
    kept = await world.kept_by(reply)
    assert kept.answered is not None and not kept.private
    assert (kept.reply_ts, kept.parent_ts, kept.thread) == (reply.ts, parent.ts, parent.ts)
    await ada.presses(reply, "Remove")
    await world.slack.until(lambda: world.in_channel(general) == [])


async def test_show_pressed_twice_shows_once(world, pastes) -> None:
    ada, general = world.pair()
    await ada.commands(general, "/gemini-debug")
    await ada.submits(await world.slack.view(ada), {"paste": pastes["model-not-found"], "visibility": "me"})
    [answer_] = await world.slack.ephemeral(ada)
    case = (await world.kept_in(general)).id
    for _ in range(2):
        await world.press_stale(ada, answer_, "show", case)
        await world.slack.settled()
        await engine.drain(3)
    assert len(world.in_channel(general)) == 1


async def test_an_edit_of_a_privately_answered_message_changes_nothing(world, pastes) -> None:
    ada = world.person()
    far = world.channel("far", with_bot=False, only=[ada])
    message = await ada.writes(far, pastes["api-key-invalid"])
    await ada.shortcuts("debug", message)
    [answer_] = await world.slack.ephemeral(ada)
    await world.kept(message)
    await answer.edit(world.bot.kit, ask(world, message, pastes["model-not-found"], job=":changed:3"), False)
    assert [m.shown for m in world.slack.ephemerals(ada)] == [answer_.shown]
