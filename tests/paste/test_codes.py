"""HTTP codes in lines and prose: what anchors a number, and what doesn't."""

from __future__ import annotations

import pytest

from bot.paste import read

CODES = [
    "HTTP 429",
    "http 429 from gemini",
    "error 429",
    "(429)",
    "we keep getting 429 errors",
    "code 429",
    "gives me 429s",
    "statusCode=429",
    "got a 429 back",
    "it fails with 429",
    "返回 429",
    "429错误",
    "一直 429",
    "Error: 429",
    "ошибка 429 от Gemini",
    "エラー429",
    "the server responded with a status of 429 ()",
    "Gemini API error (429): quota",
    "status_code: 429",
    "Got 429 Too Many Requests",
    "<Response [429]>",
    "<Response [429 Too Many Requests]>",
    "[Gemini] 429: Resource has been exhausted",
    "Request failed with status code 429",
    "httpx.HTTPStatusError: Client error '429 Too Many Requests' for url",
    "‼️ 429 RESOURCE_EXHAUSTED",
    "API returned 429:",
    "HTTP Error 429: Too Many Requests",
    '"POST /v1beta/models HTTP/1.1" 429 512',
    'httpx: HTTP Request: POST https://example.com "HTTP/1.1 429 Too Many Requests"',
    "< HTTP/2 429 \n< content-type: application/json",
    "curl: (22) The requested URL returned error: 429",
    "POST https://example.com/x 429 (Too Many Requests)",
    "requests.exceptions.HTTPError: 429 Client Error: Too Many Requests for url",
    "**429 Do not support publisher model**",
    "every gemini call is a 429 now",
    "gemini answers 429 when I send this",
    "after a while it's 429, every time",
    "{'code': 429}",
    '"httpStatus": 429',
    "status: 429 Too Many Requests",
    "gemini 429 again, anybody else?",
    "回傳 429 預付金用盡",
    "Gemini 回复 429",
    "me devuelve 429 porque mando mucho",
    "me da 429 desde ayer",
    "o gemini retorna 429 toda hora",
    "設定を変えたら 429 になりました",
    "Почему gemini ругается 429 Too much без объяснений",
    "Сервер выдаёт 429 на каждый запрос",
    "Gemini renvoie 429 sans cesse",
    "Gemini liefert 429 seit gestern",
    "e2= 429 Resource has been exhausted",
    "with the gemini one it is 429 Resource has been exhausted",
    "candidateCount: 2 → 429 `Resource has been exhausted`",
    "| 2K | ❌ 429 | – |",
    "[google] Bad Request Error, 429 Resource has been exhausted",
    '429 {"error":{"message":"x y","code":"too_many_requests"}}',
    'POST https://example.com/interactions\n429 {"error":{"message":"x y","code":"too_many_requests"}}',
    "429 /image/generate: Internal error occurred",
]


@pytest.mark.parametrize("text", CODES)
def test_a_code_with_words_that_name_it_is_read(text: str) -> None:
    assert read(text).http == 429


NUMBERS = [
    "retry in 403s, then again in 403 s",
    "took 403ms",
    'File "main.py", line 403, in ask',
    "at run (/app/a.js:403:12)",
    "listens on port 8403 and localhost:403/x",
    "403 tokens were counted",
    "it costs $403",
    "since 2025-04-03, 4:03",
    "page 403 of the docs",
    "v4.0.3 and 0.403",
    "issue #403",
    "exit code 137, pid 403",
    "returns 500 rows",
    "max 500 characters, limit: 500",
    "my quota is 500 requests per day",
    "花了 500 元",
    "每天 500 次",
    "1日に 500 回",
    "за 500 рублей",
    "me da 500 tokens por minuto",
    "timeout = 500",
    "we spent the 500 Dollars on it",
    "budget=500 Other words",
    "batch 503",
    "we send it a 403 page pdf",
    "403/500 done",
    "received 200 OK",
    "200 OK, 201 Created",
    "status: 200",
    "a version of 299 things",
    "id=403",
]


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_that_something_else_is_counted_with_is_no_code(text: str) -> None:
    assert read(text).http is None


def test_a_retry_delay_that_contains_403_is_no_403() -> None:
    text = '{"error": {"code": 429, "details": [{"retryDelay": "403s"}]}}'
    report = read(text)
    assert (report.http, report.retry_delay_s) == (429, 403)


def test_an_exit_code_is_no_http_code() -> None:
    assert read("process ended, exit code: 403").http is None


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("why is it <code>RESOURCE_EXHAUSTED</code> on all keys", "RESOURCE_EXHAUSTED"),
        ("google.api_core.exceptions.DeadlineExceeded: 504 Deadline", "DEADLINE_EXCEEDED"),
        ("rpc error: code = Canceled desc = context canceled", "CANCELLED"),
        ("last error: UNAVAILABLE: ipv4:142.250.69.170:443", "UNAVAILABLE"),
        ('{"error": {"code": "permission_denied", "message": "no"}}', "PERMISSION_DENIED"),
        ("for INTERNAL use only, UNKNOWN otherwise", None),
        ("status: unknown", None),
        ('{grpc_status:9, grpc_message:"no"}', "FAILED_PRECONDITION"),
        ("grpc_status: 99", None),
        ('(httpResponseCode: 400, message: "a b", status: FirebaseAI.RPCStatus.invalidArgument)', "INVALID_ARGUMENT"),
        ('(httpResponseCode: 503, message: "a b", status: GoogleGenerativeAI.RPCStatus.unavailable)', "UNAVAILABLE"),
        ("Error 400,Message: a b., Status:INVALID ARGUMENTDetails: []", "INVALID_ARGUMENT"),
        ("Gemini 报 INVALID_ARGUMENT错误", "INVALID_ARGUMENT"),
        ("429 Too Many Requests", None),
        ("google.api_core.exceptions.BadRequest: 400 x", None),
    ],
)
def test_a_status_is_read_in_every_spelling_and_never_inferred(text: str, status: str | None) -> None:
    assert read(text).status == status


def test_a_code_without_a_status_gives_no_status() -> None:
    report = read("we get 429s from gemini")
    assert (report.http, report.status) == (429, None)


def test_of_very_many_codes_the_first_are_told() -> None:
    assert read("error 503\n" * 3000 + "error 429").http == 503


def test_a_redirect_counts_with_its_phrase_alone() -> None:
    assert read("APIError: 307 Temporary Redirect. {}").http == 307
    assert read("error 307").http is None
    assert read("status 201 Not Found").http is None
