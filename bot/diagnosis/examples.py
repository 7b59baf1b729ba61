"""The examples of the entries, held against what the entries answer."""

from __future__ import annotations

from collections.abc import Iterator

from bot.diagnosis.diagnose import diagnose, settle
from bot.diagnosis.entries import Complaint, Entry
from bot.diagnosis.knowledge import Knowledge
from bot.diagnosis.match import BY_SYMPTOM, meet, survey
from bot.diagnosis.page import Example
from bot.paste import read


def check_examples(knowledge: Knowledge) -> tuple[Complaint, ...]:
    """Every example that doesn't hold, and every tie between two entries on an example."""
    return tuple(
        Complaint(entry.path, example.line, says)
        for entry in knowledge.entries.values()
        for example in entry.examples
        for says in _complaints(entry, example, knowledge)
    )


def _complaints(entry: Entry, example: Example, knowledge: Knowledge) -> Iterator[str]:
    report = read(example.text)
    if example.claim == "near-miss" and example.cause is None:
        heard = diagnose(report, knowledge, "heard")
        if heard.reply:
            yield f"nobody may answer this near-miss, but {heard.cause} does"
        return
    cause = diagnose(report, knowledge).cause
    if example.claim == "known-miss":
        if cause == entry.cause:
            yield "this known miss is answered now: make it a match"
        return
    wanted = entry.cause if example.claim == "match" else example.cause
    if cause != wanted:
        yield f"this {example.claim} must be answered by {wanted}, not by {cause or 'nobody'}"
    met = settle(meet(survey(report, knowledge.index), knowledge.index))
    if len(met) > 1 and met[0].rank == met[1].rank and met[0].tier > BY_SYMPTOM:
        yield f"a tie between {met[0].signature.entry} and {met[1].signature.entry}"
