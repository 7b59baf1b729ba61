"""The list of models, of which there may be several pages."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from aiohttp import web

from bot.errors import UserError
from bot.replay import client
from bot.replay.client import Access, list_models
from tests.replay.loopback import KEY, Handler, replies, server, talking


def pages(*pages: dict[str, Any]) -> Handler:
    """One page after the other, by token."""

    async def handler(request: web.Request) -> web.StreamResponse:
        number = int(request.query.get("pageToken", "0"))
        more = {"nextPageToken": str(number + 1)} if number + 1 < len(pages) else {}
        return web.json_response({**pages[number], **more})

    return handler


async def test_all_pages_are_read_with_every_field() -> None:
    rows = [{"name": f"models/m{n}", "inputTokenLimit": n, "unknownToTheSdk": [n]} for n in range(4)]
    async with server(pages({"models": rows[:2]}, {}, {"models": rows[2:]})) as gemini:
        assert list(await list_models(KEY, gemini.access)) == rows
    assert [asked.path for asked in gemini.asked] == [
        "/v1beta/models?pageSize=1000", "/v1beta/models?pageSize=1000&pageToken=1", "/v1beta/models?pageSize=1000&pageToken=2",
    ]  # fmt: skip
    assert {asked.headers["x-goog-api-key"] for asked in gemini.asked} == {KEY}


async def test_pages_without_end_end() -> None:
    async with server(replies(200, json.dumps({"models": [{"name": "models/x"}], "nextPageToken": "again"}))) as gemini:
        assert len(await list_models(KEY, gemini.access)) == len(gemini.asked) == 20


async def test_no_models_are_no_mistake() -> None:
    async with server(replies(200, "{}")) as gemini:
        assert await list_models(KEY, gemini.access) == ()


_BAD_KEY = {"error": {"code": 400, "message": f"API key not valid: {KEY}.", "status": "INVALID_ARGUMENT"}}


@pytest.mark.parametrize(
    ("handler", "says"),
    [
        (replies(400, json.dumps(_BAD_KEY)), ["400 INVALID_ARGUMENT", "API key not valid"]),
        (replies(403, json.dumps([_BAD_KEY])), ["403 INVALID_ARGUMENT"]),
        (replies(502, "<html>", "text/html"), ["not the Gemini API", "HTTP 502", "HTTPS_PROXY"]),
        (replies(200, "<html>", "text/html"), ["not the Gemini API", "HTTP 200"]),
        (replies(302, "", location="https://login.example.com/"), ["not the Gemini API", "HTTP 302, a redirect"]),
    ],
)
async def test_what_stands_against_the_list_is_said(handler: Handler, says: list[str]) -> None:
    async with server(handler) as gemini:
        with pytest.raises(UserError) as mistake:
            await list_models(KEY, gemini.access)
    assert all(words in str(mistake.value) for words in says) and KEY not in str(mistake.value)


async def test_a_key_that_is_none_is_said_before_anything_is_sent() -> None:
    with pytest.raises(UserError, match="That is no API key"):
        await list_models("two words", Access("http://127.0.0.1:9/"))


async def test_a_service_out_of_reach_is_said() -> None:
    async with server() as gemini:
        gone = gemini.access
    with pytest.raises(
        UserError, match=f"Gemini can't be reached at {gone.base_url} \\(.+\\)\\. Check the network, HTTPS_PROXY"
    ):
        await list_models(KEY, gone)


async def test_a_service_that_does_not_answer_in_time_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "LISTING_SECONDS", 0.2)

    async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    async with talking(silent) as url:
        with pytest.raises(UserError, match=r"can't be reached .*\(no answer in time\)"):
            await list_models(KEY, Access(url))
