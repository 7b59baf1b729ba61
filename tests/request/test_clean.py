"""Requests of today that the service takes, the odd ones among them: nothing sure is held against any."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.paste import read
from bot.request import read_request
from bot.request.check import check

PASTES = [json.loads(line) for line in Path(__file__).with_name("clean.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("paste", PASTES, ids=lambda paste: paste["name"])
def test_a_request_that_the_service_takes_is_left_in_peace(paste: dict[str, str]) -> None:
    report = read(paste["text"])
    request = read_request(report)
    assert request is not None
    assert [found for found in check(request, report) if found.sure] == []
