"""A replay in Slack keeps Slack's limits, says whose it is, and that a simulated service is one."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from typing import Any

import pytest

from bot.diagnosis import Diagnosis, Knowledge, diagnose, load
from bot.paste import read
from bot.places import place
from bot.replay.attempt import Attempt, Send, judged
from bot.replay.caution import Confirm
from bot.replay.outcome import Outcome
from bot.replay.plan import Plan, plan
from bot.replay.trial import Verdict
from bot.reply import replay_report, replay_slack
from bot.reply.limits import complaints, view_complaints
from bot.reply.replay_outcome import came
from bot.reply.replay_slack import Behind
from bot.reply.visible import message, visible

LEFT_OUT = "remove: generationConfig.thinkingConfig.thinkingBudget"
ADA = Behind("U0ADA", True, "own")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load(place("knowledge"))


def paste(text: str = "Hello", **config: Any) -> str:
    body = {
        "contents": [{"role": "user", "parts": [{"text": text}]}],
        "generationConfig": {"thinkingConfig": {"thinkingLevel": "high", "thinkingBudget": 1024}, **config},
    }
    error = {"error": {"code": 400, "message": "Request contains an invalid argument.", "status": "INVALID_ARGUMENT"}}
    address = "https://generativelanguage.googleapis.com/v1beta/models/gemini-3.5-flash:generateContent"
    return f"curl '{address}' -H 'x-goog-api-key: $K' -d '{json.dumps(body)}'\n\n{json.dumps(error)}"


def planned(knowledge: Knowledge, text: str) -> tuple[Plan, Diagnosis]:
    found = diagnose(read(text), knowledge)
    made = plan(found, knowledge, date(2026, 11, 25))
    assert isinstance(made, Plan)
    return made, found


def attempts(made: Plan, knowledge: Knowledge, **failed: Any) -> tuple[Attempt, ...]:
    error = {"error": {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}}
    no = Outcome(
        **{
            "http": 503, "status": "UNAVAILABLE", "message": "The model is overloaded.", "raw": json.dumps(error),
            "seconds": 1.0, "at": 1_795_600_000.0, "request_id": "abc|1", **failed,
        }
    )  # fmt: skip
    yes = Outcome(http=200, finish_reasons=("STOP",), text="Hi", seconds=1.0)
    return (
        judged(made, Send("as sent"), no, knowledge),
        judged(made, Send("as sent", (), True, 10.0), no, knowledge),
        judged(made, Send("change", (LEFT_OUT,)), yes, knowledge),
        Attempt(Send("as sent again")),
    )


def seen(view: Any) -> str:
    return "\n".join(map(visible, view["blocks"]))


@pytest.mark.parametrize("text", ["Hello", "x" * 20_000, "<!channel> & *bold* `code`"])
@pytest.mark.parametrize("whose", ["own", "team", "simulated"])
def test_every_view_and_message_keeps_slacks_limits(knowledge: Knowledge, text: str, whose: Any) -> None:
    made, found = planned(knowledge, paste(text, responseSchema={"type": "object", "properties": {"a" * 900: {}}}))
    made = dataclasses.replace(made, confirm=tuple(Confirm(kind, "v" * 900) for kind in ("media", "tools", "state")))
    behind = Behind("U0ADA", whose == "own", whose)
    tried = attempts(made, knowledge)
    verdict = Verdict("smallest", (LEFT_OUT,), True, "thinking-config")
    outcome = came(made, tried, verdict, found, knowledge)
    posts = [
        replay_slack.running(made, behind, "r1", "Call 1 of at most 10: as it is"),
        replay_slack.came(made, outcome, behind, "r1", cost=0.25, reportable=True),
        replay_slack.ended(behind, "r1", replay_slack.broke_off()),
        replay_slack.no_key("A replay needs a key."),
        replay_slack.report_post((("The forum", "https://discuss.ai.google.dev"),), whose == "simulated"),
        *replay_slack.report_pages("line\n" * 5_000),
    ]
    views = [
        replay_slack.plan_view(made, behind, "r1", counting=True),
        replay_slack.confirm_view(made, behind, "r1"),
        replay_slack.sentence_view("A sentence."),
        *(replay_slack.copy_view(language, code, whose == "simulated") for language, code in outcome.copies.items()),
        replay_slack.copy_view("go", "x" * 100_000, True),
        replay_slack.details_view(tried, whose == "simulated"),
        replay_slack.details_view(attempts(made, knowledge, raw="\U0001f600" * 9_000, message="m" * 4_000) * 25, True),
    ]
    assert [complaint for post in posts for complaint in complaints(post)] == []
    assert [complaint for view in views for complaint in view_complaints(view)] == []
    of_replay = [message(post.blocks) for post in posts[:3]] + [visible({"elements": v["blocks"]}) for v in views[:2]]
    assert all(("imulated Gemini" in said) is (whose == "simulated") for said in of_replay)
    assert "<!channel>" not in json.dumps([post.text for post in posts])


def test_who_replays_whose_paste_is_said_with_the_key_and_the_cost(knowledge: Knowledge) -> None:
    made, found = planned(knowledge, paste())
    outcome = came(made, attempts(made, knowledge), Verdict("down", cause="overloaded"), found, knowledge)

    def said(behind: Behind, **more: Any) -> str:
        return message(replay_slack.came(made, outcome, behind, "r1", **more).blocks).splitlines()[-1]

    call = "replayed generateContent of gemini-3.5-flash"
    assert said(ADA, cost=0.0123) == f"@U0ADA {call} with a key of their own. It cost about $0.012."
    assert said(Behind("U0BOB", False, "team")) == (
        f"@U0BOB {call}, which somebody else posted, by settings of their own and with the team's key."
    )
    assert said(Behind("not an id", True, "simulated")) == f"Somebody {call} with the simulated Gemini."


def test_the_seconds_of_a_simulated_service_are_not_shown(knowledge: Knowledge) -> None:
    made, found = planned(knowledge, paste())
    outcome = came(made, attempts(made, knowledge), Verdict("down", cause="overloaded"), found, knowledge)
    real = message(replay_slack.came(made, outcome, ADA, "r1").blocks)
    simulated = message(replay_slack.came(made, outcome, Behind("U0ADA", True, "simulated"), "r1").blocks)
    assert "1.0" in real and "1.0" not in simulated and "503 UNAVAILABLE" in simulated


def test_a_plan_that_costs_nothing_says_so_and_one_of_others_says_whose_settings_count(knowledge: Knowledge) -> None:
    made, _ = planned(knowledge, paste())
    shown = visible({"elements": replay_slack.plan_view(made, Behind("U0BOB", False, "simulated"), "r1")["blocks"]})
    assert "which costs nothing" in shown and "Somebody else posted this" in shown
    shown = visible({"elements": replay_slack.plan_view(made, ADA, "r1", counting=True)["blocks"]})
    assert "at most $" in shown and "Somebody else" not in shown and "being counted" in shown


def test_a_long_request_is_copied_to_its_end_or_the_rest_is_said_to_be_missing() -> None:
    lines = "".join(f"line {number:04}\n" for number in range(1, 3_001))
    for length, whole in ((30_000, True), (33_000, False)):
        shown = seen(replay_slack.copy_view("go", lines[:length] + "x" * 4_000 * (not whole), False))
        numbers = [int(word) for word in shown.split() if word.isdecimal()]
        assert numbers == list(range(1, len(numbers) + 1)) and len(numbers) > 2_900
        assert ("The rest is too long for Slack" in shown) is not whole


def test_details_show_each_call_with_its_answer(knowledge: Knowledge) -> None:
    made, _ = planned(knowledge, paste())
    shown = seen(replay_slack.details_view(attempts(made, knowledge), False))
    first, again, changed, last = (shown.split(f"{number}. Sent ")[1].split("\n", 1) for number in range(1, 5))
    assert first[0] == "as it is" and again[0] == "as it is, again after the wait" and last[0] == "as it is, once more"
    assert changed[0] == "with generationConfig.thinkingConfig.thinkingBudget left out"
    assert first[1].startswith(
        "503 UNAVAILABLE · 1.0 s · 2026-11-25 09:46:40 UTC · request id abc|1\n"
        'The model is overloaded.\n{"error": {"code": 503, "message": "The model is overloaded."'
    )
    assert changed[1].startswith("200 STOP · 1.0 s\n") and "goes on" not in shown
    assert last[1].startswith("It was on its way when the replay ended; what came of it isn't known.")


def test_details_of_long_answers_and_of_many_are_cut_and_say_so(knowledge: Knowledge) -> None:
    made, _ = planned(knowledge, paste())
    many = attempts(made, knowledge, raw="A" * 30_000, message="m" * 4_000)[:2] * 13
    shown = seen(replay_slack.details_view(many, True))
    assert [f"\n{number}. Sent " in shown for number in (2, 20, 21)] == [True, True, False]
    assert shown.count("This is its beginning; the answer goes on.") == 20 and "6 more are not shown." in shown
    assert "1.0 s" not in shown and "The simulated Gemini answers" in shown
    assert 18_000 < shown.count("A") < 21_000 and shown.count("m") < 12_000
    assert "It ended before a call was sent." in json.dumps(replay_slack.details_view((), False))


def test_details_of_what_was_no_answer_of_the_service_say_what_it_was(knowledge: Knowledge) -> None:
    made, _ = planned(knowledge, paste())
    led = Outcome(http=302, failure="redirect", message="https://elsewhere.example", raw="", seconds=0.5)
    shown = seen(replay_slack.details_view((judged(made, Send("as sent"), led, knowledge),), False))
    assert "redirected · HTTP 302 · 0.5 s\nhttps://elsewhere.example" in shown


def test_only_what_google_can_put_right_is_reported_to_it(knowledge: Knowledge) -> None:
    assert set(knowledge.entries) >= replay_report.GOOGLES
    made, _ = planned(knowledge, paste())
    tried = attempts(made, knowledge)
    for verdict, reported in (
        (Verdict("down", cause="overloaded"), True),
        (Verdict("fails", cause="internal"), True),
        (Verdict("passes", cause="overloaded"), False),
        (Verdict("fails", cause="thinking-config"), False),
        (Verdict("stopped", cause="overloaded"), False),
    ):
        assert replay_report.reportable(verdict, tried) is reported
    unreached = (Attempt(Send("as sent"), Outcome(failure="unreachable")), Attempt(Send("as sent")))
    assert not replay_report.reportable(Verdict("down", cause="overloaded"), unreached)


def test_the_report_has_the_calls_the_request_the_answer_and_where_to_post_it(knowledge: Knowledge) -> None:
    made, found = planned(knowledge, paste("```a fence```"))
    report = dataclasses.replace(found.report, sdk="python-genai", sdk_version="1.2.3")
    found = dataclasses.replace(found, report=report)
    tried = attempts(made, knowledge)
    verdict = Verdict("down", cause="overloaded")
    text = replay_report.report(made, tried, verdict, found, knowledge, client="google-genai 9.9")
    assert text.startswith("# generateContent of gemini-3.5-flash: 503 UNAVAILABLE")
    assert "First seen with: python-genai 1.2.3" in text and "Reproduced with: google-genai 9.9" in text
    at = "2026-11-25T09:46:40.000Z"
    assert f"| {at} | unchanged | 503 UNAVAILABLE | 1.0 | abc/1 |" in text
    assert (
        f"| {at} | unchanged, again after 10 s | 503 UNAVAILABLE" in text
        and "| - | unchanged | no answer | - | - |" in text
    )
    assert (
        "$GEMINI_API_KEY" in text
        and "````sh" in text
        and '"overloaded' not in text
        and "The model is overloaded" in text
    )
    assert "https://discuss.ai.google.dev" in text and "https://github.com/googleapis/python-genai/issues" in text
    assert "simulated" not in text and replay_report.name("0123456789") == "gemini-report-01234567.md"
    bare = dataclasses.replace(found, report=dataclasses.replace(report, sdk=None, sdk_version=None, message=None))
    text = replay_report.report(made, tried[2:], verdict, bare, knowledge, client="x", simulated=True)
    assert text.startswith("**Answered by the simulated Gemini") and "a client that the paste does not name" in text
    assert "## The last answer" not in text and "## What was pasted" not in text


def test_no_word_of_a_replay_shouts_or_begs_pardon() -> None:
    said = [
        replay_slack.runs_already(), replay_slack.all_taken(1), replay_slack.all_taken(3), replay_slack.gone(),
        replay_slack.spent(1.0, 1.0, 0.01), replay_slack.ended_already(), replay_slack.not_yours(),
        replay_slack.key_is_away(), replay_slack.broke_off(), replay_slack.not_replayed("No."), replay_slack.SIMULATED,
    ]  # fmt: skip
    assert all("!" not in words and "sorry" not in words.lower() and words.endswith(".") for words in said)
