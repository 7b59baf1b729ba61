"""The OpenAI-compatible endpoint: ranges, and names of the native API that it does not know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.request.call import Call, at, number
from bot.request.checks.limits import out_of_range
from bot.request.finding import Finding
from bot.request.table import table

_SOURCE = "https://ai.google.dev/gemini-api/docs/openai"
_NATIVE = {
    "contents": "messages",
    "generationConfig": "the settings beside messages",
    "systemInstruction": "a message with role system",
    "safetySettings": "extra_body",
    "maxOutputTokens": "max_tokens",
}

_MUCH = ("thinking_level", "thinking_budget", "thinkingLevel", "thinkingBudget")


def check(call: Call) -> Iterator[Finding]:
    """What a call of chat.completions on Gemini's own endpoint holds against the little that is known of it."""
    if call.request.method != "chat.completions" or call.request.product != "gemini":
        return
    for row in table("limits")["chat"]:
        yield from out_of_range(call, row)
    for name, right in _NATIVE.items():
        if name in call.body:
            says = f"The OpenAI-compatible endpoint does not know {name}: it has {right}."
            yield call.found(name, "unknown-field", says, source=_SOURCE, name=True)
    count = number(call.body.get("n"))
    if count is not None and 1 < count <= 8 and call.model and call.has("one candidate"):
        says = f"{call.model.id} gives one candidate: leave n out and ask several times."
        yield call.found("n", "parameter-invalid", says, source=call.model.source, changes=("remove: n",))
    if call.body.get("reasoning_effort") is not None and _thinks(call.body):
        says = "reasoning_effort and thinking_config exclude each other: keep one."
        yield call.found(
            "reasoning_effort", "thinking-config", says, source=_SOURCE, changes=("remove: reasoning_effort",)
        )
    if call.body.get("messages") == []:
        yield call.found("messages", "contents-empty", "messages is empty.", source=_SOURCE)


def _thinks(body: Any) -> bool:
    """True where a thinking_config rides along in extra_body and says how much to think; to show thoughts is no matter."""
    places = (
        "extra_body.google.thinking_config",
        "extra_body.extra_body.google.thinking_config",
        "google.thinking_config",
    )
    found = next((found for place in places if isinstance(found := at(body, place), dict)), {})
    return any(found.get(name) is not None for name in _MUCH)
