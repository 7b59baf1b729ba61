"""How signatures are held against a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.diagnosis.diagnose import settle
from bot.diagnosis.entries import Entry
from bot.diagnosis.index import build
from bot.diagnosis.match import BY_CLASS, BY_CODE, BY_ERROR_WORDS, BY_FACT, BY_SYMPTOM, BY_WORDS, Met, meet, survey
from bot.diagnosis.signature import read_signature
from bot.paste import read


class Page:
    """As much of an entry as the index looks at."""

    def __init__(self, cause: str, *signatures: Mapping[str, Any]) -> None:
        read_ones = [read_signature(cause, signature) for signature in signatures]
        assert not [complaint for _, complaints in read_ones for complaint in complaints]
        self.signatures = tuple(signature for signature, _ in read_ones if signature)


def met(text: str, **pages: Mapping[str, Any] | list[Mapping[str, Any]]) -> list[Met]:
    entries: list[Entry] = [
        Page(cause.replace("_", "-"), *(page if isinstance(page, list) else [page]))  # type: ignore[misc]
        for cause, page in pages.items()
    ]
    index = build(entries, {})
    return meet(survey(read(text), index), index)


def causes(found: list[Met]) -> list[str]:
    return [one.signature.entry for one in found]


def evidence(text: str, one: Met) -> list[str]:
    return [text[span.start : span.end] for span in one.evidence]


def test_a_phrase_is_met_whatever_its_case_escapes_and_wraps() -> None:
    page = {"says": ["Cached content is too small"]}
    for text in (
        "CACHED_CONTENT is\n  too-small",
        "cachedContent\\n is too \\u0022small",
        "│ cached con\n│ tent is too small",
    ):
        assert causes(met(text, cache=page)) == ["cache"], text


def test_a_phrase_begins_and_ends_at_a_word() -> None:
    assert not met("the limit: 05 of it", zero={"says": ["limit: 0"]})
    assert not met("narrate limits", minute={"says": ["rate limit"]})
    assert causes(met("limit: 0, model: x", zero={"says": ["limit: 0"]})) == ["zero"]


def test_a_chinese_phrase_is_met_inside_a_sentence() -> None:
    text = "我的配额用完了"
    (one,) = met(text, day={"says": ["配额用完"]})
    assert evidence(text, one) == ["配额用完"]


def test_a_star_stands_for_a_hundred_letters_and_no_more() -> None:
    page = {"says": ["quota * per day"]}
    assert met("the quota of this project is 20 per day", day=page)
    assert not met("quota " + "x" * 200 + " per day", day=page)
    assert not met("per day the quota", day=page)


def test_a_list_is_any_of_and_a_list_inside_it_is_all_of() -> None:
    page = {"says": ["used up", ["quota", "today"]]}
    assert met("all used up", day=page)
    assert met("my quota, as of today", day=page)
    assert not met("my quota", day=page)


def test_all_conditions_of_a_signature_must_hold() -> None:
    page = {"http": 429, "says": ["limit: 0"]}
    assert met("429 RESOURCE_EXHAUSTED limit: 0", zero=page)
    assert not met("limit: 0", zero=page)
    assert not met("429 RESOURCE_EXHAUSTED", zero=page)


def test_none_of_the_unwanted_conditions_may_hold() -> None:
    text = "429 RESOURCE_EXHAUSTED, per day"
    assert not met(text, minute={"http": 429, "not": {"says": ["per day"]}})
    assert not met(text, minute={"says": ["per day"], "not": {"http": [429, 503]}})
    assert not met(text, minute={"says": ["per day"], "not": {"matches": "RESOURCE_[A-Z]+"}})
    assert met(text, minute={"http": 429, "not": {"says": ["per week"]}})


def test_a_fact_is_met_by_value_list_glob_presence_and_absence() -> None:
    text = "google.genai.errors.ClientError: 404 NOT_FOUND. {'error': {'code': 404, 'message': 'models/gemini-9 is not found for API version v1beta', 'status': 'NOT_FOUND'}}"
    for page in (
        {"http": 404},
        {"http": [400, 404]},
        {"model": "gemini-*"},
        {"model": True, "quota_id": None},
        {"status": "not-found"},
    ):
        assert met(text, page=page), page
    for page in ({"http": 400}, {"model": "palm*"}, {"quota_id": True}, {"model": None, "http": 404}):
        assert not met(text, page=page), page


def test_a_number_as_text_is_the_number() -> None:
    assert met("received 1008 (policy violation) then sent 1008", live={"close_code": 1008})
    assert not met("received 1008 (policy violation)", live={"close_code": 1011})


def test_an_exception_is_met_by_its_last_name_and_its_full_one() -> None:
    text = "google.api_core.exceptions.ResourceExhausted: 429 You exceeded your current quota"
    assert met(text, page={"exception": "ResourceExhausted"})
    assert met(text, page={"exception": "google.api_core.exceptions.ResourceExhausted"})
    assert not met(text, page={"exception": "NotFound"})


def test_a_regular_expression_gives_evidence_too() -> None:
    text = "error: thinkingBudget = 99999"
    (one,) = met(text, page={"matches": r"thinkingBudget\s*=\s*\d{5}"})
    assert evidence(text, one) == ["thinkingBudget = 99999"]
    assert not met("error", page={"matches": "warning"})


def test_telling_facts_go_before_words_and_words_before_codes() -> None:
    text = 'ApiError: {"error":{"code":429,"message":"You exceeded your current quota","status":"RESOURCE_EXHAUSTED","details":[{"quotaId":"PerDay-FreeTier"}]}} gemini is tired'
    found = met(
        text,
        by_fact={"quota_id": "*PerDay*"}, by_error_words={"says": ["exceeded your current quota"]}, by_words={"says": ["gemini is tired"]},
        by_class={"exception": "ApiError"}, by_symptom={"symptom": ["is tired"]}, by_code={"http": 429},
    )  # fmt: skip
    assert causes(found) == ["by-fact", "by-error-words", "by-words", "by-class", "by-symptom", "by-code"]
    assert [one.tier for one in found] == [BY_FACT, BY_ERROR_WORDS, BY_WORDS, BY_CLASS, BY_SYMPTOM, BY_CODE]


def test_of_two_phrases_the_longer_wins() -> None:
    found = met("API key expired. Renew the API key.", short={"says": ["API key"]}, long={"says": ["API key expired"]})
    assert causes(found) == ["long", "short"]


def test_a_findings_condition_waits_for_the_offline_check() -> None:
    assert not met("400 INVALID_ARGUMENT", page={"http": 400, "finding": "parameter-invalid"})
    assert not met("400 INVALID_ARGUMENT", page={"http": 400, "finding": ["parameter-invalid"]})


def test_an_entry_beats_the_entries_that_it_is_over() -> None:
    found = met(
        "error one and much longer words of error two",
        one={"says": ["error one"], "over": ["two"]},
        two={"says": ["much longer words of error two"]},
    )
    assert causes(settle(found)) == ["one"]


def test_a_symptom_never_beats_what_an_error_says() -> None:
    found = met("it is slow. error two", slow={"symptom": ["it is slow"], "over": ["two"]}, two={"says": ["error two"]})
    assert causes(settle(found)) == ["two", "slow"]


def test_entries_that_beat_each_other_stay_both() -> None:
    found = met("left right", left={"says": ["left"], "over": ["right"]}, right={"says": ["right"], "over": ["left"]})
    assert len(settle(found)) == 1


@pytest.mark.parametrize("raw", [{"says": []}, {}, {"not": {"http": 1}}])
def test_a_signature_without_a_condition_is_refused(raw: dict[str, Any]) -> None:
    assert read_signature("x", raw)[1] == ("a signature needs a condition",)


def test_shared_is_true_or_false() -> None:
    assert read_signature("x", {"http": 1, "shared": "yes"})[1] == ("'shared' is true or false (the default)",)


@given(st.text(max_size=300), st.text(alphabet="abcdefghij ", min_size=12, max_size=40))
def test_a_phrase_in_any_text_is_found_where_it_stands(around: str, phrase: str) -> None:
    if len(phrase.replace(" ", "")) < 4:
        return
    text = f"{around}\n\n{phrase}\n\n{around}"
    found = met(text, page={"says": [phrase]})
    assert found
    words = evidence(found and read(text).text, found[0])[-1]
    assert words.lower().split() and "".join(c for c in words.lower() if c.isalnum()).startswith(
        phrase.replace(" ", "")[:4]
    )
