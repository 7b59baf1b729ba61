"""Plays a trial against a service that is a function from call to outcome."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from typing import Any

from bot.diagnosis import Knowledge
from bot.replay.attempt import Attempt, Send, judged
from bot.replay.call import Call
from bot.replay.outcome import Outcome
from bot.replay.plan import Plan
from bot.replay.trial import Verdict, Wait, next_step
from bot.request.call import at
from tests.replay.pastes import RANGE, ended, failed


@dataclasses.dataclass(frozen=True)
class Played:
    """The steps taken, what was sent, and what came of it."""

    verdict: Verdict
    attempts: tuple[Attempt, ...]
    waits: tuple[Wait, ...]

    @property
    def sent(self) -> list[str]:
        """Each call as its purpose and changes."""
        return [" | ".join((one.sent.purpose, *one.sent.changes)) for one in self.attempts]


def play(plan: Plan, service: Callable[[Call], Outcome], knowledge: Knowledge, most: int = 200) -> Played:
    """Until there is a verdict."""
    attempts: tuple[Attempt, ...] = ()
    waits: list[Wait] = []
    for _ in range(most):
        step = next_step(plan, attempts)
        if isinstance(step, Verdict):
            return Played(step, attempts, tuple(waits))
        if isinstance(step, Wait):
            waits.append(step)
            step = step.then
        assert isinstance(step, Send)
        attempts = (*attempts, judged(plan, step, service(plan.changed(step.changes)), knowledge))
    raise AssertionError("there is no end to it")


def script(*outcomes: Outcome) -> Callable[[Call], Outcome]:
    """Gives these outcomes in order, the last one again and again."""
    left = list(outcomes)
    return lambda call: left.pop(0) if len(left) > 1 else left[0]


def hot(call: Call) -> Outcome:
    """A service that takes no temperature above 2 and no topP above 1."""
    if any((at(call.body, f"generationConfig.{name}") or 0) > most for name, most in (("temperature", 2), ("topP", 1))):
        return failed(RANGE)
    return ended()


def leaves(value: object, path: str = "") -> dict[str, object]:
    """Each leaf of nested objects by its path."""
    if not isinstance(value, dict):
        return {path: value}
    return {
        at: leaf
        for name, inner in value.items()
        for at, leaf in leaves(inner, f"{path}.{name}" if path else name).items()
    }


def restored(body: Mapping[str, object] | None, path: str, leaf: object) -> dict[str, Any]:
    """The body with one leaf put back."""
    made = json.loads(json.dumps(body))
    holder = made
    *above, last = path.split(".")
    for step in above:
        holder = holder.setdefault(step, {})
    holder[last] = leaf
    return made
