"""Slack is away for long, or doesn't take our token: jobs rest, and what would come too late is dropped with a record."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest
import structlog

from bot import client as bot_client
from bot import metrics, pace, trace
from bot.client import AwayError
from bot.jobs import engine, patience, work
from bot.jobs import post as posting
from bot.jobs.work import lasts

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOUR = 3600.0


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "LOOK_AFTER", 0.0)
    monkeypatch.setattr(patience, "PAUSES", (0.02, 0.05))
    monkeypatch.setattr(bot_client, "LOOK_AGAIN", 0.02)
    monkeypatch.setattr(pace, "IN_CHANNEL", pace.Rate(100, 100.0))


@pytest.fixture
def hours_pass(world, monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """So many seconds later, for Slack's clock and for ours."""
    slack, passed = world.bot.kit.client.time, [0.0]
    ours = SimpleNamespace(time=lambda: time.time() + passed[0], monotonic=time.monotonic)
    for module in (trace, work):  # the fake signs by its own clock, as Slack does
        monkeypatch.setattr(module, "time", ours)
    monkeypatch.setattr(world.bot.kit.client, "time", lambda: slack() + passed[0])

    def pass_(seconds: float) -> None:
        passed[0] += seconds

    return pass_


def counted(name: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(f"gemini_debug_{name}", labels) or 0.0


def tries(world, method: str) -> int:
    return len(world.slack.calls(method))


async def away(world, times: int = 3) -> None:
    """So many looks have found Slack away."""
    begun = tries(world, "auth.test")
    await world.slack.until(lambda: tries(world, "auth.test") >= begun + times)


async def test_a_job_outlasts_more_tries_than_it_ever_had(world, pastes) -> None:
    world.slack.faults.status("chat.postMessage", 503, times=12)
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    assert len(await world.slack.thread(message, count=1)) == 1


async def test_while_the_token_is_revoked_jobs_rest_and_look_together_and_then_all_is_answered(world, pastes) -> None:
    ada = world.person()
    posts = tries(world, "chat.postMessage")
    world.slack.faults.revoked = True
    messages = [await ada.writes(world.channel(), pastes["api-key-invalid"]) for _ in range(10)]
    await world.slack.until(lambda: tries(world, "chat.postMessage") - posts >= 10)
    await away(world, 5)
    assert tries(world, "chat.postMessage") - posts == 10  # each tried once; since then one looks for all
    world.slack.faults.revoked = False
    for message in messages:
        assert len(await world.slack.thread(message, count=1)) == 1
    await engine.drain(3)
    assert [len(world.ours(message)) for message in messages] == [1] * 10


async def test_what_nobody_asked_for_is_not_said_after_a_long_outage_and_that_is_on_record(
    world, pastes, hours_pass
) -> None:
    before, ended = counted("dropped_total", why="late_reply"), counted("jobs_total", end="dropped")
    world.slack.faults.status("chat.postMessage", 503, times=None)
    ada, general = world.pair()
    with structlog.testing.capture_logs() as logs:
        message = await ada.writes(general, pastes["api-key-invalid"])
        await world.slack.until(lambda: len(world.slack.calls("chat.postMessage")) and world.slack.calls()[-1].status)
        await away(world, 2)
        hours_pass(11 * 60)
        world.slack.faults.clear()
        await engine.drain(10)
    assert world.ours(message) == [] and await world.kept(message) is None
    assert counted("dropped_total", why="late_reply") == before + 1
    assert counted("jobs_total", end="dropped") == ended + 1
    [line] = [line for line in logs if line["event"] == "dropped"]
    assert line["why"] == "late_reply" and len(line["case"]) == 24
    assert not [line for line in logs if line["event"] == "bug"]


async def test_what_somebody_asked_for_is_said_after_an_hour_and_not_after_three(world, pastes, hours_pass) -> None:
    for hours, stands in ((1, 1), (3, 0)):
        ada, general = world.pair()
        world.slack.faults.revoked = True
        message = await ada.writes(general, f"{world.slack.mention} {pastes['api-key-invalid']}")
        await away(world)
        hours_pass(hours * HOUR)
        world.slack.faults.revoked = False
        await engine.drain(10)
        assert len(world.ours(message)) == stands


async def test_a_post_whose_answer_was_lost_before_a_long_outage_is_found_and_recorded(
    world, pastes, hours_pass
) -> None:
    world.slack.faults.lost("chat.postMessage")
    world.slack.faults.status("conversations.replies", 503, times=None)
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.until(lambda: world.ours(message))
    await away(world)
    hours_pass(11 * 60)
    world.slack.faults.clear()
    kept = await world.kept(message)
    assert kept.reply_ts == world.ours(message)[0].ts and len(world.ours(message)) == 1


async def test_hours_after_its_time_a_job_looks_no_more(world, pastes, hours_pass) -> None:
    world.slack.faults.status("auth.test", 503, times=None)
    world.slack.faults.status("chat.postMessage", 503, times=None)
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    await away(world)
    hours_pass(2 * HOUR)
    await engine.drain(10)
    assert await engine.idle() and await world.kept(message) is None


async def test_an_answer_that_was_given_up_can_be_asked_for_again(world, pastes) -> None:
    world.slack.faults.error("chat.postMessage", "is_inactive", times=2)
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.settled()
    await engine.drain(3)
    assert world.ours(message) == [] and await world.kept(message) is None
    world.slack.faults.clear()
    await ada.shortcuts("debug", message)
    [reply] = await world.slack.thread(message, count=1)
    assert world.cause(reply) == "api-key-invalid"


async def test_slack_is_asked_once_for_all_who_want_to_know_whether_it_is_back(world, monkeypatch) -> None:
    monkeypatch.setattr(bot_client, "LOOK_AGAIN", 60.0)
    client = world.bot.kit.client
    for status, away_ in ((503, "internal_error"), (None, None)):
        client._looked = (float("-inf"), None)
        before = tries(world, "auth.test")
        if status:
            world.slack.faults.status("auth.test", status)
        for _ in range(5):
            if away_:
                with pytest.raises(AwayError, match=away_):
                    await client.look()
            else:
                await client.look()
        assert tries(world, "auth.test") == before + 1
    world.slack.faults.lost("auth.test")
    client._looked = (float("-inf"), None)
    with pytest.raises(AwayError, match="Disconnected"):
        await client.look()
    client._looked = (float("-inf"), None)


async def test_that_slack_is_away_does_not_last() -> None:
    assert not lasts(AwayError("token_revoked"))
