"""What the service holds against a request that is well formed.

First what is true for every model, all complaints in one message (`general`); then what this model doesn't take, one at
a time (`particular`). The order in which the service itself looks is not known; a request with one fault gets the same
answer in any order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.playground.gemini.asked import Asked
from bot.playground.gemini.errors import Refusal, invalid
from bot.playground.gemini.rules import contents, media, numbers, output, safety, schema, thinking, tools, turns

_GENERAL: tuple[Callable[[Asked], Iterator[str]], ...] = (
    contents.general, numbers.general, safety.general, schema.general, tools.general,
)  # fmt: skip
_PARTICULAR: tuple[Callable[[Asked], Iterator[Refusal]], ...] = (
    contents.particular, turns.particular, media.particular, output.particular, tools.particular,
    thinking.particular, numbers.particular, turns.signatures,
)  # fmt: skip


def check_general(asked: Asked, root: str = "GenerateContentRequest") -> None:
    """Nothing; Refusal with every complaint that any model would have."""
    said = [f"* {root}.{line}\n" for rule in _GENERAL for line in rule(asked)]
    if said:
        raise invalid("".join(said))


def check_particular(asked: Asked) -> None:
    """Nothing; Refusal with the first thing that this model doesn't take."""
    for rule in _PARTICULAR:
        for refusal in rule(asked):
            raise refusal
