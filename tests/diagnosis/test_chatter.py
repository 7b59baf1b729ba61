"""What people write in a channel: talk that nobody may answer unasked, and failures that must be answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.diagnosis import Knowledge, diagnose
from bot.paste import read

CHATTER = Path(__file__).parents[1] / "chatter"


def paragraphs(name: str) -> list[str]:
    _, *rest = (CHATTER / name).read_text("utf-8").split("\n====\n")
    return [one.strip("\n") for one in rest]


TALK, LIVE = paragraphs("talk.txt"), paragraphs("live.txt")


@pytest.mark.parametrize("text", TALK, ids=range(1, len(TALK) + 1))
def test_talk_is_left_alone(knowledge: Knowledge, text: str) -> None:
    heard = diagnose(read(text), knowledge, "heard")
    assert not heard.reply, f"{heard.cause} answers {text!r}"


@pytest.mark.parametrize("text", LIVE, ids=range(1, len(LIVE) + 1))
def test_a_live_failure_is_answered(knowledge: Knowledge, text: str) -> None:
    cause, _, paste = text.partition("]\n")
    heard = diagnose(read(paste), knowledge, "heard")
    assert (heard.reply, f"[{heard.cause}") == (True, cause), text


def test_there_is_much_of_both() -> None:
    assert len(TALK) >= 150
    assert len(LIVE) >= 40
