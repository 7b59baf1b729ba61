"""A replay while it runs: one call after the other, each written down before it is sent, and told in one message."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot import metrics, pace
from bot.errors import UserError
from bot.jobs.buttons import rebuilt
from bot.jobs.kit import Kit
from bot.jobs.post import NotThereError, post_once, remove, update
from bot.jobs.replay_begin import behind, sender, using_of
from bot.replay.attempt import Attempt
from bot.replay.plan import Plan
from bot.replay.run import run
from bot.replay.trial import Step, Verdict, next_step
from bot.reply import mistakes
from bot.reply import replay_slack as words
from bot.reply.post import Post
from bot.reply.replay import progress
from bot.reply.replay_outcome import came
from bot.reply.replay_report import reportable
from bot.store import audit, cases, replays
from bot.store.cases import Case
from bot.store.replays import Replay

EVERY = 3.0  # seconds between two updates of the message, at least
LOOK = 3.0  # seconds between two looks whether another machine was told to stop it

log = structlog.get_logger(__name__)

_here: dict[str, asyncio.Event] = {}  # what runs in this process, and what stops it


class _ElsewhereError(Exception):
    """Another process goes on with it, or nothing of it is kept any more."""


async def replay(kit: Kit, replay_id: str, again: bool) -> None:
    """Its calls are made, none of them twice, and the thread reads what came of it."""
    row, case = await _found(kit, replay_id)
    if row is None or row.state == "planned":
        return
    if case is None:
        await _take_away(kit, row)
        return
    pace.errand().steps_aside()  # its calls take long, and it reads nothing meanwhile
    plan = Plan.of_json(row.plan)
    if row.message is None:
        row = dataclasses.replace(row, message=await _posted(kit, row, plan, again))
    if row.state == "running":
        try:
            await _run(kit, row, plan)
        except _ElsewhereError:
            if (await _found(kit, replay_id))[0] is None:
                await _take_away(kit, row)
            return
        except UserError as mistake:
            await _ended(kit, row, row.turn, None)
            await _say(kit, row, words.ended(await behind(kit, row), row.id, words.not_replayed(str(mistake))))
            return
    await tell(kit, replay_id)


async def tell(kit: Kit, replay_id: str) -> None:
    """The message says what came of it."""
    row, case = await _found(kit, replay_id)
    if row is None or case is None or row.verdict is None:
        return
    plan, verdict, attempts = read(row)
    who = await behind(kit, row)
    diagnosis = await rebuilt(kit, case, plan.cause)
    found = came(plan, attempts, verdict, diagnosis, kit.knowledge, by=words.BY[who.whose])
    post = words.came(plan, found, who, row.id, cost=row.cost, reportable=reportable(verdict, attempts))
    await _say(kit, row, post)


def read(row: Replay) -> tuple[Plan, Verdict, tuple[Attempt, ...]]:
    """What is kept of a replay that has ended with a verdict."""
    kept = row.verdict or {}
    verdict = Verdict(**{**kept, "changes": tuple(kept["changes"])})
    return Plan.of_json(row.plan), verdict, tuple(map(Attempt.of_json, row.attempts))


async def stop(kit: Kit, replay_id: str, person: str) -> bool:
    """It ends as soon as it can, on whatever machine it runs; False: it runs no more."""
    stops = await kit.store.run(lambda c: replays.stop(c, replay_id, person))
    if stops and replay_id in _here:
        _here[replay_id].set()
    return stops


async def give_up(kit: Kit, replay_id: str) -> None:
    """It has ended, and its message says so."""
    row = await kit.store.run(lambda c: replays.find(c, replay_id))
    if row is None or row.state != "running":
        return
    await _ended(kit, row, row.turn, None)
    with suppress(Exception):  # the person is told elsewhere too
        await _say(kit, row, words.ended(await behind(kit, row), row.id, words.broke_off()))


async def _run(kit: Kit, row: Replay, plan: Plan) -> None:
    """The row has its verdict."""
    attempts = list(map(Attempt.of_json, row.attempts))
    turn = row.turn

    async def on_attempt(attempt: Attempt) -> None:
        nonlocal turn
        if attempts and attempts[-1].outcome is None:
            attempts[-1] = attempt
        else:
            attempts.append(attempt)
        cost = 0.0 if row.whose == "simulated" else sum(one.cost or 0.0 for one in attempts)
        kept = [one.as_json() for one in attempts]
        if not await kit.store.run(lambda c: replays.write(c, row.id, turn, kept, cost)):
            raise _ElsewhereError
        turn += 1

    verdict = next_step(plan, attempts)
    if not isinstance(verdict, Verdict):
        send = sender(kit, await using_of(kit, row))
        async with _stopping(kit, row.id) as stop, _showing(kit, row, plan) as show:
            _, verdict = await run(
                plan, kit.knowledge, send, attempts=tuple(attempts), on_step=show, on_attempt=on_attempt, stop=stop
            )
    if not await _ended(kit, row, turn, verdict):
        raise _ElsewhereError
    log.info("replayed", replay=row.id, verdict=verdict.kind, calls=len(attempts))


async def _ended(kit: Kit, row: Replay, turn: int, verdict: Verdict | None) -> bool:
    """It has ended, and that is on record; False: somebody else goes on with it, or it is gone."""
    kept = None if verdict is None else dataclasses.asdict(verdict)
    kind: audit.Kind = "replay_stopped" if verdict is not None and verdict.kind == "stopped" else "replay_ended"

    def write(connection: Connection) -> bool:
        if not replays.end(connection, row.id, turn, kept, kit.time):
            return False
        audit.record(connection, row.team, row.person, kind, kit.time, about=row.case_id)
        return True

    ended = await kit.store.run(write)
    if ended:
        metrics.replayed("not_sent" if verdict is None else verdict.kind)
    return ended


@asynccontextmanager
async def _stopping(kit: Kit, replay_id: str) -> AsyncIterator[asyncio.Event]:
    """Set as soon as somebody presses Stop, on whatever machine, or has everything deleted."""
    stop = _here[replay_id] = asyncio.Event()

    async def look() -> None:
        while not stop.is_set():
            with suppress(SQLAlchemyError):
                if await kit.store.run(lambda c: replays.must_stop(c, replay_id)):
                    stop.set()
            await asyncio.sleep(LOOK)

    try:
        async with _beside(look()):
            yield stop
    finally:
        _here.pop(replay_id, None)


@asynccontextmanager
async def _showing(kit: Kit, row: Replay, plan: Plan) -> AsyncIterator[Any]:
    """The message follows the steps, as fast as it may; what it can't show is no reason to stop."""
    came_up = asyncio.Event()
    says = ""
    who = await behind(kit, row)

    async def on_step(step: Step, done: tuple[Attempt, ...]) -> None:
        nonlocal says
        says = progress(step, plan, done) or says
        came_up.set()

    async def follow() -> None:
        told = ""
        while True:
            await asyncio.sleep(EVERY)
            await came_up.wait()
            came_up.clear()
            if says != told:
                told = says
                with suppress(SlackApiError, OSError, asyncio.TimeoutError, pace.TooLateError, NotThereError):
                    post = words.running(plan, who, row.id, told)
                    await update(kit, row.channel, row.message or "", row.id, post, passing=True)

    async with _beside(follow()):
        yield on_step


