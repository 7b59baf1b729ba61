"""The plan of a replay: what is sent, what sets it apart from the paste, what is tried, what it costs; or why nothing is sent."""

from __future__ import annotations

import base64
import dataclasses
import json

import pytest

from bot.diagnosis import diagnose
from bot.paste import read
from bot.replay.call import Access, Call
from bot.replay.caps import MOST_OUTPUT, Limits
from bot.replay.outcome import Outcome
from bot.replay.plan import NotSent, Own, Plan, counted, counting, plan
from bot.replay.sendable import Difference, sendable
from bot.request.models import models
from tests.replay.conftest import DAY
from tests.replay.pastes import BUSY, DAILY, HELLO, INVALID, RANGE, config, curl, error

PYTHON = """
from google import genai
client = genai.Client()
photo = client.files.upload(file="a.jpg")
response = client.models.generate_content(model="gemini-3.5-flash", contents=[photo, "What is this?"],
    config={"temperature": 3})
google.genai.errors.ClientError: 400 INVALID_ARGUMENT. {'error': {'code': 400, 'message': 'temperature must be in the range [0.0, 2.0]', 'status': 'INVALID_ARGUMENT'}}
"""


def kinds(plan: Plan) -> dict[str, str]:
    return {one.kind: one.value or one.field for one in plan.differences}


def test_what_is_sent_is_what_was_pasted_but_for_the_cap(a_plan):
    body = {"contents": HELLO, "generationConfig": {"temperature": 3}, "nonsense": {"aB": [1, None]}}
    plan = a_plan(curl(body, RANGE))
    assert plan.pasted == Call("generateContent", "gemini-3.5-flash", "v1beta", body, 60.0)
    assert plan.call.body == {**body, "generationConfig": {"temperature": 3, "maxOutputTokens": 256}}
    assert kinds(plan) == {"capped": "256"}
    assert a_plan(curl(body, RANGE), limits=Limits(output_tokens=None)).call.body == body


@pytest.mark.parametrize("verb", ["generateContent", "streamGenerateContent", "countTokens", "embedContent"])
def test_every_method_is_sent_with_its_own_body(a_plan, verb):
    body = {"content": {"parts": [{"text": "a"}]}} if verb == "embedContent" else {"contents": HELLO}
    plan = a_plan(curl(body, INVALID, verb=verb))
    assert (plan.call.method, plan.pasted.body) == (verb, body)
    assert ("capped" in kinds(plan)) is verb.endswith("enerateContent")


def test_models_get_has_no_body(a_plan):
    text = "curl https://generativelanguage.googleapis.com/v1beta/models/gemini-3.5-flash -H 'x-goog-api-key: $KEY'\n"
    plan = a_plan(text + json.dumps(error(404, "NOT_FOUND", "models/gemini-3.5-flash is not found")))
    assert plan.call == Call("models.get", "gemini-3.5-flash", "v1beta", None, 60.0)
    assert plan.most_cost == 0.0 or plan.most_cost is None


@pytest.mark.parametrize(
    ("settings", "sent"),
    [
        ({}, {"maxOutputTokens": 256}),
        ({"maxOutputTokens": 100}, {"maxOutputTokens": 100}),
        ({"temperature": 3, "maxOutputTokens": 4096}, {"temperature": 3, "maxOutputTokens": 256}),
        (
            {"thinkingConfig": {"thinkingBudget": 500}},
            {"thinkingConfig": {"thinkingBudget": 500}, "maxOutputTokens": 756},
        ),
        ("nonsense", "nonsense"),
    ],
)
def test_the_cap_leaves_room_for_thinking_and_touches_nothing_odd(a_plan, settings, sent):
    assert a_plan(config(settings, BUSY)).call.body["generationConfig"] == sent


def test_a_cap_never_cures_what_it_caps(a_plan):
    said = error(400, "INVALID_ARGUMENT", "max_output_tokens must be positive")
    assert a_plan(config({"maxOutputTokens": 0}, said)).call.body["generationConfig"] == {"maxOutputTokens": 0}
    too_many = a_plan(config({"maxOutputTokens": 900_000}))
    assert too_many.call.body["generationConfig"] == {"maxOutputTokens": 900_000}
    assert kinds(too_many) == {"uncapped": ""}


def test_output_is_not_cut_where_the_question_is_how_it_ends(a_plan):
    ended = {"candidates": [{"finishReason": "MAX_TOKENS"}], "usageMetadata": {"thoughtsTokenCount": 95}}
    plan = a_plan(config({"maxOutputTokens": 100}, ended))
    assert (plan.cause, plan.question, plan.output_tokens) == ("max-tokens", "length", None)
    assert plan.candidates[0] == ("remove: generationConfig.maxOutputTokens",)
    assert "maxOutputTokens" not in plan.changed(plan.candidates[0]).body["generationConfig"]


