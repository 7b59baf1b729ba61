"""The bot as a process: it starts, says what is missing, serves, and stops cleanly."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import aiohttp
import pytest

from bot import app, settings
from bot.errors import UserError
from bot.playground.server import Slack
from tests.forks import Child, child

ROOT = Path(__file__).parents[1]
PASTE = (
    "google.genai.errors.ClientError: 400 INVALID_ARGUMENT. {'error': {'code': 400, 'message': 'API key not valid. "
    "Please pass a valid API key.', 'status': 'INVALID_ARGUMENT'}}"
)


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("GEMINI_", "SLACK_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GEMINI_DEBUG_DATA_DIR", str(tmp_path / "data"))


def given(monkeypatch: pytest.MonkeyPatch, **environment: str) -> settings.Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return settings.load()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def tokens(slack: Slack, mode: str) -> dict[str, str]:
    way = {"SLACK_APP_TOKEN": slack.app_token} if mode == "socket" else {"SLACK_SIGNING_SECRET": slack.signing_secret}
    return {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API_URL": slack.api_url, **way}


SERVE = (
    "import sys\nfrom bot import app, settings\nfrom bot.errors import UserError\n"
    "try:\n    sys.exit(app.serve(settings.load()))\nexcept UserError as mistake:\n    sys.exit(str(mistake))"
)


async def process(*, port: int, fresh: bool = False, **environment: str) -> Child | asyncio.subprocess.Process:
    """The bot as a process; `fresh` is one that shares nothing with us, not even loaded libraries."""
    found = {**os.environ, **environment, "GEMINI_DEBUG_PORT": str(port), "GEMINI_DEBUG_LOG_FORMAT": "json"}
    if not fresh:
        return await child("-c", SERVE, env=found, pipes=(2,))
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", SERVE, env=found, cwd=ROOT, stderr=asyncio.subprocess.PIPE
    )


async def said(running: Child | asyncio.subprocess.Process, word: str) -> str:
    assert running.stderr
    async with asyncio.timeout(30):
        while line := (await running.stderr.readline()).decode():
            if word in line:
                return line
    raise AssertionError(f"it never said {word}")


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_it_serves_and_stops_when_told_to(mode: str) -> None:
    port = free_port()
    async with Slack() as slack, aiohttp.ClientSession() as http:
        if mode == "http":
            slack.request_url = f"http://127.0.0.1:{port}/slack/events"
        running = await process(port=port, fresh=mode == "socket", **tokens(slack, mode))
        await said(running, '"ready"')
        async with http.get(f"http://127.0.0.1:{port}/readyz") as answer:
            assert answer.status == 200
        message = await slack.person("ada").writes(slack.channel("general"), PASTE)
        assert len(await slack.thread(message, count=1)) == 1
        second = await process(port=free_port(), **tokens(slack, mode))
        assert "Another gemini-debug already works" in await said(second, "Another")
        assert await second.wait() == 1
        running.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            assert await running.wait() == 0


async def test_it_stops_within_ten_seconds_and_what_it_could_not_finish_is_finished_once_by_the_next_start() -> None:
    async with Slack(rate_limits=False) as slack:
        running = await process(port=free_port(), **tokens(slack, "socket"))
        await said(running, '"ready"')
        slack.faults.slow("chat.postMessage", 60)
        message = await slack.person("ada").writes(slack.channel("general"), PASTE)
        assert len(await slack.thread(message, count=1)) == 1  # it stands there, and Slack's answer doesn't come
        began = time.monotonic()
        running.send_signal(signal.SIGTERM)
        assert '"jobs": 1' in await said(running, "hands back")
        assert await running.wait() == 0
        assert time.monotonic() - began < 10
        slack.faults.clear()
        again = await process(port=free_port(), **tokens(slack, "socket"))
        assert '"way": "thread"' in await said(again, '"answered"')
        again.send_signal(signal.SIGTERM)
        assert await again.wait() == 0
        assert len(await slack.thread(message)) == 1


async def test_it_ends_even_if_something_holds_it() -> None:
    code = "import time\nfrom bot import app\napp._end_within(0.1)\ntime.sleep(30)"
    async with asyncio.timeout(15):
        held = await child("-c", code)
        assert await held.wait() == 0


async def test_no_word_of_a_paste_is_in_the_log_of_the_process() -> None:
    async with Slack(rate_limits=False) as slack:
        running = await process(port=free_port(), **tokens(slack, "socket"))
        assert running.stderr
        await said(running, '"ready"')
        ada, general = slack.person("ada"), slack.channel("general")
        slack.faults.error("chat.postMessage", "fatal_error_of_next_year")
        await ada.writes(general, f"{slack.mention} marmalade {PASTE}")
        await slack.ephemeral(ada, count=0)
        await said(running, '"bug"')
        await slack.thread(await ada.writes(general, f"marmalade {PASTE}"), count=1)
        running.send_signal(signal.SIGTERM)
        rest = (await running.stderr.read()).decode()
        assert await running.wait() == 0
        assert '"answered"' in rest and "marmalade" not in rest and "valid API key" not in rest


def test_what_is_missing_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError) as mistake:
        app.serve(given(monkeypatch, GEMINI_DEBUG_DATABASE_URL="postgresql://h/d"))
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "GEMINI_DEBUG_SECRET_KEY"):
        assert name in str(mistake.value)


async def starting(found: settings.Settings) -> str:
    with pytest.raises(UserError) as mistake:
        async with app.running(found):
            pass
    return str(mistake.value)


async def test_broken_entries_stop_the_start_all_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "one.md").write_text("no front matter")
    (own / "two.md").write_text("none either")
    found = given(monkeypatch, SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="s", GEMINI_DEBUG_KNOWLEDGE_DIR=str(own))
    says = await starting(found)
    assert "one.md" in says and "two.md" in says


async def test_a_refused_bot_token_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Slack() as slack:
        slack.revoke()
        assert "Slack refuses SLACK_BOT_TOKEN" in await starting(given(monkeypatch, **tokens(slack, "http")))


async def test_a_refused_app_token_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Slack() as slack:
        found = given(monkeypatch, **{**tokens(slack, "socket"), "SLACK_APP_TOKEN": "xapp-1-wrong"})
        running = await process(port=free_port(), **{**tokens(slack, "socket"), "SLACK_APP_TOKEN": "xapp-1-wrong"})
        assert found.socket_mode and "Slack refuses SLACK_APP_TOKEN" in await said(running, "SLACK_APP_TOKEN")
        assert await running.wait() == 1


async def test_a_slack_that_cannot_be_reached_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"http://127.0.0.1:{free_port()}/api/"
    found = given(monkeypatch, SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="s", SLACK_API_URL=url)
    assert "Slack can't be reached" in await starting(found)


async def test_a_database_that_cannot_be_reached_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    found = given(
        monkeypatch,
        SLACK_BOT_TOKEN="xoxb-1",
        SLACK_SIGNING_SECRET="s",
        GEMINI_DEBUG_DATABASE_URL=f"postgresql://127.0.0.1:{free_port()}/d",
        GEMINI_DEBUG_SECRET_KEY="MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    )
    assert "The database can't be opened" in await starting(found)


async def test_a_port_that_is_taken_is_named() -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        port = one.getsockname()[1]
        with pytest.raises(UserError, match=rf"Can't listen at 127.0.0.1:{port}"):
            async with app.listening(aiohttp.web.Application(), "127.0.0.1", port):
                pass


def test_who_never_replays_loads_no_google_sdk() -> None:
    code = "import sys, bot.app; raise SystemExit('google.genai' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
