"""What the bot answers over HTTP: Slack's deliveries, and whether it lives and is ready."""

from __future__ import annotations

import asyncio
import time

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.jobs.kit import Kit

MOST_BYTES = 2 * 1024 * 1024
READY_SECONDS = 2.0
SLACK_SEEN_SECONDS = 30.0

log = structlog.get_logger(__name__)


def web_app(kit: Kit, bolt: AsyncApp, socket: AsyncSocketModeHandler | None) -> web.Application:
    """`/healthz`, `/readyz`, and without Socket Mode `/slack/events`."""
    health = _Health(kit, socket)
    app = web.Application(client_max_size=MOST_BYTES)
    app.router.add_get("/healthz", health.alive)
    app.router.add_get("/readyz", health.ready)
    if socket is None:
        app.router.add_post("/slack/events", _Deliveries(kit, bolt).take)
    return app


class _Deliveries:
    """Slack's deliveries: signed, whole, in time."""

    def __init__(self, kit: Kit, bolt: AsyncApp) -> None:
        secret = kit.settings.slack_signing_secret
        self._signature = SignatureVerifier(secret.get_secret_value() if secret else "")
        self._bolt = bolt

    async def take(self, request: web.Request) -> web.Response:
        """Bolt's answer; 401 for what Slack didn't sign, 400 for what can't be read, 413 for what is too large."""
        timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        try:
            body = (await request.read()).decode()
            if not timestamp.isdecimal() or not self._signature.is_valid(body, timestamp, signature):
                return web.Response(status=401, text="not signed by Slack")
            asked = AsyncBoltRequest(body=body, query=request.query_string, headers=dict(request.headers))
        except ValueError:
            return web.Response(status=400, text="not readable")
        return await to_aiohttp_response(await self._bolt.async_dispatch(asked))


class _Health:
    """Whether the process lives, and whether it can do its work."""

    def __init__(self, kit: Kit, socket: AsyncSocketModeHandler | None) -> None:
        self._kit, self._socket = kit, socket
        self._slack_seen = float("-inf")

    async def alive(self, _: web.Request) -> web.Response:
        """The process answers."""
        return web.json_response({"alive": True})

    async def ready(self, _: web.Request) -> web.Response:
        """200 when the database and Slack were reached; else 503 with what wasn't and why."""
        store, slack = await asyncio.gather(self._reach(self._store), self._reach(self._slack))
        status = 200 if store == slack == "reached" else 503
        return web.json_response({"store": store, "slack": slack}, status=status)

    async def _reach(self, look: object) -> str:
        try:
            async with asyncio.timeout(READY_SECONDS):
                await look()  # type: ignore[operator]
        except Exception as error:  # whatever it is, we are not ready
            log.warning("not ready", error=type(error).__name__)
            return type(error).__name__
        return "reached"

    async def _store(self) -> None:
        await self._kit.store.ready()

    async def _slack(self) -> None:
        if self._socket is not None and not await self._socket.client.is_connected():
            raise ConnectionError
        if time.monotonic() - self._slack_seen > SLACK_SEEN_SECONDS:
            await self._kit.client.auth_test()
            self._slack_seen = time.monotonic()
