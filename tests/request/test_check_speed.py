"""What checking costs. On demand: pytest -m benchmark."""

from __future__ import annotations

import time

import pytest

from bot.paste.report import Report
from bot.request.check import check
from tests.request.calls import a_call

BODY = {
    "contents": [{"role": ("user", "model")[i % 2], "parts": [{"text": "a word or two " * 4}]} for i in range(17)],
    "generationConfig": {
        "temperature": 1,
        "responseMimeType": "application/json",
        "responseSchema": {"type": "OBJECT", "properties": {f"field{i}": {"type": "STRING"} for i in range(12)}},
    },
    "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}],
}


@pytest.mark.benchmark
def test_checking_a_request_of_two_kilobytes_takes_half_a_millisecond():
    call, report = a_call(BODY), Report("x" * 2_000)
    assert check(call, report) == ()
    took = []
    for _ in range(200):
        started = time.perf_counter()
        check(call, report)
        took.append(time.perf_counter() - started)
    assert sorted(took)[100] < 0.0005
