"""The plan of a replay: what is sent, how it differs from the paste, what may cure it, and what it costs at most. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from bot.diagnosis import Diagnosis, Knowledge
from bot.diagnosis.diagnose import NOT_GEMINI
from bot.replay import caution
from bot.replay.call import GENERATE, METHODS, Access, Call, refusal
from bot.replay.caps import Limits, capped, most_output, outputs
from bot.replay.caution import Confirm, about_tokens
from bot.replay.changes import Changes, candidates, changed
from bot.replay.outcome import Outcome
from bot.replay.prices import cost
from bot.replay.question import Question, question_of
from bot.replay.sendable import Difference, heart, names, sendable
from bot.request import Request
from bot.request.call import at, is_known
from bot.request.located import camel
from bot.request.models import models

SECONDS = 60.0  # of one call, where neither paste nor person says
COUNTING_SECONDS = 20.0
SHORTEST_TOLD = 10.0  # what is less the service refuses, so that a wish of the person's would be a fault of its own
# What is counted. The rest of a body costs nothing, and would be refused as the request itself is.
_HOLD_TOKENS = ("contents", "systemInstruction", "tools")
_BESIDE = {"chat.completions": "openai", "embeddings": "openai", "images.generate": "openai"}

Reason = Literal[
    "no request", "not gemini", "vertex", "interactions", "openai", "host", "method", "useless", "model", "bad model",
    "bad version", "no body", "missing",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Own:
    """What a person has set, or wishes for one replay; None: nothing."""

    model: str | None = None
    api_version: str | None = None
    timeout_s: float | None = None


@dataclass(frozen=True, slots=True)
class NotSent:
    """Why nothing is sent; `value` is the host, the method, the field or the entry's own sentence."""

    reason: Reason
    value: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a replay needs, as plain values: it can be kept as JSON and gone on with after a crash.

    `pasted` is the call without the cap of `output_tokens`, which each call gets before it is sent. `candidates` are the
    sets of changes in the order in which they are tried. `http` and `message` are the error's that the paste shows.
    `confirm` is what takes a second word of the person. `input_tokens` are estimated unless `counted`. `made` are calls
    that were made before the trial: to count tokens is one, since it is one request of the quota. `outputs` are the most
    output tokens of the models that may be asked. On `day` the prices hold.
    """

    pasted: Call
    cause: str | None
    question: Question
    day: date
    http: int | None = None
    message: str | None = None
    differences: tuple[Difference, ...] = ()
    candidates: tuple[Changes, ...] = ()
    output_tokens: int | None = None
    limits: Limits = dataclasses.field(default_factory=Limits)
    confirm: tuple[Confirm, ...] = ()
    input_tokens: int = 0
    counted: bool = False
    made: int = 0
    outputs: Mapping[str, int] = dataclasses.field(default_factory=dict)
    fix_only: bool = False

    @property
    def call(self) -> Call:
        """The call as it is sent first."""
        return self.changed(())

    def changed(self, changes: Changes) -> Call:
        """The call with changes made, within the caps."""
        return capped(changed(self.pasted, changes), self.output_tokens)

    def cost(self, changes: Changes = ()) -> float | None:
        """US dollars of one call with these changes at most; None where no price is known."""
        return cost(self.changed(changes), self.input_tokens, self.most_output(changes), self.day)

    def most_output(self, changes: Changes = ()) -> int:
        """The output tokens of one call with these changes at most."""
        return most_output(self.changed(changes), self.outputs)

    @property
    def most_cost(self) -> float | None:
        """US dollars of the whole replay at most; None where no price is known of a call that may be made."""
        costs = [self.cost(changes) for changes in ((), *self.candidates)]
        known = [one for one in costs if one is not None]
        return min(self.limits.calls * max(known), self.limits.spend) if len(known) == len(costs) else None

    def as_json(self) -> dict[str, Any]:
        """For a JSON column; `of_json` reads it back."""
        return dataclasses.asdict(self) | {"day": self.day.isoformat()}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Plan:
        """The plan that `as_json` wrote."""
        return cls(
            **{
                **kept,
                "pasted": Call(**kept["pasted"]),
                "day": date.fromisoformat(kept["day"]),
                "differences": tuple(Difference(**one) for one in kept["differences"]),
                "candidates": tuple(map(tuple, kept["candidates"])),
                "limits": Limits(**kept["limits"]),
                "confirm": tuple(Confirm(**one) for one in kept["confirm"]),
            }
        )


def plan(
    diagnosis: Diagnosis,
    knowledge: Knowledge,
    day: date,
    *,
    limits: Limits | None = None,
    own: Own | None = None,
    instead: Own | None = None,
    access: Access | None = None,
    fix_only: bool = False,
) -> Plan | NotSent:
    """What a replay of the pasted request would be, or why there is none. Nothing is sent.

    `own` counts where the paste doesn't say, `instead` in any case. With `fix_only` the request isn't sent as it is.
    """
    limits, own, instead = limits or Limits(), own or Own(), instead or Own()
    entry = knowledge.entries.get(diagnosis.cause or "")
    if entry is not None and entry.replay == "useless":
        return NotSent("useless", entry.replay_says)
    request = diagnosis.request
    if diagnosis.cause == NOT_GEMINI:
        return NotSent("not gemini")
    if request is None:
        return NotSent("no request")
    against = _elsewhere(request, access or Access())
    if against is not None:
        return against
    body, differences = sendable(request, diagnosis.report.text)
    if body is None and not (request.method or "").startswith("models."):
        return NotSent("no body")
    missing = heart(diagnosis.cause, _fields(diagnosis), differences)
    if missing is not None:
        return NotSent("missing", missing)
    call, beside = _call(diagnosis, request, body, limits, own, instead)
    unsendable = _unsendable(call)
    if unsendable is not None:
        return unsendable
    question = question_of(diagnosis)
    most = (
        None
        if question in ("length", "ending", "empty", "answer") or _about_length(diagnosis)
        else limits.output_tokens
    )
    if call.method in GENERATE and limits.output_tokens is not None:
        if most is None:
            beside += (Difference("uncapped"),)
        elif (cut := capped(call, most)) != call:
            field = "generationConfig.maxOutputTokens"
            beside += (Difference("capped", field, str(at(cut.body, field))),)
    sets = candidates(call, diagnosis.cause, diagnosis.findings, entry.changes if entry else ())
    return Plan(
        call,
        diagnosis.cause,
        question,
        day,
        diagnosis.report.http,
        diagnosis.report.message,
        (*differences, *beside),
        sets,
        most,
        limits,
        caution.confirm(call),
        about_tokens(call.body),
        outputs=outputs(call.model, sets, knowledge.models or models()),
        fix_only=fix_only,
    )


def _elsewhere(request: Request, access: Access) -> NotSent | None:
    """Why a request goes to something that isn't replayed."""
    method = request.method or ""
    if request.product == "vertex" or (request.host or "").endswith("aiplatform.googleapis.com"):
        return NotSent("vertex", request.host or "")
    if method.startswith("interactions"):
        return NotSent("interactions")
    if method in _BESIDE:
        return NotSent("openai")
    if not access.allows(request.host):
        return NotSent("host", request.host or "")
    generates = not method and isinstance(request.body, Mapping) and "contents" in request.body
    if method not in METHODS and not generates:
        return NotSent("method", method)
    return None


