"""A plain question ranked against the entries' own words: titles, diagnoses, examples, and what people say of them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.diagnosis.entries import Entry
from bot.diagnosis.knowledge import Knowledge

# Letters of languages that are written without spaces, and all others.
_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_RUN = re.compile(rf"[{_UNSPACED}]+|[^\W\d_{_UNSPACED}]{{2,}}|(?<![\w.])\d{{2,4}}(?![\w.])")
# Words that every question holds and no cause is known by.
_COMMON = frozenset(
    "the an and or of to in is it its for on with my me you your we our us from this that there be are was were been not no do does did"
    " have has had can could would will get gets got how why what when where which who if but so just any some all as at by use he she they them"
    " then than also into out up about after before only very too one two even always never every each again now still more most much many"
    " using used gemini api google error model request requests call calls says said say didn doesn don isn aren wasn won couldn wouldn shouldn hasn haven ve ll re anyone else help please issue problem using work works"
    " der die das und ist nicht ich mir mit ein eine bei von zu auf es den dem wir uns im wie was wenn auch nur noch aber"
    " le la les un une des est et je pas que qui pour dans sur avec ce ne du au on il mon ma"
    " el los las una es no que en de por para con mi me se lo como cuando pero al"
    " os um uma não que com em no na meu minha eu por se"
    " di che non per il lo una con mi in come da"
    " не на по из что как это мне мы нам он она его но все всё или за от до при же бы ли".split()
)
# Words that stand in questions about anything, and tell of a cause by chance: they count so much.
_FAINT_COUNTS = 0.5
_FAINT = (
    "find found way show shown through list create created make made whole page start started begin happen thing things something anything everything"
    " someone somebody people user users customer customers time times first second last next new old own same different other another part place point case"
    " kind sort lot bit little good right fine sure think know see seen look want need try tried give gives gave given put set take takes took taken come"
    " came go goes going let keep leave left tell tells told ask asks asked mean seem become turn turned back here while since until already yet once soon"
    " later often sometimes usually really quite almost nearly enough within under above below between against around across because though although however"
    " whether either neither both few several each such rather instead perhaps maybe actually exactly simply whatever anyway else app application bot script"
    " code program system test tests testing run runs running machine laptop computer morning afternoon week month year yesterday today week number name"
    " names text message answer answers wrong bad suddenly possible normal allowed must should may might cannot used uses step page link line lines"
)
_MOST_LETTERS = 4_000
_STEM = 6
_ENDINGS = ("ing", "ed", "es", "s", "ly")
_SATURATION, _LENGTH_PENALTY = 2.0, 0.5
_PHRASES = 1.5
_MOST_PAGES = 8
# A page must share this much with a question to answer it.
_LEAST = 3.0
# Pages are ordered by the odds of the question's words, and by what they share with it, which counts so much. Words of
# examples count half, and three times at most; a word that a page doesn't hold is taken to stand there this often.
_SHARED_COUNTS, _EXAMPLE_COUNTS, _MOST_OFTEN, _UNSEEN = 0.3, 0.5, 3, 0.1


@dataclass(frozen=True, slots=True)
class Odds:
    """How often each word stands on each page, and how much stands there altogether; `faint` words count for less."""

    counts: Mapping[str, Mapping[str, float]]
    lengths: Mapping[str, float]
    faint: frozenset[str]
    vocabulary: int

    def of(self, asked: Iterable[str]) -> dict[str, float]:
        """For each page the log of how much likelier the words are to be said of it than of all others (Bayes)."""
        found = dict.fromkeys(self.lengths, 0.0)
        whole, room = sum(self.lengths.values()), _UNSEEN * self.vocabulary
        for word in asked:
            held = self.counts.get(word)
            if held is None:
                continue
            said, factor = sum(held.values()), _FAINT_COUNTS if word in self.faint else 1.0
            for name, length in self.lengths.items():
                here = held.get(name, 0.0)
                odds = (here + _UNSEEN) / (length + room) / ((said - here + _UNSEEN) / (whole - length + room))
                found[name] += factor * math.log(odds)
        return found


@dataclass(frozen=True, slots=True)
class Pages:
    """For each word the pages that hold it, each with how much it counts there (BM25); and people's phrases by word.

    A phrase is the page that it leads to and all that its words count together.
    """

    odds: Odds
    weights: Mapping[str, Mapping[str, float]]
    rarity: Mapping[str, float]
    phrases: tuple[tuple[str, float], ...]
    by_word: Mapping[str, tuple[int, ...]]


def words(text: str) -> list[str]:
    """The telling words of a text: cut to their stems, and in pairs of letters where a language has no spaces."""
    return [word for run in _RUN.findall(text.lower()) for word in _words(run)]


def _words(run: str) -> Iterator[str]:
    if run[0] >= "\u0e00" and _RUN_UNSPACED.match(run):
        yield from (run[at : at + 2] for at in range(max(len(run) - 1, 1)))
    elif run not in _COMMON:
        yield _stem(run)


_RUN_UNSPACED = re.compile(rf"[{_UNSPACED}]")


@lru_cache(maxsize=8_192)
def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "aeioulsz":
                word = word[:-1]
            break
    return word[:_STEM]


def build(entries: Mapping[str, Entry]) -> Pages:
    """The pages of all entries, weighed."""
    said = {
        name: [stems for phrase in _said(entry) if (stems := tuple(dict.fromkeys(words(phrase))))]
        for name, entry in entries.items()
    }
    counts = {name: _count(entry, said[name]) for name, entry in entries.items()}
    length = {name: sum(count.values()) or 1 for name, count in counts.items()}
    mean = sum(length.values()) / max(len(length), 1)
    holders: dict[str, list[str]] = {}
    for name, count in counts.items():
        for word in count:
            holders.setdefault(word, []).append(name)
    faint = frozenset(words(_FAINT))
    rarity = {
        word: math.log(1 + (len(counts) - len(names) + 0.5) / (len(names) + 0.5))
        * (_FAINT_COUNTS if word in faint else 1)
        for word, names in holders.items()
    }
    weights = {
        word: {name: rarity[word] * _saturated(counts[name][word], length[name] / mean) for name in names}
        for word, names in holders.items()
    }
    phrases: list[tuple[str, float]] = []
    by_word: dict[str, list[int]] = {}
    for name, groups in said.items():
        for stems in groups:
            for stem in stems:
                by_word.setdefault(stem, []).append(len(phrases))
            phrases.append((name, sum(rarity[stem] for stem in stems)))
    odds = _odds(entries, said, faint)
    return Pages(odds, weights, rarity, tuple(phrases), {word: tuple(places) for word, places in by_word.items()})


def _odds(entries: Mapping[str, Entry], said: Mapping[str, Iterable[Iterable[str]]], faint: frozenset[str]) -> Odds:
    counts: dict[str, dict[str, float]] = {}
    lengths: dict[str, float] = {}
    for name, entry in entries.items():
        count = Counter(words(f"{entry.title} {entry.title} {entry.cause.replace('-', ' ')}"))
        count = Counter({word: float(min(often, _MOST_OFTEN)) for word, often in count.items()})
        for word, often in Counter(words(entry.diagnosis)).items():
            count[word] += min(often, _MOST_OFTEN)
        for word, often in Counter(words(_examples(entry))).items():
            count[word] += _EXAMPLE_COUNTS * min(often, _MOST_OFTEN)  # type: ignore[assignment]
        for stems in said[name]:
            count.update(stems)
        lengths[name] = float(sum(count.values())) or 1.0
        for word, often in count.items():
            counts.setdefault(word, {})[name] = often
    return Odds(counts, lengths, faint, len(counts))


@lru_cache(maxsize=4)
def _pages(knowledge: Knowledge) -> Pages:
    """Built when the first question comes: an error needs no ranking."""
    return build(knowledge.entries)


def _saturated(count: float, relative_length: float) -> float:
    return count * (_SATURATION + 1) / (count + _SATURATION * (1 - _LENGTH_PENALTY + _LENGTH_PENALTY * relative_length))


def _count(entry: Entry, said: Iterable[Iterable[str]]) -> Counter[str]:
    """How often each word stands on an entry's page, its title and what people say of it above all."""
    page = f"{entry.title} {entry.title} {entry.diagnosis} {entry.cause.replace('-', ' ')} {_examples(entry)}"
    count = Counter(words(page))
    for stems in said:
        count.update(stems)
    return count


