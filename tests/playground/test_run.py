"""The command `playground`, as a process of its own: the real bot, a page's gestures, and the ways in which it ends."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.playground.app import App, project_manifest
from bot.playground.server import Slack
from bot.playground.stage import furnish, refusal
from tests.forks import Child, child

ROOT = Path(__file__).parents[2]
PASTE = (
    "google.genai.errors.ClientError: 400 INVALID_ARGUMENT. {'error': {'code': 400, 'message': 'API key not valid. "
    "Please pass a valid API key.', 'status': 'INVALID_ARGUMENT'}}"
)
# What a person may have set for real workspaces, and a way out that leads nowhere.
ELSEWHERE = {
    "SLACK_BOT_TOKEN": "xoxb-of-a-real-workspace",
    "SLACK_APP_TOKEN": "not even a token",
    "SLACK_API_URL": "http://127.0.0.1:9/api/",
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "s",
    "GEMINI_DEBUG_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nowhere",
    "GEMINI_DEBUG_LISTEN": "none",
    "GEMINI_DEBUG_PORT": "no number",
    **dict.fromkeys(("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"), "http://127.0.0.1:9"),
}


@dataclass
class Playground:
    """A running playground, and what a person at its page does."""

    process: Child | asyncio.subprocess.Process
    url: str
    said: str
    http: aiohttp.ClientSession
    ada: str
    general: str

    async def does(self, what: str, **more: Any) -> None:
        gesture = {"do": what, "person": self.ada, "channel": self.general, **more}
        async with self.http.post(f"{self.url}page/do", json=gesture) as answer:
            assert (await answer.json())["ok"]

    async def messages(self, method: str, **args: str) -> list[dict[str, Any]]:
        token = App(project_manifest()).bot_token
        headers = {"Authorization": f"Bearer {token}"}
        data = {"channel": self.general, **args}
        async with self.http.post(f"{self.url}api/conversations.{method}", data=data, headers=headers) as answer:
            return list((await answer.json()).get("messages", ()))

    async def replies(self, within: float = 10.0) -> list[str]:
        """The bot's replies to the newest message, once there is one."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            newest = [m["ts"] for m in await self.messages("history")][:1]
            found = [m["text"] for ts in newest for m in await self.messages("replies", ts=ts) if m["ts"] != ts]
            if found:
                return found
            await asyncio.sleep(0.05)
        raise AssertionError("no reply")

    async def shows(self, words: str, within: float = 10.0) -> None:
        """Those words stand on the page, or what it is told from now on brings them."""
        page = f"{self.url}page/events"
        async with asyncio.timeout(within), self.http.get(page, params={"person": self.ada}) as stream:
            async for line in stream.content:
                if words.encode() in line:
                    return

    async def ends(self, sign: signal.Signals = signal.SIGINT) -> float:
        """Seconds until the process ended after the signal."""
        began = time.monotonic()
        self.process.send_signal(sign)
        await asyncio.wait_for(self.process.wait(), 20)
        return time.monotonic() - began


