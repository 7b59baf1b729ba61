"""A report in, a diagnosis out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.diagnosis.gate import bearing_of, is_live, is_named, is_other_product
from bot.diagnosis.knowledge import Knowledge
from bot.diagnosis.match import (
    BY_CLASS,
    BY_CODE,
    BY_ERROR_WORDS,
    BY_FACT,
    BY_SYMPTOM,
    BY_WORDS,
    Met,
    by_findings,
    meet,
    survey,
)
from bot.diagnosis.rank import rank
from bot.paste import Report, Span
from bot.request import Request, read_request
from bot.request.check import check
from bot.request.finding import Finding

Confidence = Literal["sure", "likely", "unknown"]
Mode = Literal["asked", "heard"]
NOT_GEMINI = "not-gemini"
_NAME = "Gemini"
_MOST_EVIDENCE = 4
_MOST_CANDIDATES = 3
# Letters of a paste that are read as a plain question; a longer one is a log.
_MOST_MEANT = 4_000
# A page answers a plain question where it scores this much: the first where Gemini is named, the second where not.
_CLEAR, _CLEARER = 4.0, 9.0
# Words that meet a signature are outweighed where they are so few letters, and another page scores this much, and this
# many times the signature's own page; a bare 400 says nothing, so less outweighs it.
_FEW, _HEAVY, _HEAVIER, _HEAVY_ENOUGH = 16, 22.0, 1.4, 10.0
# Codes that name no cause where they stand alone.
_MANY_CAUSES = (None, 400, 403, 404)


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
    request: Request | None = None
    findings: tuple[Finding, ...] = ()


def diagnose(report: Report, knowledge: Knowledge, mode: Mode = "asked", request: Request | None = None) -> Diagnosis:
    """The cause that the report shows best, with the words that show it and the next best causes.

    A fault that the offline check finds in the request is the cause where the error itself names none. `request` is the
    call that the report is about; it is read from the paste where it isn't given.
    """
    request = request or read_request(report)
    findings = check(request, report, knowledge.models) if request else ()
    found = _diagnose(report, knowledge, mode, findings, request.span if request else None)
    return replace(found, request=request, findings=findings)


def _diagnose(
    report: Report, knowledge: Knowledge, mode: Mode, findings: tuple[Finding, ...], call: Span | None
) -> Diagnosis:
    surveyed = survey(report, knowledge.index, findings)
    met = meet(surveyed, knowledge.index)
    if call and not report.errors and not report.exceptions:
        met = [one for one in met if not _is_code(one, call)]
    if findings and (mode == "asked" or report.errors):
        met = sorted([*met, *by_findings(report, findings, knowledge.entries)], key=lambda one: one.rank, reverse=True)
    met = settle(met)
    bearing = bearing_of(surveyed, knowledge.index)
    if is_other_product(bearing, report, met):
        return Diagnosis(NOT_GEMINI, "likely", (), _names(met)[:_MOST_CANDIDATES], None, report, mode == "asked")
    reply = mode == "asked" or (bool(met) and is_live(bearing, report, met))
    if met:
        return _named(met, knowledge, report, reply)
    if not reply:
        return Diagnosis(None, "unknown", (), (), None, report, False)
    met = meet(survey(_meant(report), knowledge.index), knowledge.index)
    meant = settle([one for one in met if not (call and _is_code(one, call))])
    if meant:
        return _named(meant, knowledge, report, reply, said=False)
    if call:  # its words are code, and share some with every page
        return Diagnosis(None, "unknown", (), (), None, report, True)
    return _answered_by_words(knowledge, report, _CLEAR if is_named(bearing) else _CLEARER)


def _meant(report: Report) -> Report:
    """The beginning of the report with Gemini's name behind it: who asks this bot means Gemini, said or not."""
    return replace(report, text=f"{report.text[:_MOST_MEANT]}\n\n{_NAME}", plain=None)


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


