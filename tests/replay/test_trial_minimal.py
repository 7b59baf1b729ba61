"""Whatever the service does, the smallest change is minimal."""

from __future__ import annotations

import json
import zlib

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.replay.attempt import Attempt, Send
from bot.replay.call import Call
from bot.replay.caps import Limits
from bot.replay.changes import changed, smaller
from bot.replay.outcome import Outcome
from bot.replay.plan import Plan
from bot.replay.trial import Verdict, next_step
from tests.replay.conftest import DAY
from tests.replay.pastes import (
    HELLO,
)


def body(fields: int) -> dict[str, object]:
    return {
        "contents": HELLO,
        "generationConfig": {f"f{number}": {"x": number, "y": number} for number in range(fields)},
    }


def judged_by(passes: bool, sent: Send) -> Attempt:
    if passes:
        return Attempt(sent, Outcome(http=200), passed=True)
    return Attempt(sent, Outcome(http=400), cause="malformed-request")


@settings(deadline=None, max_examples=60)
@given(fields=st.integers(1, 4), seed=st.integers(0, 2**20), odds=st.integers(1, 6))
def test_without_a_budget_removing_any_part_fails_again(fields, seed, odds):
    call = Call("generateContent", "gemini-3.5-flash", "v1beta", body(fields), 60.0)
    singles = [(f"remove: generationConfig.f{number}",) for number in range(fields)]
    plan = Plan(
        call, "malformed-request", "refusal", DAY, 400,
        candidates=(*singles, ("set: a [1, 2, 3]", "remove: generationConfig"), ("remove: generationConfig",)),
        limits=Limits(100_000, None, 1e9, 1e9),
    )  # fmt: skip

    def passes(changes: tuple[str, ...]) -> bool:
        """A service of moods: no rule leads from one request to another, but the same one always fares the same."""
        made = json.dumps(changed(call, changes).body, sort_keys=True)
        return bool(changes) and (
            changes[-1] == "remove: generationConfig" or zlib.crc32(f"{seed} {made}".encode()) % odds == 0
        )

    attempts: list[Attempt] = []
    while not isinstance(step := next_step(plan, attempts), Verdict):
        assert isinstance(step, Send)
        attempts.append(judged_by(passes(step.changes), step))
    assert (step.kind, step.proved) == ("smallest", True)
    assert passes(step.changes)
    assert not any(passes(less) for less in smaller(call, step.changes))
