"""Turns: their roles, their order, and function calls with their responses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.request.call import Call, at, is_known, items
from bot.request.checks.shapes import shown
from bot.request.finding import Finding

_SOURCE = "https://ai.google.dev/gemini-api/docs/function-calling"
_SIGNED = "https://ai.google.dev/gemini-api/docs/thought-signatures"
_SKIPS = "skip_thought_signature_validator"  # what Google documents for a call that has no signature
_ROLES = {"user", "model", "function", "tool"}
_MEANT = {"assistant": "model", "ai": "model", "bot": "model", "gemini": "model", "human": "user", "customer": "user"}

Turn = tuple[str, dict[str, Any], str, list[str], list[str]]  # path, content, role, calls' paths, responses' paths


def check(call: Call) -> Iterator[Finding]:
    """Roles that are none, calls and responses that don't pair, and calls sent back without their signature."""
    if not call.generates and call.request.method != "countTokens":
        return
    contents = call.body.get("contents")
    if not isinstance(contents, list):
        return
    turns = [
        _turn(path, content) if isinstance(content, dict) else None for path, content in items(contents, "contents")
    ]
    for turn in turns:
        if turn is not None:
            yield from _role(call, turn)
            yield from _payload(call, turn)
    for index, turn in enumerate(turns):
        if turn is not None:
            yield from _pairs(call, turns, index, turn)
    yield from _last(call, turns)
    yield from _signatures(call, turns)


def _turn(path: str, content: dict[str, Any]) -> Turn:
    role = content.get("role")
    parts = [(here, part) for here, part in items(content.get("parts"), f"{path}.parts") if isinstance(part, dict)]
    calls = [here for here, part in parts if part.get("functionCall") is not None]
    responses = [here for here, part in parts if part.get("functionResponse") is not None]
    return path, content, role if isinstance(role, str) and is_known(role) else "", calls, responses


def _role(call: Call, turn: Turn) -> Iterator[Finding]:
    path, _, role, calls, responses = turn
    field = f"{path}.role"
    if role and role not in _ROLES:
        meant = _MEANT.get(role.lower()) or (role.lower() if role.lower() in ("user", "model") else None)
        changes = (f"set: {field} {meant}",) if meant else ()
        if role.lower() in ("system", "developer"):
            says = f"{field}: there is no role {shown(role)}. Put its text into systemInstruction, beside contents."
            free = "systemInstruction" not in call.body
            changes = (f"move: {path} systemInstruction",) if free else (f"remove: {path}",)
        else:
            says = f"{field}: there is no role {shown(role)}; the roles are user and model." + (
                f" Write {meant}." if meant else ""
            )
        yield call.found(field, "turn-order", says, source=_SOURCE, changes=changes)
    elif responses and not calls and role == "model":
        says = f"{path} holds a function response, which is a turn of the user (or of the function), not of the model."
        yield call.found(field, "turn-order", says, source=_SOURCE, changes=(f"set: {field} user",))
    elif calls and not responses and role in ("user", "function", "tool") and not _implied(call, field):
        says = f"{path} holds a function call, which is a turn of the model."
        yield call.found(field, "turn-order", says, source=_SOURCE, changes=(f"set: {field} model",))


def _implied(call: Call, field: str) -> bool:
    """True of a role that the paste does not show: the client gives it, a function call's among them."""
    span = call.request.spans.get(field)
    return span is not None and span.start == span.end


def _payload(call: Call, turn: Turn) -> Iterator[Finding]:
    for here, part in items(turn[1].get("parts"), f"{turn[0]}.parts"):
        for name, inside in (("functionCall", "args"), ("functionResponse", "response")):
            value = part.get(name) if isinstance(part, dict) else None
            if not isinstance(value, dict):
                continue
            field = f"{here}.{name}.{inside}"
            inner = value.get(inside)
            if is_known(inner) and not isinstance(inner, dict):
                says = (
                    f'{field} takes an object, not {shown(inner)}: write {{"result": …}}.'
                    if inside == "response"
                    else f"{field} takes an object, not {shown(inner)}."
                )
                yield call.found(field, "unknown-field", says, source=_SOURCE)
            if is_known(inner) and value.get("name") in (None, ""):
                says = f"{here}.{name} has no name: it must be the function's."
                yield call.found(f"{here}.{name}.name", "malformed-request", says, sure=call.rest, source=_SOURCE)


