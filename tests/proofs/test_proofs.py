"""From a paste to "passes with this smallest change", for each cause that a replay proves, and a wrong change that fails."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from typing import Any

import pytest

from bot.diagnosis import Diagnosis, Knowledge, diagnose
from bot.paste import read
from bot.playground.gemini.server import Gemini
from bot.replay.attempt import Send, judged
from bot.replay.caps import Limits
from bot.replay.client import Access
from bot.replay.plan import Own, Plan, plan
from bot.replay.question import passes
from bot.replay.run import SendCall, run
from bot.replay.trial import Verdict, next_step
from bot.reply.replay_outcome import shown_in_text
from tests.proofs import python, shell, typed
from tests.proofs.conftest import pasted
from tests.proofs.proof import FLASH, Proof, hello
from tests.replay.play import leaves, restored

PROOFS = [*shell.PROOFS, *python.PROOFS, *typed.PROOFS]


def planned(paste: str, knowledge: Knowledge, access: Access) -> tuple[Diagnosis, Plan]:
    diagnosis = diagnose(read(paste), knowledge)
    made = plan(diagnosis, knowledge, date(2026, 11, 25), access=access, own=Own(model=FLASH))
    assert isinstance(made, Plan), made
    return diagnosis, made


@pytest.mark.parametrize("proof", PROOFS, ids=str)
async def test_a_paste_leads_to_the_smallest_change_and_a_wrong_one_to_none(
    gemini: Gemini, access: Access, client: SendCall, knowledge: Knowledge, proof: Proof
):
    proof, paste = await pasted(gemini, proof)
    asked = len(gemini.calls())
    diagnosis, made = planned(paste, knowledge, access)
    assert diagnosis.cause == proof.cause
    attempts, verdict = await run(made, knowledge, client)
    assert (verdict.kind, verdict.proved, verdict.cause) == ("smallest", True, proof.cause)
    assert verdict.changes == proof.mends
    assert shown_in_text(verdict.changes, diagnosis)[0] == proof.diff
    sent = [call for call in gemini.calls()[asked:] if call.verb == proof.method]
    assert len(sent) == len(attempts) <= made.limits.calls
    assert uncapped(sent[0].body, proof.body) == proof.body == uncapped(sent[-1].body, proof.body)

    wrong = (proof.fails,)
    failed = judged(made, Send("change", wrong), await client(made.changed(wrong)), knowledge)
    assert not failed.passed and not failed.unclear
    nothing_else = dataclasses.replace(made, candidates=(wrong,))
    first = dataclasses.replace(attempts[0], offers=())
    assert next_step(nothing_else, (first,)) == Send("change", wrong)
    assert next_step(nothing_else, (first, failed)) == Verdict("fails", cause=proof.cause, why="tried")


def uncapped(sent: object, pasted: object) -> object:
    """What was sent without the cap of output tokens, which the plan names."""
    assert isinstance(sent, dict) and isinstance(pasted, dict)
    config = {**sent.get("generationConfig", {})}
    held = pasted.get("generationConfig", {}).get("maxOutputTokens")
    if config.pop("maxOutputTokens", None) is not None and held is not None:
        config["maxOutputTokens"] = held
    rest = {name: value for name, value in sent.items() if name != "generationConfig"}
    return rest | ({"generationConfig": config} if "generationConfig" in pasted else {})


def test_each_cause_that_a_replay_proves_has_its_proof(knowledge: Knowledge):
    proven = {name for name, entry in knowledge.entries.items() if entry.replay == "proves"}
    assert len(proven) >= 16
    assert proven == {proof.cause for proof in PROOFS}


HEAPED = [
    {"temperature": 3, "topP": 0.5, "seed": 7, "stopSequences": ["a"]},
    {"temperature": 3, "topP": 4, "topK": 5, "thinkingConfig": {"thinkingLevel": "LOW", "thinkingBudget": 9}},
    {"responseMimeType": "text/html", "presencePenalty": 9, "seed": 7, "imageConfig": {"aspectRatio": "3:7"}},
]


@pytest.mark.parametrize("config", HEAPED, ids=range(len(HEAPED)))
async def test_without_a_budget_whatever_is_put_back_the_service_refuses_it_again(
    client: SendCall, knowledge: Knowledge, access: Access, config: dict[str, Any]
):
    body = hello("Hi", **config)
    _, made = planned(f"{json.dumps(body)}\n\n400 INVALID_ARGUMENT generativelanguage", knowledge, access)
    whole = dataclasses.replace(
        made, candidates=(("remove: generationConfig",),), limits=Limits(1000, None, 1e6, 1e6), output_tokens=None
    )
    first = dataclasses.replace(
        judged(whole, Send("as sent"), await client(whole.call), knowledge), cause=made.cause, offers=()
    )
    _, verdict = await run(whole, knowledge, client, attempts=(first,))
    assert verdict.kind == "smallest"
    mended = whole.changed(verdict.changes)
    assert passes(whole.question, await client(mended))
    left = leaves((mended.body or {}).get("generationConfig", {}))
    gone = {path: leaf for path, leaf in leaves(config).items() if path not in left}
    assert gone and {*gone} < {*leaves(config)}
    for path, leaf in gone.items():
        again = dataclasses.replace(mended, body=restored(mended.body, f"generationConfig.{path}", leaf))
        assert not passes(whole.question, await client(again))
