"""A replay from its plan to its verdict: asks what comes next, sends it, and reads what came of it."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from bot.diagnosis import Knowledge
from bot.replay.attempt import Attempt, Send, judged
from bot.replay.call import Call
from bot.replay.outcome import Outcome
from bot.replay.plan import Plan, counted, counting
from bot.replay.trial import Step, Verdict, next_step

SendCall = Callable[[Call], Awaitable[Outcome]]
# Called with each step before it is taken, and each attempt before (without an outcome) and after it is sent.
OnStep = Callable[[Step, tuple[Attempt, ...]], Awaitable[None]]
OnAttempt = Callable[[Attempt], Awaitable[None]]
T = TypeVar("T")


class _Stopped(Exception):
    """The person pressed stop."""


async def run(
    plan: Plan,
    knowledge: Knowledge,
    send: SendCall,
    *,
    attempts: Sequence[Attempt] = (),
    on_step: OnStep | None = None,
    on_attempt: OnAttempt | None = None,
    stop: asyncio.Event | None = None,
) -> tuple[tuple[Attempt, ...], Verdict]:
    """All attempts and the verdict. `attempts` are those of a run that broke off; none of them is sent again.

    Set `stop` ends it at once: a call on its way is given up and stands as one without an outcome.
    """
    done = tuple(attempts)
    while True:
        step = next_step(plan, done)
        if on_step is not None:
            await on_step(step, done)
        if isinstance(step, Verdict):
            return done, step
        try:
            if not isinstance(step, Send):
                await _unless_stopped(asyncio.sleep(step.seconds), stop)
                step = step.then
            if stop is not None and stop.is_set():
                raise _Stopped
            if on_attempt is not None:
                await on_attempt(Attempt(step))
            try:
                outcome = await _unless_stopped(send(_timed(plan, step, done)), stop)
            except _Stopped:
                done = (*done, Attempt(step))
                raise
        except _Stopped:
            return done, Verdict("stopped", cause=plan.cause)
        done = (*done, judged(plan, step, outcome, knowledge))
        if on_attempt is not None:
            await on_attempt(done[-1])


async def count(plan: Plan, send: SendCall) -> Plan:
    """The plan with its tokens counted by the service; as it is where nothing is to be counted."""
    call = counting(plan)
    return plan if call is None else counted(plan, await send(call))


def _timed(plan: Plan, step: Send, done: Sequence[Attempt]) -> Call:
    """The call with no more seconds than are left (at least bot.replay.trial.LEAST_SECONDS), of which the service isn't told."""
    call = plan.changed(step.changes)
    left = plan.limits.seconds - step.waited_s - sum(one.seconds for one in done)
    if left >= call.timeout_s:
        return call
    return dataclasses.replace(call, timeout_s=left, told_s=call.told_s or call.timeout_s)


async def _unless_stopped(work: Awaitable[T], stop: asyncio.Event | None) -> T:
    """What the work gives; _Stopped as soon as the person wants it to end."""
    task = asyncio.ensure_future(work)
    if stop is None:
        return await task
    asked = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait((task, asked), return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise _Stopped
        return task.result()
    finally:
        for one in (task, asked):
            one.cancel()
        await asyncio.gather(task, asked, return_exceptions=True)
