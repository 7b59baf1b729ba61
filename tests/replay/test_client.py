"""What the client sends: the call as it was pasted, once, to one place."""

from __future__ import annotations

import asyncio
import copy
import json
import subprocess
import sys
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.replay.call import refusal
from bot.replay.client import Access, Call, Outcome, send
from tests.replay.loopback import HELLO, KEY, a_call, replies, server

POSTS = {
    "generateContent": "/v1beta/models/gemini-2.5-flash:generateContent",
    "streamGenerateContent": "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
    "countTokens": "/v1beta/models/gemini-2.5-flash:countTokens",
    "embedContent": "/v1beta/models/gemini-2.5-flash:embedContent",
}
# What the SDK alone would add to, rename, drop or refuse.
BODIES: dict[str, dict[str, Any]] = {
    "as the SDK writes it": {**HELLO, "generationConfig": {"temperature": 0.5}},
    "no generationConfig": HELLO,
    "nothing": {},
    "in snake case": {"contents": [], "generation_config": {"top_p": 7}, "system_instruction": {"parts": [{"text": "x"}]}},
    "in both spellings": {"generation_config": {"topP": 1}, "generationConfig": {"topP": 2}},
    "unknown names": {"contnets": [{"prats": []}], "_private": 1, "generationConfig": {"max_tokens": "5"}},
    "wrong types": {"contents": "Hello", "generationConfig": [1], "tools": None, "safetySettings": 1.5},
    "to be counted": {"generateContentRequest": {"model": "models/gemini-2.5-flash", **HELLO, "tools": [{"codeExecution": {}}]}},
    "to be embedded": {"content": {"parts": [{"text": "x"}]}, "taskType": "NONSENSE", "outputDimensionality": -1},
    "letters of all kinds": {"contents": [{"parts": [{"text": "“ü” \u0000 \ud800 😀 \\ \""}]}]},
}  # fmt: skip


@pytest.mark.parametrize("method", POSTS)
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
async def test_what_goes_out_is_the_pasted_body(method: str, body: dict[str, Any]) -> None:
    before = copy.deepcopy(body)
    async with server() as gemini:
        outcome = await send(a_call(method, body), KEY, gemini.access)
    assert [(asked.method, asked.path, json.loads(asked.body)) for asked in gemini.asked] == [
        ("POST", POSTS[method], body)
    ]
    assert outcome.http == 200 and body == before


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)
_NAMES = (
    st.sampled_from(
        ["contents", "generationConfig", "generation_config", "tools", "model", "config", "_url", "_query", "x"]
    )
    | st.text()
)


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(_NAMES, _JSON, max_size=5), st.sampled_from(list(POSTS)))
def test_any_body_goes_out_as_it_is(body: dict[str, Any], method: str) -> None:
    async def sent() -> list[Any]:
        async with server() as gemini:
            await send(a_call(method, body), KEY, gemini.access)
        return [(asked.path, json.loads(asked.body)) for asked in gemini.asked]

    assert asyncio.run(sent()) == [(POSTS[method], body)]


async def test_a_model_is_asked_for_without_a_body() -> None:
    async with server() as gemini:
        await send(a_call("models.get", None, model="tunedModels/ours-1"), KEY, gemini.access)
        await send(a_call("models.list", None, model=None, api_version="v1"), KEY, gemini.access)
    assert [(asked.method, asked.path, asked.body) for asked in gemini.asked] == [
        ("GET", "/v1beta/tunedModels/ours-1", b""),
        ("GET", "/v1/models", b""),
    ]


@pytest.mark.parametrize("version", ["v1", "v1beta", "v1alpha"])
@pytest.mark.parametrize("model", ["gemini-3.8-flash", "models/gemini-3.8-flash"])
async def test_version_and_model_are_those_of_the_call(version: str, model: str) -> None:
    async with server() as gemini:
        await send(a_call(model=model, api_version=version), KEY, gemini.access)
    assert gemini.asked[0].path == f"/{version}/models/gemini-3.8-flash:generateContent"


async def test_the_address_may_have_a_path_of_its_own() -> None:
    async with server() as gemini:
        await send(a_call(), KEY, Access(f"{gemini.url}gateway/"))
    assert gemini.asked[0].path == "/gateway/v1beta/models/gemini-2.5-flash:generateContent"


async def test_the_key_goes_in_the_header_alone_and_the_service_is_told_the_time() -> None:
    async with server() as gemini:
        await send(a_call(timeout_s=7.2), SecretStr(f" {KEY}\n"), gemini.access)
    [asked] = gemini.asked
    assert asked.headers["x-goog-api-key"] == KEY and asked.headers["x-server-timeout"] == "8"
    assert "authorization" not in asked.headers and "cookie" not in asked.headers
    assert asked.headers["x-goog-api-client"].startswith("google-genai-sdk/") and KEY not in asked.path


