"""The state of the service: what a call meets on its way, whatever it asks."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from bot.playground.gemini.server import Gemini
from tests.playground.gemini.conftest import FLASH, LITE, Ask, says

LONG = says("Write 200 words")


async def test_an_overloaded_model_is_503_for_so_many_calls_and_another_answers(ask: Ask, gemini: Gemini):
    gemini.weather.overloaded(FLASH, calls=2)
    assert (await ask(says("hi"), model=LITE)).status == 200
    replies = [await ask(says("hi")) for _ in range(3)]
    assert [reply.status for reply in replies] == [503, 503, 200]
    assert replies[0].error["status"] == "UNAVAILABLE"
    assert replies[0].message.startswith("This model is currently experiencing high demand.")


async def test_a_wave_ends_at_its_time(ask: Ask, gemini: Gemini):
    gemini.weather.overloaded("gemini-*", until=gemini.clock.now() + 60)
    assert (await ask(says("hi"))).status == 503
    await gemini.clock.advance(61)
    assert (await ask(says("hi"))).status == 200


async def test_other_failures_of_the_service_have_their_own_codes(ask: Ask, gemini: Gemini):
    gemini.weather.failing()
    assert (await ask(says("hi"))).error["status"] == "INTERNAL"
    gemini.weather.clear()
    gemini.weather.exhausted()
    reply = await ask(says("hi"))
    assert (reply.status, reply.message) == (429, "Resource has been exhausted (e.g. check quota).")
    assert "details" not in reply.error


async def test_a_request_that_is_wrong_meets_no_weather(ask: Ask, gemini: Gemini):
    gemini.weather.overloaded(calls=1)
    assert (await ask(says("hi", temperature=9))).status == 400
    assert (await ask(says("hi"))).status == 503


async def test_a_slow_model_answers_after_its_time(ask: Ask, gemini: Gemini):
    gemini.weather.slow(300, calls=1)
    waiting = asyncio.ensure_future(ask(says("hi")))
    await until(lambda: gemini.clock._sleepers)
    assert not waiting.done()
    await gemini.clock.advance(301)
    assert (await waiting).status == 200


async def test_the_callers_own_deadline_ends_a_slow_call_with_504(ask: Ask, gemini: Gemini):
    gemini.weather.slow(300, calls=1)
    headers = {"x-goog-api-key": gemini.secret, "X-Server-Timeout": "30"}
    waiting = asyncio.ensure_future(ask(says("hi"), headers=headers))
    await until(lambda: gemini.clock._sleepers)
    await gemini.clock.advance(31)
    reply = await waiting
    assert (reply.status, reply.error["status"]) == (504, "DEADLINE_EXCEEDED")
    assert reply.message == "Deadline expired before operation could complete."


async def test_a_deadline_under_ten_seconds_is_too_short(ask: Ask, gemini: Gemini):
    reply = await ask(says("hi"), headers={"x-goog-api-key": gemini.secret, "X-Server-Timeout": "8"})
    assert reply.message == "Manually set deadline 8s is too short. Minimum allowed deadline is 10s."


async def test_a_proxy_in_front_answers_with_a_page(ask: Ask, gemini: Gemini):
    gemini.weather.proxied(403, calls=1)
    reply = await ask(says("hi"))
    assert (reply.status, reply.headers["Server"]) == (403, "nginx/1.27.0")
    assert b"<h1>403 Forbidden</h1>" in reply.raw
    gemini.weather.garbled(calls=1)
    reply = await ask(says("hi"))
    assert reply.status == 200
    assert b"<title>Sign in</title>" in reply.raw
    assert (await ask(says("hi"))).status == 200


async def test_a_redirect_leads_to_the_same_path_elsewhere(ask: Ask, gemini: Gemini):
    gemini.weather.redirected("https://elsewhere.example/", calls=1)
    reply = await ask(says("hi"), query="?alt=json")
    assert reply.status == 307
    assert reply.headers["Location"] == f"https://elsewhere.example/v1beta/models/{FLASH}:generateContent?alt=json"


async def test_a_lost_connection_gives_no_answer_and_the_call_is_on_record(ask: Ask, gemini: Gemini):
    gemini.weather.lost(calls=1)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await ask(says("hi"))
    assert [call.status for call in gemini.calls()] == [None]
    assert gemini.calls()[0].error is None
    assert (await ask(says("hi"))).status == 200


async def test_a_stream_breaks_in_the_middle_of_an_event(ask: Ask, gemini: Gemini):
    gemini.weather.cuts_streams(2, calls=1)
    with pytest.raises(aiohttp.ClientPayloadError):
        await ask(LONG, verb="streamGenerateContent", query="?alt=sse")
    [call] = gemini.calls()
    assert call.answer.count(b"data: ") == 3
    assert not call.answer.endswith(b"\r\n\r\n")


async def test_an_error_may_be_the_last_event_of_a_stream(ask: Ask, gemini: Gemini):
    gemini.weather.fails_streams(1, calls=1)
    reply = await ask(LONG, verb="streamGenerateContent", query="?alt=sse")
    assert reply.status == 200
    first, last, _ = reply.raw.split(b"\r\n\r\n")
    assert b'"candidates"' in first
    assert last.startswith(b'data: {"error": {"code": 503')


async def test_a_stream_may_stall_between_its_events(ask: Ask, gemini: Gemini):
    gemini.weather.stalled(100, calls=1)
    waiting = asyncio.ensure_future(ask(LONG, verb="streamGenerateContent", query="?alt=sse"))
    while not waiting.done():
        await gemini.clock.advance(101)
        await asyncio.sleep(0.005)
    assert (await waiting).raw.count(b"data: ") == 4


async def until(look: Any) -> None:
    for _ in range(2000):
        if look():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it never came")