def _examples(entry: Entry) -> str:
    return " ".join(example.text for example in entry.examples if example.claim == "match")


def _said(entry: Entry) -> Iterator[str]:
    """What people say of an entry's failure, group by group."""
    for signature in entry.signatures:
        for group in signature.wanted.symptom:
            yield " ".join(phrase.words for phrase in group)
    yield from entry.words


def rank(text: str, knowledge: Knowledge) -> list[tuple[str, float]]:
    """The causes of which `text` is likeliest said, each with how much its page shares with it; none that share nothing."""
    pages = _pages(knowledge)
    asked = tuple(dict.fromkeys(words(text[:_MOST_LETTERS])))
    scores: Counter[str] = Counter()
    met: Counter[int] = Counter()
    for word in asked:
        for name, weight in pages.weights.get(word, {}).items():
            scores[name] += weight  # type: ignore[assignment]
        for place in pages.by_word.get(word, ()):
            met[place] += pages.rarity[word]  # type: ignore[assignment]
    best: dict[str, float] = {}
    for place, shared in met.items():
        name, whole = pages.phrases[place]
        best[name] = max(best.get(name, 0.0), shared * (shared / whole) ** 2)
    for name, score in best.items():
        scores[name] += _PHRASES * score  # type: ignore[assignment]
    near = [(name, float(score)) for name, score in scores.most_common() if score > _LEAST]
    if len(near) > 1:
        odds = pages.odds.of(asked)
        near.sort(key=lambda one: odds[one[0]] + _SHARED_COUNTS * one[1], reverse=True)
    return near[:_MOST_PAGES]
