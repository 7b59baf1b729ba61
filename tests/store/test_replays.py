"""Replays are kept from before a call is sent, once, and what they cost is counted."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import sqlalchemy

from bot.store import Database, cases, replays
from bot.store.cases import Found, Place
from bot.store.forget import forget, kept_of
from bot.store.replays import Pressed
from bot.store.tables import metadata

ADA, BOB = "U0ADA", "U0BOB"
PLAN = {"pasted": {"method": "generateContent"}, "made": 0}


@pytest.fixture
def case(store: Database) -> str:
    """A case of Ada's."""
    place = Place("A1", "T1", "C1", "10.1", "10.1", ADA, "message", False)
    store.run_here(lambda c: cases.claim(c, "c1", "job", place, 1.0))
    store.run_here(lambda c: cases.describe(c, "c1", Found("text", (), "overloaded", "sure", None, (), (), None)))
    return "c1"


def planned(store: Database, case: str, person: str = ADA, at: float = 5.0) -> str:
    pressed = Pressed(case, "T1", person, "T1", "C1", "10.1")
    return store.run_here(lambda c: replays.plan(c, pressed, PLAN, "own", at))


def begun(store: Database, case: str, person: str = ADA, at: float = 5.0, reserved: float = 0.5) -> str:
    replay_id = planned(store, case, person, at)
    assert store.run_here(lambda c: replays.begin(c, replay_id, PLAN, reserved, at))
    return replay_id


def found(store: Database, replay_id: str) -> replays.Replay:
    row = store.run_here(lambda c: replays.find(c, replay_id))
    assert row
    return row


def test_of_one_person_and_case_one_plan_is_kept(store: Database, case: str) -> None:
    first, other = planned(store, case), planned(store, case, BOB)
    again = planned(store, case)
    assert store.run_here(lambda c: replays.find(c, first)) is None
    assert found(store, again).plan == PLAN and found(store, other).state == "planned"


def test_a_plan_is_changed_by_whoever_saw_it_last_and_not_once_it_runs(store: Database, case: str) -> None:
    replay_id = planned(store, case)
    assert store.run_here(lambda c: replays.replan(c, replay_id, {"made": 1}, turn=0))
    assert not store.run_here(lambda c: replays.replan(c, replay_id, {"made": 2}, turn=0))
    assert store.run_here(lambda c: replays.begin(c, replay_id, found(store, replay_id).plan, 0.0, 6.0))
    assert not store.run_here(lambda c: replays.replan(c, replay_id, {"made": 2}, turn=1))
    assert not store.run_here(lambda c: replays.begin(c, replay_id, {}, 0.0, 7.0))
    assert found(store, replay_id).plan == {"made": 1} and found(store, replay_id).begun == 6.0


def test_each_turn_is_written_by_one(store: Database, case: str) -> None:
    replay_id = begun(store, case)
    wrote: list[bool] = []

    def write(number: int) -> None:
        wrote.append(store.run_here(lambda c: replays.write(c, replay_id, 0, [{"number": number}], 0.1)))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(wrote) == [False, False, False, True]
    row = found(store, replay_id)
    assert row.turn == 1 and len(row.attempts) == 1 and row.cost == 0.1
    assert not store.run_here(lambda c: replays.end(c, replay_id, 0, {"kind": "down"}, 9.0))
    assert store.run_here(lambda c: replays.end(c, replay_id, 1, {"kind": "down"}, 9.0))
    assert not store.run_here(lambda c: replays.write(c, replay_id, 2, [], 0.0))
    assert found(store, replay_id).verdict == {"kind": "down"} and found(store, replay_id).ended == 9.0


def test_what_runs_is_counted_and_what_was_begun_long_ago_is_not(store: Database, case: str) -> None:
    assert not store.run_here(lambda c: replays.running(c, case, ADA))
    replay_id = begun(store, case)
    begun(store, case, BOB, at=50.0)
    assert store.run_here(lambda c: replays.running(c, case, ADA))
    assert store.run_here(lambda c: (replays.lock(c), replays.count_running(c, 0.0))[1]) == 2
    assert store.run_here(lambda c: replays.count_running(c, 10.0)) == 1
    assert store.run_here(lambda c: replays.begun_before(c, 10.0)) == (replay_id,)
    store.run_here(lambda c: replays.end(c, replay_id, 0, None, 9.0))
    assert not store.run_here(lambda c: replays.running(c, case, ADA)) and found(store, replay_id).verdict is None


