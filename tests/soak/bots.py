"""The bot as a process of its own, which a soak may kill, freeze and thaw; and pastes that it answers unasked."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.playground.deliver import SOCKET_DEADLINE
from bot.playground.journal import Delivery
from bot.playground.server import Slack
from bot.playground.values import Message

ROOT = Path(__file__).parents[2]
SECRET_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
_ERROR = "google.genai.errors.{name}: {code} {status}. {{'error': {{'code': {code}, 'message': '{says}', 'status': '{status}'}}}}"
PASTES = tuple(
    _ERROR.format(name="ClientError" if code < 500 else "ServerError", code=code, status=status, says=says)
    for code, status, says in (
        (400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."),
        (503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
        (403, "PERMISSION_DENIED", "Your API key was reported as leaked. Please use another API key."),
        (400, "FAILED_PRECONDITION", "User location is not supported for the API use."),
        (404, "NOT_FOUND", "models/gemini-1.5-pro is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods."),
        (400, "INVALID_ARGUMENT", "Please ensure that function response turn comes immediately after a function call turn."),
        (504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete."),
        (429, "RESOURCE_EXHAUSTED", "Your project has exceeded its monthly spending cap. Please go to AI Studio at https://ai.studio/spend to manage your project spend cap."),
        (400, "INVALID_ARGUMENT", "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."),
        (402, "RESOURCE_EXHAUSTED", "Your prepayment credits are depleted. Please go to AI Studio at https://ai.studio/projects to manage your project and billing."),
    )
)  # fmt: skip


class Serving:
    """`gemini-debug serve` in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self.process, self.log = process, log

    @property
    def pid(self) -> int:
        """Of the process."""
        return self.process.pid

    async def kill(self) -> None:
        """kill -9."""
        if self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    def freeze(self) -> None:
        """It stands still, as on a machine that hangs."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on as if nothing had been."""
        self.process.send_signal(signal.SIGCONT)

    async def stop(self) -> int:
        """It ends as a deploy ends it; its exit code."""
        if self.process.returncode is None:
            self.process.terminate()
        return await self.process.wait()


async def serve(slack: Slack, folder: Path, database: str | None = None, *, first: str = "", **more: str) -> Serving:
    """The bot over Socket Mode, with its data in `folder`; it may not be connected yet. It runs the code `first` first."""
    _made(folder)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GEMINI_", "SLACK_"))}
    environment |= {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "GEMINI_DEBUG_DATA_DIR": str(folder),
        "GEMINI_DEBUG_SECRET_KEY": SECRET_KEY,
        "GEMINI_DEBUG_PORT": "0",
    }
    if database:
        environment["GEMINI_DEBUG_DATABASE_URL"] = database
    environment |= more
    log = folder / "log"
    with log.open("ab") as out:
        code = f"{first}\nfrom bot import app, settings; app.serve(settings.load())"
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, env=environment, cwd=ROOT, stdout=out, stderr=out
        )
    return Serving(process, log)


def _made(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)


@asynccontextmanager
async def serving(
    slack: Slack, folder: Path, database: str | None = None, *, first: str = "", **more: str
) -> AsyncIterator[Serving]:
    """The bot, connected; it is gone afterwards."""
    bot = await serve(slack, folder, database, first=first, **more)
    try:
        await slack.connected(1, within=60)
        yield bot
    finally:
        bot.thaw() if bot.process.returncode is None else None
        await bot.kill()


def delivery_of(slack: Slack, message: Message) -> Delivery:
    """The delivery that told the bot of the message."""
    return next(
        one
        for one in reversed(slack.deliveries("message"))
        if one.event.get("ts") == message.ts and one.event.get("channel") == message.channel
    )


async def delivered(slack: Slack, within: float) -> None:
    """Nothing is on its way to the bot any more; what Slack would send again in minutes comes when all else has come."""
    end = time.monotonic() + within
    while slack.journal.under_way:
        assert time.monotonic() < end, f"{len(slack.journal.under_way)} deliveries under way"
        try:
            await slack.until(lambda: not slack.journal.under_way, SOCKET_DEADLINE + 1)
        except AssertionError:
            await slack.clock.advance(60)


async def answered_once(slack: Slack, messages: list[Message], within: float) -> tuple[int, int]:
    """Every message that Slack was told "received" has one answer, no message has two; gives how many have, of how many."""
    taken = [one for one in messages if delivery_of(slack, one).state == "acknowledged"]
    end = time.monotonic() + within
    for message in taken:
        await slack.thread(message, count=1, within=max(1.0, end - time.monotonic()))
    await slack.settled(within=60, calm=0.5)
    counts = [len(await slack.thread(message)) for message in messages]
    assert not [count for count in counts if count > 1], "answered twice"
    return sum(counts), len(taken)
