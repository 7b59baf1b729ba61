"""The answer to a paste in Slack."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.diagnosis import Evidence
from bot.paste import Secret, Span
from bot.reply import limits, slack
from bot.reply.visible import message, visible


def labels(post):
    return [visible(b) for block in post.blocks if block["type"] == "actions" for b in block["elements"]]


def ids(post):
    return [
        (b["action_id"], b["value"]) for block in post.blocks if block["type"] == "actions" for b in block["elements"]
    ]


def words(post):
    return message(post.blocks)


def test_a_sure_answer_reads_from_the_title_down_to_the_small_line(knowledge, found, now):
    post = slack.diagnosis(found(), knowledge, now, "c1")
    assert (
        words(post)
        == """\
The daily quota of gemini-2.5-flash is used up: 250 requests
Google counts it per project, not per key. The "retry in 22 s" doesn't help: it comes back at midnight Pacific, in 9 h 15 min. See quotaId.
quotaId: GenerateRequestsPerDay · limit: 250
1. Turn on billing for the project. The limits change within minutes. This third sentence is only here to be left out when the room is short.
2. Until then use a model with a quota of its own. It has the same call. This sentence makes the step long enough to be cut.
client.models.generate_content(model="gemini-2.5-flash", contents=contents)
Further calls count there.
3. Stop what retries on its own:
• agents
• cron jobs
Not it Details Remove
sure · `quota-day` · guide: 429 RESOURCE_EXHAUSTED"""
    )


def test_styles_and_links_of_the_entry_become_rich_text(knowledge, found, now):
    blocks = slack.diagnosis(found(), knowledge, now, "c1").blocks
    elements = [part for block in blocks[:5] for section in block["elements"] for part in section["elements"]]
    assert {"type": "text", "text": "per project", "style": {"bold": True}} in elements
    assert {"type": "text", "text": "midnight Pacific", "style": {"italic": True}} in elements
    assert {"type": "text", "text": "quotaId", "style": {"code": True}} in elements
    assert {"type": "link", "url": knowledge.links["billing"], "text": "billing"} in elements
    assert blocks[4]["elements"][1]["type"] == "rich_text_preformatted"


def test_a_notification_shows_the_title(knowledge, found, now):
    assert (
        slack.diagnosis(found(), knowledge, now, "c1").text
        == "The daily quota of gemini-2.5-flash is used up: 250 requests"
    )


def test_code_comes_in_the_language_of_the_paste(knowledge, found, now):
    for sdk, code in (
        ("js-genai", "ai.models.generateContent"),
        ("legacy-go", "client.Models.Gen"),
        ("java", "client.models.gen"),
    ):
        text = words(slack.diagnosis(found(sdk=sdk), knowledge, now, "c1"))
        assert text.count("enerate") == 1 + text.count("GenerateRequests")
        assert code in text


def test_the_metadata_holds_cause_confidence_and_case_alone(knowledge, found, now):
    assert slack.diagnosis(found(), knowledge, now, "c1").metadata == {
        "event_type": "gemini_diagnosis",
        "event_payload": {"cause": "quota-day", "confidence": "sure", "case": "c1"},
    }


def test_the_buttons_carry_the_case(knowledge, found, now):
    post = slack.diagnosis(found(), knowledge, now, "c1")
    assert ids(post) == [("not_it", "c1|quota-day"), ("details", "c1"), ("remove", "c1")]


def test_a_private_answer_can_be_shown_in_the_channel(knowledge, found, now):
    post = slack.diagnosis(found(), knowledge, now, "c1", private=True)
    assert labels(post) == ["Not it", "Details", "Show in channel"]


def test_a_note_of_ours_stands_in_the_small_line(knowledge, found, now):
    post = slack.diagnosis(found(), knowledge, now, "c1", note="notes.log has 3.2 MB; we read both ends")
    assert visible(post.blocks[-1]).endswith("RESOURCE_EXHAUSTED · notes.log has 3.2 MB; we read both ends")


def test_a_likely_answer_names_the_runner_up_and_what_would_tell_them_apart(knowledge, found, now):
    likely = found(cause="max-tokens", confidence="likely", candidates=("quota-day",), quota_limit=None)
    text = words(slack.diagnosis(likely, knowledge, now, "c1"))
    assert text.startswith("Most likely: The output limit was reached.\n")
    assert (
        "Or: The daily quota of gemini-2.5-flash is used up: all requests. Then the paste would show the quota PerDay."
        in text
    )


def test_a_runner_up_known_by_words_is_told_apart_by_them(knowledge, found, now):
    likely = found(confidence="likely", candidates=("max-tokens",), finish_reason="STOP")
    text = words(slack.diagnosis(likely, knowledge, now, "c1"))
    assert "Or: The output limit was reached. Then the paste would show the words output limit was … reached." in text


def test_a_runner_up_without_telling_signs_asks_for_the_whole_answer(knowledge, found, now):
    likely = found(confidence="likely", candidates=("empty-response",))
    text = words(slack.diagnosis(likely, knowledge, now, "c1"))
    assert "Or: The answer is empty. The whole answer of the service, as JSON, would tell them apart." in text


def test_a_question_stands_with_its_answers_and_takes_the_place_of_the_clue(knowledge, found, now, question):
    likely = found(cause="max-tokens", confidence="likely", candidates=("quota-day",), question=question)
    post = slack.diagnosis(likely, knowledge, now, "c1")
    assert "Then the paste" not in words(post)
    assert "What is the finish reason?\nMAX_TOKENS STOP\nNot it Details Remove" in words(post)
    assert ids(post)[:2] == [("answer_0", "c1|0"), ("answer_1", "c1|1")]
    assert slack.answers(likely, knowledge) == (("MAX_TOKENS", "max-tokens"), ("STOP", "empty-response"))


def test_a_likely_answer_without_runner_up_says_none(knowledge, found, now):
    assert "Or:" not in words(slack.diagnosis(found(confidence="likely"), knowledge, now, "c1"))


def test_an_unknown_cause_says_what_was_read_and_what_is_missing_and_asks(knowledge, found, now):
    unknown = found(cause=None, confidence="unknown", evidence=(), status="RESOURCE_EXHAUSTED", quota_limit=None)
    post = slack.diagnosis(unknown, knowledge, now, "c1")
    assert words(post).split("\n") == [
        "We can't tell the cause from this paste.",
        "We read: HTTP 429, status RESOURCE_EXHAUSTED, retry delay in seconds 22, model gemini-2.5-flash.",
        "Missing: the message beside the code.",
        "What did the call do?",
        "It answered with nothing It stopped in the middle None of these",
        "Details Remove",
        "unknown",
    ]
    assert post.metadata["event_payload"]["cause"] == "unknown"
    assert slack.answers(unknown, knowledge)[-1] == ("None of these", "")


def test_an_unknown_cause_with_candidates_asks_which_is_nearest(knowledge, found, now):
    unknown = found(cause=None, confidence="unknown", evidence=(), candidates=("max-tokens", "quota-day", "gone"))
    post = slack.diagnosis(unknown, knowledge, now, "c1")
    assert "Which of these is nearest to what you see?" in words(post)
    assert labels(post)[:3] == [
        "The output limit was reached",
        "The daily quota of gemini-2.5-flash is used up: 250 requests",
        "None of these",
    ]


def test_a_paste_in_which_nothing_was_read_says_so(knowledge, found, now):
    unknown = found(
        cause=None, confidence="unknown", evidence=(), http=None, model=None, quota_limit=None, retry_delay_s=None
    )
    text = words(slack.diagnosis(unknown, knowledge, now, "c1"))
    assert "We found no code, no status and no message of an API in it." in text
    assert "Missing: the text of the error, with its code and message, the model and the call." in text


def test_without_entries_to_choose_from_nothing_is_asked(knowledge, found, now):
    bare = replace_entries(knowledge, {})
    post = slack.diagnosis(found(cause=None, confidence="unknown"), bare, now, "c1")
    assert labels(post) == ["Details", "Remove"]


def replace_entries(knowledge, entries):
    return type(knowledge)(entries, knowledge.guide, knowledge.links, knowledge.index)


def test_an_error_of_something_else_is_called_so_with_the_host_that_said_it(knowledge, found, now):
    other = found(cause="not-gemini", confidence="likely", evidence=(), host="api.example.com")
    post = slack.diagnosis(other, knowledge, now, "c1")
    assert words(post).startswith(
        "Most likely: This is not an error of the Gemini API.\nNothing in it is what the Gemini API or one of its SDKs says; "
        "the answer came from api.example.com. If a call"
    )
    assert ids(post)[0] == ("not_it", "c1|not-gemini")
    assert visible(post.blocks[-1]) == "likely · `not-gemini`"


def test_when_every_candidate_was_refused_we_ask_for_the_whole_error(knowledge, found, now):
    post = slack.exhausted(found(), knowledge, now, "c1")
    assert words(post).startswith("Then we don't know the cause.\nWe read: HTTP 429")
    assert labels(post) == ["Details", "Remove"]
    assert post.metadata["event_payload"] == {"cause": "unknown", "confidence": "unknown", "case": "c1"}


def test_a_masked_key_shows_as_its_kind_and_shape(knowledge, found, now):
    secret = Secret("AI Studio key", "39 characters, newline at the end", Span(4, 12), True)
    diagnosis = found(
        cause="api-key-invalid",
        text="key=REDACTED rest",
        secrets=(secret,),
        evidence=(Evidence("key=REDACTED rest", 0, 17),),
    )
    post = slack.diagnosis(diagnosis, knowledge, now, "c1")
    assert "key=[AI Studio key, 39 characters, newline at the end] rest" in words(post)


def test_a_key_that_no_evidence_names_is_told_where_keys_are_the_matter(knowledge, found, now):
    secret = Secret("AI Studio key", "", Span(0, 3), True)
    shown = words(slack.diagnosis(found(cause="api-key-invalid", secrets=(secret,)), knowledge, now, "c1"))
    assert "[AI Studio key]" in shown
    assert "AI Studio" not in words(slack.diagnosis(found(secrets=(secret,)), knowledge, now, "c1"))


def test_evidence_that_stood_inside_a_string_of_the_paste_is_shown_as_it_is(knowledge, found, now):
    secret = Secret("AI Studio key", "", Span(0, 3), True)
    diagnosis = found(evidence=(Evidence("inner words", 0, 11),), secrets=(secret,))
    assert "inner words" in words(slack.diagnosis(diagnosis, knowledge, now, "c1"))


def test_evidence_that_stands_side_by_side_is_shown_as_one(knowledge, found, now):
    text = "No module named 'google.genai'\nlast 'line'"
    spans = ((0, 23), (24, 29), (31, 35), (37, 41))
    diagnosis = found(text=text, evidence=tuple(Evidence(text[a:b], a, b) for a, b in spans))
    assert "No module named 'google.genai · last · line\n" in words(slack.diagnosis(diagnosis, knowledge, now, "c1"))


@pytest.mark.parametrize(
    ("before", "shown"),
    [
        ("{'quotaId': '", "quotaId: X"),
        ('{\\"quotaId\\": \\"', "quotaId: X"),
        ("finish_reason=", "finish_reason: X"),
        ("code : ", "code: X"),
        ("https://", "X"),
        ("it said ", "X"),
        ("a.b: ", "X"),
    ],
)
def test_a_value_is_shown_with_its_name(knowledge, found, now, before, shown):
    diagnosis = found(text=before + "X y", evidence=(Evidence("X", len(before), len(before) + 1),))
    assert f"\n{shown}\n" in words(slack.diagnosis(diagnosis, knowledge, now, "c1"))


def test_evidence_is_shown_once_on_one_line_and_cut_at_120_characters(knowledge, found, now):
    diagnosis = found(
        evidence=(
            Evidence("limit:\n  250", 0, 0),
            Evidence("limit: 250", 0, 0),
            Evidence("250", 0, 0),
            Evidence("<x" + "x" * 200, 0, 0),
            Evidence(",'", 0, 0),
        )
    )
    assert f"\nlimit: 250 · {'x' * 119}…\n" in words(slack.diagnosis(diagnosis, knowledge, now, "c1"))


def test_a_long_entry_is_shortened_at_sentences_and_says_that_details_has_the_rest(knowledge, found, now):
    long = replace(knowledge.entries["quota-day"], diagnosis="First sentence. " + "More of it follows here. " * 60)
    post = slack.diagnosis(found(), replace_entries(knowledge, {"quota-day": long}), now, "c1")
    assert len(words(post)) < 1_500
    assert "\nFirst sentence." in words(post)
    assert visible(post.blocks[-1]).endswith(" · shortened, the whole is behind Details")
    assert "1. Turn on billing for the project." in words(post)


def test_the_last_resort_is_a_title(knowledge, found, now):
    huge = "w" * 3_000
    entry = replace(knowledge.entries["quota-day"], title=huge, diagnosis=huge, steps=(huge, f"```sh\n{huge}\n```"))
    likely = found(confidence="likely", candidates=("quota-day",), evidence=(Evidence(huge, 0, 0),))
    post = slack.diagnosis(likely, replace_entries(knowledge, {"quota-day": entry}), now, "c1")
    assert len(words(post)) < 1_500
    assert not limits.complaints(post)


def test_details_hold_the_whole_entry_all_evidence_all_facts_and_the_other_candidates(knowledge, found, now):
    view = slack.details(found(candidates=("max-tokens",), confidence="likely"), knowledge, now)
    text = message(tuple(view["blocks"]))
    for piece in (
        "4. This fourth step stands only behind Details.",
        "Python\nclient.models",
        "TypeScript\nawait ai",
        "Go\nclient.Models",
        "The words of the paste that show it\nquotaId: GenerateRequestsPerDay\nlimit: 250",
        "What we read\nHTTP 429\nquota limit 250\nretry delay in seconds 22\nmodel gemini-2.5-flash",
        "What else it could be\n• The output limit was reached.",
        "Sources: rate-limits, https://example.com/quota",
    ):
        assert piece in text
    assert not slack.view_complaints(view)
    assert view["title"]["text"] == "Details"


def test_details_of_an_unknown_cause_hold_what_was_read(knowledge, found, now):
    view = slack.details(found(cause=None, confidence="unknown", evidence=()), knowledge, now)
    assert "We read: HTTP 429" in message(tuple(view["blocks"]))
    bare = found(
        cause=None, confidence="unknown", evidence=(), http=None, model=None, quota_limit=None, retry_delay_s=None
    )
    assert "What we read" not in message(tuple(slack.details(bare, knowledge, now)["blocks"]))