async def started(*options: str, fresh: bool = False, **environment: str) -> Child | asyncio.subprocess.Process:
    """The command, which says all in one stream; `fresh` shares nothing with us, not even loaded libraries."""
    command, found = ("-m", "bot", "playground", *options), {**os.environ, **ELSEWHERE, **environment}
    if not fresh:
        return await child(*command, env=found, pipes=(1,), joined=True)
    return await asyncio.create_subprocess_exec(
        sys.executable, *command, env=found, cwd=ROOT,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip


@asynccontextmanager
async def playing(*options: str, fresh: bool = False, **environment: str) -> AsyncIterator[Playground]:
    """A playground that is ready; killed at the end if it still runs."""
    browser = () if "BROWSER" in environment else ("--no-browser",)
    process = await started(*browser, *options, fresh=fresh, **environment)
    assert process.stdout
    try:
        async with asyncio.timeout(30), aiohttp.ClientSession() as http:
            said = ""
            while "Ctrl-C ends it" not in said:
                line = (await process.stdout.readline()).decode()
                assert line, said
                said += line
            found = re.search(r"http://127\.0\.0\.1:\d+/", said)
            assert found, said
            like = Slack()
            furnish(like)
            ada, general = like.person("ada").id, like.channel("general").id
            yield Playground(process, found[0], said, http, ada, general)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.mark.parametrize("way", ["--socket", "--http"])
async def test_a_paste_is_answered_and_ctrl_c_ends_it_in_a_second(way: str) -> None:
    port = free_port()
    async with playing(way, "--port", str(port), fresh=way == "--socket") as playground:
        assert playground.url == f"http://127.0.0.1:{port}/"
        assert ("signed HTTP" if way == "--http" else "Socket Mode") in playground.said
        with socket.socket() as one:  # nobody else reaches it
            assert one.connect_ex(("127.0.0.2", port)) != 0
        async with playground.http.get(playground.url) as page:
            assert page.status == 200 and page.content_type == "text/html"
        await playground.does("write", text=PASTE)
        [reply] = await playground.replies()
        assert "not a valid Gemini API key" in reply
        assert await playground.ends() < 1.5
        assert playground.process.returncode == 0
        assert playground.process.stdout and await playground.process.stdout.read() == b""


async def test_ctrl_c_ends_it_in_a_second_while_a_reply_is_under_way() -> None:
    async with playing() as playground:
        await playground.does("fault", name="slow", on=True)
        await playground.does("write", text=PASTE)
        await playground.shows("not a valid Gemini API key")  # it stands, and the bot hasn't heard of it yet
        assert await playground.ends() < 1.5
        assert playground.process.returncode == 0


async def test_a_port_that_is_taken_is_a_clear_sentence() -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        port = one.getsockname()[1]
        process = await started("--no-browser", "--port", str(port))
        said, _ = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 2
    assert said.decode() == (
        f"Port {port} of 127.0.0.1 is taken by another program. Give --port another one, or leave it out for a free one.\n"
    )


def test_a_port_that_needs_rights_is_named_too() -> None:
    says = refusal(80, PermissionError(13, "Permission denied"))
    assert says == "Can't listen at port 80 of 127.0.0.1 (Permission denied). Leave --port out for a free one."


async def test_data_keeps_the_workspace_and_the_bots_memory_over_a_restart(tmp_path: Path) -> None:
    async with playing("--data", str(tmp_path)) as playground:
        assert f"kept in {tmp_path}" in playground.said
        await playground.does("write", text=PASTE)
        replies = await playground.replies()
        address = playground.url
        await playground.ends()
    async with playing("--data", str(tmp_path), "--http") as playground:
        assert playground.url == address
        assert await playground.replies() == replies
        [message] = await playground.messages("history")
        await playground.does("edit", ts=message["ts"], text=PASTE.replace("API key not valid", "API key expired"))
        end = time.monotonic() + 10
        while "expired" not in (now := await playground.replies())[0]:
            assert time.monotonic() < end, now
            await asyncio.sleep(0.05)
        assert len(now) == 1
        second = await started("--no-browser", "--data", str(tmp_path))
        said, _ = await asyncio.wait_for(second.communicate(), 30)
        assert b"Another playground is kept in" in said and second.returncode == 2


async def test_a_killed_playground_goes_on_where_it_was_if_need_be_at_another_port(tmp_path: Path) -> None:
    async with playing("--data", str(tmp_path)) as playground:
        address = playground.url
        await playground.does("fault", name="slow", on=True)
        await playground.does("write", text=PASTE)
        await playground.ends(signal.SIGKILL)
    with socket.socket() as another:
        another.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        another.bind(("127.0.0.1", int(address.rstrip("/").rpartition(":")[2])))
        another.listen()
        async with playing("--data", str(tmp_path)) as playground:
            assert playground.url != address
            [reply] = await playground.replies(within=15)
            assert "not a valid Gemini API key" in reply
            [first] = await playground.messages("history")
            await playground.does("write", text=PASTE.replace("API key not valid", "API key expired"))
            await playground.replies()  # what came after it is done too
            assert len(await playground.messages("replies", ts=first["ts"])) == 2
            await playground.ends()


async def test_the_browser_is_opened_with_the_persons_own_environment(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1 $HTTP_PROXY" > {seen}.new && mv {seen}.new {seen}\n')
    browser.chmod(0o700)
    async with playing(BROWSER=f"{browser} %s") as playground:
        end = time.monotonic() + 10
        while not seen.exists():
            assert time.monotonic() < end
            await asyncio.sleep(0.05)
        assert seen.read_text() == f"{playground.url} http://127.0.0.1:9\n"
        await playground.ends()


async def test_a_script_is_played_up_to_the_line_that_cannot_be_done(tmp_path: Path) -> None:
    script = tmp_path / "talk.txt"
    script.write_text(f"ada in #general:\n    {PASTE}\nada presses Nothing\n")
    process = await started("--script", str(script))
    said, _ = await asyncio.wait_for(process.communicate(), 60)
    assert "> **The key that was sent is not a valid Gemini API key**" in said.decode()
    assert f"{script}:3: ada sees no button Nothing; there are Details, Not it, Remove.\n" in said.decode()
    assert process.returncode == 2


async def test_ctrl_c_ends_a_script_too(tmp_path: Path) -> None:
    script = tmp_path / "talk.txt"
    script.write_text("ada in #general: hello\n" * 200)
    process = await started("--script", str(script))
    assert process.stdout and await process.stdout.readline() == b"**ada** in #general: hello\n"
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    await asyncio.wait_for(process.communicate(), 20)
    assert time.monotonic() - began < 1.5 and process.returncode == 130
