"""What mends a finding mends it: with its first change made, it is held against the request no more."""

from __future__ import annotations

from typing import Any

import pytest

from bot.paste.report import Report
from bot.request.check import check
from bot.request.edit import apply
from bot.request.request import UNKNOWN
from tests.request.calls import HELLO, a_call, config, held, the

IMAGE = {"inlineData": {"mimeType": "application/zip", "data": "UEsDBA=="}}
A = {"functionCall": {"name": "a", "args": {}}, "thoughtSignature": "c2lnbmVkIGFuZCBzZWFsZWQ="}
B = {"functionCall": {"name": "b", "args": {}}}
OF_A, OF_B = ({"functionResponse": {"name": name, "response": {}}} for name in "ab")
FUNCTION = {"functionDeclarations": [{"name": "f"}]}


def user(*parts: Any) -> dict[str, Any]:
    return {"role": "user", "parts": list(parts)}


def model(*parts: Any) -> dict[str, Any]:
    return {"role": "model", "parts": list(parts)}


def asks(*turns: Any) -> dict[str, Any]:
    return {"contents": list(turns)}


def schema(inner: Any) -> dict[str, Any]:
    return {"contents": HELLO, "generationConfig": {"responseMimeType": "application/json", "responseSchema": inner}}


SAYS = {"text": "a"}
SCHEMA = "generationConfig.responseSchema"
DECLARED = "tools[0].functionDeclarations[0]"

