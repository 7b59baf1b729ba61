"""Every entry of knowledge/, as it is said in Slack and in the terminal."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from bot.diagnosis import Diagnosis, load
from bot.paste import read
from bot.places import place
from bot.reply import slack, terminal
from bot.reply.compose import compose
from bot.reply.markdown import Reader
from bot.reply.page import Fence, text_of
from bot.reply.slots import Slots
from bot.reply.visible import message, visible

KNOWLEDGE = load(place("knowledge"))
NOW = datetime(2026, 11, 25, 22, 45, tzinfo=UTC)


def diagnosis(cause, text, confidence="sure"):
    others = tuple(name for name in KNOWLEDGE.entries if name != cause)[:3]
    return Diagnosis(cause, confidence, (), others, None, read(text), True)


def _cases():
    for cause, entry in KNOWLEDGE.entries.items():
        matches = [example.text for example in entry.examples if example.claim == "match"]
        yield pytest.param(cause, ["", *matches[:3]], id=cause)


CASES = list(_cases())


@pytest.mark.parametrize(("cause", "pastes"), CASES)
def test_an_entry_fits_into_a_first_message_with_its_first_step(cause, pastes):
    for text in pastes:
        for confidence in ("sure", "likely"):
            found = diagnosis(cause, text, confidence)
            post = slack.diagnosis(found, KNOWLEDGE, NOW, "c")
            words = message(post.blocks)
            assert slack.complaints(post) == ()
            assert len(words) < 1_500
            assert words.startswith(text_of(compose(found, KNOWLEDGE, NOW).title))
            assert "\n1. " in words
            assert not re.search(r"\{\w+\|", words)


@pytest.mark.parametrize(("cause", "pastes"), CASES)
def test_details_hold_an_entry_whole(cause, pastes):
    found = diagnosis(cause, pastes[1])
    view = slack.details(found, KNOWLEDGE, NOW)
    words = message(tuple(view["blocks"]))
    assert slack.view_complaints(view) == ()
    entry = KNOWLEDGE.entries[cause]
    reader = Reader(Slots(found.report, NOW), KNOWLEDGE.links)
    for block in reader.blocks(entry.diagnosis) + tuple(block for step in entry.steps for block in reader.blocks(step)):
        assert (block.code if isinstance(block, Fence) else text_of(block.line)) in words
    assert visible(view["blocks"][-1]).startswith("sure · ")


@pytest.mark.parametrize(("cause", "pastes"), CASES)
def test_an_entry_is_explained_whole(cause, pastes):
    post = slack.explain(cause, KNOWLEDGE)
    assert slack.complaints(post) == ()
    assert f"\n{len(KNOWLEDGE.entries[cause].steps)}. " in message(post.blocks)
    assert terminal.explanation(KNOWLEDGE.entries[cause], KNOWLEDGE, terminal.Style(80))


def test_the_list_of_all_causes_fits_into_one_message():
    post = slack.causes(KNOWLEDGE)
    assert slack.complaints(post) == ()
    assert all(cause in message(post.blocks) for cause in KNOWLEDGE.entries)


def test_no_entry_shouts_begs_or_winks():
    for entry in KNOWLEDGE.entries.values():
        prose = re.sub(
            r"(?s)```.*?```|`[^`]*`|\"[^\"]*\"|“[^”]*”", "", "\n".join([entry.title, entry.diagnosis, entry.remedy])
        )
        assert not re.search(r"!(?!\[)|\b(?:sorry|please|unfortunately|make sure)\b", prose, re.IGNORECASE), entry.cause
        assert not re.search("[\U0001f300-\U0001faff]", prose), entry.cause
