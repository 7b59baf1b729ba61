"""Fields: unknown, misspelt, misplaced, of another shape."""

from __future__ import annotations

import pytest

from bot.paste import read
from bot.request.check import check
from bot.request.request import UNKNOWN
from tests.request.calls import HELLO, a_call, config, held, the


@pytest.mark.parametrize(
    ("body", "field", "change"),
    [
        ({"contents": HELLO, "temperature": 0.1}, "temperature", "move: temperature generationConfig.temperature"),
        (
            {"contents": HELLO, "thinkingConfig": {}},
            "thinkingConfig",
            "move: thinkingConfig generationConfig.thinkingConfig",
        ),
        ({"contents": HELLO, "maxTokens": 5}, "maxTokens", "move: maxTokens generationConfig.maxOutputTokens"),
        ({"contents": HELLO, "safetySetting": []}, "safetySetting", "rename: safetySetting safetySettings"),
        ({"contents": HELLO, "generationconfig": {}}, "generationconfig", "rename: generationconfig generationConfig"),
        (
            {"contents": HELLO, "generation_config": {"topp": 1}},
            "generation_config.topp",
            "rename: generation_config.topp topP",
        ),
        ({"contents": HELLO, "stream": True}, "stream", "remove: stream"),
    ],
)
def test_a_field_that_the_api_does_not_have_is_named_with_its_mend(body, field, change):
    found = the(field, a_call(body))
    assert (found.cause, found.sure, found.changes) == ("unknown-field", True, (change,))


def test_a_field_of_another_api_is_named_with_its_right_place():
    assert "contents" in the("messages", a_call({"messages": [{"role": "user"}]})).says
    assert the("generationConfig.maxTokens", config({"maxTokens": 9})).changes == (
        "rename: generationConfig.maxTokens maxOutputTokens",
    )
    assert held(a_call({"contents": [{"role": "user", "content": "hi"}]})) == {"contents[0].content": "unknown-field"}
    assert held(a_call({"contents": [{"parts": HELLO[0]["parts"], "generationConfig": {}}]})) == {
        "contents[0].generationConfig": "unknown-field"
    }


def test_a_field_far_from_any_other_is_left_out():
    found = the("generationConfig.zzzzzz", config({"zzzzzz": 1}))
    assert found.changes == ("remove: generationConfig.zzzzzz",)
    assert the("tools[0].parameters", a_call({"contents": HELLO, "tools": [{"parameters": {}}]})).says.startswith(
        "There is no field"
    )


def test_both_spellings_of_one_field_lose_one_of_them():
    body = {"contents": HELLO, "generation_config": {"topP": 1}, "generationConfig": {"temperature": 1}}
    assert held(a_call(body)) == {"generationConfig": "malformed-request"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"contents": "hi"}, "contents"),
        ({"contents": [{"parts": ["hi"]}]}, "contents[0].parts[0]"),
        ({"contents": [{"parts": [{"text": 5}]}]}, "contents[0].parts[0].text"),
        ({"contents": HELLO, "systemInstruction": "be brief"}, "systemInstruction"),
        ({"contents": HELLO, "systemInstruction": [{"text": "x"}]}, "systemInstruction"),
        ({"contents": HELLO, "generationConfig": {"temperature": "hot"}}, "generationConfig.temperature"),
        ({"contents": HELLO, "generationConfig": {"temperature": [1]}}, "generationConfig.temperature"),
        ({"contents": HELLO, "generationConfig": {"seed": {}}}, "generationConfig.seed"),
        ({"contents": HELLO, "generationConfig": {"maxOutputTokens": 5.5}}, "generationConfig.maxOutputTokens"),
        ({"contents": HELLO, "generationConfig": {"maxOutputTokens": True}}, "generationConfig.maxOutputTokens"),
        ({"contents": HELLO, "generationConfig": {"responseLogprobs": "maybe"}}, "generationConfig.responseLogprobs"),
        ({"contents": HELLO, "generationConfig": {"responseMimeType": {}}}, "generationConfig.responseMimeType"),
        (
            {"contents": HELLO, "generationConfig": {"responseModalities": ["SMELL"]}},
            "generationConfig.responseModalities[0]",
        ),
        ({"contents": HELLO, "generationConfig": {"mediaResolution": True}}, "generationConfig.mediaResolution"),
    ],
)
def test_a_value_of_another_shape_is_named(body, field):
    assert held(a_call(body)) == {field: "unknown-field"}


def test_an_enum_value_is_named_with_the_one_that_is_meant():
    body = {"contents": HELLO, "safetySettings": [{"category": "HARM_CATEGORY_HATE", "threshold": "BLOCK_NON"}]}
    assert the("safetySettings[0].category", a_call(body)).changes == (
        "set: safetySettings[0].category HARM_CATEGORY_HATE_SPEECH",
    )
    assert the("safetySettings[0].threshold", a_call(body)).changes == ("set: safetySettings[0].threshold BLOCK_NONE",)
    assert "it takes" in the("serviceTier", a_call({"contents": HELLO, "serviceTier": "platinum"})).says


