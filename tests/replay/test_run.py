"""The loop of a replay: each step is told, each call is recorded before and after it, and a person can stop it."""

from __future__ import annotations

import asyncio
import dataclasses

import pytest

from bot.replay import run as loop
from bot.replay.attempt import Attempt, Send
from bot.replay.call import Call
from bot.replay.caps import Limits
from bot.replay.outcome import Outcome
from bot.replay.trial import Verdict, Wait
from tests.replay.pastes import HOT, LIMITED, RANGE, config, ended, error, failed
from tests.replay.play import hot

CLAMP = ("clamp: generationConfig.temperature 0..2",)


async def service(call: Call) -> Outcome:
    return hot(call)


async def test_a_replay_goes_from_its_plan_to_its_verdict(a_plan, knowledge):
    attempts, verdict = await loop.run(a_plan(config(HOT, RANGE)), knowledge, service)
    assert [one.sent.purpose for one in attempts] == ["as sent", "change", "as sent again"]
    assert verdict == Verdict("smallest", CLAMP, True, "parameter-invalid")


async def test_each_step_is_told_and_each_call_recorded_before_and_after(a_plan, knowledge):
    told: list[str] = []

    async def send(call: Call) -> Outcome:
        told.append("sent")
        return hot(call)

    async def on_step(step: object, done: tuple[Attempt, ...]) -> None:
        told.append(f"{type(step).__name__} {len(done)}")

    async def on_attempt(attempt: Attempt) -> None:
        told.append("begun" if attempt.outcome is None else "done")

    await loop.run(a_plan(config(HOT, RANGE)), knowledge, send, on_step=on_step, on_attempt=on_attempt)
    assert told == [*(f for n in range(3) for f in (f"Send {n}", "begun", "sent", "done")), "Verdict 3"]


async def test_it_goes_on_where_it_broke_off(a_plan, knowledge):
    plan = a_plan(config(HOT, RANGE))
    whole, verdict = await loop.run(plan, knowledge, service)
    sent: list[Call] = []

    async def send(call: Call) -> Outcome:
        sent.append(call)
        return hot(call)

    rest, again = await loop.run(plan, knowledge, send, attempts=whole[:2])
    assert len(sent) == 1 and again == verdict and rest[:2] == whole[:2]
    _, lost = await loop.run(plan, knowledge, send, attempts=(*whole[:1], Attempt(Send("change", CLAMP))))
    assert lost.kind == "interrupted" and len(sent) == 1


async def test_a_busy_service_is_waited_for(a_plan, knowledge, monkeypatch):
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(loop.asyncio, "sleep", sleep)
    answers = [failed(LIMITED), ended()]

    async def send(call: Call) -> Outcome:
        return answers.pop(0)

    attempts, verdict = await loop.run(a_plan(config(HOT, RANGE)), knowledge, send)
    assert slept == [22.0] and verdict.kind == "passes" and attempts[1].sent.retry


@pytest.mark.parametrize("where", ["before", "while sending", "while waiting"])
async def test_a_person_stops_it(a_plan, knowledge, where):
    stop = asyncio.Event()
    hangs = asyncio.Event()
    ended_early: list[bool] = []

    async def send(call: Call) -> Outcome:
        if where == "while waiting":
            return failed(LIMITED)
        try:
            stop.set()
            await hangs.wait()
        except asyncio.CancelledError:
            ended_early.append(True)
            raise
        return ended()

    async def on_step(step: object, done: tuple[Attempt, ...]) -> None:
        if where == "before" or isinstance(step, Wait):
            stop.set()

    attempts, verdict = await loop.run(a_plan(config(HOT, RANGE)), knowledge, send, on_step=on_step, stop=stop)
    assert verdict.kind == "stopped"
    assert len(attempts) == (0 if where == "before" else 1)
    assert ended_early == ([True] if where == "while sending" else [])
    assert where != "while sending" or attempts[0].outcome is None


async def test_with_a_stop_that_nobody_presses_it_ends_by_itself(a_plan, knowledge):
    _, verdict = await loop.run(a_plan(config(HOT, RANGE)), knowledge, service, stop=asyncio.Event())
    assert verdict.proved


async def test_what_breaks_while_sending_is_not_hidden(a_plan, knowledge):
    async def send(call: Call) -> Outcome:
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        await loop.run(a_plan(config(HOT, RANGE)), knowledge, send, stop=asyncio.Event())


async def test_a_call_has_no_more_seconds_than_are_left(a_plan, knowledge):
    seen: list[float] = []

    async def send(call: Call) -> Outcome:
        seen.append(call.timeout_s)
        return dataclasses.replace(hot(call), seconds=30.0)

    await loop.run(a_plan(config(HOT, RANGE), limits=Limits(seconds=100)), knowledge, send)
    assert seen == [60.0, 60.0, 40.0]


async def test_tokens_are_counted_where_there_is_something_to_count(a_plan):
    sent: list[Call] = []

    async def send(call: Call) -> Outcome:
        sent.append(call)
        return Outcome(http=200, usage={"totalTokens": 3})

    plan = await loop.count(a_plan(config(HOT, RANGE)), send)
    assert (plan.counted, plan.input_tokens, plan.made, sent[0].method) == (True, 3, 1, "countTokens")
    embedding = a_plan(config(HOT, error(503, "UNAVAILABLE", "busy"), verb="embedContent"))
    assert await loop.count(embedding, send) == embedding and len(sent) == 1
