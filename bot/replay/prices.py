"""What a call costs, by a dated table; a model that is not in it has no known price."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from bot.replay.call import Call

_MILLION = 1_000_000
# The service counts tokens for nothing, and says what it knows of models for nothing:
# https://ai.google.dev/gemini-api/docs/tokens
_FREE = ("countTokens", "models.get", "models.list")


@dataclass(frozen=True, slots=True)
class Price:
    """One row: US dollars per million tokens, and the days and the input (in tokens) for which it holds."""

    model: str
    input: float
    output: float
    read_on: date
    begins: date | None = None
    ends: date | None = None
    most_input: int | None = None

    def holds(self, model: str, input_tokens: int, day: date) -> bool:
        """Whether it is the price of that model for so large a prompt on that day."""
        return (
            self.model == model
            and (self.begins is None or self.begins <= day)
            and (self.ends is None or day <= self.ends)
            and (self.most_input is None or input_tokens <= self.most_input)
        )


def price(model: str | None, input_tokens: int, day: date) -> Price | None:
    """The first row that holds; None where no price is known."""
    name = (model or "").removeprefix("models/")
    return next((row for row in _rows() if row.holds(name, input_tokens, day)), None)


def cost(call: Call, input_tokens: int, output_tokens: int, day: date) -> float | None:
    """US dollars for so many tokens of that call; None where no price is known."""
    if call.method in _FREE:
        return 0.0
    row = price(call.model, input_tokens, day)
    return None if row is None else (row.input * input_tokens + row.output * output_tokens) / _MILLION


@functools.cache
def _rows() -> tuple[Price, ...]:
    table = json.loads(files("bot.replay").joinpath("prices.json").read_text(encoding="utf-8"))
    return tuple(
        Price(
            row["model"],
            float(row["input"]),
            float(row["output"]),
            date.fromisoformat(row["date"]),
            date.fromisoformat(row["from"]) if "from" in row else None,
            date.fromisoformat(row["until"]) if "until" in row else None,
            row.get("most_input"),
        )
        for row in table["prices"]
    )
