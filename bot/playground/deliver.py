"""Brings events, commands and interactions to the app, and again when it does not acknowledge them."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.playground.app import App
from bot.playground.clock import Clock
from bot.playground.faults import Faults
from bot.playground.journal import Attempt, Delivery, Envelope, Journal
from bot.playground.signing import signed_headers
from bot.playground.socket import Sockets
from bot.playground.values import Json

DEADLINE = 3.0  # seconds for an acknowledgement over HTTP, and for a person's gesture on either way
SOCKET_DEADLINE = 4.0  # seconds until an event's envelope comes again on the socket
RETRIES = (0.0, 60.0, 300.0)  # seconds before each further try of an event
_REDIRECTS = 2


class UnacknowledgedError(Exception):
    """The app did not acknowledge in time, or with something other than 2xx; `reason` is Slack's word for it."""

    def __init__(self, reason: str, retry: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry = retry


@dataclass
class Courier:
    """Delivers over HTTP when `request_url` is set, else over Socket Mode."""

    app: App
    clock: Clock
    faults: Faults
    journal: Journal
    sockets: Sockets
    request_url: str | None = None
    _session: aiohttp.ClientSession | None = None
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    @property
    def has_app(self) -> bool:
        """True when somebody is there to deliver to, or was."""
        return self.request_url is not None or self.sockets.ever

    def begin(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """The work runs and counts as under way until it ends."""
        self.journal.started()
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        self.journal.ended()

    def event(self, payload: Json) -> None:
        """The event is on its way, and on its way again until it is acknowledged or four tries failed."""
        delivery = self.journal.began("events_api", payload, self.clock.now())
        if not self.has_app:
            self.journal.note(replace(delivery, state="nobody"))
            return
        self.begin(self._event(delivery))

    async def _event(self, delivery: Delivery) -> None:
        storm = 4 if self.faults.retry_storm else 2 if self.faults.double_delivery else 1
        envelope = _envelope(delivery)
        for number in range(len(RETRIES) + 1):
            retry: Json = {"retry_attempt": number, "retry_reason": "timeout" if number else ""}
            if number and delivery.attempts[-1].outcome != "acknowledged":
                retry["retry_reason"] = delivery.attempts[-1].outcome
                await self.clock.sleep(RETRIES[number - 1])
            try:
                answer = await self._once(delivery, envelope | retry)
            except UnacknowledgedError as failure:
                delivery = self.journal.tried(delivery, Attempt(number, failure.reason, self.clock.now()))
                if not failure.retry:
                    break
                continue
            delivery = self.journal.tried(delivery, Attempt(number, "acknowledged", self.clock.now()))
            delivery = replace(delivery, answer=answer)
            if number + 1 >= storm:
                self.journal.note(replace(delivery, state="acknowledged"))
                return
        taken = any(a.outcome == "acknowledged" for a in delivery.attempts)
        self.journal.note(replace(delivery, state="acknowledged" if taken else "given up"))

    async def gesture(self, kind: Envelope, payload: Json) -> Delivery:
        """A command or an interaction was delivered once; there is no second try."""
        delivery = self.journal.began(kind, payload, self.clock.now())
        if not self.has_app:
            return self.journal.note(replace(delivery, state="nobody"))
        self.journal.started()
        try:
            answer = await self._once(delivery, _envelope(delivery))
        except UnacknowledgedError as failure:
            delivery = self.journal.tried(delivery, Attempt(0, failure.reason, self.clock.now()))
            return self.journal.note(replace(delivery, state="given up"))
        else:
            delivery = self.journal.tried(delivery, Attempt(0, "acknowledged", self.clock.now()))
            return self.journal.note(replace(delivery, state="acknowledged", answer=answer))
        finally:
            self.journal.ended()

    async def _once(self, delivery: Delivery, envelope: Json) -> Any:
        if self.request_url is not None:
            return await self._over_http(delivery, envelope)
        deadline = SOCKET_DEADLINE if delivery.kind == "events_api" else DEADLINE

        async def whole() -> Json:
            return await (await self.sockets.deliver(envelope))

        work = asyncio.ensure_future(whole())
        try:
            answer = await self.clock.within(deadline, work)
        except TimeoutError:
            raise UnacknowledgedError("timeout") from None
        finally:
            _drop(work)
        return answer.get("payload")

    async def _over_http(self, delivery: Delivery, envelope: Json) -> Any:
        body, content_type = _body(delivery)
        headers = signed_headers(self.app.signing_secret, int(time.time()), body) | {"Content-Type": content_type}
        headers["User-Agent"] = "Slackbot 1.0 (+https://api.slack.com/robots)"
        if envelope.get("retry_attempt"):
            headers["X-Slack-Retry-Num"] = str(envelope["retry_attempt"])
            headers["X-Slack-Retry-Reason"] = envelope["retry_reason"]
        work = asyncio.ensure_future(self._post(body, headers))
        try:
            return await self.clock.within(DEADLINE, work)
        except TimeoutError:
            raise UnacknowledgedError("http_timeout") from None
        finally:
            _drop(work)

    async def _post(self, body: str, headers: dict[str, str]) -> Any:
        self._session = self._session or aiohttp.ClientSession()
        try:
            async with self._session.post(
                self.request_url or "", data=body.encode(), headers=headers, max_redirects=_REDIRECTS
            ) as response:
                text = await response.text()
                if not 200 <= response.status < 300:
                    raise UnacknowledgedError("http_error", retry=response.headers.get("X-Slack-No-Retry") != "1")
                if response.content_type == "application/json":
                    return json.loads(text or "null")
                return {"text": text} if text else None
        except aiohttp.TooManyRedirects:
            raise UnacknowledgedError("too_many_redirects") from None
        except aiohttp.ClientSSLError:
            raise UnacknowledgedError("ssl_error") from None
        except aiohttp.ClientError:
            raise UnacknowledgedError("connection_failed") from None

    async def close(self) -> None:
        """Nothing is under way any more."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()


def _drop(work: asyncio.Future[Any]) -> None:
    """Nobody waits for the work any more, whatever comes of it."""
    work.cancel()
    work.add_done_callback(lambda done: done.cancelled() or done.exception())


def _envelope(delivery: Delivery) -> Json:
    return {
        "type": delivery.kind,
        "envelope_id": secrets.token_hex(16),
        "payload": delivery.payload,
        "accepts_response_payload": delivery.kind != "events_api",
    }


def _body(delivery: Delivery) -> tuple[str, str]:
    if delivery.kind == "events_api":
        return json.dumps(delivery.payload), "application/json"
    if delivery.kind == "slash_commands":
        return urlencode(delivery.payload), "application/x-www-form-urlencoded"
    return urlencode({"payload": json.dumps(delivery.payload)}), "application/x-www-form-urlencoded"
