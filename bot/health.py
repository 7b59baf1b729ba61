"""Whether the process lives, whether it can do its work, and what it counts."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable

import aiohttp
import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST
from slack_sdk.errors import SlackApiError

from bot import metrics
from bot.client import word_of
from bot.jobs import retention
from bot.jobs.kit import Kit
from bot.socket import Socket

READY_SECONDS = 2.0
SLACK_SEEN_SECONDS = 30.0
REACHED = "reached"

log = structlog.get_logger(__name__)


class Health:
    """The answers to whoever watches the process."""

    def __init__(self, kit: Kit, socket: Socket | None) -> None:
        self._kit, self._socket = kit, socket
        self._slack_seen = float("-inf")
        self._said: dict[str, str] = {}

    async def alive(self, _: web.Request) -> web.Response:
        """The process answers."""
        return web.json_response({"alive": True})

    async def ready(self, _: web.Request) -> web.Response:
        """200 when the database and Slack were reached; else 503 with what wasn't and why."""
        parts = await self._parts()
        return web.json_response(parts, status=200 if set(parts.values()) == {REACHED} else 503)

    async def metrics(self, _: web.Request) -> web.Response:
        """Everything that is counted, in Prometheus' format; without its database the queue is NaN."""
        await self._parts()
        try:
            async with asyncio.timeout(READY_SECONDS):
                queue = await self._kit.store.run(retention.queue)
            age = 0.0 if queue.oldest is None else max(0.0, time.time() - queue.oldest)
            metrics.waiting(queue.depth, age)
        except Exception as error:  # whatever it is, the other figures count all the same
            log.warning("queue unknown", error=type(error).__name__)
            metrics.waiting(math.nan, math.nan)
        return web.Response(body=metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _parts(self) -> dict[str, str]:
        store, slack = await asyncio.gather(self._reach("store", self._store), self._reach("slack", self._slack))
        return {"store": store, "slack": slack}

    async def _reach(self, part: str, look: Callable[[], Awaitable[str]]) -> str:
        try:
            async with asyncio.timeout(READY_SECONDS):
                said = await look()
        except TimeoutError:
            said = f"no answer within {READY_SECONDS:.0f} s"
        except (aiohttp.ClientError, OSError) as error:
            said = f"can't be reached ({type(error).__name__})"
        except Exception as error:  # whatever it is, we are not ready
            said = f"away ({type(error).__name__})"
        if self._said.get(part, REACHED) != said:
            log.info("ready again" if said == REACHED else "not ready", part=part, why=said)
        self._said[part] = said
        metrics.reached(part, said == REACHED)
        return said

    async def _store(self) -> str:
        await self._kit.store.ready()
        return REACHED

    async def _slack(self) -> str:
        why = await self._socket.why_not() if self._socket else None
        if why:
            return why
        client = self._kit.client
        if client.refused or time.monotonic() - self._slack_seen > SLACK_SEEN_SECONDS:
            try:
                await client.auth_test()
            except SlackApiError as error:
                return word_of(error)
            self._slack_seen = time.monotonic()
        return REACHED
