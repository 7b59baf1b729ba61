"""Postgres only: the machines that work on one database, and taking over the jobs of a dead one.

Beat and take-over run in two threads: a take-over that waits behind a frozen machine's lock must not stop the beat.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog
from dbos import DBOS
from sqlalchemy import create_engine, make_url, text

log = structlog.get_logger(__name__)
_TABLE_LOCK = 7_303_015


class Machines:
    """This machine is `me`. One that hasn't been heard of for `dead_after` seconds is dead; the database's clock counts."""

    def __init__(self, url: str, me: str, beat: float = 5.0, dead_after: float = 20.0) -> None:
        self.me, self._every, self._dead_after = me, beat, dead_after
        self._engine = create_engine(
            make_url(url).set(drivername="postgresql+psycopg"),
            pool_size=2,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 2, "options": "-c idle_in_transaction_session_timeout=5000"},
        )
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._repeat, args=(work,), name=work.__name__, daemon=True)
            for work in (self.beat, self.take_over)
        ]

    def start(self) -> None:
        """The others know of this machine, and it looks after them."""
        with self._engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _TABLE_LOCK})
            connection.execute(
                text("CREATE TABLE IF NOT EXISTS machine (id text PRIMARY KEY, seen timestamptz NOT NULL)")
            )
        self.beat()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """The others may take over what this machine left."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=1.0)
        with self._engine.begin() as connection:
            connection.execute(text("DELETE FROM machine WHERE id = :me"), {"me": self.me})
        self._engine.dispose()

    def beat(self) -> None:
        """This machine was heard of now."""
        with self._engine.begin() as connection:
            connection.execute(
                text("INSERT INTO machine VALUES (:me, now()) ON CONFLICT (id) DO UPDATE SET seen = EXCLUDED.seen"),
                {"me": self.me},
            )
            connection.execute(text("DELETE FROM machine WHERE seen < now() - interval '1 day'"))

    def alive(self) -> set[str]:
        """The machines that were heard of lately."""
        with self._engine.begin() as connection:
            found = connection.execute(
                text("SELECT id FROM machine WHERE seen > now() - make_interval(secs => :s)"), {"s": self._dead_after}
            )
            return {row.id for row in found}

    def take_over(self) -> None:
        """Jobs that a dead machine had begun run here."""
        pending = {
            status.executor_id
            for status in DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
            if status.executor_id
        }
        # The beats are read after the jobs: so a newcomer is never taken for an orphan.
        orphans = sorted(pending - self.alive() - {self.me})
        if orphans:
            log.info("takes over", machines=orphans)
            DBOS._recover_pending_workflows(orphans)  # private, but in the licence's core; a test holds it

    def _repeat(self, work: Callable[[], None]) -> None:
        while not self._stop.wait(self._every):
            try:
                work()
            except Exception as error:  # the next beat tries again
                log.warning("machine can't beat", work=work.__name__, error=type(error).__name__)
