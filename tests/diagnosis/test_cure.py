"""The change that may cure a request is the smallest edit of the person's own text."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.diagnosis import Knowledge, diagnose, load
from bot.diagnosis.cure import Cure, cure, in_text
from bot.paste import read
from bot.places import place
from bot.request.finding import Finding

PYTHON = """from google import genai
client = genai.Client()
answer = client.models.generate_content(
    model="gemini-3.5-flash",
    contents="hi",
    config={
        "temperature": 3,
        "max_output_token": 100,
    },
)
"""
BARE = (
    "google.genai.errors.ClientError: 400 INVALID_ARGUMENT. {'error': {'code': 400, "
    "'message': 'Request contains an invalid argument.', 'status': 'INVALID_ARGUMENT'}}"
)
CURL = """curl "https://generativelanguage.googleapis.com/v1beta/models/{model}:generateContent" \\
  -H "x-goog-api-key: $KEY" -d '{{"contents":[{{"parts":[{{"text":"hi"}}]}}]{more}}}'
"""
NOT_FOUND = (
    '{"error":{"code":404,"message":"models/gemini-2.0-flash is not found for API version v1beta, or is not supported '
    'for generateContent. Call ListModels to see the list of available models.","status":"NOT_FOUND"}}'
)
OVERLOADED = (
    '{"error":{"code":503,"message":"The model is overloaded. Please try again later.","status":"UNAVAILABLE"}}'
)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load(place("knowledge"))


def cured(paste: str, knowledge: Knowledge) -> Cure | None:
    found = diagnose(read(paste), knowledge)
    return cure(found, knowledge.entries.get(found.cause or ""))


def test_only_what_explains_the_error_is_changed(knowledge: Knowledge) -> None:
    made = cured(
        PYTHON + BARE.replace("Request contains an invalid argument.", "temperature must be in 0..2"), knowledge
    )
    assert made is not None
    assert made.diff == '-        "temperature": 3,\n+        "temperature": 2,'
    assert made.found


def test_without_an_error_everything_that_is_surely_wrong_is_changed(knowledge: Knowledge) -> None:
    made = cured(PYTHON, knowledge)
    assert made is not None
    assert made.diff.splitlines() == [
        '-        "temperature": 3,',
        '-        "max_output_token": 100,',
        '+        "temperature": 2,',
        '+        "max_output_tokens": 100,',
    ]


def test_a_retired_model_gives_way_to_its_successor(knowledge: Knowledge) -> None:
    made = cured(CURL.format(model="gemini-2.0-flash", more="") + NOT_FOUND, knowledge)
    assert made is not None
    assert made.diff.count("\n") == 1
    assert "models/gemini-2.0-flash:" in made.diff.splitlines()[0]
    assert "models/gemini-2.0-flash:" not in made.diff.splitlines()[1]


def test_an_entry_offers_a_change_where_the_request_has_no_fault(knowledge: Knowledge) -> None:
    made = cured(CURL.format(model="gemini-3.5-flash", more="") + OVERLOADED, knowledge)
    assert made is not None
    assert not made.found
    assert made.changes == ("model: gemini-3.5-flash-lite",)


def test_an_entry_takes_no_whole_part_of_a_request_away_on_suspicion(knowledge: Knowledge) -> None:
    tools = ',"tools":[{"functionDeclarations":[{"name":"f","description":"d"}]}]'
    assert cured(CURL.format(model="gemini-3.5-flash", more=tools) + BARE, knowledge) is None


def test_an_entry_takes_away_the_field_that_the_error_names_alone(knowledge: Knowledge) -> None:
    more = ',"generationConfig":{"topK":40,"seed":1}'
    named = BARE.replace(
        "Request contains an invalid argument.", "Unable to submit request because top_k is not supported"
    )
    made = cured(CURL.format(model="gemini-3.5-flash", more=more) + named, knowledge)
    assert made is None or made.changes == ("remove: generationConfig.topK",)


def test_without_a_request_there_is_nothing_to_change(knowledge: Knowledge) -> None:
    assert cured(OVERLOADED, knowledge) is None


def test_a_change_that_is_made_already_is_none(knowledge: Knowledge) -> None:
    made = cured(CURL.format(model="gemini-3.5-flash-lite", more="") + OVERLOADED, knowledge)
    assert made is None


def test_several_fields_move_into_an_object_that_is_not_there_yet(knowledge: Knowledge) -> None:
    call = (
        'curl "https://generativelanguage.googleapis.com/v1beta/models/gemini-3.6-flash:generateContent" \\\n'
        "  -H \"x-goog-api-key: $KEY\" -H 'Content-Type: application/json' -d '{\n"
        '    "contents": [{"parts": [{"text": "hi"}]}],\n    "temperature": 0.1,\n    "maxOutputTokens": 4000\n  }\'\n'
    )
    made = cured(call, knowledge)
    assert made is not None
    assert made.diff.splitlines() == [
        '-    "temperature": 0.1,',
        '-    "maxOutputTokens": 4000',
        '+    "generationConfig": {"temperature": 0.1, "maxOutputTokens": 4000}',
    ]


def test_a_field_whose_value_stands_elsewhere_is_taken_away_where_it_is_named(knowledge: Knowledge) -> None:
    go = (
        "budget := int32(2048)\nconfig := &genai.GenerateContentConfig{\n"
        "\tThinkingConfig: &genai.ThinkingConfig{ThinkingBudget: &budget, ThinkingLevel: genai.ThinkingLevelHigh},\n}\n"
        'res, err := client.Models.GenerateContent(ctx, "gemini-3.1-pro-preview", genai.Text("hi"), config)\n'
    )
    made = cured(go, knowledge)
    assert made is not None
    assert (
        made.diff.splitlines()[1] == "+\tThinkingConfig: &genai.ThinkingConfig{ThinkingLevel: genai.ThinkingLevelHigh},"
    )


def test_what_the_entry_offers_is_not_shown_beside_another_fault(knowledge: Knowledge) -> None:
    found = diagnose(read(CURL.format(model="gemini-3.5-flash", more="") + NOT_FOUND), knowledge)
    entry = knowledge.entries["model-not-found"]
    address = Finding("url", "model-not-found", "the path lacks a colon")
    assert cure(replace(found, cause="model-not-found", findings=()), entry) is not None
    assert cure(replace(found, cause="model-not-found", findings=(address,)), entry) is None


def test_an_entry_s_change_is_made_at_every_item_of_a_list(knowledge: Knowledge) -> None:
    settings = [{"category": f"HARM_CATEGORY_{name}", "threshold": "BLOCK_LOW_AND_ABOVE"} for name in ("HARASSMENT", "HATE_SPEECH")]  # fmt: skip
    more = f',"safetySettings":{json.dumps(settings)}'
    made = cured(
        CURL.format(model="gemini-3.5-flash", more=more) + '{"promptFeedback":{"blockReason":"SAFETY"}}', knowledge
    )
    assert made is not None and not made.found
    assert made.changes == (
        "set: safetySettings[0].threshold BLOCK_NONE",
        "set: safetySettings[1].threshold BLOCK_NONE",
    )
    assert "BLOCK_LOW" not in made.after and made.after.count("BLOCK_NONE") == 2


def test_an_error_that_says_nothing_is_explained_by_all_that_is_found(knowledge: Knowledge) -> None:
    made = cured(PYTHON.replace('"temperature": 3', '"temperature": 1') + BARE, knowledge)
    assert made is not None and made.changes == ("rename: generationConfig.maxOutputToken maxOutputTokens",)


def test_of_several_changes_those_that_the_text_can_t_show_are_named(knowledge: Knowledge) -> None:
    request = diagnose(read(PYTHON + BARE), knowledge).request
    assert request is not None
    after, unshown = in_text(
        ("clamp: generationConfig.temperature 0..2", "timeout: 60", "set: generationConfig.topP 0.5"), request, PYTHON
    )
    assert unshown == ("timeout: 60",)
    assert '"temperature": 2,' in after and '"top_p": 0.5,' in after


def test_items_leave_a_list_from_its_end(knowledge: Knowledge) -> None:
    settings = [
        {"category": f"HARM_CATEGORY_{name}", "threshold": "OFF"} for name in ("MEDICAL", "VIOLENCE", "HARASSMENT")
    ]
    refused = '{"error":{"code":400,"message":"* GenerateContentRequest.safety_settings[0]: element predicate failed","status":"INVALID_ARGUMENT"}}'
    more = f',"safetySettings":{json.dumps(settings)}'
    made = cured(CURL.format(model="gemini-3.5-flash", more=more) + refused, knowledge)
    assert made is not None and made.changes == ("remove: safetySettings[1]", "remove: safetySettings[0]")
    assert "HARASSMENT" in made.after and "MEDICAL" not in made.after and "VIOLENCE" not in made.after
