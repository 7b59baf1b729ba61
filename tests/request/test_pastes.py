"""Whole pastes, as people write them: each says which request it holds, or that it holds none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.paste import read
from bot.request import UNKNOWN, read_request

PASTES = [json.loads(line) for line in Path(__file__).with_name("pastes.jsonl").read_text("utf-8").splitlines()]
HOLDING = [paste for paste in PASTES if paste["request"]]
EMPTY = [paste for paste in PASTES if not paste["request"]]


def _spelt(name: str) -> str:
    return name.replace("_", "").lower()


def holds(got: Any, want: Any) -> bool:
    """True where `got` says what `want` says; UNKNOWN in `want` leaves it open, spelling and a lone role don't matter."""
    if want == UNKNOWN:
        return True
    if isinstance(want, dict) and isinstance(got, dict):
        mine = {_spelt(name): value for name, value in got.items()}
        return all(holds(mine.get(_spelt(name)), value) for name, value in want.items()) and all(
            _spelt(name) in {*map(_spelt, want), "role", "model"} or value == UNKNOWN for name, value in got.items()
        )
    if isinstance(want, list) and isinstance(got, list):
        return len(want) == len(got) and all(map(holds, got, want))
    return bool(got == want)


@pytest.mark.parametrize("paste", HOLDING, ids=lambda paste: f"{paste['surface']}: {paste['text'][:40]!r}")
def test_a_paste_with_a_call_gives_its_request(paste: dict[str, Any]) -> None:
    want = paste["request"]
    found = read_request(read(paste["text"]))
    assert found is not None
    assert found.method == want["method"]
    for fact in ("model", "api_version", "host"):
        if want[fact] is not None:
            assert (getattr(found, fact) or "").removeprefix("models/") == want[fact].removeprefix("models/")
    assert holds(found.body, want["body"]) or want["body"] is None, found.body


@pytest.mark.parametrize("paste", EMPTY, ids=lambda paste: f"{paste['surface']}: {paste['text'][:40]!r}")
def test_a_paste_without_a_call_of_gemini_gives_none(paste: dict[str, Any]) -> None:
    assert read_request(read(paste["text"])) is None
