"""The fake Slack and the real bot in one process, put together."""

from __future__ import annotations

import asyncio
import errno
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot import app
from bot.diagnosis import Entry, Knowledge, diagnose
from bot.errors import UserError
from bot.jobs.kit import Simulated
from bot.paste import read
from bot.playground import pages
from bot.playground.gemini.server import NAME, Gemini
from bot.playground.given import settings
from bot.playground.kept import Kept
from bot.playground.server import Slack
from bot.reply import slack as reply

STOP_SECONDS = 0.25  # that work under way may take to end
PEOPLE = ("ada", "bo")
CHANNELS = ("general", "random")


@asynccontextmanager
async def workspace(
    *, port: int = 0, over_http: bool = False, data: Path | None = None, page: bool = True, began: float | None = None
) -> AsyncIterator[Slack]:
    """A workspace with the bot at work in it; with the page two people and two channels are there, else nobody yet.

    `port` 0: the one of the last time in `data`, else a free one. At `began` its clock begins, and
    the bot's stands still there; without it both show the time.
    """
    async with AsyncExitStack() as closing:
        kept = closing.enter_context(Kept(data)) if data else None
        folder = data or Path(
            closing.enter_context(tempfile.TemporaryDirectory(prefix="playground-", ignore_cleanup_errors=True))
        )
        at_hand: list[Entry] = []  # the page shows their examples

        def made(at: int) -> Slack:
            slack = Slack(port=at, began=began)
            if kept:
                kept.hold(slack)
            if page:
                furnish(slack)
                slack.mount(pages.routes(slack, at_hand))
            return slack

        slack = await closing.enter_async_context(_listening(made, port, kept))
        slack.sockets.ever = not over_http  # what somebody writes before the bot is there waits for it
        found = settings(slack, folder / "bot", over_http)
        time = slack.clock.now if began is None else slack.clock.still
        gemini = await closing.enter_async_context(Gemini())
        simulated = Simulated(NAME, gemini.url, gemini.secret)
        bot = await closing.enter_async_context(
            app.running(
                found, now=lambda: datetime.fromtimestamp(time(), UTC), stop_seconds=STOP_SECONDS, simulated=simulated
            )
        )
        at_hand += bot.kit.knowledge.entries.values()
        await asyncio.to_thread(warm, bot.kit.knowledge)
        if over_http:
            await closing.enter_async_context(slack.hosting(bot.web))
        else:
            await slack.connected(within=30)
        if kept:
            kept.deliver_again(slack)
        yield slack


@asynccontextmanager
async def _listening(made: Callable[[int], Slack], port: int, kept: Kept | None) -> AsyncIterator[Slack]:
    """The fake Slack on that port of 127.0.0.1; without one on that of the last time, if it is free."""
    try:
        slack = await made(port or (kept.port if kept else 0)).__aenter__()
    except OSError as error:
        if port:
            raise UserError(refusal(port, error)) from None
        slack = await made(0).__aenter__()
    try:
        if kept:
            kept.port = int(slack.url.rstrip("/").rpartition(":")[2])
        yield slack
    finally:
        await slack.__aexit__(None, None, None)


def warm(knowledge: Knowledge) -> None:
    """The first answer comes as fast as the next: what answers need is loaded and compiled."""
    found = diagnose(read("google.genai.errors.ClientError: 429 RESOURCE_EXHAUSTED"), knowledge)
    reply.diagnosis(found, knowledge, datetime.now(UTC), "")


def furnish(slack: Slack) -> None:
    """PEOPLE are there in CHANNELS with the bot, and each has their direct messages with it."""
    people = [slack.person(name) for name in PEOPLE]
    for name in CHANNELS:
        slack.channel(name)
    for person in people:
        slack.workspace.dm(person.id)


def refusal(port: int, error: OSError) -> str:
    """Why it can't listen there, and what to do."""
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} of 127.0.0.1 is taken by another program. Give --port another one, or leave it out for a free one."
    return f"Can't listen at port {port} of 127.0.0.1 ({error.strerror}). Leave --port out for a free one."
