"""JSON into messages, with the front end's complaints."""

from __future__ import annotations

from typing import Any

import pytest

from tests.playground.gemini.conftest import Ask, says


async def test_an_unknown_name_is_named_with_the_path_of_the_proto(ask: Ask):
    reply = await ask(says("hi", maxTokens=5))
    assert reply.status == 400
    said = "Invalid JSON payload received. Unknown name \"maxTokens\" at 'generation_config': Cannot find field."
    assert reply.message == said
    [details] = reply.error["details"]
    assert details["@type"] == "type.googleapis.com/google.rpc.BadRequest"
    assert details["fieldViolations"] == [{"field": "generation_config", "description": said}]


async def test_every_complaint_comes_at_once_and_at_the_top_without_a_path(ask: Ask):
    reply = await ask(says("hi", xyz=1) | {"messages": [], "systemInstruction": {"pars": []}})
    assert reply.message.splitlines() == [
        "Invalid JSON payload received. Unknown name \"xyz\" at 'generation_config': Cannot find field.",
        'Invalid JSON payload received. Unknown name "messages": Cannot find field.',
        "Invalid JSON payload received. Unknown name \"pars\" at 'system_instruction': Cannot find field.",
    ]
    assert [row.get("field") for row in reply.error["details"][0]["fieldViolations"]] == [
        "generation_config", None, "system_instruction",
    ]  # fmt: skip


async def test_a_property_of_a_schema_is_counted_not_named(ask: Ask):
    schema = {"type": "OBJECT", "properties": {"a": {"type": "STRING"}, "b": {"type": "STRING", "const": 1}}}
    reply = await ask(says("hi", responseMimeType="application/json", responseSchema=schema))
    assert "Unknown name \"const\" at 'generation_config.response_schema.properties[1].value': Cannot" in reply.message


async def test_both_spellings_of_a_name_are_taken_and_both_at_once_are_not(ask: Ask):
    snake = {"contents": [{"parts": [{"text": "hi"}]}], "generation_config": {"top_p": 0.5, "max_output_tokens": 900}}
    assert (await ask(snake)).status == 200
    reply = await ask(says("hi", topP=0.5) | {"generation_config": {}})
    assert reply.message == (
        "Invalid value (oneof), oneof field '_generation_config' is already set. Cannot set 'generationConfig'"
    )
    reply = await ask(says("hi", topP=0.5, top_p=0.6))
    assert "at 'generation_config' (oneof), oneof field '_top_p' is already set. Cannot set 'topP'" in reply.message


@pytest.mark.parametrize(
    ("body", "says_"),
    [
        (says("hi", temperature="hot"), "Invalid value at 'generation_config.temperature' (TYPE_FLOAT), \"hot\""),
        (says("hi", temperature=True), "Invalid value at 'generation_config.temperature' (TYPE_FLOAT), true"),
        (says("hi", topK=1.5), "Invalid value at 'generation_config.top_k' (TYPE_INT32), 1.5"),
        (says("hi", topK="1e3"), "Invalid value at 'generation_config.top_k' (TYPE_INT32), \"1e3\""),
        (says("hi", topK=2**31), "Invalid value at 'generation_config.top_k' (TYPE_INT32), 2147483648"),
        (says("hi", responseLogprobs="yes"), "'generation_config.response_logprobs' (TYPE_BOOL), \"yes\""),
        (says("hi", stopSequences=[5]), "Invalid value at 'generation_config.stop_sequences[0]' (TYPE_STRING), 5"),
        (
            says("hi", responseModalities=["VOICE"]),
            "(type.googleapis.com/google.ai.generativelanguage.v1beta.GenerationConfig.Modality), \"VOICE\"",
        ),
        (
            {"contents": [{"parts": [{"inlineData": {"mimeType": "image/png", "data": "data:image/png;base64,iVBO"}}]}]},
            "(TYPE_BYTES), Base64 decoding failed for \"data:image/png;base64,iVBO\"",
        ),
        (
            says("hi") | {"systemInstruction": "be kind"},
            "Invalid value at 'system_instruction' (type.googleapis.com/google.ai.generativelanguage.v1beta.Content), \"be kind\"",
        ),
        (
            says("hi") | {"systemInstruction": []},
            'Unknown name "systemInstruction": Proto field is not repeating, cannot start list.',
        ),
        ({"contents": [{"parts": [{"text": ["hi"]}]}]}, "Unknown name \"text\" at 'contents[0].parts[0]': Proto field"),
        (
            {"contents": [{"parts": [{"text": {"a": 1}}]}]},
            "Invalid value at 'contents[0].parts[0]' (text), Starting an object on a scalar field",
        ),
        (
            {"contents": [{"parts": [{"functionCall": {"name": "f", "args": "{}"}}]}]},
            "'contents[0].parts[0].function_call.args' (type.googleapis.com/google.protobuf.Struct), \"{}\"",
        ),
        ({"contents": [[1]]}, "Proto field is not repeating, cannot start list."),
        (
            says("hi", responseSchema={"properties": []}),
            "Invalid value at 'generation_config.response_schema.properties'",
        ),
        ({"contents": [{"parts": [{"text": "a", "fileData": {}}]}]}, "oneof field 'data' is already set. Cannot set 'fileData'"),
        ([says("hi")], 'Unknown name "": Root element must be a message.'),
        ("hi", 'Unknown name "": Root element must be a message.'),
    ],
)  # fmt: skip
async def test_a_value_of_the_wrong_shape_is_refused_at_its_path(ask: Ask, body: Any, says_: str):
    reply = await ask(body)
    assert reply.status == 400
    assert says_ in reply.message


