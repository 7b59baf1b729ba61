"""The words for many people who meet one cause at one time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.diagnosis import diagnose, load
from bot.diagnosis.blameless import read_blameless
from bot.paste import read
from bot.reply import slack, wave
from bot.reply.limits import complaints
from bot.reply.visible import visible

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
LINK = "https://acme.slack.com/archives/C1/p100"


def shown(post) -> list[str]:
    return [visible(block) for block in post.blocks]


@pytest.fixture
def line(knowledge, now, found):
    def make(crowd: bool = False, link: str = LINK, note: str = "", met: str = "4 people", **changes):
        return wave.line(found(**changes), knowledge, now, "case1", link, met, crowd=crowd, note=note)

    return make


def test_the_line_leads_to_the_full_answer_and_says_who_met_it_and_the_pastes_own_facts(line) -> None:
    post = line()
    said, buttons = shown(post)
    assert said.startswith("The same as in this answer (4 people within 10 minutes): ")
    assert "gemini-2.5-flash" in said and "250" in said and "\n" not in said
    [link] = [one for one in post.blocks[0]["elements"][0]["elements"] if one["type"] == "link"]
    assert (link["url"], link["text"]) == (LINK, "this answer")
    assert buttons.split() == ["Not", "it", "Details", "Remove"]
    assert [one["value"] for one in post.blocks[1]["elements"]] == ["case1|quota-day", "case1", "case1"]


def test_a_call_that_can_be_sent_again_can_be_from_its_line_too(now) -> None:
    knowledge = load(KNOWLEDGE)
    call = 'curl "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent" -d \'{"contents": [{"parts": [{"text": "hi"}]}]}\'\n'
    overloaded = '{"error": {"code": 503, "message": "The model is overloaded. Please try again later.", "status": "UNAVAILABLE"}}'
    for paste, labels in (
        (call + overloaded, ["Replay", "Not it", "Details", "Remove"]),
        (overloaded, ["Not it", "Details", "Remove"]),
    ):
        diagnosis = diagnose(read(paste), knowledge, "asked")
        post = wave.line(diagnosis, knowledge, now, "case1", LINK, "4 people", crowd=False)
        assert diagnosis.cause == "overloaded" and [one["text"]["text"] for one in post.blocks[1]["elements"]] == labels


def test_what_is_likely_is_never_said_without_saying_so(line) -> None:
    assert shown(line(confidence="likely"))[0].startswith("Most likely the same as in this answer (")
    crowd = shown(line(confidence="likely", crowd=True))[0]
    assert crowd.startswith("Most likely not your code, the same as in this answer (")


def test_from_a_crowd_on_the_line_says_that_it_is_not_the_persons_code(line) -> None:
    assert shown(line(crowd=True))[0].startswith("Not your code, the same as in this answer (4 people within 10 min")


def test_the_line_is_found_again_by_its_case_and_names_its_cause(line) -> None:
    payload = {"cause": "quota-day", "confidence": "sure", "case": "case1"}
    assert line().metadata == {"event_type": "gemini_diagnosis", "event_payload": payload}


def test_what_was_left_out_of_a_paste_is_said_below_its_line(line) -> None:
    assert shown(line(note="trace.txt is cut"))[-1] == "trace.txt is cut"


def test_a_fact_of_the_paste_is_shown_literally_and_in_bounds(line) -> None:
    post = line(model="<!channel> *x* " + "y" * 5_000)
    assert not complaints(post) and len(shown(post)[0]) < 420
    assert "<!channel>" not in post.text and "link" not in {
        one["type"] for one in post.blocks[0]["elements"][0]["elements"] if one.get("text") != "this answer"
    }


def test_an_address_that_a_link_may_not_lead_to_is_said_instead(line) -> None:
    said = shown(line(link="ftp://x"))[0]
    assert said.startswith("The same as in ftp://x (")


@pytest.mark.parametrize(
    ("counted", "said"),
    [
        ((1, 2, 1), "1 person, 2 pastes"),
        ((4, 4, 1), "4 people"),
        ((4, 6, 3), "4 people, 6 pastes in 3 channels"),
        ((0, 3, 1), "3 pastes"),
        ((0, 1, 0), "1 paste"),
        ((2, 2, 0), "2 people"),
        ((600, 1000, 20, True), "at least 600 people, 1000 pastes in 20 channels"),
    ],
)
def test_people_pastes_and_channels_are_named_where_they_say_something(counted, said) -> None:
    assert wave.who(*counted) == said


def test_the_full_answer_of_a_crowd_says_first_that_it_is_not_the_persons_code(knowledge, now, found) -> None:
    for confidence, lead in (("sure", "Not your code"), ("likely", "Most likely not your code")):
        first = wave.not_your_code("5 people in 2 channels", sure=confidence == "sure")
        assert first == f"{lead}: 5 people in 2 channels met this within 10 minutes."
        full = slack.diagnosis(found(confidence=confidence), knowledge, now, "case1")
        post = slack.diagnosis(found(confidence=confidence), knowledge, now, "case1", first=first)
        assert shown(post) == [first, *shown(full)]
        assert post.text == f"{first} {full.text}" and post.metadata == full.metadata


def test_below_that_first_line_an_answer_keeps_its_length_whatever_the_paste_says(now) -> None:
    knowledge = load(KNOWLEDGE)
    first = wave.not_your_code("1000 people, 2000 pastes in 20 channels", sure=False)
    for cause in read_blameless():
        for example in knowledge.entries[cause].examples:
            diagnosis = diagnose(read(example.text), knowledge, "asked")
            for length in (1, 60, 130, 300):
                report = replace(diagnosis.report, model="gemini-" + "m" * length)
                long = replace(diagnosis, report=report)
                post = slack.diagnosis(long, knowledge, now, "case1", first=first, note="n" * 150)
                assert shown(post)[0] == first and len("\n".join(shown(post))) < 1_500, (cause, length)
