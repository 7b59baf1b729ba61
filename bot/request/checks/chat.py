"""The OpenAI-compatible endpoint: ranges, and names of the native API that it does not know."""

from __future__ import annotations

from collections.abc import Iterator

from bot.request.call import Call
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
    if call.body and call.body.get("messages") in ([],):
        yield call.found("messages", "contents-empty", "messages is empty.", source=_SOURCE)
