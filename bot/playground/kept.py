"""What `--data DIR` keeps of the workspace, in one SQLite file, so that it stands there again after any end.

Each change is in the file before anybody hears of it. The file is read at the start alone.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from pydantic import TypeAdapter

from bot.errors import UserError
from bot.jobs.lock import Lock
from bot.playground.journal import Delivery
from bot.playground.server import Slack
from bot.playground.values import Bot, Channel, File, Message, Person, View
from bot.playground.workspace import Return

K = TypeVar("K")
V = TypeVar("V")

FORM = 1  # of the file
IDS = 1_000_000  # that one run may give out
_TABLE = """
CREATE TABLE IF NOT EXISTS kept (
    place INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, content BLOB,
    UNIQUE (kind, name)
)
"""
_PUT = """
INSERT INTO kept (kind, name, value, content) VALUES (?, ?, ?, ?)
ON CONFLICT (kind, name) DO UPDATE SET value = excluded.value, content = excluded.content
"""
# What the workspace holds of each kind. Triggers live for three seconds and aren't worth it.
_KINDS: dict[str, TypeAdapter[Any]] = {
    "people": TypeAdapter(Person),
    "bots": TypeAdapter(Bot),
    "channels": TypeAdapter(Channel),
    "files": TypeAdapter(File),
    "messages": TypeAdapter(Message),
    "uploads": TypeAdapter(int),
    "views": TypeAdapter(View),
    "stacks": TypeAdapter(tuple[str, ...]),
    "homes": TypeAdapter(View),
    "returns": TypeAdapter(Return),
}
_PRIVATE = "ephemerals"
_EVENT = "events"


class Kept:
    """The file, held by this process alone until `close`."""

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = Lock(folder / "playground.lock")
        except UserError:
            raise UserError(f"Another playground is kept in {folder}. End it, or give --data another folder.") from None
        except OSError as error:
            raise UserError(
                f"Nothing can be kept in {folder} ({error.strerror}). Give --data another folder."
            ) from None
        self._file = folder / "slack.sqlite"
        try:
            self._rows = self._opened()
        except sqlite3.DatabaseError as error:
            self._lock.release()
            raise UserError(f"{self._file} can't be read ({error}). Give --data another folder.") from None

    def _opened(self) -> sqlite3.Connection:
        self._file.touch(mode=0o600)
        rows = sqlite3.connect(self._file, isolation_level=None)
        try:
            rows.execute("PRAGMA journal_mode = WAL")
            rows.execute("PRAGMA synchronous = NORMAL")  # a killed process loses nothing, a power cut the last moments
            [form] = rows.execute("PRAGMA user_version").fetchone()
            if form not in (0, FORM):
                raise sqlite3.DatabaseError("another version of gemini-debug wrote it")
            rows.execute(_TABLE)
            rows.execute(f"PRAGMA user_version = {FORM}")
        except sqlite3.DatabaseError:
            rows.close()
            raise
        return rows

    def __enter__(self) -> Kept:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rows.close()
        self._lock.release()

    @property
    def port(self) -> int:
        """Where the fake listened the last time, so that addresses of files and answers hold; 0 at first."""
        return int(next(self.all("meta"), ("port", "0", None))[1])

    @port.setter
    def port(self, port: int) -> None:
        self.put("meta", "port", str(port))

    def hold(self, slack: Slack) -> None:
        """The workspace is as it was the last time, and every change of it is kept from now on."""
        workspace = slack.workspace
        for kind, shape in _KINDS.items():
            known: _Kept[Any, Any] = _Kept(self, kind, shape, workspace.files)
            known.update(getattr(workspace, kind))
            setattr(workspace, kind, known)
        workspace.ephemerals = _KeptList(self, workspace.files)
        starts = int(next(self.all("starts"), ("", "0", None))[1])
        self.put("starts", "", str(starts + 1))
        last = max([m.ts for m in [*workspace.messages.values(), *workspace.ephemerals]], default="0.0")
        workspace.resume(starts * IDS, last)
        slack.journal.deliveries = _UnderWay(self)

    def deliver_again(self, slack: Slack) -> None:
        """What the bot hadn't acknowledged when the last run ended is on its way to it."""
        for name, value, _ in list(self.all(_EVENT)):
            if name not in {d.payload.get("event_id") for d in slack.journal.deliveries}:
                slack.desk.courier.event(json.loads(value))

    def put(self, kind: str, name: str, value: str, content: bytes | None = None) -> None:
        """That is kept under this name."""
        self._rows.execute(_PUT, (kind, name, value, content))

    def drop(self, kind: str, name: str) -> None:
        """Nothing is kept under this name."""
        self._rows.execute("DELETE FROM kept WHERE kind = ? AND name = ?", (kind, name))

    def all(self, kind: str) -> Iterator[tuple[str, str, bytes | None]]:
        """Name, value and content of all of one kind, the oldest first."""
        yield from self._rows.execute("SELECT name, value, content FROM kept WHERE kind = ? ORDER BY place", (kind,))


