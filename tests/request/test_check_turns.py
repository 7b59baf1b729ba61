"""Turns and their parts."""

from __future__ import annotations

from typing import Any

import pytest

from bot.paste.span import Span
from bot.request.request import UNKNOWN, Flaw
from tests.request.calls import HELLO, a_call, held, the

ASK: dict[str, Any] = {"role": "user", "parts": [{"text": "time?"}]}
CALL: dict[str, Any] = {
    "role": "model",
    "parts": [{"functionCall": {"name": "now", "args": {}}, "thoughtSignature": "QUJD"}],
}
ANSWER: dict[str, Any] = {"role": "user", "parts": [{"functionResponse": {"name": "now", "response": {"t": 1}}}]}
TOOLS = [{"functionDeclarations": [{"name": "now", "description": "the time"}]}]


def turns(*contents: Any, **more: Any):
    return a_call({"contents": list(contents), "tools": TOOLS}, **more)


@pytest.mark.parametrize("role", ["assistant", "system", "developer", "bot", "USER", "narrator"])
def test_a_role_that_is_none_is_named(role):
    assert held(a_call({"contents": [{**ASK, "role": role}]})) == {"contents[0].role": "turn-order"}


def test_the_role_that_is_meant_is_offered_and_a_system_prompt_goes_elsewhere():
    assert the("contents[0].role", a_call({"contents": [{**ASK, "role": "assistant"}]})).changes == (
        "set: contents[0].role model",
    )
    assert "systemInstruction" in the("contents[0].role", a_call({"contents": [{**ASK, "role": "system"}]})).says


def test_a_call_with_its_response_is_left_in_peace():
    assert held(turns(ASK, CALL, ANSWER)) == {}
    assert held(turns(ASK, CALL, {**ANSWER, "role": "function"})) == {}
    assert held(turns(ASK, CALL, {**ANSWER, "role": "tool"})) == {}
    assert held(turns(ASK, CALL)) == {}
    assert held(turns(ASK, ASK)) == {}


def test_two_calls_may_be_answered_in_two_turns():
    calls = {**CALL, "parts": [*CALL["parts"], {"functionCall": {"name": "now", "args": {}}}]}
    assert held(turns(ASK, calls, ANSWER, ANSWER)) == {}


def test_two_calls_want_two_responses():
    calls = {**CALL, "parts": [*CALL["parts"], {"functionCall": {"name": "now", "args": {}}}]}
    assert held(turns(ASK, calls, ANSWER)) == {"contents[2].parts": "turn-order"}
    assert "2 function calls, and 1 response" in the("contents[2].parts", turns(ASK, calls, ANSWER)).says
    assert held(turns(ASK, {**calls, "parts": [*calls["parts"], UNKNOWN]}, ANSWER)) == {}


@pytest.mark.parametrize(
    ("contents", "field"),
    [
        ((ASK, ANSWER), "contents[1]"),
        ((ANSWER,), "contents[0]"),
        ((ASK, CALL, ASK), "contents[2]"),
        ((CALL, ANSWER), "contents[0]"),
        ((ASK, CALL, {**ANSWER, "role": "model"}), "contents[2].role"),
        ((ASK, {**CALL, "role": "user"}, ANSWER), "contents[1].role"),
    ],
)
def test_a_call_and_its_response_out_of_order_are_named(contents, field):
    assert held(turns(*contents)) == {field: "turn-order"}


def test_a_turn_that_the_code_makes_may_hold_the_call():
    assert held(turns(UNKNOWN, ANSWER)) == {}
    assert held(turns(ASK, CALL, UNKNOWN)) == {}
    assert held(turns(ASK, CALL, {"role": "user", "parts": UNKNOWN})) == {}


def test_arguments_and_responses_are_objects_with_a_name():
    call = {"role": "model", "parts": [{"functionCall": {"name": "now", "args": "{}"}, "thoughtSignature": "QUJD"}]}
    assert held(turns(ASK, call, ANSWER)) == {"contents[1].parts[0].functionCall.args": "unknown-field"}
    answer = {"role": "user", "parts": [{"functionResponse": {"name": "", "response": "noon"}}]}
    assert held(turns(ASK, CALL, answer)) == {
        "contents[2].parts[0].functionResponse.response": "unknown-field",
        "contents[2].parts[0].functionResponse.name": "malformed-request",
    }


def test_gemini_3_wants_the_signature_of_the_first_call_of_each_step():
    bare = {"role": "model", "parts": [{"functionCall": {"name": "now", "args": {}}}]}
    assert held(turns(ASK, bare, ANSWER)) == {"contents[1].parts[0].thoughtSignature": "thought-signature"}
    assert held(turns(ASK, bare, ANSWER, model="gemini-2.5-flash")) == {}
    assert held(turns(ASK, bare, ANSWER, model="gemini-9-ultra")) == {}
    assert held(turns(ASK, bare, ANSWER, {"role": "model", "parts": [{"text": "noon"}]}, ASK)) == {}