@pytest.mark.parametrize(
    "config",
    [
        {"temperature": "0.5", "topK": "5", "seed": 5.0},
        {"stopSequences": "zzz"},
        {"responseLogprobs": "false"},
        {"temperature": None},
        {
            "responseMimeType": "application/json",
            "responseSchema": {"type": "object", "properties": {"a": {"type": 1}}},
        },
    ],
)
async def test_what_protobuf_lets_pass_passes(ask: Ask, config: dict[str, Any]):
    assert (await ask(says("hi", **config))).status == 200


@pytest.mark.parametrize(
    ("raw", "says_"),
    [
        (b'{"contents": [{"text": "hi"]}', "Expected , or } after key:value pair.\n"),
        (b'{"contents" []}', "Expected : between key:value pair."),
        (b'{"contents": [],}', "Expected an object key or }."),
        (b'{"contents": }', "Expected a value."),
        (b'{"contents": "hi', "Closing quote expected in string."),
        (b"{} {}", "Parsing terminated before end of input."),
        (b'{"contents": NaN}', "Unexpected token."),
        (b'{"contents": "\xff"}', "Encountered non UTF-8 code points."),
        (b'{"a":' * 200 + b"1" + b"}" * 200, "Message too deep. Max recursion depth reached for key 'a'"),
        (b"[" * 100_000, "Unexpected token."),
    ],
)
async def test_what_is_no_json_is_refused_with_the_place(ask: Ask, raw: bytes, says_: str):
    reply = await ask(raw=raw)
    assert reply.status == 400
    assert says_ in reply.message
    assert reply.message.startswith("Invalid JSON payload received. ")


async def test_a_list_deeper_than_the_parser_goes_is_refused(ask: Ask):
    reply = await ask(raw=b'{"contents":' + b"[" * 150 + b"]" * 150 + b"}")
    assert "Message too deep. Max recursion depth reached for key 'contents'" in reply.message


async def test_an_empty_body_is_an_empty_request(ask: Ask):
    assert (await ask(raw=b"")).message == "* GenerateContentRequest.contents: contents is not specified\n"


async def test_the_address_carries_nothing_but_what_every_google_api_has(ask: Ask):
    reply = await ask(says("hi"), query="?contents=x")
    assert reply.message == (
        'Invalid JSON payload received. Unknown name "contents": Cannot bind query parameter. '
        "Field 'contents' could not be found in request message."
    )
    assert (await ask(says("hi"), query="?prettyPrint=false&$alt=json")).status == 200


@pytest.mark.parametrize(
    "body",
    [
        says("hi") | {"serviceTier": "FLEX"},
        says("hi", speechConfig={}),
        says("hi") | {"cachedContent": "cachedContents/x"},
        says("hi") | {"tools": [{"computerUse": {}}]},
        says("hi") | {"tools": [{"mcpServers": [{"name": "a"}]}]},
    ],
)
async def test_a_feature_of_the_beta_is_an_unknown_name_on_v1(ask: Ask, body: Any):
    assert "Cannot find field." in (await ask(body, version="v1")).message
    for version in ("v1beta", "v1alpha"):
        reply = await ask(body, version=version)
        assert reply.status != 400 or "Cannot find field." not in reply.message
