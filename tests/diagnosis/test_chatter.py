"""What people write: talk that nobody may answer unasked, failures that must be answered, and plain questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.diagnosis import Knowledge, diagnose
from bot.paste import read

CHATTER = Path(__file__).parents[1] / "chatter"


def paragraphs(name: str) -> list[str]:
    _, *rest = (CHATTER / name).read_text("utf-8").split("\n====\n")
    return [one.strip("\n") for one in rest]


TALK, LIVE, ASKED = paragraphs("talk.txt"), paragraphs("live.txt"), paragraphs("asked.txt")


@pytest.mark.parametrize("text", TALK, ids=range(1, len(TALK) + 1))
def test_talk_is_left_alone(knowledge: Knowledge, text: str) -> None:
    heard = diagnose(read(text), knowledge, "heard")
    assert not heard.reply, f"{heard.cause} answers {text!r}"


@pytest.mark.parametrize("text", LIVE, ids=range(1, len(LIVE) + 1))
def test_a_live_failure_is_answered(knowledge: Knowledge, text: str) -> None:
    cause, _, paste = text.partition("]\n")
    heard = diagnose(read(paste), knowledge, "heard")
    assert (heard.reply, f"[{heard.cause}") == (True, cause), text


@pytest.mark.parametrize("text", ASKED, ids=range(1, len(ASKED) + 1))
def test_a_plain_question_is_answered(knowledge: Knowledge, text: str) -> None:
    cause, _, question = text.partition("]\n")
    asked = diagnose(read(question), knowledge)
    assert f"[{asked.cause}" == cause, (question, asked.candidates)


def test_there_is_much_of_each() -> None:
    assert len(TALK) >= 280
    assert len(LIVE) >= 110
    assert len(ASKED) >= 110
