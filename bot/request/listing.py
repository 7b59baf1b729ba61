"""What models.list says of models, held against what we know of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
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
    theirs = {str(row.get("name", "")).removeprefix("models/"): row for row in listed}
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
