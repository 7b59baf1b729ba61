"""The response of generateContent: candidates, why they end, what was blocked, and what it all counted."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from bot.playground.gemini import filters, writing
from bot.playground.gemini.asked import Asked, count_text
from bot.playground.values import Json

_THOUGHTS = {"MINIMAL": 0, "LOW": 24, "MEDIUM": 60, "HIGH": 160}
_PIECES = 4  # a text comes in so many events at most
_MESSAGES = {
    "MALFORMED_FUNCTION_CALL": "Malformed function call: print(default_api.{name}(",
    "IMAGE_SAFETY": "Unable to show the generated image.",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What one candidate comes to: its parts, why it ended, what it thought and wrote in tokens."""

    parts: tuple[Json, ...]
    reason: str
    thoughts: int = 0
    written: int = 0
    message: str = ""


def respond(asked: Asked, number: int) -> Json:
    """The whole response; `number` makes its id one of a kind."""
    blocked = filters.of_prompt(asked)
    if blocked.reason:
        feedback: Json = {"blockReason": blocked.reason}
        if blocked.ratings:
            feedback["safetyRatings"] = list(blocked.ratings)
        return {"promptFeedback": feedback, **_ending(asked, number, Draft((), ""))}
    verdict = filters.of_answer(asked)
    draft = _draft(asked, verdict.reason)
    content: Json = {"parts": list(draft.parts), "role": "model"} if draft.parts else {}
    if not draft.parts and draft.reason == "MAX_TOKENS":
        content = {"role": "model"}
    candidate: Json = {"content": content, "finishReason": draft.reason}
    if draft.message:
        candidate["finishMessage"] = draft.message
    if verdict.ratings:
        candidate["safetyRatings"] = list(verdict.ratings)
    several = asked.config.get("candidateCount", 1)
    return {
        "candidates": [candidate | {"index": place} for place in range(several)],
        **_ending(asked, number, draft),
    }


def pieces(response: Json) -> list[Json]:
    """The response as a stream brings it: the text bit by bit, the reason and the whole count in the last event."""
    first = (response.get("candidates") or [{}])[0]
    parts = first.get("content", {}).get("parts", [])
    if len(response.get("candidates", [])) != 1 or len(parts) != 1 or not parts[0].get("text"):
        return [response]
    text = parts[0]["text"]
    size = max(8, -(-len(text) // _PIECES))
    bits = [text[start : start + size] for start in range(0, len(text), size)]
    rest = {name: value for name, value in response.items() if name != "candidates"}
    early = {"candidates": [{"content": {"parts": [{}], "role": "model"}, "index": 0}], **rest}
    events = [_with_text(early, bit) for bit in bits[:-1]]
    return [*events, _with_text({"candidates": [first], **rest}, bits[-1], parts[0])]


def _with_text(event: Json, text: str, part: Json | None = None) -> Json:
    candidate = event["candidates"][0]
    content = candidate["content"] | {"parts": [(part or {}) | {"text": text}]}
    return event | {"candidates": [candidate | {"content": content}]}


def _draft(asked: Asked, stopped: str) -> Draft:
    thoughts = _thought(asked)
    if stopped:
        return Draft((), stopped, thoughts)
    room = asked.config.get("maxOutputTokens", asked.model.output)
    if room <= thoughts:
        return Draft((), "MAX_TOKENS", max(0, room - 1))
    made = writing.call(asked)
    if made and writing.is_malformed(asked, made):
        reason = "MALFORMED_FUNCTION_CALL"
        return Draft((), reason, thoughts, message=_MESSAGES[reason].format(name=made["name"]))
    if made:
        signed = {"thoughtSignature": writing.signature(asked, made)} if asked.model.is_third else {}
        return Draft(({"functionCall": made, **signed},), "STOP", thoughts, count_text(repr(made)))
    if asked.model.kind in ("image", "speech"):
        return _media(asked, thoughts)
    return _written(asked, room - thoughts, thoughts)


def _written(asked: Asked, room: int, thoughts: int) -> Draft:
    text = writing.text(asked)
    ends = [at for stop in asked.config.get("stopSequences", []) if stop and (at := text.find(stop)) >= 0]
    text = text[: min(ends)] if ends else text
    if not text:
        return Draft((), "STOP", thoughts)
    cut = count_text(text) > room
    shown = text[: room * 4] if room > 1 or not cut else ""
    parts: tuple[Json, ...] = ({"text": shown},)
    if asked.config.get("thinkingConfig", {}).get("includeThoughts") and thoughts:
        parts = ({"text": "Simulated thoughts.", "thought": True}, *parts)
    return Draft(parts, "MAX_TOKENS" if cut else "STOP", thoughts, count_text(shown))


def _media(asked: Asked, thoughts: int) -> Draft:
    if asked.model.kind == "speech":
        return Draft((writing.sound(),), "STOP", thoughts, 32)
    if not asked.prompt.strip():
        return Draft((), "NO_IMAGE", thoughts)
    words: tuple[Json, ...] = ({"text": writing.text(asked)},)
    alone = asked.config.get("responseModalities") == ["IMAGE"]
    return Draft((() if alone else words) + (writing.picture(),), "STOP", thoughts, 1120)


def _thought(asked: Asked) -> int:
    """Tokens of thinking: by the level, within the budget, else what the model does by itself."""
    config = asked.config.get("thinkingConfig", {})
    usual = 0 if "thinking" in asked.model.lacks else asked.model.thoughts
    if config.get("thinkingLevel") in _THOUGHTS:
        return _THOUGHTS[config["thinkingLevel"]]
    budget = config.get("thinkingBudget", -1)
    return usual if budget == -1 else min(budget, max(usual, _THOUGHTS["LOW"]))


def _ending(asked: Asked, number: int, draft: Draft) -> Json:
    """What every event of a response ends with; a count of nothing isn't written."""
    tokens = asked.tokens
    usage: Json = {"promptTokenCount": tokens}
    if draft.written:
        usage["candidatesTokenCount"] = draft.written
    usage["totalTokenCount"] = tokens + draft.written + draft.thoughts
    if asked.cached:
        usage["cachedContentTokenCount"] = asked.cached["usageMetadata"]["totalTokenCount"]
    usage["promptTokensDetails"] = [{"modality": "TEXT", "tokenCount": tokens}]
    if draft.thoughts:
        usage["thoughtsTokenCount"] = draft.thoughts
    usage["serviceTier"] = asked.body.get("serviceTier", "STANDARD").lower()
    made = hashlib.sha256(f"simulated {number}".encode()).digest()[:16]
    return {
        "usageMetadata": usage,
        "modelVersion": asked.model.serves,
        "responseId": base64.urlsafe_b64encode(made).decode().rstrip("="),
    }
