"""What a channel said about being read: `quiet`, `listen`, or nothing."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.tables import channels

State = Literal["quiet", "listen"]


def state(connection: Connection, team: str, channel: str) -> State | None:
    """The channel's own word; None: it has said nothing, so the setting LISTEN holds."""
    wanted = select(channels.c.state).where(channels.c.team == team, channels.c.channel == channel)
    return connection.execute(wanted).scalar_one_or_none()


def say(connection: Connection, team: str, channel: str, said: State, person: str, now: float) -> None:
    """The channel's word is `said` from now on, for all processes."""
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    values = {"state": said, "person": person, "changed": now}
    connection.execute(
        dialect.insert(channels)
        .values(team=team, channel=channel, **values)
        .on_conflict_do_update(index_elements=["team", "channel"], set_=values)
    )
