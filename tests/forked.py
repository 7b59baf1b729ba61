"""What a forked process does: it becomes the Python that `forks.py` was asked for. Its globals say which."""

from __future__ import annotations

import os
import runpy
import sys
from multiprocessing.connection import Connection
from typing import TypedDict, cast


class Wanted(TypedDict):
    """The globals that it is given."""

    arguments: tuple[str, ...]
    environment: dict[str, str]
    folder: str
    pipes: dict[int, Connection]
    joined: bool
    log: str


def become(given: Wanted) -> None:
    """The environment, the folder, the streams and the arguments are as if it had been started so."""
    os.environ.clear()
    os.environ.update(given["environment"])
    os.chdir(given["folder"])
    sys.path.insert(0, given["folder"])
    for number, pipe in given["pipes"].items():
        os.dup2(pipe.fileno(), number)
        pipe.close()
    if given["log"]:
        os.dup2(os.open(given["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), 1)
    if given["log"] or given["joined"]:
        os.dup2(1, 2)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115  they last as long as the process
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", closefd=False, buffering=1, errors="backslashreplace")  # noqa: SIM115


def run(first: str, *rest: str) -> None:
    """A module, code or a script."""
    if first == "-m":
        sys.argv = [*rest]
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    elif first == "-c":
        sys.argv = ["-c", *rest[1:]]
        exec(rest[0], {"__name__": "__main__"})
    else:
        sys.argv = [first, *rest]
        runpy.run_path(first, run_name="__main__")


wanted = cast("Wanted", globals())
become(wanted)
run(*wanted["arguments"])
