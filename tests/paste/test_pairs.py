"""Named values in every dialect."""

from __future__ import annotations

import pytest

from bot.paste.pairs import pairs, token, words


@pytest.mark.parametrize(
    "text",
    [
        '"code": 429',
        "'code': 429",
        "code: 429",
        "code=429",
        "map[code:429 status:x]",
        '\\"code\\": 429',
        '\\\\\\"code\\\\\\":429',
        'x\\ncode: "429"',
        "**Code:** 429",
        "code\n  : 429",
        "code => 429",
        "b'{\"code\": 429}'",
    ],
)
def test_a_named_value_is_read_in_every_dialect(text: str) -> None:
    assert [(pair.name, pair.value) for pair in pairs(text) if pair.name == "code"] == [("code", "429")]


@pytest.mark.parametrize("text", ["ncode: 429", "zipcode: 429", "code 429", "codes: 429", "code; 429", "seconds: 22"])
def test_a_word_that_is_no_key_names_nothing(text: str) -> None:
    assert pairs(text) == []


@pytest.mark.parametrize("key", ["error_code", "errorCode", "ERROR_CODE", "ErrorCode", "error_code_"])
def test_a_key_is_known_in_every_spelling(key: str) -> None:
    assert [pair.name for pair in pairs(f"{key}: 429")] == ["code"]


def test_what_stands_in_a_message_is_no_named_value() -> None:
    assert [pair.name for pair in pairs('"message": "the status: 500 was set", "code": 429')] == ["message", "code"]


def test_the_level_counts_the_strings_that_a_body_stands_in() -> None:
    found = pairs('{"message": "{\\"message\\": \\"{\\\\\\"code\\\\\\": 429}\\"}", "status": 500}')
    assert [(pair.name, pair.level, pair.holds) for pair in found] == [
        ("message", 0, True), ("message", 1, True), ("code", 2, False), ("status", 0, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "value", ["Generate\n  PerDay", "Generate │\n│ PerDay", "Generate│\\n│PerDay", "Generate\\n  PerDay"]
)
def test_an_id_is_put_together_where_it_was_wrapped(value: str) -> None:
    assert token(value) == "GeneratePerDay"


def test_words_are_read_without_their_escapes() -> None:
    assert words('say \\"hi\\", it\\u0027s\\ttwo\\nlines\\r \\ud83d') == 'say "hi", it\'s\ttwo\nlines \ufffd'
