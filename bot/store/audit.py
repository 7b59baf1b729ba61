"""Who did what with settings, keys and replays, and when; never a value."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import Connection, delete

from bot.store.tables import audit

Kind = Literal[
    "settings_changed",
    "key_entered",
    "key_saved",
    "key_refused",
    "key_deleted",
    "replay_planned",
    "replay_begun",
    "replay_stopped",
    "replay_ended",
]


def record(connection: Connection, team: str, person: str, kind: Kind, now: float, about: str | None = None) -> None:
    """It is on record. `about`: the id of what it was done to, such as a case; an id, never a value."""
    connection.execute(audit.insert().values(team=team, person=person, kind=kind, about=about, created=now))


def sweep(connection: Connection, before: float) -> int:
    """What was recorded before that time is gone; gives its number."""
    return connection.execute(delete(audit).where(audit.c.created < before)).rowcount
