"""A replay before it runs: its plan for whoever pressed, its tokens counted, and whether it may begin."""

from __future__ import annotations

import asyncio
import dataclasses
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError
from sqlalchemy import Connection

from bot.errors import UserError
from bot.jobs import engine
from bot.jobs.buttons import rebuilt
from bot.jobs.kit import BIG, Kit
from bot.jobs.preferences import Using, access_with, key_for, preferences_of
from bot.replay.call import Access
from bot.replay.caps import Limits
from bot.replay.plan import NotSent, Own, Plan, counted, counting, plan
from bot.replay.run import SendCall
from bot.replay.sending import send
from bot.reply import mistakes
from bot.reply import replay_slack as words
from bot.reply.post import Dict
from bot.reply.replay import not_sent
from bot.reply.replay_slack import Behind
from bot.store import audit, cases, people, replays
from bot.store.cases import Case
from bot.store.replays import Pressed, Replay

DAY, STALE = 86_400.0, 4 * 3600.0  # seconds; no replay runs as long as the second
LOST_AFTER = 30.0  # seconds in which a job is accepted, if it is
_GONE = frozenset(["not_found", "view_not_found", "expired_view"])

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan that is kept under `id`. `counts`: its tokens can be counted. `unasked`: the person wants no question."""

    id: str
    plan: Plan
    behind: Behind
    counts: bool
    unasked: bool


async def planned(kit: Kit, pressed: Pressed) -> Planned:
    """The plan of a replay by the person's own settings; UserError says why there is none."""
    case = await kit.store.run(lambda c: cases.find(c, pressed.case_id))
    if case is None or case.gone is not None or case.team != pressed.team:
        raise UserError(mistakes.gone())
    await _free_what_was_lost(kit)
    if await kit.store.run(lambda c: replays.running(c, case.id, pressed.person)):
        raise UserError(words.runs_already())
    using = await key_for(kit, pressed.person, pressed.home)
    wanted = await preferences_of(kit, pressed.person)
    cap, used = await kit.store.run(lambda c: _money(kit, c, pressed.team, pressed.person))
    simulated = using.whose == "simulated"
    made = await _plan(kit, case, wanted, max(cap if simulated else cap - used, 0.0), access_with(kit, using))
    if isinstance(made, NotSent):
        raise UserError(not_sent(made, words.IN_SETTINGS))
    if not simulated:
        _affordable(made, cap, used)
    behind = Behind(pressed.person, pressed.person in (case.author, case.person), using.whose)

    def keep(connection: Connection) -> str:
        audit.record(connection, pressed.team, pressed.person, "replay_planned", kit.time, about=case.id)
        return replays.plan(connection, pressed, made.as_json(), using.whose, kit.time)

    kept = await kit.store.run(keep)
    counts = counting(made) is not None
    return Planned(kept, made, behind, counts, wanted.unasked and not made.confirm)


async def begin(kit: Kit, replay_id: str, person: str) -> None:
    """It runs from now on, as durable work; UserError says why not."""
    await _free_what_was_lost(kit)
    row = await kit.store.run(lambda c: _begun(kit, c, replay_id, person))
    job = {"key": f"replay:{row.id}", "replay": row.id, "case": row.case_id}
    try:
        await engine.accept(job["key"], "replay", {**job, **_place(row)})
    except engine.NotKeptError:
        await kit.store.run(lambda c: replays.drop(c, row.id))
        raise


async def count(kit: Kit, asked: Mapping[str, Any]) -> None:
    """The modal shows the tokens as the service counts them. They are asked for once, whatever happens meanwhile."""
    row = await kit.store.run(lambda c: replays.find(c, asked["replay"]))
    if row is None or row.state != "planned":
        return
    before = Plan.of_json(row.plan)
    call = counting(before)
    if call is None or before.made:
        return
    using = await using_of(kit, row)
    begun = dataclasses.replace(before, made=1)
    if not await kit.store.run(lambda c: replays.replan(c, row.id, begun.as_json(), turn=row.turn)):
        return
    after = counted(before, await sender(kit, using)(call))
    if await kit.store.run(lambda c: replays.replan(c, row.id, after.as_json(), turn=row.turn + 1)):
        view = words.plan_view(after, await behind(kit, row), row.id)
        try:
            await kit.client.views_update(view_id=asked["view"], view=view)
        except SlackApiError as error:
            if error.response.get("error") not in _GONE:
                raise


