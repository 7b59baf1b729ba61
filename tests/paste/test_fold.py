"""A paste folded to its letters and digits, and the way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.paste.fold import fold, fold_phrase

LETTERS = st.text(alphabet=st.sampled_from("aZ0_ -\\n\n\t\"'&;[]{}│\x1b[31mİßéя漢字📎u0041quotlt#39"), max_size=80)


@pytest.mark.parametrize(
    "text",
    [
        "Cached content is too small",
        "cachedContent  is\ntoo-small",
        "CACHED_CONTENT_IS_TOO_SMALL",
        "cached content\\nis too\\tsmall",
        "│ cached content is │\n│ too small         │",
        "\x1b[31mcached\x1b[0m content \\u001b[1mis\\u001b[22m too ^[[4msmall",
        "cached&nbsp;content&quot;is&#39;too&lt;small&gt;",
        "cached\\u0020content\\u2019is too small",
    ],
)
def test_one_phrase_is_one_however_it_is_wrapped_and_spelled(text: str) -> None:
    assert fold(text).folded == "cachedcontentistoosmall"


def test_letters_lose_their_case_in_every_script() -> None:
    assert fold("КВОТА Квота ÜBER 漢字 ４29").folded == "квотаквотаüber漢字４29"


def test_a_letter_that_grows_when_lowered_keeps_its_place() -> None:
    folded = fold("İptal edildi")
    assert len(folded.folded) == len("İptaledildi")
    span = folded.span(5, 11)
    assert folded.text[span.start : span.end] == "edildi"


def test_nothing_is_left_of_what_holds_no_letters() -> None:
    assert fold("").folded == fold("… \n\t│ 📎 ---").folded == ""


def test_a_span_leads_back_over_what_stood_between_the_letters() -> None:
    text = 'x: "API key\\nnot   valid"'
    folded = fold(text)
    at = folded.folded.index("keynotvalid")
    span = folded.span(at, at + len("keynotvalid"))
    assert text[span.start : span.end] == "key\\nnot   valid"


@pytest.mark.parametrize(
    ("text", "at", "border"),
    [
        ("one two", 0, True),
        ("one two", 3, True),
        ("one two", 6, True),
        ("one two", 1, False),
        ("one_two", 3, True),
        ("oneTwo", 3, False),
        ("一直报错", 2, True),
        ("квотами", 5, True),
        ("gemini报错", 6, True),
        ("x429", 1, False),
    ],
)
def test_a_phrase_may_start_and_stop_at_borders_only(text: str, at: int, border: bool) -> None:
    assert fold(text).is_border(at) is border


def test_a_border_may_be_asked_for_beyond_the_ends() -> None:
    assert fold("one").is_border(-1)
    assert fold("one").is_border(4)


@pytest.mark.parametrize(
    "phrase", ["Quota  exceeded!", "quota_exceeded", "quota\\nexceeded", "&quot;Quota&quot; exceeded"]
)
def test_a_phrase_is_folded_as_a_text_is(phrase: str) -> None:
    assert fold_phrase(phrase) == "quotaexceeded"


@given(st.one_of(st.text(max_size=80), LETTERS))
def test_a_phrase_of_any_letters_is_folded_as_a_text_is(text: str) -> None:
    assert fold_phrase(text) == fold(text).folded


@given(st.one_of(st.text(max_size=80), LETTERS))
def test_every_letter_knows_where_it_stood(text: str) -> None:
    folded = fold(text)
    for at, letter in enumerate(folded.folded):
        span = folded.span(at, at + 1)
        stood = text[span.start : span.end]
        assert len(stood) == 1
        assert letter in (stood, stood.lower())


@given(st.one_of(st.text(max_size=80), LETTERS))
def test_letters_keep_their_order(text: str) -> None:
    folded = fold(text)
    offsets = [folded.offset(at) for at in range(len(folded.folded))]
    assert offsets == sorted(set(offsets))


@given(LETTERS)
def test_folding_again_changes_nothing(text: str) -> None:
    once = fold(text).folded
    assert fold(once).folded == once


@given(
    st.lists(st.from_regex(r"\A[a-z0-9]{1,8}\Z"), min_size=1, max_size=6),
    st.sampled_from([" ", "\n", " │\n│ ", "\\n", "\x1b[0m ", "_"]),
)
def test_words_are_found_whatever_stands_between_them(words: list[str], between: str) -> None:
    folded = fold(between.join(words))
    assert folded.folded == "".join(words)
    at = 0
    for word in words:
        assert folded.is_border(at)
        span = folded.span(at, at + len(word))
        assert folded.text[span.start : span.end] == word
        at += len(word)


def test_a_colour_in_a_phrase_is_no_letter() -> None:
    assert fold_phrase("\x1b[31mred") == fold_phrase("^[[31mred") == "red"


def test_an_accented_letter_ends_no_word_before_it() -> None:
    folded = fold("gemini dá erro")
    assert folded.folded == "geminidáerro"
    assert not folded.is_border(len("geminid"))


def test_a_letter_of_another_script_may_end_a_word_before_it() -> None:
    assert fold("gemini用不了").is_border(len("gemini"))
