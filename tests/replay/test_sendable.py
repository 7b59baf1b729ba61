"""What the paste doesn't show, and what stands in its place."""

from __future__ import annotations

import dataclasses

import pytest

from bot.diagnosis import diagnose
from bot.paste import read
from bot.paste.span import Span
from bot.replay.changes import candidates
from bot.replay.question import question_of
from bot.replay.sendable import Difference, heart, sendable
from bot.replay.trial import Verdict
from bot.request import UNKNOWN
from tests.replay.pastes import HELLO, RANGE, curl, failed
from tests.replay.play import play, script
from tests.replay.test_changes import a_call as a_sent_call
from tests.replay.test_changes import found
from tests.request.calls import a_call

ASK = {"text": "What is it?"}
HELLO_PART = {"text": "Hello"}


@pytest.mark.parametrize(
    ("body", "sent", "kinds"),
    [
        ({"contents": [UNKNOWN]}, {"contents": [{"role": "user", "parts": [HELLO_PART]}]}, ["left out", "replaced"]),
        ({"contents": [{"parts": [UNKNOWN]}]}, {"contents": [{"parts": [HELLO_PART]}]}, ["file", "replaced"]),
        ({"contents": [{"parts": UNKNOWN}]}, {"contents": [{"parts": [HELLO_PART]}]}, ["replaced"]),
        ({"contents": [{"parts": [{"text": UNKNOWN}]}]}, {"contents": [{"parts": [HELLO_PART]}]}, ["replaced"]),
        (
            {"contents": [{"parts": [{"fileData": {"fileUri": UNKNOWN}}, ASK]}]},
            {"contents": [{"parts": [ASK]}]},
            ["file"],
        ),
        ({"contents": [{"parts": [{"inlineData": UNKNOWN}, ASK]}]}, {"contents": [{"parts": [ASK]}]}, ["file"]),
        ({"contents": [{"parts": {"inlineData": {"data": UNKNOWN}}}]}, {"contents": [{}]}, ["file"]),
        (
            {"contents": [{"parts": [{"functionResponse": {"name": "f", "response": UNKNOWN}}]}]},
            {"contents": [{"parts": [{"functionResponse": {"name": "f", "response": {}}}]}]},
            ["replaced"],
        ),
        ({"contents": HELLO, "tools": [UNKNOWN]}, {"contents": HELLO, "tools": []}, ["left out"]),
        ({"content": UNKNOWN}, {"content": {"parts": [HELLO_PART]}}, ["replaced"]),
        (
            {"contents": HELLO, "generationConfig": {"seed": UNKNOWN}},
            {"contents": HELLO, "generationConfig": {}},
            ["left out"],
        ),
        ({"contents": [], "generationConfig": {}}, {"contents": [], "generationConfig": {}}, []),
    ],
)
def test_what_is_not_known_is_replaced_or_left_out(body, sent, kinds):
    made, differences = sendable(a_call(body), "")
    assert made == sent and [one.kind for one in differences] == kinds


def test_long_base64_is_taken_from_its_place_only_if_it_is_all_there():
    data = "A" * 5000
    path = "contents[0].parts[0].inlineData.data"
    body = {
        "contents": [
            {
                "parts": [
                    {"inlineData": {"mimeType": "image/png", "data": "<base64, 5000 characters>"}, "thought": UNKNOWN}
                ]
            }
        ]
    }
    made, differences = sendable(a_call(body, spans={path: Span(2, 5004)}), f'= "{data}"')
    assert made["contents"][0]["parts"] == [{"inlineData": {"mimeType": "image/png", "data": data}}]
    assert [one.kind for one in differences] == ["left out"]
    for spans, text in (({}, data), ({path: Span(0, 40)}, data)):
        _, cut = sendable(a_call(body, spans=spans), text)
        assert [one.kind for one in cut] == ["file", "replaced"]


def test_a_body_that_is_not_shown_at_all_is_none():
    assert sendable(a_call(UNKNOWN), "") == (None, ())


@pytest.mark.parametrize(
    ("cause", "fields", "field", "missing"),
    [
        ("schema-unsupported", (), "tools[0]", True),
        ("parameter-invalid", (), "generationConfig", True),
        ("parameter-invalid", (), "generationConfig.responseSchema", False),
        ("unknown-field", ("safetySettings[0].category",), "safetySettings", True),
        (None, (), "contents", False),
    ],
)
def test_what_the_error_is_about_may_not_be_missing(cause, fields, field, missing):
    found_ = heart(cause, fields, (Difference("capped", "contents"), Difference("left out", field)))
    assert found_ == (field if missing else None)


def test_a_finish_reason_without_a_cause_puts_its_own_question(knowledge):
    base = diagnose(read('{"candidates": [{"finishReason": "MAX_TOKENS"}]}'), knowledge)
    assert question_of(dataclasses.replace(base, cause=None)) == "length"
    other = dataclasses.replace(base, cause=None, report=dataclasses.replace(base.report, finish_reason="LANGUAGE"))
    assert question_of(other) == "ending"


def test_a_call_without_an_error_fails_of_whatever_it_fails_of(a_plan, knowledge):
    bare = dataclasses.replace(a_plan(curl({"contents": HELLO}, None)), cause=None, http=None, candidates=())
    played = play(bare, script(failed(RANGE)), knowledge)
    assert played.verdict == Verdict("fails", cause="parameter-invalid", why="no change")


def test_words_of_a_finding_that_are_no_change_are_passed_over():
    sets = candidates(
        a_sent_call({"a": 1}), "x", [found("x", "nonsense"), found("x", "remove: generationConfig.a")], ()
    )
    assert sets == (("remove: generationConfig.a",),)
