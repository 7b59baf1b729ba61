"""Soaks: bounded in CI, whole with SOAK=full."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.soak)


@pytest.fixture
def whole() -> bool:
    """Whether the soak runs to its whole length."""
    return os.environ.get("SOAK") == "full"


@pytest.fixture
def chance() -> random.Random:
    """Chance that can be had again: the seed stands in the output of a test that fails."""
    seed = int(os.environ.get("SEED") or random.randrange(1 << 32))
    print(f"SEED={seed}")
    return random.Random(seed)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server."""
    import postgres_server

    programs = postgres_server.programs()
    if programs is None:
        pytest.skip("PostgreSQL's initdb and pg_ctl are not here")
    with postgres_server.server(programs) as url:
        yield url


@pytest.fixture
def new_database(postgres: str) -> Callable[[], str]:
    """Makes a new database; gives its address."""

    def make() -> str:
        name = f"t{uuid4().hex}"
        with psycopg.connect(f"{postgres}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
        return f"{postgres}/{name}"

    return make


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str | None:
    """The address of a new database; None for the default, SQLite in the data folder."""
    if request.param == "sqlite":
        return None
    return str(request.getfixturevalue("new_database")())


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    """A soak that fails leaves no bot behind."""
    yield
    listed = subprocess.run(["pgrep", "-P", str(os.getpid()), "-f", "app.serve"], capture_output=True, text=True)
    for pid in listed.stdout.split():
        subprocess.run(["kill", "-9", pid], check=False)
