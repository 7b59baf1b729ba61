"""What is held against a request that is well formed: first what holds for all models, then for one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.playground.gemini.conftest import FLASH, LITE, Ask, says

GEMMA, OLD, OLD_PRO = "gemma-3-27b-it", "gemini-2.5-flash", "gemini-2.5-pro"
FUNCTION = {"name": "get_weather", "parameters": {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}}}
FUNCTIONS = {"tools": [{"functionDeclarations": [FUNCTION]}]}
SEARCH = {"tools": [{"googleSearch": {}}]}
BOTH = {"tools": [{"functionDeclarations": [FUNCTION]}, {"googleSearch": {}}]}


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "parts": [{"text": text}]}


def model(text: str) -> dict[str, Any]:
    return {"role": "model", "parts": [{"text": text}]}


def called(*names: str, signature: str = "c2lnbmVkIGFuZCBzZWFsZWQ=") -> dict[str, Any]:
    signed = {"thoughtSignature": signature} if signature else {}
    parts = [
        {"functionCall": {"name": name, "args": {}}} | (signed if not place else {}) for place, name in enumerate(names)
    ]
    return {"role": "model", "parts": parts}


def returned(*names: str) -> dict[str, Any]:
    return {"role": "user", "parts": [{"functionResponse": {"name": name, "response": {"ok": 1}}} for name in names]}


def schema(inner: Any) -> dict[str, Any]:
    return says("hi", responseMimeType="application/json", responseSchema=inner)


CONFIG = "* GenerateContentRequest.generation_config."
GENERAL = [
    ({}, "* GenerateContentRequest.contents: contents is not specified\n"),
    (
        {"contents": [user("hi"), {"role": "user"}]},
        "* GenerateContentRequest.contents[1].parts: contents.parts must not be empty.\n",
    ),
    (
        {"contents": [{"parts": [{"text": "a"}, {"thought": True}]}]},
        "* GenerateContentRequest.contents[0].parts[1].data: required oneof field 'data' must have one initialized field\n",
    ),
    (
        {"contents": [user("hi"), called("f"), {"parts": [{"functionResponse": {"response": {}}}]}]},
        "* GenerateContentRequest.contents[2].parts[0].function_response.name: Name cannot be empty.\n",
    ),
    ({"contents": [{"parts": [{"functionCall": {"args": {}}}]}]}, "function_call.name: Name cannot be empty.\n"),
    (says("hi", temperature=2.1), CONFIG + "temperature: temperature must be in the range [0.0, 2.0].\n"),
    (says("hi", temperature=-0.1), CONFIG + "temperature: temperature must be in the range [0.0, 2.0].\n"),
    (says("hi", topP=1.01), CONFIG + "top_p: top_p must be in the range [0.0, 1.0].\n"),
    (says("hi", topK=-1), CONFIG + "top_k: "),
    (says("hi", candidateCount=9), CONFIG + "candidate_count: "),
    (says("hi", candidateCount=0), CONFIG + "candidate_count: "),
    (says("hi", maxOutputTokens=0), CONFIG + "max_output_tokens: "),
    (says("hi", presencePenalty=3), CONFIG + "presence_penalty: "),
    (says("hi", logprobs=21), CONFIG + "logprobs: "),
    (says("hi", thinkingConfig={"thinkingBudget": -2}), CONFIG + "thinking_config.thinking_budget: "),
    (says("hi", stopSequences=list("abcdef")), CONFIG + "stop_sequences: the number of stop_sequences must not exceed 5\n"),
    (says("hi", responseMimeType="text/html"), CONFIG + "response_mime_type: allowed mimetypes are `text/plain`,"),
    (says("hi", imageConfig={"aspectRatio": "3:7"}), "aspect_ratio must be one of '1:1', '1:4', '1:8', '2:3'"),
    (
        says("hi") | {"safetySettings": [{"category": "HARM_CATEGORY_MEDICAL", "threshold": "BLOCK_NONE"}]},
        "* GenerateContentRequest.safety_settings[0]: element predicate failed: $.category in (HarmCategory.HARM_",
    ),
    (
        says("hi") | {"tools": [{"functionDeclarations": [{"name": "get weather"}]}]},
        "tools[0].function_declarations[0].name: [FIELD_INVALID] Invalid function name.",
    ),
    (schema({"properties": {}}), CONFIG + "response_schema.type: must be specified when not using one_of, any_of or all_of"),
    (schema({"type": "OBJECT"}), CONFIG + "response_schema.properties: should be non-empty for OBJECT type\n"),
    (schema({"type": "STRING", "properties": {"a": {"type": "STRING"}}}), "properties: only allowed for OBJECT type\n"),
    (schema({"type": "OBJECT", "properties": {"a": {"type": "ARRAY"}}}), "response_schema.properties[a].items: missing field.\n"),
    (schema({"type": "STRING", "items": {"type": "STRING"}}), "items: field predicate failed: $type == Type.ARRAY\n"),
    (schema({"type": "ARRAY", "items": {"type": "INTEGER", "enum": ["1"]}}), "items.enum: only allowed for STRING type\n"),
    (schema({"type": "STRING", "enum": ["a", ""]}), "response_schema.enum[1]: cannot be empty\n"),
    (
        schema({"type": "STRING", "format": "uri"}),
        "response_schema.format: only 'enum' and 'date-time' are supported for STRING type\n",
    ),
    (
        schema({"type": "OBJECT", "properties": {"a": {"type": "STRING"}}, "required": ["a", "b"]}),
        "response_schema.required[1]: property is not defined\n",
    ),
    (schema({"anyOf": [{"type": "STRING"}, {"type": "ARRAY"}]}), "response_schema.any_of[1].items: missing field.\n"),
    (says("hi", responseSchema={"type": "STRING"}), "response_schema: only allowed when response_mime_type is"),
    (says("hi", responseJsonSchema={}), "response_json_schema: only allowed when response_mime_type is"),
    (
        says("hi", responseMimeType="application/json", responseSchema={"type": "STRING"}, responseJsonSchema={}),
        "only one of response_schema and response_json_schema may be set.\n",
    ),
    (
        says("hi") | {"tools": [{"functionDeclarations": [{"name": "f", "parameters": {"type": "OBJECT"}}]}]},
        "tools[0].function_declarations[0].parameters.properties: should be non-empty for OBJECT type\n",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("body", "said"), GENERAL, ids=range(len(GENERAL)))
@pytest.mark.parametrize("name", [FLASH, GEMMA])
async def test_what_no_model_takes_is_refused_by_each_in_the_same_words(ask: Ask, body: Any, said: str, name: str):
    reply = await ask(body, model=name)
    assert (reply.status, reply.error["status"]) == (400, "INVALID_ARGUMENT")
    assert said in reply.message
    assert reply.message.startswith("* GenerateContentRequest.")
    assert "details" not in reply.error


async def test_all_complaints_of_that_kind_come_in_one_message(ask: Ask):
    reply = await ask(says("hi", temperature=3, topP=2))
    assert reply.message.count("* GenerateContentRequest.generation_config.") == 2
    assert reply.message.endswith(".\n")


PARTICULAR = [
    ({"contents": [{"role": "user", "parts": []}]}, FLASH, "Request has empty input."),
    (says(""), FLASH, "Request has empty input."),
    (says("hi", candidateCount=2), FLASH, "Multiple candidates is not enabled for this model"),
    (says("hi", frequencyPenalty=0.5), OLD, "Penalty is not enabled for models/gemini-2.5-flash"),
    (says("hi", responseLogprobs=True), FLASH, f"Logprobs is not enabled for models/{FLASH}"),
    (says("hi", maxOutputTokens=65537), FLASH, "Request contains an invalid argument."),
    (says("hi", speechConfig={"languageCode": "xx"}), FLASH, f"Unsupported language code 'xx' for model models/{FLASH}"),
    # thinking
    (says("hi", thinkingConfig={"thinkingLevel": "LOW", "thinkingBudget": 9}), FLASH, "You can only set only one of"),
    (says("hi", thinkingConfig={"thinkingLevel": "LOW"}), OLD, "Thinking level is not supported for this model."),
    (says("hi", thinkingConfig={"thinkingLevel": "LOW"}), "gemma-4-31b-it", "Thinking level is not supported for this"),
    (says("hi", thinkingConfig={"thinkingBudget": 9}), "gemma-4-31b-it", "Thinking budget is not supported for"),
    (says("hi", thinkingConfig={"thinkingLevel": "MINIMAL"}), FLASH, "Thinking level MINIMAL is not supported for this model."),
    (says("hi", thinkingConfig={"thinkingBudget": 0}), OLD_PRO, "Budget 0 is invalid. This model only works in thinking mode."),
    (says("hi", thinkingConfig={"thinkingBudget": 0}), LITE, "Request contains an invalid argument."),
    (says("hi", thinkingConfig={"thinkingBudget": 99}), OLD_PRO, "The thinking budget 99 is invalid. Please choose a value between 128 and 32768."),
    (says("hi", thinkingConfig={"includeThoughts": True, "thinkingBudget": 0}), OLD, "Thinking_config.include_thoughts is only"),
    (says("hi", thinkingConfig={"thinkingBudget": 9}), GEMMA, f"Thinking is not enabled for models/{GEMMA}"),
    # turns
    ({"contents": [{"role": "system", "parts": [{"text": "a"}]}]}, FLASH, "Please use a valid role: user, model."),
    ({"contents": [model("a")]}, FLASH, "Please ensure that single turn requests end with a user role or the role field is empty."),
    ({"contents": [user("a"), model("b")]}, FLASH, "Please ensure that multiturn requests ends with a user role or a function response."),
    ({"contents": [user("a"), model("b"), called("f"), returned("f")]}, FLASH, "Please ensure that function call turn comes immediately after"),
    ({"contents": [called("f"), returned("f")]}, FLASH, "Please ensure that function call turn comes immediately after"),
    ({"contents": [user("a"), returned("f")]}, FLASH, "Please ensure that function response turn comes immediately after a function call turn."),
    ({"contents": [user("a"), called("f"), user("b")]}, FLASH, "Please ensure that function response turn comes immediately after a function call turn."),
    ({"contents": [user("a"), called("f", "g"), returned("f")]}, FLASH, "Please ensure that the number of function response parts is equal to"),
    ({"contents": [user("a"), called("f")]}, OLD, "Please ensure that multiturn requests ends with a user role or a function response."),
    ({"contents": [user("a"), user("b")]}, GEMMA, "Please ensure that multiturn requests alternate between user and model."),
    # signatures
    ({"contents": [user("a"), called("f", signature=""), returned("f")]}, FLASH, "function call `default_api:f` , position 2."),
    ({"contents": [user("a"), called("f", signature="AAAA"), returned("f")]}, FLASH, "Corrupted thought signature."),
    # tools
    (says("hi") | {"tools": [{"functionDeclarations": [FUNCTION, FUNCTION]}]}, FLASH, "Duplicate function declaration found: get_weather"),
    (says("hi") | FUNCTIONS, GEMMA, f"Function calling is not enabled for models/{GEMMA}"),
    (says("hi") | SEARCH, GEMMA, "Search as tool is not enabled for this model"),
    (says("hi") | {"tools": [{"codeExecution": {}}]}, GEMMA, f"Code execution is not enabled for models/{GEMMA}"),
    (says("hi") | {"tools": [{"googleSearchRetrieval": {}}]}, FLASH, "google_search_retrieval is not supported. Please use google_search tool"),
    (says("hi") | {"toolConfig": {"functionCallingConfig": {"mode": "ANY"}}}, FLASH, "Function calling config is set without"),
    (says("hi") | BOTH, FLASH, "Please enable tool_config.include_server_side_tool_invocations to use Built-in tools"),
    (says("hi") | BOTH, OLD, "Tool use with function calling is unsupported"),
    (says("hi") | SEARCH | {"toolConfig": {"includeServerSideToolInvocations": True}}, OLD, "Tool call context circulation is not enabled"),
    (says("hi") | {"tools": [{"googleSearch": {}}, {"computerUse": {}}]}, OLD, "Multiple tools are supported only when they are all search tools."),
    (says("hi", responseMimeType="application/json") | FUNCTIONS, OLD, "Function calling with a response mime type: 'application/json' is unsupported"),
    (says("hi", responseMimeType="application/json") | SEARCH, OLD, "Tool use with a response mime type: 'application/json' is unsupported"),
    # what comes out, what goes in
    (says("hi", responseModalities=["TEXT", "IMAGE"]), FLASH, "Model does not support the requested response modalities: image,text"),
    (says("hi"), "gemini-3.1-flash-tts-preview", "The requested combination of response modalities (TEXT) is not supported by the model."),
    (says("hi", responseModalities=["AUDIO"]), "gemini-3.1-flash-image", "accepts the following combination of response modalities:\n* TEXT, IMAGE\n* IMAGE\n"),
    (says("hi") | {"systemInstruction": {"parts": [{"text": "a"}]}}, GEMMA, f"Developer instruction is not enabled for models/{GEMMA}"),
    (says("hi", responseMimeType="application/json"), GEMMA, f"JSON mode is not enabled for models/{GEMMA}"),
    (says("draw", imageConfig={"aspectRatio": "1:4"}), "gemini-3-pro-image", "Aspect ratio 1:4 is not supported for this model"),
    (says("draw", imageConfig={"imageSize": "512"}), "gemini-3-pro-image", "Image size 512 is not supported for this model"),
    (says("draw", imageConfig={"imageSize": "8K"}), "gemini-3-pro-image", "Unsupported image_size '8K'. Supported values are: 1K, 2K, 4K."),
]  # fmt: skip


@pytest.mark.parametrize(("body", "name", "said"), PARTICULAR, ids=range(len(PARTICULAR)))
async def test_what_one_model_does_not_take_is_refused_by_it(ask: Ask, body: Any, name: str, said: str):
    reply = await ask(body, model=name)
    assert (reply.status, reply.error["status"]) == (400, "INVALID_ARGUMENT")
    assert said in reply.message


TAKEN = [
    (says("hi", temperature=2, topP=1, topK=0, seed=3, candidateCount=1), FLASH),
    (says("hi", candidateCount=3), OLD),
    (says("hi", thinkingConfig={"thinkingLevel": "minimal"}), LITE),
    (says("hi", thinkingConfig={"thinkingBudget": -1}), FLASH),
    (says("hi", thinkingConfig={"thinkingBudget": 0}), OLD),
    (says("hi", thinkingConfig={"thinkingBudget": 128}), OLD_PRO),
    (says("hi", thinkingConfig={"thinkingLevel": "HIGH"}), "gemma-4-31b-it"),
    (says("hi", thinkingConfig={}), GEMMA),
    ({"contents": [user("a"), user("b")]}, FLASH),
    ({"contents": [user("a"), model("b")]}, "gemini-3.5-flash"),
    ({"contents": [user("a"), model("b"), user("c")]}, GEMMA),
    ({"contents": [user("a"), called("f", "g"), returned("f", "g"), called("f"), returned("f")]}, FLASH),
    ({"contents": [user("a"), called("f", signature=""), returned("f")]}, OLD),
    ({"contents": [user("a"), called("f", signature="skip_thought_signature_validator"), returned("f")]}, FLASH),
    # only the current turn's calls must be signed
    ({"contents": [user("a"), called("f", signature=""), returned("f"), model("b"), user("c")]}, FLASH),
    (says("hi") | BOTH | {"toolConfig": {"includeServerSideToolInvocations": True}}, FLASH),
    (says("hi", responseMimeType="application/json") | FUNCTIONS | SEARCH, FLASH),
    (says("hi") | {"tools": [{"googleSearch": {}}, {"urlContext": {}}]}, OLD),
    (schema({"type": "string", "format": "date-time"}), FLASH),
    (schema({"anyOf": [{"type": "STRING"}, {"type": "NULL"}]}), FLASH),
    (says("hi", responseMimeType="application/json", responseJsonSchema={"type": ["string", "null"], "const": 1}), FLASH),
    (says("draw", imageConfig={"aspectRatio": "1:4", "imageSize": "512"}), "gemini-3.1-flash-image"),
    (says("draw", imageConfig={"imageSize": "8K"}), "gemini-2.5-flash-image"),
    (says("", responseModalities=["IMAGE"]), "gemini-3-pro-image"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "name"), TAKEN, ids=range(len(TAKEN)))
async def test_what_the_service_takes_is_taken(ask: Ask, body: Any, name: str):
    reply = await ask(body, model=name)
    assert reply.status == 200, reply.raw


PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@pytest.mark.parametrize(
    ("mime", "data", "name", "said"),
    [
        ("image/png", PNG, FLASH, ""),
        ("IMAGE/PNG; q=1", PNG, FLASH, ""),
        ("image/heic", PNG, FLASH, ""),
        ("application/pdf", "JVBERi0xLjcKL1BhZ2UK", FLASH, ""),
        ("audio/wav", "UklGRg==", FLASH, ""),
        ("application/zip", "AAAA", FLASH, "Unsupported MIME type: application/zip"),
        ("image/png", "AAAA", FLASH, "Unable to process input image."),
        ("image/jpeg", PNG, FLASH, "Unable to process input image."),
        ("image/png", "", FLASH, "Unable to process input image."),
        ("application/pdf", "JVBERi0xLjcK", FLASH, "The document has no pages."),
        ("image/png", PNG, "gemma-3-1b-it", "Image input modality is not enabled for models/gemma-3-1b-it"),
    ],
)
async def test_media_is_looked_at(ask: Ask, mime: str, data: str, name: str, said: str):
    blob = {"inlineData": {"mimeType": mime, "data": data}}
    reply = await ask({"contents": [{"parts": [{"text": "what is this"}, blob]}]}, model=name)
    assert reply.status == (400 if said else 200)
    assert not said or said in reply.message


async def test_more_tokens_than_the_model_takes_are_refused_with_both_numbers(ask: Ask):
    reply = await ask(says("x" * 4 * 131_073), model=GEMMA)
    assert reply.message == "The input token count (131073) exceeds the maximum number of tokens allowed (131072)."


async def test_a_request_over_the_limit_of_bytes_is_refused(http: Any):
    from bot.playground.gemini.server import Gemini

    async with Gemini(most_bytes=1000) as gemini:
        url = f"{gemini.url}/v1beta/models/{FLASH}:generateContent"
        async with http.post(url, json=says("x" * 1000), headers={"x-goog-api-key": gemini.secret}) as answer:
            assert answer.status == 400
            said = (await answer.json())["error"]["message"]
            assert said == "Request payload size exceeds the limit: 1000 bytes. Please use a valid size."
