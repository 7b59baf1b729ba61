"""Many people meeting one cause at one time. Each function works on the open connection of `Database.run`.

A wave is one team's, and is counted from its cases. In each channel one case speaks in full for a cause and a model:
its head. The table `waves` holds one head a channel, cause and model, so that of several answers on their way, on
however many machines, one is full.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, distinct, func, select, update
from sqlalchemy import case as when
from sqlalchemy.dialects import postgresql, sqlite

from bot.store import cases as store
from bot.store.cases import Case, Found
from bot.store.tables import cases, waves

WINDOW = 600.0  # seconds that a full answer stands for those that come after it
OVERDUE = 120.0  # seconds after which a full answer that was to come is no longer waited for
MOST = 1_000  # pastes that are counted: more say no more, and each paste of a flood counts those before it


@dataclass(frozen=True, slots=True)
class Joined:
    """A case as it is now, and the head that it follows; None: it has a full answer of its own."""

    case: Case
    head: Case | None


@dataclass(frozen=True, slots=True)
class Met:
    """How many people met a cause, in how many pastes (other bots' too) and channels (no direct messages).

    With `MOST` pastes all three are what is so at least.
    """

    people: int
    pastes: int
    channels: int


def join(
    connection: Connection, case_id: str, found: Found, now: float, *, follows: bool = True, without: str | None = None
) -> Joined | None:
    """The case knows what will be said and whether in full, the same however often its job runs; None: it is gone.

    It is the head where there was none, or only one that can't stand for it: removed, turned down, too old, less sure
    than `found`, long overdue, or the case `without`, whose answer Slack doesn't have any more. A case that doesn't
    follow is told in full beside a head. `found` names a cause.
    """
    case = store.find(connection, case_id) if store.describe(connection, case_id, found) else None
    if case is None:
        return None
    held = _claim(connection, case, now)
    head = store.find(connection, held.head)
    if head is not None and held.head != case_id and (held.head == without or not _stands(head, held.since, case, now)):
        connection.execute(update(waves).where(_of(case)).values(head=case_id, since=now))
        head = case
    follows = follows and head is not None and head.id != case_id
    return _pointing(connection, case, head if follows else None)


def stay(connection: Connection, before: Case, found: Found) -> Joined | None:
    """The edited case knows what will be said; it follows whom it followed while it shows the same. None: it is gone."""
    case = store.find(connection, before.id) if store.describe(connection, before.id, found) else None
    if case is None:
        return None
    head = store.find(connection, before.wave) if before.wave else None
    if head is not None and not (_is_same(before, case) and before.shown == case.cause and _may_follow(case, head)):
        head = None
    return _pointing(connection, case, head)


def met(connection: Connection, case: Case) -> Met:
    """Who met the case's cause and model in its team within ten minutes, up to the case itself.

    A person counts once. What was deleted, removed or turned down doesn't count, and of who was forgotten there is
    nothing to count.
    """
    person = when((cases.c.entrance != "alert", func.coalesce(cases.c.author, cases.c.person)))
    channel = when((cases.c.channel.not_like("D%"), cases.c.channel))
    same = and_(
        cases.c.team == case.team,
        cases.c.cause == case.cause,
        cases.c.model.is_(None) if case.model is None else cases.c.model == case.model,
        cases.c.created > case.created - WINDOW,
        cases.c.created <= case.created,
        cases.c.shown == case.cause,
        cases.c.gone.is_(None),
    )
    newest = select(person.label("person"), channel.label("channel")).where(same).order_by(cases.c.created.desc())
    one = newest.limit(MOST).subquery()
    counted = select(func.count(distinct(one.c.person)), func.count(), func.count(distinct(one.c.channel)))
    return Met(*connection.execute(counted).one())


def _claim(connection: Connection, case: Case, now: float) -> Any:
    """The row of the case's channel, cause and model, locked until the transaction ends; the first to ask is its head."""
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    group = {"team": case.team, "channel": case.channel, "cause": case.cause, "model": case.model or ""}
    claim = dialect.insert(waves).values(**group, head=case.id, since=now)
    # An update that changes nothing takes the lock and gives the row; an insert that is left out does neither.
    claim = claim.on_conflict_do_update(index_elements=list(group), set_={"head": waves.c.head})
    return connection.execute(claim.returning(waves.c.head, waves.c.since)).one()


def _of(case: Case) -> ColumnElement[bool]:
    return and_(
        waves.c.team == case.team,
        waves.c.channel == case.channel,
        waves.c.cause == case.cause,
        waves.c.model == (case.model or ""),
    )


def _stands(head: Case, since: float, case: Case, now: float) -> bool:
    """Whether the head's answer stands, or is on its way, and says what is to be said of the case."""
    on_its_way = head.answered is None and now - since < OVERDUE
    return (
        _may_follow(case, head)
        and (head.reply_ts is not None or on_its_way)
        and since > case.created - WINDOW
        and (head.confidence == "sure" or case.confidence != "sure")
    )


def _may_follow(case: Case, head: Case) -> bool:
    return head.gone is None and not head.private and _is_same(head, case) and head.shown == case.cause


def _is_same(one: Case, other: Case) -> bool:
    return (one.cause, one.model) == (other.cause, other.model)


def _pointing(connection: Connection, case: Case, head: Case | None) -> Joined:
    wave = None if head is None else head.id
    if wave != case.wave:
        connection.execute(update(cases).where(cases.c.id == case.id).values(wave=wave))
    return Joined(replace(case, wave=wave), head)