def test_a_value_that_is_known_at_run_time_alone_is_left_in_peace():
    for body in (
        UNKNOWN,
        {"contents": UNKNOWN},
        {"contents": [UNKNOWN]},
        {"contents": HELLO, "generationConfig": UNKNOWN},
        {"contents": HELLO, "tools": UNKNOWN},
    ):
        assert held(a_call(body)) == {}
    assert (
        held(
            a_call(
                {
                    "contents": HELLO,
                    "generationConfig": {
                        "temperature": UNKNOWN,
                        "responseSchema": UNKNOWN,
                        "responseMimeType": UNKNOWN,
                    },
                }
            )
        )
        == {}
    )


def test_snake_case_digits_in_quotes_lower_case_and_single_objects_are_taken():
    body = {
        "contents": {"role": "user", "parts": {"text": "hi"}},
        "generation_config": {"max_output_tokens": "512", "thinking_config": {"thinking_level": "low"}},
        "toolConfig": {"functionCallingConfig": {"mode": "auto"}},
        "tools": {"functionDeclarations": {"name": "f", "description": "d"}},
        "labels": {"a": "b"},
        "store": False,
    }
    assert held(a_call(body)) == {}


def test_what_google_s_client_drops_or_refuses_is_named_at_its_place():
    call = a_call(dialect="js-genai", raw={"generationConfig.maxTokens": 1500})
    assert the("generationConfig.maxTokens", call).changes == ("rename: generationConfig.maxTokens maxOutputTokens",)
    assert held(a_call(dialect="vercel-ai", raw={"generationConfig.maxSteps": 5})) == {}
    assert held(a_call(dialect="python-genai", raw={"nothing.known.here": 1})) == {}
    beside = a_call(dialect="python-genai", raw={"generationConfig.topK": 3})
    assert held(beside) == {"generationConfig.topK": "sdk-usage"}
    assert held(a_call(dialect="python-genai", raw={"generationConfig.audioTimestamp": True})) == {
        "generationConfig.audioTimestamp": "unsupported-in-backend"
    }


def test_a_list_is_asked_for_where_the_client_is_strict_and_not_where_the_service_is_lenient():
    assert held(config({"stopSequences": "END"})) == {}
    call = config({"stopSequences": "END"}, dialect="python-genai")
    assert the("generationConfig.stopSequences", call).changes == ('set: generationConfig.stopSequences ["END"]',)


def test_what_vertex_alone_takes_is_named_by_the_way_it_is_sent():
    assert held(config({"routingConfig": {}})) == {"generationConfig.routingConfig": "unknown-field"}
    assert held(config({"routingConfig": {}}, dialect="python-genai")) == {
        "generationConfig.routingConfig": "unsupported-in-backend"
    }
    counted = {"contents": HELLO, "systemInstruction": {"parts": [{"text": "x"}]}}
    assert held(a_call(counted, method="countTokens")) == {"systemInstruction": "unknown-field"}
    assert held(a_call(counted, method="countTokens", dialect="python-genai")) == {
        "systemInstruction": "unsupported-in-backend"
    }


def test_durations_need_their_s():
    cache = {"model": "models/gemini-3.5-flash", "contents": HELLO, "ttl": "300s"}
    assert held(a_call(cache, method="cachedContents.create")) == {}
    assert held(a_call({**cache, "ttl": 300}, method="cachedContents.create")) == {"ttl": "unknown-field"}


def test_another_product_s_body_is_none_of_ours():
    for more in (
        {"product": "vertex"},
        {"product": "interactions"},
        {"method": "models.list"},
        {"method": "batchGenerateContent"},
    ):
        assert held(a_call({"contents": HELLO, "nonsense": 1}, **more)) == {}


def test_objects_that_a_client_converts_are_left_in_peace():
    tool = {"name": "f", "inputSchema": {"type": "object"}}
    file = {"parts": [{"uri": "https://x.org/files/a", "mimeType": "text/plain"}]}
    assert held(a_call({"contents": [file], "tools": [tool]}, dialect="python-genai")) == {}
    assert "contents[0].parts[0].uri" in held(a_call({"contents": [file]}))


def test_for_a_name_with_a_blank_no_change_is_offered():
    body = {"contents": [{"parts": [{"text": "hi", "max out put": 3}]}], "generationConfig": {"top P": 1}}
    found = check(a_call(body=body), read(""))
    assert {one.field for one in found} >= {"contents[0].parts[0].max out put", "generationConfig.top P"}
    assert not any(one.changes for one in found if " " in one.field)
