"""Processes of their own that begin in no time: forked from one that has loaded the libraries, and nothing of the bot.

A start of Python with the bot takes two seconds of a processor, nearly all of them for the libraries. What is forked is
as much a process as what is started: it has its own memory, files, environment and signals, and dies by kill -9.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import runpy
import signal
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FORKED = str(Path(__file__).with_name("forked.py"))
LIBRARIES = [
    *"aiohttp.web ahocorasick alembic.command cryptography.fernet dbos google.genai markdown_it prometheus_client".split(),
    *"psycopg pydantic_settings rich.console slack_bolt.async_app slack_bolt.adapter.socket_mode.aiohttp".split(),
    *"sqlalchemy.dialects.postgresql sqlalchemy.dialects.sqlite structlog yaml".split(),
    "pytest",  # a test without workers of its own is run by its script, which a forked process reads again
]
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(LIBRARIES)


class Forked:
    """A forked Python; `input`, `output` and `errors` are our ends of the pipes that were wanted, as files' numbers."""

    def __init__(
        self, *arguments: str, env: Mapping[str, str] | None = None, cwd: Path = ROOT, pipes: tuple[int, ...] = (),
        joined: bool = False, log: Path | None = None,
    ) -> None:  # fmt: skip
        """`arguments` are Python's: `-m` and a module, `-c` and code, or a script, and what these are to be told.

        `pipes` says which of 0, 1 and 2 are pipes to us; with `joined` 2 goes where 1 goes; to `log` both are appended.
        """
        ours: dict[int, int] = {}
        theirs: dict[int, Connection] = {}
        for number in pipes:
            reads, writes = multiprocessing.Pipe(duplex=False)
            theirs[number], kept = (reads, writes) if number == 0 else (writes, reads)
            ours[number] = os.dup(kept.fileno())
            kept.close()
        self.input, self.output, self.errors = (ours.get(number, -1) for number in range(3))
        wanted = {
            "arguments": arguments,
            "environment": dict(os.environ if env is None else env),
            "folder": str(cwd),
            "pipes": theirs,
            "joined": joined,
            "log": str(log or ""),
        }
        self._process = _forks.Process(target=runpy.run_path, args=(FORKED, wanted))
        self._process.start()
        for pipe in theirs.values():
            pipe.close()

    @property
    def pid(self) -> int:
        assert self._process.pid
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """None while it runs; minus the signal that ended it."""
        return self._process.exitcode

    def send_signal(self, sign: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, sign)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def ended(self, within: float | None = None) -> int:
        """The exit code, once it has ended; waits here. TimeoutError after so many seconds."""
        self._process.join(within)
        if self.returncode is None:
            raise TimeoutError(f"{self.pid} still runs")
        return self.returncode


class Child(Forked):
    """The same with the names of asyncio.subprocess.Process."""

    stdout: asyncio.StreamReader | None = None
    stderr: asyncio.StreamReader | None = None

    async def open(self) -> None:
        """Its pipes are streams."""
        self.stdout, self.stderr = [
            await _stream(number) if number >= 0 else None for number in (self.output, self.errors)
        ]

    async def wait(self) -> int:
        loop, over = asyncio.get_running_loop(), asyncio.Event()
        if self.returncode is None:
            loop.add_reader(self._process.sentinel, over.set)
            try:
                await over.wait()
            finally:
                loop.remove_reader(self._process.sentinel)
        return self.ended()

    async def communicate(self) -> tuple[bytes, bytes]:
        """All that it writes until it ends, there and to its errors."""
        told = await asyncio.gather(*(_rest(stream) for stream in (self.stdout, self.stderr)))
        await self.wait()
        return told[0], told[1]


async def child(*arguments: str, **how: Any) -> Child:
    """A forked Python for a test that is asynchronous."""
    new = Child(*arguments, **how)
    await new.open()
    return new


async def _stream(number: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(number, "rb", 0)
    )
    return reader


async def _rest(stream: asyncio.StreamReader | None) -> bytes:
    return await stream.read() if stream else b""
