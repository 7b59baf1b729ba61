"""What the engine's own tables hold of jobs, beside their keys. Each function works on an open connection of the store.

A job that ended needs its key alone, by which a repeat is known: what it was asked is taken out of the tables soon.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, Text, column, delete, func, select, table

ENDED = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
WAITING = ("PENDING", "ENQUEUED", "DELAYED")


@dataclass(frozen=True, slots=True)
class Queue:
    """How many jobs are accepted and not yet done, and when the oldest of them was, in seconds since 1970."""

    depth: int
    oldest: float | None


def scrub(connection: Connection) -> int:
    """Of jobs that ended no words are kept: neither the paste nor who was answered. Gives their number."""
    status, asked, outcome, steps = (
        _table(connection, name)
        for name in ("workflow_status", "workflow_input", "workflow_output", "operation_outputs")
    )
    ended = select(status.c.workflow_uuid).where(status.c.status.in_(ENDED))
    for each in (outcome, steps):
        connection.execute(delete(each).where(each.c.workflow_uuid.in_(ended)))
    return connection.execute(delete(asked).where(asked.c.workflow_uuid.in_(ended))).rowcount


def under_way(connection: Connection, person: str) -> int:
    """How many jobs that aren't done yet name the person."""
    status, asked = _table(connection, "workflow_status"), _table(connection, "workflow_input")
    theirs = select(func.count()).select_from(asked.join(status, asked.c.workflow_uuid == status.c.workflow_uuid))
    named = asked.c.inputs.contains(f'"{person}"', autoescape=True)
    return connection.execute(theirs.where(status.c.status.in_(WAITING), named)).scalar_one()


def queue(connection: Connection) -> Queue:
    """The jobs that are accepted and not yet done."""
    status = _table(connection, "workflow_status")
    # One literal list of states: the engine has an index for just that.
    waits = status.c.status.in_(WAITING[:2])
    found = connection.execute(select(func.count(), func.min(status.c.created_at)).where(waits)).one()
    return Queue(found[0], None if found[1] is None else found[1] / 1000)


def _table(connection: Connection, name: str) -> Any:
    columns = (
        column("workflow_uuid", Text),
        column("status", Text),
        column("inputs", Text),
        column("created_at", BigInteger),
    )
    return table(name, *columns, schema="dbos" if connection.dialect.name == "postgresql" else None)
