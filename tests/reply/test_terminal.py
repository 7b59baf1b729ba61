"""The reply in a terminal, and that its words are Slack's."""

from __future__ import annotations

import io
import re

import pytest

from bot.paste import Secret, Span
from bot.reply import slack, terminal
from bot.reply.page import Run
from bot.reply.terminal import Style
from bot.reply.visible import message

PLAIN = Style(72)


def test_a_page_reads_from_the_title_down_to_the_small_line(knowledge, found, now):
    assert terminal.page(found(), knowledge, now, PLAIN) == (
        "The daily quota of gemini-2.5-flash is used up: 250 requests\n"
        "\n"
        'Google counts it per project, not per key. The "retry in 22 s" doesn\'t\n'
        "help: it comes back at midnight Pacific, in 9 h 15 min. See `quotaId`.\n"
        "\n"
        "Shown by: `quotaId: GenerateRequestsPerDay`\n"
        "          `limit: 250`\n"
        "\n"
        "1. Turn on billing (https://ai.google.dev/gemini-api/docs/billing) for\n"
        "   the project. The limits change within minutes. This third sentence is\n"
        "   only here to be left out when the room is short.\n"
        "2. Until then use a model with a quota of its own. It has the same call.\n"
        "   This sentence makes the step long enough to be cut.\n"
        '       client.models.generate_content(model="gemini-2.5-flash", contents=contents)\n'
        "   Further calls count there.\n"
        "3. Stop what retries on its own:\n"
        "   • agents\n"
        "   • cron jobs\n"
        "\n"
        "sure · `quota-day` · guide: 429 RESOURCE_EXHAUSTED"
    )


def test_a_question_stands_with_its_answers(knowledge, found, now, question):
    likely = found(cause="max-tokens", confidence="likely", candidates=("quota-day",), question=question)
    text = terminal.page(likely, knowledge, now, PLAIN)
    assert "\n\nWhat is the finish reason?\n• MAX_TOKENS\n• STOP\n\n" in text
    assert "\n\nOr: The daily quota" in text


def test_an_unknown_cause_is_said_in_the_terminal_too(knowledge, found, now):
    text = terminal.page(found(cause=None, confidence="unknown", evidence=()), knowledge, now, PLAIN)
    assert text.startswith("We can't tell the cause from this paste.\n\nWe read: HTTP `429`")


def bare(text):
    return re.sub(r"\(https://\S+?\)|Shown by:|[`·•\s]", "", text)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"confidence": "likely", "candidates": ("max-tokens",)},
        {"cause": None, "confidence": "unknown"},
        {"cause": "not-gemini", "host": "a.example"},
        {"cause": "max-tokens", "sdk": "legacy-go", "secrets": (Secret("AI Studio key", "", Span(0, 3), True),)},
    ],
)
def test_slack_and_terminal_say_the_same_words(knowledge, found, now, changes):
    diagnosis = found(**changes)
    blocks = tuple(b for b in slack.diagnosis(diagnosis, knowledge, now, "c").blocks if b.get("block_id") != "act")
    assert bare(message(blocks)) == bare(terminal.page(diagnosis, knowledge, now, PLAIN))


def test_colour_marks_title_code_and_small_line_and_leaves_out_the_ticks(knowledge, found, now):
    text = terminal.page(found(), knowledge, now, Style(72, colour=True))
    assert text.startswith("\x1b[1mThe\x1b[0m \x1b[1mdaily\x1b[0m")
    assert "\x1b[36mquota-day\x1b[0m" in re.sub(r"\x1b\[2m", "", text)
    assert "`" not in text
    uncoloured = re.sub(r"\x1b\[\d+m", "", text)
    assert bare(uncoloured) == bare(terminal.page(found(), knowledge, now, PLAIN))


def test_no_line_is_wider_than_the_terminal_but_for_code_and_long_words():
    text = terminal.lines((Run("word " * 60),), Style(40), "12. ")
    rows = text.split("\n")
    assert max(map(len, rows)) <= 40
    assert rows[1].startswith("    word")
    assert terminal.lines((Run("x" * 50), Run(" y")), Style(40)) == "x" * 50 + "\ny"
    assert terminal.lines((), PLAIN) == ""
    assert terminal.lines((Run("a `b`", code=True),), PLAIN) == "``a `b```"
    assert terminal.lines((Run("a "), Run(" b")), PLAIN) == "a b"


def test_what_moves_the_cursor_never_reaches_the_terminal(knowledge, found, now):
    text = terminal.page(found(model="\x1b[2Jgem\x07ini"), knowledge, now, Style(72, colour=True))
    assert "\x1b[2J" not in text and "\x07" not in text
    assert "gemini" in text


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_colour_is_for_a_terminal_that_wants_it(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert terminal.style_of(Terminal()).colour
    assert not terminal.style_of(io.StringIO()).colour
    monkeypatch.setenv("NO_COLOR", "1")
    assert not terminal.style_of(Terminal()).colour
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not terminal.style_of(Terminal()).colour


@pytest.mark.parametrize(("columns", "width"), [("20", 40), ("72", 72), ("300", 100)])
def test_a_page_is_as_wide_as_the_terminal_within_reason(monkeypatch, columns, width):
    monkeypatch.setenv("COLUMNS", columns)
    assert terminal.style_of(io.StringIO()).width == width


def test_an_explanation_has_all_steps_and_the_code_of_every_language(knowledge, capsys):
    text = terminal.explanation(knowledge.entries["quota-day"], knowledge)
    assert text.startswith("The daily quota of this model is used up: all requests\n\n")
    assert "   Go\n       client.Models" in text
    assert "4. This fourth step" in text
    assert (
        "Sources: rate-limits (https://ai.google.dev/gemini-api/docs/rate-limits),\nhttps://example.com/quota" in text
    )
    assert "Sources" not in terminal.explanation(knowledge.entries["max-tokens"], knowledge, PLAIN)


def test_the_list_of_causes_is_a_table(knowledge):
    assert terminal.list_of_causes(knowledge, Style(50)).split("\n") == [
        "empty-response  The answer is empty",
        "max-tokens      The output limit was reached.",
        "quota-day       The daily quota of this model is",
        "                used up: all requests",
    ]
    assert terminal.list_of_causes(knowledge).count("\n") == 2
