"""The OpenAI-compatible endpoint: chat completions in, chat completions out, the same rules in between.

Its errors are Google's, in a list of one.
"""

from __future__ import annotations

import json
from typing import Any

from bot.playground.gemini import protojson, rules
from bot.playground.gemini.asked import Asked
from bot.playground.gemini.catalog import find
from bot.playground.gemini.errors import Refusal, bad_fields, invalid
from bot.playground.gemini.methods import run
from bot.playground.gemini.tables import table
from bot.playground.gemini.world import Answer, Wire, World
from bot.playground.values import Json

_ENDS = {"STOP": "stop", "MAX_TOKENS": "length", "SAFETY": "content_filter", "RECITATION": "content_filter"}
_EFFORTS = {"none": 0, "minimal": "MINIMAL", "low": "LOW", "medium": "MEDIUM", "high": "HIGH"}
_NUMBERS = {
    "temperature": "temperature", "top_p": "topP", "n": "candidateCount", "max_tokens": "maxOutputTokens",
    "max_completion_tokens": "maxOutputTokens", "presence_penalty": "presencePenalty",
    "frequency_penalty": "frequencyPenalty", "seed": "seed", "top_logprobs": "logprobs",
}  # fmt: skip


# What can't be read otherwise; the words of its refusal are the fake's own.
_SHAPES = {
    "messages": "objects", "tools": "objects", "response_format": "object", "extra_body": "object", "model": "word",
    "reasoning_effort": "word", "stop": "words",
}  # fmt: skip


async def complete(world: World, wire: Wire) -> Answer:
    """chat.completions.create."""
    pairs = protojson.decode(wire.raw)
    if not isinstance(pairs, protojson.Pairs):
        raise _refused([_unknown("", "Root element must be a message.")])
    said = [_unknown(name) for name, _ in pairs if name not in table("added")["chat"]]
    body: Json = protojson.plain(pairs)
    said += [
        f"Invalid value at '{name}', {json.dumps(body[name])}"
        for name, shape in _SHAPES.items()
        if body.get(name) is not None and not _fits(body[name], shape)
    ]
    if said:
        raise _refused(said)
    name = str(body.get("model", "")).removeprefix("models/")
    model = find(name, "v1main", "generateContent", wire.project)
    asked = Asked(model, _translated(body, model.is_third), wire.project)
    rules.check_general(asked)
    done = await run(world, wire, asked)
    if body.get("stream"):
        return Answer(events=[_chunk(event, model.id) for event in done.events], model=model.id)
    return Answer(_completion(done.body, model.id))


def _translated(body: Json, has_levels: bool) -> Json:
    """The request as generateContent has it; Refusal for what can't be said there."""
    config: Json = {theirs: body[name] for name, theirs in _NUMBERS.items() if body.get(name) is not None}
    for name, value in config.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise invalid(f"Invalid value at '{name}' (TYPE_FLOAT), {json.dumps(value)}")
    if body.get("stop"):
        config["stopSequences"] = [body["stop"]] if isinstance(body["stop"], str) else body["stop"]
    effort = body.get("reasoning_effort")
    custom = _inner(_inner(body.get("extra_body"), "google"), "thinking_config")
    if effort is not None and custom is not None:
        raise invalid("Expected one of either `reasoning_effort` or custom `thinking_config`; found both")
    if effort is not None:
        if effort not in _EFFORTS:
            raise invalid(f"Invalid reasoning_effort: {effort}")  # the fake's words
        level = _EFFORTS["minimal" if effort == "none" and has_levels else effort]
        budget = {"MINIMAL": 512, "LOW": 1024, "MEDIUM": 8192, "HIGH": 24576}.get(str(level), 0)
        config["thinkingConfig"] = {"thinkingLevel": level} if has_levels else {"thinkingBudget": budget}
    form = _inner(body.get("response_format"), "type")
    if form in ("json_object", "json_schema"):
        config["responseMimeType"] = "application/json"
        if schema := _inner(_inner(body["response_format"], "json_schema"), "schema"):
            config["responseJsonSchema"] = schema
    functions = [tool["function"] for tool in body.get("tools") or [] if isinstance(tool.get("function"), dict)]
    declared = [_declared(function) for function in functions]
    messages = body.get("messages") or []
    system = [_parts(one) for one in messages if one.get("role") in ("system", "developer")]
    turns = [_turn(one) for one in messages if one.get("role") not in ("system", "developer")]
    return (
        {"contents": turns, "generationConfig": config}
        | ({"systemInstruction": {"parts": [part for parts in system for part in parts]}} if system else {})
        | ({"tools": [{"functionDeclarations": declared}]} if declared else {})
    )


