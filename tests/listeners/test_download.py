"""The token goes to Slack's file host alone."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import ClientResponseError, web

from bot.errors import UserError
from bot.jobs.ask import Attached
from bot.jobs.download import fetch

pytestmark = pytest.mark.asyncio(loop_scope="session")


@asynccontextmanager
async def host(world, answer):
    """A kit whose Slack is a host that gives that answer to every download, and the calls it got."""
    calls: list[web.Request] = []

    async def take(request: web.Request) -> web.StreamResponse:
        calls.append(request)
        return answer()

    app = web.Application()
    app.router.add_get("/{path:.*}", take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    settings = world.bot.kit.settings.model_copy(update={"slack_api_url": url + "api/"})
    try:
        yield replace(world.bot.kit, settings=settings), url, calls
    finally:
        await runner.cleanup()


def file(url: str, name: str = "trace.txt") -> Attached:
    return Attached("F1", name, url, 10)


async def test_a_text_is_fetched_with_the_token(world) -> None:
    async with host(world, lambda: web.Response(text="429")) as (kit, url, calls):
        assert (await fetch(kit, file(url + "f"))).text == "429"
        assert calls[0].headers["Authorization"] == f"Bearer {world.slack.bot_token}"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "http://evil.example/f",
        "https://files.slack.com.evil.example/f",
        "https://files.slack.com@evil.example/f",
        "http://files.slack.com/f",
        "file:///etc/passwd",
        "https://slack.com/f",
    ],
)
async def test_the_token_goes_nowhere_else(world, elsewhere) -> None:
    async with host(world, web.Response) as (kit, _, calls):
        with pytest.raises(UserError, match=r"outside Slack"):
            await fetch(kit, file(elsewhere))
        assert calls == []


async def test_with_slack_itself_only_the_file_host_gets_the_token(world) -> None:
    settings = world.bot.kit.settings.model_copy(update={"slack_api_url": "https://slack.com/api/"})
    with pytest.raises(UserError, match=r"outside Slack"):
        await fetch(replace(world.bot.kit, settings=settings), file("https://slack.com/files/f"))


async def test_no_redirect_takes_the_token_elsewhere(world) -> None:
    def away() -> web.Response:
        return web.Response(status=302, headers={"Location": "http://evil.example/"})

    async with host(world, away) as (kit, url, calls):
        with pytest.raises(UserError, match=r"login page"):
            await fetch(kit, file(url + "f"))
        assert len(calls) == 1


async def test_a_login_page_is_named(world) -> None:
    async with host(world, lambda: web.Response(text="<html>", content_type="text/html")) as (kit, url, _):
        with pytest.raises(UserError, match=r"login page instead of trace.txt"):
            await fetch(kit, file(url + "f"))
        assert (await fetch(kit, file(url + "f", "page.html"))).text == "<html>"


async def test_a_file_that_is_gone_is_named(world) -> None:
    async with host(world, lambda: web.Response(status=404)) as (kit, url, _):
        with pytest.raises(UserError, match=r"404"):
            await fetch(kit, file(url + "f"))


async def test_slacks_weather_makes_the_job_try_again(world) -> None:
    async with host(world, lambda: web.Response(status=503)) as (kit, url, _):
        with pytest.raises(ClientResponseError):
            await fetch(kit, file(url + "f"))


async def test_of_a_large_file_the_middle_is_left_out(world) -> None:
    body = b"a" * 700_000 + b"b" * 700_000 + b"c" * 100_000
    async with host(world, lambda: web.Response(body=body, content_type="text/plain")) as (kit, url, _):
        got = await fetch(kit, file(url + "f"))
    assert got.text.startswith("a") and got.text.endswith("c" * 100_000) and len(got.text) == 2**20 + 3
    assert "1.5 MB" in got.note


@pytest.mark.parametrize("encoding", ["cp932", "cp1251", "utf-16", "utf-8-sig"])
async def test_a_text_is_read_in_the_encoding_it_has(world, encoding) -> None:
    says = {
        "cp932": "リクエストの割り当てを超えました。しばらくしてからもう一度お試しください",
        "cp1251": "Превышена квота запросов, попробуйте ещё раз через минуту",
    }.get(encoding, "größer als 1000 €")
    body = f"2026-11-22 {says}\ngoogle.genai.errors.ClientError: 429 RESOURCE_EXHAUSTED\n".encode(encoding)
    async with host(world, lambda: web.Response(body=body, content_type="text/plain")) as (kit, url, _):
        assert says in (await fetch(kit, file(url + "f"))).text


async def test_of_a_large_file_the_tail_is_read_in_the_encoding_of_its_head(world) -> None:
    body = ("x\n" * 400_000 + "größer: 429 RESOURCE_EXHAUSTED").encode("utf-16")
    async with host(world, lambda: web.Response(body=body, content_type="text/plain")) as (kit, url, _):
        got = await fetch(kit, file(url + "f"))
    assert got.text.startswith("x\nx") and got.text.endswith("größer: 429 RESOURCE_EXHAUSTED")


async def test_a_file_without_a_word_is_said_to_be_empty(world) -> None:
    async with host(world, lambda: web.Response(text=" \n")) as (kit, url, _):
        with pytest.raises(UserError, match=r"empty"):
            await fetch(kit, file(url + "f"))


async def test_a_stub_that_turns_out_to_be_a_picture_is_not_fetched(world) -> None:
    shot = world.slack.workspace.add_file("shot.png", b"\x89PNG", "U1", "hosted", "png")
    ada, general = world.pair()
    await ada.writes(general, files=[shot])
    with pytest.raises(UserError, match=r"not text"):
        await fetch(world.bot.kit, Attached(shot.id, "", "", 0, stub=True))
