"""The words of a replay: its plan, its steps, and what came of it."""

from __future__ import annotations

import dataclasses
import json
import re

import pytest

from bot.diagnosis import diagnose, load
from bot.paste import read
from bot.places import place
from bot.replay.attempt import Attempt, Send
from bot.replay.call import Call
from bot.replay.caps import Limits
from bot.replay.outcome import Outcome
from bot.replay.plan import NotSent, Own, plan
from bot.replay.sendable import Difference
from bot.replay.trial import Verdict, Wait
from bot.reply import replay, replay_json, replay_outcome, replay_words, terminal
from bot.reply.page import text_of
from bot.reply.terminal import Style
from tests.replay.conftest import DAY
from tests.replay.pastes import DAILY, GONE, HELLO, HOT, RANGE, config, curl, ended, failed
from tests.replay.play import hot, play, script

CLAMP = ("clamp: generationConfig.temperature 0..2",)
PYTHON = """client = genai.Client()
response = client.models.generate_content(
    model="gemini-3.5-flash",
    contents="Hi",
    config={"temperature": 3},
)
google.genai.errors.ClientError: 400 INVALID_ARGUMENT. {'error': {'code': 400, 'message': '* GenerateContentRequest.generation_config.temperature: temperature must be in the range [0.0, 2.0].', 'status': 'INVALID_ARGUMENT'}}
"""


@pytest.fixture(scope="module")
def ours():
    return load(place("knowledge"))


@pytest.fixture(scope="module")
def plan_of(ours):
    def make(paste: str, **more: object):
        return plan(diagnose(read(paste), ours), ours, DAY, **more)

    return make


def text(parts) -> str:
    return "\n".join(terminal.blocks(part, Style(200)) for part in parts)


def test_the_plan_says_what_is_sent_tried_and_paid(plan_of):
    made = dataclasses.replace(plan_of(config(HOT, RANGE)), candidates=(CLAMP,))
    assert text(replay.plan_page(made)) == (
        "Replay of generateContent of gemini-3.5-flash on v1beta, with your own key.\n"
        "What we send differs from the paste:\n"
        "• The output is capped at 256 tokens.\n"
        "First it is sent as it is. If that fails, we try these one after the other, then two at a time, until one passes:\n"
        "• generationConfig.temperature brought within 0 to 2\n"
        "It takes 10 calls at most, 2 tokens in (estimated) and at most 256 out in each, at most $0.023 (prices read on 2026-10-07)."
    )


def test_of_one_thing_it_speaks_as_of_one(plan_of):
    made = plan_of(config(HOT, RANGE), limits=Limits(calls=1, output_tokens=1))
    page = text(replay.plan_page(dataclasses.replace(made, input_tokens=1)))
    assert "The output is capped at 1 token.\n" in page and "It takes 1 call at most, 1 token in" in page
    assert not re.search(r"\b1 (tokens|calls)", page)


def test_a_plan_without_differences_changes_or_price_says_so(plan_of):
    made = plan_of(curl({"contents": HELLO}, model="gemini-2.5-pro"), limits=Limits(output_tokens=None))
    page = text(replay.plan_page(dataclasses.replace(made, candidates=(), counted=True)))
    assert replay_words.SAME in page and replay_words.NO_CHANGES in page
    assert "2 tokens in and at most 65,536 out in each, no price known." in page


def test_what_costs_nothing_and_many_changes_are_said(plan_of):
    made = plan_of(curl({"contents": HELLO}, verb="countTokens"))
    many = tuple((f"remove: generationConfig.f{number}",) for number in range(6))
    page = text(replay.plan_page(dataclasses.replace(made, candidates=many, fix_only=True)))
    assert "no tokens out in each, which costs nothing." in page
    assert "and 2 more" in page and "the changes alone, not as it is" in page


def test_what_takes_a_second_word_is_named(plan_of):
    made = plan_of(curl({"contents": HELLO, "tools": [{"codeExecution": {}}], "cachedContent": "cachedContents/a"}))
    page = text(replay.plan_page(made))
    assert "act for you: codeExecution. Confirm" in page and "stored at Google: cachedContents/a. Confirm" in page


