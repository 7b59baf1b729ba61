"""One paste with its diagnosis, in one thread. Each function works on the open connection of `Database.run`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from sqlalchemy import Connection, Row, and_, delete, func, select, update
from sqlalchemy import case as when
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.tables import cases, rejections

MOST_UNASKED = 5


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paste stands and who is answered."""

    app: str
    team: str
    channel: str
    ts: str | None
    thread: str | None
    person: str
    entrance: str
    asked: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What was said about a paste; `text` is masked."""

    text: str
    secrets: Sequence[Mapping[str, Any]]
    cause: str | None
    confidence: str
    model: str | None
    evidence: Sequence[Mapping[str, Any]]
    candidates: Sequence[str]
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it is kept. `shown`: the cause that the reply names now."""

    id: str
    claimed_by: str
    app: str
    team: str
    channel: str
    ts: str | None
    thread: str | None
    person: str
    entrance: str
    asked: bool
    text: str
    secrets: Sequence[Mapping[str, Any]] | None
    cause: str | None
    confidence: str | None
    model: str | None
    evidence: Sequence[Mapping[str, Any]] | None
    candidates: Sequence[str] | None
    shown: str | None
    parent_ts: str | None
    reply_ts: str | None
    private: bool
    answered: float | None
    gone: float | None
    created: float
    author: str | None
    wave: str | None


Claim = Literal["mine", "theirs", "gone"]


def id_of(key: str) -> str:
    """The id of the case that the job `key` makes: the same however often it runs."""
    return hashlib.sha256(key.encode()).hexdigest()[:24]


def claim(connection: Connection, case_id: str, job: str, place: Place, now: float) -> Claim:
    """Whether `job` is the one that answers the case; the first to ask is. `gone`: its message was deleted meanwhile."""
    _insert(connection, {"id": case_id, "claimed_by": job, "created": now, **asdict(place)})
    held = connection.execute(select(cases.c.claimed_by, cases.c.gone).where(cases.c.id == case_id)).one()
    if held.gone is not None:
        return "gone"
    return "mine" if held.claimed_by == job else "theirs"


def release(connection: Connection, case_id: str) -> None:
    """An unanswered case is as if it had never been; of what ends in silence nothing is kept."""
    connection.execute(delete(cases).where(cases.c.id == case_id, cases.c.answered.is_(None), cases.c.gone.is_(None)))


def describe(connection: Connection, case_id: str, found: Found) -> bool:
    """The case knows what will be said, so that a button works from the moment it can be seen; False: it is gone."""
    there = and_(cases.c.id == case_id, cases.c.gone.is_(None))
    return connection.execute(update(cases).where(there).values(**asdict(found), shown=found.cause)).rowcount == 1


def record(
    connection: Connection,
    case_id: str,
    now: float,
    *,
    reply_ts: str | None,
    parent_ts: str | None = None,
    private: bool = False,
) -> Case | None:
    """The case with where it was answered; `gone` is set if its message was deleted while we posted. None: its person
    had everything deleted meanwhile. A private answer that its person has shown in the channel by now stays there."""
    connection.execute(
        update(cases)
        .where(cases.c.id == case_id)
        .values(
            reply_ts=func.coalesce(reply_ts, cases.c.reply_ts),
            parent_ts=func.coalesce(parent_ts, cases.c.parent_ts),
            thread=func.coalesce(cases.c.thread, parent_ts),
            private=when((cases.c.reply_ts.is_(None), private), else_=False),
            answered=now,
        )
    )
    return find(connection, case_id)


def stands_at(
    connection: Connection, case_id: str, channel: str, parent_ts: str | None, thread: str | None, reply_ts: str
) -> None:
    """A private answer stands in the channel from now on."""
    connection.execute(
        update(cases)
        .where(cases.c.id == case_id)
        .values(channel=channel, parent_ts=parent_ts, thread=thread, reply_ts=reply_ts, private=False)
    )


def show(connection: Connection, case_id: str, cause: str | None) -> None:
    """The reply names `cause` from now on."""
    connection.execute(update(cases).where(cases.c.id == case_id).values(shown=cause))


def find(connection: Connection, case_id: str) -> Case | None:
    """The case of that id."""
    row = connection.execute(select(cases).where(cases.c.id == case_id)).one_or_none()
    return None if row is None else _case(row)


