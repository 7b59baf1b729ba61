"""What is taken off a paste, and the way back to where the rest stood."""

from __future__ import annotations

import pytest

from bot.paste.plain import Plain
from bot.paste.unwrap import MOST_READ, unwrap


@pytest.mark.parametrize(
    ("paste", "text"),
    [
        ("plain words", "plain words"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\\u001b[31mred\\u001b[0m", "red"),
        ("^[[31mred^[[0m", "red"),
        ("\x1b]8;;https://x\x07link\x1b]8;;\x07", "link"),
        ("INVALID\\_ARGUMENT", "INVALID_ARGUMENT"),
        ("&quot;a&quot; &amp;lt; &#39;b&#39;", "\"a\" < 'b'"),
        ("\\u0022a\\u0022", '"a"'),
        ("\\\\u0022a\\\\u0022", '\\"a\\"'),
        ("“a” ‘b’", "\"a\" 'b'"),
        ("\\u201ca\\u201d", '"a"'),
        ("a\u200bb\ufeff", "ab"),
        ("> one\n> two", "one\ntwo"),
        ("api-1  | one\napi-1  | two", "one\ntwo"),
        ("# one\n# two", "one\ntwo"),
        ("╭─────╮\n│ one │\n│ tw  │\n╰─────╯", "\nonetw\n"),
        ("│ one  │\n│ two  │\nend", "one\ntwo\nend"),
        ("only a line", "only a line"),
        ("2026-01-01T00:00:00Z one", "one"),
    ],
)
def test_what_surrounds_the_words_is_taken_off(paste: str, text: str) -> None:
    assert unwrap(paste).text == text


def test_lines_that_a_terminal_cut_are_whole_again() -> None:
    line = "the quick brown fox jumps over the lazy dog and runs away from it, far away, over the hills and back again home"
    parts = [line[at : at + 44] for at in range(0, len(line), 44)]
    assert unwrap("\n".join(parts)).text.replace("\n", "") == line
    assert "fox jumps over" in unwrap("\n".join(parts)).text


def test_lines_of_one_length_that_repeat_are_no_wraps() -> None:
    line = "x" * 60
    assert unwrap(f"{line}\n{line}\nend").text == f"{line}\n{line}\nend"


def test_two_long_lines_apart_are_no_wraps() -> None:
    text = f"{'x' * 60}\nshort\n{'y' * 60}\nend"
    assert unwrap(text).text == text


def test_short_lines_are_no_wraps() -> None:
    assert unwrap("abc\nabd\nab").text == "abc\nabd\nab"


@pytest.mark.parametrize("before", ["", "\x1b[31m", "> ", "│ "])
def test_every_letter_knows_its_way_back(before: str) -> None:
    paste = f"{before}one &amp; \x1b[32mtwo\x1b[0m\n{before}three"
    plain = unwrap(paste)
    for word in ("one", "two", "three"):
        at = plain.text.index(word)
        span = plain.span(at, at + len(word))
        assert paste[span.start : span.end] == word


def test_an_empty_span_stays_empty() -> None:
    span = Plain("abc").span(1, 1)
    assert (span.start, span.end) == (1, 1)


def test_everything_can_be_taken_out() -> None:
    assert Plain("abc").without([(0, 3, "")]).text == ""
    assert Plain("abc").without([(0, 3, "")]).span(0, 0).start == 0


def test_of_a_big_paste_the_edges_and_what_stands_around_anchors_are_kept() -> None:
    paste = "head" + "x" * MOST_READ + ' RESOURCE_EXHAUSTED, "quotaId" ' + "y" * MOST_READ + "tail"
    plain = unwrap(paste)
    assert len(plain.text) < MOST_READ
    for word in ("head", '"quotaId"', "tail"):
        at = plain.text.index(word)
        assert paste[plain.origin(at) :].startswith(word)


def test_a_big_paste_with_many_anchors_is_kept_in_bounds() -> None:
    paste = "".join(
        f"{anchor} {'x' * 9000}" for anchor in ("RESOURCE_EXHAUSTED", "INTERNAL", "finishReason", "'error':") * 20
    )
    assert len(unwrap(paste).text) < 2 * MOST_READ
    assert unwrap(paste + "tail").text.endswith("tail")


def test_a_name_of_gemini_in_a_prefix_stays_once() -> None:
    assert unwrap("gemini-balance | one\ngemini-balance | two").text == "gemini-balance\none\ntwo"
    assert unwrap("x-1 | one\nMy_Gemini_bot-1  | two").text == "one\nMy_Gemini_bot-1\ntwo"


def test_a_name_of_gemini_in_a_prefix_knows_its_way_back() -> None:
    paste = "api-1 | zero\nvertex-api | one"
    plain = unwrap(paste)
    for word in ("zero", "vertex-api", "one"):
        at = plain.text.index(word)
        span = plain.span(at, at + len(word))
        assert paste[span.start : span.end] == word


def test_a_box_made_to_measure_keeps_its_lines() -> None:
    lines = ["ValidationError: 1 validation error for Config", "max_tokens", "  Extra inputs are not permitted"]
    width = max(map(len, lines))
    box = "\n".join(["╭" + "─" * (width + 2) + "╮", *(f"│ {line.ljust(width)} │" for line in lines)])
    assert [line.strip() for line in unwrap(box).text.strip().split("\n")] == [line.strip() for line in lines]


def test_a_box_with_several_full_lines_was_cut_at_its_width() -> None:
    line = "the quick brown fox jumps over the lazy dog, and so on"
    box = "\n".join(f"│ {line[at : at + 22].ljust(22)} │" for at in range(0, len(line), 22))
    assert unwrap(box).text == line
