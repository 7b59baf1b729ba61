"""A PostgreSQL server of the tests' own, in a folder of its own, thrown away afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, newest version first; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    on_path = shutil.which("initdb")
    return found[0].parent if found else Path(on_path).parent if on_path else None


@dataclass(frozen=True, slots=True)
class Server:
    """A server that can be stopped and started; `url` is its address without the name of a database."""

    bin_folder: Path
    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}"

    def call(self, program: str, *arguments: str) -> None:
        # PostgreSQL refuses to run as root.
        someone: dict[str, Any] = {"user": "postgres"} if os.geteuid() == 0 else {}
        subprocess.run(
            [self.bin_folder / program, "-D", self.folder / "data", *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            **someone,
        )

    def start(self) -> None:
        options = (
            f"-F -p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200"
        )
        self.call("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """It is gone at once, as after a crash."""
        self.call("pg_ctl", "-w", "-m", "immediate", "stop")


@contextmanager
def running(bin_folder: Path) -> Iterator[Server]:
    """A new server that runs."""
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        if os.geteuid() == 0:
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        new = Server(bin_folder, Path(folder), port)
        new.call("initdb", "-U", "postgres", "-A", "trust", "--no-sync")
        new.start()
        try:
            yield new
        finally:
            new.stop()


@contextmanager
def server(bin_folder: Path) -> Iterator[str]:
    """A running server's address, without the name of a database."""
    with running(bin_folder) as new:
        yield new.url
