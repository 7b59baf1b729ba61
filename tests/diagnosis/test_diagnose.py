"""From report to diagnosis, with the project's own entries."""

from __future__ import annotations

from bot.diagnosis import Knowledge, diagnose
from bot.diagnosis.rank import rank, words
from bot.paste import read
from tests.request.calls import config

DAY = (
    "google.genai.errors.ClientError: 429 RESOURCE_EXHAUSTED. {'error': {'code': 429, 'message': 'You exceeded your "
    "current quota. Please retry in 403.5s.', 'status': 'RESOURCE_EXHAUSTED', 'details': [{'@type': "
    "'type.googleapis.com/google.rpc.QuotaFailure', 'violations': [{'quotaId': "
    "'GenerateRequestsPerDayPerProjectPerModel-FreeTier', 'quotaValue': '250'}]}]}}"
)


def test_a_structured_fact_makes_a_diagnosis_sure(knowledge: Knowledge) -> None:
    diagnosis = diagnose(read(DAY), knowledge)
    assert (diagnosis.cause, diagnosis.confidence) == ("quota-day", "sure")
    assert [one.text for one in diagnosis.evidence] == ["GenerateRequestsPerDayPerProjectPerModel-FreeTier"]
    assert all(diagnosis.report.text[one.start : one.end] == one.text for one in diagnosis.evidence)


def test_a_retry_delay_that_contains_403_is_no_403(knowledge: Knowledge) -> None:
    diagnosis = diagnose(read(DAY), knowledge)
    assert "permission-denied" not in (diagnosis.cause, *diagnosis.candidates)


def test_a_code_alone_is_likely_and_names_others(knowledge: Knowledge) -> None:
    diagnosis = diagnose(read("gemini answers 403 PERMISSION_DENIED"), knowledge)
    assert diagnosis.confidence == "likely"
    assert len(diagnosis.candidates) == 3


def test_a_plain_question_is_matched_by_the_entries_words(knowledge: Knowledge) -> None:
    diagnosis = diagnose(read("my gemini answers break off in the middle of a sentence, why?"), knowledge)
    assert diagnosis.cause == "max-tokens"
    assert diagnosis.confidence == "likely"


def test_what_nothing_is_known_of_is_unknown_when_asked_and_silence_when_heard(knowledge: Knowledge) -> None:
    report = read("gemini qwertz asdfgh")
    assert diagnose(report, knowledge).cause is None
    assert diagnose(report, knowledge).confidence == "unknown"
    assert diagnose(report, knowledge).reply
    assert not diagnose(report, knowledge, "heard").reply


def test_another_products_error_is_not_geminis(knowledge: Knowledge) -> None:
    text = '{"error": {"code": 403, "message": "Cloud Vision API has not been used in project 7 before or it is disabled.", "status": "PERMISSION_DENIED", "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED", "domain": "googleapis.com", "metadata": {"service": "vision.googleapis.com"}}]}}'
    asked = diagnose(read(text), knowledge)
    assert asked.cause == "not-gemini" and asked.reply
    assert not diagnose(read(text), knowledge, "heard").reply


def test_a_bare_paste_in_a_channel_is_answered(knowledge: Knowledge) -> None:
    assert diagnose(read(DAY), knowledge, "heard").reply


def test_an_empty_paste_is_unknown(knowledge: Knowledge) -> None:
    assert diagnose(read(""), knowledge).cause is None


def test_the_ranker_cuts_words_to_their_stems() -> None:
    assert words("The responses stopped, stopping and stops") == ["respon", "stop", "stop", "stop"]


def test_the_ranker_takes_pairs_of_letters_where_a_language_has_no_spaces() -> None:
    assert words("gemini返回空 отвечает пусто") == ["返回", "回空", "отвеча", "пусто"]


def test_a_plain_question_without_a_name_is_meant_for_gemini(knowledge: Knowledge) -> None:
    asked = diagnose(read("it keeps printing the same sentence over and over"), knowledge)
    assert (asked.cause, asked.confidence) == ("output-quality", "likely")
    assert not diagnose(read("it keeps printing the same sentence over and over"), knowledge, "heard").reply


def test_a_plain_question_about_another_product_is_not_geminis(knowledge: Knowledge) -> None:
    assert diagnose(read("grafana shows no data since noon, any idea?"), knowledge).cause == "not-gemini"


def test_googles_error_in_openais_client_is_geminis(knowledge: Knowledge) -> None:
    text = "openai.BadRequestError: Error code: 400 - [{'error': {'code': 400, 'message': 'Invalid JSON payload received. Unknown name \"verbosity\": Cannot find field.', 'status': 'INVALID_ARGUMENT'}}]"
    assert diagnose(read(text), knowledge).cause == "unknown-field"


def test_the_ranker_finds_nothing_in_nothing(knowledge: Knowledge) -> None:
    assert rank("the and of", knowledge) == []


def test_the_ranker_names_at_most_eight(knowledge: Knowledge) -> None:
    assert 0 < len(rank("quota key safety tokens region timeout schema tools cache files billing", knowledge)) <= 8


def test_an_error_is_held_against_the_request_that_is_given_with_it(knowledge: Knowledge) -> None:
    told, call = "HTTP 400 INVALID_ARGUMENT from gemini-3.5-flash", config({"temperature": 7})
    alone, held = diagnose(read(told), knowledge), diagnose(read(told), knowledge, request=call)
    assert alone.request is None and not alone.findings and alone.cause != "parameter-invalid"
    assert held.cause == "parameter-invalid" and held.request is call
