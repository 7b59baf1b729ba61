"""Signatures held against a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import re2

from bot.diagnosis.index import Index, Places, find_places, worth_a_look
from bot.diagnosis.signature import FACTS, GAP, TELLING, Choices, Conditions, FactCondition, Phrase, Scalar, Signature
from bot.paste import Report, Span
from bot.paste.fold import Fold, fold

Facts = Mapping[str, tuple[Scalar, ...]]

# How telling the best of a signature's conditions is.
BY_FACT = 5
BY_ERROR_WORDS = 4
BY_WORDS = 3
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


def facts_of(report: Report) -> dict[str, tuple[Scalar, ...]]:
    """The report's facts as signatures name them; a fact that the paste doesn't say is left out."""
    facts: dict[str, tuple[Scalar, ...]] = {}
    for name in FACTS:
        if name != "exception":
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
    folded: Fold
    places: Places

    def marked(self, phrases: Sequence[Phrase]) -> list[Span]:
        """Where the first of each of `phrases` is said."""
        spots = (_place(phrase, self.places) for phrase in phrases)
        return [self.folded.span(spot.start, spot.end) for spot in spots if spot is not None]


def survey(report: Report, index: Index) -> Survey:
    """Go through the report's text once, for all phrases of all signatures."""
    folded = fold(report.text)
    return Survey(report, facts_of(report), folded, find_places(index, folded))


def meet(surveyed: Survey, index: Index) -> list[Met]:
    """Every signature that holds, the most telling first."""
    met = []
    for signature in worth_a_look(index, surveyed.places, surveyed.facts):
        one = _try(signature, surveyed)
        if one is not None:
            met.append(one)
    met.sort(key=lambda one: (one.rank, one.signature.entry), reverse=True)
    return met


def _try(signature: Signature, surveyed: Survey) -> Met | None:
    wanted = signature.wanted
    report, facts, folded, places = surveyed.report, surveyed.facts, surveyed.folded, surveyed.places
    if not all(fact.holds(facts.get(fact.name, ())) for fact in wanted.facts):
        return None
    said = _said(wanted.says, places)
    symptom = _said(wanted.symptom, places)
    if (wanted.says and said is None and not (wanted.symptom and symptom)) or (
        wanted.symptom and symptom is None and not said
    ):
        return None
    found = re2.search(wanted.matches, report.text) if wanted.matches else None
    if wanted.matches and not found:
        return None
    if wanted.findings or _any_holds(signature.unwanted, surveyed):
        return None
    evidence = [report.spans[fact.name] for fact in wanted.facts if fact.name in report.spans]
    spots = said or symptom or []
    words = [folded.span(spot.start, spot.end) for spot in spots]
    evidence += words
    if found:
        evidence.append(Span(found.start(), found.end()))
    in_error = any(_within(span, report) for span in words)
    weight = sum(spot.weight for spot in spots) + 8 * sum(_weighs(fact) for fact in wanted.facts)
    return Met(signature, _tier(wanted.facts, bool(said) or bool(found), in_error, bool(symptom)), weight, tuple(evidence))


def _weighs(fact: FactCondition) -> int:
    return 0 if None in fact.wanted else 1


def _tier(facts: Sequence[FactCondition], said: bool, in_error: bool, symptom: bool) -> int:
    names = {fact.name for fact in facts if None not in fact.wanted}
    if names & TELLING:
        return BY_FACT
    if said:
        return BY_ERROR_WORDS if in_error else BY_WORDS
    if symptom:
        return BY_SYMPTOM
    return BY_CLASS if names - {"http", "status", "sdk"} else BY_CODE


def _within(span: Span, report: Report) -> bool:
    return any(error.span.start <= span.start and span.end <= error.span.end for error in report.errors)


def _any_holds(conditions: Conditions, surveyed: Survey) -> bool:
    """True where any one of the unwanted conditions holds."""
    return (
        any(fact.holds(surveyed.facts.get(fact.name, ())) for fact in conditions.facts)
        or bool(_said(conditions.phrases, surveyed.places))
        or bool(conditions.matches and re2.search(conditions.matches, surveyed.report.text))
    )


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a phrase is said, in the folded text, and how many letters it was asked for."""

    start: int
    end: int
    weight: int


def _said(choices: Choices, places: Places) -> list[Spot] | None:
    """The places of the longest group of phrases that is said whole; None where none is."""
    best: list[Spot] | None = None
    for group in choices:
        spots = [spot for phrase in group if (spot := _place(phrase, places)) is not None]
        if len(spots) == len(group) and (best is None or _letters(spots) > _letters(best)):
            best = spots
    return best


def _letters(spots: list[Spot]) -> int:
    return sum(spot.weight for spot in spots)


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