@pytest.mark.parametrize("kind", sorted(replay_words.DIFFERENCES))
def test_every_difference_has_its_sentence(kind):
    says = replay.difference(Difference(kind, "contents[0].parts[0]", "7"))
    assert says.endswith(".") and "{" not in says


@pytest.mark.parametrize("reason", sorted(replay_words.NOT_SENT))
def test_every_reason_not_to_send_has_its_sentence(reason):
    says = replay.not_sent(NotSent(reason, "it is so"))
    assert says.endswith(".") and "{" not in says


def test_why_nothing_is_sent_of_a_daily_quota(plan_of):
    assert replay.not_sent(plan_of(curl({"contents": HELLO}, DAILY))) == (
        "Sending it again would show nothing: the quota comes back at midnight Pacific, and each further request only counts against it."
    )
    assert replay.not_sent(NotSent("method")).startswith("This is no call")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("set: generationConfig.topK 5", "generationConfig.topK set to 5"),
        ("remove: tools", "tools left out"),
        ("clamp: a 0..1", "a brought within 0 to 1"),
        ("rename: a b", "a renamed to b"),
        ("move: a b.a", "a moved to b.a"),
        ("model: gemini-3.8-flash", "the model gemini-3.8-flash"),
        ("api_version: v1beta", "API version v1beta"),
        ("timeout: 60", "a time-out of 60 s"),
    ],
)
def test_every_change_is_said_in_words(change, says):
    assert replay.said((change,)) == says
    assert replay.said((change, "remove: tools")) == f"{says} and tools left out"


def test_each_step_is_one_line(plan_of):
    made = plan_of(config(HOT, RANGE))
    done = (Attempt(Send("as sent")), Attempt(Send("as sent", (), True, 2.0)))
    steps = {
        Send("as sent"): "Call 1 of at most 10: as it is",
        Send("change", CLAMP): "Call 1 of at most 10: with generationConfig.temperature brought within 0 to 2",
        Send("smaller", CLAMP): "Call 1 of at most 10: with less, generationConfig.temperature brought within 0 to 2",
        Send("as sent again"): "Call 1 of at most 10: as it is, once more",
    }
    for step, says in steps.items():
        assert replay.progress(step, made, ()) == says
    assert replay.progress(Send("change", CLAMP), made, done).startswith("Call 2 of")
    assert (
        replay.progress(Send("as sent", (), True), made, done[:1])
        == "Call 1 of at most 10: as it is, again after the wait"
    )
    wait = Wait(22.0, True, Send("as sent"))
    assert replay.progress(wait, made, ()) == "The service is busy: 22 s until the next call, as it asked."
    assert replay.progress(Verdict("passes"), made, ()) == ""
    assert replay.counts(made) == "Call 1 of at most 10: its tokens are counted"


def came_of(paste, service, ours, **more):
    diagnosis = diagnose(read(paste), ours)
    made = plan(diagnosis, ours, DAY, **more)
    played = play(made, service, ours)
    return replay_outcome.came(made, played.attempts, played.verdict, diagnosis, ours), played


def test_what_came_of_it_shows_before_and_after_the_diff_and_the_call(ours):
    came, _ = came_of(PYTHON, hot, ours)
    page = text(replay_outcome.page(came, "python"))
    assert page.startswith(
        "It passes with this smallest change: generationConfig.temperature brought within 0 to 2.\n"
        "Proved: unchanged it failed right before and right after, with the same cause.\n3 calls made."
    )
    assert '    -    config={"temperature": 3},\n    +    config={"temperature": 2},' in page
    assert [row[:2] for row in came.rows] == [
        ("unchanged", "400 INVALID_ARGUMENT"),
        ("with the change", "200 STOP"),
        ("unchanged again", "400 INVALID_ARGUMENT"),
    ]
    assert "'temperature': 2" in came.copies["python"] and "maxOutputTokens" not in str(came.copies)
    assert set(came.copies) == {"curl", "python", "javascript", "go"}
    assert (
        replay_outcome.table(came.rows).code.splitlines()[2]
        == "with the change  200 STOP              1.0      10         20"
    )