def test_a_file_that_the_paste_does_not_hold_is_left_out_and_named(a_plan):
    plan = a_plan(PYTHON)
    assert plan.pasted.body["contents"][0]["parts"] == [{"text": "What is this?"}]
    assert Difference("file", "contents[0].parts[0]") in plan.differences
    assert Difference("version", value="v1beta") in plan.differences
    assert plan.differences[0].material and not Difference("capped").material


def test_unknown_values_are_replaced_or_left_out_and_named(knowledge):
    code = """
client = genai.Client()
r = client.models.generate_content(model="gemini-3.5-flash", contents=prompt,
    config=types.GenerateContentConfig(system_instruction=rules, response_schema=Answer, tools=[search], temperature=0.3))
"""
    report = read(code)
    body, differences = sendable(diagnose(report, knowledge).request, report.text)
    assert body["contents"] == [{"role": "user", "parts": [{"text": "Hello"}]}]
    assert body["systemInstruction"] == {"parts": [{"text": "Hello"}]}
    assert body["generationConfig"] == {"temperature": 0.3}
    assert {(one.kind, one.field) for one in differences} >= {
        ("replaced", "contents"),
        ("replaced", "systemInstruction"),
        ("left out", "generationConfig.responseSchema"),
    }


def test_long_media_is_taken_from_the_paste_and_wants_a_second_word(a_plan):
    data = base64.b64encode(b"\x89PNG" + bytes(5_120_000)).decode()
    body = {"contents": [{"parts": [{"inlineData": {"mimeType": "image/png", "data": data}}, {"text": "What?"}]}]}
    plan = a_plan(curl(body, BUSY))
    assert plan.pasted.body == body
    assert [(one.kind, one.value) for one in plan.confirm] == [("media", "4.9")]
    assert counting(plan) is None and plan.input_tokens < 300


@pytest.mark.parametrize(
    ("more", "confirmed"),
    [
        (
            {"tools": [{"googleSearch": {}}, {"codeExecution": {}}, {"functionDeclarations": []}]},
            ("tools", "googleSearch, codeExecution"),
        ),
        ({"tools": {"url_context": {}}}, ("tools", "urlContext")),
        ({"cachedContent": "cachedContents/abc"}, ("state", "cachedContents/abc")),
    ],
)
def test_tools_that_act_at_google_and_stored_state_want_a_second_word(a_plan, more, confirmed):
    assert [(one.kind, one.value) for one in a_plan(curl({"contents": HELLO, **more}, BUSY)).confirm] == [confirmed]


def test_json_that_no_reader_takes_is_mended_and_said_so(planned):
    text = curl(
        '{"contents": [{"parts": [{"text": "Hi"}]}],}',
        error(400, "INVALID_ARGUMENT", "Invalid JSON payload received. Expected , or }"),
    )
    plan = planned(text)
    assert isinstance(plan, Plan) and Difference("mended", value="trailing comma") in [
        dataclasses.replace(one, field="") for one in plan.differences
    ]


def test_a_secret_in_the_body_is_sent_masked_and_said_so(a_plan):
    secret = "AIza" + "SyB1c2D3e4F5g6H7i8J9k0L1m2N3o4P5q6R"
    plan = a_plan(curl({"contents": [{"parts": [{"text": f"my key is {secret}"}]}]}, BUSY))
    assert secret not in json.dumps(plan.as_json())
    assert "masked" in kinds(plan)


def test_a_get_where_a_post_is_needed_is_named(a_plan):
    text = f"""curl -X GET "https://generativelanguage.googleapis.com/v1beta/models/gemini-3.5-flash:generateContent" -H "x-goog-api-key: $K" -d '{json.dumps({"contents": HELLO})}'"""
    assert "posted" in kinds(a_plan(text))


@pytest.mark.parametrize(
    ("text", "reason", "value"),
    [
        (json.dumps(INVALID), "no request", ""),
        (
            curl({"contents": HELLO}, DAILY),
            "useless",
            "the quota comes back at midnight Pacific, and each further request only counts against it",
        ),
        (
            curl({"contents": HELLO}, host="us-central1-aiplatform.googleapis.com"),
            "vertex",
            "us-central1-aiplatform.googleapis.com",
        ),
        (curl({"contents": HELLO}, host="gemini.evil.example"), "host", "gemini.evil.example"),
        (curl({"requests": []}, verb="batchEmbedContents"), "method", "batchEmbedContents"),
        (curl({"contents": HELLO}, BUSY, version="v9"), "bad version", "v9"),
        (
            "Error: 404, message='', url='https://api.openai.com/v1/chat/completions' openai.NotFoundError",
            "not gemini",
            "",
        ),
    ],
)
def test_what_is_not_sent_says_why(planned, text, reason, value):
    found = planned(text)
    assert found == NotSent(reason, value)


