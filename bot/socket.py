"""Socket Mode, and when Slack was heard of last."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from contextlib import suppress
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from bot import way

PING_SECONDS = 10.0
ACKNOWLEDGED_WITHIN = 3.0  # seconds
SILENT_AFTER = 4  # pings without an answer, after which the client connects anew


class Socket(AsyncSocketModeHandler):
    """A connection that knows when it last heard a ping or a pong.

    The client's own note of it won't do: it writes the time of a ping there when it has had no pong at all.
    """

    def __init__(self, bolt: AsyncApp, token: str, client: AsyncWebClient, ping_seconds: float = PING_SECONDS) -> None:
        # Not its constructor's work: that makes a client of another kind, which is at work at once.
        self.app, self.app_token = bolt, token
        self.heard = time.monotonic()
        self.client = Ends(self, token, client, ping_seconds, bolt.logger)
        self.client.socket_mode_request_listeners.append(self.handle)  # type: ignore[arg-type]

    @property
    def silence(self) -> float:
        """Seconds since Slack was heard of."""
        return time.monotonic() - self.heard

    async def why_not(self) -> str | None:
        """Why nothing can come by this way; None: it can."""
        if self.silence >= self.client.ping_interval * SILENT_AFTER:
            return f"Socket Mode: nothing heard for {self.silence:.0f} s"
        if not await self.client.is_connected():
            return "Socket Mode: not connected"
        return None


class Ends(SocketModeClient):
    """Slack's end and ours. An envelope is acknowledged on the connection that it came by, and a connection that Slack
    wants to renew is kept until what came by it is acknowledged."""

    def __init__(
        self, socket: Socket, token: str, client: AsyncWebClient, ping_seconds: float, logger: logging.Logger
    ) -> None:
        super().__init__(token, logger, client, ping_interval=ping_seconds)
        self._unheard = self.aiohttp_client_session
        self.aiohttp_client_session = way.session(ws_response_class=_ears(socket, self))
        self._came_by: dict[str, aiohttp.ClientWebSocketResponse] = {}
        self._fewer = asyncio.Condition()

    def came(self, by: aiohttp.ClientWebSocketResponse, text: str) -> None:
        """A message came by that connection."""
        if envelope := _envelope(text):
            self._came_by[envelope] = by

    async def run_message_listeners(self, message: dict[str, Any], raw_message: str) -> None:
        """The envelope was taken, and acknowledged if that went well."""
        await super().run_message_listeners(message, raw_message)
        await self._forget(str(message.get("envelope_id")))

    async def send_message(self, message: str) -> None:
        """It is sent by the connection that it answers to, while that is open."""
        by = self._came_by.get(_envelope(message) or "")
        if by is None or by.closed:
            await super().send_message(message)
        else:
            await by.send_str(message)

    async def issue_new_wss_url(self) -> str:
        """The address of the next connection; the proxy is the one that leads there."""
        url: str = await super().issue_new_wss_url()
        self.proxy = way.proxy_to(url)
        return url

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        """There is a new connection. Slack forces it some seconds before it ends the old one."""
        if force:
            under_way = {name for name, by in self._came_by.items() if by is self.current_session}
            with suppress(TimeoutError):
                async with asyncio.timeout(ACKNOWLEDGED_WITHIN), self._fewer:
                    await self._fewer.wait_for(lambda: under_way.isdisjoint(self._came_by))
        await super().connect_to_new_endpoint(force)

    async def close(self) -> None:
        """All is closed."""
        await self._unheard.close()
        await super().close()  # type: ignore[no-untyped-call]

    async def _forget(self, envelope: str) -> None:
        self._came_by.pop(envelope, None)
        async with self._fewer:
            self._fewer.notify_all()


def _envelope(text: str) -> str | None:
    """The id of the envelope in a message, or in an acknowledgement."""
    try:
        said = json.loads(text)
    except ValueError:
        return None
    envelope = said.get("envelope_id") if isinstance(said, dict) else None
    return str(envelope) if envelope else None


def _ears(socket: Socket, ends: Ends) -> type[aiohttp.ClientWebSocketResponse]:
    class Ears(aiohttp.ClientWebSocketResponse):
        async def receive(self, timeout: float | None = None) -> Any:  # noqa: ASYNC109  aiohttp's own signature
            message = await super().receive(timeout)
            if message.type in (aiohttp.WSMsgType.PING, aiohttp.WSMsgType.PONG):
                socket.heard = time.monotonic()
            elif message.type == aiohttp.WSMsgType.TEXT:
                ends.came(self, message.data)
            return message

    return Ears
