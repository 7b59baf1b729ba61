"""What is sent of a pasted request is what was pasted, but for the cap, which is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.diagnosis import diagnose
from bot.paste import read
from bot.replay.caps import Limits
from bot.replay.plan import NotSent, Own, Plan, plan
from bot.request import Unknown
from tests.replay.conftest import DAY

SENT = ("generateContent", "streamGenerateContent", "countTokens", "embedContent")
PASTES = Path(__file__).parents[1] / "request" / "pastes.jsonl"


def open_in(value: object) -> bool:
    if isinstance(value, dict):
        return any(map(open_in, value.values()))
    return any(map(open_in, value)) if isinstance(value, list) else isinstance(value, Unknown)


@pytest.fixture(scope="module")
def pasted(knowledge):
    """Every paste of tests/request whose call is known as a whole."""
    found = []
    for line in PASTES.read_text("utf-8").splitlines():
        diagnosis = diagnose(read(json.loads(line)["text"]), knowledge)
        request = diagnosis.request
        if (
            request is not None
            and request.method in SENT
            and isinstance(request.body, dict)
            and not open_in(request.body)
        ):
            found.append(diagnosis)
    assert len(found) > 30
    return found


def test_the_body_is_the_pasted_one(pasted, knowledge):
    sent = 0
    for diagnosis in pasted:
        made = plan(diagnosis, knowledge, DAY, limits=Limits(output_tokens=None), own=Own(model="gemini-3.5-flash"))
        if isinstance(made, NotSent):
            assert made.reason in ("useless", "vertex", "not gemini", "host", "bad model", "bad version"), made
            continue
        sent += 1
        assert made.call.body == diagnosis.request.body
        assert made.call.method == diagnosis.request.method
    assert sent > 20


def test_the_cap_is_all_that_is_added_and_it_is_named(pasted, knowledge):
    for diagnosis in pasted:
        made = plan(diagnosis, knowledge, DAY, own=Own(model="gemini-3.5-flash"))
        if not isinstance(made, Plan) or made.call.body == diagnosis.request.body:
            continue
        path = "generationConfig.maxOutputTokens"
        assert [one.field for one in made.differences if one.kind == "capped"] == [path]
        without = json.loads(json.dumps(made.call.body))
        before = diagnosis.request.body.get("generationConfig", {})
        del without["generationConfig"]["maxOutputTokens"]
        if "maxOutputTokens" in before:
            without["generationConfig"]["maxOutputTokens"] = before["maxOutputTokens"]
        expected = dict(diagnosis.request.body)
        expected.setdefault("generationConfig", {})
        assert without == expected