@asynccontextmanager
async def _beside(work: Any) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _posted(kit: Kit, row: Replay, plan: Plan, again: bool) -> str:
    """The ts of the message that says how far it is."""
    attempts = tuple(map(Attempt.of_json, row.attempts))
    says = progress(next_step(plan, attempts), plan, attempts) or words.BEGINS
    post = words.running(plan, await behind(kit, row), row.id, says)
    try:
        ts = await post_once(kit, row.channel, row.thread, row.id, post, again=again, since=row.begun or row.created)
    except NotThereError:
        await _ended(kit, row, row.turn, None)
        raise UserError(mistakes.not_member()) from None
    await kit.store.run(lambda c: replays.stands_at(c, row.id, ts))
    return ts


async def _say(kit: Kit, row: Replay, post: Post) -> None:
    if row.message is not None:
        await update(kit, row.channel, row.message, row.id, post)


async def _take_away(kit: Kit, row: Replay) -> None:
    """The answer that it hangs on is gone, and so is it."""
    await kit.store.run(lambda c: replays.drop(c, row.id))
    if row.message is not None:
        await remove(kit, row.channel, row.message)


async def _found(kit: Kit, replay_id: str) -> tuple[Replay | None, Case | None]:
    """The replay and its case; None for a case that is gone."""
    row = await kit.store.run(lambda c: replays.find(c, replay_id))
    case = await kit.store.run(lambda c: cases.find(c, row.case_id)) if row is not None else None
    return row, None if case is None or case.gone is not None else case
