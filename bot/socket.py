"""Socket Mode, and when Slack was heard of last."""

from __future__ import annotations

import time
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

PING_SECONDS = 10.0
SILENT_AFTER = 4  # pings without an answer, after which the client connects anew


class Socket(AsyncSocketModeHandler):
    """A connection that knows when it last heard a ping or a pong.

    The client's own note of it won't do: it writes the time of a ping there when it has had no pong at all.
    """

    def __init__(self, bolt: AsyncApp, token: str, client: AsyncWebClient, ping_seconds: float = PING_SECONDS) -> None:
        super().__init__(bolt, token, web_client=client, ping_interval=ping_seconds)
        self.heard = time.monotonic()
        self._unheard = self.client.aiohttp_client_session
        self.client.aiohttp_client_session = aiohttp.ClientSession(ws_response_class=_ears(self))

    async def close_async(self) -> None:
        """The connection is closed, for good."""
        await self._unheard.close()
        await super().close_async()  # type: ignore[no-untyped-call]

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


def _ears(socket: Socket) -> type[aiohttp.ClientWebSocketResponse]:
    class Ears(aiohttp.ClientWebSocketResponse):
        async def receive(self, timeout: float | None = None) -> Any:  # noqa: ASYNC109  aiohttp's own signature
            message = await super().receive(timeout)
            if message.type in (aiohttp.WSMsgType.PING, aiohttp.WSMsgType.PONG):
                socket.heard = time.monotonic()
            return message

    return Ears
