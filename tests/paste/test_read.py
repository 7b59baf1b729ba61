"""Whatever the text is, `read` returns, soon."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.paste import Report, read
from tests.paste.surfaces import SURFACES

MILLION = 1_000_000
HOSTILE = {
    "brackets": "[" * MILLION,
    "braces": "{" * MILLION,
    "backslashes": '"' + "\\" * MILLION,
    "runs of backslashes": ("\\" * 20 + '"') * 47_000,
    "one word": "a" * MILLION,
    "blanks": " " * MILLION,
    "line ends": "\n" * MILLION,
    "quote marks": ">\n" * 500_000,
    "open strings": 'message:"' * 110_000,
    "open apostrophes": "message:'x" * 100_000,
    "open errors": '"error":{' * 110_000,
    "codes": '"code":429,' * 90_000,
    "numbers": "429 " * 250_000,
    "close codes": "1000 " * 200_000,
    "boxes": "│ x │\n" * 160_000,
    "statuses": "status: " * 125_000,
    "reasons and blanks": ("finish_reason" + " " * 40) * 18_000,
    "strings in strings": ('"message": "{\\"error\\": ' * 40_000)[:MILLION],
    "quotes in quotes": 'msg: "a" b "a" b ' * 58_000,
    "classes": "Error" * 200_000,
    "colours": "\x1b[31m" * 200_000,
    "big number": "code: " + "9" * MILLION,
    "validation": ("validation error for X\n" + " " * 30) * 18_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_megabyte_is_read_soon(name: str) -> None:
    began = time.process_time()
    assert isinstance(read(HOSTILE[name]), Report)
    assert time.process_time() - began < 2  # far from what a quadratic reader takes, and safe on a busy machine


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "\ud800", "NaN", '{"code": NaN}', "\\", "'", "error: {", "429", "\ufeff"]
)
def test_odd_little_texts_are_read(text: str) -> None:
    assert read(text).errors == ()


FRAGMENTS = st.sampled_from(
    ['{"error": {', '"code": 429,', "'message': '", '\\"', "\\\\", '"', "'", "}", "]", "map[", "\n", "│ ", " │", "> ", "429 ",
     "RESOURCE_EXHAUSTED", ". {", "retryDelay:22s", "quotaValue", ":", "=", "\x1b[31m", "&quot;", "\\u0022", "finish_reason",
     "Caused by: ", "ClientError: ", "models/gemini-2.5-flash", "«", "错", "1011 (internal", "key: \"model\" value: \"x\"",
     "seconds: ", "details", "Status: ", "\r\n", "\\n", "POST https://x: ", "[404 ]", "x" * 80]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(FRAGMENTS, max_size=40).map("".join)))
@settings(max_examples=300, deadline=None)
def test_no_text_raises_and_every_span_lies_in_it(text: str) -> None:
    report = read(text)
    assert all(0 <= span.start < span.end <= len(report.text) for span in report.spans.values())
    assert all(0 <= error.span.start <= error.span.end <= len(report.text) for error in report.errors)


@given(
    st.sampled_from([surface for surface in SURFACES if surface.facts.get("http")]),
    st.text(alphabet="abc def\n。你好.!?", max_size=80),
    st.text(alphabet="abc def\n。你好.!?", max_size=80),
)
@settings(max_examples=150, deadline=None)
def test_words_around_a_surface_change_no_code(surface: object, before: str, after: str) -> None:
    text, facts = surface.text, surface.facts  # type: ignore[attr-defined]
    assert read(f"{before}\n{text}\n{after}").http == facts["http"]
