"""The command `playground`: the real bot in a Slack of its own, on this machine alone."""

from __future__ import annotations

import asyncio
import logging
import signal
import subprocess
import sys
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import logs
from bot.errors import UserError
from bot.playground.gemini.server import NAME
from bot.playground.given import closed_world
from bot.playground.play import opened, play
from bot.playground.stage import workspace

ENDED, INTERRUPTED = 0, 130


@dataclass(frozen=True, slots=True)
class Options:
    """How the playground runs. `port` 0: the one of the last time in `data`, else a free one."""

    port: int = 0
    browser: bool = True
    over_http: bool = False
    data: Path | None = None
    script: Path | None = None


def playground(options: Options) -> int:
    """Runs until Ctrl-C; then 0. With a script it plays that and prints what came of it. UserError says what can't work."""
    if options.script and (options.data or options.port):
        raise UserError("A script is played in a workspace of its own: leave out --data and --port.")
    logs.configure("text", logging.WARNING)
    with closed_world() as environment:
        if options.script is None:
            return _stoppable(_open(options, environment), ENDED)
        return _stoppable(play(opened(options.script), options.over_http), INTERRUPTED)


async def _open(options: Options, environment: Mapping[str, str]) -> int:
    async with workspace(port=options.port, over_http=options.over_http, data=options.data) as slack:
        way = "signed HTTP" if options.over_http else "Socket Mode"
        print(
            f"A Slack of your own: {slack.url}\n"
            f"It stands in for Slack on this machine alone: no token, no account; the bot is real, over {way}.\n"
            f"Replays are answered by the {NAME}, until a key is entered in /gemini-debug settings.\n"
            + (f"It is kept in {options.data}. " if options.data else "It is gone when it ends. ")
            + "Ctrl-C ends it.",
            flush=True,
        )
        if options.browser:
            _show(slack.url, environment)
        until_told: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        return await until_told


def _show(url: str, environment: Mapping[str, str]) -> None:
    """The address is open in the browser, if there is one; it isn't ours, so it lives on and says nothing here."""
    subprocess.Popen(  # noqa: S603  our own Python, with an address of ours
        [sys.executable, "-m", "webbrowser", url],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _stoppable(work: Coroutine[Any, Any, int], stopped: int) -> int:
    """What `work` gives, or `stopped` when Ctrl-C or SIGTERM ended it. All of it is closed then."""

    async def main() -> int:
        task = asyncio.ensure_future(work)
        for sign in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(sign, task.cancel)
        try:
            return await task
        except asyncio.CancelledError:
            return stopped

    return asyncio.run(main())
