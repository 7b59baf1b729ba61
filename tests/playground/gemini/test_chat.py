"""The OpenAI-compatible endpoint."""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground.gemini.server import Gemini
from tests.playground.gemini.conftest import FLASH, LITE, Ask, Reply

PATH = "/v1beta/openai/chat/completions"


def chat(text: str = "hi", **more: Any) -> dict[str, Any]:
    return {"model": LITE, "messages": [{"role": "user", "content": text}], **more}


async def complete(ask: Ask, gemini: Gemini, body: Any) -> Reply:
    return await ask(body, path=PATH, headers={"Authorization": f"Bearer {gemini.secret}"})


async def test_an_answer_has_the_form_of_openais(ask: Ask, gemini: Gemini):
    body = (await complete(ask, gemini, chat())).json
    assert body["object"] == "chat.completion"
    [choice] = body["choices"]
    assert choice["message"] == {"role": "assistant", "content": "Simulated answer to: hi"}
    assert choice["finish_reason"] == "stop"
    assert body["usage"]["total_tokens"] == body["usage"]["prompt_tokens"] + body["usage"]["completion_tokens"]


async def test_errors_are_googles_in_a_list_of_one(ask: Ask, gemini: Gemini):
    reply = await complete(ask, gemini, chat(verbosity="low", custom=1))
    assert isinstance(reply.json, list)
    assert reply.message.splitlines() == [
        'Invalid JSON payload received. Unknown name "verbosity": Cannot find field.',
        'Invalid JSON payload received. Unknown name "custom": Cannot find field.',
    ]
    assert isinstance((await ask(chat(), path=PATH, headers={})).json, list)
    assert (await ask(chat(), path=PATH, headers={})).message == "Missing or invalid Authorization header."
    bad = await ask(chat(), path=PATH, headers={"Authorization": "Bearer nonsense"})
    assert bad.message == "API key not valid. Please pass a valid API key."


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        ({"model": "gpt-4o"}, 404, "models/gpt-4o is not found for API version v1main"),
        ({"temperature": 3}, 400, "temperature must be in the range [0.0, 2.0]."),
        ({"temperature": "hot"}, 400, "Invalid value at 'temperature' (TYPE_FLOAT), \"hot\""),
        ({"n": 2}, 400, "Multiple candidates is not enabled for this model"),
        ({"frequency_penalty": 1}, 400, f"Penalty is not enabled for models/{LITE}"),
        ({"messages": []}, 400, "contents: contents is not specified"),
        ({"messages": [{"role": "narrator", "content": "x"}]}, 400, "Please use a valid role: user, model."),
        ({"reasoning_effort": "vast"}, 400, "reasoning_effort"),
        ({"reasoning_effort": "minimal", "model": FLASH}, 400, "Thinking level MINIMAL is not supported for this model."),
        (
            {"reasoning_effort": "low", "extra_body": {"google": {"thinking_config": {}}}},
            400,
            "Expected one of either `reasoning_effort` or custom `thinking_config`; found both",
        ),
    ],
)  # fmt: skip
async def test_the_same_rules_hold(ask: Ask, gemini: Gemini, more: dict[str, Any], code: int, said: str):
    reply = await complete(ask, gemini, chat(**more))
    assert reply.status == code
    assert said in reply.message


@pytest.mark.parametrize(
    "more",
    [
        {"reasoning_effort": "none"},
        {"reasoning_effort": "high", "model": "gemini-2.5-flash"},
        {"reasoning_effort": "none", "model": "gemini-2.5-flash"},
        {"stop": "zzz", "max_tokens": 900},
        {"stop": ["zzz"], "max_completion_tokens": 900},
        {
            "messages": [
                {"role": "system", "content": "be kind"},
                {"role": "user", "content": [{"type": "text", "text": "a"}]},
            ]
        },
    ],
)
async def test_what_it_takes_is_taken(ask: Ask, gemini: Gemini, more: dict[str, Any]):
    assert (await complete(ask, gemini, chat(**more))).status == 200


async def test_json_comes_by_the_schema(ask: Ask, gemini: Gemini):
    form = {
        "type": "json_schema",
        "json_schema": {"schema": {"type": "object", "properties": {"a": {"type": "integer"}}}},
    }
    body = (await complete(ask, gemini, chat(response_format=form))).json
    assert body["choices"][0]["message"]["content"] == '{"a": 0}'
    body = (await complete(ask, gemini, chat(response_format={"type": "json_object"}))).json
    assert body["choices"][0]["message"]["content"] == '{"simulated": true}'


async def test_a_function_is_called_and_its_signature_must_come_back(ask: Ask, gemini: Gemini):
    tools = [{"type": "function", "function": {"name": "find", "parameters": {"type": "object", "properties": {}}}}]
    [choice] = (await complete(ask, gemini, chat("find it", tools=tools))).json["choices"]
    assert choice["finish_reason"] == "tool_calls"
    message = choice["message"]
    answer = {"role": "tool", "tool_call_id": "call_0", "name": "find", "content": "here"}
    history = [{"role": "user", "content": "find it"}, message, answer]
    assert (await complete(ask, gemini, chat(messages=history, tools=tools))).status == 200
    dropped = message | {"tool_calls": [{k: v for k, v in message["tool_calls"][0].items() if k != "extra_content"}]}
    reply = await complete(ask, gemini, chat(messages=[history[0], dropped, answer], tools=tools))
    assert "missing a thought_signature in functionCall parts" in reply.message


async def test_a_stream_ends_with_done_and_a_limit_is_length(ask: Ask, gemini: Gemini):
    reply = await complete(ask, gemini, chat("Write 90 words", stream=True, max_tokens=40))
    assert reply.headers["Content-Type"].startswith("text/event-stream")
    assert b'"finish_reason": "length"' in reply.raw
    assert reply.raw.endswith(b"data: [DONE]\n\n")
