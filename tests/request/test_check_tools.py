"""Tools, the settings around them, and media."""

from __future__ import annotations

from typing import Any

import pytest

from bot.request.request import UNKNOWN
from tests.request.calls import HELLO, a_call, config, held, the

TOOLS = [{"functionDeclarations": [{"name": "now", "description": "the time"}]}]


def with_tools(*tools: Any, model: str = "gemini-2.5-flash", **more: Any):
    return a_call({"contents": HELLO, "tools": list(tools), **more}, model=model)


JSON = {"generationConfig": {"responseMimeType": "application/json"}}


def test_tools_that_exclude_each_other_before_gemini_3_are_named():
    assert held(with_tools(TOOLS[0], **JSON)) == {"generationConfig.responseMimeType": "tool-combination"}
    assert held(with_tools({"googleSearch": {}}, **JSON)) == {"generationConfig.responseMimeType": "tool-combination"}
    assert held(with_tools({"googleSearch": {}}, TOOLS[0])) == {"tools": "tool-combination"}
    assert held(with_tools(TOOLS[0], model="gemini-3.5-flash", **JSON)) == {}
    assert held(with_tools({"googleSearch": {}}, TOOLS[0], model="gemini-9-pro")) == {}


def test_gemini_3_takes_both_kinds_of_tools_where_it_is_asked_to():
    both = ({"googleSearch": {}}, TOOLS[0])
    call = with_tools(*both, model="gemini-3.5-flash")
    assert held(call) == {} and held(call, sure=False) == {"tools": "tool-combination"}
    told = "Please enable tool_config.include_server_side_tool_invocations to use Built-in tools with Function calling."
    assert held(call, told) == {"tools": "tool-combination"}
    assert (
        held(with_tools(*both, model="gemini-3.5-flash", toolConfig={"includeServerSideToolInvocations": True})) == {}
    )


def test_a_tool_of_old_models_is_named_with_its_successor():
    call = with_tools({"googleSearchRetrieval": {}}, model="gemini-3.5-flash")
    assert the("tools[0].googleSearchRetrieval", call).changes == (
        "rename: tools[0].googleSearchRetrieval googleSearch",
    )


@pytest.mark.parametrize(
    ("declaration", "field", "cause"),
    [
        ({"name": "get time"}, "name", "schema-unsupported"),
        ({"name": "1st"}, "name", "schema-unsupported"),
        ({"name": ""}, "name", "malformed-request"),
        ({"description": "d"}, "name", "schema-unsupported"),
        (
            {"name": "f", "parameters": {"type": "STRING"}, "parametersJsonSchema": {}},
            "parametersJsonSchema",
            "schema-unsupported",
        ),
        ({"name": "f", "inputSchema": {}}, "inputSchema", "unknown-field"),
    ],
)
def test_a_declaration_that_is_none_is_named(declaration, field, cause):
    assert held(with_tools({"functionDeclarations": [declaration]})) == {
        f"tools[0].functionDeclarations[0].{field}": cause
    }


def test_a_function_is_declared_once_and_long_names_are_a_hint():
    twice = with_tools({"functionDeclarations": [{"name": "f"}, {"name": "f"}, UNKNOWN]})
    assert held(twice) == {"tools[0].functionDeclarations[1].name": "malformed-request"}
    assert held(with_tools({"functionDeclarations": [{"name": "f" * 65}]})) == {}
    assert held(with_tools({})) == {"tools[0]": "malformed-request"}


def test_the_settings_of_function_calling_want_functions():
    calling = "toolConfig.functionCallingConfig"

    def ask(config: dict[str, Any], *tools: Any, **more: Any):
        return held(with_tools(*tools, toolConfig={"functionCallingConfig": config}, **more))

    assert ask({"mode": "ANY"}) == {calling: "tool-combination"}
    assert ask({"mode": "ANY"}, {"googleSearch": {}}) == {calling: "tool-combination"}
    assert ask({"mode": "ANY"}, UNKNOWN) == {}
    assert ask({"mode": "ANY", "allowedFunctionNames": ["now"]}, TOOLS[0]) == {}
    assert ask({"mode": "AUTO", "allowedFunctionNames": ["now"]}, TOOLS[0]) == {
        f"{calling}.allowedFunctionNames": "tool-combination"
    }
    assert ask({"mode": "ANY", "allowedFunctionNames": ["then"]}, TOOLS[0]) == {
        f"{calling}.allowedFunctionNames": "tool-combination"
    }
    assert ask({"mode": "REQUIRED"}, TOOLS[0]) == {f"{calling}.mode": "unknown-field"}
    assert (
        held(a_call({"contents": HELLO, "tools": UNKNOWN, "toolConfig": {"functionCallingConfig": {"mode": "ANY"}}}))
        == {}
    )


