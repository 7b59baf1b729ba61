"""Signatures: what a report must show for an entry to apply."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Literal

from bot.paste.fold import fold_phrase

Scalar = str | int | float | bool | None
Confidence = Literal["sure", "likely"]

# The facts that name a cause by themselves; they go before any phrase.
TELLING = frozenset({"reason", "quota_id", "quota_limit", "finish_reason", "block_reason", "close_code"})
FACTS = TELLING | frozenset(
    {
        "http",
        "status",
        "message",
        "model",
        "api_version",
        "host",
        "method",
        "retry_delay_s",
        "quota_metric",
        "field",
        "sdk",
        "sdk_version",
        "exception",
        "finding",  # the causes that the offline check names of the pasted request, for sure
    }
)
# The facts that are read as text as it stands; all others compare without case, "_" and "-".
_CONDITIONS = FACTS | {"says", "symptom", "matches"}
KEYS = _CONDITIONS | {"not", "over", "confidence", "shared"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words to look for: `pieces` in this order, as letters and digits, up to `GAP` letters apart."""

    words: str
    pieces: tuple[str, ...]
    weight: int  # how telling the phrase is: its letters


GAP = 120
Choices = tuple[tuple[Phrase, ...], ...]  # any of these groups, all of a group


@dataclass(frozen=True, slots=True)
class FactCondition:
    """`name` must be one of `wanted`: True any value, None no value, text with * a glob, else the value."""

    name: str
    wanted: tuple[Scalar, ...]

    def holds(self, values: tuple[Scalar, ...]) -> bool:
        """True where one of the report's `values` of this fact is wanted; no values: the paste does not say."""
        for want in self.wanted:
            if want is None:
                if not values:
                    return True
            elif want is True:
                if values:
                    return True
            elif any(_same(self.name, want, value) for value in values):
                return True
        return False


@dataclass(frozen=True, slots=True)
class Conditions:
    """Conditions that must all hold."""

    facts: tuple[FactCondition, ...] = ()
    says: Choices = ()
    symptom: Choices = ()
    matches: str | None = None

    @property
    def phrases(self) -> Choices:
        """What must be said, in whatever voice."""
        return self.says + self.symptom


@dataclass(frozen=True, slots=True)
class Signature:
    """`wanted` must all hold and none of `unwanted`; it then beats the entries `over`.

    `shared`: other services say the same, so it tells of Gemini only where Gemini is named.
    """

    entry: str
    wanted: Conditions
    unwanted: Conditions
    over: tuple[str, ...]
    confidence: Confidence
    shared: bool = False


def spelling(name: str, value: Scalar) -> str:
    """A fact's value as conditions compare it: enum-like names without case, `_`, `-` and the prefix models/."""
    text = str(value).lower()
    if name in ("message", "quota_metric", "host", "sdk_version", "sdk"):
        return text
    if name == "exception":
        return text.rsplit(".", 1)[-1]
    return text.removeprefix("models/").replace("_", "").replace("-", "")


def _same(name: str, want: Scalar, value: Scalar) -> bool:
    if isinstance(want, (int, float)) and not isinstance(want, bool):
        try:
            return float(value) == float(want)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return False
    wanted, got = spelling(name, want), spelling(name, value)
    return fnmatchcase(got, wanted) if "*" in wanted else got == wanted


def read_signature(entry: str, raw: Mapping[str, Any]) -> tuple[Signature | None, tuple[str, ...]]:
    """A signature out of its YAML mapping, or what is wrong with it."""
    complaints = [f"unknown condition {key!r}" for key in raw if key not in KEYS]
    wanted, more = _conditions({k: v for k, v in raw.items() if k in _CONDITIONS})
    complaints += more
    negated = raw.get("not") or {}
    if not isinstance(negated, Mapping):
        return None, (*complaints, "'not' must be a mapping of conditions")
    complaints += [f"unknown condition {key!r} under 'not'" for key in negated if key not in _CONDITIONS]
    unwanted, more = _conditions({k: v for k, v in negated.items() if k in _CONDITIONS})
    complaints += more
    over = raw.get("over") or []
    if not isinstance(over, list) or not all(isinstance(name, str) for name in over):
        return None, (*complaints, "'over' must be a list of entries")
    confidence = raw.get("confidence", "sure")
    if confidence not in ("sure", "likely"):
        complaints.append("'confidence' is sure (the default) or likely")
    if not isinstance(raw.get("shared", False), bool):
        complaints.append("'shared' is true or false (the default)")
    if wanted == Conditions():
        complaints.append("a signature needs a condition")
    if complaints:
        return None, tuple(complaints)
    return Signature(entry, wanted, unwanted, tuple(over), confidence, bool(raw.get("shared", False))), ()


def _conditions(raw: Mapping[str, Any]) -> tuple[Conditions, list[str]]:
    complaints: list[str] = []
    facts = []
    for name, value in raw.items():
        if name not in FACTS:
            continue
        values = value if isinstance(value, list) else [value]
        if not values or not all(v is None or isinstance(v, (str, int, float, bool)) for v in values):
            complaints.append(f"{name!r} takes a value or a list of values")
        else:
            facts.append(FactCondition(name, tuple(values)))
    says, more = _choices("says", raw.get("says"))
    complaints += more
    symptom, more = _choices("symptom", raw.get("symptom"))
    complaints += more
    matches = raw.get("matches")
    if matches is not None and not isinstance(matches, str):
        complaints.append("'matches' takes one regular expression")
    return Conditions(tuple(facts), says, symptom, matches), complaints


def _choices(key: str, raw: object) -> tuple[Choices, list[str]]:
    if raw is None:
        return (), []
    complaints = []
    groups = []
    for choice in raw if isinstance(raw, list) else [raw]:
        phrases = []
        for words in choice if isinstance(choice, list) else [choice]:
            phrase = read_phrase(words)
            if phrase is None:
                complaints.append(f"{key!r} holds {words!r}: a phrase needs two letters or more between stars, as text")
            else:
                phrases.append(phrase)
        if phrases:
            groups.append(tuple(phrases))
    return tuple(groups), complaints


# A code of HTTP tells as much as so many letters.
_IS_CODE, _CODE = re.compile(r"[45]\d\d"), 10


def read_phrase(words: object) -> Phrase | None:
    """A phrase out of its words; None where they are no text or hold too little to look for."""
    if not isinstance(words, str):
        return None
    pieces = tuple(fold_phrase(piece) for piece in words.split("*") if piece.strip())
    if not pieces or not all(len(piece) >= 2 or not piece.isascii() for piece in pieces) or "" in pieces:
        return None
    return Phrase(words, pieces, sum(_CODE if _IS_CODE.fullmatch(piece) else len(piece) for piece in pieces))
