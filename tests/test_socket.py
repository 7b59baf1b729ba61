"""Socket Mode is well as long as pongs come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot import socket as bot_socket
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


class Slow:
    """A bolt app that is at work on an event until it may end."""

    def __init__(self, socket: Socket, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.may_end = asyncio.Event(), asyncio.Event()
        self.taken = 0
        monkeypatch.setattr(socket.app, "async_dispatch", self.dispatch)

    async def dispatch(self, _: object) -> BoltResponse:
        self.taken += 1
        self.begun.set()
        await self.may_end.wait()
        return BoltResponse(status=200)


async def test_what_came_by_a_connection_is_acknowledged_there_before_it_is_renewed(
    slack: Slack, socket: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(socket, monkeypatch)
    ada, general = slack.person("ada"), slack.channel("general")
    await ada.writes(general, "hello")
    await slow.begun.wait()
    refresh = asyncio.ensure_future(slack.refresh_sockets())
    await slack.until(lambda: slack.sockets.warned)
    slow.may_end.set()
    await slack.until(lambda: len(slack.calls("apps.connections.open")) == 2)
    await slack.connected()
    await slack.clock.advance(10)
    await refresh
    await ada.writes(general, "hello again")
    await slack.settled()
    assert [len(d.attempts) for d in slack.deliveries("message")] == [1, 1] and slow.taken == 2
    assert slack.sockets.astray == 0


async def test_a_renewal_does_not_wait_for_ever_for_an_acknowledgement(
    slack: Slack, socket: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot_socket, "ACKNOWLEDGED_WITHIN", 0.05)
    slow = Slow(socket, monkeypatch)
    ada, general = slack.person("ada"), slack.channel("general")
    await ada.writes(general, "hello")
    await slow.begun.wait()
    old = socket.client.current_session
    refresh = asyncio.ensure_future(slack.refresh_sockets())
    await slack.until(lambda: socket.client.current_session is not old)
    slow.may_end.set()  # too late for the old connection, so it goes by the new one
    await slack.until(lambda: slack.deliveries("message")[0].state == "acknowledged")
    await slack.clock.advance(10)
    await refresh
    assert slack.sockets.astray == 1


async def test_with_several_connections_each_acknowledges_what_came_by_it(
    slack: Slack, socket: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def authorize() -> None:
        """Nothing is authorized here."""

    async def taken(_: object) -> BoltResponse:
        return BoltResponse(status=200)

    bolt = AsyncApp(authorize=authorize, signing_secret="s")
    second = Socket(bolt, slack.app_token, AsyncWebClient(base_url=slack.api_url), ping_seconds=0.05)
    await second.connect_async()
    try:
        await slack.connected(2)
        for one in (socket, second):
            monkeypatch.setattr(one.app, "async_dispatch", taken)
        ada, general = slack.person("ada"), slack.channel("general")
        for number in range(20):
            await ada.writes(general, str(number))
        await slack.settled()
        assert [len(d.attempts) for d in slack.deliveries("message")] == [1] * 20 and slack.sockets.astray == 0
        assert await second.why_not() is None
    finally:
        await second.close_async()


async def test_what_is_no_envelope_is_passed_over(slack: Slack, socket: Socket) -> None:
    for text in ("not JSON", "[1]", '{"type": "hello"}'):
        socket.client.came(slack.sockets.open[0], text)  # type: ignore[arg-type]
    assert await socket.why_not() is None
