"""What we remember of a person: so far who they want to see a command's answer."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.tables import people

Visibility = Literal["me", "channel"]


def visibility(connection: Connection, team: str, person: str) -> Visibility:
    """What the person chose last in the modal; the channel if they never chose."""
    wanted = select(people.c.visibility).where(people.c.team == team, people.c.person == person)
    return connection.execute(wanted).scalar_one_or_none() or "channel"


def choose(connection: Connection, team: str, person: str, chosen: Visibility, now: float) -> None:
    """The next modal of this person begins with `chosen`."""
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(
        dialect.insert(people)
        .values(team=team, person=person, visibility=chosen, created=now)
        .on_conflict_do_update(index_elements=["team", "person"], set_={"visibility": chosen})
    )
