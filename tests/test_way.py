"""The way to Slack: by the proxy and with the certificates of the environment, for calls as for the WebSocket."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp

from bot import app, doctor, settings, way
from bot.errors import UserError
from bot.socket import Socket
from tests.replay.loopback import Handler, Loopback, certificate, proxy, server

PASSWORD = "pass-word"


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GEMINI_DEBUG_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("GEMINI_DEBUG_GEMINI_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("GEMINI_DEBUG_PORT", "0")


def slack(address: Callable[[], str]) -> Handler:
    """As much of Slack as the way leads to: two methods, and the WebSocket that the second opens."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path == "/link":
            socket = web.WebSocketResponse()
            await socket.prepare(request)
            await socket.send_json({"type": "hello"})
            async for _ in socket:
                pass
            return socket
        url = address().replace("http", "ws", 1) + "link"
        return web.json_response({"ok": True, "team_id": "T1", "user_id": "U1", "url": url})

    return answer


class Away:
    """A Slack at the far end, perhaps with TLS."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.at = Loopback()
        self._running = server(slack(lambda: self.at.url), tls)

    async def __aenter__(self) -> Loopback:
        self.at = await self._running.__aenter__()
        return self.at

    async def __aexit__(self, *raised: object) -> None:
        await self._running.__aexit__(*raised)  # type: ignore[arg-type]


async def nobody() -> None:
    """Nothing is delivered here."""


async def visited(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One call by the bot's client, and one connection of Socket Mode, as the bot makes them."""
    monkeypatch.setenv("SLACK_API_URL", f"{url}api/")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1-a")
    async with way.session() as http:
        found = settings.load()
        assert (await app.identity(app.slack_client(found, http))).team == "T1"
        bolt = AsyncApp(authorize=nobody, signing_secret="s", client=way.web_client(found.slack_api_url, http))
        socket = Socket(bolt, "xapp-1-a", way.web_client(found.slack_api_url, http))
        try:
            async with asyncio.timeout(20):
                await socket.connect_async()
            assert await socket.client.is_connected()
        finally:
            await socket.close_async()


async def test_calls_and_the_websocket_go_by_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    async with proxy() as between, Away() as far:
        monkeypatch.setenv("HTTP_PROXY", between.url)
        await visited(far.url, monkeypatch)
    assert [asked.path for asked in far.asked] == ["/api/auth.test", "/api/apps.connections.open", "/link"]
    # the second call goes by the connection of the first
    assert [asked.path.rpartition("/")[2] for asked in between.asked] == ["auth.test", "link"]


async def test_with_tls_they_go_through_it_and_trust_the_certificates_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = certificate(tmp_path)
    async with proxy() as between, Away(context) as far:
        monkeypatch.setenv("HTTPS_PROXY", between.url.replace("//", f"//user:{PASSWORD}@"))
        with pytest.raises(UserError, match="Slack can't be reached"):
            await visited(far.url, monkeypatch)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        between.asked.clear()
        await visited(far.url, monkeypatch)
    assert [asked.path for asked in far.asked] == ["/api/auth.test", "/api/apps.connections.open", "/link"]
    assert {asked.method for asked in between.asked} == {"CONNECT"} and len(between.asked) >= 2
    assert all(asked.headers["proxy-authorization"].startswith("Basic ") for asked in between.asked)


@pytest.mark.parametrize("hosts", ["127.0.0.1", "example.com,127.0.0.1", "*"])
async def test_a_host_of_no_proxy_is_reached_directly(hosts: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with proxy() as between, Away() as far:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy"):
            monkeypatch.setenv(name, between.url)
        monkeypatch.setenv("NO_PROXY", hosts)
        await visited(far.url, monkeypatch)
    assert not between.asked and len(far.asked) == 3


async def test_slacks_sdk_does_not_send_plain_http_to_the_proxy_for_https(monkeypatch: pytest.MonkeyPatch) -> None:
    async with proxy() as between, Away() as far:
        monkeypatch.setenv("HTTPS_PROXY", between.url)
        await visited(far.url, monkeypatch)
    assert not between.asked


@pytest.mark.parametrize(
    ("url", "environment", "leads"),
    [
        ("https://slack.com/api/", {"HTTPS_PROXY": "http://p:1"}, "http://p:1"),
        ("wss://wss-primary.slack.com/link", {"HTTPS_PROXY": "http://p:1"}, "http://p:1"),
        ("wss://wss-primary.slack.com/link", {"HTTPS_PROXY": "http://p:1", "WSS_PROXY": "http://q:2"}, "http://q:2"),
        ("wss://wss-primary.slack.com/link", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": ".slack.com"}, None),
        ("ws://127.0.0.1/link", {"https_proxy": "http://p:1"}, None),
        ("https://slack.com/", {"https_proxy": "p:1"}, "http://p:1"),
        ("https://slack.com/", {}, None),
        ("nonsense", {"HTTPS_PROXY": "http://p:1"}, None),
    ],
)
def test_the_proxy_to_an_address(
    url: str, environment: dict[str, str], leads: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert way.proxy_to(url) == leads


async def ways(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return [str(line) for line in await doctor.lines(settings.load()) if "Way out" in str(line)]


async def test_the_doctor_shows_both_ways_and_the_variables_without_the_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:{PASSWORD}@127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert await ways(monkeypatch) == [
        "well     Way out: Slack by http://…@127.0.0.1:9, Gemini directly. HTTPS_PROXY=http://…@127.0.0.1:9 NO_PROXY=127.0.0.1"
    ]
    monkeypatch.setenv("HTTPS_PROXY", f"user:{PASSWORD}@127.0.0.1:9")
    assert PASSWORD not in str(await ways(monkeypatch))


async def test_without_variables_the_doctor_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/")
    assert await ways(monkeypatch) == ["well     Way out: Slack directly, Gemini directly."]


async def test_the_doctor_names_a_file_of_certificates_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    missing, shown = await ways(monkeypatch)
    assert missing.startswith("MISSING") and "none.pem" in missing and "SSL_CERT_FILE=" in shown


@pytest.mark.parametrize("address", ["socks5://p:1", "https://p:1"])
async def test_a_proxy_that_aiohttp_cannot_use_is_named_by_the_doctor_and_stops_the_start(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", address)
    monkeypatch.setenv("NO_PROXY", "*")
    says = f"HTTPS_PROXY is a proxy of the kind {address.split(':')[0]}"
    assert says in (await ways(monkeypatch))[0]
    with pytest.raises(UserError, match=says):
        async with app.running(settings.load()):
            pass


async def test_a_session_reads_the_certificates_when_it_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = certificate(tmp_path)
    async with Away(context) as far:
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        async with way.session() as http, http.get(far.url) as answer:
            assert answer.status == 200
        monkeypatch.delenv("SSL_CERT_FILE")
        async with way.session() as http:
            with pytest.raises(aiohttp.ClientConnectorCertificateError):
                await http.get(far.url)