def at(connection: Connection, team: str, channel: str, ts: str) -> Case | None:
    """The case of the message at `ts`: the one that was answered, if there are several."""
    at_ts = and_(cases.c.team == team, cases.c.channel == channel, cases.c.ts == ts)
    rows = connection.execute(select(cases).where(at_ts).order_by(cases.c.answered.is_(None), cases.c.created)).all()
    return _case(rows[0]) if rows else None


def bury(connection: Connection, case_id: str, job: str, place: Place, now: float) -> Case:
    """The case is gone, even if the job that would answer it begins only now."""
    _insert(connection, {"id": case_id, "claimed_by": job, "created": now, **asdict(place)})
    connection.execute(
        update(cases).where(cases.c.id == case_id).values(gone=now, text="", evidence=None, secrets=None)
    )
    return _one(connection, case_id)


def may_speak(
    connection: Connection, team: str, channel: str, thread: str, cause: str | None, case_id: str | None = None
) -> bool:
    """Whether an unasked answer about `cause` belongs into the thread: a new cause there, and not yet five of them.

    Answers on their way count too; the case `case_id` itself doesn't.
    """
    in_thread = (cases.c.team == team, cases.c.channel == channel, cases.c.thread == thread)
    held = connection.execute(
        select(cases.c.id, cases.c.cause, cases.c.asked, cases.c.answered).where(*in_thread, cases.c.private.is_(False))
    ).all()
    said = [row for row in held if row.id != case_id and (row.answered is not None or row.cause is not None)]
    return all(row.cause != cause for row in said) and sum(not row.asked for row in said) < MOST_UNASKED


def intend(connection: Connection, case_id: str, found: Found) -> bool:
    """The case knows what will be said unasked, if it may be said; else nothing of it is kept. Of several at one time the
    first to get here speaks."""
    there = connection.execute(
        select(cases.c.team, cases.c.channel, cases.c.thread).where(cases.c.id == case_id)
    ).one_or_none()
    if there is None:
        return False
    if connection.dialect.name == "postgresql":  # SQLite has one writer, and `describe` writes
        of_thread = f"{there.team}:{there.channel}:{there.thread}"
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(of_thread, 0))))
    if not describe(connection, case_id, found):
        return False
    if may_speak(connection, there.team, there.channel, there.thread or "", found.cause, case_id):
        return True
    nothing = dict.fromkeys(("secrets", "cause", "confidence", "model", "evidence", "candidates", "shown", "author"))
    connection.execute(update(cases).where(cases.c.id == case_id).values(text="", **nothing))
    return False


def reject(connection: Connection, case_id: str, cause: str, person: str, now: float) -> tuple[str, ...]:
    """It is remembered that `person` says it is not `cause`; gives all causes that were turned down for this case."""
    values = {"case_id": case_id, "cause": cause, "person": person, "created": now}
    connection.execute(_dialect(connection).insert(rejections).values(values).on_conflict_do_nothing())
    return rejected(connection, case_id)


def rejected(connection: Connection, case_id: str) -> tuple[str, ...]:
    """The causes that somebody turned down for this case, in that order."""
    rows = connection.execute(
        select(rejections.c.cause).where(rejections.c.case_id == case_id).order_by(rejections.c.id)
    )
    return tuple(dict.fromkeys(row.cause for row in rows))


def sweep(connection: Connection, before: float) -> int:
    """Cases made before that time are forgotten, with what hangs on them; gives their number."""
    old = select(cases.c.id).where(cases.c.created < before)
    connection.execute(delete(rejections).where(rejections.c.case_id.in_(old)))
    return connection.execute(delete(cases).where(cases.c.created < before)).rowcount


def _insert(connection: Connection, values: Mapping[str, Any]) -> None:
    connection.execute(_dialect(connection).insert(cases).values(values).on_conflict_do_nothing())


def _dialect(connection: Connection) -> Any:
    return postgresql if connection.dialect.name == "postgresql" else sqlite


def _one(connection: Connection, case_id: str) -> Case:
    return _case(connection.execute(select(cases).where(cases.c.id == case_id)).one())


def _case(row: Row[Any]) -> Case:
    return Case(**{field.name: getattr(row, field.name) for field in fields(Case)})
