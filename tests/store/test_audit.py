"""Who did what, and how they want to replay."""

from __future__ import annotations

from sqlalchemy import text

from bot.store import Database, audit, people
from bot.store.forget import forget, kept_of
from bot.store.people import Preferences

TEAM, ADA = "T1", "U0ADA"


def recorded(store: Database) -> list[tuple[object, ...]]:
    wanted = text("SELECT person, kind, about, created FROM audit ORDER BY id")
    return [tuple(row) for row in store.run_here(lambda c: c.execute(wanted).all())]


def test_what_was_done_is_on_record_until_its_time_is_over(store: Database) -> None:
    store.run_here(lambda c: audit.record(c, TEAM, ADA, "key_saved", 1.0))
    store.run_here(lambda c: audit.record(c, TEAM, ADA, "replay_begun", 2.0, about="c1"))
    assert recorded(store) == [(ADA, "key_saved", None, 1.0), (ADA, "replay_begun", "c1", 2.0)]
    assert store.run_here(lambda c: audit.sweep(c, 2.0)) == 1
    assert [row[1] for row in recorded(store)] == ["replay_begun"]


def test_a_person_can_have_their_record_and_take_their_name_off_it(store: Database) -> None:
    store.run_here(lambda c: audit.record(c, TEAM, ADA, "settings_changed", 1.0))
    kept = store.run_here(lambda c: kept_of(c, ADA))
    assert [(row["kind"], row["created"]) for row in kept.audit] == [("settings_changed", 1.0)]
    store.run_here(lambda c: forget(c, ADA))
    assert recorded(store) == [("", "settings_changed", None, 1.0)]


def test_who_never_said_wants_nothing_of_their_own(store: Database) -> None:
    assert store.run_here(lambda c: people.preferences_of(c, TEAM, ADA)) == Preferences()


def test_the_last_word_on_replays_holds(store: Database) -> None:
    for wanted in (Preferences("gemini-3.5-flash", "v1", 30, 0.5, True), Preferences(spend=0.0)):
        store.run_here(lambda c, wanted=wanted: people.prefer(c, TEAM, ADA, wanted, 3.0))
        assert store.run_here(lambda c: people.preferences_of(c, TEAM, ADA)) == wanted
