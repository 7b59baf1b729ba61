"""What arrives at the service is what was pasted: for every labelled request, and for pastes of the project's own."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.diagnosis import Knowledge, diagnose
from bot.paste import read
from bot.playground.gemini.server import Gemini
from bot.replay.call import Call, refusal
from bot.replay.client import Access
from bot.replay.plan import NotSent, Own, Plan, plan
from bot.replay.run import SendCall
from tests.proofs.proof import FLASH
from tests.proofs.shell import curl

HERE = Path(__file__).resolve()
LABELLED = HERE.parents[3] / "shared" / "eval" / "requests_dev.jsonl"
OWN = HERE.parents[1] / "request" / "pastes.jsonl"
METHODS = ("generateContent", "streamGenerateContent", "countTokens", "embedContent")
# Of these nothing is sent whatever the body is.
ELSEWHERE = ("useless", "vertex", "not gemini", "host", "bad model", "bad version")
CAP = "maxOutputTokens"


def rows(file: Path) -> list[dict[str, Any]]:
    """The pastes whose request has a body that the paste shows whole."""
    if not file.is_file():
        pytest.skip(f"{file.name} is not here")
    loaded = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    asked = [row for row in loaded if row["request"] and row["request"]["method"] in METHODS]
    return [row for row in asked if "<unknown>" not in json.dumps(row["request"]["body"])]


def alike(body: Any) -> Any:
    """A body as the labels have it: names in camelCase, the role of a system instruction, which says nothing, left out."""
    if isinstance(body, dict):
        made = {_camel(name): alike(value) for name, value in body.items()}
        if isinstance(made.get("systemInstruction"), dict):
            made["systemInstruction"].pop("role", None)
        return made
    return [alike(item) for item in body] if isinstance(body, list) else body


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


def uncapped(sent: Any, planned: Plan) -> Any:
    """What arrived without the cap that the plan names."""
    capped = next((one for one in planned.differences if one.kind == "capped"), None)
    if capped is None:
        return sent
    config = dict(sent["generationConfig"])
    assert config.pop(CAP) == int(capped.value)
    before = planned.pasted.body or {}
    if CAP in before.get("generationConfig", {}):
        config[CAP] = before["generationConfig"][CAP]
    rest = {name: value for name, value in sent.items() if name != "generationConfig"}
    return rest | ({"generationConfig": config} if "generationConfig" in before else {})


def planned(text: str, knowledge: Knowledge, access: Access) -> Plan | NotSent:
    diagnosis = diagnose(read(text), knowledge)
    return plan(diagnosis, knowledge, date(2026, 11, 25), own=Own(model=FLASH), access=access)


@pytest.mark.parametrize(("file", "least"), [(LABELLED, 80), (OWN, 30)], ids=["labelled", "own"])
async def test_the_body_of_every_request_arrives_as_it_was_pasted(
    gemini: Gemini, access: Access, client: SendCall, knowledge: Knowledge, file: Path, least: int
):
    for row in rows(file):
        asked = row["request"]
        made = planned(row["text"], knowledge, access)
        if isinstance(made, Plan):
            await client(made.call)
            arrived = gemini.calls()[-1]
            assert arrived.path == f"/{made.call.path.partition('?')[0]}"
            assert alike(uncapped(arrived.body, made)) == alike(asked["body"])
            continue
        assert made.reason in ELSEWHERE, (made, row)  # of such a paste nothing is sent, so the label goes out by itself
        call = Call(asked["method"], asked["model"] or FLASH, asked["api_version"] or "v1beta", asked["body"], 60.0)
        if refusal(call, gemini.secret) is None:
            await client(call)
            assert json.loads(gemini.calls()[-1].raw) == asked["body"]
    assert len(gemini.calls()) >= least


@pytest.mark.parametrize(
    "body",
    [
        {"Contents": [{"Parts": [{"text": "Hi"}]}]},
        {"contents": [{"parts": [{"text": "Hi"}]}], "generationConfig": {"max_tokens": 9, "TopP": 1, "maxtokens": 2}},
        {"contents": [{"parts": [{"Text": "Hi"}, {"text": "Ho", "foo_bar": {"some_name": 1, "Some_Name": 2}}]}]},
        {"contents": [], "generation_config": {"topP": 1}, "generationConfig": {"topP": 1}},
        {"contents": [{"parts": [{"functionCall": {"name": "f", "args": {"Max_Tokens": 1, "snake_case": {"A_b": 2}}}}]}]},
        {"contents": None, "_odd": True, "tools": {"Function_Declarations": []}},
        {"contents": [{"parts": [{"text": "\u2028 \U0001f600 \\ \" '"}]}], "generationConfig": {"seed": 12345678901234567890}},
    ],
)  # fmt: skip
async def test_names_that_the_service_does_not_know_arrive_as_they_were_written(
    gemini: Gemini, access: Access, client: SendCall, knowledge: Knowledge, body: Any
):
    made = planned(curl(json.dumps(body).replace("'", "'\\''")), knowledge, access)
    assert isinstance(made, Plan)
    await client(made.call)
    assert uncapped(gemini.calls()[0].body, made) == body


async def test_a_known_name_arrives_in_the_service_s_own_spelling(
    gemini: Gemini, access: Access, client: SendCall, knowledge: Knowledge
):
    body = {"contents": [{"parts": [{"inline_data": {"mime_type": "a/b", "data": "aGk="}}]}], "system_instruction": {}}
    made = planned(curl(json.dumps(body)), knowledge, access)
    assert isinstance(made, Plan)
    await client(made.call)
    assert uncapped(gemini.calls()[0].body, made) == alike(body)
