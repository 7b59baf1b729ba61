"""A replay as one JSON object; every key is always there, and no secret is."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.reply.replay import difference, not_sent
from bot.reply.replay_outcome import title

if TYPE_CHECKING:
    from bot.replay.attempt import Attempt
    from bot.replay.call import Call
    from bot.replay.plan import NotSent, Plan
    from bot.replay.trial import Verdict


def replay(planned: Plan | NotSent, attempts: Sequence[Attempt] = (), verdict: Verdict | None = None) -> dict[str, Any]:
    """{"plan", "not_sent", "attempts", "verdict"}; null is what there isn't."""
    from bot.replay.plan import Plan

    return {
        "plan": _plan(planned) if isinstance(planned, Plan) else None,
        "not_sent": None if isinstance(planned, Plan) else {"reason": planned.reason, "says": not_sent(planned)},
        "attempts": [_attempt(one) for one in attempts],
        "verdict": None if verdict is None else _verdict(attempts, verdict),
    }


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "cause": plan.cause,
        "call": _call(plan.call),
        "differences": [dataclasses.asdict(one) | {"says": difference(one)} for one in plan.differences],
        "changes": [list(changes) for changes in plan.candidates],
        "confirm": [dataclasses.asdict(one) for one in plan.confirm],
        "calls": plan.limits.calls,
        "output_tokens": plan.output_tokens,
        "input_tokens": plan.input_tokens,
        "counted": plan.counted,
        "cost": plan.most_cost,
    }


def _call(call: Call) -> dict[str, Any]:
    from bot.replay.call import wire_body

    body = wire_body(call)
    return {
        "method": call.method,
        "model": call.model,
        "api_version": call.api_version,
        "body": json.loads(body) if body else None,
        "timeout_s": call.timeout_s,
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "purpose": attempt.sent.purpose,
        "changes": list(attempt.sent.changes),
        "retry": attempt.sent.retry,
        "waited_s": attempt.sent.waited_s,
        "passed": attempt.passed,
        "cause": attempt.cause,
        "cost": attempt.cost,
        "outcome": None if attempt.outcome is None else attempt.outcome.as_json(),
    }


def _verdict(attempts: Sequence[Attempt], verdict: Verdict) -> dict[str, Any]:
    return {
        "kind": verdict.kind,
        "says": title(attempts, verdict),
        "passed": verdict.passed,
        "changes": list(verdict.changes),
        "proved": verdict.proved,
        "cause": verdict.cause,
        "why": verdict.why,
    }
