"""What a written conversation may say, and how what can't be read is named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.errors import UserError
from bot.playground.play import FAULTS
from bot.playground.script import CLOCK, Step, read


def steps(written: str) -> tuple[Step, ...]:
    return read(written).steps


def complaints(written: str) -> list[str]:
    with pytest.raises(UserError) as mistake:
        read(written, "talk.txt", FAULTS)
    return str(mistake.value).splitlines()


def test_the_head_says_when_and_where() -> None:
    found = read(
        "# a note\nclock: 2026-03-02 14:48 UTC\nprivate: #secret\nwithout the bot: #away, #far\n"
        "faults: retry_storm mention_first\n\nada in #away: hi\n",
        faults=FAULTS,
    )
    assert found.clock == datetime(2026, 3, 2, 14, 48, tzinfo=UTC)
    assert (found.private, found.without_bot) == ({"secret"}, {"away", "far"})
    assert found.faults == ("retry_storm", "mention_first")


def test_without_a_clock_it_is_always_the_same_time() -> None:
    assert read("ada in #general: hi").clock == CLOCK


@pytest.mark.parametrize(
    ("line", "verb", "given", "text"),
    [
        ("ada in #general: hi: there", "writes", {"channel": "general"}, "hi: there"),
        ("ada in thread: @gemini-debug", "writes", {"thread": "thread"}, "@gemini-debug"),
        ("ada to gemini-debug: hi", "writes", {"direct": "gemini-debug"}, "hi"),
        ("ada in #a-b with t.log: x", "writes", {"channel": "a-b", "file": "t.log"}, "x"),
        ("ada runs /gemini-debug", "runs", {"command": "/gemini-debug"}, ""),
        ("ada runs /gemini-debug explain quota-day", "runs", {"command": "/gemini-debug"}, "explain quota-day"),
        ("ada presses Not it", "presses", {"label": "Not it"}, ""),
        ("ada edits: less", "edits", {}, "less"),
        ("ada deletes", "deletes", {}, ""),
        ("ada submits", "submits", {}, ""),
        ("ada closes", "closes", {}, ""),
        ("ada invites gemini-debug to #away", "invites", {"channel": "away"}, ""),
        ("shortcut by ada", "shortcut", {}, ""),
        ("shortcut by ada on bo's message", "shortcut", {"on": "bo"}, ""),
    ],
)
def test_a_step_is_one_line(line: str, verb: str, given: dict[str, str], text: str) -> None:
    assert steps(line) == (Step(1, verb, "ada", given, text),)  # type: ignore[arg-type]


@pytest.mark.parametrize(("line", "minutes"), [("1 minute passes", "1"), ("31 minutes pass", "31")])
def test_time_passes_without_anybody(line: str, minutes: str) -> None:
    assert steps(line) == (Step(1, "passes", "", {"minutes": minutes}),)


def test_indented_lines_are_what_was_typed_with_their_own_indentation_and_blank_lines() -> None:
    typed = "Traceback:\n  File x\n\n# no note\n\tbo in #general: no step"
    indented = "\n".join(f"    {line}" if line else "" for line in typed.split("\n"))
    first, second = steps(f"ada in #general:\n{indented}\n\nbo in thread: first\n    second")
    assert first.text == typed
    assert (second.text, second.line) == ("first\nsecond", 8)


def test_a_tab_indents_too() -> None:
    assert steps("ada in #general:\n\tone\n\t  two")[0].text == "one\n  two"


def test_fields_of_a_modal_stand_below_the_step() -> None:
    [step] = steps("ada submits:\n    The error:\n        429: x\n          y\n    Who sees the answer: Only me")
    assert step.fields == {"The error": "429: x\n  y", "Who sees the answer": "Only me"}


def test_every_line_that_cannot_be_read_is_named_at_once() -> None:
    said = complaints(
        "clock: noon\n"
        "faults: gravity\n"
        "private: secret\n"
        "ada shouts\n"
        "ada in #general:\n"
        "ada deletes\n"
        "    with a text\n"
        "ada submits:\n"
        "bo submits\n"
        "    The error: x\n"
        "bo submits:\n"
        "    nothing named\n"
        "clock: 2026-03-02 14:48\n"
    )
    assert [line.split(":")[1] for line in said] == ["1", "2", "3", "4", "5", "6", "8", "9", "11", "13"]
    assert said[0] == "talk.txt:1: the clock reads like `2026-03-02 14:48`, in UTC."
    assert "there is no fault gravity; there are " in said[1] and "retry_storm" in said[1]
    assert said[2] == "talk.txt:3: channels read like `#general, #random`."
    assert said[3].startswith("talk.txt:4: `ada shouts` is no step. A step is `ada in #general: …`")
    assert "nothing is typed" in said[4] and "takes no text" in said[5]
    assert "fields indented below" in said[6] and "fields indented below" in said[7]
    assert "`nothing named` is no field" in said[8] and "before the first step" in said[9]


@pytest.mark.parametrize("written", ["", "\n\n", "# only a note\n", "    indented\n", "clock: 2026-03-02 14:48"])
def test_a_script_without_a_step_is_refused(written: str) -> None:
    assert complaints(written)[0].startswith("talk.txt: there is no step.")
