"""Workers in processes of their own, which tests may kill."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

HERE = Path(__file__).parent


class Worker:
    """A process of worker.py and what it said."""

    def __init__(self, url: str, posts: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, HERE / "worker.py", url, posts],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=HERE.parents[1],
            env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.said: list[tuple[str, ...]] = []

    def tell(self, kind: str, *keys: str) -> None:
        assert self.process.stdin
        self.process.stdin.write("".join(f"{kind} {key}\n" for key in keys))
        self.process.stdin.flush()

    def hear(self, word: str, count: int = 1, within: float = 20.0) -> list[tuple[str, ...]]:
        """What followed the word, once it was said that often."""
        while len(heard := [line[1:] for line in self.said if line[0] == word]) < count:
            self.said.append(tuple(self._lines.get(timeout=within).split()))
        return heard

    def kill(self) -> None:
        """kill -9; what it had said until then is heard."""
        self.process.kill()
        self.process.wait()
        self._reader.join()
        while not self._lines.empty():
            self.said.append(tuple(self._lines.get().split()))
        self._close()

    def end(self) -> int:
        """It ends by itself."""
        assert self.process.stdin
        self.process.stdin.close()
        code = self.process.wait(20)
        self._reader.join()
        self._close()
        return code

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line)

    def _close(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
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
        if worker.process.poll() is None:
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
