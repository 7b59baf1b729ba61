"""What is said of models: the table, one of them, and what models.list says otherwise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.errors import UserError
from bot.reply import models as words
from bot.request.listing import Difference
from bot.request.models import Model, Models, models

KNOWN = models()


def test_the_table_has_every_model_and_family_with_date_and_source() -> None:
    lines = words.table(KNOWN).split("\n")
    gap = lines.index("")
    rows, sources = lines[1:gap], lines[gap + 1 :]
    assert [line.split()[0] for line in rows][-len(KNOWN.families) :] == [row.id for row in KNOWN.families]
    assert {line.split()[0] for line in rows} == {*KNOWN.rows, *(row.id for row in KNOWN.families)}
    numbers = {line.split(" ", 1)[0]: line.split(" ", 1)[1] for line in sources}
    for line in rows:
        name = line.split()[0]
        row = KNOWN.rows.get(name) or next(family for family in KNOWN.families if family.id == name)
        assert numbers[line.split()[-1]] == row.source and row.date in line and row.state in line


def test_what_lives_stands_before_what_is_gone() -> None:
    states = [KNOWN.rows[line.split()[0]].state for line in words.table(KNOWN).split("\n")[1 : 1 + len(KNOWN.rows)]]
    assert states == sorted(states, key=words.STATES.index) and set(states) <= set(words.STATES)


def test_a_row_without_source_or_date_has_a_dot_there() -> None:
    bare = Models({"ours": Model("ours", "current")}, ())
    assert words.table(bare).split("\n")[1].split() == ["ours", "current", *["·"] * 8]


def test_one_model_is_told_line_by_line() -> None:
    said = words.page(*words.find("models/gemini-2.5-pro", KNOWN), "models/gemini-2.5-pro")
    assert said.split("\n")[0] == "gemini-2.5-pro"
    for line in ("state      limited", "until      2026-12-01", "successor  gemini-3.8-flash", "input      1,048,576 tokens",
                 "thinking   budget 128 to 32768", "read       2026-11-22"):  # fmt: skip
        assert f"\n  {line}\n" in said
    assert "lacks" not in said and "special" not in said and "https://ai.google.dev" in said


def test_a_name_that_only_its_family_knows_is_told_by_the_family() -> None:
    row, family = words.find("`gemini-1.5-pro-002`", KNOWN)
    assert family and "shut down, with every name like gemini-1.5-pro*" in words.page(row, family, "gemini-1.5-pro-002")
    assert words.find("gemini-1.5-pro*", KNOWN) == (row, True)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("gemini-3.5-falsh", "no model named gemini-3.5-falsh. Did you mean gemini-3.5-flash?"),
        ("gemini-3.8-flsh-tts", "Did you mean gemini-3.8-flash-tts?"),
        ("gpt-5", "We know no model named gpt-5. Without a name, all of them are listed."),
        ("", "We know no model named that."),
        ("\x1b[31m" + "x" * 500, "x…. Without"),
    ],
)
def test_a_name_that_nobody_has_gets_the_nearest(name: str, says: str) -> None:
    with pytest.raises(UserError) as mistake:
        words.find(name, KNOWN)
    assert says in str(mistake.value) and "\x1b" not in str(mistake.value)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (Model("x", "current", levels=("low", "high"), budget=(1, 2)), "low high"),
        (Model("x", "current", budget=(0, 24576)), "budget 0 to 24576"),
        (Model("x", "current", budget=(512, 24576, 0, -1)), "budget 512 to 24576, or 0 or -1"),
        (Model("x", "current"), ""),
    ],
)
def test_thinking_is_levels_or_a_budget(row: Model, says: str) -> None:
    assert words.thinking(row) == says


def test_rows_as_json_are_a_file_of_a_team(tmp_path: Path) -> None:
    rows = words.all_as_json(KNOWN)
    file = tmp_path / "models.json"
    file.write_text(
        json.dumps(
            {"models": [row for row in rows if not row["family"]], "families": [row for row in rows if row["family"]]}
        )
    )
    again = models(file)
    assert again.rows == KNOWN.rows and again.families == KNOWN.families * 2


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (Difference("m", "model", "", "listed"), "m: listed, and not in the table."),
        (
            Difference("m", "model", "shut down", "listed"),
            "m: listed, and in the table only as one of a family that is shut down.",
        ),
        (Difference("m", "model", "current", ""), "m: in the table as current, and not listed for this key."),
        (Difference("m", "state", "shut down", "listed"), "m: in the table as shut down, and listed."),
        (Difference("m", "output tokens", "5", "6"), "m: output tokens: 5 in the table, 6 as listed."),
        (Difference("m\x1b[0m\nx", "methods", "a", "b\n"), "m x: methods: a in the table, b as listed."),
    ],
)
def test_each_difference_is_a_line(one: Difference, says: str) -> None:
    assert words.difference(one) == says


def test_no_difference_is_said_too() -> None:
    assert list(words.differences((), 61)) == [words.SAME.format(count=61)]
    said = list(words.differences((Difference("m", "model", "", "listed"),), 61))
    assert (
        said[0].startswith("m: ")
        and said[-1].startswith("1 of what models.list says differs")
        and "--write" in said[-1]
    )
