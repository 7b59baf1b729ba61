"""App Home: what is kept of whoever looks, to be had and to be deleted."""

from __future__ import annotations

import json

import pytest
import structlog
from sqlalchemy import select

from bot.jobs import engine, retention
from bot.store import tables

pytestmark = pytest.mark.asyncio(loop_scope="session")


def says(world, actor) -> str:
    view = world.slack.home(actor)
    return "" if view is None else view.shown


async def opened(world, actor) -> str:
    await actor.opens_home()
    await world.slack.until(lambda: world.slack.home(actor))
    return says(world, actor)


async def answered(world, actor, text: str):
    message = await actor.writes(world.channel(), text)
    [reply] = await world.slack.thread(message, count=1)
    await engine.drain(3)
    return message, reply


async def test_of_a_stranger_nothing_is_kept(world) -> None:
    said = await opened(world, world.person())
    assert "Nothing." in said and "forgotten by itself 30 days" in said and "Delete" not in said.split("Nothing.")[0]


async def test_home_counts_what_a_person_pasted_said_chose_and_told_channels(world, pastes) -> None:
    ada = world.person()
    _, reply = await answered(world, ada, pastes["api-key-invalid"])
    await ada.presses(reply, "Not it")
    channel = world.channel()
    await ada.commands(channel, "/gemini-debug", "quiet")
    await ada.commands(channel, "/gemini-debug")
    view = await world.slack.view(ada)
    await ada.submits(view, {"paste": pastes["overloaded"], "visibility": "me"})
    await world.slack.settled()
    await engine.drain(3)
    said = await opened(world, ada)
    for words in ("2 pastes", "1 time you said", "seen by you alone", "1 channel that you told"):
        assert words in said


async def test_the_messages_tab_is_no_home(world) -> None:
    ada = world.person()
    await ada.opens_home("messages")
    await world.slack.settled()
    assert world.slack.home(ada) is None


async def test_all_of_it_comes_as_direct_messages(world, pastes) -> None:
    ada = world.person()
    message, _ = await answered(world, ada, pastes["api-key-invalid"])
    await opened(world, ada)
    await ada.presses(world.slack.home(ada), "Send me all of it")
    await world.slack.until(lambda: world.in_channel(ada.dm))
    [page] = world.in_channel(ada.dm)
    assert "What is kept of you, 1 of 1" in page.shown
    whole = json.loads(page.blocks[0]["elements"][1]["elements"][0]["text"])
    assert [case["ts"] for case in whole["cases"]] == [message.ts]
    assert whole["cases"][0]["text"] == pastes["api-key-invalid"]
    assert "direct messages" in says(world, ada)


async def test_what_is_deleted_stands_in_no_table_any_more(world, pastes) -> None:
    ada, bob = world.person(), world.person("bob")
    _, reply = await answered(world, ada, pastes["model-not-found"])
    await ada.presses(reply, "Not it")
    _, bobs = await answered(world, bob, pastes["api-key-expired"])
    await ada.presses(bobs, "Not it")
    await ada.commands(world.channel(), "/gemini-debug", "listen")
    asked = await ada.writes(world.channel(), pastes["overloaded"] + " soup")
    await world.slack.thread(asked, count=1)
    await bob.shortcuts("debug", await ada.writes(world.channel(with_bot=False), "soup of Ada's"))
    await world.slack.settled()
    await engine.drain(3)
    await opened(world, ada)
    await ada.presses(world.slack.home(ada), "Send me all of it")
    await world.slack.until(lambda: world.in_channel(ada.dm))
    await engine.drain(3)
    assert ada.id in world.database()
    with structlog.testing.capture_logs() as logs:
        await ada.presses(world.slack.home(ada), "Delete all of it")
    await world.slack.until(lambda: "Deleted: " in says(world, ada))
    assert "3 pastes, 2 times Not it" in says(world, ada) and "Nothing." in says(world, ada)
    assert ada.id not in world.database() and "soup of Ada's" not in world.database()
    assert bob.id in world.database()
    assert ada.id not in str(logs) and [line["cases"] for line in logs if line["event"] == "forgot"] == [3]


async def test_a_button_of_a_forgotten_case_says_so(world, pastes) -> None:
    ada = world.person()
    _, reply = await answered(world, ada, pastes["api-key-invalid"])
    await opened(world, ada)
    await ada.presses(world.slack.home(ada), "Delete all of it")
    await ada.presses(reply, "Details")
    assert "no longer kept" in (await world.slack.ephemeral(ada))[-1].shown


async def test_an_answer_on_its_way_is_said(world, pastes) -> None:
    ada = world.person()
    await answered(world, ada, pastes["api-key-invalid"])
    await opened(world, ada)
    world.slack.faults.slow("chat.postMessage", 60)
    message = await ada.writes(world.channel(), pastes["overloaded"])
    await world.slack.until(lambda: world.ours(message), within=8)
    await ada.presses(world.slack.home(ada), "Delete all of it")
    await world.slack.until(lambda: "1 answer is still on the way" in says(world, ada))
    await world.slack.clock.advance(60)
    await world.slack.settled()
    await engine.drain(3)


async def test_a_job_that_ended_keeps_its_key_alone_and_a_repeat_is_known(world, pastes) -> None:
    ada = world.person()
    message, _ = await answered(world, ada, pastes["api-key-invalid"])
    store = world.bot.kit.store
    await store.run(retention.scrub)
    kept = await store.run(lambda c: c.execute(select(tables.cases).where(tables.cases.c.ts == message.ts)).one())
    await engine.accept(kept.claimed_by, "answer", {"case_key": kept.claimed_by})
    await engine.drain(3)
    assert await world.job(message) and len(world.ours(message)) == 1
    with store.engine.connect() as connection:
        assert message.text not in str(connection.exec_driver_sql("SELECT * FROM workflow_input").all())
    assert (await store.run(retention.queue)).depth == 0


async def test_who_has_all_deleted_while_we_answer_is_answered_and_no_bug_is_seen(world, pastes) -> None:
    ada = world.person()
    await answered(world, ada, pastes["api-key-invalid"])
    await opened(world, ada)
    world.slack.faults.slow("chat.postMessage", 60)
    message = await ada.writes(world.channel(), f"{world.slack.mention} {pastes['overloaded']}")
    await world.slack.until(lambda: world.ours(message), within=8)
    with structlog.testing.capture_logs() as logs:
        await ada.presses(world.slack.home(ada), "Delete all of it")
        await world.slack.clock.advance(60)
        await world.slack.settled()
        await engine.drain(3)
    assert len(world.ours(message)) == 1 and "bug" not in [line["event"] for line in logs]
