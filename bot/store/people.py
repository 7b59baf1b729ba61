"""What we remember of a person: who they want to see a command's answer, and how they want to replay."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.tables import people, preferences

Visibility = Literal["me", "channel"]


@dataclass(frozen=True, slots=True)
class Preferences:
    """How a person wants to replay. None: as the paste has it, or as the bot's own settings say.

    `model` and `api_version` hold where the paste names none; `timeout` is in seconds, `spend` in US dollars a day;
    `unasked`: a replay begins without asking first.
    """

    model: str | None = None
    api_version: str | None = None
    timeout: int | None = None
    spend: float | None = None
    unasked: bool = False


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


def preferences_of(connection: Connection, team: str, person: str) -> Preferences:
    """How the person wants to replay; nothing wanted if they never said."""
    columns = [preferences.c[name] for name in Preferences.__slots__]
    wanted = select(*columns).where(preferences.c.team == team, preferences.c.person == person)
    row = connection.execute(wanted).one_or_none()
    return Preferences() if row is None else Preferences(**row._mapping)


def prefer(connection: Connection, team: str, person: str, wanted: Preferences, now: float) -> None:
    """The person's replays go by `wanted` from now on."""
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    values = {**asdict(wanted), "changed": now}
    connection.execute(
        dialect.insert(preferences)
        .values(team=team, person=person, **values)
        .on_conflict_do_update(index_elements=["team", "person"], set_=values)
    )
