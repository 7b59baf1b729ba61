"""The API keys of people, sealed. A person has at most one that is used and one that is being checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import Connection, Row, and_, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.keys import Cipher, LostError, Opened
from bot.store.tables import api_keys

State = Literal["checking", "saved"]


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is kept: all that may be shown of it, and what only its owner's cipher opens."""

    id: str
    team: str
    person: str
    state: State
    sealed: str = field(repr=False)
    kind: str
    last_four: str
    created: float
    checked: float | None

    @property
    def owner(self) -> str:
        """For whom it was sealed."""
        return owner(self.team, self.person)


def owner(team: str, person: str) -> str:
    """A person of a workspace, as the cipher names them."""
    return f"{team}:{person}"


def put(connection: Connection, cipher: Cipher, team: str, person: str, secret: str, kind: str, now: float) -> str:
    """The key is kept sealed, to be checked; gives its id. An earlier one that was still being checked is gone."""
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    sealed = cipher.seal(secret, owner(team, person))
    of_key = {"id": uuid4().hex, "sealed": sealed, "kind": kind, "last_four": secret[-4:], "created": now}
    connection.execute(
        dialect.insert(api_keys)
        .values(team=team, person=person, state="checking", **of_key)
        .on_conflict_do_update(index_elements=["team", "person", "state"], set_={**of_key, "checked": None})
    )
    return str(of_key["id"])


def find(connection: Connection, key_id: str) -> ApiKey | None:
    """The key of that id; None: it was deleted, or another was entered meanwhile."""
    row = connection.execute(select(api_keys).where(api_keys.c.id == key_id)).one_or_none()
    return None if row is None else _key(row)


def of(connection: Connection, team: str, person: str) -> ApiKey | None:
    """The key that the person uses."""
    wanted = select(api_keys).where(_of(team, person), api_keys.c.state == "saved")
    row = connection.execute(wanted).one_or_none()
    return None if row is None else _key(row)


def save(connection: Connection, key: ApiKey, checked: float | None) -> bool:
    """The person uses the key from now on, instead of the one before; False: it was deleted meanwhile.

    `checked`: when the service took it; None: it couldn't be asked.
    """
    there = update(api_keys).where(api_keys.c.id == key.id)
    if connection.execute(there.values(checked=checked)).rowcount == 0:
        return False
    connection.execute(delete(api_keys).where(_of(key.team, key.person), api_keys.c.id != key.id))
    connection.execute(there.values(state="saved"))
    return True


def drop(connection: Connection, key_id: str) -> bool:
    """The key is gone; False if it was already."""
    return connection.execute(delete(api_keys).where(api_keys.c.id == key_id)).rowcount > 0


def drop_of(connection: Connection, team: str, person: str) -> bool:
    """The person has no key, neither used nor being checked; False if they had none before."""
    return connection.execute(delete(api_keys).where(_of(team, person))).rowcount > 0


def read(connection: Connection, cipher: Cipher, key: ApiKey) -> Opened:
    """The key in clear; sealed anew if an older secret key had sealed it. LostError where none opens it."""
    opened = cipher.open(key.sealed, key.owner)
    if opened.stale:
        sealed = cipher.seal(opened.secret, key.owner)
        connection.execute(update(api_keys).where(api_keys.c.id == key.id).values(sealed=sealed))
    return opened


def reseal(connection: Connection, cipher: Cipher) -> tuple[int, int]:
    """Every key is sealed by the newest secret key; gives how many were sealed anew, and how many nothing opens."""
    anew = lost = 0
    for row in connection.execute(select(api_keys).with_for_update()).all():
        try:
            anew += read(connection, cipher, _key(row)).stale
        except LostError:
            lost += 1
    return anew, lost


def sweep(connection: Connection, before: float) -> int:
    """Keys whose check never ended, entered before that time, are gone; gives their number."""
    old = (api_keys.c.state == "checking", api_keys.c.created < before)
    return connection.execute(delete(api_keys).where(*old)).rowcount


def _of(team: str, person: str) -> Any:
    return and_(api_keys.c.team == team, api_keys.c.person == person)


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(**row._mapping)
