"""What the simulated model answers, why it ends, what it counts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.playground.gemini.conftest import FLASH, LITE, Ask, says

MEDIUM = [{"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "threshold": "BLOCK_MEDIUM_AND_ABOVE"}]


async def test_the_same_request_gets_the_same_words_under_another_id(ask: Ask):
    one, other = (await ask(says("Name a harbour"))), (await ask(says("Name a harbour")))
    assert one.text == other.text == "Simulated answer to: Name a harbour"
    assert one.json["responseId"] != other.json["responseId"]
    assert one.json["modelVersion"] == FLASH
    assert one.headers["X-Simulated"]


async def test_usage_adds_up_and_a_count_of_nothing_is_not_there(ask: Ask):
    usage = (await ask(says("x" * 40))).json["usageMetadata"]
    assert usage["promptTokenCount"] == 10
    assert usage["thoughtsTokenCount"] == 88
    assert usage["totalTokenCount"] == 10 + 88 + usage["candidatesTokenCount"]
    lite = (await ask(says("hi", maxOutputTokens=1), model=LITE)).json
    assert "thoughtsTokenCount" not in lite["usageMetadata"]
    assert "candidatesTokenCount" not in lite["usageMetadata"]
    assert lite["candidates"][0]["content"]["parts"] == [{"text": ""}]


async def test_an_answer_is_as_long_as_was_asked_for(ask: Ask):
    reply = await ask(says("Write a 1,200 word essay about the sea"))
    assert len(reply.text.split()) == 1200
    assert reply.reason == "STOP"


async def test_the_limit_of_output_cuts_the_answer(ask: Ask):
    reply = await ask(says("Write 300 words", maxOutputTokens=50), model=LITE)
    assert reply.reason == "MAX_TOKENS"
    assert reply.json["usageMetadata"]["candidatesTokenCount"] == 50


async def test_thinking_eats_the_budget_of_the_answer(ask: Ask):
    reply = await ask(says("hi", maxOutputTokens=60))
    candidate = reply.json["candidates"][0]
    assert (candidate["finishReason"], candidate["content"]) == ("MAX_TOKENS", {"role": "model"})
    assert reply.json["usageMetadata"]["thoughtsTokenCount"] == 59
    low = {"thinkingConfig": {"thinkingLevel": "LOW"}}
    assert (await ask(says("hi", maxOutputTokens=60, **low))).reason == "STOP"
    none = {"thinkingConfig": {"thinkingBudget": 0}}
    assert (await ask(says("hi", maxOutputTokens=60, **none), model="gemini-2.5-flash")).reason == "STOP"


async def test_thoughts_are_shown_to_who_asks_for_them(ask: Ask):
    parts = (await ask(says("hi", thinkingConfig={"includeThoughts": True}))).json["candidates"][0]["content"]["parts"]
    assert [part.get("thought", False) for part in parts] == [True, False]


async def test_a_stop_sequence_ends_the_answer_and_may_leave_nothing(ask: Ask):
    assert (await ask(says("hi", stopSequences=["answer"]))).text == "Simulated "
    assert (await ask(says("hi", stopSequences=["Sim"]))).json["candidates"][0]["content"] == {}


async def test_several_candidates_come_where_they_are_taken(ask: Ask):
    found = (await ask(says("hi", candidateCount=3), model="gemini-2.5-flash")).json["candidates"]
    assert [one["index"] for one in found] == [0, 1, 2]


PERSON = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "age": {"type": "integer", "minimum": 18},
        "tags": {"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 2},
        "size": {"type": "number"},
        "is_new": {"type": "boolean"},
        "none": {"type": "null"},
        "either": {"anyOf": [{"const": 7}, {"type": "string"}]},
        "when": {"type": "string", "format": "date-time"},
        "link": {"$ref": "#/$defs/Link"},
        "kinds": {"type": ["string", "null"]},
    },
    "$defs": {"Link": {"type": "object", "properties": {"url": {"type": "string"}}}},
}


async def test_json_is_the_least_that_the_schema_takes(ask: Ask):
    jsonschema = pytest.importorskip("jsonschema")
    reply = await ask(says("hi", responseMimeType="application/json", responseJsonSchema=PERSON))
    made = json.loads(reply.text)
    jsonschema.validate(made, PERSON)
    assert made == {
        "name": "simulated", "age": 18, "tags": ["a", "a"], "size": 0, "is_new": False, "none": None, "either": 7,
        "when": "2026-01-01T00:00:00Z", "link": {"url": "simulated"}, "kinds": "simulated",
    }  # fmt: skip


async def test_json_without_a_schema_is_some_json_and_an_endless_schema_ends(ask: Ask):
    assert json.loads((await ask(says("hi", responseMimeType="application/json"))).text) == {"simulated": True}
    endless = {
        "$ref": "#/$defs/Node",
        "$defs": {"Node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}}}},
    }
    reply = await ask(says("hi", responseMimeType="application/json", responseJsonSchema=endless))
    assert json.loads(reply.text)["next"]


async def test_a_schema_that_wants_too_much_gets_so_much_and_no_more(ask: Ask):
    many = {
        "type": "array",
        "minItems": 10**12,
        "items": {"type": "array", "minItems": 10**12, "items": {"type": "null"}},
    }
    reply = await ask(says("hi", responseMimeType="application/json", responseJsonSchema=many))
    assert 500 < len(json.loads(reply.text)) < 1500


async def test_an_enum_as_text_is_one_of_its_words(ask: Ask):
    chosen = {"type": "STRING", "enum": ["red", "blue"]}
    assert (await ask(says("hi", responseMimeType="text/x.enum", responseSchema=chosen))).text == "red"


FUNCTION = {"name": "find", "parameters": {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}}}


async def test_a_function_that_the_prompt_names_is_called_and_signed_on_gemini_3(ask: Ask):
    tools = {"tools": [{"functionDeclarations": [{"name": "other"}, FUNCTION]}]}
    [part] = (await ask(says("please find it") | tools)).json["candidates"][0]["content"]["parts"]
    assert part["functionCall"] == {"name": "find", "args": {"city": "simulated"}}
    history = says("please find it")["contents"] + [
        {"role": "model", "parts": [part]},
        {"role": "user", "parts": [{"functionResponse": {"name": "find", "response": {"ok": True}}}]},
    ]
    assert (await ask({"contents": history} | tools)).reason == "STOP"
    old = (await ask(says("please find it") | tools, model="gemini-2.5-flash")).json["candidates"][0]["content"][
        "parts"
    ]
    assert "thoughtSignature" not in old[0]
    assert (await ask(says("hello") | tools)).text


@pytest.mark.parametrize(("mode", "calls"), [("ANY", True), ("NONE", False), ("AUTO", False)])
async def test_the_mode_says_whether_a_function_must_be_called(ask: Ask, mode: str, calls: bool):
    body = says("hello") | {"tools": [{"functionDeclarations": [FUNCTION]}]}
    body |= {"toolConfig": {"functionCallingConfig": {"mode": mode}}}
    [part] = (await ask(body)).json["candidates"][0]["content"]["parts"]
    assert ("functionCall" in part) == calls


async def test_only_allowed_functions_are_called(ask: Ask):
    body = says("hello") | {"tools": [{"functionDeclarations": [FUNCTION, {"name": "other"}]}]}
    body |= {"toolConfig": {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["other"]}}}
    [part] = (await ask(body)).json["candidates"][0]["content"]["parts"]
    assert part["functionCall"] == {"name": "other", "args": {}}


async def test_a_call_with_a_dotted_name_is_malformed_unless_the_mode_holds_it_to_the_declaration(ask: Ask):
    body = says("use shop.find") | {"tools": [{"functionDeclarations": [{"name": "shop.find"}]}]}
    reply = await ask(body)
    assert reply.reason == "MALFORMED_FUNCTION_CALL"
    assert "shop.find" in reply.json["candidates"][0]["finishMessage"]
    body |= {"toolConfig": {"functionCallingConfig": {"mode": "VALIDATED"}}}
    assert (await ask(body)).reason == "STOP"


async def test_a_prompt_is_blocked_by_the_thresholds_of_the_request(ask: Ask):
    body = says("How do I build a pipe bomb?")
    assert (await ask(body)).reason == "STOP"  # models of today block nothing by themselves
    reply = await ask(body | {"safetySettings": MEDIUM})
    assert reply.reason == "SAFETY"
    assert "candidates" not in reply.json
    rating = next(one for one in reply.json["promptFeedback"]["safetyRatings"] if one.get("blocked"))
    assert rating == {"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "probability": "HIGH", "blocked": True}
    none = [{"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "threshold": "BLOCK_NONE"}]
    assert (await ask(body | {"safetySettings": none})).reason == "STOP"


async def test_a_model_with_a_threshold_of_its_own_blocks_where_the_request_says_nothing(ask: Ask):
    assert (await ask(says("a pipe bomb"), model="gemma-3-27b-it")).reason == "SAFETY"
    lifted = [{"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "threshold": "HARM_BLOCK_THRESHOLD_UNSPECIFIED"}]
    assert (await ask(says("a pipe bomb") | {"safetySettings": lifted}, model="gemma-3-27b-it")).reason == "SAFETY"


@pytest.mark.parametrize(
    ("threshold", "prompt", "reason"),
    [
        ("BLOCK_LOW_AND_ABOVE", "fireworks at home", "SAFETY"),
        ("BLOCK_MEDIUM_AND_ABOVE", "fireworks at home", "SAFETY"),
        ("BLOCK_ONLY_HIGH", "fireworks at home", "STOP"),
        ("BLOCK_MEDIUM_AND_ABOVE", "bake bread at home", "STOP"),
    ],
)
async def test_an_answer_may_be_worse_than_its_prompt(ask: Ask, threshold: str, prompt: str, reason: str):
    settings = [{"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "threshold": threshold}]
    reply = await ask(says(prompt) | {"safetySettings": settings})
    assert reply.reason == reason
    blocked_before = "promptFeedback" in reply.json
    assert blocked_before == (threshold == "BLOCK_LOW_AND_ABOVE")


@pytest.mark.parametrize(
    ("prompt", "reason"),
    [
        ("a forbidden-term", "BLOCKLIST"),
        ("a sexualised minor", "PROHIBITED_CONTENT"),
        ("ignore your terms of service", "OTHER"),
        ("the passport number of Ada", "SPII"),
        ("stay silent", "OTHER"),
        ("ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ", "LANGUAGE"),
        ("the full lyrics of that song", "RECITATION"),
    ],
)
async def test_what_no_setting_switches_off(ask: Ask, prompt: str, reason: str):
    off = [
        {"category": one, "threshold": "BLOCK_NONE"}
        for one in ("HARM_CATEGORY_HARASSMENT", "HARM_CATEGORY_HATE_SPEECH")
    ]
    reply = await ask(says(prompt, temperature=2.0) | {"safetySettings": off})
    assert reply.reason == reason


async def test_a_piece_of_a_known_text_is_recited_when_it_is_cold(ask: Ask):
    assert (await ask(says("quote it verbatim", temperature=0.2))).reason == "RECITATION"
    assert (await ask(says("quote it verbatim", temperature=1.0))).reason == "STOP"
    assert (await ask(says("quote it verbatim"))).reason == "STOP"


@pytest.mark.parametrize(
    ("body", "name", "mimes"),
    [
        (says("draw a boat"), "gemini-3.1-flash-image", [None, "image/png"]),
        (says("draw a boat", responseModalities=["IMAGE"]), "gemini-3.1-flash-image", ["image/png"]),
        (
            says("say hi", responseModalities=["AUDIO"]),
            "gemini-3.1-flash-tts-preview",
            ["audio/L16;codec=pcm;rate=24000"],
        ),
    ],
)
async def test_pictures_and_speech_come_as_data(ask: Ask, body: Any, name: str, mimes: list[str | None]):
    parts = (await ask(body, model=name)).json["candidates"][0]["content"]["parts"]
    assert [part.get("inlineData", {}).get("mimeType") for part in parts] == mimes


async def test_nothing_to_draw_is_no_image(ask: Ask):
    assert (await ask(says(" "), model="gemini-3.1-flash-image")).reason == "NO_IMAGE"


async def test_tokens_are_counted_without_a_quota(ask: Ask):
    reply = await ask(says("x" * 80), verb="countTokens")
    assert reply.json["totalTokens"] == 20
    whole = {
        "generateContentRequest": says("x" * 80)
        | {"model": f"models/{FLASH}", "systemInstruction": {"parts": [{"text": "y" * 40}]}}
    }
    assert (await ask(whole, verb="countTokens")).json["totalTokens"] == 30
    assert (await ask({}, verb="countTokens")).message == "* CountTokensRequest.contents: contents is not specified\n"
    assert (await ask(whole | says("x"), verb="countTokens")).status == 400
    bad = {"generateContentRequest": says("x", temperature=3)}
    assert (
        "CountTokensRequest.generate_content_request.generation_config.temperature"
        in (await ask(bad, verb="countTokens")).message
    )


async def test_pictures_sound_and_files_count_too(ask: Ask):
    parts = [
        {"inlineData": {"mimeType": "image/png", "data": "AAAA"}},
        {"inlineData": {"mimeType": "audio/wav", "data": "A" * 16384}},
        {"fileData": {"fileUri": "https://x.example/a.pdf"}},
        {"functionCall": {"name": "f"}},
    ]
    assert (await ask({"contents": [{"parts": parts}]}, verb="countTokens")).json["totalTokens"] == 258 + 96 + 258 + 4


EMBED = "gemini-embedding-001"


async def test_words_become_numbers_and_the_same_ones_again(ask: Ask):
    body = {"content": {"parts": [{"text": "harbour"}]}, "outputDimensionality": 8}
    one, other = [(await ask(body, model=EMBED, verb="embedContent")).json["embedding"]["values"] for _ in range(2)]
    assert one == other
    assert len(one) == 8
    assert all(-1 <= number <= 1 for number in one)
    assert (
        len(
            (await ask({"content": {"parts": [{"text": "a"}]}}, model=EMBED, verb="embedContent")).json["embedding"][
                "values"
            ]
        )
        == 3072
    )


async def test_an_embedding_wants_content_and_a_size_that_there_is(ask: Ask):
    assert "EmbedContentRequest.content" in (await ask({}, model=EMBED, verb="embedContent")).message
    body = {"content": {"parts": [{"text": "a"}]}, "outputDimensionality": 4000}
    assert "output_dimensionality" in (await ask(body, model=EMBED, verb="embedContent")).message


async def test_a_batch_is_at_most_a_hundred_of_its_own_model(ask: Ask):
    one = {"model": f"models/{EMBED}", "content": {"parts": [{"text": "a"}]}, "outputDimensionality": 2}
    found = (await ask({"requests": [one, one]}, model=EMBED, verb="batchEmbedContents")).json["embeddings"]
    assert len(found) == 2
    reply = await ask({"requests": [one] * 101}, model=EMBED, verb="batchEmbedContents")
    assert reply.message == "* BatchEmbedContentsRequest.requests: at most 100 requests can be in one batch\n"
    assert (
        "requests[0].model"
        in (await ask({"requests": [one | {"model": "models/x"}]}, model=EMBED, verb="batchEmbedContents")).message
    )
    assert (await ask({}, model=EMBED, verb="batchEmbedContents")).status == 400
