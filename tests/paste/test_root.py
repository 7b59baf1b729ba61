"""Several errors in one paste: the root cause is told, not the wrapper's last line."""

from __future__ import annotations

import json

import pytest

from bot.paste import read
from tests.paste.surfaces import KEY_BODY, KEY_PRETTY, QUOTA_BODY, QUOTA_ID, TRACE

CLIENT_ERROR = "google.genai.errors.ClientError"


@pytest.mark.parametrize(
    "between",
    [
        "The above exception was the direct cause of the following exception:",
        "During handling of the above exception, another exception occurred:",
    ],
)
def test_the_first_exception_of_a_python_chain_is_the_root(between: str) -> None:
    text = (
        f"{TRACE}{CLIENT_ERROR}: 429 RESOURCE_EXHAUSTED. {QUOTA_BODY!r}\n\n{between}\n\n"
        'Traceback (most recent call last):\n  File "a.py", line 500, in x\nmyapp.CallError: HTTP 500 after 403 ms'
    )
    report = read(text)
    assert (report.http, report.exception) == (429, CLIENT_ERROR)
    assert report.exceptions == (CLIENT_ERROR, "myapp.CallError")


def test_the_last_named_cause_of_a_java_chain_is_the_root() -> None:
    text = (
        "java.lang.RuntimeException: request failed\n\tat x.y(Z.java:500)\nCaused by: java.util.concurrent.ExecutionException:"
        " x\nCaused by: com.google.genai.errors.ServerException: 503 . The model is overloaded.\n\t... 403 more"
    )
    report = read(text)
    assert (report.http, report.exception) == (503, "com.google.genai.errors.ServerException")


def test_the_cause_of_a_node_error_is_the_root() -> None:
    text = f"Error: failed\n    at x (/a.js:403:5) {{\n  [cause]: ApiError: {KEY_PRETTY}\n  at y (x.mjs:500:29) {{ status: 400 }}"
    report = read(text)
    assert (report.http, report.exception, report.reason) == (400, "ApiError", "API_KEY_INVALID")


def test_a_cause_without_a_class_leaves_the_first_class() -> None:
    assert read("TypeError: fetch failed\n  cause: something").exception == "TypeError"


def test_a_body_with_details_is_told_before_one_without() -> None:
    text = f'{{"error": {{"code": 500, "message": "An internal error has occurred."}}}}\n{json.dumps(QUOTA_BODY)}'
    report = read(text)
    assert (report.http, report.quota_id) == (429, QUOTA_ID)
    assert [error.http for error in report.errors] == [500, 429]


def test_of_two_like_bodies_the_first_is_told() -> None:
    first = "400 INVALID_ARGUMENT. {'error': {'code': 400, 'message': 'a b', 'status': 'INVALID_ARGUMENT'}}"
    second = "404 NOT_FOUND. {'error': {'code': 404, 'message': 'c d', 'status': 'NOT_FOUND'}}"
    assert read(f"{first}\n{second}").http == 400


def test_a_gateways_code_does_not_beat_the_body_that_it_wraps() -> None:
    inner = json.dumps(KEY_BODY)
    report = read(json.dumps({"error": {"message": f"litellm.AuthenticationError: {inner}", "code": "401"}}))
    assert report.http == 400
    assert report.errors[0].message is None


def test_the_code_of_the_line_above_goes_with_protobuf_details() -> None:
    text = (
        "Error: 500 An internal error has occurred.\n62\n88\nError: 429 You exceeded your current quota. [violations {\n"
        f'  quota_id: "{QUOTA_ID}"\n  quota_value: 100\n}}\n, retry_delay {{\n  seconds: 31\n}}\n]'
    )
    report = read(text)
    assert (report.http, report.quota_limit, report.retry_delay_s) == (429, 100, 31)


def test_an_error_without_a_body_stands_among_the_errors() -> None:
    [error] = read("ClientError: 400 INVALID_ARGUMENT: Manually set deadline 8s is too short.").errors
    assert (error.http, error.status, error.shape) == (400, "INVALID_ARGUMENT", "prefix")
    assert error.message == "Manually set deadline 8s is too short."


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        (json.dumps(KEY_BODY), "json"),
        (repr(KEY_BODY), "python-dict"),
        ("{ error: { code: 400, message: 'No way.', status: 'INVALID_ARGUMENT' } }", "javascript"),
        ("Error 400, Message: No way., Status: INVALID_ARGUMENT, Details: [map[reason:API_KEY_INVALID]]", "go-map"),
        ("error details: name = ErrorInfo reason = API_KEY_INVALID domain = googleapis.com", "gax"),
        (f'[violations {{\n  quota_id: "{QUOTA_ID}"\n}}]', "protobuf"),
        ("Code: 400\nMessage: No way.\nStatus: INVALID_ARGUMENT", "fields"),
        ('{"error": {', None),
    ],
)
def test_an_error_tells_the_dialect_that_it_was_read_from(text: str, shape: str | None) -> None:
    shapes = [error.shape for error in read(text).errors if error.shape != "prefix"]
    assert shapes[:1] == ([shape] if shape else [])


def test_the_domain_and_service_of_error_info_are_told() -> None:
    [error] = read(json.dumps(KEY_BODY)).errors
    assert (error.domain, error.service) == ("googleapis.com", "generativelanguage.googleapis.com")
