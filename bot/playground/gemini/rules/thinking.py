"""How much a model is to think: a level on Gemini 3, a budget on Gemini 2.5, never both."""

from __future__ import annotations

from collections.abc import Iterator

from bot.playground.gemini.asked import Asked
from bot.playground.gemini.errors import Refusal, invalid


def particular(asked: Asked) -> Iterator[Refusal]:
    """Refused where this model doesn't take the setting."""
    config = asked.config.get("thinkingConfig")
    if not config:
        return
    model = asked.model
    level, budget = config.get("thinkingLevel"), config.get("thinkingBudget")
    if "thinking" in model.lacks:
        yield invalid(f"Thinking is not enabled for {model.name}")
    if level is not None and budget is not None:
        yield invalid("You can only set only one of thinking budget and thinking level.")
    if level is not None and level != "THINKING_LEVEL_UNSPECIFIED":
        if not model.levels or (not model.is_third and level not in model.levels):
            yield invalid("Thinking level is not supported for this model.")
        if level not in model.levels:
            yield invalid(f"Thinking level {level} is not supported for this model.")
    if budget is not None:
        yield from _budget(asked, budget)
    if budget == 0 and config.get("includeThoughts"):
        yield invalid("Thinking_config.include_thoughts is only enabled when thinking is enabled.")


def _budget(asked: Asked, budget: int) -> Iterator[Refusal]:
    model = asked.model
    if model.budget is None:
        yield invalid(f"Thinking budget is not supported for {model.name}")  # the fake's words
    elif budget == -1 or (budget == 0 and model.budget[2]):
        return
    elif budget == 0:
        # 2.5 Pro and 3.1 Pro say why; the Flash models of Gemini 3 don't.
        yield (
            invalid("Budget 0 is invalid. This model only works in thinking mode.")
            if model.only_thinking
            else invalid()
        )
    elif not model.budget[0] <= budget <= model.budget[1]:
        low, high, _ = model.budget
        yield invalid(f"The thinking budget {budget} is invalid. Please choose a value between {low} and {high}.")
