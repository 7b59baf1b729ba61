"""Signatures held against a report."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import re2

from bot.diagnosis.index import Index, Places, by_facts, find_places, groups_near
from bot.diagnosis.signature import (
    FACTS,
    GAP,
    TELLING,
    Conditions,
    Confidence,
    FactCondition,
    Phrase,
    Scalar,
    Signature,
)
from bot.paste import Report, Span
from bot.paste.fold import Fold, fold
from bot.paste.plain import Plain
from bot.request.finding import Finding

# What no engine for regular expressions takes.
_SURROGATE = re.compile(r"[\ud800-\udfff]")
Facts = Mapping[str, tuple[Scalar, ...]]

# How telling the best of a signature's conditions is.
BY_FACT = 6
BY_ERROR_WORDS = 5
BY_WORDS = 4
BY_FINDING = 3
BY_CLASS = 2
BY_SYMPTOM = 1
BY_CODE = 0


@dataclass(frozen=True, slots=True)
class Met:
    """A signature that holds: how telling it is, by what weight, and the words that met it."""

    signature: Signature
    tier: int
    weight: int
    evidence: tuple[Span, ...]

    @property
    def rank(self) -> tuple[int, int]:
        """Orders what was met: the most telling kind of evidence first, then the more and longer of it."""
        return self.tier, self.weight


def facts_of(report: Report, findings: Sequence[Finding] = ()) -> dict[str, tuple[Scalar, ...]]:
    """The report's facts as signatures name them; a fact that the paste doesn't say is left out."""
    facts: dict[str, tuple[Scalar, ...]] = {}
    if causes := tuple(finding.cause for finding in findings if finding.sure):
        facts["finding"] = causes
    for name in FACTS:
        if name not in ("exception", "finding"):
            value = getattr(report, name)
            if value is not None:
                facts[name] = (value,)
    if report.exceptions:
        facts["exception"] = report.exceptions
    return facts


@dataclass(frozen=True, slots=True)
class Survey:
    """A report made ready to be matched: its facts, its letters, and where known phrases stand among them."""

    report: Report
    facts: Facts
    plain: Plain
    text: str  # as regular expressions take it
    folded: Fold
    places: Places

    def span(self, start: int, end: int) -> Span:
        """Where the letters `start` to `end` of `folded` stand in the paste."""
        here = self.folded.span(start, end)
        return self.plain.span(here.start, here.end)

    def search(self, pattern: str) -> Span | None:
        """Where `pattern` is first met."""
        found = re2.search(pattern, self.text)
        return self.plain.span(found.start(), found.end()) if found else None


def marks_of(surveyed: Survey, index: Index) -> dict[str, list[Span]]:
    """Where words of each kind of mark are said."""
    spans: dict[str, list[Span]] = {}
    for piece in surveyed.places:
        for kind, phrase in index.marks.get(piece, ()):
            spot = _place(phrase, surveyed.places)
            if spot is not None:
                spans.setdefault(kind, []).append(surveyed.span(spot.start, spot.end))
    return spans


def survey(report: Report, index: Index, findings: Sequence[Finding] = ()) -> Survey:
    """Go through the report's text once, for all phrases of all signatures."""
    plain = report.plain or Plain(report.text)
    folded = fold(plain.text)
    text = _SURROGATE.sub("\ufffd", plain.text)
    return Survey(report, facts_of(report, findings), plain, text, folded, find_places(index, folded))


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a phrase is said, in the folded text, and how many letters it was asked for."""

    start: int
    end: int
    weight: int


@dataclass(frozen=True, slots=True)
class Said:
    """The longest group of a signature's phrases that is said whole; `symptom` where it is people's words."""

    symptom: bool
    spots: tuple[Spot, ...]

    @property
    def rank(self) -> tuple[bool, int]:
        """An error's words before people's words, longer before shorter."""
        return not self.symptom, sum(spot.weight for spot in self.spots)


def meet(surveyed: Survey, index: Index) -> list[Met]:
    """Every signature that holds, the most telling first."""
    said: dict[int, tuple[Signature, Said]] = {}
    for group in groups_near(index, surveyed.places):
        spots = _spots(group.phrases, surveyed.places)
        if spots is not None:
            here = Said(group.symptom, spots)
            before = said.get(id(group.signature))
            if before is None or before[1].rank < here.rank:
                said[id(group.signature)] = group.signature, here
    tried = [_try(signature, what, surveyed) for signature, what in said.values()]
    tried += [_try(signature, None, surveyed) for signature in by_facts(index, surveyed.facts, surveyed.text)]
    met = [one for one in tried if one is not None]
    met.sort(key=lambda one: (one.rank, one.signature.entry), reverse=True)
    return met


# Answers that a fault of the request explains; None: the paste shows none.
_EXPLAINED = (None, 400, 404)


def by_findings(report: Report, findings: Sequence[Finding], entries: Mapping[str, object]) -> list[Met]:
    """What the offline check holds against the pasted request for sure, where that may explain the answer."""
    if report.http not in _EXPLAINED:
        return []
    confidence: Confidence = "sure" if report.http == 400 else "likely"
    return [
        Met(
            Signature(finding.cause, Conditions(), Conditions(), (), confidence),
            BY_FINDING,
            len(findings) - at,
            (finding.span,) if finding.span else (),
        )
        for at, finding in enumerate(findings)
        if finding.sure and finding.cause in entries
    ]


def _try(signature: Signature, said: Said | None, surveyed: Survey) -> Met | None:
    wanted, report = signature.wanted, surveyed.report
    if not all(fact.holds(surveyed.facts.get(fact.name, ())) for fact in wanted.facts):
        return None
    found = surveyed.search(wanted.matches) if wanted.matches else None
    if wanted.matches and not found:
        return None
    if _any_holds(signature.unwanted, surveyed):
        return None
    spots = said.spots if said else ()
    words = [surveyed.span(spot.start, spot.end) for spot in spots]
    evidence = [report.spans[fact.name] for fact in wanted.facts if fact.name in report.spans] + words
    if found:
        evidence.append(found)
    weight = sum(spot.weight for spot in spots) + 8 * sum(_weighs(fact) for fact in wanted.facts)
    return Met(signature, _tier(wanted.facts, said, bool(found), words, report), weight, tuple(evidence))


def _weighs(fact: FactCondition) -> int:
    return 0 if None in fact.wanted else 1


def _tier(facts: Sequence[FactCondition], said: Said | None, found: bool, words: list[Span], report: Report) -> int:
    names = {fact.name for fact in facts if None not in fact.wanted}
    if names & TELLING:
        return BY_FACT
    if found or (said and not said.symptom):
        return BY_ERROR_WORDS if any(_within(span, report) for span in words) else BY_WORDS
    if said:
        return BY_SYMPTOM
    return BY_CLASS if names - {"http", "status", "sdk"} else BY_CODE


def _within(span: Span, report: Report) -> bool:
    return any(error.span.start <= span.start and span.end <= error.span.end for error in report.errors)


def _any_holds(conditions: Conditions, surveyed: Survey) -> bool:
    """True where any one of the unwanted conditions holds."""
    return (
        any(fact.holds(surveyed.facts.get(fact.name, ())) for fact in conditions.facts)
        or any(_spots(phrases, surveyed.places) is not None for phrases in conditions.phrases)
        or bool(conditions.matches and surveyed.search(conditions.matches))
    )


def _spots(phrases: Sequence[Phrase], places: Places) -> tuple[Spot, ...] | None:
    """Where each of `phrases` is said first; None where one of them is not."""
    spots = []
    for phrase in phrases:
        spot = _place(phrase, places)
        if spot is None:
            return None
        spots.append(spot)
    return tuple(spots)


def _place(phrase: Phrase, places: Places) -> Spot | None:
    """Where a phrase is said first: its pieces in order, not further apart than GAP letters."""
    for start, end in places.get(phrase.pieces[0], ()):
        last: int | None = end
        for piece in phrase.pieces[1:]:
            after = last or 0
            last = next((e for s, e in places.get(piece, ()) if after <= s <= after + GAP), None)
            if last is None:
                break
        if last is not None:
            return Spot(start, last, phrase.weight)
    return None
