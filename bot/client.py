"""Slack's Web API: called in turn, its waits waited for, every refusal counted, a token that is no longer good remembered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot import metrics, way
from bot.pace import POST, UPDATE, Call, Pace

# Slack's words for a token that isn't good any more. https://docs.slack.dev/reference/methods/auth.test#errors
REVOKED = frozenset(["account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"])
RETURN = "response_url"  # it counts as a method
RETRY_AFTER = 1.0  # seconds, where Slack names none
LOOK_AGAIN = 5.0  # seconds between two looks whether Slack is back


class AwayError(Exception):
    """Slack takes no call at all just now; it says why."""


class Client(AsyncWebClient):
    """`refused`: Slack's word for why it doesn't take our token; None while it does."""

    def __init__(self, http: aiohttp.ClientSession, **more: Any) -> None:
        super().__init__(session=http, retry_handlers=[], **more)
        way.by_its_session(self)
        self._http = http
        self.pace = Pace()
        self.refused: str | None = None
        self._told: tuple[float, float] | None = None  # Slack's time, and ours when it told it
        self._looking = asyncio.Lock()
        self._looked: tuple[float, str | None] = (float("-inf"), None)

    async def api_call(self, api_method: str, **more: Any) -> AsyncSlackResponse:
        """Slack's answer, once it is this call's turn; what it refuses is counted."""
        channel, line = _place(api_method, more)
        async with self.pace.call(api_method, channel, line) as call:
            while True:
                await call.turn()
                try:
                    answer = await self._ask(api_method, more)
                except SlackApiError as error:
                    if not _waits(call, status_of(error), headers_of(error)):
                        raise
                else:
                    return answer

    async def respond(self, url: str, body: Mapping[str, Any]) -> int:
        """Slack's status for what was said to a response_url, once it takes it."""
        async with self.pace.call(RETURN, url) as call:
            while True:
                await call.turn()
                async with self._http.post(url, json=body, allow_redirects=False) as answer:
                    status, headers = answer.status, answer.headers
                if status != 200:
                    metrics.refused(RETURN, "ratelimited" if status == 429 else "other")
                if not _waits(call, status, headers):
                    return status

    async def look(self) -> None:
        """Slack takes calls; AwayError: it doesn't. However many ask, Slack is asked once in a few seconds."""
        async with self._looking:
            if time.monotonic() - self._looked[0] > LOOK_AGAIN:
                try:
                    await self.auth_test()
                    away = None
                except SlackApiError as error:
                    away = word_of(error)
                except (aiohttp.ClientError, TimeoutError, OSError) as error:
                    away = type(error).__name__
                self._looked = (time.monotonic(), away)
            if self._looked[1]:
                raise AwayError(self._looked[1])

    def time(self) -> float:
        """Seconds since 1970 as Slack counts them: its clock as it told it last, going on like ours. Until it told, ours."""
        if self._told is None:
            return time.time()
        return self._told[0] + time.monotonic() - self._told[1]

    async def _ask(self, api_method: str, more: dict[str, Any]) -> AsyncSlackResponse:
        try:
            answer = await super().api_call(api_method, **more)
        except SlackApiError as error:
            word = word_of(error)
            metrics.refused(api_method, word)
            if word in REVOKED:
                self.refused = word
            self._note_time(headers_of(error))
            raise
        except (aiohttp.ClientError, TimeoutError, OSError):
            metrics.refused(api_method, "unreachable")
            raise
        self.refused = None
        self._note_time(answer.headers)
        return answer

    def _note_time(self, headers: Mapping[str, str]) -> None:
        try:
            told = parsedate_to_datetime(headers.get("Date") or headers.get("date") or "")
        except (TypeError, ValueError):
            return
        self._told = (told.timestamp(), time.monotonic())


def _place(method: str, more: Mapping[str, Any]) -> tuple[str, str | None]:
    """The channel of a call, and what must stay in order there: a thread's posts, a message's updates."""
    given = {**(more.get("json") or {}), **(more.get("data") or {}), **(more.get("params") or {})}
    if method == POST:
        thread = given.get("thread_ts")
        return str(given.get("channel", "")), str(thread) if thread else None
    if method == UPDATE:
        return "", f"{given.get('channel')}:{given.get('ts')}"
    return "", None


def _waits(call: Call, status: int, headers: Mapping[str, str]) -> bool:
    """Whether Slack asked for patience; then all calls of the kind wait as long as it said."""
    if status != 429:
        return False
    said = headers.get("Retry-After") or headers.get("retry-after") or ""
    call.wait(float(said) if said.replace(".", "", 1).isdigit() else RETRY_AFTER)
    return True


def status_of(error: SlackApiError) -> int:
    """The HTTP status of Slack's refusal; 0: unknown."""
    answer = error.response
    return int(getattr(answer, "status_code", getattr(answer, "status", 0)))


def headers_of(error: SlackApiError) -> Mapping[str, str]:
    """The headers of Slack's refusal."""
    headers: Mapping[str, str] = getattr(error.response, "headers", {})
    return headers


def word_of(error: SlackApiError) -> str:
    """Slack's word for what is wrong, or what its status stands for."""
    answer = error.response
    said = answer.get("error") if hasattr(answer, "get") and isinstance(getattr(answer, "data", {}), dict) else None
    if said:
        return str(said)
    status = status_of(error)
    return "ratelimited" if status == 429 else "internal_error" if status >= 500 else "other"