def _is_code(one: Met, call: Span) -> bool:
    """Whether the words that met the signature are the code of the pasted call, which says nothing of how it failed."""
    return bool(one.evidence) and all(call.start <= span.start and span.end <= call.end for span in one.evidence)


def _may_beat(one: Met, other: Met) -> bool:
    return one.tier > BY_SYMPTOM or other.tier <= BY_SYMPTOM


def _named(met: Sequence[Met], knowledge: Knowledge, report: Report, reply: bool, said: bool = True) -> Diagnosis:
    """The entry of the most telling signature; never sure where Gemini is not `said` but meant."""
    first = met[0]
    ranked = rank(report.text, knowledge) if first.tier in (BY_CLASS, BY_SYMPTOM, BY_CODE) and reply else []
    if _is_outweighed(first, ranked, report):
        return _by_words(ranked, met, knowledge, report)
    entry = knowledge.entries[first.signature.entry]
    sure = said and first.signature.confidence == "sure" and first.tier in (BY_FACT, BY_ERROR_WORDS, BY_WORDS)
    question = Question(entry.asks.says, entry.asks.answers) if entry.asks and not sure else None
    names = _names(met)
    names += tuple(name for name, _ in ranked if name not in names)
    return Diagnosis(
        entry.cause,
        "sure" if sure else "likely",
        evidence_of(report, first.evidence),
        names[1 : 1 + _MOST_CANDIDATES],
        question,
        report,
        reply,
    )


def _answered_by_words(knowledge: Knowledge, report: Report, clear: float) -> Diagnosis:
    """A plain question, answered by the entry whose own words it shares, where one is near enough; an error never is."""
    ranked = rank(report.text, knowledge)
    if not ranked or report.errors or ranked[0][1] < (_CLEARER if report.exceptions else clear):
        names = tuple(name for name, _ in ranked[:_MOST_CANDIDATES])
        return Diagnosis(None, "unknown", (), names, None, report, True)
    return _by_words(ranked, (), knowledge, report)


def _by_words(
    ranked: Sequence[tuple[str, float]], met: Sequence[Met], knowledge: Knowledge, report: Report
) -> Diagnosis:
    """The entry whose page shares most with the question, likely at most, with what met it if anything did."""
    names = tuple(name for name, _ in ranked)
    spans = next((one.evidence for one in met if one.signature.entry == names[0]), ())
    asks = knowledge.entries[names[0]].asks
    question = Question(asks.says, asks.answers) if asks else None
    evidence = evidence_of(report, spans)
    return Diagnosis(names[0], "likely", evidence, names[1 : 1 + _MOST_CANDIDATES], question, report, True)


def _is_outweighed(first: Met, ranked: Sequence[tuple[str, float]], report: Report) -> bool:
    """True where few words of a plain question met a signature and its words as a whole speak for another page.

    A bare 400, 403 or 404 has many causes; any other code says enough.
    """
    shown = report.errors or report.exceptions or report.http not in _MANY_CAUSES
    if first.tier > BY_SYMPTOM or first.weight > _FEW or shown or not ranked:
        return False
    name, score = ranked[0]
    own = dict(ranked).get(first.signature.entry, 0.0)
    heavy = _HEAVY_ENOUGH if first.tier == BY_CODE and report.http else _HEAVY
    return name != first.signature.entry and score >= heavy and score >= _HEAVIER * own


def _names(met: Sequence[Met]) -> tuple[str, ...]:
    return tuple(one.signature.entry for one in met)


def evidence_of(report: Report, spans: Sequence[Span]) -> tuple[Evidence, ...]:
    """The words at `spans`, each once, in the order in which they were found."""
    unique = list(dict.fromkeys((span.start, span.end) for span in spans if span.end <= len(report.text)))
    return tuple(Evidence(report.text[start:end], start, end) for start, end in unique[:_MOST_EVIDENCE])
