"""Whose failure a paste shows, and whether anybody should be answered unasked."""

from __future__ import annotations

import time

import pytest

from bot.diagnosis import Knowledge, diagnose
from bot.diagnosis.gate import bearing_of, is_geminis, is_live, is_other_product
from bot.diagnosis.match import Met, meet, survey
from bot.diagnosis.showing import Showing, showing_of, went_well
from bot.paste import read
from bot.paste.span import Span

OVERLOADED = "The model is overloaded. Please try again later."
BODY = (
    '{"error": {"code": 503, "message": "The model is overloaded. Please try again later.", "status": "UNAVAILABLE"}}'
)
WHOLE = f"google.genai.errors.ServerError: 503 UNAVAILABLE. {BODY}"


def speaks(knowledge: Knowledge, text: str) -> bool:
    return diagnose(read(text), knowledge, "heard").reply


def cause(knowledge: Knowledge, text: str) -> str | None:
    return diagnose(read(text), knowledge).cause


def shown(text: str, words: str = OVERLOADED) -> Showing:
    start = text.index(words)
    return showing_of(read(text), (Span(start, start + len(words)),))


# Live or not


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        f"Thanks for the great SDK. I always get this though:\n{WHOLE}",
        f'every single gemini call ends like this: "{OVERLOADED}"',
        f"first request of the day on gemini: 503 UNAVAILABLE. {OVERLOADED}",
        "youtube link with a list → gemini: Unsupported MIME type: text/html, an audio works",
        "[GoogleGenerativeAI Error]: Error fetching from https://generativelanguage.googleapis.com/v1beta/models/gemini-3.8-flash:generateContent: fetch failed",
        "# google.genai.errors.ClientError: 400 API key not valid. Please pass a valid API key.",
        'standup in five and I can\'t demo, gemini is giving me "API key expired. Please renew the API key."',
    ],
)
def test_a_live_failure_is_heard(knowledge: Knowledge, text: str) -> None:
    assert speaks(knowledge, text)


@pytest.mark.parametrize(
    "text",
    [
        "lunch?",
        f'"{OVERLOADED}" is what gemini says at noon, put it on the slide',
        f"Resolved: {WHOLE}",
        f"Game day at three, everybody sees {WHOLE}",
        f'Runbook review: gemini said "{OVERLOADED}" and it was thrown away',
        f'what should the page say on gemini\'s "{OVERLOADED}"?',
        'the Gemini app on my phone fails with "Something went wrong"',
        "gemini quota request is in ticket 12, I'll ask again when I can't wait",
    ],
)
def test_talk_is_not_heard(knowledge: Knowledge, text: str) -> None:
    assert not speaks(knowledge, text)


def test_a_failure_that_came_back_is_heard_though_it_was_resolved(knowledge: Knowledge) -> None:
    assert speaks(knowledge, f"marked as resolved yesterday, but I still get {WHOLE}")
    assert not speaks(knowledge, f"marked as resolved yesterday. {WHOLE}")


def test_what_is_not_resolved_is_not_over(knowledge: Knowledge) -> None:
    assert speaks(knowledge, f"waiting for this to be resolved:\n{WHOLE}")


def test_words_of_the_error_itself_are_no_talk(knowledge: Knowledge) -> None:
    text = "429 Quota exceeded for aiplatform.googleapis.com/generate_content_requests_per_minute_per_project_per_base_model with base model: gemini-2.5-flash. Please submit a quota increase request."
    assert speaks(knowledge, text)


def test_household_words_need_a_complaint_and_rare_ones_do_not(knowledge: Knowledge) -> None:
    assert not speaks(knowledge, f'gemini, "{OVERLOADED}", Tuesdays')
    assert speaks(knowledge, 'gemini, "Unhandled generated data mime type: image/jpeg", Tuesdays')


def test_a_symptom_beside_tickets_is_work(knowledge: Knowledge) -> None:
    assert not speaks(knowledge, "ticket 8: my gemini response is empty, I can't say more")


def test_an_error_of_another_system_beside_geminis_name_is_not_heard(knowledge: Knowledge) -> None:
    text = (
        "gemini-gateway is down:\nException: redis said the read operation timed out\nredis.exceptions.ConnectionError"
    )
    assert not speaks(knowledge, text)


def test_words_that_others_share_need_the_api_or_a_person(knowledge: Knowledge) -> None:
    shared = "read: connection reset by peer"
    assert not speaks(knowledge, f"Error: {shared} (gemini-worker)")
    assert speaks(knowledge, f"Error: {shared} (gemini-worker), I get this on every call")
    assert speaks(knowledge, f"Error: {shared} generativelanguage.googleapis.com")


def test_words_that_tell_need_no_name(knowledge: Knowledge) -> None:
    assert speaks(knowledge, "quotaId: GenerateRequestsPerDayPerProjectPerModel-FreeTier, since this morning")
    assert not speaks(knowledge, "I get finish reason 'stop', why?")


def test_nothing_met_is_not_live(knowledge: Knowledge) -> None:
    report = read("gemini")
    bearing = bearing_of(survey(report, knowledge.index), knowledge.index)
    assert not is_live(bearing, report, [])


# Whose failure


