"""A trial within its limits, and with a service that is busy, down or not reached."""

from __future__ import annotations

import dataclasses
import json

import pytest

from bot.replay.caps import Limits
from bot.replay.outcome import Outcome
from bot.replay.trial import Verdict
from bot.request.call import at
from tests.replay.pastes import (
    BUSY,
    DAILY,
    GONE,
    HOT,
    INTERNAL,
    INVALID,
    LIMITED,
    RANGE,
    config,
    ended,
    error,
    failed,
)
from tests.replay.play import hot, play, script


def test_without_calls_left_a_change_is_not_shown_smallest(a_plan, knowledge):
    plan = a_plan(config({"seed": 1, "topP": 0.5, "topK": 3}, INVALID), limits=Limits(calls=4))
    plan = dataclasses.replace(plan, candidates=(("remove: generationConfig",),), cause="malformed-request")
    played = play(plan, lambda call: failed(INVALID) if at(call.body, "generationConfig.topP") else ended(), knowledge)
    assert len(played.attempts) == 4 and played.sent[-1] == "as sent again"
    assert (played.verdict.kind, played.verdict.why, played.verdict.proved) == ("change", "calls", True)


def test_the_last_call_may_go_to_a_change_that_is_then_not_proved(a_plan, knowledge):
    played = play(a_plan(config(HOT, RANGE), limits=Limits(calls=2)), hot, knowledge)
    assert len(played.attempts) == 2
    assert (played.verdict.kind, played.verdict.proved) == ("smallest", False)


def test_no_more_calls_are_made_than_allowed(a_plan, knowledge):
    plan = a_plan(config({"temperature": 3, "topP": 7}, RANGE), limits=Limits(calls=100))
    whole = play(plan, script(failed(RANGE)), knowledge)
    assert whole.verdict == Verdict("fails", cause="parameter-invalid", why="tried")
    for calls in range(1, len(whole.attempts)):
        played = play(dataclasses.replace(plan, limits=Limits(calls=calls)), script(failed(RANGE)), knowledge)
        assert played.attempts == whole.attempts[:calls]
        assert played.verdict == Verdict("fails", cause="parameter-invalid", why="calls")


def test_calls_that_were_made_before_count(a_plan, knowledge):
    plan = dataclasses.replace(a_plan(config(HOT, RANGE), limits=Limits(calls=2)), made=1)
    assert len(play(plan, hot, knowledge).attempts) == 1


def test_time_is_up(a_plan, knowledge):
    plan = a_plan(config(HOT, RANGE), limits=Limits(seconds=5))
    played = play(plan, script(failed(RANGE, seconds=6)), knowledge)
    assert played.verdict == Verdict("fails", cause="parameter-invalid", why="seconds")


def test_with_less_than_a_second_left_nothing_is_sent(a_plan, knowledge):
    plan = a_plan(config(HOT, RANGE), limits=Limits(seconds=5))
    played = play(plan, script(failed(RANGE, seconds=4.01)), knowledge)
    assert played.verdict == Verdict("fails", cause="parameter-invalid", why="seconds") and len(played.attempts) == 1
    assert len(play(plan, script(failed(RANGE, seconds=4)), knowledge).attempts) == 2
    busy = a_plan(config(HOT, RANGE), limits=Limits(seconds=11))  # 10 s are waited after a 503
    assert not play(busy, script(failed(BUSY, seconds=0.01)), knowledge).waits
    assert play(busy, script(failed(BUSY, seconds=0)), knowledge).waits


def test_money_is_up_before_it_is_spent(a_plan, knowledge):
    plan = a_plan(config(HOT, RANGE))
    dear = dataclasses.replace(plan, limits=Limits(spend=plan.cost() / 2))
    assert play(dear, hot, knowledge).verdict == Verdict("unclear", why="spend")
    once = dataclasses.replace(plan, limits=Limits(spend=plan.cost() * 1.01))
    spent = {"promptTokenCount": 10, "candidatesTokenCount": 200}
    played = play(once, lambda call: dataclasses.replace(hot(call), usage=spent), knowledge)
    assert played.verdict == Verdict("fails", cause="parameter-invalid", why="spend")
    assert played.attempts[0].cost > 0


