"""How late an answer may come."""

from __future__ import annotations

from typing import Any

import pytest

from bot.jobs import late

HEARD: dict[str, Any] = {"entrance": "message", "asked": False, "ts": "1000.000100", "arrived": 5_000.0}


@pytest.mark.parametrize(
    ("kind", "payload", "limit"),
    [
        ("answer", HEARD, 600),
        ("answer", HEARD | {"entrance": "alert"}, 600),
        ("answer", HEARD | {"entrance": "mention", "asked": True}, 7_200),
        ("answer", HEARD | {"entrance": "direct", "asked": True}, 7_200),
    ],
)
def test_a_message_is_as_old_as_slacks_clock_says_whatever_ours_says(kind, payload, limit) -> None:
    assert round(late.left(kind, payload, 1_000.0, 99_999.0)) == limit
    assert late.left(kind, payload, 1_001.0 + limit, 0.0) < 0


@pytest.mark.parametrize(
    ("kind", "payload", "limit"),
    [
        ("answer", HEARD | {"entrance": "shortcut", "asked": True}, 7_200),
        ("answer", HEARD | {"entrance": "command", "asked": True, "ts": None}, 7_200),
        ("edit", HEARD, 600),
        ("edit", HEARD | {"asked": True}, 7_200),
        ("deletion", HEARD, 86_400),
        ("warn", HEARD, 7_200),
        ("not_it", {"arrived": 5_000.0}, 7_200),
    ],
)
def test_what_else_is_done_counts_from_its_arrival(kind, payload, limit) -> None:
    assert late.left(kind, payload, 0.0, 5_000.0) == limit
    assert late.left(kind, payload, 0.0, 5_001.0 + limit) < 0


def test_a_job_without_a_time_of_arrival_is_never_late() -> None:
    assert late.left("not_it", {}, 0.0, 9e9) > 0


def test_nobody_waits_for_what_was_only_heard() -> None:
    assert not late.is_urgent("answer", HEARD) and not late.is_urgent("edit", HEARD)
    assert late.is_urgent("answer", HEARD | {"asked": True}) and late.is_urgent("warn", HEARD)
    assert late.is_urgent("not_it", {}) and late.is_urgent("deletion", HEARD)


def test_a_message_is_old_after_ten_minutes_and_a_mention_after_an_hour() -> None:
    assert [late.is_old(age, asked=False) for age in (-3_600, 0, 599, 601)] == [False, False, False, True]
    assert [late.is_old(age, asked=True) for age in (601, 3_599, 3_601)] == [False, False, True]
