"""A trial that broke off and goes on: nothing is sent twice."""

from __future__ import annotations

import json

from bot.replay.attempt import Attempt, Send
from bot.replay.plan import Plan
from bot.replay.trial import Verdict, Wait, next_step
from tests.replay.pastes import (
    HOT,
    LIMITED,
    RANGE,
    config,
    ended,
    failed,
)
from tests.replay.play import hot, play, script


def test_a_call_that_a_crash_cut_off_is_never_sent_again(a_plan):
    plan = a_plan(config(HOT, RANGE))
    clamp = ("clamp: generationConfig.temperature 0..2",)
    first = Attempt(Send("as sent"), failed(RANGE), cause="parameter-invalid", offers=(clamp,))
    passed = Attempt(Send("change", clamp), ended(), passed=True)
    assert next_step(plan, [Attempt(Send("as sent"))]) == Verdict("interrupted")
    assert next_step(plan, [first, Attempt(Send("change", clamp))]) == Verdict("interrupted", cause="parameter-invalid")
    lost = [first, passed, Attempt(Send("as sent again"))]
    assert next_step(plan, lost) == Verdict("interrupted", clamp, cause="parameter-invalid")


def test_after_a_crash_it_goes_on_where_it_was(a_plan, knowledge):
    plan = a_plan(config({"temperature": 3, "topP": 7}, RANGE))
    played = play(plan, hot, knowledge)
    for many in range(len(played.attempts) + 1):
        kept = json.loads(json.dumps([one.as_json() for one in played.attempts[:many]]))
        step = next_step(Plan.of_json(json.loads(json.dumps(plan.as_json()))), [Attempt.of_json(one) for one in kept])
        assert step == (played.attempts[many].sent if many < len(played.attempts) else played.verdict)


def test_a_wait_is_found_again_after_a_crash(a_plan, knowledge):
    plan = a_plan(config(HOT, RANGE))
    played = play(plan, script(failed(LIMITED)), knowledge)
    assert next_step(plan, played.attempts[:1]) == Wait(22.0, True, Send("as sent", (), True, 22.0))
    assert Attempt.of_json(Attempt(Send("as sent")).as_json()) == Attempt(Send("as sent"))