def _declared(function: Json) -> Json:
    return {"name": str(function.get("name", "")), "parametersJsonSchema": function.get("parameters")}


def _turn(said: Json) -> Json:
    role = said.get("role")
    if role == "tool":
        response = {
            "name": str(said.get("name") or said.get("tool_call_id")),
            "response": {"output": said.get("content")},
        }
        return {"role": "user", "parts": [{"functionResponse": response}]}
    made = said.get("tool_calls")
    calls = [_call(one) for one in made if isinstance(one, dict)] if isinstance(made, list) else []
    return {"role": {"assistant": "model"}.get(str(role), str(role)), "parts": _parts(said) + calls}


def _call(made: Json) -> Json:
    signature = _inner(_inner(made.get("extra_content"), "google"), "thought_signature")
    name, given = _inner(made.get("function"), "name"), _inner(made.get("function"), "arguments")
    part: Json = {"functionCall": {"name": str(name or ""), "args": {"json": given}}}
    return part | ({"thoughtSignature": str(signature)} if signature else {})


def _inner(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _parts(said: Json) -> list[Json]:
    content: Any = said.get("content")
    if isinstance(content, str):
        return [{"text": content}]
    found = content if isinstance(content, list) else []
    return [{"text": one["text"]} for one in found if isinstance(_inner(one, "text"), str) and one["text"]]


def _completion(response: Json, model: str) -> Json:
    usage = response["usageMetadata"]
    return {
        "id": response["responseId"],
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [_choice(one, "message") for one in response.get("candidates", [])],
        "usage": {
            "prompt_tokens": usage["promptTokenCount"],
            "completion_tokens": usage.get("candidatesTokenCount", 0),
            "total_tokens": usage["totalTokenCount"],
        },
    }


def _chunk(event: Json, model: str) -> Json:
    choices = [_choice(one, "delta") for one in event.get("candidates", [])]
    return {
        "id": event["responseId"],
        "object": "chat.completion.chunk",
        "created": 0,
        "model": model,
        "choices": choices,
    }


def _choice(candidate: Json, name: str) -> Json:
    parts = candidate["content"].get("parts", [])
    text = "".join(part.get("text", "") for part in parts if not part.get("thought"))
    calls = [
        {
            "id": f"call_{place}",
            "type": "function",
            "function": {"name": part["functionCall"]["name"], "arguments": json.dumps(part["functionCall"]["args"])},
        }
        | (
            {"extra_content": {"google": {"thought_signature": part["thoughtSignature"]}}}
            if "thoughtSignature" in part
            else {}
        )
        for place, part in enumerate(parts)
        if "functionCall" in part
    ]
    end = "tool_calls" if calls else _ENDS.get(candidate.get("finishReason", ""))
    message: Json = (
        {"role": "assistant"} | ({"content": text} if text else {}) | ({"tool_calls": calls} if calls else {})
    )
    return {"index": candidate["index"], name: message, "finish_reason": end}


def _fits(value: Any, shape: str) -> bool:
    """True for a value that can be read as that: an object, objects in a list, or words."""
    if shape == "objects":
        return isinstance(value, list) and all(isinstance(one, dict) for one in value)
    return isinstance(value, {"object": dict, "word": str, "words": str | list}[shape])


def _unknown(name: str, says: str = "Cannot find field.") -> str:
    return f'Invalid JSON payload received. Unknown name "{name}": {says}'


def _refused(said: list[str]) -> Refusal:
    return invalid("\n".join(said), bad_fields([("", one) for one in said]))
