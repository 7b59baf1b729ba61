"""What the error in a paste says of the request beside it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.request.calls import HELLO, a_call, config, held, the

UNKNOWN_NAME = 'Invalid JSON payload received. Unknown name "{}"{}: Cannot find field.'


def test_a_field_that_the_service_names_is_a_finding_where_the_request_has_it():
    chat: dict[str, Any] = {"messages": [{"role": "user"}], "seed": 3, "frequency_penalty": 1}
    call = a_call(chat, method="chat.completions", dialect="openai-compat")
    text = UNKNOWN_NAME.format("seed", "") + "\n" + UNKNOWN_NAME.format("frequency_penalty", "")
    assert held(call, text) == {"seed": "unknown-field", "frequency_penalty": "unknown-field"}
    assert held(call, UNKNOWN_NAME.format("presence_penalty", "")) == {}


def test_a_field_that_v1_did_not_know_yet_is_one_of_versions():
    text = UNKNOWN_NAME.format("systemInstruction", "")
    call = a_call({"contents": HELLO, "systemInstruction": HELLO[0]}, api_version="v1")
    assert the("systemInstruction", call, text).changes == ("api_version: v1beta",)
    assert held(call, text) == {"systemInstruction": "api-version-mismatch"}
    thinking = config({"thinkingConfig": {"includeThoughts": True}}, api_version="v1")
    text = UNKNOWN_NAME.format("includeThoughts", " at 'generation_config.thinking_config'")
    assert held(thinking, text) == {"generationConfig.thinkingConfig.includeThoughts": "api-version-mismatch"}
    assert held(config({"topK": 5}, api_version="v1"), UNKNOWN_NAME.format("topK", " at 'generation_config'")) == {
        "generationConfig.topK": "unknown-field"
    }


def test_escapes_and_quotes_around_the_name_make_no_difference():
    call = a_call({"contents": HELLO, "labels": {"a": "b"}})
    for quoted in ('\\"labels\\"', "'labels'", '"labels"'):
        assert held(call, f"Invalid JSON payload received. Unknown name {quoted}: Cannot find field.") == {
            "labels": "unknown-field"
        }


def test_a_name_in_a_schema_is_the_schema_s():
    tools = [
        {
            "functionDeclarations": [
                {"name": "f", "parameters": {"type": "OBJECT", "properties": {"a": {"type": "STRING", "example": 1}}}}
            ]
        }
    ]
    text = UNKNOWN_NAME.format("example", " at 'tools[0].function_declarations[0].parameters.properties.a'")
    call = a_call({"contents": HELLO, "tools": tools}, dialect="vercel-ai")
    assert held(call, text) == {
        "tools[0].functionDeclarations[0].parameters.properties.a.example": "schema-unsupported"
    }


def test_a_value_that_the_service_refuses_is_named():
    text = "Invalid value at 'contents[0].role' (TYPE_STRING), 5"
    assert held(a_call(), text) == {"contents[0].role": "unknown-field"}
    assert held(a_call(), "Invalid value at 'contents[7].role' (TYPE_STRING), 5") == {}
    schema = config({"responseMimeType": "application/json", "responseSchema": {"type": "STRING"}})
    assert held(schema, "Invalid value at 'generation_config.response_schema.type'") == {
        "generationConfig.responseSchema.type": "schema-unsupported"
    }


@pytest.mark.parametrize(
    ("place", "field", "cause"),
    [
        ("generation_config.candidate_count", "generationConfig.candidateCount", "parameter-invalid"),
        (
            "generation_config.thinking_config.thinking_budget",
            "generationConfig.thinkingConfig.thinkingBudget",
            "thinking-config",
        ),
        (
            "generation_config.response_schema.properties[a].items",
            "generationConfig.responseSchema.properties.a",
            "schema-unsupported",
        ),
        ("safety_settings[0]", "safetySettings[0]", "unknown-field"),
        ("contents[0].parts[0].data", "contents[0].parts[0]", "contents-empty"),
        ("contents[0].parts[1].inline_data.mime_type", "contents[0].parts[1].inlineData.mimeType", "media-unreadable"),
        ("tools[0].function_declarations[0].name", "tools[0].functionDeclarations[0].name", "schema-unsupported"),
    ],
)
def test_a_path_in_the_message_leads_to_the_field(place, field, cause):
    body = {
        "contents": [{"parts": [{"text": "x"}, {"inlineData": {"mimeType": "image/png", "data": "QUJD"}}]}],
        "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT"}],
        "tools": [{"functionDeclarations": [{"name": "f"}]}],
        "generationConfig": {
            "candidateCount": 1, "thinkingConfig": {"thinkingBudget": 5}, "responseMimeType": "application/json",
            "responseSchema": {"type": "OBJECT", "properties": {"a": {"type": "STRING"}}},
        },
    }  # fmt: skip
    assert held(a_call(body), f"* GenerateContentRequest.{place}: is not right") == {field: cause}


def test_a_path_that_is_not_there_leads_nowhere():
    assert held(a_call(), "* GenerateContentRequest.cached_content.name: x") == {}
    assert held(a_call(), "* GenerateContentRequest.contents: contents is not specified") == {}


@pytest.mark.parametrize(
    ("text", "field", "cause"),
    [
        (
            "generate_content() got an unexpected keyword argument 'temperature'",
            "generationConfig.temperature",
            "sdk-usage",
        ),
        ("got an unexpected keyword argument 'generation_config'", "generationConfig", "sdk-usage"),
        ("got an unexpected keyword argument 'prompt'", "sdk", "sdk-usage"),
        (
            "ValidationError: 1 validation error for GenerateContentConfig\ntemperature\n  Extra inputs are not permitted",
            "generationConfig.temperature",
            "unknown-field",
        ),
        (
            "ValueError: temperature parameter is not supported in Gemini API.",
            "generationConfig.temperature",
            "unsupported-in-backend",
        ),
    ],
)
def test_what_a_client_refuses_is_named(text, field, cause):
    call = config({"temperature": 0.5}, dialect="python-genai", sdk="google-genai")
    assert held(call, "TypeError: Error " + text) == {field: cause}


def test_another_client_s_word_on_something_else_is_no_finding():
    assert held(a_call(), "TypeError: f() got an unexpected keyword argument 'prompt'") == {}


@pytest.mark.parametrize(
    ("text", "settings", "field", "cause"),
    [
        (
            "Penalty is not enabled for this model",
            {"presencePenalty": 1},
            "generationConfig.presencePenalty",
            "parameter-invalid",
        ),
        (
            "Thinking is not enabled for models/x",
            {"thinkingConfig": {"thinkingBudget": 5}},
            "generationConfig.thinkingConfig",
            "thinking-config",
        ),
        (
            "JSON mode is not enabled for this model",
            {"responseMimeType": "application/json"},
            "generationConfig.responseMimeType",
            "modality-unsupported",
        ),
    ],
)
def test_a_message_without_a_path_means_a_field_that_the_request_has(text, settings, field, cause):
    assert held(config(settings), text) == {field: cause}
    assert held(a_call(), text) == {}


def test_a_mime_type_that_the_service_refuses_is_looked_for():
    body = {"contents": [{"parts": [{"inlineData": {"mimeType": "image/jpg", "data": "QUJD"}}]}]}
    assert held(a_call(body)) == {}
    assert held(a_call(body), "Unsupported MIME type: image/jpg") == {
        "contents[0].parts[0].inlineData.mimeType": "media-unreadable"
    }


def test_of_several_types_the_one_that_the_service_names_is_meant():
    blobs = [{"inlineData": {"mimeType": kind, "data": "QUJD"}} for kind in ("image/png", "image/bmp", "image/tiff")]
    call = a_call({"contents": [{"parts": blobs}]})
    assert held(call) == {}
    assert held(call, "Unsupported MIME type: image/tiff") == {
        "contents[0].parts[2].inlineData.mimeType": "media-unreadable"
    }


def test_an_argument_that_openai_s_client_refuses_is_named_as_it_is_written():
    body = {"messages": [{"role": "user", "content": "hi"}], "max_output_tokens": 5}
    call = a_call(body, dialect="openai-compat", method="chat.completions")
    text = "TypeError: Completions.create() got an unexpected keyword argument 'max_output_tokens'"
    assert held(call, text) == {"max_output_tokens": "sdk-usage"}


def test_arguments_without_their_names_are_named():
    text = 'client.models.generate_content("m", "hi")\nTypeError: Models.generate_content() takes 1 positional argument but 3 were given'
    assert held(a_call(dialect="python-genai"), text) == {"sdk": "sdk-usage"}
    assert held(a_call(dialect="curl"), text) == {}
    assert held(a_call(dialect="python-genai"), text.partition("\n")[2]) == {}