@pytest.mark.parametrize("config", [{"mode": "NONE"}, {"mode": "AUTO"}, {"mode": "none"}, {}, {"mode": UNKNOWN}])
@pytest.mark.parametrize("tools", [(), ({"urlContext": {}}, {"codeExecution": {}})])
def test_a_setting_that_asks_for_no_function_needs_none(config, tools):
    assert held(with_tools(*tools, model="gemini-3.5-flash", toolConfig={"functionCallingConfig": config})) == {}


@pytest.mark.parametrize("config", [{"mode": "validated"}, {"allowedFunctionNames": ["f"]}])
def test_a_setting_that_asks_for_a_function_needs_one(config):
    call = with_tools({"codeExecution": {}}, model="gemini-3.5-flash", toolConfig={"functionCallingConfig": config})
    assert held(call) == {"toolConfig.functionCallingConfig": "tool-combination"}


def test_what_a_cache_holds_stays_out_of_the_request():
    cached = {"contents": HELLO, "cachedContent": "cachedContents/abc"}
    assert held(a_call(cached)) == {}
    assert held(a_call({**cached, "systemInstruction": HELLO[0], "tools": []})) == {
        "systemInstruction": "cache-invalid"
    }
    assert held(a_call({"contents": HELLO, "cachedContent": "my-cache"})) == {"cachedContent": "cache-invalid"}


def media(part: dict[str, Any], **more: Any):
    return a_call({"contents": [{"parts": [part]}]}, **more)


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ({"inlineData": {"mimeType": "jpg", "data": "QUJD"}}, "inlineData.mimeType"),
        ({"inlineData": {"mimeType": "image/gif", "data": "QUJD"}}, "inlineData.mimeType"),
        ({"inlineData": {"mimeType": "picture", "data": "QUJD"}}, "inlineData.mimeType"),
        ({"inlineData": {"data": "QUJD"}}, "inlineData.mimeType"),
        ({"inlineData": {"mimeType": "image/png", "data": "data:image/png;base64,QUJD"}}, "inlineData.data"),
        ({"inlineData": {"mimeType": "image/png", "data": ""}}, "inlineData.data"),
        ({"inlineData": {"mimeType": "image/png", "data": "https://x.org/a.png"}}, "inlineData.data"),
        ({"fileData": {"fileUri": "/home/me/a.png"}}, "fileData.fileUri"),
        ({"fileData": {"fileUri": "C:\\me\\a.png"}}, "fileData.fileUri"),
        ({"fileData": {"mimeType": "image/png"}}, "fileData.fileUri"),
    ],
)
def test_media_that_can_t_be_read_are_named(part, field):
    assert held(media(part)) == {f"contents[0].parts[0].{field}": "media-unreadable"}


@pytest.mark.parametrize(
    "part",
    [
        {"inlineData": {"mimeType": "image/png", "data": UNKNOWN}},
        {"inlineData": {"mimeType": UNKNOWN, "data": "QUJD"}},
        {"inlineData": {"mimeType": "your_mime_type", "data": "QUJD"}},
        {"inlineData": {"mimeType": "audio/pcm;rate=16000", "data": "QUJD"}},
        {"fileData": {"fileUri": "https://generativelanguage.googleapis.com/v1beta/files/abc"}},
        {"fileData": {"fileUri": "gs://bucket/a.pdf", "mimeType": "application/pdf"}},
        {"fileData": UNKNOWN},
    ],
)
def test_media_that_may_be_read_are_left_in_peace(part):
    assert held(media(part)) == {}


def test_more_than_the_service_takes_is_named_by_its_size():
    big = {"inlineData": {"mimeType": "image/png", "data": "<base64, 150000000 bytes>"}}
    assert held(media(big)) == {"contents[0].parts[0].inlineData.data": "payload-too-large"}
    some = {"inlineData": {"mimeType": "image/png", "data": "<base64, 30000000 bytes>"}}
    assert held(media(some)) == {} and held(media(some), sure=False) == {
        "contents[0].parts[0].inlineData.data": "payload-too-large"
    }


def test_settings_without_functions_say_nothing_of_tools_in_a_cache():
    body = {
        "contents": HELLO,
        "cachedContent": "cachedContents/a",
        "toolConfig": {"functionCallingConfig": {"mode": "ANY"}},
    }
    assert held(a_call(body)) == {"toolConfig": "cache-invalid"}
    assert config({}).body == {"contents": HELLO, "generationConfig": {}}