@pytest.mark.parametrize(
    "text",
    [
        'litellm.RateLimitError: GroqException - Rate limit reached. Fallbacks=[{"a": ["gemini-3.8-flash"]}]',
        '{"error":{"message":"当前分组 default 下对于模型 gemini-2.5-pro 无可用渠道","type":"new_api_error"}}',
        "<html><h1>502 Bad Gateway</h1><hr>nginx/1.24.0</html> in front of gemini",
        '{"error":{"code":403,"message":"x","status":"PERMISSION_DENIED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"SERVICE_DISABLED","domain":"googleapis.com","metadata":{"service":"vision.googleapis.com"}}]}}',
        "the Gemini app says you reached your limit",
        "gemini and its cache: redis.exceptions.ResponseError: OOM command not allowed",
        "psycopg.OperationalError: connection refused",
        "vllm: ValueError: max seq len too large (google/gemma-3-27b-it)",
        "openai.RateLimitError: Error code: 429 - {'error': {'message': 'Claude via gpt-5', 'code': 429}}",
    ],
)
def test_it_is_another_products(knowledge: Knowledge, text: str) -> None:
    assert cause(knowledge, text) == "not-gemini"


@pytest.mark.parametrize(
    "text",
    [
        "Gemini rejects my tools because of $ref in the schema, Claude takes them",
        "gemini-2.5-flash via openrouter.ai: Function call is missing a thought_signature in functionCall parts.",
        f'docker: grpc_message:"User location is not supported for the API use."\n{WHOLE}',
        "models/gemma-3-1b-it: Image input modality is not enabled for models/gemma-3-1b-it",
        "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
        "litellm.RateLimitError: VertexAIException - Resource has been exhausted (e.g. check quota). Fallbacks: OllamaException",
    ],
)
def test_it_is_geminis(knowledge: Knowledge, text: str) -> None:
    assert cause(knowledge, text) not in ("not-gemini", None)


def test_nothing_said_is_nobodys(knowledge: Knowledge) -> None:
    report = read("  ")
    bearing = bearing_of(survey(report, knowledge.index), knowledge.index)
    assert not is_other_product(bearing, report, [])
    assert not is_geminis(bearing, report)


def test_gemini_in_a_name_of_code_is_gemini(knowledge: Knowledge) -> None:
    bearing = bearing_of(survey(read("at ask (geminiService.js:3:1)"), knowledge.index), knowledge.index)
    assert bearing.has("name")
    bearing = bearing_of(survey(read("geminids are meteors"), knowledge.index), knowledge.index)
    assert not bearing.has("name")


# How it is shown


@pytest.mark.parametrize(
    ("text", "showing"),
    [
        (BODY, "whole"),
        (f"here:\n{WHOLE}", "whole"),
        (f"E   ServerError: {OVERLOADED}", "whole"),
        (f"10:02:11 worker {OVERLOADED}", "line"),
        (f"503 UNAVAILABLE. {OVERLOADED}", "line"),
        (f"gemini today: 503 {OVERLOADED}", "line"),
        (f'gemini today: 503 "{OVERLOADED}"', "sentence"),
        (f'He said "gemini: {OVERLOADED}" to me', "sentence"),
        (f"I read {OVERLOADED}", "sentence"),
        (f'    raise Busy("{OVERLOADED}")', "program"),
        (f'error = {{"error": {{"code": 503, "message": "{OVERLOADED}"}}}}', "program"),
        (f"```\n# says {OVERLOADED}\nNAMES = (1, 2)\n```", "program"),
        (f'```\ndef friendly(e):\n    """Not: {OVERLOADED}"""\n    return e\n```', "program"),
        (f"```\nai.ask()\n  -> {OVERLOADED}\n```", "line"),
        (f"- [ ] retry on {OVERLOADED}", "list"),
        (f"#412 map {OVERLOADED}", "list"),
        (f"UNAVAILABLE {OVERLOADED}, INTERNAL, RESOURCE_EXHAUSTED", "list"),
        (f"38x 503 UNAVAILABLE ({OVERLOADED})", "list"),
    ],
)
def test_how_an_error_is_shown(text: str, showing: Showing) -> None:
    assert shown(text) == showing


def test_what_is_far_down_a_long_line_does_not_begin_it() -> None:
    assert shown("so " * 300 + OVERLOADED) == "sentence"


# Whether it went well


@pytest.mark.parametrize(
    "after",
    [
        '\nINFO httpx: HTTP Request: POST x "HTTP/1.1 200 OK"',
        "\n12:00:04 INFO attempt 2/4 ok",
        "\n12:00:05 INFO answer sent",
        "\n12:00:05 INFO gemini → 200",
        "\nbatch: 12 done, 0 failed",
        "\n完了 エラー:0",
    ],
)
def test_a_log_that_ends_well_is_over(after: str) -> None:
    text = f"12:00:01 WARN {OVERLOADED}{after}"
    assert went_well(text, (Span(14, 14 + len(OVERLOADED)),))


@pytest.mark.parametrize("after", ["", "\n12:00:09 ERROR not sent, giving up", "\nthe same key is ok in AI Studio"])
def test_a_log_that_ends_badly_is_not(after: str) -> None:
    text = f"12:00:01 WARN {OVERLOADED}{after}"
    assert not went_well(text, (Span(14, 14 + len(OVERLOADED)),))


def test_no_evidence_went_nowhere() -> None:
    assert not went_well("a\nb", ())


# Time


@pytest.mark.parametrize(
    "text",
    [" " * 200_000, "a." * 100_000, "1.2" * 70_000, "x = y(\n" * 30_000, "```\n" * 50_000, "INTERNAL: " * 20_000, "{" * 200_000],
    ids=["blanks", "dots", "numbers", "code", "fences", "statuses", "braces"],
)  # fmt: skip
def test_a_decision_takes_no_time_whatever_the_paste(knowledge: Knowledge, text: str) -> None:
    report = read(f"{text}\ngemini {text} {OVERLOADED}")
    surveyed = survey(report, knowledge.index)
    met: list[Met] = meet(surveyed, knowledge.index)
    start = time.process_time()
    bearing = bearing_of(surveyed, knowledge.index)
    is_other_product(bearing, report, met)
    is_live(bearing, report, met)
    assert time.process_time() - start < 0.5
