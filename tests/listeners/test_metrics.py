"""What Prometheus reads, and what follows one case through the log."""

from __future__ import annotations

import asyncio
import json
import math
from typing import Any, get_args

import pytest
import structlog
from prometheus_client.parser import text_string_to_metric_families
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import OperationalError

from bot import health as bot_health
from bot import metrics
from bot.client import REVOKED
from bot.health import Health
from bot.jobs import answer, engine
from bot.jobs import post as posting
from bot.replay.trial import Kind
from bot.store import cases

WORDS = "marmalade"
pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "LOOK_AFTER", 0.0)


def value(name: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(f"gemini_debug_{name}", labels) or 0.0


class Since:
    """How much a figure has grown since then."""

    def __init__(self) -> None:
        self._then: dict[Any, float] = {}
        for family in metrics.REGISTRY.collect():
            for sample in family.samples:
                self._then[sample.name, *sorted(sample.labels.items())] = sample.value

    def __call__(self, name: str, **labels: str) -> float:
        return value(name, **labels) - self._then.get((f"gemini_debug_{name}", *sorted(labels.items())), 0.0)


async def nothing_waits() -> None:
    async with asyncio.timeout(5):
        while not await engine.idle():
            await engine.drain(3)


async def begun() -> Since:
    """From here on only what the test itself does counts."""
    await nothing_waits()
    return Since()


async def scraped(world) -> dict[str, float]:
    answer = await Health(world.bot.kit, world.bot.socket).metrics(None)  # type: ignore[arg-type]
    assert answer.headers["Content-Type"].startswith("text/plain")
    families = text_string_to_metric_families(answer.body.decode())
    return {sample.name: sample.value for family in families for sample in family.samples}


async def test_a_paste_counts_with_its_cause_its_way_and_its_time(world, pastes) -> None:
    since = await begun()
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.thread(message, count=1)
    await nothing_waits()
    assert since("events_total", type="message") >= 1
    assert since("pastes_read_total", entrance="message") == 1
    assert since("diagnoses_total", cause="api-key-invalid", confidence="sure") == 1
    assert since("replies_total", way="thread") == 1 and since("jobs_total", end="done") == 1
    assert since("event_to_reply_seconds_count") == 1 and 0 < since("event_to_reply_seconds_sum") < 5
    assert since("unknowns_total") == 0


async def test_what_is_unknown_counts_as_that(world) -> None:
    since = await begun()
    ada = world.person()
    await world.slack.thread(await ada.writes(ada.dm, "soup"), count=1)
    await nothing_waits()
    assert since("unknowns_total") == since("diagnoses_total", cause="unknown", confidence="unknown") == 1


async def test_silence_counts_without_a_time(world) -> None:
    since = await begun()
    ada, general = world.pair()
    await ada.writes(general, "see", files=[("notes.txt", "just notes")])
    await world.slack.settled()
    await nothing_waits()
    assert since("replies_total", way="silent") == 1 and since("event_to_reply_seconds_count") == 0


async def test_what_slack_refuses_counts_by_method_and_code_and_a_new_code_as_other(world, pastes) -> None:
    since = await begun()
    world.slack.faults.error("chat.postMessage", "some_code_of_next_year")
    world.slack.faults.limited("chat.postMessage", 1)
    world.slack.faults.status("auth.test", 500)
    ada, general = world.pair()
    await world.slack.thread(await ada.writes(general, f"{world.slack.mention} hello"), count=1, within=8)
    await nothing_waits()
    health = Health(world.bot.kit, None)
    await health.ready(None)  # type: ignore[arg-type]
    await health.ready(None)  # type: ignore[arg-type]
    assert since("slack_errors_total", method="chat.postMessage", code="other") == 1
    assert since("slack_errors_total", method="chat.postMessage", code="ratelimited") == 1
    assert since("slack_errors_total", method="auth.test", code="internal_error") == 1
    assert since("jobs_total", end="given_up") == 1


async def test_a_slack_that_cannot_be_reached_counts_as_that(world, pastes) -> None:
    since = await begun()
    world.slack.faults.lost("chat.postMessage")
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.until(lambda: world.ours(message))
    await nothing_waits()
    assert since("slack_errors_total", method="chat.postMessage", code="unreachable") == 1


async def test_the_queue_is_counted_while_a_job_runs_and_is_empty_after(world, pastes) -> None:
    await nothing_waits()
    world.slack.faults.slow("chat.postMessage", 60)
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.until(lambda: world.ours(message), within=8)
    found = await scraped(world)
    assert found["gemini_debug_queue_depth"] == 1 and 0 <= found["gemini_debug_queue_oldest_seconds"] < 5
    assert found["gemini_debug_ready"] == 1 and found["process_resident_memory_bytes"] > 1e6
    await world.slack.clock.advance(60)
    await world.slack.thread(message, count=1)
    await nothing_waits()
    after = await scraped(world)
    assert after["gemini_debug_queue_depth"] == 0 == after["gemini_debug_queue_oldest_seconds"]


async def test_without_the_database_the_queue_is_no_number_and_the_rest_is_there(world, monkeypatch) -> None:
    async def away(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr(world.bot.kit.store, "run", away)
    found = await scraped(world)
    assert math.isnan(found["gemini_debug_queue_depth"]) and "gemini_debug_unknowns_total" in found
    assert value("ready", part="store") == 0 and value("ready", part="slack") == 1


async def test_a_store_or_a_slack_that_does_not_answer_is_told_apart_from_one_that_refuses(world, monkeypatch) -> None:
    async def never() -> None:
        await asyncio.Event().wait()

    async def cut_off() -> None:
        raise ConnectionResetError

    health = Health(world.bot.kit, None)
    monkeypatch.setattr(bot_health, "READY_SECONDS", 0.05)
    for away, said in ((never, "no answer within"), (cut_off, "can't be reached (ConnectionResetError)")):
        monkeypatch.setattr(world.bot.kit.store, "ready", away)
        answer = await health.ready(None)  # type: ignore[arg-type]
        assert answer.status == 503 and said in str(answer.text)


async def test_what_holds_nothing_to_read_counts_without_a_diagnosis(world) -> None:
    since = await begun()
    ada = world.person()
    picture = await ada.writes(ada.dm, "", files=[("trace.bin", b"\0\1")])
    await world.slack.thread(picture, count=1)
    await nothing_waits()
    assert since("pastes_read_total", entrance="direct") == 1 and since("unknowns_total") == 0


async def test_a_token_that_is_revoked_while_it_works_turns_ready_false_at_once_and_back(world) -> None:
    health = Health(world.bot.kit, world.bot.socket)
    assert (await health.ready(None)).status == 200  # type: ignore[arg-type]
    world.slack.faults.revoked = True
    with pytest.raises(SlackApiError):
        await world.bot.kit.client.chat_getPermalink(channel="C1", message_ts="1.1")
    answer = await health.ready(None)  # type: ignore[arg-type]
    assert answer.status == 503 and json.loads(str(answer.text))["slack"] in REVOKED
    world.slack.faults.revoked = False
    assert (await health.ready(None)).status == 200  # type: ignore[arg-type]


async def test_no_label_can_grow_without_bound(world) -> None:
    metrics.heard("soup" * 9)
    metrics.refused("x" * 99, "y" * 99)
    metrics.replayed("passes")
    assert value("events_total", type="other") and value("slack_errors_total", method="other", code="other")
    bounds = {
        "cause": {*world.bot.kit.knowledge.entries, "not-gemini", "unknown"},
        "confidence": {"sure", "likely", "unknown"},
        "entrance": {"message", "mention", "direct", "alert", "command", "modal", "shortcut"},
        "way": {"thread", "line", "private", "silent"},
        "end": {"done", "given_up", "dropped"},
        "why": {"old_event", "late_reply"},
        "verdict": {*get_args(Kind), "not_sent"},
        "type": metrics.EVENTS | {"other"},
        "method": metrics.METHODS | {"other"},
        "code": metrics.CODES | {"other"},
        "part": {"store", "slack"},
        "le": {str(bound) for bound in metrics.SECONDS} | {"+Inf"},
    }
    for family in metrics.REGISTRY.collect():
        for sample in family.samples:
            if sample.name.startswith("gemini_debug_"):
                assert all(label in bounds[name] for name, label in sample.labels.items()), sample


async def test_one_id_leads_from_the_event_to_the_reply_and_no_word_of_the_paste_is_logged(
    world, pastes, monkeypatch
) -> None:
    ada, general = world.pair()
    await world.slack.settled()
    with structlog.testing.capture_logs([structlog.contextvars.merge_contextvars]) as logs:
        message = await ada.writes(general, f"marmalade {pastes['api-key-invalid']}")
        [reply] = await world.slack.thread(message, count=1)
        await nothing_waits()
        await world.slack.settled()  # the answer may stand before the acknowledgement is on record
    case = world.case(reply)
    assert sorted(line["event"] for line in logs if line.get("case") == case) == ["accepted", "answered"]
    assert all(line.get("case") == case for line in logs if line["event"] in ("accepted", "answered"))
    [answered] = [line for line in logs if line["event"] == "answered"]
    assert answered["seconds"] > 0 and answered["cause"] == "api-key-invalid"
    assert "marmalade" not in str(logs) and "valid API key" not in str(logs)
    assert case == cases.id_of(f"{world.slack.app.id}:{world.bot.kit.me.team}:{general.id}:{message.ts}")


async def test_a_bug_and_a_button_carry_the_id_of_their_case(world, pastes, monkeypatch) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    [reply] = await world.slack.thread(message, count=1)
    await nothing_waits()
    await world.slack.settled()

    async def broken(*_: object) -> None:
        raise KeyError(WORDS)

    with structlog.testing.capture_logs([structlog.contextvars.merge_contextvars]) as logs:
        await ada.presses(reply, "Not it")
        await nothing_waits()
        monkeypatch.setattr(answer, "gather", broken)
        asked = await ada.writes(general, f"{world.slack.mention} marmalade")
        await world.slack.thread(asked, count=1)
        await nothing_waits()
        await world.slack.settled()
    case = world.case(reply)
    [pressed] = [line for line in logs if line["event"] == "accepted" and line["kind"] == "not_it"]
    [bug] = [line for line in logs if line["event"] == "bug"]
    accepted = {line["case"] for line in logs if line["event"] == "accepted" and line["kind"] == "answer"}
    assert pressed["case"] == case and {bug["case"]} == accepted != {case}
    assert "marmalade" not in str(logs)
