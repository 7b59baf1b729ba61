"""A store on each database."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from bot.store import Database


def _postgres_server() -> Any:
    spec = importlib.util.spec_from_file_location(
        "postgres_server", Path(__file__).parent.parent / "postgres_server.py"
    )
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server."""
    kit = _postgres_server()
    programs = kit.programs()
    if programs is None:
        pytest.skip("PostgreSQL's initdb and pg_ctl are not here")
    with kit.server(programs) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without tables."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path}/made/x.sqlite")
    else:
        url, name = request.getfixturevalue("postgres"), f"t{uuid4().hex}"
        with psycopg.connect(f"{url}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
        database = Database(f"{url}/{name}")
    yield database
    database.close()


@pytest.fixture
def store(empty: Database) -> Database:
    """A database with all tables."""
    empty.migrate()
    return empty