def test_what_runs_costs_what_it_may_and_what_ended_what_it_did(store: Database, case: str) -> None:
    assert store.run_here(lambda c: replays.spent(c, "T1", ADA, 0.0)) == 0.0
    first = begun(store, case, at=5.0, reserved=0.5)
    begun(store, case, BOB, at=5.0, reserved=9.0)
    assert store.run_here(lambda c: replays.spent(c, "T1", ADA, 0.0)) == 0.5
    store.run_here(lambda c: replays.write(c, first, 0, [], 0.75))
    assert store.run_here(lambda c: replays.spent(c, "T1", ADA, 0.0)) == 0.75
    store.run_here(lambda c: replays.write(c, first, 1, [], 0.125))
    store.run_here(lambda c: replays.end(c, first, 2, None, 6.0))
    assert store.run_here(lambda c: replays.spent(c, "T1", ADA, 0.0)) == 0.125
    assert store.run_here(lambda c: replays.spent(c, "T1", ADA, 5.5)) == 0.0
    assert store.run_here(lambda c: replays.spent(c, "T2", ADA, 0.0)) == 0.0


def test_stop_is_seen_while_it_runs(store: Database, case: str) -> None:
    replay_id = begun(store, case)
    assert not store.run_here(lambda c: replays.must_stop(c, replay_id))
    assert store.run_here(lambda c: replays.stop(c, replay_id, BOB))
    assert store.run_here(lambda c: replays.must_stop(c, replay_id)) and found(store, replay_id).stopped == BOB
    store.run_here(lambda c: replays.end(c, replay_id, 0, None, 6.0))
    assert not store.run_here(lambda c: replays.stop(c, replay_id, ADA))
    store.run_here(lambda c: replays.drop(c, replay_id))
    assert store.run_here(lambda c: replays.must_stop(c, replay_id))


def test_replays_go_with_their_case_and_with_time(store: Database, case: str) -> None:
    first, second = begun(store, case), planned(store, case, BOB, at=50.0)
    store.run_here(lambda c: replays.stands_at(c, first, "11.1"))
    assert store.run_here(lambda c: replays.messages_of(c, case)) == (("C1", "11.1"),)
    assert store.run_here(lambda c: replays.sweep(c, 1.0, 40.0)) == 0
    assert store.run_here(lambda c: replays.sweep(c, 1.0, 60.0)) == 1
    assert store.run_here(lambda c: replays.find(c, second)) is None and found(store, first)
    assert store.run_here(lambda c: replays.sweep(c, 6.0, 0.0)) == 1
    begun(store, case)
    store.run_here(lambda c: replays.drop_of_case(c, case))
    assert store.run_here(lambda c: kept_of(c, ADA)).replays == []
    again = begun(store, case)
    store.run_here(lambda c: cases.sweep(c, 2.0))
    assert store.run_here(lambda c: replays.find(c, again)) is None


def test_a_person_has_the_replays_they_began_and_those_of_their_pastes_and_can_have_all_forgotten(
    store: Database, case: str
) -> None:
    theirs, others = begun(store, case), begun(store, case, BOB)
    store.run_here(lambda c: replays.stop(c, others, ADA))
    assert {row["id"] for row in store.run_here(lambda c: kept_of(c, ADA)).replays} == {theirs, others}
    assert [row["id"] for row in store.run_here(lambda c: kept_of(c, BOB)).replays] == [others]
    store.run_here(lambda c: forget(c, BOB))
    assert store.run_here(lambda c: replays.find(c, others)) is None and found(store, theirs)
    other_case = begun(store, case, BOB)
    store.run_here(lambda c: replays.stop(c, theirs, BOB))
    store.run_here(lambda c: forget(c, BOB))
    assert found(store, theirs).stopped == "" and store.run_here(lambda c: replays.find(c, other_case)) is None
    store.run_here(lambda c: forget(c, ADA))

    def rows(connection: sqlalchemy.Connection) -> list[Any]:
        return [connection.execute(table.select()).all() for table in metadata.sorted_tables]

    everything = str(store.run_here(rows))
    assert ADA not in everything and BOB not in everything
