"""What the bot answers over HTTP: Slack's deliveries, and whether it lives and is ready."""

from __future__ import annotations

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.health import Health
from bot.jobs.kit import Kit
from bot.socket import Socket

MOST_BYTES = 2 * 1024 * 1024


def web_app(kit: Kit, bolt: AsyncApp, socket: Socket | None) -> web.Application:
    """`/healthz`, `/readyz`, `/metrics`, and without Socket Mode `/slack/events`."""
    health = Health(kit, socket)
    app = web.Application(client_max_size=MOST_BYTES)
    app.router.add_get("/healthz", health.alive)
    app.router.add_get("/readyz", health.ready)
    app.router.add_get("/metrics", health.metrics)
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
        except (ValueError, RecursionError):
            return web.Response(status=400, text="not readable")
        return await to_aiohttp_response(await self._bolt.async_dispatch(asked))