MENDS = [
    ({}, "contents", "set: contents[0].parts[0].text Hello"),
    ({"contents": []}, "contents", 'set: contents [{"parts": [{"text": "Hello"}]}]'),
    (asks({"role": "user"}), "contents[0].parts", 'set: contents[0].parts [{"text": "Hello"}]'),
    (asks(user(SAYS), user()), "contents[1].parts", "remove: contents[1]"),
    (asks(user({})), "contents[0].parts[0]", "set: contents[0].parts[0].text Hello"),
    (asks(user({}, SAYS)), "contents[0].parts[0]", "remove: contents[0].parts[0]"),
    (asks(user({"text": ""})), "contents[0].parts[0].text", "set: contents[0].parts[0].text Hello"),
    (asks(user({"text": ""}, SAYS)), "contents[0].parts[0].text", "remove: contents[0].parts[0]"),
    (asks(user(SAYS)) | {"systemInstruction": {"parts": [{}]}}, "systemInstruction.parts[0]", "remove: systemInstruction"),
    (asks(user(SAYS)) | {"systemInstruction": {"parts": []}}, "systemInstruction.parts", "remove: systemInstruction"),
    (asks(user({"text": "a"} | IMAGE, SAYS)), "contents[0].parts[0]", "move: contents[0].parts[0].inlineData contents[0].parts[2].inlineData"),
    (asks(user(SAYS, IMAGE)), "contents[0].parts[1].inlineData.mimeType", "remove: contents[0].parts[1]"),
    (asks(user(SAYS, {"inlineData": {"mimeType": "picture", "data": "aGk="}})), "contents[0].parts[1].inlineData.mimeType", "remove: contents[0].parts[1]"),
    (asks(user(SAYS, {"inlineData": {"data": "aGk="}})), "contents[0].parts[1].inlineData.mimeType", "remove: contents[0].parts[1]"),
    (asks(user(SAYS, {"inlineData": {"mimeType": "image/png", "data": ""}})), "contents[0].parts[1].inlineData.data", "remove: contents[0].parts[1]"),
    (asks(user(SAYS, {"inlineData": {"mimeType": "image/png", "data": "https://x/a.png"}})), "contents[0].parts[1].inlineData.data", "remove: contents[0].parts[1]"),
    (asks(user(SAYS, {"fileData": {"fileUri": "./a.png"}})), "contents[0].parts[1].fileData.fileUri", "remove: contents[0].parts[1]"),
    (asks(user(SAYS, {"fileData": {"mimeType": "image/png"}})), "contents[0].parts[1].fileData.fileUri", "remove: contents[0].parts[1]"),
    (asks(user({"inlineData": {"mimeType": "image/png", "data": "data:image/png;base64,aGk="}})), "contents[0].parts[0].inlineData.data", "set: contents[0].parts[0].inlineData.data aGk="),
    (asks({"role": "system", "parts": [SAYS]}, user(SAYS)), "contents[0].role", "move: contents[0] systemInstruction"),
    (asks({"role": "system", "parts": [SAYS]}, user(SAYS)) | {"systemInstruction": {"parts": [SAYS]}}, "contents[0].role", "remove: contents[0]"),
    (asks(user(SAYS), user(OF_A), user(SAYS)), "contents[1]", "remove: contents[1]"),
    (asks(user(SAYS), model(A, B), user(OF_A), user(SAYS)), "contents[2].parts", "remove: contents[1].parts[1]"),
    (asks(user(SAYS), model(A), user(OF_B, OF_A)), "contents[2].parts", "remove: contents[2].parts[0]"),
    (asks(user(SAYS), model(B), user(OF_B)), "contents[1].parts[0].thoughtSignature", "set: contents[1].parts[0].thoughtSignature skip_thought_signature_validator"),
    ({"contents": HELLO, "generationConfig": {"stopSequences": list("abcdef")}}, "generationConfig.stopSequences", 'set: generationConfig.stopSequences ["a", "b", "c", "d", "e"]'),
    ({"contents": HELLO, "safetySettings": [{"category": "HARM_CATEGORY_MEDICAL", "threshold": "OFF"}]}, "safetySettings[0].category", "remove: safetySettings[0]"),
    ({"contents": HELLO, "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "QQQQQQQQQ"}]}, "safetySettings[0].threshold", "remove: safetySettings[0].threshold"),
    ({"contents": HELLO, "systemInstruction": "Be kind"}, "systemInstruction", 'set: systemInstruction {"parts": [{"text": "Be kind"}]}'),
    ({"contents": HELLO, "systemInstruction": [{"parts": [SAYS]}]}, "systemInstruction", 'set: systemInstruction {"parts": [{"text": "a"}]}'),
    ({"contents": HELLO, "toolConfig": "any"}, "toolConfig", "remove: toolConfig"),
    ({"contents": "hi"}, "contents", 'set: contents [{"parts": [{"text": "hi"}]}]'),
    ({"contents": [{"parts": "hi"}]}, "contents[0].parts", 'set: contents[0].parts [{"text": "hi"}]'),
    ({"contents": [{"parts": ["hi"]}]}, "contents[0].parts[0]", 'set: contents[0].parts[0] {"text": "hi"}'),
    ({"contents": HELLO, "generationConfig": {"seed": "x"}}, "generationConfig.seed", "remove: generationConfig.seed"),
    ({"contents": HELLO, "generationConfig": {"seed": [5]}}, "generationConfig.seed", "set: generationConfig.seed 5"),
    ({"contents": HELLO, "system": "Be kind"}, "system", "move: system systemInstruction.parts[0].text"),
    ({"prompt": "hi"}, "prompt", "move: prompt contents[0].parts[0].text"),
    ({"contents": [{"text": "hi"}]}, "contents[0].text", "move: contents[0].text contents[0].parts[0].text"),
    ({"contents": HELLO, "responseFormat": {"type": "json"}}, "responseFormat", "remove: responseFormat"),
    (schema("STRING"), SCHEMA, f"remove: {SCHEMA}"),
    (schema({"type": "INTEGER", "enum": [1]}), f"{SCHEMA}.enum", f"remove: {SCHEMA}.enum"),
    (schema({"type": "STRING", "required": True}), f"{SCHEMA}.required", f"remove: {SCHEMA}.required"),
    (schema({"type": "OBJECT", "properties": {"a": {"type": "STRING"}}, "required": ["a", "b"]}), f"{SCHEMA}.required", f'set: {SCHEMA}.required ["a"]'),
    (schema({"type": "ARRAY"}), f"{SCHEMA}.items", f"rename: {SCHEMA} responseJsonSchema"),
    ({"contents": HELLO, "tools": [{"functionDeclarations": [{"name": "f", "parameters": {"type": "ARRAY"}}]}]}, f"{DECLARED}.parameters.items", f"rename: {DECLARED}.parameters parametersJsonSchema"),
    ({"contents": HELLO, "tools": [{"functionDeclarations": [{"name": "f"}, {"name": "f"}]}]}, "tools[0].functionDeclarations[1].name", "remove: tools[0].functionDeclarations[1]"),
    ({"contents": HELLO, "tools": [{"functionDeclarations": [{"name": "f", "parameters": {"type": "STRING"}, "parametersJsonSchema": {}}]}]}, f"{DECLARED}.parametersJsonSchema", f"remove: {DECLARED}.parameters"),
    ({"contents": HELLO, "tools": [FUNCTION], "toolConfig": {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["f", "g"]}}}, "toolConfig.functionCallingConfig.allowedFunctionNames", 'set: toolConfig.functionCallingConfig.allowedFunctionNames ["f"]'),
    ({"contents": HELLO, "tools": [FUNCTION], "toolConfig": {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["g"]}}}, "toolConfig.functionCallingConfig.allowedFunctionNames", "remove: toolConfig.functionCallingConfig"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "field", "change"), MENDS, ids=[f"{field}: {c[:40]}" for _, field, c in MENDS])
