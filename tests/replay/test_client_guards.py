"""What the client keeps: the key, the time, the way to Gemini."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
import traceback
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.diagnosis import diagnose, load
from bot.paste import read
from bot.places import place
from bot.replay import client
from bot.replay.client import Access, Outcome, send
from tests.replay.loopback import KEY, WELL, Loopback, a_call, certificate, proxy, replies, server, talking

# A text of the key's own letters, whatever was cut off: nobody may find ten of them in a row.
PIECES = [KEY[at : at + 10] for at in range(4, len(KEY) - 9)]


def is_clean(shown: str) -> bool:
    return not any(piece in shown for piece in PIECES)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["generateContent", "streamGenerateContent", "models.get"])
async def test_a_redirect_is_not_followed_and_the_key_goes_nowhere(status: int, method: str) -> None:
    async with server() as elsewhere:
        away = replies(status, "{}", location=f"{elsewhere.url}x/{KEY}?key={KEY}")
        async with server(away) as gemini:
            outcome = await send(a_call(method), KEY, gemini.access)
    assert (outcome.http, outcome.failure, outcome.passed) == (status, "redirect", False)
    assert outcome.message == elsewhere.url.rstrip("/") and not elsewhere.asked and len(gemini.asked) == 1
    assert is_clean(repr(outcome)) and is_clean(outcome.paste())


@pytest.mark.parametrize("location", ["http://[", "//", "x://y", "http://a b/", "http://a:b/"])
async def test_a_redirect_to_nowhere_is_one_too(location: str) -> None:
    async with server(replies(302, "", location=location)) as gemini:
        outcome = await send(a_call(), KEY, gemini.access)
    assert outcome.failure == "redirect" and not outcome.passed and len(gemini.asked) == 1


async def _drip(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"content-type": "text/event-stream"})
    await response.prepare(request)
    try:
        while True:
            await response.write(b" ")
            await asyncio.sleep(0.02)
    except ConnectionError:
        return response


@pytest.mark.parametrize("method", ["generateContent", "streamGenerateContent"])
async def test_a_server_that_drips_is_left_after_the_time(method: str) -> None:
    async with server(_drip) as gemini:
        started = time.monotonic()
        outcome = await send(a_call(method, timeout_s=0.5), KEY, gemini.access)
    assert (outcome.http, outcome.failure, outcome.passed) == (200, "timeout", False)
    assert time.monotonic() - started < 10 and 0.4 < outcome.seconds < 10


async def test_a_server_that_says_nothing_is_left_after_the_time() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with talking(silent) as url:
        outcome = await send(a_call(timeout_s=0.3), KEY, Access(url))
    assert (outcome.http, outcome.failure) == (None, "timeout")
    assert diagnose(read(outcome.paste()), load(place("knowledge"))).cause == "client-timeout"


# Everything that google-genai reads of the environment, set against what the client was told.
_SDK = {
    "GOOGLE_API_KEY": "AIzaOTHERxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "GEMINI_API_KEY": "AIzaANOTHERxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "GOOGLE_GENAI_USE_VERTEXAI": "true",
    "GOOGLE_GENAI_USE_ENTERPRISE": "true",
    "GOOGLE_GEMINI_BASE_URL": "http://127.0.0.1:9/",
    "GOOGLE_VERTEX_BASE_URL": "http://127.0.0.1:9/",
    "GOOGLE_GENAI_API_VERSION": "v1alpha",
    "GOOGLE_CLOUD_PROJECT": "other",
    "GOOGLE_CLOUD_LOCATION": "nowhere1",
    "GOOGLE_GENAI_HTTP_CLIENT": "httpx",
    "GOOGLE_GENAI_CLIENT_MODE": "replay",
    "GOOGLE_GENAI_REPLAYS_DIRECTORY": "/nowhere",
    "GOOGLE_GENAI_REPLAY_ID": "x/y",
    "GOOGLE_API_USE_MTLS_ENDPOINT": "always",
    "GOOGLE_API_USE_CLIENT_CERTIFICATE": "true",
    "GOOGLE_APPLICATION_CREDENTIALS": "/nowhere.json",
}


@pytest.mark.parametrize("names", [[name] for name in _SDK] + [list(_SDK)], ids=[*_SDK, "all"])
async def test_the_sdks_variables_have_no_effect(
    names: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in names:
        monkeypatch.setenv(name, _SDK[name])
    async with server() as gemini:
        outcome = await send(a_call(), KEY, gemini.access)
    assert outcome.passed and [asked.path for asked in gemini.asked] == [
        "/v1beta/models/gemini-2.5-flash:generateContent"
    ]
    assert gemini.asked[0].headers["x-goog-api-key"] == KEY and "authorization" not in gemini.asked[0].headers
    assert not [line for line in caplog.records if line.name.startswith("google")]


def test_every_variable_that_the_sdk_reads_is_one_of_these() -> None:
    source = Path(client.genai.__file__).parent
    texts = [
        (source / name).read_text()
        for name in ("_api_client.py", "client.py", "_base_url.py", "models.py", "_common.py")
    ]
    known = {name for text in texts for name in re.findall(r"(?:environ\.get|getenv)\(\s*'([A-Z_]+)'", text)}
    assert known - set(_SDK) <= {"SSL_CERT_FILE", "SSL_CERT_DIR"} and "GOOGLE_GEMINI_BASE_URL" in known


async def test_an_sdk_that_would_send_elsewhere_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with server() as elsewhere, server() as gemini:
        made = client._sdk
        monkeypatch.setattr(client, "_sdk", lambda call, key, access, wire: made(call, key, elsewhere.access, wire))
        with pytest.raises(RuntimeError, match="google-genai sent nothing") as raised:
            await send(a_call(), KEY, gemini.access)
    assert not elsewhere.asked and not gemini.asked and is_clean("".join(traceback.format_exception(raised.value)))


async def test_a_second_request_for_one_call_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    asks = client._ask

    async def twice(*given: Any) -> None:
        try:
            await asks(*given)
        except client.Taken:
            await asks(*given)

    monkeypatch.setattr(client, "_ask", twice)
    async with server() as gemini:
        with pytest.raises(RuntimeError, match="google-genai sent nothing"):
            await send(a_call(), KEY, gemini.access)
    assert len(gemini.asked) == 1


async def test_an_sdk_that_sends_nothing_is_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent:
        async def count_tokens(self, **_: object) -> None:
            """It found the answer somewhere else."""

    monkeypatch.setattr(client, "_sdk", lambda *_: SimpleNamespace(aio=SimpleNamespace(models=Silent())))
    async with server() as gemini:
        with pytest.raises(RuntimeError, match="google-genai sent nothing"):
            await send(a_call("countTokens"), KEY, gemini.access)
    assert not gemini.asked


async def test_a_request_by_another_way_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    async def sync(call: Any, models: Any) -> None:
        models._api_client.request("post", "models/x:generateContent", {"a": 1}, None)

    monkeypatch.setattr(client, "_ask", sync)
    async with server() as gemini:
        with pytest.raises(RuntimeError, match="google-genai sent nothing"):
            await send(a_call(), KEY, gemini.access)
    assert not gemini.asked


async def _echoes(request: web.Request) -> web.StreamResponse:
    """A service that writes the key wherever it can, whole, as JSON and in pieces of an address."""
    key = request.headers["x-goog-api-key"]
    error = {"code": 400, "message": f"Invalid API key: {key}. Consumer 'api_key:{key}'", "status": "INVALID_ARGUMENT"}
    error["details"] = [{"detail": f"?key={key}", key: [{"deep": key}]}]  # type: ignore[assignment]
    padding = "x" * 19_950
    return web.json_response({"padding": padding, "error": error}, status=400, headers={"x-request-id": key})


@pytest.mark.parametrize("key", [KEY, "AQ." + KEY[4:] + "ABCDEFGHIJ", 'odd"key\\of/no-known%shape' + KEY[-20:]])
async def test_a_key_that_the_service_sends_back_is_nowhere(key: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with server(_echoes) as gemini:
        outcome = await send(a_call(), SecretStr(key), gemini.access)
    shown = [repr(outcome), json.dumps(outcome.as_json()), outcome.paste(), caplog.text]
    pieces = [key[at : at + 10] for at in range(4, len(key) - 9)]
    assert outcome.message and not [piece for piece in pieces for each in shown if piece in each]


async def test_other_peoples_secrets_are_masked_too() -> None:
    other = "AIzaSy" + "Zz9" * 11
    body = {"candidates": [{"content": {"parts": [{"text": f"Your key is {other}"}]}, "finishReason": "STOP"}]}
    async with server(replies(200, json.dumps(body))) as gemini:
        outcome = await send(a_call(), KEY, gemini.access)
    assert outcome.passed and other not in repr(outcome) and "REDACTED" in outcome.text and "REDACTED" in outcome.raw


async def test_no_failure_shows_the_key(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with server() as gemini:
        gone = gemini.access
    outcomes = [await send(a_call(), KEY, gone), await send(a_call(model="?"), KEY, gone)]
    assert is_clean(repr(outcomes)) and is_clean(caplog.text)


# --- the way there


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
async def test_a_proxy_of_the_environment_is_used(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with proxy() as between, server() as gemini:
        monkeypatch.setenv(name, between.url.replace("//", "//user:password@"))
        outcome = await send(a_call(), KEY, gemini.access)
    assert outcome.passed and [asked.method for asked in between.asked] == ["POST"]
    assert between.asked[0].headers["proxy-authorization"].startswith("Basic ")


@pytest.mark.parametrize("hosts", ["127.0.0.1", "example.com, 127.0.0.1", "*"])
async def test_hosts_named_in_no_proxy_are_reached_without(hosts: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with proxy() as between, server() as gemini:
        monkeypatch.setenv("HTTP_PROXY", between.url)
        monkeypatch.setenv("NO_PROXY", hosts)
        outcome = await send(a_call(), KEY, gemini.access)
    assert outcome.passed and not between.asked


async def test_through_a_proxy_tls_goes_to_the_far_end_with_the_certificates_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = certificate(tmp_path)
    async with proxy() as between, server(tls=context) as gemini:
        monkeypatch.setenv("HTTPS_PROXY", between.url)
        refused = await send(a_call(), KEY, gemini.access)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        outcome = await send(a_call(), KEY, gemini.access)
    assert refused.failure == "unreachable" and "certificate" in (refused.message or "").lower()
    assert outcome.passed and {asked.method for asked in between.asked} == {"CONNECT"} and len(gemini.asked) == 1
    assert not [asked for asked in between.asked if not is_clean(str(asked))]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SSL_CERT_FILE", "/nowhere.pem"),
        ("HTTPS_PROXY", "socks5://user:pass-word-of-it@127.0.0.1:1"),
        ("HTTPS_PROXY", "ftp://x"),
        ("HTTPS_PROXY", "http://["),
    ],
)
async def test_a_way_that_cannot_be_had_is_an_outcome(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    outcome = await send(a_call(), KEY, Access("https://127.0.0.1:9/"))
    assert (outcome.http, outcome.failure) == (None, "unreachable") and outcome.message
    assert "pass-word-of-it" not in repr(outcome)


async def test_a_proxy_that_wants_a_password_is_an_outcome(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    async with server(replies(407, "no")) as between:
        monkeypatch.setenv("HTTPS_PROXY", between.url)
        outcome = await send(a_call(), KEY, Access("https://127.0.0.1:9/"))
    assert outcome.failure == "unreachable" and is_clean(str([asked.headers for asked in between.asked]))


def test_an_access_is_gemini_unless_told_otherwise() -> None:
    assert Access().base_url == "https://generativelanguage.googleapis.com/" == client.GEMINI
    assert Outcome().passed is False and Loopback().access.base_url == "" and WELL["responseId"] == "r-1"
