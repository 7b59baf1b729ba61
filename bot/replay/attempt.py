"""One call of a replay and what it showed: plain values, kept as JSON before and after the call is sent."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.diagnosis import Knowledge, diagnose
from bot.diagnosis.diagnose import NOT_GEMINI
from bot.paste import read
from bot.replay.changes import Changes, as_request, candidates, changed
from bot.replay.outcome import Outcome
from bot.replay.plan import Plan
from bot.replay.prices import cost
from bot.replay.question import passes

# as sent: the plan's call. change: with a set of changes. smaller: with less of one that passed. as sent again: after it.
Purpose = Literal["as sent", "change", "smaller", "as sent again"]
_BUSY = (429, 500, 503, 504)
# What says nothing of the request: no whole answer of the service came, or none was asked for.
_NO_ANSWER = ("unreachable", "redirect", "broken stream", "too large", "odd answer", "refused")


@dataclass(frozen=True, slots=True)
class Send:
    """The next call: the plan's with these changes. `retry`: the same once more after a wait, counted once with it."""

    purpose: Purpose
    changes: Changes = ()
    retry: bool = False
    waited_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """A call that was begun. `outcome` None: it was on its way when everything stopped, and must not be sent again.

    `cause` is what its error is diagnosed as (None: unknown), `hopeless` the entry's word that sending again shows
    nothing, `offers` the changes that this error asks for. `retry_after_s` is the service's own. `cost` in US dollars, by
    the tokens that the service counted; None where no price is known.
    """

    sent: Send
    outcome: Outcome | None = None
    passed: bool = False
    cause: str | None = None
    hopeless: bool = False
    offers: tuple[Changes, ...] = ()
    retry_after_s: float | None = None
    cost: float | None = None

    @property
    def busy(self) -> bool:
        """The service was busy or broken: the same call may pass in a moment."""
        return not self.passed and self.outcome is not None and self.outcome.http in _BUSY

    @property
    def unclear(self) -> bool:
        """It says neither that the request passes nor that it fails."""
        return self.busy or self.outcome is None or self.outcome.failure in _NO_ANSWER

    @property
    def seconds(self) -> float:
        """The time it took, with the wait before it."""
        return self.sent.waited_s + (self.outcome.seconds if self.outcome else 0.0)

    def as_json(self) -> dict[str, Any]:
        """For a JSON column; `of_json` reads it back."""
        kept = dataclasses.asdict(self)
        return kept | {"outcome": None if self.outcome is None else self.outcome.as_json()}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Attempt:
        """The attempt that `as_json` wrote."""
        sent, outcome = kept["sent"], kept["outcome"]
        return cls(
            **{
                **kept,
                "sent": Send(**{**sent, "changes": tuple(sent["changes"])}),
                "outcome": None if outcome is None else Outcome.of_json(outcome),
                "offers": tuple(map(tuple, kept["offers"])),
            }
        )


def judged(plan: Plan, sent: Send, outcome: Outcome, knowledge: Knowledge) -> Attempt:
    """The attempt with what its outcome shows: its error is read and diagnosed as a pasted one is."""
    call = plan.changed(sent.changes)
    spent = cost(call, outcome.usage.get("promptTokenCount", 0), _output(outcome), plan.day)
    if passes(plan.question, outcome):
        return Attempt(sent, outcome, passed=True, cost=spent)
    uncapped = changed(plan.pasted, sent.changes)  # so that nothing is found in what we put there
    report = read(outcome.paste(call.path))
    found = diagnose(report, knowledge, request=as_request(uncapped))
    cause = None if found.cause == NOT_GEMINI else found.cause  # we know whom we asked
    if _is_pasted(plan, outcome) or (outcome.passed and plan.question == "empty"):
        cause = plan.cause  # the paste knows more of the very error, and no reader finds one in an answer without words
    entry = knowledge.entries.get(cause or "")
    return Attempt(
        sent,
        outcome,
        cause=cause,
        hopeless=entry is not None and entry.replay == "useless",
        offers=candidates(uncapped, cause, found.findings, entry.changes if entry else ()) if not sent.changes else (),
        retry_after_s=report.retry_delay_s,
        cost=spent,
    )


def _is_pasted(plan: Plan, outcome: Outcome) -> bool:
    """Whether it is the error of the paste, word for word."""
    said, again = ("".join((words or "").split()) for words in (plan.message, outcome.message))
    return bool(said) and said == again and plan.http == outcome.http and plan.cause is not None


def _output(outcome: Outcome) -> int:
    usage = outcome.usage
    return usage.get("candidatesTokenCount", 0) + usage.get("thoughtsTokenCount", 0)
