"""What the client makes of an answer, whatever it is."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.diagnosis import Knowledge, diagnose, load
from bot.paste import read
from bot.places import place
from bot.replay.client import Access, Outcome, send
from tests.replay.loopback import KEY, WELL, Handler, a_call, replies, server, talking

QUOTA = {
    "error": {
        "code": 429,
        "message": "You exceeded your current quota, please check your plan and billing details.\nPlease retry in 22.5s.",
        "status": "RESOURCE_EXHAUSTED",
        "details": [
            {
                "@type": "type.googleapis.com/google.rpc.QuotaFailure",
                "violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier", "quotaValue": "250"}],
            },
            {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "22s"},
        ],
    }
}
CHUNKS: list[dict[str, Any]] = [
    {"candidates": [{"content": {"parts": [{"text": "Once "}]}}], "usageMetadata": {"promptTokenCount": 3}},
    {"candidates": [{"content": {"parts": [{"text": "hidden", "thought": True}, {"text": "upon"}]}}]},
    {"candidates": [{"finishReason": "STOP"}], "usageMetadata": {"totalTokenCount": 9}, "responseId": "r-2"},
]
BROKEN = "broken stream"


def events(*chunks: object, end: str = "\r\n\r\n") -> str:
    """Server-sent events with these data."""
    return "".join(f"data: {json.dumps(chunk)}{end}" for chunk in chunks)


async def answered(handler: Handler, method: str = "generateContent", **more: Any) -> Outcome:
    async with server(handler) as gemini:
        return await send(a_call(method, **more), KEY, gemini.access)


async def streamed(body: str, content_type: str = "text/event-stream", status: int = 200) -> Outcome:
    return await answered(replies(status, body, content_type), "streamGenerateContent")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load(place("knowledge"))


async def test_a_good_answer_is_told_in_full() -> None:
    outcome = await answered(replies(200, json.dumps(WELL), **{"x-goog-request-id": "q-7"}))
    assert outcome.passed and (outcome.http, outcome.failure, outcome.status, outcome.message) == (
        200,
        None,
        None,
        None,
    )
    assert outcome.text == "Hi there" and outcome.finish_reasons == ("STOP",) and outcome.details == ()
    assert outcome.usage == {"promptTokenCount": 2, "totalTokenCount": 5} and outcome.request_id == "q-7"
    assert json.loads(outcome.raw) == WELL and 0 < outcome.seconds < 20 and outcome.at > 1_700_000_000


async def test_without_a_header_the_answers_own_id_stands() -> None:
    assert (await answered(replies(200, json.dumps(WELL)))).request_id == "r-1"


async def test_an_error_keeps_its_status_message_and_details() -> None:
    outcome = await answered(replies(429, json.dumps(QUOTA)))
    error = QUOTA["error"]
    assert not outcome.passed and outcome.failure is None
    assert (outcome.http, outcome.status, outcome.message) == (429, error["status"], error["message"])
    assert list(outcome.details) == error["details"]


@pytest.mark.parametrize(
    "method", ["generateContent", "streamGenerateContent", "countTokens", "embedContent", "models.get"]
)
async def test_an_error_wrapped_in_an_array_is_the_same_error(method: str) -> None:
    outcome = await answered(replies(429, json.dumps([QUOTA], indent=2)), method)
    assert (outcome.http, outcome.status, len(outcome.details), outcome.failure) == (429, "RESOURCE_EXHAUSTED", 2, None)


async def test_a_page_of_a_proxy_is_no_error_of_geminis() -> None:
    page = "<html><head><title>502 Bad Gateway</title></head></html>"
    outcome = await answered(replies(502, page, "text/html"))
    assert (outcome.http, outcome.status, outcome.message, outcome.raw, outcome.failure) == (
        502,
        None,
        None,
        page,
        None,
    )
    assert not outcome.passed and "502" in outcome.paste()


@pytest.mark.parametrize("method", ["generateContent", "streamGenerateContent", "countTokens", "models.list"])
async def test_a_login_page_that_says_200_is_no_pass(method: str) -> None:
    outcome = await answered(replies(200, "<html>Please log in</html>", "text/html"), method)
    assert (outcome.http, outcome.failure, outcome.passed) == (200, "odd answer", False)


@pytest.mark.parametrize(
    "body",
    [
        "{}",
        "[]",
        '{"candidates": []}',
        '{"candidates": "x"}',
        '{"candidates": [{"content": {}}]}',
        "",
        '{"a',
        "[" * 100_000,
    ],
)
async def test_an_answer_without_an_answer_in_it_is_odd(body: str) -> None:
    outcome = await answered(replies(200, body))
    assert (outcome.failure, outcome.passed) == ("odd answer", False)


async def test_countings_and_embeddings_are_answers() -> None:
    counted = await answered(replies(200, '{"totalTokens": 31, "cachedContentTokenCount": 2}'), "countTokens")
    assert counted.passed and counted.usage == {"totalTokens": 31}
    embedded = await answered(replies(200, '{"embedding": {"values": [0.1, 0.2]}}'), "embedContent")
    assert embedded.passed and embedded.text == ""


@pytest.mark.parametrize("reason", ["SAFETY", "RECITATION", "MALFORMED_FUNCTION_CALL"])
async def test_an_answer_that_a_filter_stopped_is_no_pass(reason: str) -> None:
    outcome = await answered(replies(200, json.dumps({"candidates": [{"finishReason": reason}]})))
    assert outcome.finish_reasons == (reason,) and not outcome.passed and outcome.failure is None
    assert read(outcome.paste()).finish_reason == reason


async def test_a_reason_that_is_not_known_is_no_pass() -> None:
    outcome = await answered(replies(200, json.dumps({"candidates": [{"finishReason": "SOMETHING_NEW"}]})))
    assert outcome.finish_reasons == ("SOMETHING_NEW",) and not outcome.passed


async def test_an_answer_that_reached_its_length_passes() -> None:
    outcome = await answered(replies(200, json.dumps({"candidates": [{"finishReason": "MAX_TOKENS"}]})))
    assert outcome.passed


async def test_a_blocked_prompt_is_no_pass() -> None:
    outcome = await answered(
        replies(200, json.dumps({"promptFeedback": {"blockReason": "OTHER"}, "usageMetadata": {"totalTokenCount": 4}}))
    )
    assert outcome.block_reason == "OTHER" and not outcome.passed and outcome.failure is None
    assert read(outcome.paste()).block_reason == "OTHER"


@pytest.mark.parametrize("end", ["\r\n\r\n", "\n\n", "\r\r"])
async def test_a_stream_is_one_answer(end: str) -> None:
    outcome = await streamed(events(*CHUNKS, end=end))
    assert outcome.passed and outcome.text == "Once upon" and outcome.finish_reasons == ("STOP",)
    assert outcome.usage == {"promptTokenCount": 3, "totalTokenCount": 9} and outcome.request_id == "r-2"


async def test_a_stream_without_events_is_an_array() -> None:
    outcome = await streamed(json.dumps(CHUNKS), "application/json")
    assert outcome.passed and outcome.text == "Once upon"


async def test_events_may_have_several_lines_comments_and_names() -> None:
    lines = "\n".join(f"data:{line}" for line in json.dumps(CHUNKS[2], indent=1).split("\n"))
    assert (await streamed(f": hello\n\nevent: x\nid: 7\n{lines}\n\n")).passed


async def test_an_error_inside_a_stream_is_the_outcome() -> None:
    error = {
        "error": {"code": 503, "message": "The model is overloaded. Please try again later.", "status": "UNAVAILABLE"}
    }
    outcome = await streamed(events(CHUNKS[0], error))
    assert (outcome.http, outcome.status, outcome.passed, outcome.failure) == (503, "UNAVAILABLE", False, None)
    assert read(outcome.paste()).status == "UNAVAILABLE"


@pytest.mark.parametrize(
    "body",
    [events(CHUNKS[0]), events(*CHUNKS)[:-30], "data: {\n\n", "", json.dumps(CHUNKS)[:-5], ": only a comment\n\n"],
)
async def test_a_stream_that_ends_in_the_middle_is_broken(body: str) -> None:
    outcome = await streamed(body)
    assert (outcome.http, outcome.failure, outcome.passed) == (200, BROKEN, False)


@pytest.mark.parametrize("method", ["generateContent", "streamGenerateContent"])
async def test_a_connection_cut_in_the_middle_is_broken(method: str, knowledge: Knowledge) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        await response.write(events(CHUNKS[0]).encode())
        assert request.transport is not None
        request.transport.abort()
        return response

    outcome = await answered(cut, method)
    assert (outcome.http, outcome.failure, outcome.text) == (200, BROKEN, "Once ") and outcome.message
    assert diagnose(read(outcome.paste()), knowledge).cause == "network"


async def test_packed_answers_are_unpacked() -> None:
    body = json.dumps(WELL).encode()
    for encoding, packed in (("gzip", gzip.compress(body)), ("deflate", zlib.compress(body))):
        outcome = await answered(replies(200, packed, **{"content-encoding": encoding}))
        assert outcome.passed and json.loads(outcome.raw) == WELL


async def test_what_says_that_it_is_packed_and_is_not_is_broken() -> None:
    assert (await answered(replies(200, b"not packed", **{"content-encoding": "gzip"}))).failure == BROKEN


async def test_an_answer_is_read_up_to_the_limit(tmp_path: Path) -> None:
    async with server(replies(200, b"[" + b" " * 5_000_000 + b"]")) as gemini:
        outcome = await send(a_call(), KEY, Access(gemini.url, max_bytes=1_000_000))
        assert (outcome.http, outcome.failure, len(outcome.raw)) == (200, "too large", 20_000)
        assert (await send(a_call(), KEY, gemini.access)).failure == "odd answer"


async def test_a_small_answer_that_unpacks_to_a_large_one_is_too_large() -> None:
    outcome = await answered(replies(200, gzip.compress(b" " * 200_000_000, 1), **{"content-encoding": "gzip"}))
    assert outcome.failure == "too large"


async def test_an_endless_stream_ends_at_the_limit() -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        try:
            while True:
                await response.write(events(CHUNKS[1]).encode() * 1000)
        except ConnectionError:
            return response

    async with server(endless) as gemini:
        outcome = await send(a_call("streamGenerateContent"), KEY, Access(gemini.url, max_bytes=300_000))
    assert outcome.failure == "too large" and len(outcome.text) == 500


async def test_of_a_long_answer_only_the_beginning_is_kept() -> None:
    long = {"candidates": [{"content": {"parts": [{"text": "word " * 50_000}]}, "finishReason": "STOP"}]}
    outcome = await answered(replies(200, json.dumps(long)))
    assert outcome.passed and len(outcome.text) == 500 and len(outcome.raw) == 20_000


async def test_strange_letters_can_be_stored() -> None:
    odd = {
        "error": {
            "code": 400,
            "message": "a\ud800b\x00c",
            "status": "X\x00",
            "details": [{"a\ud800": ["\x00", {"b": None}]}],
        }
    }
    outcome = await answered(replies(400, json.dumps(odd)))
    kept = repr(outcome.as_json()).encode()  # a lone surrogate would raise
    assert b"\0" not in kept and b"\\x00" not in kept and outcome.message == "a?b\N{REPLACEMENT CHARACTER}c"
    assert (await answered(replies(400, b"\xff\xfe\x00"))).raw == "\N{REPLACEMENT CHARACTER}" * 3


async def test_details_without_end_are_cut() -> None:
    deep: Any = "leaf"
    for _ in range(200):
        deep = {"x": [deep]}
    outcome = await answered(replies(400, json.dumps({"error": {"code": 400, "details": [deep] * 200, "message": 7}})))
    assert len(outcome.details) == 50 and "leaf" not in json.dumps(outcome.as_json()["details"])
    assert outcome.message == "7" and outcome.status is None


@pytest.mark.parametrize("error", ["text", 5, None, ["x"]])
async def test_an_error_that_is_no_object_is_not_read(error: object) -> None:
    outcome = await answered(replies(400, json.dumps({"error": error})))
    assert (outcome.http, outcome.status, outcome.message, outcome.passed) == (400, None, None, False)


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (QUOTA, "quota-day"),
        ({"error": {"code": 400, "message": "API key not valid. Please pass a valid API key.", "status": "INVALID_ARGUMENT"}}, "api-key-invalid"),
        ({"error": {"code": 503, "message": "The model is overloaded. Please try again later.", "status": "UNAVAILABLE"}}, "overloaded"),
    ],
)  # fmt: skip
async def test_the_paste_of_an_error_is_diagnosed_like_the_error(body: Any, cause: str, knowledge: Knowledge) -> None:
    outcome = await answered(replies(body["error"]["code"], json.dumps(body, indent=2)))
    assert diagnose(read(outcome.paste()), knowledge).cause == cause


async def test_outcomes_survive_being_stored() -> None:
    for handler in (replies(429, json.dumps(QUOTA)), replies(200, json.dumps(WELL)), replies(502, "<html>")):
        outcome = await answered(handler)
        assert Outcome.of_json(json.loads(json.dumps(outcome.as_json()))) == outcome
    assert Outcome.of_json({"http": 200, "from a newer version": 1}) == Outcome(http=200)


async def test_nothing_at_the_other_end_is_unreachable(knowledge: Knowledge) -> None:
    async with server() as gemini:
        gone = gemini.access
    outcome = await send(a_call(), KEY, gone)
    assert (outcome.http, outcome.failure, outcome.passed) == (None, "unreachable", False)
    assert outcome.message and diagnose(read(outcome.paste()), knowledge).cause == "network"


async def test_a_name_that_nobody_has_is_unreachable() -> None:
    assert (await send(a_call(), KEY, Access("http://nobody.invalid/"))).failure == "unreachable"


async def test_a_connection_closed_without_a_word_is_unreachable() -> None:
    async def close(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)

    async with talking(close) as url:
        outcome = await send(a_call(), KEY, Access(url))
    assert outcome.failure == "unreachable" and outcome.http is None


async def test_what_speaks_no_http_is_unreachable() -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 smtp.example.com ESMTP\r\n" + KEY.encode())
        await reader.read(100)

    async with talking(greet) as url:
        outcome = await send(a_call(), KEY, Access(url))
    assert outcome.failure == "unreachable" and KEY not in repr(outcome)
