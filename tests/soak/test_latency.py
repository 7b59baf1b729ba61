"""From event to reply: how much longer than a bare Bolt app that echoes, on the same machine in the same run."""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bots import PASTES, ROOT, serving

from bot.playground.server import Slack
from bot.playground.values import Channel

ALLOWED = {"sqlite": 0.020, "postgres": 0.060}  # seconds more than the echo, median
APART = 0.3  # seconds: no channel and no workspace makes anybody wait
ECHO = """
import asyncio, os
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

async def main():
    client = AsyncWebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app = AsyncApp(client=client, signing_secret="s")

    @app.event("message")
    async def echo(event, client):
        await client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text=event["text"])

    await AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"], web_client=client).start_async()

asyncio.run(main())
"""


@asynccontextmanager
async def echoing(slack: Slack) -> AsyncIterator[None]:
    """A bare Bolt app that posts into the thread what somebody wrote."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GEMINI_", "SLACK_"))}
    environment |= {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
    }
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", ECHO, env=environment, cwd=ROOT)
    try:
        await slack.connected(1, within=60)
        yield
    finally:
        process.kill()
        await process.wait()


async def waited(slack: Slack, channel: Channel, text: str) -> float:
    """Seconds from the message to its reply, by Slack's clock."""
    message = await slack.person("ada").writes(channel, text)
    [reply] = await slack.thread(message, count=1, within=30)
    return float(reply.ts) - float(message.ts)


async def test_a_reply_comes_as_soon_after_its_event_as_an_echo_and_little_more(
    tmp_path: Path, database: str | None, whole: bool
) -> None:
    count, warm = (200 if whole else 40), 5
    async with Slack() as far, Slack() as near, echoing(far), serving(near, tmp_path / "bot", database):
        for slack in (far, near):
            slack.person("ada")
        echo, reply = [], []
        for number in range(warm + count):
            text = PASTES[number % len(PASTES)]
            for slack, took in ((far, echo), (near, reply)):
                took.append(await waited(slack, slack.channel(f"c{number}"), text))
            await asyncio.sleep(APART)
    kind = "postgres" if database else "sqlite"
    echoed, replied = (statistics.median(took[warm:]) for took in (echo, reply))
    print(f"{kind}: reply after {replied * 1000:.1f} ms, echo after {echoed * 1000:.1f} ms, median of {count}")
    assert replied - echoed <= ALLOWED[kind] * (1 if whole else 3)  # a bounded run may share its machine
