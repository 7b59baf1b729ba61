"""What is blocked: the prompt before anything is written, the answer while it is written. By the words alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from bot.playground.gemini.asked import Asked, text_of
from bot.playground.gemini.tables import table
from bot.playground.values import Json

_PROBABILITIES = ("NEGLIGIBLE", "LOW", "MEDIUM", "HIGH")
_FROM = {"BLOCK_LOW_AND_ABOVE": 1, "BLOCK_MEDIUM_AND_ABOVE": 2, "BLOCK_ONLY_HIGH": 3, "BLOCK_NONE": 4, "OFF": 4}
_CATEGORIES = (
    "HARM_CATEGORY_SEXUALLY_EXPLICIT", "HARM_CATEGORY_HATE_SPEECH", "HARM_CATEGORY_HARASSMENT",
    "HARM_CATEGORY_DANGEROUS_CONTENT",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the filters say: the reason for a stop ("" for none), and the ratings where they are on."""

    reason: str
    ratings: tuple[Json, ...] = ()


def of_prompt(asked: Asked) -> Verdict:
    """A block reason, or none. What no setting switches off comes first."""
    text = _whole(asked)
    for row in table("words")["blocked"]:
        if _says(text, row["words"]):
            return Verdict(row["reason"])
    return _rate(asked, text, "prompt")


def of_answer(asked: Asked) -> Verdict:
    """A finish reason that isn't STOP, or none."""
    text = _whole(asked)
    if _recites(asked):
        return Verdict("RECITATION")
    for row in table("words")["stopped"]:
        if _says(text, row["words"]):
            return Verdict(row["reason"])
    if any(low <= ord(letter) <= high for _, low, high in table("words")["scripts"] for letter in asked.prompt):
        return Verdict("LANGUAGE")
    return _rate(asked, text, "answer")


def _recites(asked: Asked) -> bool:
    """True where a known text is wanted: all of it at any temperature, a piece of it below the default of 1."""
    rows = table("words")["recited"]
    cold = asked.config.get("temperature", 1.0) < 1.0
    return _says(asked.prompt, rows["always"]) or (cold and _says(asked.prompt, rows["below_default_temperature"]))


def _rate(asked: Asked, text: str, where: str) -> Verdict:
    thresholds = _thresholds(asked)
    found = dict.fromkeys(_CATEGORIES, "NEGLIGIBLE")
    for row in table("words")["harms"]:
        if _says(text, row["words"]):
            found[row["category"]] = max(found[row["category"]], row[where], key=_PROBABILITIES.index)
    over = {name for name, said in found.items() if _PROBABILITIES.index(said) >= _FROM[thresholds[name]]}
    if not over and all(thresholds[name] == "OFF" for name in _CATEGORIES):
        return Verdict("")
    ratings = tuple(
        {"category": name, "probability": said} | ({"blocked": True} if name in over else {})
        for name, said in found.items()
    )
    return Verdict("SAFETY" if over else "", ratings)


def _thresholds(asked: Asked) -> dict[str, str]:
    """The threshold of each category: the request's, else the model's."""
    found = dict.fromkeys(_CATEGORIES, asked.model.blocks)
    for setting in asked.body.get("safetySettings", []):
        if setting.get("threshold", "HARM_BLOCK_THRESHOLD_UNSPECIFIED") in _FROM:
            found[setting["category"]] = setting["threshold"]
    return found


def _whole(asked: Asked) -> str:
    return "\n".join(text_of(content) for content in [*asked.contents, asked.body.get("systemInstruction") or {}])


def _says(text: str, words: Iterable[str]) -> bool:
    return any(_pattern(one).search(text) for one in words)


@cache
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(words)}\b", re.IGNORECASE)
