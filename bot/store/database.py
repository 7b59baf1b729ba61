"""The one database: SQLite in a file, or Postgres. Work on it runs in threads, one transaction each."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import alembic.command
import alembic.config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text

T = TypeVar("T")
_THREADS = 8
# The same number everywhere: two processes that start at one time migrate one after the other.
_MIGRATION_LOCK = 7_303_014


class NewerError(Exception):
    """A later version of the bot has worked on the database."""


class Database:
    """Opens `url`; nothing is read or written before `migrate`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = engine(url)
        file = self.engine.url.database if self.engine.dialect.name == "sqlite" else None
        self._log = Path(f"{file}-wal") if file else None
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="store")

    async def run(self, work: Callable[[Connection], T], *, lasting: bool = True) -> T:
        """What `work` gives, in one transaction: kept when this returns, undone when `work` raises.

        Not `lasting`: a power cut may undo it, though no end of the process does. For what a job that is kept does anew.
        """
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.run_here, work, lasting)

    def run_here(self, work: Callable[[Connection], T], lasting: bool = True) -> T:
        """The same in this thread."""
        with self.engine.begin() as connection:
            before = _written(connection)
            given = work(connection)
            wrote = before != _written(connection)
        if lasting and wrote:
            self.flush_here()
        return given

    async def flush(self) -> None:
        """Everything that was committed outlasts a power cut."""
        if self._log:  # Postgres sees to it with each commit
            await asyncio.get_running_loop().run_in_executor(self._threads, self.flush_here)

    def flush_here(self) -> None:
        """The same in this thread. One call for several commits: SQLite's own way, synchronous=FULL, takes one each."""
        if self._log is None or not self._log.exists():
            return
        log = os.open(self._log, os.O_RDWR)
        try:
            os.fsync(log)
        finally:
            os.close(log)

    def migrate(self, revision: str = "head") -> None:
        """All tables are as the migration `revision` leaves them, by default the newest, whatever state they were in.
        NewerError if it is one that this version doesn't know."""
        config = _migrations()
        with self.engine.connect() as connection:
            if self.engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
            else:
                connection.execute(text("BEGIN IMMEDIATE"))
            if is_newer(connection):
                raise NewerError
            config.attributes["connection"] = connection
            alembic.command.upgrade(config, revision)
            connection.commit()

    async def ready(self) -> None:
        """The database has answered."""
        await self.run(lambda connection: connection.execute(text("SELECT 1")))

    def close(self) -> None:
        """All connections are closed."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        self.engine.dispose()


def _written(connection: Connection) -> int:
    """Rows that the connection has changed so far, on SQLite."""
    return int(getattr(connection.connection.dbapi_connection, "total_changes", 0))


def is_newer(connection: Connection) -> bool:
    """Whether the tables are in a state that this version doesn't know."""
    found = MigrationContext.configure(connection).get_current_heads()
    known = {script.revision for script in ScriptDirectory.from_config(_migrations()).walk_revisions()}
    return not known.issuperset(found)


def is_older(connection: Connection) -> bool:
    """Whether the tables still wait for a migration of this version."""
    found = MigrationContext.configure(connection).get_current_heads()
    heads = ScriptDirectory.from_config(_migrations()).get_heads()
    return set(found) != set(heads) and not is_newer(connection)


def _migrations() -> alembic.config.Config:
    config = alembic.config.Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def engine(url: str) -> Engine:
    """An engine for `url`; a missing folder of a SQLite file is made, for its owner alone."""
    if url.startswith("sqlite:"):
        return _sqlite(url)
    return create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=_THREADS,
        pool_pre_ping=True,
        # A frozen process must not hold its row locks for ever (measured: reference engines, "frozen").
        connect_args={"connect_timeout": 2, "options": "-c idle_in_transaction_session_timeout=5000"},
    )


def _sqlite(url: str) -> Engine:
    file = make_url(url).database
    if file:
        Path(file).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        Path(file).touch(mode=0o600)
    made = create_engine(url, pool_size=20, connect_args={"timeout": 30})

    @event.listens_for(made, "connect")
    def _prepare(connection: Any, _: object) -> None:
        connection.isolation_level = "IMMEDIATE"
        for pragma in ("busy_timeout=30000", "foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL"):
            connection.execute(f"PRAGMA {pragma}")

    return made
