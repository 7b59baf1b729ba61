"""What the pasted request has against it stands in the first lines, where it explains the error."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.diagnosis import Knowledge, diagnose, load
from bot.paste import read
from bot.places import place
from bot.reply import terminal
from bot.reply.details import details
from bot.reply.patch import patch
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


CLEAN = CALL.replace("3}", "1}")


def test_the_smallest_change_stands_in_the_reply_in_slack_and_terminal(knowledge: Knowledge) -> None:
    diagnosis = diagnose(read(CALL + BARE), knowledge)
    page = terminal.page(diagnosis, knowledge, NOW)
    assert "The change:" in page
    assert '+  -d \'{"contents":[{"parts":[{"text":"hi"}]}],"generationConfig":{"temperature": 2}}\'' in page
    blocks = post(diagnosis, knowledge, NOW, "case").blocks
    fences = [e for block in blocks for e in block.get("elements", ()) if e["type"] == "rich_text_preformatted"]
    assert any('"temperature": 2' in fence["elements"][0]["text"] for fence in fences)


def test_a_change_too_long_for_a_first_message_stands_under_details(knowledge: Knowledge) -> None:
    long = CALL.replace('"hi"', f'"{"hi " * 200}"')
    diagnosis = diagnose(read(long + BARE), knowledge)
    assert "The change:" not in terminal.page(diagnosis, knowledge, NOW)
    assert "The change:" in str(details(diagnosis, knowledge, NOW))


def test_every_finding_stands_under_details_with_its_source(knowledge: Knowledge) -> None:
    view = details(diagnose(read(CALL + OVERLOADED), knowledge), knowledge, NOW)
    words = str(view["blocks"])
    assert "What the request has against it" in words
    assert "line 3: generationConfig.temperature takes from 0 to 2, not 3." in words
    assert "https://ai.google.dev/" in words


def test_what_is_doubtful_is_said_to_be(knowledge: Knowledge) -> None:
    diagnosis = diagnose(read(CALL + BARE), knowledge)
    doubtful = replace(diagnosis, findings=tuple(replace(one, sure=False) for one in diagnosis.findings))
    assert "line 3: Perhaps: generationConfig.temperature" in str(details(doubtful, knowledge, NOW))


def test_a_request_that_contradicts_nothing_is_said_to_and_no_more(knowledge: Knowledge) -> None:
    page = terminal.page(diagnose(read("what is wrong with this?\n" + CLEAN), knowledge), knowledge, NOW)
    assert page.startswith("Nothing in this request contradicts what is known.")
    assert "generateContent of gemini-3.5-flash on v1beta" in page
    assert not any(cause in page for cause in knowledge.entries if "-" in cause)
    assert "?" not in page


def test_what_the_code_computes_is_said_to_be_unseen(knowledge: Knowledge) -> None:
    computed = (
        "from google import genai\nclient = genai.Client()\n"
        'client.models.generate_content(model="gemini-3.5-flash", contents=make())\n'
    )
    page = terminal.page(diagnose(read(computed), knowledge), knowledge, NOW)
    assert "What the code computes at run time we can't see." in page
    assert "can't see" not in terminal.page(diagnose(read(CLEAN), knowledge), knowledge, NOW)


def test_a_call_of_another_product_is_named(knowledge: Knowledge) -> None:
    vertex = (
        "curl https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/publishers/google/models/"
        'gemini-3.5-flash:generateContent -H "Authorization: Bearer $T" '
        '-d \'{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}\''
    )
    assert "This is a call of Vertex AI." in " ".join(
        terminal.page(diagnose(read(vertex), knowledge), knowledge, NOW).split()
    )


def test_of_several_calls_it_is_said_which_is_meant(knowledge: Knowledge) -> None:
    page = " ".join(terminal.page(diagnose(read(CLEAN + "\n" + CALL + BARE), knowledge), knowledge, NOW).split())
    assert "There are 2 calls in the paste; this is the one at line 5." in page
    assert "There are" not in terminal.page(diagnose(read(CALL + BARE), knowledge), knowledge, NOW)


def test_the_patch_has_the_reason_above_it_and_one_line_each(knowledge: Knowledge) -> None:
    found = diagnose(read(CALL), knowledge)
    made = patch(found, knowledge, "call.sh")
    assert made is not None
    assert made.startswith("In your request, line 3: ")
    assert made.splitlines()[1:4] == ["--- call.sh", "+++ call.sh", "@@ -3 +3 @@"]
    assert patch(diagnose(read(CLEAN), knowledge), knowledge, "call.sh") is None
    assert "--- stdin" in (patch(found, knowledge, "-") or "")
