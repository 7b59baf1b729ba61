"""What went between Slack and the app, for tests to look at and for the page to show."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from bot.playground.clock import Bell
from bot.playground.values import Json

State = Literal["under way", "acknowledged", "given up", "nobody"]
Envelope = Literal["events_api", "slash_commands", "interactive"]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Web API: what was asked, what was answered, under which HTTP status."""

    method: str
    args: Json
    answer: Json
    status: int
    at: float

    @property
    def ok(self) -> bool:
        """True when Slack did it."""
        return bool(self.answer.get("ok"))


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to deliver: `number` 0 is the first; `outcome` is acknowledged or Slack's reason for a retry."""

    number: int
    outcome: str
    at: float


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event, command or interaction on its way to the app, with what the app answered."""

    number: int
    kind: Envelope
    payload: Json
    at: float
    attempts: tuple[Attempt, ...] = ()
    state: State = "under way"
    answer: Any = None

    @property
    def event(self) -> Json:
        """The event inside, empty for commands and interactions."""
        event: Json = self.payload.get("event", {})
        return event


@dataclass
class Journal:
    """All calls and deliveries in order; `busy` counts what is not finished."""

    bell: Bell
    calls: list[Call] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    busy: int = 0
    changes: int = 0

    def called(self, call: Call) -> None:
        """The call is on record."""
        self.calls.append(call)
        self._changed()

    def began(self, kind: Envelope, payload: Json, at: float) -> Delivery:
        """A delivery is under way since `at`."""
        delivery = Delivery(len(self.deliveries), kind, payload, at)
        self.deliveries.append(delivery)
        self._changed()
        return delivery

    def tried(self, delivery: Delivery, attempt: Attempt) -> Delivery:
        """The delivery has one more attempt."""
        return self.note(replace(delivery, attempts=(*delivery.attempts, attempt)))

    def note(self, delivery: Delivery) -> Delivery:
        """The record of that delivery is as given."""
        self.deliveries[delivery.number] = delivery
        self._changed()
        return delivery

    def started(self) -> None:
        """Something is going on that has an end."""
        self.busy += 1

    def ended(self) -> None:
        """That something is over."""
        self.busy -= 1
        self._changed()

    @property
    def under_way(self) -> list[Delivery]:
        """The deliveries that were neither acknowledged nor given up."""
        return [d for d in self.deliveries if d.state == "under way"]

    def _changed(self) -> None:
        self.changes += 1
        self.bell.ring()
