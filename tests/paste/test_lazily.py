"""Patterns that are compiled when they are first used, words that are looked for in one pass."""

from __future__ import annotations

import re

import pytest

from bot.paste.lazily import blanks, lazily
from bot.paste.seen import Words


def test_a_pattern_does_what_the_compiled_one_does() -> None:
    late, early = lazily(r"(a)b?", re.I), re.compile(r"(a)b?", re.I)
    text = "xAbya"
    assert [match.span() for match in late.finditer(text)] == [match.span() for match in early.finditer(text)]
    assert late.sub("-", text) == early.sub("-", text)
    assert late.fullmatch("AB")


def test_a_pattern_has_no_other_attributes() -> None:
    with pytest.raises(AttributeError):
        lazily("a").no_such_method  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize("text", ["one two", "one  two", "one\ntwo", "one\\ntwo", "one \\n  two"])
def test_a_blank_is_any_blank(text: str) -> None:
    assert blanks("one two").fullmatch(text)
    assert blanks("one ?two").fullmatch(text)


def test_a_blank_that_may_miss_is_one_with_a_question_mark() -> None:
    assert blanks("one ?two").fullmatch("onetwo")
    assert not blanks("one two").fullmatch("onetwo")


def test_only_ascii_letters_make_words() -> None:
    assert blanks(r"\w+\b").match("flash仍然")[0] == "flash"  # type: ignore[index]


def test_of_the_words_those_are_seen_that_stand_there() -> None:
    words = Words(["one", "two", "→", "[x] (y"])
    seen = words.seen("twone → \ud800 [x] (y")
    assert seen.words == {"one", "two", "→", "[x] (y"}
    assert "one" in seen
    assert seen.any(("none", "two"))
    assert words.seen("O N E").words == frozenset()
    assert not words.seen("").any(("one", "two"))
