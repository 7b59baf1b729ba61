"""What the bot answers over HTTP."""

from __future__ import annotations

import hashlib
import hmac
import io
import time

import pytest
import pytest_asyncio
from sqlalchemy.exc import OperationalError

from bot import health
from bot import web as bot_web
from bot.playground.server import Slack

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def address(world):
    """Where the bot listens; a second listener of it in the case of Socket Mode."""
    if world.mode == "http":
        yield world.slack.request_url.removesuffix("/slack/events")
        return
    async with Slack().hosting(bot_web.web_app(world.bot.kit, world.bot.bolt, world.bot.socket)) as url:
        yield url.removesuffix("/slack/events")


def signed(world, body: bytes, at: float | None = None) -> dict[str, str]:
    stamp = str(int(at or time.time()))
    words = b"v0:" + stamp.encode() + b":" + body
    signature = "v0=" + hmac.new(world.slack.signing_secret.encode(), words, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature, "Content-Type": "application/json"}


async def test_it_lives_and_is_ready(world, address) -> None:
    async with world.bot.kit.http.get(f"{address}/healthz") as answer:
        assert answer.status == 200
    async with world.bot.kit.http.get(f"{address}/readyz") as answer:
        assert (answer.status, await answer.json()) == (200, {"store": "reached", "slack": "reached"})


async def test_without_its_database_it_is_not_ready_and_says_why(world, address, monkeypatch) -> None:
    async def away() -> None:
        raise OperationalError("SELECT 1", {}, Exception("away"))

    monkeypatch.setattr(world.bot.kit.store, "ready", away)
    async with world.bot.kit.http.get(f"{address}/readyz") as answer:
        assert (answer.status, (await answer.json())["store"]) == (503, "away (OperationalError)")


async def test_a_bad_token_or_a_closed_socket_is_not_ready(world, monkeypatch) -> None:
    monkeypatch.setattr(health, "SLACK_SEEN_SECONDS", 0.0)
    world.slack.faults.error("auth.test", "token_revoked", times=1)
    assert await why_not_ready(world, None) == "token_revoked"
    if world.bot.socket:

        async def closed() -> bool:
            return False

        monkeypatch.setattr(world.bot.socket.client, "is_connected", closed)
        assert await why_not_ready(world, world.bot.socket) == "Socket Mode: not connected"


async def why_not_ready(world, socket) -> str:
    application = bot_web.web_app(world.bot.kit, world.bot.bolt, socket)
    async with (
        Slack().hosting(application) as url,
        world.bot.kit.http.get(url.replace("slack/events", "readyz")) as answer,
    ):
        assert answer.status == 503
        return (await answer.json())["slack"]


async def test_what_slack_did_not_sign_is_refused(world, address) -> None:
    if world.mode != "http":
        return
    body = b'{"type": "url_verification", "challenge": "c"}'
    late = signed(world, body, time.time() - 600)
    wrong = signed(world, body + b" ")
    for headers in ({}, late, wrong, {**signed(world, body), "X-Slack-Request-Timestamp": "soon"}):
        async with world.bot.kit.http.post(f"{address}/slack/events", data=body, headers=headers) as answer:
            assert answer.status == 401


async def test_slacks_question_for_the_address_is_answered(world, address) -> None:
    if world.mode != "http":
        return
    body = b'{"type": "url_verification", "challenge": "c"}'
    async with world.bot.kit.http.post(f"{address}/slack/events", data=body, headers=signed(world, body)) as answer:
        assert (answer.status, (await answer.json())["challenge"]) == (200, "c")


@pytest.mark.parametrize(("body", "status"), [(b"\xff\xfe{", 400), (b"{not json", 400), (b"[" * 3_000_000, 413)])
async def test_what_cannot_be_read_is_refused_and_the_bot_lives_on(world, address, body, status) -> None:
    if world.mode != "http":
        return
    headers = signed(world, body)
    async with world.bot.kit.http.post(f"{address}/slack/events", data=io.BytesIO(body), headers=headers) as answer:
        assert answer.status == status
    async with world.bot.kit.http.get(f"{address}/healthz") as answer:
        assert answer.status == 200


async def test_over_socket_mode_nothing_is_taken_by_http(world, address) -> None:
    async with world.bot.kit.http.post(f"{address}/slack/events", data=b"{}") as answer:
        assert answer.status == (404 if world.mode == "socket" else 401)


async def test_the_environment_of_an_oauth_app_does_not_switch_oauth_on(world) -> None:
    assert {"SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"} <= world.asides["environment"].keys()
    assert world.bot.bolt.oauth_flow is None and world.bot.bolt.installation_store is None