def _call(
    diagnosis: Diagnosis, request: Request, body: dict[str, Any] | None, limits: Limits, own: Own, instead: Own
) -> tuple[Call, tuple[Difference, ...]]:
    """The call, and where it had to be told what the paste doesn't say."""
    beside: list[Difference] = []

    def chosen(kind: str, pasted: str | None, default: str | None, wished: str | None) -> str | None:
        said = pasted if is_known(pasted) else None
        if wished is not None and wished != said:
            beside.append(Difference(f"{kind} instead", value=wished))
            return wished
        if said is None and default is not None:
            beside.append(Difference(kind, value=default))
        return said or default

    method = request.method or "generateContent"
    model = None if method == "models.list" else chosen("model", request.model, own.model, instead.model)
    version = chosen("version", request.api_version, own.api_version or _version(diagnosis), instead.api_version)
    timeout = _seconds(request)
    wished = instead.timeout_s or timeout or own.timeout_s or SECONDS
    if wished > limits.seconds:
        beside.append(Difference("shortened", value=f"{limits.seconds:g}"))
    longer = instead.timeout_s if (instead.timeout_s or 0) >= SHORTEST_TOLD else None
    ours, told = min(wished, limits.seconds), longer or timeout or SECONDS
    written = names(request, diagnosis.report.text)
    call = Call(method, model, version or "v1beta", body, ours, told if told != ours else None, written)
    return call, tuple(beside)


