"""What is on record of every call."""

from __future__ import annotations

import json

import pytest

from bot.playground.gemini.journal import hashed
from bot.playground.gemini.server import Gemini
from tests.playground.gemini.conftest import FLASH, Ask, says


async def test_a_call_is_on_record_as_it_came_and_no_key_is(ask: Ask, gemini: Gemini):
    raw = b'{"contents": [ {"parts":[{"text":"hi"}]} ], "generation_config": {"topP": "0.5"}}'
    await ask(raw=raw, headers={"X-Goog-Api-Key": gemini.secret, "X-Trace": "7"}, query="?alt=json")
    await ask(says("hi"), headers={}, query=f"?key={gemini.secret}", version="v1")
    await ask(says("hi"), headers={"Authorization": f"Bearer {gemini.token()}"})
    first, second, third = gemini.calls()
    assert (first.raw, first.body) == (raw, json.loads(raw))
    assert (first.method, first.path) == ("POST", f"/v1beta/models/{FLASH}:generateContent")
    assert (first.model, first.verb, first.status) == (FLASH, "generateContent", 200)
    assert (first.headers["x-trace"], first.query["alt"]) == ("7", "json")
    assert first.headers["x-goog-api-key"] == second.query["key"] == hashed(gemini.secret)
    assert third.headers["authorization"].startswith("sha256:")
    assert gemini.secret not in repr(gemini.calls())
    assert first.error is None


async def test_what_was_answered_is_there_too_and_calls_are_found_by_method(ask: Ask, gemini: Gemini):
    await ask(says("hi", temperature=9), verb="streamGenerateContent")
    await ask(raw=b"no json")
    await ask(method="GET", path="/v1beta/models")
    assert [call.verb for call in gemini.calls()] == ["streamGenerateContent", "generateContent", ""]
    [stream] = gemini.calls("streamGenerateContent")
    assert (stream.status, stream.error["status"]) == (400, "INVALID_ARGUMENT")
    assert gemini.calls("generateContent")[0].body is None
    assert gemini.calls("")[0].model == ""


async def test_a_port_that_is_taken_is_said(gemini: Gemini):
    taken = Gemini(port=int(gemini.url.rpartition(":")[2]))
    with pytest.raises(OSError, match="address already in use"):
        await taken.__aenter__()