def test_the_interactions_and_openai_endpoints_are_named(planned):
    openai = """
client = OpenAI(api_key=key, base_url="https://generativelanguage.googleapis.com/v1beta/openai/")
client.chat.completions.create(model="gemini-3.5-flash", messages=[{"role": "user", "content": "Hi"}])
"""
    interactions = """curl https://generativelanguage.googleapis.com/v1beta/interactions -H "x-goog-api-key: $K" -d '{"model": "gemini-3.5-flash", "input": "Hi"}'"""
    assert planned(openai).reason == "openai"
    assert planned(interactions).reason == "interactions"


def test_a_body_that_the_paste_does_not_show_is_not_guessed(planned):
    text = curl("@request.json").replace("'@request.json'", "@request.json")
    assert planned(text).reason == "no body"


def test_what_the_error_is_about_has_to_be_in_the_paste(planned):
    code = """
r = client.models.generate_content(model="gemini-3.5-flash", contents="Hi", config={"response_schema": Answer})
google.genai.errors.ClientError: 400 INVALID_ARGUMENT. {'error': {'code': 400, 'message': 'Invalid JSON payload received. Unknown name "additionalProperties" at \\'generation_config.response_schema\\': Cannot find field.', 'status': 'INVALID_ARGUMENT'}}
"""
    assert planned(code) == NotSent("missing", "generationConfig.responseSchema")


def test_a_model_comes_from_the_settings_where_the_paste_has_none(planned, a_plan):
    text = json.dumps({"contents": HELLO, "generationConfig": {"temperature": 3}}) + "\n" + json.dumps(RANGE)
    assert planned(text) == NotSent("model")
    plan = a_plan(text, own=Own(model="gemini-3.5-flash-lite"))
    assert (plan.call.model, plan.call.method) == ("gemini-3.5-flash-lite", "generateContent")
    assert Difference("model", value="gemini-3.5-flash-lite") in plan.differences


def test_a_wish_goes_before_the_paste_and_a_setting_behind_it(a_plan, planned):
    text = config({"temperature": 3}, RANGE)
    kept = a_plan(text, own=Own("gemini-3.8-flash", "v1", 5))
    assert (kept.call.model, kept.call.api_version, kept.call.timeout_s) == ("gemini-3.5-flash", "v1beta", 5)
    wished = a_plan(text, instead=Own("gemini-3.8-flash", "v1", 7))
    assert (wished.call.model, wished.call.api_version, wished.call.timeout_s) == ("gemini-3.8-flash", "v1", 7)
    assert kinds(wished).keys() == {"capped", "model instead", "version instead"}
    assert planned(text, instead=Own("not a model")) == NotSent("bad model", "not a model")


def test_the_version_is_the_one_that_the_sdk_calls_by_itself(a_plan):
    assert a_plan(PYTHON).call.api_version == "v1beta"
    newer = PYTHON.replace("from google import genai", "# google-genai 3.4.0\nfrom google import genai")
    assert read(newer).sdk_version == "3.4.0"
    assert a_plan(newer).call.api_version == "v1"


@pytest.mark.parametrize(("unit", "written", "seconds"), [("ms", 30, 0.03), ("ms", 900_000, 300.0), ("s", 12, 12.0)])
def test_the_pasted_time_out_counts_within_the_limit(a_plan, unit, written, seconds):
    python = f"""
client = genai.Client(http_options={{"timeout": {written}}})
client.models.generate_content(model="gemini-3.5-flash", contents="Hi")
httpx2.ReadTimeout: timed out
"""
    requests = f"""
requests.post("https://generativelanguage.googleapis.com/v1beta/models/gemini-3.5-flash:generateContent", headers={{"x-goog-api-key": KEY}}, json={{"contents": [{{"parts": [{{"text": "Hi"}}]}}]}}, timeout={written})
requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='generativelanguage.googleapis.com', port=443): Read timed out.
"""
    plan = a_plan(python if unit == "ms" else requests)
    assert plan.call.timeout_s == seconds and plan.question == "way"
    assert ("shortened" in kinds(plan)) is (seconds == 300.0)


def test_a_setting_may_allow_the_host_of_gemini_url(planned):
    text = curl({"contents": HELLO}, BUSY, host="gemini.example.com")
    assert isinstance(planned(text, access=Access("https://gemini.example.com/")), Plan)


def test_the_changes_are_single_ones_before_pairs(a_plan):
    plan = a_plan(config({"temperature": 3, "topP": 7}))
    assert plan.candidates == (
        ("clamp: generationConfig.temperature 0..2",),
        ("clamp: generationConfig.topP 0..1",),
        ("clamp: generationConfig.temperature 0..2", "clamp: generationConfig.topP 0..1"),
    )


