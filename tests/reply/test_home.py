"""The words of Home, of an export, and of what was deleted."""

from __future__ import annotations

import json

import pytest

from bot.reply import home
from bot.reply.limits import complaints, view_complaints

NOTHING = {"cases": [], "rejections": [], "choices": [], "channels": []}


def case(number: int, text: str) -> dict[str, object]:
    return {"id": f"c{number}", "created": 1_795_000_000.0 + number, "text": text, "cause": None}


def shown(view: object) -> str:
    return json.dumps(view)


def refused(view: dict[str, object]) -> tuple[str, ...]:
    """What Slack would refuse; a modal has a title, a Home has none."""
    return view_complaints({**view, "title": {"type": "plain_text", "text": "Home"}})


def test_of_nothing_there_is_nothing_to_press() -> None:
    view = home.home(NOTHING, 30)
    assert "Nothing." in shown(view) and home.FORGET not in shown(view) and refused(view) == ()


@pytest.mark.parametrize(("number", "words"), [(1, "1 paste"), (2, "2 pastes"), (100_000, "100000 pastes")])
def test_pastes_are_counted_with_the_day_of_the_first(number: int, words: str) -> None:
    view = home.home({**NOTHING, "cases": [case(one, "") for one in range(number)]}, 7, said="Done.")
    assert words in shown(view) and "18 November 2026" in shown(view) and "7 days" in shown(view)
    assert refused(view) == () and "Done." in shown(view)


def test_everything_else_is_named_too() -> None:
    rows = {**NOTHING, "rejections": [{}, {}], "choices": [{"visibility": "channel"}], "channels": [{}]}
    view = shown(home.home(rows, 30))
    assert "2 times" in view and "seen by the channel" in view and "1 channel" in view


def test_what_was_deleted_is_said_in_one_sentence() -> None:
    rows = {**NOTHING, "cases": [{}, {}], "rejections": [{}], "choices": [{}], "channels": [{}]}
    said = home.forgotten(rows, 0)
    assert said.startswith("Deleted: 2 pastes, 1 Not it, 1 choice in the form, 1 name beside")
    assert home.forgotten(NOTHING, 2) == (
        "There was nothing to delete. 2 answers are still on the way: do this again in a minute."
    )


def test_an_export_is_whole_and_slack_takes_every_page() -> None:
    hostile = 'a "quoted" <!channel> ``` & paste\n' * 20
    rows = {**NOTHING, "cases": [case(one, hostile) for one in range(12)]}
    pages = home.export(rows)
    assert len(pages) > 1 and [complaints(page) for page in pages] == [()] * len(pages)
    text = "".join(page.blocks[0]["elements"][1]["elements"][0]["text"] for page in pages)
    assert json.loads(text) == rows


def test_a_long_paste_is_cut_and_its_length_said() -> None:
    [page] = home.export({**NOTHING, "cases": [case(1, "x" * 2_500)]})
    assert "(2500 characters in all)" in shown(page.blocks)


def test_a_line_longer_than_a_page_is_divided() -> None:
    pages = home.export({**NOTHING, "cases": [case(1, '"\\' * 1_000)]})
    assert len(pages) == 3 and [complaints(page) for page in pages] == [()] * 3


def test_where_there_is_too_much_the_rest_is_said() -> None:
    pages = home.export({**NOTHING, "cases": [case(one, "y" * 2_000) for one in range(60)]})
    assert len(pages) == home.PAGES + 1 and "forget --show" in pages[-1].text and complaints(pages[-1]) == ()