@pytest.mark.parametrize(
    "told", [BUSY, INTERNAL, error(504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete.")]
)
def test_a_service_that_stays_down_is_not_the_request(a_plan, knowledge, told):
    plan = dataclasses.replace(a_plan(config(HOT, RANGE)), candidates=())
    played = play(plan, script(failed(told)), knowledge)
    if told["error"]["code"] == 504:  # it may be the caller's own time-out
        assert {one.sent.changes for one in played.attempts} == {(), ("timeout: 600",)}
        assert played.verdict == Verdict("down", cause="deadline-exceeded")
        return
    assert played.sent == ["as sent", "as sent"] and played.attempts[1].sent.retry
    assert played.verdict.kind == "down"


def test_a_busy_moment_is_waited_for_and_counted_once(a_plan, knowledge):
    plan = a_plan(config(HOT, RANGE), limits=Limits(calls=3))
    played = play(plan, script(failed(LIMITED), failed(RANGE), ended(), failed(BUSY), failed(RANGE)), knowledge)
    assert [(wait.seconds, wait.asked) for wait in played.waits] == [(22.0, True), (10.0, False)]
    assert played.verdict.kind == "smallest" and played.verdict.proved
    assert [one.sent.retry for one in played.attempts] == [False, True, False, False, True]
    assert played.attempts[1].seconds == pytest.approx(22.5)


def test_a_limit_that_stays_is_no_verdict_on_the_request(a_plan, knowledge):
    other = play(a_plan(config(HOT, RANGE)), script(failed(LIMITED)), knowledge)
    assert other.verdict == Verdict("unclear", cause="rate-limit-minute", why="limited")
    same = play(a_plan(config({}, LIMITED)), script(failed(LIMITED)), knowledge)
    assert same.verdict == Verdict("fails", cause="rate-limit-minute", why="limited")


def test_a_daily_quota_is_not_waited_for(a_plan, knowledge):
    played = play(a_plan(config(HOT, RANGE)), script(failed(DAILY)), knowledge)
    assert not played.waits and played.verdict == Verdict("another", cause="quota-day", why="hopeless")


def test_nobody_waits_more_than_a_minute(a_plan, knowledge):
    told = json.loads(json.dumps(LIMITED).replace("22s", "75s"))
    assert not play(a_plan(config(HOT, RANGE)), script(failed(told)), knowledge).waits


def test_a_busy_service_among_the_changes_says_nothing_of_them(a_plan, knowledge):
    plan = a_plan(config(HOT, RANGE))
    played = play(plan, script(failed(RANGE), failed(BUSY), failed(BUSY)), knowledge)
    assert played.verdict == Verdict("unclear", cause="parameter-invalid", why="limited")
    several = dataclasses.replace(
        a_plan(config({"seed": 1, "topP": 0.5}, INVALID)),
        candidates=(("remove: generationConfig",),),
        cause="malformed-request",
    )
    left = play(several, script(failed(INVALID), ended(), failed(BUSY), failed(BUSY), failed(INVALID)), knowledge)
    assert (left.verdict.kind, left.verdict.why) == ("change", "limited")


def test_a_last_call_that_says_nothing_proves_nothing(a_plan, knowledge):
    played = play(a_plan(config(HOT, RANGE)), script(failed(RANGE), ended(), failed(BUSY)), knowledge)
    assert played.verdict == Verdict(
        "smallest", ("clamp: generationConfig.temperature 0..2",), False, "parameter-invalid"
    )
    other = play(a_plan(config(HOT, RANGE)), script(failed(RANGE), ended(), failed(GONE)), knowledge)
    assert not other.verdict.proved


@pytest.mark.parametrize("failure", ["unreachable", "redirect", "broken stream", "too large", "odd answer", "refused"])
def test_what_brings_no_answer_tells_nothing(a_plan, knowledge, failure):
    played = play(a_plan(config(HOT, RANGE)), script(Outcome(failure=failure)), knowledge)
    assert played.verdict == Verdict("unclear", why=failure) and len(played.attempts) == 1
