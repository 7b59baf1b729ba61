"""Everything that is kept of one person: to be counted, to be had, to be gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, or_, select, update

from bot.store.tables import cases, channels, people, rejections

_OF_A_CASE = ("id", "created", "channel", "ts", "entrance", "person", "author", "cause", "confidence", "model", "text")


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a person, as plain values: what they posted or asked about, oldest first, what they said of an
    answer, what they chose in the form, and the channels that they told to be quiet or to listen."""

    cases: Sequence[Mapping[str, Any]]
    rejections: Sequence[Mapping[str, Any]]
    choices: Sequence[Mapping[str, Any]]
    channels: Sequence[Mapping[str, Any]]

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is kept."""
        return not (self.cases or self.rejections or self.choices or self.channels)


def kept_of(connection: Connection, person: str) -> Kept:
    """What is kept of the person, in every workspace of this database."""
    of_cases = select(*(cases.c[name] for name in _OF_A_CASE)).where(_is_about(person)).order_by(cases.c.created)
    of_rejections = select(rejections.c.case_id, rejections.c.cause, rejections.c.created)
    of_channels = select(channels.c.channel, channels.c.state, channels.c.changed)
    return Kept(
        _values(connection.execute(of_cases).all()),
        _values(connection.execute(of_rejections.where(rejections.c.person == person)).all()),
        _values(
            connection.execute(select(people.c.visibility, people.c.created).where(people.c.person == person)).all()
        ),
        _values(connection.execute(of_channels.where(channels.c.person == person)).all()),
    )


def forget(connection: Connection, person: str) -> Kept:
    """Nothing of the person is kept any more; gives what it was. A channel's word stays, without who said it."""
    gone = kept_of(connection, person)
    theirs = select(cases.c.id).where(_is_about(person))
    connection.execute(delete(rejections).where(or_(rejections.c.person == person, rejections.c.case_id.in_(theirs))))
    connection.execute(delete(cases).where(_is_about(person)))
    connection.execute(delete(people).where(people.c.person == person))
    connection.execute(update(channels).where(channels.c.person == person).values(person=""))
    return gone


def _is_about(person: str) -> Any:
    return or_(cases.c.person == person, cases.c.author == person)


def _values(rows: Sequence[Any]) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in rows]