def test_what_was_tried_beside_is_named_and_a_change_beyond_the_text_too(ours):
    came, _ = came_of(config({"temperature": 3, "topP": 7}, RANGE), hot, ours)
    assert "generationConfig.topP brought within 0 to 1: 400 INVALID_ARGUMENT" in came.tried
    assert "Also tried:" in text(replay_outcome.page(came))
    diff, unshown = replay_outcome.shown_in_text((*CLAMP, "timeout: 9"), diagnose(read(config(HOT, RANGE)), ours))
    assert diff.startswith("-") and unshown == ("timeout: 9",)
    assert replay_outcome.shown_in_text(CLAMP, diagnose(read("429"), ours)) == ("", CLAMP)


def test_a_change_that_the_text_can_not_show_is_said_beside_the_diff(ours):
    diagnosis = diagnose(read(config(HOT, RANGE)), ours)
    made = plan(diagnosis, ours, DAY)
    came = replay_outcome.came(made, (), Verdict("change", (*CLAMP, "timeout: 9"), why="calls"), diagnosis, ours)
    said = text(replay_outcome.page(came))
    assert "Not to be shown in your own text: a time-out of 9 s." in said
    assert "not yet shown smallest" in said and replay_words.WHY["calls"] in said


def test_another_cause_is_named_with_its_title(ours):
    came, _ = came_of(config(HOT, RANGE), script(failed(GONE)), ours)
    page = text(replay_outcome.page(came))
    assert page.startswith("It fails, of another cause than the one that you pasted: 404 NOT_FOUND.")
    assert "The cause now: This model isn't there for you" in page and "`model-not-found`" in page
    assert came.copies == {}


def test_a_pass_with_replaced_values_names_them(ours):
    text_ = PYTHON.replace('contents="Hi"', "contents=prompt")
    came, played = came_of(text_, script(ended()), ours)
    assert played.verdict.why == "differences"
    page = text(replay_outcome.page(came))
    assert "• The value of contents isn't in the paste; it is replaced by Hello." in page


OUTCOME = Outcome(http=503, status="UNAVAILABLE")


@pytest.mark.parametrize(
    ("verdict", "says"),
    [
        *((Verdict("passes", why=why), says.format(by=replay_words.OWN_KEY)) for why, says in replay_words.PASSES.items()),
        (Verdict("fails", why="tried"), "It still fails: 503 UNAVAILABLE. None of the changes that we know of cures it."),
        (Verdict("fails", why="hopeless"), "Sending it again would show nothing."),
        (Verdict("down"), "It is not your request: the service is down. It answered 503 UNAVAILABLE. Look"),
        *((Verdict("unclear", why=why), says) for why, says in replay_words.UNCLEAR_WHY.items()),
        (Verdict("stopped"), "Stopped."),
        (Verdict("interrupted"), "The replay broke off in the middle. No call is sent a second time."),
        (Verdict("interrupted", CLAMP), "Until then it had passed with generationConfig.temperature brought within 0 to 2."),
        (Verdict("change", CLAMP, why="unproved"), "Only the fix was sent."),
    ],
)  # fmt: skip
def test_every_verdict_has_its_sentences(ours, verdict, says):
    diagnosis = diagnose(read(config(HOT, RANGE)), ours)
    made = plan(diagnosis, ours, DAY)
    came = replay_outcome.came(made, [Attempt(Send("as sent"), OUTCOME)], verdict, diagnosis, ours)
    page = " ".join(text(replay_outcome.page(came, "curl")).split())
    assert says in page and "1 call made." in page
    assert not re.search(r"[{}!]", text(replay_outcome.page(dataclasses.replace(came, diff="", copies={}))))


