"""The trial: as sent, the changes until one passes, less of it, as sent once more; and what is said of all that."""

from __future__ import annotations

import dataclasses

from bot.replay.call import Call
from bot.replay.caps import Limits
from bot.replay.outcome import Outcome
from bot.replay.sendable import Difference
from bot.replay.trial import Verdict
from bot.request.call import at
from tests.replay.pastes import (
    GONE,
    HELLO,
    HOT,
    INVALID,
    RANGE,
    UNKNOWN,
    config,
    curl,
    ended,
    error,
    failed,
)
from tests.replay.play import hot, play, script


def test_the_smallest_change_is_found_and_proved(a_plan, knowledge):
    played = play(a_plan(config(HOT, RANGE)), hot, knowledge)
    clamp = "clamp: generationConfig.temperature 0..2"
    assert played.sent == ["as sent", f"change | {clamp}", "as sent again"]
    assert played.verdict == Verdict("smallest", (clamp,), True, "parameter-invalid")
    assert played.verdict.passed


def test_two_faults_take_two_changes(a_plan, knowledge):
    played = play(a_plan(config({"temperature": 3, "topP": 7}, RANGE)), hot, knowledge)
    sizes = [len(one.sent.changes) for one in played.attempts]
    assert sizes[:-1] == sorted(sizes[:-1]) and sizes[-2:] == [2, 0]  # single ones before pairs
    assert played.verdict.kind == "smallest" and len(played.verdict.changes) == 2 and played.verdict.proved


def test_what_passes_unchanged_was_not_at_fault(a_plan, knowledge):
    assert play(a_plan(config(HOT, RANGE)), script(ended()), knowledge).verdict == Verdict(
        "passes", cause="parameter-invalid"
    )


def test_what_passes_with_replaced_values_may_have_been_at_fault(a_plan, knowledge):
    plan = dataclasses.replace(a_plan(config(HOT, RANGE)), differences=(Difference("replaced", "contents", "Hello"),))
    assert play(plan, script(ended()), knowledge).verdict.why == "differences"


def test_what_fails_now_and_passes_later_was_not_at_fault(a_plan, knowledge):
    played = play(a_plan(config(HOT, RANGE)), script(failed(RANGE), ended(), ended()), knowledge)
    assert played.sent[-1] == "as sent again"
    assert played.verdict == Verdict("passes", cause="parameter-invalid", why="meanwhile")


def test_another_cause_is_news_and_its_own_changes_are_tried(a_plan, knowledge):
    def service(call: Call) -> Outcome:
        return failed(GONE) if call.model == "gemini-3.5-flash" else ended()

    played = play(a_plan(config(HOT, RANGE)), service, knowledge)
    assert played.attempts[0].cause == "model-not-found"
    assert played.verdict == Verdict("smallest", ("model: gemini-3.8-flash",), True, "model-not-found")
    never = play(a_plan(config(HOT, RANGE)), script(failed(GONE)), knowledge)
    assert never.verdict == Verdict("another", cause="model-not-found", why="tried")


def test_the_error_of_now_says_more_than_the_pasted_one(a_plan, knowledge):
    def service(call: Call) -> Outcome:
        return failed(UNKNOWN) if at(call.body, "generationConfig.wishes") else ended()

    plan = a_plan(curl({"contents": HELLO, "generationConfig": {"wishes": 3, "seed": 1}}, UNKNOWN))
    played = play(dataclasses.replace(plan, candidates=()), service, knowledge)
    assert played.verdict == Verdict("smallest", ("remove: generationConfig.wishes",), True, "unknown-field")


def test_a_change_is_made_smaller(a_plan, knowledge):
    def service(call: Call) -> Outcome:
        return failed(INVALID) if at(call.body, "generationConfig.topP") else ended()

    plan = dataclasses.replace(
        a_plan(config({"seed": 1, "topP": 0.5, "topK": 3}, INVALID)),
        candidates=(("remove: generationConfig",),),
        cause="malformed-request",
    )
    played = play(plan, service, knowledge)
    assert played.verdict == Verdict("smallest", ("remove: generationConfig.topP",), True, "malformed-request")
    assert {one.sent.purpose for one in played.attempts} == {"as sent", "change", "smaller", "as sent again"}


def test_nothing_to_try_is_said(a_plan, knowledge):
    played = play(a_plan(config({}, INVALID)), script(failed(INVALID)), knowledge)
    assert played.verdict.kind == "fails" and played.verdict.why == "tried"
    bare = play(a_plan(curl({"contents": HELLO})), script(failed(INVALID)), knowledge)
    assert bare.verdict == Verdict("fails", cause="malformed-request", why="no change")


