"""Socket Mode is well as long as pongs come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import Slack
from bot.socket import Socket


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack() as slack:
        yield slack


@pytest.fixture
async def socket(slack: Slack) -> AsyncIterator[Socket]:
    async def authorize() -> None:
        """Nothing is delivered here."""

    bolt = AsyncApp(authorize=authorize, signing_secret="s")
    made = Socket(bolt, slack.app_token, AsyncWebClient(base_url=slack.api_url), ping_seconds=0.05)
    await made.connect_async()
    await slack.connected()
    yield made
    await made.close_async()


async def test_a_connection_that_is_answered_is_well(slack: Slack, socket: Socket) -> None:
    assert await socket.why_not() is None and socket.silence < 1


async def test_a_silent_one_is_not_although_it_is_open_and_is_well_again_when_slack_speaks(
    slack: Slack, socket: Socket
) -> None:
    slack.faults.silent_socket = True
    opened = len(slack.calls("apps.connections.open"))
    async with asyncio.timeout(10):
        while "nothing heard for " not in str(await socket.why_not()):  # noqa: ASYNC110  silence rings no bell
            await asyncio.sleep(0.02)
    # The client comes back by itself, and writes down a pong that it never had; we don't.
    await slack.until(lambda: len(slack.calls("apps.connections.open")) > opened, within=10)
    assert "nothing heard for " in str(await socket.why_not())
    slack.faults.silent_socket = False
    before = slack.sockets.pongs
    await slack.until(lambda: slack.sockets.pongs > before, within=10)
    assert await socket.why_not() is None


async def test_one_that_is_closed_is_not_well(slack: Slack, socket: Socket) -> None:
    await socket.close_async()
    assert await socket.why_not() == "Socket Mode: not connected"