def test_the_first_change_of_a_finding_mends_it(body, field, change):
    call = a_call(body, model="gemini-3.8-flash")
    found = the(field, call)
    assert found.changes[0] == change
    again = held(apply(change, call)) | held(apply(change, call), sure=False)
    assert again.get(field) != found.cause


@pytest.mark.parametrize(
    ("tools", "settings", "changes"),
    [
        ([FUNCTION, {"googleSearch": {}}], {}, ("remove: tools[1]",)),
        ([FUNCTION, {"googleSearch": {}}, {"codeExecution": {}}], {}, ()),
        ([FUNCTION], {"responseMimeType": "application/json"}, ("remove: generationConfig.responseMimeType", "model: gemini-3.8-flash")),
        ([FUNCTION], {"responseMimeType": "application/json", "responseSchema": {"type": "STRING"}}, ("model: gemini-3.8-flash",)),
    ],
)  # fmt: skip
def test_of_two_that_exclude_each_other_one_is_left_out(tools, settings, changes):
    call = config(settings, model="gemini-2.5-flash")
    call = a_call({**call.body, "tools": tools}, model="gemini-2.5-flash")
    [found] = [one for one in check(call, Report("")) if one.cause == "tool-combination"]
    assert found.changes == changes


def test_what_the_paste_does_not_show_is_put_into_no_change():
    lists = {
        "contents": HELLO,
        "systemInstruction": [{"parts": UNKNOWN}],
        "generationConfig": {"stopSequences": [UNKNOWN] * 6},
    }
    call = a_call(lists, model="gemini-3.8-flash")
    assert the("systemInstruction", call).changes == ("remove: systemInstruction",)
    assert the("generationConfig.stopSequences", call).changes == ()


@pytest.mark.parametrize(
    ("said", "body", "field", "change"),
    [
        ("Unsupported MIME type: image/xyz", asks(user(SAYS, {"inlineData": {"mimeType": "image/xyz", "data": "aGk="}})), "contents[0].parts[1].inlineData.mimeType", ("remove: contents[0].parts[1]",)),
        ("Unsupported MIME type: image/xyz", asks(user({"inlineData": {"mimeType": "image/xyz", "data": "aGk="}})), "contents[0].parts[0].inlineData.mimeType", ()),
        ("* GenerateContentRequest.safety_settings[0]: element predicate failed", asks(user(SAYS)) | {"safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT"}]}, "safetySettings[0]", ("remove: safetySettings[0]",)),
        ("Thinking is not enabled for this model", asks(user(SAYS)) | {"generationConfig": {"thinkingConfig": {"includeThoughts": True}}}, "generationConfig.thinkingConfig", ("remove: generationConfig.thinkingConfig",)),
        ("Invalid value at 'generation_config.seed' (TYPE_INT32)", asks(user(SAYS)) | {"generationConfig": {"seed": 1}}, "generationConfig.seed", ("remove: generationConfig.seed",)),
        ("Please ensure that single turn requests end with a user role", asks(model(SAYS)), "contents[0].role", ("set: contents[0].role user",)),
        ("Please ensure that multiturn requests ends with a user role", asks(user(SAYS), model(SAYS)), "contents[1]", ("remove: contents[1]",)),
        ("Please enable tool_config.include_server_side_tool_invocations", asks(user(SAYS)) | {"tools": [FUNCTION, {"googleSearch": {}}]}, "tools", ("set: toolConfig.includeServerSideToolInvocations true",)),
    ],
)  # fmt: skip
def test_what_the_service_names_is_left_out_where_nothing_closer_is_known(said, body, field, change):
    text = f'{{"error": {{"code": 400, "message": "{said}", "status": "INVALID_ARGUMENT"}}}}'
    found = the(field, a_call(body, model="gemini-3.8-flash"), text)
    assert found.changes == change and found.sure
