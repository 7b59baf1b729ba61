"""A plain question ranked against the entries' own words: titles, diagnoses and examples."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.diagnosis.entries import Entry
from bot.diagnosis.knowledge import Knowledge

_WORD = re.compile(r"[^\W\d_]{2,}")
# Words that every question holds and no cause is known by.
_COMMON = frozenset(
    "the an and or of to in is it for on with my me you your we our from this that there be are was were not no do does did"
    " have has had can could would will get got how why what when where which who if but so just any some all as at by use"
    " using used gemini api google error model".split()
)
_MOST_LETTERS = 4_000
_SATURATION, _LENGTH_PENALTY = 1.2, 0.5


@dataclass(frozen=True, slots=True)
class Pages:
    """For each word the pages that hold it, each with how much it counts there (BM25)."""

    weights: Mapping[str, Mapping[str, float]]


def words(text: str) -> list[str]:
    """The telling words of a text, lower-cased and cut to their stems."""
    return [_stem(word) for word in _WORD.findall(text.lower()) if word not in _COMMON]


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def build(entries: Mapping[str, Entry]) -> Pages:
    """The pages of all entries, weighed."""
    counts = {name: Counter(words(_page(entry))) for name, entry in entries.items()}
    length = {name: sum(count.values()) or 1 for name, count in counts.items()}
    mean = sum(length.values()) / max(len(length), 1)
    holders: dict[str, list[str]] = {}
    for name, count in counts.items():
        for word in count:
            holders.setdefault(word, []).append(name)
    weights = {}
    for word, names in holders.items():
        rarity = math.log(1 + (len(counts) - len(names) + 0.5) / (len(names) + 0.5))
        weights[word] = {name: rarity * _saturated(counts[name][word], length[name] / mean) for name in names}
    return Pages(weights)


@lru_cache(maxsize=4)
def _pages(knowledge: Knowledge) -> Pages:
    """Built when the first question comes: an error needs no ranking."""
    return build(knowledge.entries)


def _saturated(count: int, relative_length: float) -> float:
    return count * (_SATURATION + 1) / (count + _SATURATION * (1 - _LENGTH_PENALTY + _LENGTH_PENALTY * relative_length))


def _page(entry: Entry) -> str:
    examples = " ".join(example.text for example in entry.examples if example.claim == "match")
    return f"{entry.title} {entry.title} {entry.diagnosis} {entry.cause.replace('-', ' ')} {examples}"


def rank(text: str, knowledge: Knowledge) -> list[tuple[str, float]]:
    """The causes whose pages share most with `text`, each with its score, best first; none that share nothing telling."""
    pages = _pages(knowledge)
    scores: Counter[str] = Counter()
    for word in dict.fromkeys(words(text[:_MOST_LETTERS])):
        for name, weight in pages.weights.get(word, {}).items():
            scores[name] += weight  # type: ignore[assignment]
    return [(name, score) for name, score in scores.most_common(8) if score > 3.0]
