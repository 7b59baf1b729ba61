"""What goes wrong in a listener or a job, and what the person reads of it."""

from __future__ import annotations

import asyncio

import pytest
import structlog
from sqlalchemy.exc import OperationalError

from bot.jobs import answer, engine, gather
from bot.listeners import commands

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def away(*_: object, **__: object) -> None:
    raise OperationalError("SELECT", {}, Exception("away"))


WORDS = "the words of a paste"


async def broken(*_: object, **__: object) -> None:
    raise KeyError(WORDS)


class Watched:
    """A log of which the tests want to know when something was said."""

    def __init__(self) -> None:
        self.said = asyncio.Event()

    def warning(self, _: str, **__: object) -> None:
        self.said.set()


async def test_while_nothing_can_be_kept_slack_is_not_told_received_and_sends_again(world, pastes, monkeypatch) -> None:
    ada, general = world.pair()
    log, back = Watched(), asyncio.Event()

    async def away_for_a_while(*_: object) -> None:
        await back.wait()

    with monkeypatch.context() as patch:
        patch.setattr(engine, "ACCEPT_SECONDS", 0.05)
        patch.setattr(engine, "log", log)
        patch.setattr(engine.DBOS, "start_workflow_async", away_for_a_while)
        message = await ada.writes(general, pastes["api-key-invalid"])
        await asyncio.wait_for(log.said.wait(), 3)
        if world.mode == "http":  # the first retry comes at once
            await world.slack.until(lambda: world.tries(message) == 2)
        assert world.delivered(message) != "acknowledged"
        back.set()
    await world.slack.clock.advance(400)
    await world.slack.thread(message, count=1, within=8)
    assert world.delivered(message) == "acknowledged"


async def test_while_the_database_is_away_a_command_says_so(world, pastes, monkeypatch) -> None:
    ada, general = world.pair()
    monkeypatch.setattr(world.bot.kit.store, "run", away)
    delivery = await ada.commands(general, "/gemini-debug", "quiet")
    assert delivery.state == "acknowledged"
    assert "again" in world.slack.ephemerals(ada)[-1].shown


async def test_while_the_database_is_away_a_button_says_so(world, pastes, monkeypatch) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    [reply] = await world.slack.thread(message, count=1)
    await world.kept(message)
    with monkeypatch.context() as patch:
        patch.setattr(world.bot.kit.store, "run", away)
        await ada.presses(reply, "Details")
    assert "again" in (await world.slack.ephemeral(ada))[-1].shown


async def test_a_bug_in_a_listener_is_logged_with_an_id_that_the_person_reads(world, monkeypatch) -> None:
    ada, general = world.pair()
    monkeypatch.setattr(commands.reply, "usage", lambda: 1 / 0)
    with structlog.testing.capture_logs() as logs:
        await ada.commands(general, "/gemini-debug", "help")
    [bug] = [line for line in logs if line["event"] == "bug"]
    assert bug["incident"] in world.slack.ephemerals(ada)[-1].shown and bug["error"] == "ZeroDivisionError"
    assert "commands.py" in bug["where"]


async def test_a_bug_in_a_job_is_told_to_who_asked_and_none_of_the_pastes_words_is_logged(world, monkeypatch) -> None:
    monkeypatch.setattr(answer, "gather", broken)
    ada, general = world.pair()
    with structlog.testing.capture_logs() as logs:
        message = await ada.writes(general, f"{world.slack.mention} hello")
        [reply] = await world.slack.thread(message, count=1)
    [bug] = [line for line in logs if line["event"] == "bug"]
    assert bug["incident"] in reply.shown and bug["error"] == "KeyError" and WORDS not in str(logs)


async def test_a_bug_about_something_heard_bothers_nobody(world, pastes, monkeypatch) -> None:
    monkeypatch.setattr(answer, "gather", broken)
    ada, general = world.pair()
    with structlog.testing.capture_logs() as logs:
        message = await ada.writes(general, pastes["api-key-invalid"])
        await world.slack.settled()
        await engine.drain(3)
    assert world.ours(message) == [] and [line["error"] for line in logs if line["event"] == "bug"] == ["KeyError"]


async def test_who_cannot_be_told_in_the_thread_is_told_alone(world, monkeypatch) -> None:
    monkeypatch.setattr(answer, "gather", broken)
    world.slack.faults.error("chat.postMessage", "restricted_action")
    ada, general = world.pair()
    await ada.writes(general, f"{world.slack.mention} hello")
    assert "id" in (await world.slack.ephemeral(ada))[0].shown


async def test_who_cannot_be_told_at_all_is_in_the_log(world, monkeypatch) -> None:
    monkeypatch.setattr(answer, "gather", broken)
    for method in ("chat.postMessage", "chat.postEphemeral"):
        world.slack.faults.error(method, "fatal_error", times=5)
    ada, general = world.pair()
    with structlog.testing.capture_logs() as logs:
        await ada.writes(general, f"{world.slack.mention} hello")
        await world.slack.settled()
        await engine.drain(3)
    assert "can't tell the person" in [line["event"] for line in logs]


async def test_an_unknown_kind_of_job_is_a_bug(world) -> None:
    with structlog.testing.capture_logs() as logs:
        await engine.accept("odd", "odd", {"person": "U1", "channel": "D1", "key": "odd"})
        handle = await engine.DBOS.retrieve_workflow_async("odd")
        await handle.get_result(polling_interval_sec=0.05)
    assert "LookupError" in [line.get("error") for line in logs]


async def test_a_gesture_of_a_later_version_is_acknowledged(world) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, "soup")
    world.slack.app.manifest["features"]["shortcuts"].append(
        {"type": "message", "name": "New", "callback_id": "new", "description": "n"}
    )
    delivery = await ada.shortcuts("new", message)
    world.slack.app.manifest["features"]["shortcuts"].pop()
    assert delivery.state == "acknowledged"


async def test_a_deployment_for_some_teams_leaves_the_others_alone(world, pastes, monkeypatch) -> None:
    ada, general = world.pair()
    monkeypatch.setattr(world.bot.kit.settings, "__dict__", {**world.bot.kit.settings.__dict__, "teams": ("T0OTHER",)})
    message = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.settled()
    assert world.ours(message) == [] and world.delivered(message) == "acknowledged"


async def test_a_file_that_cannot_be_fetched_is_noted_beside_the_answer(world, pastes, monkeypatch) -> None:
    async def refused(*_: object) -> None:
        raise gather.UserError("trace.txt is gone")

    monkeypatch.setattr(gather, "fetch", refused)
    ada = world.person()
    message = await ada.writes(ada.dm, pastes["api-key-invalid"], files=[("trace.txt", "x")])
    [reply] = await world.slack.thread(message, count=1)
    assert "trace.txt is gone" in reply.shown and world.cause(reply) == "api-key-invalid"
    heard = await ada.writes(world.channel(), "see", files=[("trace.txt", "x")])
    await world.slack.settled()
    assert world.ours(heard) == []
