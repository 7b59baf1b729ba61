"""Everything that is kept of one person: to be counted, to be had, to be gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, or_, select, update

from bot.store.tables import api_keys, audit, cases, channels, people, preferences, rejections, replays

_OF_A_KEY = ("kind", "last_four", "state", "created", "checked")  # all of it but the key
_OF_PREFERENCES = ("model", "api_version", "timeout", "spend", "unasked", "changed")
_OF_A_CASE = ("id", "created", "channel", "ts", "entrance", "person", "author", "cause", "confidence", "model", "text")
_OF_A_REPLAY = (
    "id", "case_id", "person", "channel", "message", "state", "whose", "plan", "attempts", "verdict", "cost", "created",
    "ended",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a person, as plain values: what they posted or asked about, oldest first, what they said of an
    answer, what they chose in the form, the channels that they told to be quiet or to listen, their API keys by kind and
    last four characters, how they want to replay, the replays that they began or others did of their pastes, and what is
    on record of their doings with these."""

    cases: Sequence[Mapping[str, Any]]
    rejections: Sequence[Mapping[str, Any]]
    choices: Sequence[Mapping[str, Any]]
    channels: Sequence[Mapping[str, Any]]
    keys: Sequence[Mapping[str, Any]]
    preferences: Sequence[Mapping[str, Any]]
    replays: Sequence[Mapping[str, Any]]
    audit: Sequence[Mapping[str, Any]]

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is kept."""
        return not any(getattr(self, name) for name in self.__slots__)


def kept_of(connection: Connection, person: str) -> Kept:
    """What is kept of the person, in every workspace of this database."""
    of_cases = select(*(cases.c[name] for name in _OF_A_CASE)).where(_is_about(person)).order_by(cases.c.created)
    of_rejections = select(rejections.c.case_id, rejections.c.cause, rejections.c.created)
    of_channels = select(channels.c.channel, channels.c.state, channels.c.changed)
    of_keys = select(*(api_keys.c[name] for name in _OF_A_KEY)).where(api_keys.c.person == person)
    of_preferences = select(*(preferences.c[name] for name in _OF_PREFERENCES)).where(preferences.c.person == person)
    of_replays = select(*(replays.c[name] for name in _OF_A_REPLAY)).where(_is_replay_of(person))
    of_audit = select(audit.c.kind, audit.c.about, audit.c.created).where(audit.c.person == person)
    return Kept(
        _values(connection.execute(of_cases).all()),
        _values(connection.execute(of_rejections.where(rejections.c.person == person)).all()),
        _values(
            connection.execute(select(people.c.visibility, people.c.created).where(people.c.person == person)).all()
        ),
        _values(connection.execute(of_channels.where(channels.c.person == person)).all()),
        _values(connection.execute(of_keys.order_by(api_keys.c.created)).all()),
        _values(connection.execute(of_preferences).all()),
        _values(connection.execute(of_replays.order_by(replays.c.created)).all()),
        _values(connection.execute(of_audit.order_by(audit.c.id)).all()),
    )


def forget(connection: Connection, person: str) -> Kept:
    """Nothing of the person is kept any more; gives what it was. A channel's word and what is on record stay, without who."""
    gone = kept_of(connection, person)
    theirs = select(cases.c.id).where(_is_about(person))
    connection.execute(delete(rejections).where(or_(rejections.c.person == person, rejections.c.case_id.in_(theirs))))
    connection.execute(delete(replays).where(_is_replay_of(person)))
    connection.execute(update(replays).where(replays.c.stopped == person).values(stopped=""))
    connection.execute(delete(cases).where(_is_about(person)))
    connection.execute(delete(people).where(people.c.person == person))
    connection.execute(delete(api_keys).where(api_keys.c.person == person))
    connection.execute(delete(preferences).where(preferences.c.person == person))
    for each in (channels, audit):
        connection.execute(update(each).where(each.c.person == person).values(person=""))
    return gone


def _is_about(person: str) -> Any:
    return or_(cases.c.person == person, cases.c.author == person)


def _is_replay_of(person: str) -> Any:
    theirs = select(cases.c.id).where(_is_about(person))
    return or_(replays.c.person == person, replays.c.case_id.in_(theirs))


def _values(rows: Sequence[Any]) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in rows]
