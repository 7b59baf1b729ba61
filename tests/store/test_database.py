"""The database opens, migrates and closes."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import alembic.autogenerate
import pytest
import sqlalchemy
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bot.store import Database, cases, keys
from bot.store.database import _migrations
from bot.store.tables import metadata

REVISIONS = [script.revision for script in ScriptDirectory.from_config(_migrations()).walk_revisions()]


def test_the_migrations_end_in_the_tables_of_the_code(store: Database) -> None:
    assert store.run_here(_differences) == []


def _differences(connection: sqlalchemy.Connection) -> list[object]:
    return list(alembic.autogenerate.compare_metadata(MigrationContext.configure(connection), metadata))


def test_migrating_twice_changes_nothing(store: Database) -> None:
    def version(connection: sqlalchemy.Connection) -> object:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()

    before = store.run_here(version)
    store.migrate()
    assert store.run_here(version) == before


def test_cases_of_the_first_tables_are_kept(empty: Database) -> None:
    empty.migrate("0001")
    case = "('c1', 'k', 'A1', 'T1', 'C1', 'U1', 'message', true, 5)"
    columns = "(id, claimed_by, app, team, channel, person, entrance, asked, created)"
    empty.run_here(lambda c: c.execute(text(f"INSERT INTO cases {columns} VALUES {case}")))
    empty.migrate()
    kept = empty.run_here(lambda c: cases.find(c, "c1"))
    assert kept and (kept.person, kept.created, kept.author) == ("U1", 5, None)


@pytest.mark.parametrize("revision", REVISIONS)
def test_from_every_state_the_tables_are_brought_up_and_their_rows_kept(empty: Database, revision: str) -> None:
    empty.migrate(revision)
    before = sqlalchemy.MetaData()
    before.reflect(empty.engine)
    tables = [table for table in before.sorted_tables if table.name != "alembic_version"]
    assert tables
    for table in tables:
        empty.run_here(lambda c, table=table: c.execute(table.insert().values(_row(table))))
    there = {
        table: empty.run_here(lambda c, table=table: c.execute(table.select()).mappings().one()) for table in tables
    }
    empty.migrate()
    for table, row in there.items():
        after = empty.run_here(lambda c, table=table: c.execute(table.select()).mappings().one())
        assert dict(after) == dict(row), table.name
    assert empty.run_here(_differences) == []


def test_no_state_is_left_out() -> None:
    files = Path(keys.__file__).with_name("migrations").glob("versions/[0-9]*.py")
    assert sorted(file.name[:4] for file in files) == sorted(REVISIONS)


def _row(table: sqlalchemy.Table) -> dict[str, object]:
    """A value for each column; what points to another row points to the one that this makes of it."""
    values: dict[type, object] = {str: "1", int: 1, float: 1.5, bool: True}
    return {
        column.name: {"a": 1} if isinstance(column.type, sqlalchemy.JSON) else values[column.type.python_type]
        for column in table.columns
    }


def test_two_processes_may_migrate_at_one_time(empty: Database) -> None:
    others = [Database(empty.url) for _ in range(3)]
    threads = [threading.Thread(target=each.migrate) for each in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for each in others:
        each.close()
    assert "cases" in sqlalchemy.inspect(empty.engine).get_table_names()


def test_sqlite_keeps_a_write_ahead_log_and_its_files_are_the_owners_alone(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/made/x.sqlite")
    assert database.run_here(lambda c: c.execute(text("PRAGMA journal_mode")).scalar()) == "wal"
    assert stat.S_IMODE((tmp_path / "made").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "made/x.sqlite").stat().st_mode) == 0o600
    database.close()


@pytest.mark.parametrize("backup", ["VACUUM INTO '{copy}'", ".backup"])
def test_a_backup_of_a_database_at_work_holds_what_a_plain_copy_misses(tmp_path: Path, backup: str) -> None:
    file, copy = tmp_path / "x.sqlite", tmp_path / "copy.sqlite"
    at_work = Database(f"sqlite:///{file}")
    at_work.migrate()
    at_work.run_here(lambda c: c.execute(text("INSERT INTO channels VALUES ('T1', 'C1', 'quiet', 'U1', 1)")))
    shutil.copyfile(file, tmp_path / "plain.sqlite")
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        if backup == ".backup":
            source.backup(target)
        else:
            source.execute(backup.format(copy=copy))
    with closing(sqlite3.connect(tmp_path / "plain.sqlite")) as plain, pytest.raises(sqlite3.OperationalError):
        plain.execute("SELECT * FROM channels")
    restored = Database(f"sqlite:///{copy}")
    restored.migrate()
    assert restored.run_here(lambda c: c.execute(text("SELECT channel FROM channels")).scalars().all()) == ["C1"]
    assert restored.run_here(lambda c: c.execute(text("PRAGMA journal_mode")).scalar()) == "wal"
    for each in (at_work, restored):
        each.close()


async def test_what_is_kept_outlasts_a_power_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut leaves what was last written through to the disk."""
    file, left = tmp_path / "x.sqlite", tmp_path / "left.sqlite"

    def through(number: int) -> None:
        os.fstat(number)
        for end in ("", "-wal"):
            shutil.copyfile(f"{file}{end}", f"{left}{end}")

    database = Database(f"sqlite:///{file}")
    await asyncio.to_thread(database.migrate)
    monkeypatch.setattr("bot.store.database.os.fsync", through)

    async def says(channel: str, lasting: bool) -> list[str]:
        quiet = text(f"INSERT INTO channels VALUES ('T1', '{channel}', 'quiet', 'U1', 1)")
        await database.run(lambda c: c.execute(quiet), lasting=lasting)
        for end in ("", "-wal"):  # a connection may change them
            shutil.copyfile(f"{left}{end}", tmp_path / f"again.sqlite{end}")
        with closing(sqlite3.connect(tmp_path / "again.sqlite")) as rows:
            return [name for (name,) in rows.execute("SELECT channel FROM channels ORDER BY channel")]

    assert await says("C1", True) == ["C1"]
    assert await says("C2", False) == ["C1"]
    assert await database.run(lambda c: c.execute(text("SELECT count(*) FROM channels")).scalar()) == 2
    await database.flush()
    assert await says("C3", False) == ["C1", "C2"]
    database.close()


async def test_what_raises_is_undone(store: Database) -> None:
    def half(connection: sqlalchemy.Connection) -> None:
        connection.execute(text("INSERT INTO channels VALUES ('T1', 'C1', 'quiet', 'U1', 1)"))
        raise LookupError

    with pytest.raises(LookupError):
        await store.run(half)
    assert await store.run(lambda c: c.execute(text("SELECT count(*) FROM channels")).scalar()) == 0


async def test_work_on_the_database_leaves_the_loop_free(store: Database) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def wait(_: sqlalchemy.Connection) -> str:
        begun.set()
        go_on.wait(5)
        return "done"

    waiting = asyncio.create_task(store.run(wait))
    await asyncio.to_thread(begun.wait, 5)
    await store.ready()
    go_on.set()
    assert await waiting == "done"


def test_the_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    first = keys.secret_keys((), folder)
    assert first == keys.secret_keys((), folder) and len(first[0]) == 44
    assert stat.S_IMODE((folder / keys.FILE).stat().st_mode) == 0o600
    assert keys.secret_keys(("given",), tmp_path / "other") == ("given",)
    assert not (tmp_path / "other").exists()
