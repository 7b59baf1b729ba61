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
from tests.replay.pastes import HELLO
from tests.replay.play import leaves, restored


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


# A service with rules, and minimality looked at from outside: whatever is put back into the body that passes, it fails again.

LEAVES = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 3), min_size=1, max_size=4)
NESTED = st.dictionaries(
    st.sampled_from(["p", "q", "r", "s"]), st.one_of(st.integers(0, 3), LEAVES), min_size=1, max_size=4
)


@st.composite
def faulty(draw: st.DrawFn) -> tuple[dict[str, object], list[frozenset[str]], list[tuple[str, ...]]]:
    """Settings, the sets of leaves of which a service takes no set whole, and the changes that are known."""
    config = draw(NESTED)
    paths = sorted(leaves(config))
    sets = st.frozensets(st.sampled_from(paths), min_size=1, max_size=3)
    refused = draw(st.lists(sets, min_size=1, max_size=4))
    places = sorted({*paths, *config})
    removals = st.sampled_from(places).map(lambda path: f"remove: generationConfig.{path}")
    known = draw(st.lists(st.lists(removals, min_size=1, max_size=3, unique=True).map(tuple), max_size=5))
    return config, refused, [*known, ("remove: generationConfig",)]


@settings(deadline=None, max_examples=100)
@given(faulty())
def test_whatever_is_put_back_the_service_refuses_it_again(drawn):
    config, refused, known = drawn
    whole = {"contents": HELLO, "generationConfig": config}
    call = Call("generateContent", "gemini-3.5-flash", "v1beta", whole, 60.0)
    plan = Plan(
        call, "malformed-request", "refusal", DAY, 400, candidates=tuple(known), limits=Limits(100_000, None, 1e9, 1e9)
    )

    def takes(body: object) -> bool:
        assert isinstance(body, dict)
        held = {*leaves(body.get("generationConfig", {}))}
        return not any(one <= held for one in refused)

    attempts: list[Attempt] = []
    while not isinstance(step := next_step(plan, attempts), Verdict):
        assert isinstance(step, Send)
        attempts.append(judged_by(takes(changed(call, step.changes).body), step))
    assert (step.kind, step.proved, step.passed) == ("smallest", True, True)
    mended = changed(call, step.changes).body
    assert isinstance(mended, dict) and takes(mended) and not takes(whole)
    left = leaves(mended.get("generationConfig", {}))
    gone = {path: leaf for path, leaf in leaves(config).items() if path not in left}
    assert gone
    for path, leaf in gone.items():
        assert not takes(restored(mended, f"generationConfig.{path}", leaf))
