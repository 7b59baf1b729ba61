"""Of which causes it may be said that they aren't the person's code."""

from __future__ import annotations

from pathlib import Path

from bot.diagnosis import load
from bot.diagnosis.blameless import read_blameless

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


def test_each_of_them_is_an_entry_that_says_so_itself() -> None:
    load(KNOWLEDGE)
    for cause, words in read_blameless().items():
        page = (KNOWLEDGE / f"{cause}.md").read_text("utf-8").partition("## Examples")[0]
        assert words in page, cause


def test_what_many_people_may_each_have_done_themselves_is_none_of_them() -> None:
    own = "api-key-invalid api-key-leaked deadline-exceeded network quota-day rate-limit-minute resource-exhausted".split()
    entries = load(KNOWLEDGE).entries
    assert set(own) <= set(entries) and not set(own) & set(read_blameless())