def _seconds(request: Request) -> float | None:
    """The pasted time-out in seconds."""
    if request.timeout is None or request.timeout <= 0:
        return None
    return request.timeout / 1000 if request.timeout_unit == "ms" else request.timeout


def _version(diagnosis: Diagnosis) -> str:
    """The version that the SDK calls by itself: google-genai calls v1 from 3.0 on, all others v1beta."""
    report = diagnosis.report
    newer = (report.sdk_version or "").partition(".")[0]
    return "v1" if report.sdk == "python-genai" and newer.isdecimal() and int(newer) >= 3 else "v1beta"


def _unsendable(call: Call) -> NotSent | None:
    if call.model is None and call.method != "models.list":
        return NotSent("model")
    match refusal(call, "a-key-to-ask-with"):
        case None:
            return None
        case "api version":
            return NotSent("bad version", call.api_version)
        case "model":
            return NotSent("bad model", call.model or "")
    return NotSent("no body")


def _fields(diagnosis: Diagnosis) -> tuple[str, ...]:
    """The fields that the error and the findings of its cause name."""
    named = diagnosis.report.field
    said = (".".join(camel(step) for step in named.split(".")),) if named else ()
    return (*said, *(one.field for one in diagnosis.findings if one.sure and one.cause == diagnosis.cause))


def _about_length(diagnosis: Diagnosis) -> bool:
    """Whether the error speaks of maxOutputTokens, which a cap would cure."""
    said = f"{diagnosis.report.message or ''} {diagnosis.report.field or ''}".replace("_", "").lower()
    return "maxoutputtokens" in said or any(one.field.endswith("maxOutputTokens") for one in diagnosis.findings)


def counting(planned: Plan) -> Call | None:
    """The call that counts the tokens of the plan's; None where nothing is to be counted, where it may not be sent yet,
    or where it would take a call that the trial needs: unchanged, changed, unchanged again."""
    call = planned.pasted
    if planned.limits.calls < 4 or call.method not in GENERATE or planned.confirm or not isinstance(call.body, Mapping):
        return None
    name = call.model if call.model and "/" in call.model else f"models/{call.model}"
    held = {field: call.body[field] for field in _HOLD_TOKENS if field in call.body}
    body = {"generateContentRequest": {"model": name, **held}}
    return Call("countTokens", call.model, call.api_version, body, min(call.timeout_s, COUNTING_SECONDS))


def counted(planned: Plan, outcome: Outcome) -> Plan:
    """The plan with the tokens that were counted; with the estimate where the service refused to count."""
    tokens = outcome.usage.get("totalTokens") if outcome.passed else None
    if tokens is None:
        return dataclasses.replace(planned, made=planned.made + 1)
    return dataclasses.replace(planned, made=planned.made + 1, input_tokens=tokens, counted=True)
