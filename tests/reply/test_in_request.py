"""What the pasted request has against it stands in the first lines, where it explains the error."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.diagnosis import Knowledge, diagnose, load
from bot.paste import read
from bot.places import place
from bot.reply import terminal
from bot.reply.slack import diagnosis as post

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
CALL = """curl "https://generativelanguage.googleapis.com/v1beta/models/gemini-3.5-flash:generateContent" \\
  -H "x-goog-api-key: $KEY" -H 'Content-Type: application/json' \\
  -d '{"contents":[{"parts":[{"text":"hi"}]}],"generationConfig":{"temperature": 3}}'
"""
BARE = '{"error":{"code":400,"message":"Request contains an invalid argument.","status":"INVALID_ARGUMENT"}}'
OVERLOADED = (
    '{"error":{"code":503,"message":"The model is overloaded. Please try again later.","status":"UNAVAILABLE"}}'
)
SAYS = "In your request, line 3: generationConfig.temperature takes from 0 to 2, not 3."


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load(place("knowledge"))


def test_a_bare_400_with_a_fault_in_the_request_is_that_fault(knowledge: Knowledge) -> None:
    diagnosis = diagnose(read(CALL + BARE), knowledge)
    assert (diagnosis.cause, diagnosis.confidence) == ("parameter-invalid", "sure")
    assert [finding.field for finding in diagnosis.findings if finding.sure] == ["generationConfig.temperature"]
    assert any("temperature" in one.text for one in diagnosis.evidence)


def test_the_reply_says_the_fault_with_its_line_in_slack_and_terminal(knowledge: Knowledge) -> None:
    diagnosis = diagnose(read(CALL + BARE), knowledge)
    assert SAYS in terminal.page(diagnosis, knowledge, NOW)
    assert SAYS in str(post(diagnosis, knowledge, NOW, "case").blocks)


def test_a_fault_that_does_not_explain_the_error_stands_in_no_first_line(knowledge: Knowledge) -> None:
    diagnosis = diagnose(read(CALL + OVERLOADED), knowledge)
    assert diagnosis.cause == "overloaded"
    assert diagnosis.findings
    assert "In your request" not in terminal.page(diagnosis, knowledge, NOW)


def test_a_request_without_an_error_is_answered_by_its_fault(knowledge: Knowledge) -> None:
    assert diagnose(read("what is wrong with this?\n" + CALL), knowledge).cause == "parameter-invalid"