def test_an_unknown_cause_is_proved_by_its_code(a_plan, knowledge):
    odd = error(418, "TEAPOT", "short and stout")
    plan = dataclasses.replace(a_plan(config(HOT, odd)), cause=None)
    played = play(
        plan,
        lambda call: failed(odd) if (at(call.body, "generationConfig.temperature") or 0) > 2 else ended(),
        knowledge,
    )
    assert played.attempts[0].cause is None
    assert (played.verdict.kind, played.verdict.proved) == ("smallest", True)


NETWORK = "\nhttpx2.ConnectError: [Errno -2] Name or service not known"


def test_the_way_to_google_is_tried_from_here(a_plan, knowledge):
    plan = a_plan(curl({"contents": HELLO}, None) + NETWORK)
    assert plan.cause == "network"
    assert play(plan, script(ended()), knowledge).verdict == Verdict("passes", cause="network", why="way")
    lost = play(plan, script(Outcome(failure="unreachable", message="Connection refused")), knowledge)
    assert lost.verdict == Verdict("fails", cause="network", why="no change")


def test_a_short_time_out_is_cured_by_a_longer_one(a_plan, knowledge):
    code = """
client = genai.Client(http_options={"timeout": 30})
client.models.generate_content(model="gemini-3.5-flash", contents="Hi")
httpx2.ReadTimeout: timed out
"""
    played = play(a_plan(code), lambda call: Outcome(failure="timeout") if call.timeout_s < 1 else ended(), knowledge)
    assert played.verdict.kind == "smallest" and played.verdict.changes[0].startswith("timeout: ")


def test_another_key_passes_so_the_key_was_at_fault(a_plan, knowledge):
    told = error(
        400,
        "INVALID_ARGUMENT",
        "API key not valid. Please pass a valid API key.",
        {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"},
    )
    plan = a_plan(curl({"contents": HELLO}, told))
    assert play(plan, script(ended()), knowledge).verdict == Verdict("passes", cause="api-key-invalid", why="key")


def test_an_answer_that_ends_as_the_pasted_one_is_the_same_failure(a_plan, knowledge):
    stopped = {"candidates": [{"finishReason": "MAX_TOKENS"}], "usageMetadata": {"thoughtsTokenCount": 95}}
    plan = a_plan(config({"maxOutputTokens": 100}, stopped))
    played = play(
        plan,
        lambda call: ended("MAX_TOKENS" if at(call.body, "generationConfig.maxOutputTokens") else "STOP"),
        knowledge,
    )
    assert played.attempts[0].cause == "max-tokens"
    assert played.verdict == Verdict("smallest", ("remove: generationConfig.maxOutputTokens",), True, "max-tokens")


def test_an_answer_that_our_cap_cuts_short_passes(a_plan, knowledge):
    assert play(a_plan(config(HOT, RANGE)), script(ended("MAX_TOKENS")), knowledge).verdict.kind == "passes"


def test_a_blocked_prompt_is_the_same_failure_and_loses_one_filter_only(a_plan, knowledge):
    def service(call: Call) -> Outcome:
        open_ = {one["category"] for one in call.body.get("safetySettings", []) if one["threshold"] == "BLOCK_NONE"}
        return ended() if "HARM_CATEGORY_HARASSMENT" in open_ else Outcome(http=200, block_reason="SAFETY", seconds=0.2)

    plan = a_plan(curl({"contents": HELLO}, {"promptFeedback": {"blockReason": "SAFETY"}}), limits=Limits(calls=20))
    played = play(plan, service, knowledge)
    only = 'set: safetySettings [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}]'
    assert played.verdict == Verdict("smallest", (only,), True, "prompt-blocked-safety")


def test_an_empty_answer_is_no_pass_to_that_question(a_plan, knowledge):
    said = "response.text is None, finish_reason STOP, the candidate has no parts at all"
    plan = dataclasses.replace(
        a_plan(curl({"contents": HELLO}, None) + "\n" + said), cause="empty-response", question="empty"
    )
    empty = play(plan, script(ended(text="")), knowledge)
    assert empty.verdict == Verdict("fails", cause="empty-response", why="no change")
    assert play(plan, script(ended(text="", raw='{"functionCall": {}}')), knowledge).verdict.kind == "passes"


def test_whether_an_answer_is_good_a_replay_can_not_tell(a_plan, knowledge):
    plan = dataclasses.replace(a_plan(config(HOT, RANGE)), cause="output-quality", question="answer")
    assert play(plan, script(ended()), knowledge).verdict == Verdict("unclear", cause="output-quality", why="answer")


def test_the_fix_alone_is_sent_where_that_is_wished(a_plan, knowledge):
    played = play(a_plan(config(HOT, RANGE), fix_only=True), hot, knowledge)
    assert played.sent == ["change | clamp: generationConfig.temperature 0..2"]
    assert (played.verdict.kind, played.verdict.proved, played.verdict.why) == ("change", False, "unproved")
    assert play(a_plan(curl({"contents": HELLO}), fix_only=True), hot, knowledge).verdict.why == "no change"
