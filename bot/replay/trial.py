"""What to do next in a replay, and what it came to: a pure function of the plan and the attempts so far.

As sent first. If it fails, the changes that its own error asks for, then those of the plan, until a set passes. Then the
set is made smaller, one thing less at a time, as far as the calls go. Last, as sent once more: the change is proved where
the request failed before and after of the same cause.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.replay.attempt import Attempt, Send
from bot.replay.changes import Changes, smaller
from bot.replay.plan import Plan

LONGEST_WAIT = 60.0  # seconds; what asks for more isn't waited for
LEAST_SECONDS = 1.0  # with less left nothing is sent, since no answer comes in that time
# Seconds to wait where the service doesn't say.
_WAITS = {429: 15.0, 503: 10.0, 500: 5.0, 504: 5.0}

# passes: unchanged. smallest, change: with `changes`, shown to be minimal or not. fails: of the pasted cause. another: of
# another one. down: the service is. unclear: no telling. stopped: by the person. interrupted: by a crash.
Kind = Literal["passes", "smallest", "change", "fails", "another", "down", "unclear", "stopped", "interrupted"]


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds to wait before a call is sent once more; `asked`: the service named them."""

    seconds: float
    asked: bool
    then: Send


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of it. `proved`: as sent failed right before and right after with the same cause. `cause`: of the failure.

    `why` of passes: "" (it was not the request), "key", "way", "differences" (what was sent isn't quite what was pasted),
    "meanwhile" (it failed at first). Of fails and another: "no change", "hopeless", "limited" (429), "tried" (every
    change), "calls", "seconds", "spend" (what ran out). Of change: what ran out, "limited" (the service was busy) or
    "unproved" (only the fix was sent). Of unclear: "answer", "limited", what ran out, or the failure as Outcome has it.
    """

    kind: Kind
    changes: Changes = ()
    proved: bool = False
    cause: str | None = None
    why: str = ""

    @property
    def passed(self) -> bool:
        """Whether there is a request that passes."""
        return self.kind in ("passes", "smallest", "change")


Step = Send | Wait | Verdict


def next_step(plan: Plan, attempts: Sequence[Attempt]) -> Step:
    """The next thing to do. Of the same plan and attempts always the same, so a replay goes on where it stopped."""
    if attempts and attempts[-1].outcome is None:
        return _interrupted(attempts)
    state = _State(plan, tuple(attempts))
    wait = state.wait()
    if wait is not None:
        return wait
    first = state.done("as sent")
    if not plan.fix_only:
        if first is None:
            return state.send("as sent") or Verdict("unclear", why=state.out_of(()))
        decided = _decided(plan, first)
        if decided is not None:
            return decided
    return _search(state, first)


def _decided(plan: Plan, first: Attempt) -> Verdict | None:
    """What as sent alone decides; None where changes are to be tried."""
    if first.passed:
        return _passes(plan)
    cause, same = first.cause, _same(plan, first)
    outcome = first.outcome
    if first.busy and not first.hopeless and not _has_time_out(plan, first):
        if outcome is not None and outcome.http != 429:
            return Verdict("down", cause=cause)
        return Verdict("fails" if same else "unclear", cause=cause, why="limited")
    if first.unclear and not first.busy and outcome is not None:
        way = plan.question == "way" and outcome.failure in ("unreachable", "broken stream")
        return (
            Verdict("fails", cause=plan.cause, why="no change")
            if way
            else Verdict("unclear", why=outcome.failure or "")
        )
    if first.hopeless:
        return Verdict("fails" if same else "another", cause=cause, why="hopeless")
    return None


def _passes(plan: Plan) -> Verdict:
    if plan.question == "answer":
        return Verdict("unclear", cause=plan.cause, why="answer")
    if plan.question in ("key", "way"):
        return Verdict("passes", cause=plan.cause, why=plan.question)
    changed = any(difference.material for difference in plan.differences)
    return Verdict("passes", cause=plan.cause, why="differences" if changed else "")


def _search(state: _State, first: Attempt | None) -> Step:
    """The first set of changes that passes, made smaller, with as sent behind it."""
    plan = state.plan
    cause = first.cause or plan.cause if first else plan.cause
    kind: Kind = "fails" if first is None or _same(plan, first) else "another"
    sets = tuple(_sets(plan, first))
    best: Changes | None = None
    for changes in sets:
        tried = state.done("change", changes)
        if tried is None:
            return state.send("change", changes) or Verdict(kind, cause=cause, why=state.out_of(changes))
        if tried.passed:
            best = changes
            break
    if best is None and first is not None and first.busy:
        return Verdict("down", cause=cause)
    if best is None:
        busy = [one for one in (state.done("change", changes) for changes in sets) if one and one.unclear]
        if sets and len(busy) == len(sets):
            return Verdict("unclear", cause=cause, why="limited")
        return Verdict(kind, cause=cause, why="tried" if sets else "no change")
    if first is None:
        return Verdict("change", best, cause=cause, why="unproved")
    return _smallest(state, first, best)


def _smallest(state: _State, first: Attempt, best: Changes) -> Step:
    step, best, why = _smaller(state, best)
    if step is not None:
        return step
    again = state.done("as sent again")
    if again is None:
        last = state.send("as sent again")
        if last is not None:
            return last
    elif again.passed:
        return Verdict("passes", cause=first.cause, why="meanwhile")
    proved = again is not None and not again.unclear and _alike(again, first)
    return Verdict("change" if why else "smallest", best, proved, first.cause or state.plan.cause, why)


def _smaller(state: _State, best: Changes) -> tuple[Step | None, Changes, str]:
    """What to send to make the set smaller; else the smallest that passed, and why it isn't shown to be minimal."""
    while True:
        why = ""
        for less in smaller(state.plan.pasted, best):
            tried = state.done("smaller", less) or state.done("change", less)
            if tried is None:
                step = state.send("smaller", less, reserve=1)
                if step is not None:
                    return step, best, ""
                return None, best, state.out_of(less, reserve=1)
            if tried.passed:
                best = less
                break
            if tried.unclear:
                why = "limited"
        else:
            return None, best, why


def _sets(plan: Plan, first: Attempt | None) -> Iterator[Changes]:
    """What as sent's own error asks for, then what the paste does where the cause is the same; of a 504 the time-outs."""
    own = first.offers if first else ()
    if first is not None and first.busy:
        yield from (one for one in dict.fromkeys((*own, *plan.candidates)) if all(map(_is_time_out, one)))
        return
    yield from own
    if first is None or _same(plan, first):
        yield from (changes for changes in plan.candidates if changes not in own)


def _same(plan: Plan, attempt: Attempt) -> bool:
    """Whether it failed of the pasted cause; an unknown one is taken for it where the code is the pasted one."""
    if attempt.cause is not None and plan.cause is not None:
        return attempt.cause == plan.cause
    if plan.cause is None and plan.http is None:
        return True  # the paste shows no failure that this one could differ from
    return attempt.outcome is not None and attempt.outcome.http == plan.http


def _alike(again: Attempt, first: Attempt) -> bool:
    """Whether both failed of one cause, or with one code where the cause isn't known."""
    if again.cause is None and again.outcome is not None and first.outcome is not None:
        return first.cause is None and again.outcome.http == first.outcome.http
    return again.cause == first.cause


def _has_time_out(plan: Plan, first: Attempt) -> bool:
    """Whether a 504 may be the caller's own short time-out, which a change would raise."""
    gave_up = first.outcome is not None and first.outcome.http == 504
    return gave_up and any(_is_time_out(words) for one in (*first.offers, *plan.candidates) for words in one)


def _is_time_out(words: str) -> bool:
    return words.startswith("timeout:")


def _interrupted(attempts: Sequence[Attempt]) -> Verdict:
    """What was known when it broke off."""
    cause = next((one.cause for one in attempts if one.cause), None)
    passed = (one.sent.changes for one in reversed(attempts) if one.passed)
    return Verdict("interrupted", next(passed, ()), cause=cause)


@dataclass(frozen=True, slots=True)
class _State:
    """The attempts, looked at by what they were for, and what is left of the limits."""

    plan: Plan
    attempts: tuple[Attempt, ...]

    def done(self, purpose: str, changes: Changes = ()) -> Attempt | None:
        """The last attempt of that kind: the one after a wait, if there was one."""
        found = (one for one in reversed(self.attempts) if one.sent.purpose == purpose and one.sent.changes == changes)
        return next(found, None)

    def wait(self) -> Wait | None:
        """A wait where the last call met a busy service, once, and where it may help."""
        last = self.attempts[-1] if self.attempts else None
        if last is None or last.outcome is None or not last.busy or last.sent.retry or last.hopeless:
            return None
        asked = last.retry_after_s
        seconds = _WAITS[last.outcome.http or 503] if asked is None else asked
        if seconds > LONGEST_WAIT or seconds > self.left - LEAST_SECONDS:
            return None
        return Wait(seconds, asked is not None, Send(last.sent.purpose, last.sent.changes, True, seconds))

    def send(self, purpose: str, changes: Changes = (), reserve: int = 0) -> Send | None:
        """The call, if the limits allow it and `reserve` more."""
        return None if self.out_of(changes, reserve) else Send(purpose, changes)  # type: ignore[arg-type]

    def out_of(self, changes: Changes, reserve: int = 0) -> str:
        """What there isn't enough left of for that call: "calls", "seconds", "spend"; "" where there is."""
        limits = self.plan.limits
        made = self.plan.made + sum(not one.sent.retry for one in self.attempts)
        if made + 1 + reserve > limits.calls:
            return "calls"
        if self.left < LEAST_SECONDS:
            return "seconds"
        cost = self.plan.cost(changes)
        spent = sum(one.cost or 0.0 for one in self.attempts)
        return "spend" if cost is not None and spent + cost > limits.spend else ""

    @property
    def left(self) -> float:
        """The seconds that calls and waits may still take."""
        return self.plan.limits.seconds - sum(one.seconds for one in self.attempts)
