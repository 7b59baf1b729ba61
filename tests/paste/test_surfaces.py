"""Every surface of gemini-facts, section 1: bare, in what surrounds pastes, nested, and cut."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.paste import read
from tests.paste.surfaces import LINE, PRETTY, QUOTA, QUOTA_BODY, SURFACES, Surface, nested

WIDTH = 76


def chunks(text: str) -> list[str]:
    """Lines as a terminal of 76 columns shows them."""
    return [line[at : at + WIDTH] for line in text.split("\n") for at in range(0, max(1, len(line)), WIDTH)]


def each(before: str) -> Callable[[str], str]:
    return lambda text: "\n".join(before + line for line in text.split("\n"))


SURROUNDINGS: dict[str, Callable[[str], str]] = {
    "in a fence": lambda text: f"hello, look:\n```\n{text}\n```\nany idea?",
    "with CRLF": lambda text: text.replace("\n", "\r\n"),
    "quoted": each("> "),
    "quoted twice": each("> > "),
    "indented": each("        "),
    "commented": each("# "),
    "by docker compose": each("api-1       | "),
    "by CI": each("2026-08-15T17:55:38.4302389Z "),
    "by kubectl": each("[pod/api-7d9f/api] "),
    "by journald": each("Nov 25 13:36:00 host api[403]: "),
    "by a logger": each("2026-03-29 10:47:30,500 - ERROR - app.llm - "),
    "after a logger's name": lambda text: f"ERROR:root:the call failed: {text}",
    "in a box": lambda text: "\n".join(
        [
            "╭" + "─" * (WIDTH + 2) + "╮",
            *(f"│ {part:{WIDTH}} │" for part in chunks(text)),
            "╰" + "─" * (WIDTH + 2) + "╯",
        ]
    ),
    "in a line of a JSON log": lambda text: json.dumps({"level": "error", "time": 1764072000403, "msg": text}),
    "in a Python dict": lambda text: repr({"event": "failed", "error": text}),
    "with HTML entities": lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;"),
    "in colour": lambda text: f"\x1b[31m{text}\x1b[0m",
    "in written colour": lambda text: f"\\u001b[31m{text}\\u001b[0m",
    "in caret colour": lambda text: f"^[[1;31m{text}^[[0m",
    "in Korean": lambda text: f"이런 오류가 떴어요\n{text}\n어떻게 하죠?",
    "in the middle of a long log": lambda text: "INFO fine\n" * 9000 + text + "\nDEBUG fine" * 9000,
}
# Lines that nothing marks as an error of the API: in a huge log only what stands around a mark is read.
UNMARKED = {"js-genai interactions", "gRPC Node", "interactions REST", "interactions stream", "legacy-go, no body"}


def told(report: Any, facts: dict[str, Any]) -> dict[str, Any]:
    return {name: getattr(report, name) for name in facts}


def plain(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts with the letters of a message alone."""
    return {
        name: "".join(filter(str.isalnum, value)) if name == "message" and value else value
        for name, value in facts.items()
    }


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.name)
def test_a_surface_is_read(surface: Surface) -> None:
    assert told(read(surface.text), surface.facts) == surface.facts


@pytest.mark.parametrize(
    ("surface", "around"),
    [
        pytest.param(surface, around, id=f"{surface.name} {around}")
        for surface in SURFACES
        for around in SURROUNDINGS
        if around != "in the middle of a long log" or surface.name not in UNMARKED
    ],
)
def test_what_surrounds_a_surface_changes_no_fact(surface: Surface, around: str) -> None:
    facts = {name: value for name, value in surface.facts.items() if name not in ("message", "sdk")}
    assert told(read(SURROUNDINGS[around](surface.text)), facts) == facts


@pytest.mark.parametrize("around", ["quoted", "indented", "by CI", "in a box", "in a fence"])
def test_what_surrounds_a_message_leaves_its_words(around: str) -> None:
    facts = {"message": QUOTA["message"]}
    assert plain(told(read(SURROUNDINGS[around](PRETTY)), facts)) == plain(facts)


@pytest.mark.parametrize("levels", range(1, 11))
def test_json_in_strings_in_json_is_read_ten_levels_deep(levels: int) -> None:
    assert told(read(nested(LINE, levels)), QUOTA) == QUOTA


@pytest.mark.parametrize("text", [PRETTY, LINE, repr(QUOTA_BODY), nested(PRETTY, 2)])
def test_a_paste_cut_at_its_end_keeps_the_facts_before(text: str) -> None:
    report = read(text[: text.index("quotaDimensions") - 2])
    assert (report.http, report.quota_id) == (429, QUOTA["quota_id"])


@pytest.mark.parametrize("text", [PRETTY, LINE, repr(QUOTA_BODY)])
def test_a_paste_cut_at_its_beginning_keeps_the_facts_behind(text: str) -> None:
    report = read(text[text.index("RESOURCE_EXHAUSTED") - 14 :])
    assert told(report, QUOTA) == {**QUOTA, "http": None, "message": report.message}


def test_a_value_that_the_end_cut_is_no_fact() -> None:
    report = read('{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "details": [{"quotaId": "GenerateReq')
    assert (report.http, report.status, report.quota_id) == (429, "RESOURCE_EXHAUSTED", None)


AROUND_ANYTHING = [name for name in SURROUNDINGS if name not in ("in a box", "in the middle of a long log")]


@given(st.sampled_from(SURFACES), st.sampled_from(AROUND_ANYTHING), st.sampled_from(AROUND_ANYTHING))
@settings(max_examples=200, deadline=None)
def test_surroundings_in_surroundings_change_no_fact(surface: Surface, inner: str, outer: str) -> None:
    facts = {name: value for name, value in surface.facts.items() if name not in ("message", "sdk")}
    assert told(read(SURROUNDINGS[outer](SURROUNDINGS[inner](surface.text))), facts) == facts