async def using_of(kit: Kit, row: Replay) -> Using:
    """The key that the replay goes with, as it is now; UserError where it is gone."""
    if row.whose == "simulated" and kit.simulated is not None:
        return Using(kit.simulated.key, "simulated", kit.simulated.name)
    using = await key_for(kit, row.person, row.home)
    if using.whose != row.whose:  # the key of the plan was deleted since, and another isn't what was agreed to
        raise UserError(words.key_is_away())
    return using


async def behind(kit: Kit, row: Replay) -> Behind:
    """Who replays what, and with whose key."""
    case = await kit.store.run(lambda c: cases.find(c, row.case_id))
    return Behind(row.person, case is not None and row.person in (case.author, case.person), row.whose)


def sender(kit: Kit, using: Using) -> SendCall:
    """Sends with that key."""
    return functools.partial(send, key=SecretStr(using.key), access=access_with(kit, using))


async def _plan(kit: Kit, case: Case, wanted: people.Preferences, left: float, way: Access) -> Plan | NotSent:
    found = await rebuilt(kit, case, case.shown)
    settings = kit.settings
    limits = Limits(settings.replay_calls, settings.replay_output_tokens, float(settings.replay_seconds), left)
    own = Own(wanted.model, wanted.api_version, None if wanted.timeout is None else float(wanted.timeout))

    def work() -> Plan | NotSent:
        return plan(found, kit.knowledge, kit.now().date(), limits=limits, own=own, access=way)

    return work() if len(case.text) <= BIG else await asyncio.to_thread(work)


def _begun(kit: Kit, connection: Connection, replay_id: str, person: str) -> Replay:
    """The row of the replay that runs now; all that may stand against it is looked at in one transaction."""
    replays.lock(connection)
    row = replays.find(connection, replay_id)
    if row is None or row.person != person:
        raise UserError(words.gone())
    if row.state != "planned" or replays.running(connection, row.case_id, person):
        raise UserError(words.runs_already())
    most = kit.settings.replay_concurrent
    if replays.count_running(connection, kit.time - STALE) >= most:
        raise UserError(words.all_taken(most))
    now = Plan.of_json(row.plan)
    reserved = 0.0
    if row.whose != "simulated":
        cap, used = _money(kit, connection, row.team, person)
        _affordable(now, cap, used)
        now = dataclasses.replace(now, limits=dataclasses.replace(now.limits, spend=max(cap - used, 0.0)))
        reserved = now.most_cost or 0.0
    replays.begin(connection, row.id, now.as_json(), reserved, kit.time)
    audit.record(connection, row.team, person, "replay_begun", kit.time, about=row.case_id)
    return row


def _money(kit: Kit, connection: Connection, team: str, person: str) -> tuple[float, float]:
    """US dollars that the person's replays may cost today, and have cost."""
    own = people.preferences_of(connection, team, person).spend
    cap = kit.settings.replay_spend if own is None else min(own, kit.settings.replay_spend)
    return cap, replays.spent(connection, team, person, kit.time - kit.time % DAY)


def _affordable(made: Plan, cap: float, used: float) -> None:
    first = made.cost() or 0.0
    if first > cap - used:
        raise UserError(words.spent(used, cap, first))


def _place(row: Replay) -> dict[str, Any]:
    return {"person": row.person, "channel": row.channel, "thread": row.thread}


async def _free_what_was_lost(kit: Kit) -> None:
    """What was begun by a process that died before its job was kept doesn't run."""
    old = await kit.store.run(lambda c: replays.begun_before(c, kit.time - LOST_AFTER))
    for replay_id in old:
        if not await engine.taken(f"replay:{replay_id}"):
            log.warning("a replay's job was never kept", replay=replay_id)
            await kit.store.run(lambda c, lost=replay_id: replays.drop(c, lost))  # type: ignore[misc]


async def to_confirm(kit: Kit, replay_id: str, person: str) -> Dict | None:
    """The modal that asks for a second word; None where none is needed."""
    row = await kit.store.run(lambda c: replays.find(c, replay_id))
    if row is None or row.person != person:
        return words.sentence_view(words.gone())
    found = Plan.of_json(row.plan)
    return words.confirm_view(found, await behind(kit, row), row.id) if found.confirm else None


async def refused(kit: Kit, replay_id: str, person: str) -> str | None:
    """None: it runs from now on; else why it doesn't, for the modal in which it was asked for."""
    try:
        await begin(kit, replay_id, person)
    except UserError as mistake:
        return str(mistake)
    return None
