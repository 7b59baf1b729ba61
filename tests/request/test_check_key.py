"""The key: missing, of another product, in the wrong place."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from bot.paste.report import Report
from bot.paste.secrets import Secret
from bot.paste.span import Span
from bot.request.check import check
from bot.request.request import Key
from tests.request.calls import a_call, held


def keyed(key: Key | None, text: str = "", headers: dict[str, str] | None = None, **more: Any) -> dict[str, str]:
    call = a_call(key=key, **more)
    object.__setattr__(call, "headers", {"content-type": "application/json", **(headers or {})})
    return held(call, text)


def test_a_call_without_key_is_named_and_one_in_the_wrong_header_as_such():
    assert keyed(Key(None, "missing")) == {"key": "api-key-missing"}
    assert keyed(Key(None, "missing"), headers={"x-api-key": "k"}) == {"header": "api-key-missing"}
    assert keyed(Key(None, "header", "X-API-Key")) == {"header": "api-key-missing"}
    assert keyed(Key(None, "missing"), dialect="json") == {}
    assert keyed(Key(None, "missing"), dialect="python-genai") == {}
    assert keyed(None) == {}
    bearer, path = Key(None, "bearer", "authorization"), "/v1beta/openai/embeddings"
    assert keyed(bearer, "Authorization: Bearer $GEMINI_API_KEY", method=None, path=path) == {}
    assert keyed(Key(None, "missing"), method="chat.completions", body={"messages": [{}]}) == {"key": "api-key-missing"}


@pytest.mark.parametrize(
    "text",
    [
        "s.headers.update(h)",
        "headers: { ...more }",
        "curl -H @head.txt",
        'curl "${ALL[@]}"',
        "curl -K me.cfg",
        'curl -H "$HEAD"',
        "axios.create({})",
        "I pass my api key elsewhere",
    ],
)
def test_a_key_that_the_paste_may_not_show_is_missed_as_a_hint_alone(text):
    call = a_call(key=Key(None, "missing"))
    assert keyed(Key(None, "missing"), text) == {}
    assert held(call, text, sure=False) == {"key": "api-key-missing"}
    told = text + "\nMethod doesn't allow unregistered callers (callers without established identity)."
    assert keyed(Key(None, "missing"), told) == {"key": "api-key-missing"}
    assert keyed(Key(None, "missing"), host="localhost") == {}


def test_a_key_of_another_product_is_named():
    assert keyed(Key("API key", "client", "api_key", True), dialect="python-genai") == {"key": "api-key-invalid"}
    assert keyed(Key("Google access token", "header", "x-goog-api-key", True)) == {"key": "api-key-invalid"}
    assert keyed(Key("ephemeral token", "client", "api_key", True)) == {"key": "api-key-invalid"}
    assert keyed(Key("OAuth client secret", "query", "key", True)) == {"key": "api-key-invalid"}
    assert keyed(Key("Google access token", "bearer", "authorization", True)) == {}
    assert keyed(Key("placeholder", "header", "x-goog-api-key", True)) == {}


def test_a_key_in_clear_is_a_hint():
    call = a_call(key=Key("AI Studio key", "query", "key", True))
    assert held(call) == {} and held(call, sure=False) == {"key": "api-key-leaked"}


def test_what_clings_to_a_key_is_named():
    text = "-H 'x-goog-api-key: KEY\\n'"
    span = Span(text.index("KEY"), text.index("KEY") + 5)
    call = a_call(key=Key("AI Studio key", "header", "x-goog-api-key", True), spans={"key": span})

    def with_secret(shape: str, **more: Any) -> dict[str, str]:
        report = Report(
            text,
            secrets=(
                Secret("AI Studio key", shape, span, True),
                Secret("password", "9 characters, newline inside", Span(0, 1), False),
            ),
        )
        return {found.field: found.cause for found in check(dataclasses.replace(call, **more), report) if found.sure}

    assert with_secret("39 characters, newline at the end") == {"key": "api-key-invalid"}
    assert with_secret("39 characters, newline at the end", dialect="python-genai") == {}
    assert with_secret("39 characters") == {}


@pytest.mark.parametrize(
    ("dialect", "text", "expected"),
    [
        ("openai-compat", 'base_url="https://generativelanguage.googleapis.com/v1beta/"', {"url": "malformed-request"}),
        ("openai-compat", 'base_url="https://generativelanguage.googleapis.com/v1beta/openai/"', {}),
        (
            "python-genai",
            'HttpOptions(base_url="https://generativelanguage.googleapis.com/v1beta")',
            {"url": "malformed-request"},
        ),
        ("js-genai", "{ baseUrl: 'https://generativelanguage.googleapis.com/' }", {}),
        ("curl", 'BASE_URL="https://generativelanguage.googleapis.com/v1beta"', {}),
    ],
)
def test_a_base_url_has_what_the_client_does_not_add(dialect, text, expected):
    assert held(a_call(dialect=dialect), text) == expected


def test_a_limit_of_tokens_carries_no_key():
    missing = Key(None, "missing")
    assert keyed(missing, '{"generationConfig": {"maxOutputTokens": 5}}') == {"key": "api-key-missing"}
    assert keyed(missing, "curl -H @token.txt") == {}


def test_a_bearer_header_takes_a_token_not_a_key():
    bearer = Key(None, "bearer", "authorization")
    assert keyed(bearer, '-H "Authorization: Bearer $GEMINI_API_KEY"') == {"header": "unauthenticated"}
    assert keyed(bearer, '-H "Authorization: Bearer $(gcloud auth print-access-token)"') == {}
    assert keyed(bearer, '"Bearer " + os.environ["GEMINI_API_KEY"]') == {"header": "unauthenticated"}
    assert keyed(bearer, '"Bearer " + os.environ["ACCESS_TOKEN"]') == {}
    assert keyed(bearer, '-H "Authorization: Bearer $TOKEN"') == {}
    assert keyed(Key("AI Studio key", "bearer", "authorization", True)) == {"header": "unauthenticated"}
    assert keyed(bearer, "Bearer $GEMINI_API_KEY", method="chat.completions", body={"messages": [{}]}) == {}


def test_two_credentials_are_one_too_many():
    assert keyed(Key(None, "header"), headers={"x-goog-api-key": "a", "authorization": "b"}) == {
        "header": "unauthenticated"
    }


def test_single_quotes_keep_the_shell_from_filling_in_the_key():
    assert keyed(Key(None, "header"), "curl -H 'x-goog-api-key: $GEMINI_API_KEY'") == {"key": "api-key-invalid"}
    assert keyed(Key(None, "query"), "curl 'https://x/y?key=${KEY}'") == {"key": "api-key-invalid"}
    assert keyed(Key(None, "header"), """curl -H 'x-goog-api-key: '"$GEMINI_API_KEY" """) == {}
