"""All phrases of all signatures in one automaton, so that time doesn't grow with the number of entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import ahocorasick
import re2

from bot.diagnosis.entries import Entry
from bot.diagnosis.marks import Marks
from bot.diagnosis.signature import Conditions, FactCondition, Phrase, Scalar, Signature, spelling
from bot.paste.fold import Fold

# A piece that stands more often than this in one paste is looked at no further.
_MOST_PLACES = 40
_T = TypeVar("_T")
Places = Mapping[str, Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Group:
    """Phrases that must all be said, for one signature; `symptom` where they are people's words, not an error's."""

    signature: Signature
    symptom: bool
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Signatures without phrases, by the fact that the paste must answer: by its value, or by its name alone where any
    value or a glob may do. `others` answer to no fact: their regular expressions are tried in one pass, `patterns`."""

    by_value: Mapping[tuple[str, str], tuple[Signature, ...]]
    by_name: Mapping[str, tuple[Signature, ...]]
    others: tuple[Signature, ...]
    patterns: Any


@dataclass(frozen=True, slots=True)
class Index:
    """`phrases` finds pieces of phrases; the mappings say which signatures are worth a look then.

    `by_piece` leads from one piece of a group of phrases, the rarest, to the group.
    """

    phrases: Any
    by_piece: Mapping[str, tuple[Group, ...]]
    facts: Facts
    marks: Mapping[str, tuple[tuple[str, Phrase], ...]]


def build(entries: Iterable[Entry], marks: Marks) -> Index:
    """An index over the signatures of `entries` and the phrases of `marks`."""
    signatures = [signature for entry in entries for signature in entry.signatures]
    by_mark: dict[str, list[tuple[str, Phrase]]] = {}
    for kind, phrases in marks.items():
        for phrase in phrases:
            by_mark.setdefault(phrase.pieces[0], []).append((kind, phrase))
    automaton = ahocorasick.Automaton()
    for piece in {
        *_pieces(signatures),
        *(p for phrases in marks.values() for phrase in phrases for p in phrase.pieces),
    }:
        automaton.add_word(piece, piece)
    automaton.make_automaton()
    return Index(automaton, _groups(signatures), _facts(signatures), _frozen(by_mark))


def _groups(signatures: Sequence[Signature]) -> dict[str, tuple[Group, ...]]:
    """Groups of phrases by the piece that the fewest others share, so that a common word leads to few."""
    groups = [
        Group(signature, symptom, phrases)
        for signature in signatures
        for symptom, choices in ((False, signature.wanted.says), (True, signature.wanted.symptom))
        for phrases in choices
    ]
    common = Counter(piece for group in groups for phrase in group.phrases for piece in phrase.pieces)
    by_piece: dict[str, list[Group]] = {}
    for group in groups:
        pieces = [piece for phrase in group.phrases for piece in phrase.pieces]
        rarest = pieces[0] if len(pieces) == 1 else min(pieces, key=lambda piece: (common[piece], -len(piece)))
        by_piece.setdefault(rarest, []).append(group)
    return _frozen(by_piece)


def _facts(signatures: Iterable[Signature]) -> Facts:
    """An index of the signatures without phrases."""
    by_value: dict[tuple[str, str], list[Signature]] = {}
    by_name: dict[str, list[Signature]] = {}
    others: list[Signature] = []
    for signature in signatures:
        if signature.wanted.phrases:
            continue
        fact = _telling_fact(signature.wanted)
        if fact is None:
            others.append(signature)
        elif _is_literal(fact):
            for want in fact.wanted:
                by_value.setdefault(_value(fact.name, want), []).append(signature)
        else:
            by_name.setdefault(fact.name, []).append(signature)
    patterns = re2.Set.SearchSet()
    for signature in others:
        patterns.Add(signature.wanted.matches or "")
    if others:
        patterns.Compile()
    return Facts(_frozen(by_value), _frozen(by_name), tuple(others), patterns)


def _telling_fact(conditions: Conditions) -> FactCondition | None:
    """The condition to index a signature by: one that the paste must answer, a rare value first, a glob last."""
    present = [fact for fact in conditions.facts if None not in fact.wanted]
    common = ("http", "status", "sdk")
    return min(present, key=lambda fact: (not _is_literal(fact), fact.name in common), default=None)


def _is_literal(fact: FactCondition) -> bool:
    return all(want is not True and "*" not in str(want) for want in fact.wanted)


def _value(name: str, value: Scalar) -> tuple[str, str]:
    """A fact's value as a key: numbers as numbers, names as conditions compare them."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return name, repr(float(value)) if number else spelling(name, value)  # type: ignore[arg-type]


def _frozen(lists: Mapping[Any, list[_T]]) -> dict[Any, tuple[_T, ...]]:
    return {key: tuple(values) for key, values in lists.items()}


def _pieces(signatures: Iterable[Signature]) -> Iterator[str]:
    for signature in signatures:
        for conditions in (signature.wanted, signature.unwanted):
            for group in conditions.phrases:
                for phrase in group:
                    yield from phrase.pieces


def find_places(index: Index, folded: Fold) -> dict[str, list[tuple[int, int]]]:
    """Where each known piece of a phrase stands in the folded paste, from word border to word border."""
    places: dict[str, list[tuple[int, int]]] = {}
    if not len(index.phrases):
        return places
    for last, piece in index.phrases.iter(folded.folded):
        end = last + 1
        start = end - len(piece)
        if folded.is_border(start) and folded.is_border(end):
            spots = places.setdefault(piece, [])
            if len(spots) < _MOST_PLACES:
                spots.append((start, end))
    return places


def groups_near(index: Index, places: Places) -> Iterator[Group]:
    """The groups of phrases of which at least the rarest piece is said."""
    for piece in places:
        yield from index.by_piece.get(piece, ())


def by_facts(index: Index, facts: Mapping[str, tuple[Any, ...]], text: str) -> Iterator[Signature]:
    """The signatures without phrases that the report's facts, or a pattern in `text`, may meet, each once."""
    seen: set[int] = set()
    for signatures in _lists(index.facts, facts, text):
        for signature in signatures:
            if id(signature) not in seen:
                seen.add(id(signature))
                yield signature


def _lists(index: Facts, facts: Mapping[str, tuple[Any, ...]], text: str) -> Iterator[tuple[Signature, ...]]:
    for name, values in facts.items():
        for value in values:
            yield index.by_value.get(_value(name, value), ())
        if values:
            yield index.by_name.get(name, ())
    if index.others:
        yield tuple(index.others[at] for at in index.patterns.Match(text) or ())