@pytest.mark.parametrize(
    ("codes", "says"),
    [
        ((503, 503), "It answered 503 UNAVAILABLE twice. Look"),
        ((500, 503), "It answered 503 UNAVAILABLE. Look"),
        ((503, 503, 503), "It answered 503 UNAVAILABLE 3 times. Look"),
    ],
)
def test_a_service_that_is_down_answered_as_often_as_it_was_asked(ours, codes, says):
    diagnosis = diagnose(read(config(HOT, RANGE)), ours)
    attempts = [Attempt(Send("as sent"), Outcome(http=code, status="UNAVAILABLE")) for code in codes]
    came = replay_outcome.came(plan(diagnosis, ours, DAY), attempts, Verdict("down"), diagnosis, ours)
    assert says in text(replay_outcome.page(came))


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        (None, "no answer"),
        (Outcome(failure="timeout"), "no answer in time"),
        (Outcome(failure="new kind"), "new kind"),
        (Outcome(http=200, block_reason="SAFETY"), "200 SAFETY"),
        (Outcome(http=200), "200"),
    ],
)
def test_an_outcome_is_one_short_cell(outcome, says):
    assert replay_outcome.answer(outcome) == says


@pytest.mark.parametrize(
    ("paste", "language"),
    [(PYTHON, "python"), (config(HOT), "curl"), ("429", "curl"), ('ai.models.generateContent({ model: "gemini-3.5-flash", contents: "Hi" })', "javascript"),
     ('client.Models.GenerateContent(ctx, "gemini-3.5-flash", genai.Text("Hi"), nil)', "go")],
)  # fmt: skip
def test_the_request_is_copied_in_the_language_of_the_paste(ours, paste, language):
    assert replay_outcome.language_of(diagnose(read(paste), ours).request) == language


def test_the_json_has_every_key_and_reads_back(ours, plan_of):
    came, played = came_of(config(HOT, RANGE), hot, ours)
    made = plan_of(config(HOT, RANGE))
    whole = json.loads(json.dumps(replay_json.replay(made, played.attempts, played.verdict)))
    assert list(whole) == ["plan", "not_sent", "attempts", "verdict"]
    assert whole["verdict"]["says"] == "".join(run.text for run in came.title)
    assert whole["plan"]["call"]["body"]["generationConfig"] == {"temperature": 3, "maxOutputTokens": 256}
    assert whole["plan"]["differences"][0]["says"] == "The output is capped at 256 tokens."
    assert [one["outcome"]["http"] for one in whole["attempts"]] == [400, 200, 400]
    lost = replay_json.replay(made, [Attempt(Send("as sent"))], Verdict("interrupted"))
    assert lost["attempts"][0]["outcome"] is None
    assert replay_json.replay(NotSent("vertex"))["not_sent"]["reason"] == "vertex"


def test_words_of_a_paste_stay_on_their_line(plan_of):
    made = plan_of(config(HOT, RANGE), own=Own("x"))
    odd = dataclasses.replace(
        made,
        pasted=Call("generateContent", "m\x1b[31m\nx", "v1", {}, 1.0),
        differences=(Difference("replaced", "a\n<!channel>" + "b" * 200, "\x07"),),
    )
    page = text(replay.plan_page(odd))
    assert "\x1b" not in page and "\x07" not in page and "b" * 100 not in page


@pytest.mark.parametrize(
    ("amount", "says"), [(1.0, "1.00"), (0.123, "0.12"), (0.00312, "0.0031"), (0.00000001, "0.0001")]
)
def test_a_sum_has_two_places_that_count(amount, says):
    assert replay.dollars(amount) == says


def test_what_stood_in_for_the_paste_and_another_cause_are_said_beside_a_change_that_passes(plan_of, ours):
    plan = dataclasses.replace(
        plan_of(config(HOT, RANGE)), differences=(Difference("replaced", "contents", "Hello"), Difference("version", value="v1")),
    )  # fmt: skip
    verdict = Verdict("smallest", CLAMP, True, "thinking-config")
    came_of_it = replay_outcome.came(plan, (), verdict, diagnose(read(config(HOT, RANGE)), ours), ours)
    says = "\n".join(text_of(block.line) for block in came_of_it.says)
    assert "What was sent differs from your call:\nThe value of contents isn't in the paste" in says
    assert "It failed of another cause than the one that you pasted: " in says and "thinking-config" in says
    assert "v1" not in says
    same = replay_outcome.came(
        plan, (), dataclasses.replace(verdict, cause=plan.cause), diagnose(read("x"), ours), ours
    )
    assert "another cause" not in "\n".join(text_of(block.line) for block in same.says)
