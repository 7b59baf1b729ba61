"""Streams in both forms, and errors in the form of the stream."""

from __future__ import annotations

import json

from bot.playground.gemini.server import Gemini
from tests.playground.gemini.conftest import LITE, Ask, says

STREAM = "streamGenerateContent"


async def test_server_sent_events_bring_the_text_bit_by_bit_and_the_reason_last(ask: Ask):
    reply = await ask(says("Write 60 words"), verb=STREAM, query="?alt=sse")
    assert reply.headers["Content-Type"].startswith("text/event-stream")
    events = [json.loads(one.removeprefix("data: ")) for one in reply.raw.decode().split("\r\n\r\n") if one]
    assert len(events) == 4
    assert [event["candidates"][0].get("finishReason") for event in events] == [None, None, None, "STOP"]
    text = "".join(event["candidates"][0]["content"]["parts"][0]["text"] for event in events)
    assert text == (await ask(says("Write 60 words"))).text
    assert len({event["responseId"] for event in events}) == 1


async def test_without_sse_a_stream_is_one_list(ask: Ask):
    reply = await ask(says("Write 60 words"), verb=STREAM)
    assert len(reply.json) == 4
    assert (await ask(says("forbidden-term"), verb=STREAM)).json[0]["promptFeedback"]["blockReason"] == "BLOCKLIST"


async def test_an_error_before_the_stream_is_a_list_of_one_or_served_as_events(ask: Ask):
    listed = await ask(says("hi", temperature=9), verb=STREAM)
    assert isinstance(listed.json, list)
    assert listed.headers["Content-Type"].startswith("application/json")
    served = await ask(says("hi", temperature=9), verb=STREAM, query="?alt=sse")
    assert served.headers["Content-Type"].startswith("text/event-stream")
    assert served.json["error"]["code"] == 400


async def test_errors_and_answers_are_printed_over_several_lines(ask: Ask):
    assert (await ask(says("hi", temperature=9))).raw.startswith(b'{\n  "error": {\n    "code": 400,\n')


async def test_an_answer_without_a_text_is_one_event(ask: Ask, gemini: Gemini):
    body = says("find it") | {"tools": [{"functionDeclarations": [{"name": "find"}]}]}
    reply = await ask(body, verb=STREAM, query="?alt=sse", model=LITE)
    assert reply.raw.count(b"data: ") == 1
    assert gemini.calls(STREAM)[0].status == 200
