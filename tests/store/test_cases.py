"""Cases, threads, channels and people are remembered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from bot.store import Database, cases, channels, people

KEY = "A1:T1:C1:100.1"
CASE = cases.id_of(KEY)


def place(ts: str = "100.1", thread: str = "100.1", *, asked: bool = False) -> cases.Place:
    return cases.Place("A1", "T1", "C1", ts, thread, "U1", "message", asked)


def found(cause: str | None = "quota-day") -> cases.Found:
    evidence = [{"text": "429", "start": 0, "end": 3}]
    return cases.Found("429 …", [], cause, "sure", "gemini-2.5-flash", evidence, ["quota-minute", "rate"])


def answer(store: Database, ts: str, cause: str, *, thread: str = "100.1", asked: bool = False, **more: Any) -> str:
    case_id = cases.id_of(ts)
    store.run_here(lambda c: cases.claim(c, case_id, ts, place(ts, thread, asked=asked), 1.0))
    store.run_here(lambda c: cases.describe(c, case_id, found(cause)))
    store.run_here(lambda c: cases.record(c, case_id, 2.0, reply_ts=f"r{ts}", **more))
    return case_id


def test_the_first_job_to_claim_a_case_has_it_and_keeps_it(store: Database) -> None:
    claims = [store.run_here(lambda c, job=job: cases.claim(c, CASE, job, place(), 1.0)) for job in (KEY, "edit", KEY)]
    assert claims == ["mine", "theirs", "mine"]


def test_what_was_said_and_where_is_found_again(store: Database) -> None:
    store.run_here(lambda c: cases.claim(c, CASE, KEY, place(), 1.0))
    store.run_here(lambda c: cases.describe(c, CASE, found()))
    kept = store.run_here(lambda c: cases.record(c, CASE, 2.0, reply_ts="100.2"))
    assert (
        store.run_here(lambda c: cases.at(c, "T1", "C1", "100.1"))
        == kept
        == store.run_here(lambda c: cases.find(c, CASE))
    )
    assert (kept.cause, kept.shown, kept.reply_ts, kept.answered, kept.gone) == (
        "quota-day",
        "quota-day",
        "100.2",
        2.0,
        None,
    )
    assert kept.evidence == [{"text": "429", "start": 0, "end": 3}] and kept.candidates == ["quota-minute", "rate"]


def test_what_nobody_kept_is_not_found(store: Database) -> None:
    assert store.run_here(lambda c: cases.find(c, "none")) is None
    assert store.run_here(lambda c: cases.at(c, "T1", "C1", "9.9")) is None


def test_of_several_cases_of_a_message_the_answered_one_is_found(store: Database) -> None:
    store.run_here(lambda c: cases.claim(c, "early", "x", place(), 0.5))
    store.run_here(lambda c: cases.claim(c, CASE, KEY, place(), 1.0))
    store.run_here(lambda c: cases.record(c, CASE, 2.0, reply_ts="100.2"))
    case = store.run_here(lambda c: cases.at(c, "T1", "C1", "100.1"))
    assert case and case.id == CASE


def test_of_silence_nothing_is_kept(store: Database) -> None:
    store.run_here(lambda c: cases.claim(c, CASE, KEY, place(), 1.0))
    store.run_here(lambda c: cases.release(c, CASE))
    assert store.run_here(lambda c: cases.find(c, CASE)) is None


def test_an_answered_case_is_not_released(store: Database) -> None:
    case_id = answer(store, "1.1", "quota-day")
    store.run_here(lambda c: cases.release(c, case_id))
    assert store.run_here(lambda c: cases.find(c, case_id))


def test_a_case_whose_message_was_deleted_before_it_was_claimed_is_gone(store: Database) -> None:
    store.run_here(lambda c: cases.bury(c, CASE, "deleted", place(), 1.0))
    assert store.run_here(lambda c: cases.claim(c, CASE, KEY, place(), 1.1)) == "gone"


def test_a_deletion_while_we_post_is_seen_when_we_record(store: Database) -> None:
    store.run_here(lambda c: cases.claim(c, CASE, KEY, place(), 1.0))
    buried = store.run_here(lambda c: cases.bury(c, CASE, "deleted", place(), 1.5))
    assert buried.reply_ts is None
    assert store.run_here(lambda c: cases.record(c, CASE, 2.0, reply_ts="100.2")).gone == 1.5


def test_of_a_deleted_message_the_text_is_dropped(store: Database) -> None:
    case_id = answer(store, "1.1", "quota-day")
    buried = store.run_here(lambda c: cases.bury(c, case_id, "deleted", place("1.1"), 3.0))
    assert (buried.text, buried.evidence, buried.reply_ts) == ("", None, "r1.1")


def test_in_a_thread_a_cause_is_said_once_and_a_new_one_again(store: Database) -> None:
    answer(store, "100.1", "quota-day")
    assert not store.run_here(lambda c: cases.may_speak(c, "T1", "C1", "100.1", "quota-day"))
    assert store.run_here(lambda c: cases.may_speak(c, "T1", "C1", "100.1", "api-key-invalid"))
    assert store.run_here(lambda c: cases.may_speak(c, "T1", "C1", "200.1", "quota-day"))


def test_in_a_thread_it_speaks_five_times_unasked_at_most(store: Database) -> None:
    answer(store, "100.0", "asked-cause", asked=True)
    for number in range(4):
        answer(store, f"100.{number + 1}", f"cause-{number}")
    assert store.run_here(lambda c: cases.may_speak(c, "T1", "C1", "100.1", "new"))
    answer(store, "100.9", "cause-9")
    assert not store.run_here(lambda c: cases.may_speak(c, "T1", "C1", "100.1", "new"))


def test_not_it_is_remembered_once_a_person(store: Database) -> None:
    case_id = answer(store, "1.1", "quota-day")
    for person, cause in [("U1", "quota-day"), ("U1", "quota-day"), ("U2", "quota-day"), ("U1", "rate")]:
        turned_down = store.run_here(lambda c, p=person, w=cause: cases.reject(c, case_id, w, p, 3.0))
    assert turned_down == ("quota-day", "rate") == store.run_here(lambda c: cases.rejected(c, case_id))
    store.run_here(lambda c: cases.show(c, case_id, "quota-minute"))
    case = store.run_here(lambda c: cases.find(c, case_id))
    assert case and case.shown == "quota-minute" and case.cause == "quota-day"


def test_a_private_answer_can_be_shown_in_the_channel(store: Database) -> None:
    case_id = answer(store, "1.1", "quota-day", private=True)
    store.run_here(lambda c: cases.stands_at(c, case_id, "C1", "5.1", "5.1", "5.2"))
    case = store.run_here(lambda c: cases.find(c, case_id))
    assert case and (case.parent_ts, case.thread, case.reply_ts, case.private) == ("5.1", "5.1", "5.2", False)


def test_old_cases_are_swept_with_what_hangs_on_them(store: Database) -> None:
    case_id = answer(store, "1.1", "quota-day")
    store.run_here(lambda c: cases.reject(c, case_id, "quota-day", "U1", 3.0))
    assert store.run_here(lambda c: cases.sweep(c, 1.0)) == 0
    assert store.run_here(lambda c: cases.sweep(c, 1.5)) == 1
    assert store.run_here(lambda c: (cases.find(c, case_id), cases.rejected(c, case_id))) == (None, ())


@pytest.mark.parametrize("words", [("quiet",), ("quiet", "listen")])
def test_a_channels_last_word_holds(store: Database, words: tuple[channels.State, ...]) -> None:
    assert store.run_here(lambda c: channels.state(c, "T1", "C1")) is None
    for word in words:
        store.run_here(lambda c, w=word: channels.say(c, "T1", "C1", w, "U1", 1.0))
    assert store.run_here(lambda c: channels.state(c, "T1", "C1")) == words[-1]
    assert store.run_here(lambda c: channels.state(c, "T1", "C2")) is None


def test_a_persons_last_choice_is_the_next_one(store: Database) -> None:
    assert store.run_here(lambda c: people.visibility(c, "T1", "U1")) == "channel"
    for chosen in ("channel", "me"):
        store.run_here(lambda c, w=chosen: people.choose(c, "T1", "U1", w, 1.0))  # type: ignore[arg-type]
    assert store.run_here(lambda c: people.visibility(c, "T1", "U1")) == "me"


def claimed(store: Database, ts: str, at: float) -> str:
    case_id = cases.id_of(ts)
    store.run_here(lambda c: cases.claim(c, case_id, case_id, place(ts, "1.0"), at))
    return case_id


def test_of_two_answers_on_their_way_the_first_to_be_ready_speaks_and_nothing_is_kept_of_the_other(
    store: Database,
) -> None:
    early, late = claimed(store, "1.1", 1.0), claimed(store, "1.2", 2.0)
    assert store.run_here(lambda c: cases.intend(c, late, found()))
    assert not store.run_here(lambda c: cases.intend(c, early, found()))
    assert store.run_here(lambda c: cases.intend(c, late, found()))  # its job runs again
    assert store.run_here(lambda c: cases.intend(c, early, found("model-not-found")))
    assert not store.run_here(lambda c: cases.may_speak(c, "T1", "C1", "1.0", "quota-day"))
    third = claimed(store, "1.3", 3.0)
    assert not store.run_here(lambda c: cases.intend(c, third, found()))
    kept = store.run_here(lambda c: cases.find(c, third))
    assert kept and (kept.cause, kept.text, kept.evidence, kept.candidates) == (None, "", None, None)


def test_of_many_answers_at_the_same_moment_one_speaks(store: Database) -> None:
    ids = [claimed(store, f"1.{number}", float(number)) for number in range(1, 7)]
    together = Barrier(len(ids))

    def speaks(case_id: str) -> bool:
        together.wait()
        return store.run_here(lambda c: cases.intend(c, case_id, found()))

    with ThreadPoolExecutor(len(ids)) as threads:
        assert sum(threads.map(speaks, ids)) == 1


def test_an_answer_to_what_is_gone_is_not_intended(store: Database) -> None:
    store.run_here(lambda c: cases.bury(c, CASE, "deleted", place(), 1.0))
    assert not store.run_here(lambda c: cases.intend(c, CASE, found()))


def test_what_is_gone_is_not_described_again(store: Database) -> None:
    store.run_here(lambda c: cases.bury(c, CASE, "deleted", place(), 1.0))
    assert not store.run_here(lambda c: cases.describe(c, CASE, found()))
