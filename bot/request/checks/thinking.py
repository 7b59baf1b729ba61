"""thinkingConfig: what the model takes of it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.request.call import Call, as_object, is_known, number
from bot.request.finding import Finding
from bot.request.models import Model

_SOURCE = "https://ai.google.dev/gemini-api/docs/thinking"
_FIELD = "generationConfig.thinkingConfig"
_LEVELS = {"minimal", "low", "medium", "high"}


def check(call: Call) -> Iterator[Finding]:
    """Level and budget together, or either on a model that does not take it."""
    config = as_object(call.config.get("thinkingConfig"))
    if not call.generates or not config:
        return
    level, budget = config.get("thinkingLevel"), number(config.get("thinkingBudget"))
    if level is not None and config.get("thinkingBudget") is not None:
        says = "thinkingLevel and thinkingBudget exclude each other: keep one, on Gemini 3 the level."
        yield call.found(_FIELD, "thinking-config", says, source=_SOURCE, changes=(f"remove: {_FIELD}.thinkingBudget",))
        return
    model = call.model
    if model is None or model.gone:
        return
    if "thinking" in model.lacks or model.kind == "embedding":
        says = f"{model.id} does not think and takes no thinkingConfig."
        yield call.found(_FIELD, "thinking-config", says, source=_SOURCE, changes=(f"remove: {_FIELD}",))
        return
    if isinstance(level, str) and is_known(level):
        yield from _level(call, model, level.lower().removeprefix("thinking_level_"))
    if budget is not None:
        yield from _budget(call, model, budget)


def _level(call: Call, model: Model, level: str) -> Iterator[Finding]:
    field = f"{_FIELD}.thinkingLevel"
    if level not in _LEVELS:
        return  # an unknown word is found where enums are
    if model.budget:
        says = f"{model.id} takes no thinkingLevel; it takes thinkingBudget (-1 leaves it to the model)."
        change = (f"remove: {field}", f"set: {_FIELD}.thinkingBudget -1")
        yield call.found(field, "thinking-config", says, source=_SOURCE, changes=change[:1])
    elif model.levels and level not in model.levels:
        says = f"{model.id} takes the thinking levels {', '.join(model.levels)}, not {level}."
        yield call.found(field, "thinking-config", says, source=_SOURCE, changes=(f"set: {field} {model.levels[0]}",))


def _budget(call: Call, model: Model, budget: float) -> Iterator[Finding]:
    field = f"{_FIELD}.thinkingBudget"
    if model.budget:
        low, high, *beside = model.budget
        if budget == -1 or budget in beside or low <= budget <= high:
            return
        off = "" if low == 0 or beside else "; its thinking can't be switched off"
        says = f"{model.id} takes a thinkingBudget from {low} to {high}, or -1, not {budget:.0f}{off}."
        yield call.found(field, "thinking-config", says, source=_SOURCE, changes=(f"clamp: {field} {low}..{high}",))
    elif budget == 0 and model.id.startswith("gemini-3.1-pro"):
        says = f"{model.id} always thinks: a thinkingBudget of 0 is refused. Set thinkingLevel to low."
        yield call.found(field, "thinking-config", says, source=_SOURCE, changes=(f"remove: {field}",))
    elif budget > 65_536:
        says = f"A thinkingBudget of {budget:,.0f} is more than any model takes. Set thinkingLevel instead."
        yield call.found(field, "thinking-config", says, source=_SOURCE, changes=(f"remove: {field}",))