def _pairs(call: Call, turns: list[Turn | None], index: int, turn: Turn) -> Iterator[Finding]:
    """The call before a run of responses must have as many calls as the run has responses, and stand next to it."""
    path, _, role, calls, responses = turn
    before = turns[index - 1] if index else None
    if calls and responses and not _implied(call, f"{path}.role"):
        says = f"{path} mixes function calls with responses: the calls are a turn of the model, the responses the next one."
        yield call.found(path, "turn-order", says, source=_SOURCE)
        return
    if responses and not calls and role != "model" and not (before and before[4]):
        if index and before is None:
            return  # a turn that the code makes
        if before is None or not before[3]:
            says = f"{path} answers a function call, and the turn before it holds none. Send the model's call back, then the response."
            yield call.found(path, "turn-order", says, source=_SOURCE, changes=(f"remove: {path}",))
            return
        run = _run(turns, index)
        if run is not None and run != len(before[3]) and not _open(before) and not _open(turn):
            says = f"{before[0]} holds {_many(len(before[3]), 'function call')}, and {_many(run, 'response')} followed: each call takes one, right after it."
            changes = _unpaired(call, before, turn) if run == len(turn[4]) else ()
            yield call.found(f"{path}.parts", "turn-order", says, source=_SOURCE, changes=changes)
    elif calls and role in ("model", ""):
        if index == 0 or (before and before[2] == "model" and not before[4]):
            says = f"{path} holds a function call, which has to follow a turn of the user or a function's response."
            yield call.found(path, "turn-order", says, source=_SOURCE)
        after = turns[index + 1] if index + 1 < len(turns) else turn
        if after is not turn and after is not None and not after[4] and not _open(after):
            says = f"{after[0]} has to answer the function call of {path} before anything else is said."
            yield call.found(after[0], "turn-order", says, source=_SOURCE)


def _run(turns: list[Turn | None], index: int) -> int | None:
    """How many responses follow each other from a turn on; None where the code makes one of the turns."""
    count = 0
    while index < len(turns):
        turn = turns[index]
        if turn is None:
            return None
        if not turn[4]:
            break
        count += len(turn[4])
        index += 1
    return count


def _open(turn: Turn) -> bool:
    """True where the code makes some of a turn's parts."""
    parts = turn[1].get("parts")
    return not isinstance(parts, (list, dict)) or any(
        not isinstance(part, dict) for part in (parts if isinstance(parts, list) else [])
    )


def _last(call: Call, turns: list[Turn | None]) -> Iterator[Finding]:
    """On the newest models a turn of the model may not be the last one: a hint, unless the service says so itself."""
    last = turns[-1] if turns else None
    said = call.report.text.lower()
    if last and last[2] == "model" and len(turns) == 1 and call.generates and "single turn requests end" in said:
        says = f"{last[0]} is a turn of the model, and there is no other. A request asks something: write user."
        yield call.found(f"{last[0]}.role", "turn-order", says, source=_SOURCE, changes=(f"set: {last[0]}.role user",))
    told = "ending with a model turn" in said or "multiturn requests end" in said
    if last and last[2] == "model" and len(turns) > 1 and call.generates and (told or call.has("no model turn last")):
        says = f"{last[0]} is a turn of the model, and this model refuses a request that ends in one. End with a user turn."
        yield call.found(
            last[0],
            "turn-order",
            says,
            sure=told,
            source="https://ai.google.dev/gemini-api/docs/whats-new-gemini-3.6",
            changes=(f"remove: {last[0]}",),
        )


def _signatures(call: Call, turns: list[Turn | None]) -> Iterator[Finding]:
    """On Gemini 3 the first call of each step since the last words of the user needs its signature."""
    told = "missing a thought_signature" in call.report.text
    if not call.generates or not (told or call.has("signatures")):
        return
    start = 0
    for index, turn in enumerate(turns):
        if turn is None or (turn[2] in ("user", "") and not turn[4] and not turn[3]):
            start = index
    for turn in turns[start:]:
        if turn is None or not turn[3]:
            continue
        first = turn[3][0]
        part = next(part for here, part in items(turn[1].get("parts"), f"{turn[0]}.parts") if here == first)
        if part.get("thoughtSignature") in (None, "") and not _open(turn):
            field = f"{first}.thoughtSignature"
            says = f"{first} is a function call sent back without its thoughtSignature, which Gemini 3 requires. Send the model's part back as it came."
            change = (f"set: {field} {_SKIPS}",)
            yield call.found(field, "thought-signature", says, source=_SIGNED, changes=change)


def _unpaired(call: Call, before: Turn, turn: Turn) -> tuple[str, ...]:
    """The one call without a response, or the one response without a call, left out; () where there are more."""
    names = [
        [at(call.body, f"{here}.{kind}.name") for here in places]
        for kind, places in (("functionCall", before[3]), ("functionResponse", turn[4]))
    ]
    more, less, places = (names[0], names[1], before[3]) if len(names[0]) > len(names[1]) else (*names[::-1], turn[4])
    left = [here for here, name in zip(places, more, strict=True) if name not in less]
    return (f"remove: {left[0]}",) if len(left) == 1 and len(more) == len(less) + 1 else ()


def _many(count: int, what: str) -> str:
    return f"{count} {what}" + ("" if count == 1 else "s")
