"""All phrases of all signatures in one automaton, so that time doesn't grow with the number of entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import ahocorasick

from bot.diagnosis.entries import Entry
from bot.diagnosis.marks import Marks
from bot.diagnosis.signature import Choices, Conditions, FactCondition, Phrase, Signature, spelling
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
class Index:
    """`phrases` finds pieces of phrases; the mappings say which signatures are worth a look then.

    `by_piece` leads from the longest piece of a group of phrases to the group.
    """

    phrases: Any
    by_piece: Mapping[str, tuple[Group, ...]]
    by_fact: Mapping[tuple[str, str], tuple[Signature, ...]]
    by_name: Mapping[str, tuple[Signature, ...]]
    always: tuple[Signature, ...]
    marks: Mapping[str, tuple[tuple[str, Phrase], ...]]


def build(entries: Iterable[Entry], marks: Marks) -> Index:
    """An index over the signatures of `entries` and the phrases of `marks`."""
    by_piece: dict[str, list[Group]] = {}
    by_fact: dict[tuple[str, str], list[Signature]] = {}
    by_name: dict[str, list[Signature]] = {}
    always: list[Signature] = []
    pieces: set[str] = set()
    for entry in entries:
        for signature in entry.signatures:
            for conditions in (signature.wanted, signature.unwanted):
                pieces.update(_pieces(conditions.phrases))
            for symptom, choices in ((False, signature.wanted.says), (True, signature.wanted.symptom)):
                for phrases in choices:
                    piece = max((piece for phrase in phrases for piece in phrase.pieces), key=len)
                    by_piece.setdefault(piece, []).append(Group(signature, symptom, phrases))
            if signature.wanted.phrases:
                continue
            fact = _telling_fact(signature.wanted)
            if fact is None:
                always.append(signature)
                continue
            for want in fact.wanted:
                if isinstance(want, str) and "*" not in want:
                    by_fact.setdefault((fact.name, spelling(fact.name, want)), []).append(signature)
                else:
                    by_name.setdefault(fact.name, []).append(signature)
    by_mark: dict[str, list[tuple[str, Phrase]]] = {}
    for kind, marked in marks.items():
        for phrase in marked:
            pieces.update(phrase.pieces)
            by_mark.setdefault(phrase.pieces[0], []).append((kind, phrase))
    automaton = ahocorasick.Automaton()
    for piece in pieces:
        automaton.add_word(piece, piece)
    automaton.make_automaton()
    return Index(automaton, _frozen(by_piece), _frozen(by_fact), _frozen(by_name), tuple(always), _frozen(by_mark))


def _frozen(lists: Mapping[Any, list[_T]]) -> dict[Any, tuple[_T, ...]]:
    return {key: tuple(values) for key, values in lists.items()}


def _pieces(choices: Choices) -> Iterator[str]:
    for group in choices:
        for phrase in group:
            yield from phrase.pieces


def _telling_fact(conditions: Conditions) -> FactCondition | None:
    """The condition to index a signature without phrases by: one that the paste must answer, the rarest first."""
    present = [fact for fact in conditions.facts if None not in fact.wanted]
    return min(present, key=lambda fact: fact.name in ("http", "status", "sdk"), default=None)


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
    """The groups of phrases of which at least the longest piece is said."""
    for piece in places:
        yield from index.by_piece.get(piece, ())


def by_facts(index: Index, facts: Mapping[str, tuple[Any, ...]]) -> Iterator[Signature]:
    """The signatures without phrases that the report's facts may meet, each once."""
    seen: set[int] = set()
    for signatures in _lists(index, facts):
        for signature in signatures:
            if id(signature) not in seen:
                seen.add(id(signature))
                yield signature


def _lists(index: Index, facts: Mapping[str, tuple[Any, ...]]) -> Iterator[tuple[Signature, ...]]:
    for name, values in facts.items():
        for value in values:
            yield index.by_fact.get((name, spelling(name, value)), ())
        if values:
            yield index.by_name.get(name, ())
    yield index.always