def test_the_cost_is_that_of_the_dated_table(a_plan):
    plan = a_plan(config({"temperature": 3}, RANGE))
    one = plan.cost()
    assert one == pytest.approx((1.5 * plan.input_tokens + 9 * 256) / 1_000_000)
    assert plan.most_cost == pytest.approx(10 * one)
    assert a_plan(config({"temperature": 3}, RANGE), limits=Limits(spend=0.001)).most_cost == 0.001
    assert a_plan(config({"temperature": 3}, RANGE, model="gemini-2.5-flash")).most_cost is None


def test_tokens_are_counted_without_what_holds_none(a_plan):
    plan = a_plan(config({"temperature": 3}, RANGE))
    call = counting(plan)
    assert call.method == "countTokens"
    assert call.body == {"generateContentRequest": {"model": "models/gemini-3.5-flash", "contents": HELLO}}
    asked = counted(plan, Outcome(http=200, usage={"totalTokens": 7}))
    assert (asked.input_tokens, asked.counted, asked.made) == (7, True, 1)
    refused = counted(plan, Outcome(http=400))
    assert (refused.input_tokens, refused.counted, refused.made) == (plan.input_tokens, False, 1)
    assert counting(dataclasses.replace(plan, limits=Limits(calls=3))) is None


def test_a_plan_is_kept_as_json(a_plan):
    text = curl({"contents": HELLO, "cachedContent": "cachedContents/a", "generationConfig": {"temperature": 3}}, RANGE)
    plan = a_plan(text, own=Own("x", "v1", 3.0), fix_only=True)
    assert plan.confirm and plan.candidates and plan.differences
    assert Plan.of_json(json.loads(json.dumps(plan.as_json()))) == plan


def test_a_team_s_own_rows_of_models_limit_what_a_call_can_cost(knowledge, tmp_path):
    file = tmp_path / "models.json"
    row = {
        "id": "gemini-ours-1",
        "state": "current",
        "kind": "text",
        "source": "ours",
        "date": "2026-11-01",
        "output": 100,
    }
    file.write_text(json.dumps({"models": [row]}))
    ours = dataclasses.replace(knowledge, models=models(file))
    paste = curl({"contents": HELLO}, BUSY, model="gemini-ours-1")
    limits = Limits(output_tokens=None)
    made = [plan(diagnose(read(paste), known), known, DAY, limits=limits) for known in (ours, knowledge)]
    assert [one.most_output() for one in made if isinstance(one, Plan)] == [100, MOST_OUTPUT]


def test_the_limits_of_a_change_s_model_count_for_its_call(a_plan):
    made = a_plan(curl({"contents": HELLO}, BUSY, model="gemini-2.0-flash"), limits=Limits(output_tokens=None))
    made = dataclasses.replace(made, outputs={"gemini-2.0-flash": 8192})
    assert made.most_output() == 8192 and made.most_output(("model: gemini-3.8-flash",)) == MOST_OUTPUT


def test_the_cap_that_is_named_is_the_cap_that_is_sent(a_plan):
    plan = a_plan(config({"thinkingConfig": {"thinkingBudget": 1024}, "temperature": 3}, RANGE))
    assert kinds(plan)["capped"] == "1280" and plan.call.body["generationConfig"]["maxOutputTokens"] == 1280


@pytest.mark.parametrize("unknown", ['"text": question', '"functionCall": {"name": "f", "args": args}'])
def test_what_is_said_in_a_turn_does_not_matter_where_the_order_of_turns_does(planned, unknown):
    said = error(400, "INVALID_ARGUMENT", "Please use a valid role: user, model.")
    code = (
        'requests.post("https://generativelanguage.googleapis.com/v1beta/models/gemini-3.5-flash:generateContent", json='
        '{"contents": [{"role": "user", "parts": [{"text": "a"}]}, {"role": "assistant", "parts": [{%s}]}, {"role": "user", "parts": [{"text": "b"}]}]})'
    )
    made = planned(f"{code % unknown}\n{json.dumps(said)}")
    assert isinstance(made, Plan) and made.candidates[0] == ("set: contents[1].role model",)
    missing = planned(f"{code.replace('[{%s}]', 'parts') % ()}\n{json.dumps(said)}")
    assert missing == NotSent("missing", "contents[1].parts")


def test_what_is_right_in_a_language_is_not_said_to_be_mended(a_plan):
    url = "https://generativelanguage.googleapis.com/v1beta/models/gemini-3.5-flash:generateContent"
    code = f"requests.post('{url}', json={{'contents': [{{'parts': [{{'text': 'a'}}]}}],}})\n{json.dumps(RANGE)}"
    assert "mended" not in kinds(a_plan(code))
    assert kinds(a_plan(curl('{"contents": [{"parts": [{"text": "a"}]}],}', RANGE)))["mended"] == "trailing comma"
