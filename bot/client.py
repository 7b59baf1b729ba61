"""Slack's Web API, with every refusal counted, and a token that is no longer good remembered."""

from __future__ import annotations

from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot import metrics

# Slack's words for a token that isn't good any more. https://docs.slack.dev/reference/methods/auth.test#errors
REVOKED = frozenset(["account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"])


class Client(AsyncWebClient):
    """`refused`: Slack's word for why it doesn't take our token; None while it does."""

    refused: str | None = None

    async def api_call(self, api_method: str, **more: Any) -> AsyncSlackResponse:
        """Slack's answer; what it refuses is counted."""
        try:
            answer = await super().api_call(api_method, **more)
        except SlackApiError as error:
            word = word_of(error)
            metrics.refused(api_method, word)
            if word in REVOKED:
                self.refused = word
            raise
        except (aiohttp.ClientError, TimeoutError, OSError):
            metrics.refused(api_method, "unreachable")
            raise
        self.refused = None
        return answer


class Patience(AsyncRateLimitErrorRetryHandler):
    """Waits as long as Slack says, and counts it."""

    async def prepare_for_next_attempt_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> None:
        """The time that Slack named is over."""
        metrics.refused(request.url.rpartition("/")[2], "ratelimited")
        await super().prepare_for_next_attempt_async(state=state, request=request, response=response, error=error)


def patience() -> list[AsyncRetryHandler]:
    """It waits when Slack says so, and repeats nothing else: a repeated post would stand there twice."""
    return [Patience(max_retry_count=3)]


def word_of(error: SlackApiError) -> str:
    """Slack's word for what is wrong, or what its status stands for."""
    answer = error.response
    said = answer.get("error") if hasattr(answer, "get") and isinstance(getattr(answer, "data", {}), dict) else None
    if said:
        return str(said)
    status = getattr(answer, "status_code", 0)
    return "ratelimited" if status == 429 else "internal_error" if status >= 500 else "other"