class _Kept(dict[K, V]):
    """A part of the workspace, each change of which goes to the file as well."""

    def __init__(self, kept: Kept, kind: str, shape: TypeAdapter[V], files: dict[str, File]) -> None:
        self._kept, self._kind, self._shape = kept, kind, shape
        for name, value, content in kept.all(kind):
            key: Any = json.loads(name)
            key = tuple(key) if isinstance(key, list) else key
            super().__setitem__(key, _read(shape, value, content, files))

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        self._kept.put(self._kind, json.dumps(key), *_written(self._shape, value))

    def __delitem__(self, key: K) -> None:
        super().__delitem__(key)
        self._kept.drop(self._kind, json.dumps(key))

    def update(self, more: Any) -> None:
        for key, value in more.items():
            self[key] = value


class _KeptList(list[Message]):
    """What only one person sees; likewise."""

    def __init__(self, kept: Kept, files: dict[str, File]) -> None:
        self._kept, self._shape = kept, _KINDS["messages"]
        super().__init__(_read(self._shape, value, content, files) for _, value, content in kept.all(_PRIVATE))

    def append(self, message: Message) -> None:
        super().append(message)
        self._kept.put(_PRIVATE, message.ts, *_written(self._shape, message))

    def remove(self, message: Message) -> None:
        super().remove(message)
        self._kept.drop(_PRIVATE, message.ts)

    def __setitem__(self, at: Any, message: Any) -> None:
        super().__setitem__(at, message)
        self._kept.put(_PRIVATE, message.ts, *_written(self._shape, message))


class _UnderWay(list[Delivery]):
    """The deliveries of this run; an event is in the file until it is acknowledged or given up."""

    def __init__(self, kept: Kept) -> None:
        super().__init__()
        self._kept = kept

    def append(self, delivery: Delivery) -> None:
        super().append(delivery)
        if delivery.kind == "events_api":
            self._kept.put(_EVENT, delivery.payload["event_id"], json.dumps(delivery.payload))

    def __setitem__(self, at: Any, delivery: Any) -> None:
        super().__setitem__(at, delivery)
        if delivery.kind == "events_api" and delivery.state in ("acknowledged", "given up"):
            self._kept.drop(_EVENT, delivery.payload["event_id"])


def _written(shape: TypeAdapter[Any], value: Any) -> tuple[str, bytes | None]:
    """As text, and a file's content as it is. A message names its files alone."""
    content = None
    if isinstance(value, File):
        content, value = value.content, replace(value, content=b"")
    elif isinstance(value, Message):
        value = replace(value, files=tuple(replace(file, content=b"") for file in value.files))
    return shape.dump_json(value).decode(), content


def _read(shape: TypeAdapter[Any], value: str, content: bytes | None, files: dict[str, File]) -> Any:
    found = shape.validate_json(value)
    if isinstance(found, File):
        return replace(found, content=content or b"")
    if isinstance(found, Message):
        return replace(found, files=tuple(replace(one, content=files[one.id].content) for one in found.files))
    return found
