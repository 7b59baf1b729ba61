"""Turns: who may speak, calls and responses side by side, and the signatures of calls."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Iterator

from bot.playground.gemini.asked import Asked
from bot.playground.gemini.errors import Refusal, invalid
from bot.playground.values import Json

SKIPS = ("skip_thought_signature_validator", "context_engineering_is_the_way_to_go")
_SHORTEST = 12  # bytes; a signature is opaque, so nothing but a stump can be told from a real one
_CALL = "Please ensure that function call turn comes immediately after a user turn or after a function response turn."
_RESPONSE = "Please ensure that function response turn comes immediately after a function call turn."
_COUNT = (
    "Please ensure that the number of function response parts is equal to the number of function call parts of the "
    "function call turn."
)
_END = "Please ensure that multiturn requests ends with a user role or a function response."
_SINGLE = "Please ensure that single turn requests end with a user role or the role field is empty."
_MISSING = (
    "Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, "
    "and missing thought_signature may lead to degraded model performance. Additional data, function call "
    "`default_api:{name}` , position {place}. Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures "
    "for more details."
)


def particular(asked: Asked) -> Iterator[Refusal]:
    """Refused where the turns are out of order. Two turns of one role in a row are taken by most models."""
    turns = asked.contents
    if any(turn.get("role", "") not in ("", "user", "model", "function") for turn in turns):
        yield invalid("Please use a valid role: user, model.")
    for place, turn in enumerate(turns):
        before = turns[place - 1] if place else {}
        if calls(turn) and (not place or (before.get("role") == "model" and not responses(before))):
            yield invalid(_CALL)
        if responses(turn) and not calls(before):
            yield invalid(_RESPONSE)
        if responses(turn) and len(responses(turn)) != len(calls(before)):
            yield invalid(_COUNT)
        if calls(before) and not responses(turn):
            yield invalid(_RESPONSE)
    if turns[-1].get("role") == "model" and (len(turns) == 1 or calls(turns[-1]) or asked.model.generation >= 3.6):
        yield invalid(_SINGLE if len(turns) == 1 else _END)
    if asked.model.alternates:
        roles = [turn.get("role") or "user" for turn in turns]
        if roles[0] != "user" or any(one == other for one, other in itertools.pairwise(roles)):
            yield invalid("Please ensure that multiturn requests alternate between user and model.")


def signatures(asked: Asked) -> Iterator[Refusal]:
    """Refused where the first call of a step of the current turn has no signature, or a stump of one. Gemini 3 alone."""
    if not asked.model.is_third:
        return
    said = [place for place, turn in enumerate(asked.contents) if turn.get("role") != "model" and not responses(turn)]
    current = said[-1] if said else -1
    for place, turn in enumerate(asked.contents):
        if place > current and calls(turn):
            first = next(part for part in turn["parts"] if "functionCall" in part)
            signature = first.get("thoughtSignature", "")
            if not signature:
                yield invalid(_MISSING.format(name=first["functionCall"]["name"], place=place + 1))
            elif not _is_whole(signature):
                yield invalid("Corrupted thought signature.")


def calls(turn: Json) -> list[Json]:
    """The function calls of a turn."""
    return [part["functionCall"] for part in turn.get("parts", []) if "functionCall" in part]


def responses(turn: Json) -> list[Json]:
    """The function responses of a turn."""
    return [part["functionResponse"] for part in turn.get("parts", []) if "functionResponse" in part]


def _is_whole(signature: str) -> bool:
    body = signature.rstrip("=")
    raw = base64.urlsafe_b64decode(body.replace("+", "-").replace("/", "_") + "=" * (-len(body) % 4))
    return signature in SKIPS or len(raw) >= _SHORTEST
