"""The state of the simulated Gemini, and one call on its way through it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.playground.clock import Clock
from bot.playground.gemini.credentials import Keyring, Project
from bot.playground.gemini.errors import Refusal, invalid
from bot.playground.gemini.journal import Journal
from bot.playground.gemini.quota import Quotas
from bot.playground.gemini.storage import Storage
from bot.playground.gemini.weather import Weather
from bot.playground.values import Json

SHORTEST_DEADLINE = 10  # seconds


@dataclass
class World:
    """Everything that the service knows and remembers."""

    clock: Clock
    keyring: Keyring = field(default_factory=Keyring)
    quotas: Quotas = field(default_factory=Quotas)
    weather: Weather = field(default_factory=Weather)
    journal: Journal = field(default_factory=Journal)
    storage: Storage = field(init=False)
    _answers: int = 0

    def __post_init__(self) -> None:
        self.storage = Storage(self.clock)

    def number(self) -> int:
        """A number that no answer had before."""
        self._answers += 1
        return self._answers

    async def blow(self, model: str, headers: Mapping[str, str]) -> None:
        """The weather over that model has passed over the call; Refusal where it didn't let it through."""
        now, deadline = self.clock.now(), deadline_of(headers)
        if seconds := self.weather.take("slow", model, now):
            await self.clock.sleep(min(seconds, deadline or seconds))
            if deadline and deadline < seconds:
                raise Refusal(504, "Deadline expired before operation could complete.")
        if self.weather.take("overloaded", model, now):
            raise Refusal(
                503,
                "This model is currently experiencing high demand. Spikes in demand are usually temporary. "
                "Please try again later.",
            )
        if self.weather.take("failing", model, now):
            raise Refusal(
                500,
                "An internal error has occurred. Please retry or report in "
                "https://developers.generativeai.google/guide/troubleshooting",
            )
        if self.weather.take("exhausted", model, now):
            raise Refusal(429, "Resource has been exhausted (e.g. check quota).")


@dataclass(frozen=True, slots=True)
class Wire:
    """One call whose caller is known. `name` is the resource without its collection, `verb` the method."""

    version: str
    name: str
    verb: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    raw: bytes
    project: Project
    url: str
    login: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: a body, or the events of a stream. `model` is whose weather the stream goes through."""

    body: Any = None
    events: Sequence[Json] = ()
    model: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def deadline_of(headers: Mapping[str, str]) -> int | None:
    """The seconds after which the caller gives up, as it says so itself; Refusal where these are too few."""
    said = headers.get("X-Server-Timeout", "")
    if not said.isdigit():
        return None
    if int(said) < SHORTEST_DEADLINE:
        raise invalid(f"Manually set deadline {said}s is too short. Minimum allowed deadline is {SHORTEST_DEADLINE}s.")
    return int(said)
