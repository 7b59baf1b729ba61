"""Replays of cases: planned, running, ended. Each function works on the open connection of `Database.run`.

A call is written down before it is sent, so that after a crash nobody sends it again. Neither a key nor a secret stands here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, and_, delete, func, or_, select, update
from sqlalchemy import case as when

from bot.store.tables import replays

State = Literal["planned", "running", "ended"]
Whose = Literal["own", "team", "simulated"]


@dataclass(frozen=True, slots=True)
class Replay:
    """A replay as it is kept; `plan`, `attempts` and `verdict` are JSON, `whose` the key that it goes with. Sums in US
    dollars."""

    id: str
    case_id: str
    team: str
    person: str
    home: str | None
    channel: str
    thread: str
    message: str | None
    state: State
    whose: Whose
    plan: Mapping[str, Any]
    attempts: Sequence[Mapping[str, Any]]
    turn: int
    stopped: str | None
    verdict: Mapping[str, Any] | None
    reserved: float
    cost: float
    created: float
    begun: float | None
    ended: float | None


@dataclass(frozen=True, slots=True)
class Pressed:
    """Who wants which case replayed, and where that is told."""

    case_id: str
    team: str
    person: str
    home: str | None
    channel: str
    thread: str


def plan(connection: Connection, pressed: Pressed, plan: Mapping[str, Any], whose: Whose, now: float) -> str:
    """The plan is kept until the person agrees to it; gives its id. An earlier one of theirs for the case is gone."""
    of_theirs = _of(pressed.case_id, pressed.person)
    connection.execute(delete(replays).where(of_theirs, replays.c.state == "planned"))
    made = uuid4().hex
    connection.execute(
        replays.insert().values(
            id=made, case_id=pressed.case_id, team=pressed.team, person=pressed.person, home=pressed.home,
            channel=pressed.channel, thread=pressed.thread, state="planned", whose=whose, plan=plan, attempts=[],
            created=now,
        )
    )  # fmt: skip
    return made


def replan(connection: Connection, replay_id: str, plan: Mapping[str, Any], *, turn: int) -> bool:
    """The plan is another one; False: somebody was faster, it was begun, or it is gone. `turn` is that of the plan's row."""
    there = and_(replays.c.id == replay_id, replays.c.state == "planned", replays.c.turn == turn)
    return connection.execute(update(replays).where(there).values(plan=plan, turn=turn + 1)).rowcount == 1


def begin(connection: Connection, replay_id: str, plan: Mapping[str, Any], reserved: float, now: float) -> bool:
    """It runs, by that plan; False: it ran before, or it is gone."""
    there = and_(replays.c.id == replay_id, replays.c.state == "planned")
    values = {"plan": plan, "reserved": reserved, "state": "running", "begun": now}
    return connection.execute(update(replays).where(there).values(**values)).rowcount == 1


def lock(connection: Connection) -> None:
    """Nobody else counts or begins replays until the transaction ends."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer, and its transactions begin as writers
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("replays", 0))))


def find(connection: Connection, replay_id: str) -> Replay | None:
    """The replay of that id."""
    row = connection.execute(select(replays).where(replays.c.id == replay_id)).one_or_none()
    return None if row is None else Replay(**row._mapping)


def running(connection: Connection, case_id: str, person: str) -> bool:
    """Whether one of this person runs for the case."""
    there = select(func.count()).where(_of(case_id, person), replays.c.state == "running")
    return bool(connection.execute(there).scalar_one())


def begun_before(connection: Connection, then: float) -> tuple[str, ...]:
    """The ids of those that run since before that time."""
    there = and_(replays.c.state == "running", replays.c.begun < then)
    return tuple(connection.execute(select(replays.c.id).where(there)).scalars())


def count_running(connection: Connection, since: float) -> int:
    """How many run, of everybody; one that was begun before `since` isn't counted, whatever became of it."""
    there = select(func.count()).where(replays.c.state == "running", replays.c.begun >= since)
    return int(connection.execute(there).scalar_one())


def spent(connection: Connection, team: str, person: str, since: float) -> float:
    """US dollars that the person's replays cost since then; those that run count with what they may cost at most."""
    most = when((replays.c.cost > replays.c.reserved, replays.c.cost), else_=replays.c.reserved)
    cost = when((replays.c.state == "running", most), else_=replays.c.cost)
    theirs = and_(replays.c.team == team, replays.c.person == person, replays.c.begun >= since)
    return float(connection.execute(select(func.coalesce(func.sum(cost), 0.0)).where(theirs)).scalar_one())


def stands_at(connection: Connection, replay_id: str, ts: str) -> None:
    """The message that says how far it is stands there."""
    connection.execute(update(replays).where(replays.c.id == replay_id).values(message=ts))


def write(
    connection: Connection, replay_id: str, turn: int, attempts: Sequence[Mapping[str, Any]], cost: float
) -> bool:
    """The attempts stand there; False: somebody else wrote at this turn, or it has ended, or it is gone."""
    values = {"attempts": list(attempts), "cost": cost, "turn": turn + 1}
    return connection.execute(update(replays).where(_at(replay_id, turn)).values(**values)).rowcount == 1


def end(connection: Connection, replay_id: str, turn: int, verdict: Mapping[str, Any] | None, now: float) -> bool:
    """It has ended like that, None: without a verdict; False as for `write`."""
    values = {"verdict": verdict, "state": "ended", "ended": now, "turn": turn + 1}
    return connection.execute(update(replays).where(_at(replay_id, turn)).values(**values)).rowcount == 1


def stop(connection: Connection, replay_id: str, person: str) -> bool:
    """It ends as soon as it can; False: it runs no more."""
    there = and_(replays.c.id == replay_id, replays.c.state == "running")
    return connection.execute(update(replays).where(there).values(stopped=person)).rowcount == 1


def must_stop(connection: Connection, replay_id: str) -> bool:
    """Whether somebody pressed Stop, or nothing of it is kept any more."""
    row = connection.execute(select(replays.c.stopped, replays.c.state).where(replays.c.id == replay_id)).one_or_none()
    return row is None or row.stopped is not None


def drop(connection: Connection, replay_id: str) -> None:
    """Nothing of it is kept."""
    connection.execute(delete(replays).where(replays.c.id == replay_id))


def messages_of(connection: Connection, case_id: str) -> tuple[tuple[str, str], ...]:
    """Channel and ts of each message that tells of a replay of the case."""
    told = select(replays.c.channel, replays.c.message).where(
        replays.c.case_id == case_id, replays.c.message.is_not(None)
    )
    return tuple((row.channel, row.message) for row in connection.execute(told))


def drop_of_case(connection: Connection, case_id: str) -> None:
    """Nothing of the case's replays is kept; those that run stop."""
    connection.execute(delete(replays).where(replays.c.case_id == case_id))


def sweep(connection: Connection, before: float, planned_before: float) -> int:
    """Replays made before that time are forgotten, and plans that nobody agreed to sooner; gives their number."""
    stale = and_(replays.c.state == "planned", replays.c.created < planned_before)
    return connection.execute(delete(replays).where(or_(replays.c.created < before, stale))).rowcount


def _of(case_id: str, person: str) -> ColumnElement[bool]:
    return and_(replays.c.case_id == case_id, replays.c.person == person)


def _at(replay_id: str, turn: int) -> ColumnElement[bool]:
    return and_(replays.c.id == replay_id, replays.c.turn == turn, replays.c.state == "running")
