"""A running fake, a client with its token, and the real Bolt app on either way of delivery."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.actor import Actor
from bot.playground.app import whole_manifest
from bot.playground.server import Slack
from bot.playground.values import Channel

Over = Callable[[AsyncApp], AbstractAsyncContextManager[Any]]


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack(whole_manifest()) as running:
        yield running


@pytest.fixture
def client(slack: Slack) -> AsyncWebClient:
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])


@pytest.fixture
def ada(slack: Slack) -> Actor:
    return slack.person("ada")


@pytest.fixture
def general(slack: Slack, ada: Actor) -> Channel:
    return slack.channel("general")


@pytest.fixture
def bolt(slack: Slack, client: AsyncWebClient) -> AsyncApp:
    """The real Bolt app; `over` adds listeners that take what a test doesn't listen to."""
    return AsyncApp(client=client, signing_secret=slack.signing_secret)


@pytest.fixture
def refused() -> Callable[[Any], Any]:
    """Awaits a call that Slack must refuse, and gives the answer."""

    async def call_it(call: Any) -> Any:
        with pytest.raises(SlackApiError) as caught:
            await call
        return caught.value.response

    return call_it


@pytest.fixture
def over_socket(slack: Slack) -> Over:
    """Runs a Bolt app against the fake over Socket Mode."""

    @asynccontextmanager
    async def run(app: AsyncApp) -> AsyncIterator[AsyncSocketModeHandler]:
        _catch_rest(app)
        handler = AsyncSocketModeHandler(app, slack.app_token, web_client=app.client, ping_interval=5)
        await handler.connect_async()
        await slack.connected()
        try:
            yield handler
        finally:
            await handler.close_async()

    return run


@pytest.fixture
def over_http(slack: Slack) -> Over:
    """Runs a Bolt app against the fake over HTTP."""

    @asynccontextmanager
    async def run(app: AsyncApp) -> AsyncIterator[None]:
        _catch_rest(app)
        async with slack.hosting(app.web_app()):
            yield

    return run


@pytest.fixture(params=["socket", "http"])
def over(request: pytest.FixtureRequest, over_socket: Over, over_http: Over) -> Over:
    """Runs a Bolt app against the fake, once over Socket Mode and once over HTTP."""
    return over_socket if request.param == "socket" else over_http


def _catch_rest(app: AsyncApp) -> None:
    async def nothing() -> None:
        pass

    for event in ("message", "app_mention", "app_home_opened", "member_joined_channel", "reaction_added"):
        app.event(event)(nothing)
