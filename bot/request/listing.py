"""What models.list says of models, held against what we know of them, and as rows that say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.request.models import Model, Models


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the service says of a model otherwise than our row; "" where one of the two is silent."""

    model: str
    what: str
    known: str
    listed: str


def differences(known: Models, listed: Iterable[Mapping[str, Any]]) -> tuple[Difference, ...]:
    """What differs between our rows and the models of models.list (as the REST API gives them), by name."""
    theirs = _by_name(listed)
    found: list[Difference] = []
    for name, row in theirs.items():
        model = known.find(name)
        if model is None or name not in known.rows:
            found.append(Difference(name, "model", model.state if model else "", "listed"))
        else:
            found += _of(model, row)
    for model in known.rows.values():
        if model.state in ("current", "preview") and model.id not in theirs:
            found.append(Difference(model.id, "model", model.state, ""))
    return tuple(sorted(found, key=lambda difference: (difference.model, difference.what)))


def amended(known: Models, listed: Iterable[Mapping[str, Any]], date: str) -> tuple[Model, ...]:
    """The rows that differ, as models.list would have them. A model that isn't listed stays: others may be given it."""
    rows: list[Model] = []
    for name, row in _by_name(listed).items():
        model = known.rows.get(name) or Model(name, _state(name), _kind(name, row.get("supportedGenerationMethods")))
        limits = {ours: row[theirs] for ours, theirs in _LIMITS.items() if _is_count(row.get(theirs))}
        state = "limited" if model.gone else model.state
        told = replace(model, state=state, **limits)
        if name not in known.rows or told != model:
            rows.append(replace(told, source="models.list", date=date))
    return tuple(sorted(rows, key=lambda row: row.id))


_LIMITS = {"input": "inputTokenLimit", "output": "outputTokenLimit"}
# The first that a name holds, or that a model does, says what kind it is.
_NAMED = {"tts": "tts", "embedding": "embedding", "live": "live", "native-audio": "live", "image": "image"}
_DOES = {
    "embedContent": "embedding", "bidiGenerateContent": "live", "predictLongRunning": "video", "predict": "picture",
}  # fmt: skip


def _state(name: str) -> str:
    return "alias" if name.endswith("-latest") else "preview" if re.search(r"preview|-exp\b", name) else "current"


def _kind(name: str, methods: object) -> str:
    takes = methods if isinstance(methods, list) else []
    named = next((kind for word, kind in _NAMED.items() if word in name), "text")
    return named if "generateContent" in takes else next((kind for does, kind in _DOES.items() if does in takes), named)


def _by_name(listed: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """The rows of models.list by their names without `models/`; one without a name is left out."""
    named = ((str(row.get("name") or "").removeprefix("models/"), row) for row in listed)
    return {name: row for name, row in named if name}


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _of(model: Model, row: Mapping[str, Any]) -> Iterator[Difference]:
    if model.gone:
        yield Difference(model.id, "state", model.state, "listed")
    for what, ours, theirs in (
        ("input tokens", model.input, row.get("inputTokenLimit")),
        ("output tokens", model.output, row.get("outputTokenLimit")),
    ):
        if ours is not None and theirs is not None and ours != theirs:
            yield Difference(model.id, what, str(ours), str(theirs))
    methods = row.get("supportedGenerationMethods")
    if isinstance(methods, list) and methods and not set(methods) & {*model.methods, "createCachedContent"}:
        yield Difference(model.id, "methods", ", ".join(model.methods), ", ".join(map(str, methods)))