def test_that_newer_models_want_no_model_turn_last_is_a_hint_until_the_service_says_so():
    last = {"role": "model", "parts": [{"text": "{"}]}
    assert held(turns(ASK, last, model="gemini-3.6-flash")) == {}
    assert held(turns(ASK, last, model="gemini-3.6-flash"), sure=False) == {"contents[1]": "turn-order"}
    told = "400 INVALID_ARGUMENT. Requests ending with a model turn are not supported."
    assert held(turns(ASK, last, model="gemini-9-flash"), told) == {"contents[1]": "turn-order"}
    assert held(turns(ASK, last, model="gemini-3.5-flash")) == {}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"generationConfig": {}}, "contents"),
        ({"contents": []}, "contents"),
        ({"contents": [{"role": "user"}]}, "contents[0].parts"),
        ({"contents": [{"role": "user", "parts": []}]}, "contents[0].parts"),
        ({"contents": [{"parts": [{}]}]}, "contents[0].parts[0]"),
        ({"contents": [{"parts": [{"text": ""}]}]}, "contents[0].parts[0].text"),
        ({"contents": HELLO, "systemInstruction": {"parts": []}}, "systemInstruction.parts"),
    ],
)
def test_what_is_empty_is_named(body, field):
    assert held(a_call(body)) == {field: "contents-empty"}


def test_what_is_missing_is_not_said_of_a_cut_body_nor_surely_of_code():
    assert held(a_call({"generationConfig": {}}, flaws=(Flaw("cut", Span(0, 1)),))) == {}
    assert held(a_call({"generationConfig": {}}, dialect="python-genai")) == {}
    assert held(a_call({"generateContentRequest": {"contents": HELLO}}, method="countTokens")) == {}


def test_a_part_holds_one_thing_and_may_be_a_thought():
    assert held(a_call({"contents": [{"parts": [{"text": "x", "fileData": {"fileUri": "https://x.org/a"}}]}]})) == {
        "contents[0].parts[0]": "unknown-field"
    }
    assert (
        held(
            a_call(
                {
                    "contents": [
                        {
                            "parts": [
                                {"thought": True, "text": "x"},
                                {"thoughtSignature": "QUJD"},
                                {"text": "", "thoughtSignature": "QUJD"},
                            ]
                        }
                    ]
                }
            )
        )
        == {}
    )


def test_an_embedding_has_content_not_contents():
    def embed(body: dict[str, Any], method: str = "embedContent"):
        return a_call(body, method=method, model="gemini-embedding-001")

    assert held(embed({"content": HELLO[0]})) == {}
    assert held(embed({"contents": HELLO})) == {"contents": "unknown-field"}
    assert held(embed({"taskType": "CLUSTERING"})) == {"content": "contents-empty"}
    assert held(embed({"content": {"parts": [{"text": ""}]}})) == {"content.parts[0].text": "contents-empty"}
    assert held(embed({"requests": [{"model": "models/gemini-embedding-001"}, UNKNOWN]}, "batchEmbedContents")) == {
        "requests[0].content": "contents-empty"
    }
    assert held(
        embed({"requests": [{"model": "models/gemini-embedding-001", "content": HELLO[0]}] * 101}, "batchEmbedContents")
    ) == {"requests": "malformed-request"}


def test_what_names_its_model_in_the_body_needs_it_there():
    batch = a_call({"requests": [{"content": HELLO[0]}]}, method="batchEmbedContents", model="gemini-embedding-001")
    assert held(batch) == {"requests[0].model": "malformed-request"}
    assert held(a_call({"contents": HELLO}, method="cachedContents.create")) == {"model": "malformed-request"}
    both = {"contents": HELLO, "generateContentRequest": {"contents": HELLO}}
    assert held(a_call(both, method="countTokens")) == {"generateContentRequest": "malformed-request"}


def test_a_role_that_the_client_gives_is_not_held_against_a_call():
    mixed = {"role": "user", "parts": [*ASK["parts"], *CALL["parts"], *ANSWER["parts"]]}
    given = turns(mixed, dialect="python-genai", spans={"contents[0].role": Span(0, 0)})
    assert held(given) == {}
    assert held(turns(mixed)) == {"contents[0]": "turn-order"}


def test_an_empty_text_beside_others_is_a_hint():
    call = a_call({"contents": [{"parts": [{"text": ""}, {"text": "hi"}]}]})
    assert held(call) == {}
    assert held(call, sure=False) == {"contents[0].parts[0].text": "contents-empty"}


def test_calls_and_responses_don_t_share_a_turn():
    mixed = {"role": "model", "parts": [*CALL["parts"], *ANSWER["parts"]]}
    assert held(turns(ASK, mixed)) == {"contents[1]": "turn-order"}


def test_the_service_s_word_tells_of_a_signature_on_a_model_that_is_not_known():
    bare = {"role": "model", "parts": [{"functionCall": {"name": "now", "args": {}}}]}
    call = turns(ASK, bare, ANSWER, model="gemini-9-ultra")
    text = "Function call is missing a thought_signature in functionCall parts."
    assert held(call, text) == {"contents[1].parts[0].thoughtSignature": "thought-signature"}
