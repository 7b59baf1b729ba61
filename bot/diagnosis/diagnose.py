"""A report in, a diagnosis out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.diagnosis.gate import bearing_of, is_live, is_other_product
from bot.diagnosis.knowledge import Knowledge
from bot.diagnosis.match import BY_CLASS, BY_CODE, BY_ERROR_WORDS, BY_FACT, BY_SYMPTOM, BY_WORDS, Met, meet, survey
from bot.diagnosis.rank import rank
from bot.paste import Report, Span

Confidence = Literal["sure", "likely", "unknown"]
Mode = Literal["asked", "heard"]
NOT_GEMINI = "not-gemini"
_MOST_EVIDENCE = 4
_MOST_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the paste that met a signature; offsets in code points into `report.text`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Question:
    """The one question that would decide, and the cause that each answer leads to."""

    says: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """An entry with its evidence. `cause` None: unknown. `reply` False: stay silent."""

    cause: str | None
    confidence: Confidence
    evidence: tuple[Evidence, ...]
    candidates: tuple[str, ...]
    question: Question | None
    report: Report
    reply: bool


def diagnose(report: Report, knowledge: Knowledge, mode: Mode = "asked") -> Diagnosis:
    """The cause that the report shows best, with the words that show it and the next best causes."""
    surveyed = survey(report, knowledge.index)
    met = settle(meet(surveyed, knowledge.index))
    bearing = bearing_of(surveyed, knowledge.index)
    if is_other_product(bearing, report, met):
        return Diagnosis(NOT_GEMINI, "likely", (), _names(met)[:_MOST_CANDIDATES], None, report, mode == "asked")
    if met and met[0].tier > BY_SYMPTOM:
        diagnosis = _named(met, knowledge, report)
    elif mode == "asked" or met:
        diagnosis = _guessed(met, knowledge, report)
    else:
        diagnosis = _unknown(report)
    if mode == "asked":
        return diagnosis
    speaks = diagnosis.cause not in (None, NOT_GEMINI) and is_live(bearing, report, met)
    return _with_reply(diagnosis, speaks)


def _with_reply(diagnosis: Diagnosis, reply: bool) -> Diagnosis:
    return Diagnosis(
        diagnosis.cause, diagnosis.confidence, diagnosis.evidence, diagnosis.candidates, diagnosis.question,
        diagnosis.report, reply,
    )  # fmt: skip


def settle(met: Sequence[Met]) -> list[Met]:
    """The best signature of each entry, the best entry first; an entry that another beats by `over` is left out.

    What people say of a failure never beats what the error says.
    """
    best: dict[str, Met] = {}
    beaten: set[str] = set()
    for one in met:  # the most telling first
        best.setdefault(one.signature.entry, one)
    for one in met:
        if one.signature.entry not in beaten:
            beaten.update(
                name
                for name in one.signature.over
                if name in best and name != one.signature.entry and _may_beat(one, best[name])
            )
    kept = [one for entry, one in best.items() if entry not in beaten]
    return kept or list(best.values())


def _may_beat(one: Met, other: Met) -> bool:
    return one.tier > BY_SYMPTOM or other.tier <= BY_SYMPTOM


def _named(met: Sequence[Met], knowledge: Knowledge, report: Report) -> Diagnosis:
    first = met[0]
    entry = knowledge.entries[first.signature.entry]
    sure = first.signature.confidence == "sure" and first.tier in (BY_FACT, BY_ERROR_WORDS, BY_WORDS)
    question = Question(entry.asks.says, entry.asks.answers) if entry.asks and not sure else None
    candidates = tuple(name for name in _names(met) if name != entry.cause)[:_MOST_CANDIDATES]
    if first.tier in (BY_CLASS, BY_CODE) and len(candidates) < _MOST_CANDIDATES:
        candidates += tuple(
            name for name in rank(report.text, knowledge) if name not in candidates and name != entry.cause
        )[: _MOST_CANDIDATES - len(candidates)]
    return Diagnosis(
        entry.cause,
        "sure" if sure else "likely",
        evidence_of(report, first.evidence),
        candidates,
        question,
        report,
        True,
    )


def _guessed(met: Sequence[Met], knowledge: Knowledge, report: Report) -> Diagnosis:
    """What people say rather than what an error says: symptoms first, then the entries' own words."""
    ranked = rank(report.text, knowledge)
    names = list(dict.fromkeys([*_names(met), *ranked]))
    if not names:
        return _unknown(report)
    entry = knowledge.entries[names[0]]
    question = Question(entry.asks.says, entry.asks.answers) if entry.asks else None
    evidence = evidence_of(report, met[0].evidence) if met else ()
    return Diagnosis(entry.cause, "likely", evidence, tuple(names[1 : 1 + _MOST_CANDIDATES]), question, report, True)


def _unknown(report: Report) -> Diagnosis:
    return Diagnosis(None, "unknown", (), (), None, report, True)


def _names(met: Sequence[Met]) -> tuple[str, ...]:
    return tuple(one.signature.entry for one in met)


def evidence_of(report: Report, spans: Sequence[Span]) -> tuple[Evidence, ...]:
    """The words at `spans`, each once, in the order in which they were found."""
    unique = list(dict.fromkeys((span.start, span.end) for span in spans))
    return tuple(Evidence(report.text[start:end], start, end) for start, end in unique[:_MOST_EVIDENCE])
