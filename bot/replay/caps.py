"""The caps of a replay: calls, seconds, money, and the output tokens of one call."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.replay.call import GENERATE, Call
from bot.request.call import as_object, at, number
from bot.request.edit import read_change
from bot.request.models import Models

MOST_OUTPUT = 65_536  # tokens, of every model whose limit isn't known


@dataclass(frozen=True, slots=True)
class Limits:
    """What one replay may take: calls, output tokens of one call (None: no cap), seconds in all, US dollars."""

    calls: int = 10
    output_tokens: int | None = 256
    seconds: float = 300.0
    spend: float = 1.0


def capped(call: Call, most: int | None) -> Call:
    """The call with at most so many output tokens beyond those that a thinkingBudget sets apart.

    A body that holds something odd in their place stays as it is, since that may be the error.
    """
    if most is None or call.method not in GENERATE or not isinstance(call.body, Mapping):
        return call
    config = call.body.get("generationConfig", {})
    if not isinstance(config, Mapping):
        return call
    budget = number(at(call.body, "generationConfig.thinkingConfig.thinkingBudget")) or 0
    most += int(max(budget, 0))
    held = config.get("maxOutputTokens")
    wanted = number(held)
    if held is not None and (wanted is None or wanted <= most):
        return call
    return dataclasses.replace(call, body={**call.body, "generationConfig": {**config, "maxOutputTokens": most}})


def most_output(call: Call, limits: Mapping[str, int]) -> int:
    """The output tokens that one call can cost, thinking among them; `limits` are those of models by name."""
    if call.method not in GENERATE:
        return 0
    config = as_object(as_object(call.body).get("generationConfig"))
    limit = limits.get(call.model or "", MOST_OUTPUT)
    wanted = number(config.get("maxOutputTokens"))
    answers = number(config.get("candidateCount"))
    tokens = min(int(wanted), limit) if wanted and wanted > 0 else limit
    return tokens * (min(int(answers), 8) if answers and answers > 1 else 1)


def outputs(model: str | None, sets: Iterable[Iterable[str]], known: Models) -> dict[str, int]:
    """The most output tokens of the model and of those that the sets of changes name, where they are known."""
    named = [read_change(words) for changes in sets for words in changes]
    names = {model or "", *(change.to for change in named if change.verb == "model")}
    rows = {name: known.find(name) for name in names}
    return {name: row.output for name, row in rows.items() if row is not None and row.output}
