"""What is kept of a person can be told and deleted, whatever table it stands in."""

from __future__ import annotations

import sqlalchemy
from cryptography.fernet import Fernet

from bot.store import Database, api_keys, audit, cases, channels, people
from bot.store.cases import Found, Place
from bot.store.forget import forget, kept_of
from bot.store.keys import Cipher
from bot.store.people import Preferences
from bot.store.tables import metadata

ADA, BOB = "U0ADA", "U0BOB"
KEY = "AIzaSy" + "k" * 29 + "wxyz"


def paste(store: Database, number: int, person: str, author: str | None = None) -> str:
    case_id = f"c{number}"
    place = Place("A1", "T1", "C1", f"10{number}.1", None, person, "message", False)
    found = Found("the text", (), "quota-day", "sure", "gemini-2.5-flash", (), (), author)
    store.run_here(lambda c: cases.claim(c, case_id, f"job{number}", place, float(number)))
    store.run_here(lambda c: cases.describe(c, case_id, found))
    return case_id


def lived_in(store: Database) -> None:
    """Ada pasted, Bob asked about a text of hers, both said "Not it", Ada chose and told a channel, both stored a key."""
    paste(store, 2, ADA)
    paste(store, 1, BOB, author=ADA)
    paste(store, 3, BOB)
    for case, person in (("c2", ADA), ("c3", ADA), ("c3", BOB), ("c1", BOB)):
        store.run_here(lambda c, case=case, person=person: cases.reject(c, case, "quota-day", person, 9.0))
    store.run_here(lambda c: people.choose(c, "T1", ADA, "me", 9.0))
    store.run_here(lambda c: channels.say(c, "T1", "C1", "quiet", ADA, 9.0))
    cipher = Cipher([Fernet.generate_key().decode()])
    for person in (ADA, BOB):
        store.run_here(lambda c, person=person: api_keys.put(c, cipher, "T1", person, KEY, "AI Studio key", 9.0))
        store.run_here(lambda c, person=person: people.prefer(c, "T1", person, Preferences(unasked=True), 9.0))
        store.run_here(lambda c, person=person: audit.record(c, "T1", person, "key_entered", 9.0))


def test_what_a_person_posted_and_what_others_asked_about_it_is_theirs_oldest_first(store: Database) -> None:
    lived_in(store)
    kept = store.run_here(lambda c: kept_of(c, ADA))
    assert [case["id"] for case in kept.cases] == ["c1", "c2"] and kept.cases[0]["text"] == "the text"
    assert [row["case_id"] for row in kept.rejections] == ["c2", "c3"]
    assert [row["visibility"] for row in kept.choices] == ["me"]
    assert [(row["channel"], row["state"]) for row in kept.channels] == [("C1", "quiet")]
    [key] = kept.keys
    assert key == {"kind": "AI Studio key", "last_four": "wxyz", "state": "checking", "created": 9.0, "checked": None}
    assert [row["unasked"] for row in kept.preferences] == [True] and len(kept.audit) == 1


def test_after_forgetting_no_table_names_the_person_and_others_keep_what_is_theirs(store: Database) -> None:
    lived_in(store)
    gone = store.run_here(lambda c: forget(c, ADA))
    assert len(gone.cases) == 2 and store.run_here(lambda c: kept_of(c, ADA)).is_nothing

    def rows(connection: sqlalchemy.Connection) -> str:
        return str([connection.execute(table.select()).all() for table in metadata.sorted_tables])

    everything = store.run_here(rows)
    assert ADA not in everything
    kept = store.run_here(lambda c: kept_of(c, BOB))
    assert [case["id"] for case in kept.cases] == ["c3"] and [row["case_id"] for row in kept.rejections] == ["c3"]
    assert len(kept.keys) == len(kept.preferences) == len(kept.audit) == 1
    assert store.run_here(lambda c: channels.state(c, "T1", "C1")) == "quiet"


def test_forgetting_twice_and_forgetting_a_stranger_change_nothing(store: Database) -> None:
    lived_in(store)
    store.run_here(lambda c: forget(c, ADA))
    assert store.run_here(lambda c: forget(c, ADA)).is_nothing and store.run_here(lambda c: forget(c, "U0")).is_nothing
    assert not store.run_here(lambda c: kept_of(c, BOB)).is_nothing
