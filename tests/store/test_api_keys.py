"""Keys of people at rest: sealed, one of a person, opened by old secret keys too, gone when they must be."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from bot.store import Database, api_keys, keys
from bot.store.keys import Cipher, LostError

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
FIRST, SECOND = "AIzaSy" + "a" * 29 + "1111", "AIzaSy" + "b" * 29 + "2222"
TEAM, ADA, BOB = "T1", "U0ADA", "U0BOB"


def put(store: Database, secret: str, cipher: Cipher, person: str = ADA, now: float = 1.0) -> str:
    return store.run_here(lambda c: api_keys.put(c, cipher, TEAM, person, secret, "AI Studio key", now))


def save(store: Database, key_id: str, checked: float | None = 2.0) -> bool:
    key = store.run_here(lambda c: api_keys.find(c, key_id))
    assert key
    return store.run_here(lambda c: api_keys.save(c, key, checked))


def used(store: Database, cipher: Cipher, person: str = ADA) -> str | None:
    key = store.run_here(lambda c: api_keys.of(c, TEAM, person))
    return None if key is None else store.run_here(lambda c: api_keys.read(c, cipher, key)).secret


def rows(store: Database) -> str:
    return repr(store.run_here(lambda c: [tuple(row) for row in c.execute(text("SELECT * FROM api_keys"))]))


def test_a_key_is_used_after_its_check_alone_and_stands_nowhere_in_clear(store: Database) -> None:
    cipher = Cipher([NEW])
    key_id = put(store, FIRST, cipher)
    assert used(store, cipher) is None
    assert save(store, key_id) and used(store, cipher) == FIRST
    key = store.run_here(lambda c: api_keys.of(c, TEAM, ADA))
    assert key and (key.kind, key.last_four, key.created, key.checked) == ("AI Studio key", "1111", 1.0, 2.0)
    assert FIRST not in rows(store) and "a" * 10 not in rows(store) and key.sealed not in repr(key)


def test_an_old_key_stays_in_use_until_the_new_one_was_taken(store: Database) -> None:
    cipher = Cipher([NEW])
    save(store, put(store, FIRST, cipher))
    refused = put(store, SECOND, cipher)
    assert used(store, cipher) == FIRST
    assert store.run_here(lambda c: api_keys.drop(c, refused)) and not store.run_here(
        lambda c: api_keys.drop(c, refused)
    )
    assert used(store, cipher) == FIRST
    save(store, put(store, SECOND, cipher), checked=None)
    assert used(store, cipher) == SECOND and FIRST[-4:] not in rows(store)


def test_of_two_that_are_being_checked_the_later_counts(store: Database) -> None:
    cipher = Cipher([NEW])
    first = put(store, FIRST, cipher)
    second = put(store, SECOND, cipher)
    assert store.run_here(lambda c: api_keys.find(c, first)) is None
    assert save(store, second) and used(store, cipher) == SECOND


def test_a_key_that_was_deleted_during_its_check_is_not_saved(store: Database) -> None:
    cipher = Cipher([NEW])
    key_id = put(store, FIRST, cipher)
    key = store.run_here(lambda c: api_keys.find(c, key_id))
    assert store.run_here(lambda c: api_keys.drop_of(c, TEAM, ADA))
    assert key and not store.run_here(lambda c: api_keys.save(c, key, 2.0))
    assert not store.run_here(lambda c: api_keys.drop_of(c, TEAM, ADA)) and rows(store) == "[]"


def test_all_secret_keys_open_and_reading_seals_by_the_newest(store: Database) -> None:
    save(store, put(store, FIRST, Cipher([OLD])))
    both = Cipher([NEW, OLD])
    assert used(store, both) == FIRST
    assert used(store, Cipher([NEW])) == FIRST  # sealed anew when it was read


def test_the_daily_round_seals_anew_and_counts_what_nothing_opens(store: Database) -> None:
    save(store, put(store, FIRST, Cipher([OLD])))
    save(store, put(store, SECOND, Cipher([Fernet.generate_key().decode()]), BOB))
    assert store.run_here(lambda c: api_keys.reseal(c, Cipher([NEW, OLD]))) == (1, 1)
    assert store.run_here(lambda c: api_keys.reseal(c, Cipher([NEW, OLD]))) == (0, 1)
    assert used(store, Cipher([NEW])) == FIRST
    with pytest.raises(LostError):
        used(store, Cipher([NEW]), BOB)


def test_who_writes_the_database_cannot_hand_a_key_to_somebody_else(store: Database) -> None:
    cipher = Cipher([NEW])
    save(store, put(store, FIRST, cipher))
    save(store, put(store, SECOND, cipher, BOB))
    swap = text(
        "UPDATE api_keys SET sealed = (SELECT sealed FROM api_keys WHERE person = 'U0ADA') WHERE person = 'U0BOB'"
    )
    store.run_here(lambda c: c.execute(swap))
    with pytest.raises(LostError):
        used(store, cipher, BOB)


def test_a_check_that_never_ended_is_swept(store: Database) -> None:
    cipher = Cipher([NEW])
    put(store, FIRST, cipher, now=10.0)
    save(store, put(store, SECOND, cipher, BOB, now=10.0))
    assert store.run_here(lambda c: api_keys.sweep(c, 10.0)) == 0
    assert store.run_here(lambda c: api_keys.sweep(c, 11.0)) == 1 and used(store, cipher, BOB) == SECOND


def test_an_opened_secret_shows_in_no_repr(tmp_path: Path) -> None:
    cipher = Cipher(keys.secret_keys((), tmp_path))
    opened = cipher.open(cipher.seal(FIRST, "T1:U0ADA"), "T1:U0ADA")
    assert opened.secret == FIRST and not opened.stale and FIRST not in repr(opened) and FIRST not in repr(cipher)


@pytest.mark.parametrize("sealed", ["", "x", "gAAAA" + "A" * 60, "ключ"])
def test_what_was_never_sealed_is_lost(sealed: str) -> None:
    with pytest.raises(LostError):
        Cipher([NEW]).open(sealed, "T1:U0ADA")
