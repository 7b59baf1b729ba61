"""Socket Mode: tickets, connections, envelopes and their acknowledgements."""

from __future__ import annotations

import asyncio
import json
import secrets
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from bot.playground.clock import Bell, Clock
from bot.playground.faults import Faults
from bot.playground.values import Json

CONNECTIONS = 10  # of one app at one time
WARNING = 10.0  # seconds between the warning and the end of a connection
PING = 10.0  # seconds between the server's pings
TICKET = 30.0  # seconds that an address from apps.connections.open is good for


@dataclass
class Sockets:
    """The open connections of the app. Each envelope goes to one of them, nobody knows which."""

    app_id: str
    clock: Clock
    bell: Bell
    faults: Faults
    open: list[web.WebSocketResponse] = field(default_factory=list)
    ever: bool = False  # True once the app was connected
    pongs: int = 0
    warned: int = 0  # connections that were told to come back
    astray: int = 0  # acknowledgements by another connection than their envelope's; Slack promises nothing there
    _tickets: dict[str, float] = field(default_factory=dict)
    _waiting: dict[str, tuple[asyncio.Future[Json], web.WebSocketResponse | None]] = field(default_factory=dict)

    def ticket(self) -> str:
        """A fresh ticket, good for one connection."""
        ticket = secrets.token_urlsafe(12)
        self._tickets[ticket] = self.clock.now()
        return ticket

    async def link(self, request: web.Request) -> web.StreamResponse:
        """Holds one connection from its `hello` to its end."""
        issued = self._tickets.pop(request.query.get("ticket", ""), None)
        if issued is None or self.clock.now() - issued > TICKET:
            return web.Response(status=403, text="invalid ticket")
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        if len(self.open) >= CONNECTIONS:
            await _say(socket, {"type": "disconnect", "reason": "too_many_websockets", "debug_info": self._debug()})
            await socket.close()
            return socket
        self.open.append(socket)
        self.ever = True
        await _say(socket, self._hello())
        pinging = asyncio.ensure_future(self._ping(socket))
        self.bell.ring()
        try:
            await self._listen(socket)
        finally:
            pinging.cancel()
            self.open.remove(socket)
            self.bell.ring()
        return socket

    async def _ping(self, socket: web.WebSocketResponse) -> None:
        with suppress(ConnectionError):
            while True:
                if not self.faults.silent_socket:
                    await socket.ping(b"Ping from playground")
                await self.clock.sleep(PING)

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            if self.faults.silent_socket:
                continue
            if message.type == WSMsgType.PING:
                await socket.pong(message.data)
            elif message.type == WSMsgType.PONG:
                self.pongs += 1
                self.bell.ring()
            elif message.type == WSMsgType.TEXT:
                self._acknowledged(socket, message.data)

    def _acknowledged(self, socket: web.WebSocketResponse, text: str) -> None:
        answer = json.loads(text)
        waiting, by = self._waiting.pop(str(answer.get("envelope_id")), (None, None))
        if waiting and not waiting.done():
            self.astray += by is not socket
            waiting.set_result(answer)

    async def deliver(self, envelope: Json) -> asyncio.Future[Json]:
        """The envelope went to one connection; what it gives is the acknowledgement to come.

        While nothing is connected, or the socket is silent, the acknowledgement never comes.
        """
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        while not self.open:
            await self.bell.next()
        by = None if self.faults.silent_socket else secrets.choice(self.open)
        self._waiting[envelope["envelope_id"]] = (answer, by)
        if by:
            await _say(by, envelope)
        return answer

    async def refresh(self) -> None:
        """Every connection was warned, and ended ten seconds later; the app has to come back."""
        ending = tuple(self.open)
        for reason in ("warning", "refresh_requested"):
            for socket in ending:
                if not socket.closed:
                    await _say(socket, {"type": "disconnect", "reason": reason, "debug_info": self._debug()})
                    self.warned += 1
                    self.bell.ring()
            if reason == "warning":
                await self.clock.sleep(WARNING)
        for socket in ending:
            await socket.close()

    async def close(self) -> None:
        """No connection is left."""
        for socket in tuple(self.open):
            await socket.close()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.open),
            "debug_info": self._debug() | {"approximate_connection_time": 18060},
            "connection_info": {"app_id": self.app_id},
        }

    def _debug(self) -> Json:
        return {"host": "applink-playground", "build_number": 1}


async def _say(socket: web.WebSocketResponse, message: Json) -> None:
    with suppress(ConnectionError):  # it broke just now; the envelope stays without acknowledgement
        await socket.send_str(json.dumps(message))
