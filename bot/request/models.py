"""What is known of models: rows with date and source, and a file of a team's own that overrides them."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from bot.request.table import table

_STATES = ("current", "preview", "alias", "limited", "shut down")
_KINDS = ("text", "image", "picture", "tts", "transcribe", "live", "embedding", "video", "music")
# What each kind of model does. A kind that is not here takes generateContent and its like.
_METHODS = {
    "embedding": ("embedContent", "batchEmbedContents", "asyncBatchEmbedContent", "countTextTokens", "countTokens"),
    "live": ("bidiGenerateContent",),
    "picture": ("predict",),
}
_GENERATE = ("generateContent", "streamGenerateContent", "countTokens", "cachedContents.create", "batchGenerateContent")


class BadModels(ValueError):
    """A file of models that can't be used; its text says why."""


@dataclass(frozen=True, slots=True)
class Model:
    """One model, or one family of names (`id` with a star). Limits are in tokens, dates in ISO form.

    `budget` is the lowest and highest thinkingBudget, then what is taken beside them; `levels` the thinking levels.
    `traits` are what sets it apart from older ones, `lacks` what it does not do.
    """

    id: str
    state: str
    kind: str = "text"
    since: str | None = None
    until: str | None = None
    successor: str | None = None
    input: int | None = None
    output: int | None = None
    levels: tuple[str, ...] = ()
    budget: tuple[int, ...] = ()
    traits: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    source: str = ""
    date: str = ""

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that it takes."""
        return _METHODS.get(self.kind, _GENERATE)

    @property
    def gone(self) -> bool:
        """True where a call of it ends in 404."""
        return self.state == "shut down"


@dataclass(frozen=True, slots=True)
class Models:
    """All that is known of models, by name; families in the order in which they speak."""

    rows: Mapping[str, Model]
    families: tuple[Model, ...]

    def find(self, name: str) -> Model | None:
        """The row for a model's name, with or without `models/`; None for a name that is not known."""
        name = name.removeprefix("models/")
        known = self.rows.get(name)
        return known or next((family for family in self.families if fnmatchcase(name, family.id)), None)

    def meant(self, name: str) -> Model | None:
        """The model that a misspelt name means, if one is near enough to be sure."""
        name = name.removeprefix("models/").removeprefix("google/").strip()
        written = re.sub(r"[\s_/]+", "-", name.lower())
        figures, words = _figures(written), sorted(re.split(r"[-.]+", written))
        best: tuple[int, Model] | None = None
        for row in self.rows.values():
            if row.gone or _figures(row.id) != figures:
                continue
            if sorted(re.split(r"[-.]+", row.id)) == words:
                return row
            steps = distance(written, row.id, 2)
            if steps <= 2 and (best is None or steps < best[0]):
                best = (steps, row)
        return best[1] if best else None


def models(override: Path | None = None) -> Models:
    """The models of the table, with the rows of a team's own file in their places. Raises BadModels."""
    return _known() if override is None else _with(_known(), override)


@functools.cache
def _known() -> Models:
    loaded = table("models")
    rows = [_model(row) for row in loaded["models"]]
    return Models({row.id: row for row in rows}, tuple(_model(row) for row in loaded["families"]))


def _with(known: Models, override: Path) -> Models:
    try:
        loaded = json.loads(override.read_text(encoding="utf-8"))
        if not isinstance(loaded, dict) or not set(loaded) <= {"about", "models", "families"}:
            raise ValueError('it is an object with "models", "families" or both')
        rows, families = ([_model(checked(row)) for row in _listed(loaded, name)] for name in ("models", "families"))
    except (OSError, ValueError, RecursionError) as error:
        raise BadModels(f"{override}: {error}") from error
    return Models({**known.rows, **{row.id: row for row in rows}}, (*families, *known.families))


def _listed(loaded: Mapping[str, Any], name: str) -> list[Any]:
    rows = loaded.get(name, [])
    if not isinstance(rows, list):
        raise ValueError(f"{name} is a list of rows")
    return rows


def _model(row: Mapping[str, Any]) -> Model:
    """A row of a table, already checked, as a Model."""
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return Model(**values)


def checked(row: Any) -> Mapping[str, Any]:
    """The row without its nulls and what follows from the rest. Raises ValueError for one that can't be right."""
    if not isinstance(row, dict) or not _is_word(row.get("id")):
        raise ValueError("a row is an object with an id")
    given = {name: value for name, value in row.items() if value is not None and name not in _DERIVED}
    for name, value in given.items():
        if name not in _FITS:
            raise ValueError(f"{row['id']}: there is no field {name}; there are {', '.join(_FITS)}")
        fits, says = _FITS[name]
        if not fits(value):
            raise ValueError(f"{row['id']}: {name} is {says}")
    if "state" not in given:
        raise ValueError(f"{row['id']}: state is missing; it is {_FITS['state'][1]}")
    return given


def _is_word(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_date(value: object) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", value))


def _are_words(value: object) -> bool:
    return isinstance(value, list) and all(_is_word(each) for each in value)


def _is_budget(value: object) -> bool:
    return isinstance(value, list) and len(value) != 1 and all(type(each) is int for each in value)


# What `gemini-debug knowledge models --json` shows beside the fields of a row.
_DERIVED = ("methods", "family")
# What fits each field of a row, and how to say it.
_FITS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "id": (_is_word, "a name"),
    "state": (_STATES.__contains__, f"one of {', '.join(_STATES)}"),
    "kind": (_KINDS.__contains__, f"one of {', '.join(_KINDS)}"),
    "since": (_is_date, "a date such as 2026-11-22"),
    "until": (_is_date, "a date such as 2026-11-22"),
    "successor": (_is_word, "a name"),
    "input": (_is_count, "a number of tokens"),
    "output": (_is_count, "a number of tokens"),
    "levels": (_are_words, "a list of words"),
    "budget": (_is_budget, "a list of the lowest and the highest number, then what is taken beside them"),
    "traits": (_are_words, "a list of words"),
    "lacks": (_are_words, "a list of words"),
    "source": (_is_word, "an address or words"),
    "date": (_is_date, "a date such as 2026-11-22"),
}


def _figures(name: str) -> str:
    return re.sub(r"\D", "", name)


def distance(one: str, other: str, most: int) -> int:
    """How many letters to insert, drop, change or swap to get from one word to the other; `most` + 1 where it is more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        previous, row = row, [i]
        for j, its in enumerate(other, 1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (letter != its))
            if before and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before = previous
        if min(row) > most:
            return most + 1
    return row[-1]
