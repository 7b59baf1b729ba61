"""Workers in processes of their own, which tests may kill."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import queue
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from tests.forks import Forked

HERE = Path(__file__).parent


class Worker:
    """A process of worker.py and what it said."""

    def __init__(self, url: str, posts: Path) -> None:
        self.process = Forked(str(HERE / "worker.py"), url, str(posts), pipes=(0, 1))
        self._orders, self._said = os.fdopen(self.process.input, "w"), os.fdopen(self.process.output)
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.said: list[tuple[str, ...]] = []

    def tell(self, kind: str, *keys: str) -> None:
        self._orders.write("".join(f"{kind} {key}\n" for key in keys))
        self._orders.flush()

    def hear(self, word: str, count: int = 1, within: float = 20.0) -> list[tuple[str, ...]]:
        """What followed the word, once it was said that often."""
        while len(heard := [line[1:] for line in self.said if line[0] == word]) < count:
            self.said.append(tuple(self._lines.get(timeout=within).split()))
        return heard

    def kill(self) -> None:
        """kill -9; what it had said until then is heard."""
        self.process.kill()
        self.process.ended()
        self._reader.join()
        while not self._lines.empty():
            self.said.append(tuple(self._lines.get().split()))
        self._close()

    def end(self) -> int:
        """It ends by itself."""
        self._orders.close()
        code = self.process.ended(20)
        self._reader.join()
        self._close()
        return code

    def _read(self) -> None:
        for line in self._said:
            self._lines.put(line)

    def _close(self) -> None:
        for pipe in (self._orders, self._said):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    file = tmp_path / "posts"
    file.touch()
    return file


@pytest.fixture
def start(posts: Path) -> Iterator[Callable[[str], Worker]]:
    """Starts a worker on a database; none outlives the test."""
    workers: list[Worker] = []

    def begin(url: str) -> Worker:
        workers.append(Worker(url, posts))
        workers[-1].hear("ready")
        return workers[-1]

    yield begin
    for worker in workers:
        if worker.process.returncode is None:
            worker.kill()


def _postgres_server() -> Any:
    spec = importlib.util.spec_from_file_location("postgres_server", HERE.parent / "postgres_server.py")
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


@pytest.fixture
def postgres_database(postgres: str) -> str:
    """A new database's address."""
    name = f"t{uuid4().hex}"
    with psycopg.connect(f"{postgres}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    return f"{postgres}/{name}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/jobs.sqlite"
    return str(request.getfixturevalue("postgres_database"))