async def test_functions_of_the_request_are_not_called_and_nothing_is_continued() -> None:
    called = {
        "candidates": [
            {"content": {"parts": [{"functionCall": {"name": "f", "args": {}}}]}, "finishReason": "CONTINUATION"}
        ]
    }
    body = {**HELLO, "tools": [{"functionDeclarations": [{"name": "f"}]}]}
    async with server(replies(200, json.dumps(called))) as gemini:
        outcome = await send(a_call(body=body), KEY, gemini.access)
    assert len(gemini.asked) == 1 and outcome.finish_reasons == ("CONTINUATION",) and not outcome.passed


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("method", ["generateContent", "streamGenerateContent"])
async def test_nothing_is_sent_twice(status: int, method: str) -> None:
    async with server(replies(status, "{}")) as gemini:
        await send(a_call(method), KEY, gemini.access)
    assert len(gemini.asked) == 1


@pytest.mark.parametrize(
    ("call", "against"),
    [
        (Call("generateImages", "gemini-2.5-flash", "v1", {}, 5), "method"),
        (Call("generateContent", "gemini-2.5-flash", "v1beta1", {}, 5), "api version"),
        (Call("generateContent", "gemini-2.5-flash", "v1/../v2", {}, 5), "api version"),
        (Call("generateContent", None, "v1", {}, 5), "model"),
        (Call("generateContent", "", "v1", {}, 5), "model"),
        (Call("generateContent", "../files", "v1", {}, 5), "model"),
        (Call("generateContent", "models/../x", "v1", {}, 5), "model"),
        (Call("generateContent", "gemini..flash", "v1", {}, 5), "model"),
        (Call("generateContent", "gemini\n", "v1", {}, 5), "model"),
        (Call("generateContent", "gemini?key=x", "v1", {}, 5), "model"),
        (Call("generateContent", "gemini#x", "v1", {}, 5), "model"),
        (Call("generateContent", "gemini flash", "v1", {}, 5), "model"),
        (Call("generateContent", "//evil.example/x", "v1", {}, 5), "model"),
        (Call("models.get", "models/a/b", "v1", {}, 5), "model"),
        (Call("generateContent", "gemini", "v1", {"x": object()}, 5), "body"),
    ],
)  # fmt: skip
async def test_what_must_not_be_sent_is_not_sent_and_named(call: Call, against: str) -> None:
    async with server() as gemini:
        outcome = await send(call, KEY, gemini.access)
    assert (outcome.failure, outcome.message, outcome.http) == ("refused", against, None)
    assert not gemini.asked and not outcome.passed and outcome.paste() == ""


@pytest.mark.parametrize(
    "key",
    ["", "short", "with blank in the middle", "“smart-quotes-around”", "line\r\nX-Evil: 1", "auth_tokens/abcdefgh"],
)
async def test_what_is_no_key_goes_nowhere(key: str) -> None:
    async with server() as gemini:
        outcome = await send(a_call(), key, gemini.access)
    assert (outcome.failure, outcome.message) == ("refused", "key") and not gemini.asked


def test_a_body_too_deep_to_be_written_is_refused() -> None:
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"x": deep}
    assert refusal(Call("generateContent", "gemini", "v1", deep, 5), KEY) == "body"


async def test_a_body_may_be_any_mapping() -> None:
    async with server() as gemini:
        await send(a_call(body=MappingProxyType({"contents": [MappingProxyType({"a": 1})]})), KEY, gemini.access)
    assert json.loads(gemini.asked[0].body) == {"contents": [{"a": 1}]}


@pytest.mark.parametrize(
    ("host", "may"),
    [
        (None, True),
        ("generativelanguage.googleapis.com", True),
        ("GenerativeLanguage.googleapis.com:443", True),
        ("gateway.example.com", True),
        ("aiplatform.googleapis.com", False),
        ("generativelanguage.googleapis.com.evil.example", False),
        ("generativelanguage.googleapis.com@evil.example", False),
        ("user@generativelanguage.googleapis.com", False),
        ("", False),
    ],
)
def test_calls_to_gemini_and_to_our_own_gateway_may_be_sent_again(host: str | None, may: bool) -> None:
    assert Access("https://gateway.example.com/x/").allows(host) is may


async def test_sending_can_be_stopped() -> None:
    waiting = asyncio.Event()

    async def hangs(_: object) -> Any:
        waiting.set()
        await asyncio.sleep(60)

    async with server(hangs) as gemini:
        task = asyncio.create_task(send(a_call(), KEY, gemini.access))
        await waiting.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_many_calls_at_once_have_their_own_keys_and_answers() -> None:
    async def echo(request: Any) -> Any:
        return await replies(
            200, json.dumps({"candidates": [{"content": {"parts": [{"text": request.path}]}, "finishReason": "STOP"}]})
        )(request)

    async with server(echo) as gemini:
        calls = [send(a_call(model=f"gemini-{n}"), f"{KEY}-{n}", gemini.access) for n in range(12)]
        outcomes: list[Outcome] = await asyncio.gather(*calls)
    assert [outcome.text for outcome in outcomes] == [f"/v1beta/models/gemini-{n}:generateContent" for n in range(12)]
    assert {(asked.path, asked.headers["x-goog-api-key"]) for asked in gemini.asked} == {
        (f"/v1beta/models/gemini-{n}:generateContent", f"{KEY}-{n}") for n in range(12)
    }


def test_an_outcome_needs_neither_the_sdk_nor_a_network() -> None:
    code = (
        "import sys, bot.replay.outcome; print(sorted({'google', 'httpx2', 'pydantic', 'aiohttp'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
