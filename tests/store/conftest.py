"""A store on each database."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import make_url

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


@pytest.fixture(scope="session")
def migrated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """The address of a database of that kind with all tables, to be copied: a migration takes far longer than a copy."""

    @cache
    def made(kind: str) -> str:
        if kind == "sqlite":
            url = f"sqlite:///{tmp_path_factory.mktemp('migrated')}/x.sqlite"
        else:
            url = f"{request.getfixturevalue('postgres')}/{_created(request.getfixturevalue('postgres'))}"
        database = Database(url)
        database.migrate()
        database.close()
        return url

    return made


def _created(server: str, like: str = "template1") -> str:
    """The name of a new database."""
    name = f"t{uuid4().hex}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")  # type: ignore[arg-type]
    return name


KINDS = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


@pytest.fixture(params=KINDS)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without tables."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path}/made/x.sqlite")
    else:
        server = request.getfixturevalue("postgres")
        database = Database(f"{server}/{_created(server)}")
    yield database
    database.close()


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path, migrated: Callable[[str], str]) -> Iterator[Database]:
    """A database with all tables."""
    ready = make_url(migrated(request.param)).database
    if request.param == "sqlite":
        shutil.copy(str(ready), tmp_path / "x.sqlite")
        database = Database(f"sqlite:///{tmp_path}/x.sqlite")
    else:
        server = request.getfixturevalue("postgres")
        database = Database(f"{server}/{_created(server, str(ready))}")
    yield database
    database.close()
