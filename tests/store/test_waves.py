"""A wave is counted in the store, and of several answers on their way one is full."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy

from bot.store import Database, cases, waves
from bot.store.cases import Case, Found, Place
from bot.store.forget import forget
from bot.store.waves import OVERDUE, WINDOW, Joined, Met

CAUSE, MODEL = "overloaded", "gemini-2.5-flash"


def found(cause: str | None = CAUSE, model: str | None = MODEL, sure: bool = True, author: str | None = None) -> Found:
    return Found("503 …", [], cause, "sure" if sure else "likely", model, [], [], author)


def pasted(
    store: Database, name: str, at: float = 1_000.0, *, team: str = "T1", channel: str = "C1", person: str = "U1",
    entrance: str = "message",
) -> str:  # fmt: skip
    place = Place("A1", team, channel, name, name, person, entrance, False)
    store.run_here(lambda c: cases.claim(c, name, name, place, at))
    return name


def joins(store: Database, name: str, what: Found | None = None, now: float = 1_000.0, **how: Any) -> Joined | None:
    return store.run_here(lambda c: waves.join(c, name, what or found(), now, **how))


def follows(store: Database, name: str, what: Found | None = None, now: float = 1_000.0, **how: Any) -> str | None:
    """The head that the case follows."""
    joined = joins(store, name, what, now, **how)
    assert joined
    assert joined.case.wave == (joined.head.id if joined.head else None)
    assert store.run_here(lambda c: cases.find(c, name)) == joined.case
    return joined.case.wave


def answered(store: Database, name: str, *, private: bool = False) -> None:
    ts = None if private else f"r{name}"
    store.run_here(lambda c: cases.record(c, name, 1_001.0, reply_ts=ts, private=private))


def head(store: Database, name: str = "a", what: Found | None = None, **where: Any) -> str:
    """A case that was answered in full."""
    pasted(store, name, **where)
    assert follows(store, name, what) is None
    answered(store, name)
    return name


def kept(store: Database, name: str) -> Case:
    case = store.run_here(lambda c: cases.find(c, name))
    assert case
    return case


def test_of_one_cause_and_model_in_a_channel_the_first_case_is_full_and_the_later_ones_follow_it(
    store: Database,
) -> None:
    head(store)
    for name in ("b", "c"):
        assert follows(store, pasted(store, name)) == "a"


@pytest.mark.parametrize(
    ("where", "what"),
    [
        ({}, found("internal")),
        ({}, found(model="gemini-2.5-pro")),
        ({}, found(model=None)),
        ({"channel": "C2"}, found()),
        ({"team": "T2"}, found()),
    ],
)
def test_another_cause_model_channel_or_team_is_no_part_of_it(
    store: Database, where: dict[str, str], what: Found
) -> None:
    head(store)
    assert follows(store, pasted(store, "b", **where), what) is None
    assert follows(store, pasted(store, "c", **where), what) == "b"


def test_pastes_that_name_no_model_are_a_group_of_their_own(store: Database) -> None:
    head(store, "a", found(model=None))
    assert follows(store, pasted(store, "b"), found(model=None)) == "a"
    assert follows(store, pasted(store, "c")) is None


def test_a_full_answer_stands_for_ten_minutes(store: Database) -> None:
    head(store)
    assert follows(store, pasted(store, "b", 1_000.0 + WINDOW - 1), now=1_000.0 + WINDOW) == "a"
    late = pasted(store, "c", 1_000.0 + WINDOW)
    assert follows(store, late, now=1_000.0 + WINDOW) is None
    assert follows(store, pasted(store, "d", 1_002.0 + WINDOW), now=1_002.0 + WINDOW) == "c"


def test_the_same_decision_comes_out_however_often_a_job_runs_and_however_late(store: Database) -> None:
    head(store)
    pasted(store, "b")
    assert follows(store, "b") == follows(store, "b", now=1_000.0 + 2 * WINDOW) == "a"
    assert follows(store, "a", now=1_000.0 + 2 * WINDOW) is None


@pytest.mark.parametrize("change", ["removed", "turned down", "edited", "private", "forgotten", "released"])
def test_after_a_full_answer_that_does_not_stand_any_more_the_next_is_full(store: Database, change: str) -> None:
    pasted(store, "a")
    assert follows(store, "a") is None
    if change != "released":
        answered(store, "a", private=change == "private")
    place = Place("A1", "T1", "C1", "a", "a", "U1", "message", False)
    changes: dict[str, Any] = {
        "removed": lambda c: cases.bury(c, "a", "d", place, 1_002.0),
        "turned down": lambda c: cases.show(c, "a", "internal"),
        "edited": lambda c: cases.describe(c, "a", found("internal")),
        "private": lambda c: None,
        "forgotten": lambda c: forget(c, "U1"),
        "released": lambda c: cases.release(c, "a"),
    }
    store.run_here(changes[change])
    assert follows(store, pasted(store, "b", person="U2")) is None
    assert follows(store, pasted(store, "c", person="U2")) == "b"


def test_a_case_whose_answer_slack_has_lost_is_passed_over(store: Database) -> None:
    head(store)
    assert follows(store, pasted(store, "b"), without="a") is None
    assert follows(store, pasted(store, "c"), without="a") == "b"


def test_what_is_sure_never_follows_what_is_only_likely(store: Database) -> None:
    head(store, "a", found(sure=False))
    assert follows(store, pasted(store, "b"), found(sure=False)) == "a"
    assert follows(store, pasted(store, "c")) is None
    assert follows(store, pasted(store, "d"), found(sure=False)) == "c"


def test_a_case_that_does_not_follow_leaves_the_head_in_its_place_or_is_the_first(store: Database) -> None:
    assert follows(store, pasted(store, "a"), follows=False) is None
    assert follows(store, pasted(store, "b"), follows=False) is None
    assert follows(store, pasted(store, "c")) == "a"


def test_an_answer_on_its_way_is_waited_for_but_not_for_ever(store: Database) -> None:
    pasted(store, "a")
    assert follows(store, "a", now=1_000.0) is None
    pasted(store, "b")
    assert follows(store, "b", now=999.0 + OVERDUE) == "a"
    assert follows(store, "b", now=1_000.0 + OVERDUE) is None
    assert follows(store, "a", now=1_001.0 + OVERDUE) == "b"  # it comes back from the dead


def test_of_what_is_gone_nothing_is_said(store: Database) -> None:
    place = Place("A1", "T1", "C1", "a", "a", "U1", "message", False)
    store.run_here(lambda c: cases.bury(c, "a", "d", place, 1.0))
    assert joins(store, "a") is None and joins(store, "never") is None


@pytest.mark.parametrize("seed", range(5))
def test_of_many_that_come_at_the_same_moment_one_is_full(store: Database, seed: int) -> None:
    names = [pasted(store, f"p{number}", 1_000.0 + number / 100) for number in range(6)]
    random.Random(seed).shuffle(names)
    together = Barrier(len(names))

    def decide(name: str) -> str | None:
        together.wait()
        return follows(store, name)

    with ThreadPoolExecutor(len(names)) as threads:
        decided = dict(zip(names, threads.map(decide, names), strict=True))
    heads = [name for name, followed in decided.items() if followed is None]
    assert len(heads) == 1 and set(decided.values()) == {None, heads[0]}


def test_a_head_may_be_forgotten_while_another_case_joins(store: Database) -> None:
    for number in range(20):
        head(store, f"h{number}", person="U9", channel=f"C{number}")
    for number in range(20):
        pasted(store, f"n{number}", channel=f"C{number}")
    together = Barrier(2)

    def forgets() -> None:
        together.wait()
        store.run_here(lambda c: forget(c, "U9"))

    with ThreadPoolExecutor(1) as threads:
        forgetting = threads.submit(forgets)
        together.wait()
        decided = {follows(store, f"n{number}") for number in range(20)}
        forgetting.result()
    assert decided <= {None, *(f"h{number}" for number in range(20))}
    after = follows(store, pasted(store, "y", channel="C0")) or "y"
    assert after in ("n0", "y") and follows(store, pasted(store, "z", channel="C0")) == after


def counted(store: Database, name: str) -> tuple[int, int, int]:
    met: Met = store.run_here(lambda c: waves.met(c, kept(store, name)))
    return (met.people, met.pastes, met.channels)


def test_people_are_counted_over_the_channels_of_one_team_each_once(store: Database) -> None:
    for number, (person, channel, team) in enumerate(
        [
            ("U1", "C1", "T1"), ("U1", "C1", "T1"), ("U2", "C2", "T1"), ("U3", "D3", "T1"), ("U4", "C1", "T2"),
        ]
    ):  # fmt: skip
        joins(store, pasted(store, f"p{number}", 1_000.0 + number, person=person, channel=channel, team=team))
    joins(store, pasted(store, "last", 1_010.0, person="U5"))
    assert counted(store, "last") == (4, 5, 2)
    assert counted(store, "p4") == (1, 1, 1)
    assert counted(store, "p1") == (1, 2, 1)


def test_who_met_it_is_who_wrote_it_and_another_bot_is_no_person(store: Database) -> None:
    joins(store, pasted(store, "a", person="U1"))
    joins(store, pasted(store, "b", person="U2"), found(author="U1"))
    joins(store, pasted(store, "c", person="B1", entrance="alert"))
    assert counted(store, "c") == (1, 3, 1)


def test_only_what_is_ten_minutes_old_at_most_and_shows_the_cause_now_counts(store: Database) -> None:
    early, late = 1_000.0, 1_000.0 + WINDOW
    joins(store, pasted(store, "old", early, person="U1"))
    for number, cause in enumerate([CAUSE, CAUSE, "internal", CAUSE], 2):
        joins(store, pasted(store, f"p{number}", early + 1, person=f"U{number}"), found(cause))
    joins(store, pasted(store, "nameless", early + 1, person="U7"), found(model=None))
    store.run_here(lambda c: cases.show(c, "p3", "internal"))
    place = Place("A1", "T1", "C1", "p5", "p5", "U5", "message", False)
    store.run_here(lambda c: cases.bury(c, "p5", "d", place, early + 2))
    joins(store, pasted(store, "new", late, person="U9"))
    joins(store, pasted(store, "newer", late + 1, person="U10"))
    assert counted(store, "new") == (2, 2, 1)
    assert counted(store, "nameless") == (1, 1, 1)


def test_a_flood_is_counted_up_to_a_bound_from_its_newest_paste_back(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waves, "MOST", 3)
    for number in range(5):
        joins(store, pasted(store, f"p{number}", 1_000.0 + number, person=f"U{number // 2}", channel=f"C{number}"))
    assert counted(store, "p4") == (2, 3, 3) and counted(store, "p1") == (1, 2, 2)


def test_who_was_forgotten_is_not_counted(store: Database) -> None:
    for number in range(3):
        joins(store, pasted(store, f"p{number}", person=f"U{number}"))
    store.run_here(lambda c: forget(c, "U0"))
    assert counted(store, "p2") == (2, 2, 1)


def test_an_edited_case_follows_on_while_it_shows_the_same(store: Database) -> None:
    head(store)
    assert follows(store, pasted(store, "b")) == "a"

    def stays(what: Found) -> str | None:
        joined = store.run_here(lambda c: waves.stay(c, kept(store, "b"), what))
        assert joined and kept(store, "b") == joined.case
        return joined.case.wave

    assert stays(found()) == "a"
    assert stays(found("internal")) is None
    assert stays(found()) is None  # it has a full answer now


@pytest.mark.parametrize("change", ["the head is gone", "turned down", "swept"])
def test_an_edited_case_that_has_nobody_to_follow_is_told_in_full(store: Database, change: str) -> None:
    head(store)
    assert follows(store, pasted(store, "b")) == "a"
    place = Place("A1", "T1", "C1", "a", "a", "U1", "message", False)
    changes: dict[str, Any] = {
        "the head is gone": lambda c: cases.bury(c, "a", "d", place, 1_002.0),
        "turned down": lambda c: cases.show(c, "b", "internal"),
        "swept": lambda c: c.execute(sqlalchemy.text("DELETE FROM cases WHERE id = 'a'")),
    }
    store.run_here(changes[change])
    joined = store.run_here(lambda c: waves.stay(c, kept(store, "b"), found()))
    assert joined and joined.case.wave is None and joined.head is None


def test_an_edited_case_that_is_gone_stays_gone(store: Database) -> None:
    head(store)
    before = kept(store, "a")
    place = Place("A1", "T1", "C1", "a", "a", "U1", "message", False)
    store.run_here(lambda c: cases.bury(c, "a", "d", place, 1_002.0))
    assert store.run_here(lambda c: waves.stay(c, before, found())) is None


def test_what_is_swept_leaves_no_wave_behind(store: Database) -> None:
    head(store)
    assert follows(store, pasted(store, "b", 1_100.0)) == "a"
    store.run_here(lambda c: cases.sweep(c, 1_050.0))

    def rows(connection: sqlalchemy.Connection) -> int:
        return connection.execute(sqlalchemy.text("SELECT count(*) FROM waves")).scalar_one()

    assert store.run_here(rows) == 0
    assert follows(store, pasted(store, "c", 1_100.0)) is None


def test_a_case_from_before_there_were_waves_is_no_head(empty: Database) -> None:
    empty.migrate("0002")
    columns = (
        "id, claimed_by, app, team, channel, person, entrance, asked, cause, shown, model, created, answered, reply_ts"
    )
    values = f"'a', 'a', 'A1', 'T1', 'C1', 'U1', 'message', false, '{CAUSE}', '{CAUSE}', '{MODEL}', 999, 1000, '1.1'"
    empty.run_here(lambda c: c.execute(sqlalchemy.text(f"INSERT INTO cases ({columns}) VALUES ({values})")))
    empty.migrate()
    assert kept(empty, "a").wave is None
    assert follows(empty, pasted(empty, "b", person="U2")) is None
    assert counted(empty, "b") == (2, 2, 1)
