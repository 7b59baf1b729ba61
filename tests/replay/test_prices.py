"""Prices by a dated table."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files

import pytest

from bot.replay.call import Call
from bot.replay.prices import cost, price
from bot.request.models import models

TODAY = date(2026, 11, 25)


def test_a_price_holds_from_its_day_to_its_day():
    before, after = price("gemini-3.8-flash", 0, date(2026, 12, 31)), price("gemini-3.8-flash", 0, date(2027, 1, 1))
    assert (before.input, before.output) == (0.75, 3.75)
    assert (after.input, after.output) == (1.5, 7.5)


def test_a_long_prompt_has_a_price_of_its_own():
    assert price("models/gemini-3.1-pro-preview", 200_000, TODAY).input == 2
    assert price("gemini-3.1-pro-preview", 200_001, TODAY).input == 4


@pytest.mark.parametrize("model", ["gemini-2.5-pro", "gemini-3.6-flash", "nonsense", None])
def test_what_the_table_does_not_hold_has_no_known_price(model):
    assert price(model, 1, TODAY) is None
    assert cost(Call("generateContent", model, "v1", {}, 1), 1, 1, TODAY) is None


def test_to_count_and_to_look_up_costs_nothing():
    assert cost(Call("countTokens", "nonsense", "v1", {}, 1), 1000, 0, TODAY) == 0


def test_a_call_costs_what_goes_in_and_what_comes_out():
    assert cost(Call("generateContent", "gemini-3.5-flash", "v1", {}, 1), 1_000_000, 100_000, TODAY) == pytest.approx(
        2.4
    )


def test_each_row_names_a_model_that_we_know_its_date_and_its_source():
    rows = json.loads(files("bot.replay").joinpath("prices.json").read_text("utf-8"))["prices"]
    for row in rows:
        assert models().find(row["model"]) is not None
        assert date.fromisoformat(row["date"]) <= TODAY and row["source"].startswith("https://")
        assert row["input"] >= 0 and row["output"] >= 0
