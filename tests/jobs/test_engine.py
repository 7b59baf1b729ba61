"""What is accepted is done, once, whatever dies."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest
from dbos import DBOS

from bot.errors import UserError
from bot.jobs.lock import Lock


def test_what_is_accepted_is_done_and_a_key_counts_once(start, url, posts: Path) -> None:
    worker = start(url)
    worker.tell("answer", "a", "b", "a", "a")
    worker.hear("kept", 4)
    assert sorted(worker.hear("done", 2)) == [("a", "first"), ("b", "first")]
    worker.tell("taken", "a", "never")
    assert worker.hear("taken", 2) == [("a", "True"), ("never", "False")]
    assert worker.end() == 0
    assert Counter(posts.read_text().split()) == {"a": 1, "b": 1}


def test_after_kill_9_everything_acknowledged_is_done_once_by_the_next_start(
    start, tmp_path: Path, posts: Path
) -> None:
    url = f"sqlite:///{tmp_path}/jobs.sqlite"
    acknowledged: set[str] = set()
    for life in range(4):
        worker = start(url)
        worker.tell("answer", *(f"{life}-{number}" for number in range(25)))
        worker.hear("kept", 8 + 4 * life)
        worker.kill()
        acknowledged |= {line[1] for line in worker.said if line[0] == "kept"}
    worker = start(url)
    done: set[str] = set(posts.read_text().split())
    while not acknowledged <= done:
        worker.hear("done", len([line for line in worker.said if line[0] == "done"]) + 1)
        done |= set(posts.read_text().split())
    assert worker.end() == 0
    counted = Counter(posts.read_text().split())
    assert acknowledged <= set(counted) and set(counted.values()) == {1}


@pytest.mark.postgres
def test_of_two_machines_one_finishes_what_the_other_was_killed_with(
    start, postgres_database: str, posts: Path
) -> None:
    first, second = start(postgres_database), start(postgres_database)
    first.tell("answer", *(f"k{number}" for number in range(40)))
    first.hear("kept", 12)
    first.kill()
    acknowledged = {line[1] for line in first.said if line[0] == "kept"}
    left = acknowledged - {line[1] for line in first.said if line[0] == "done"}
    assert left
    while not left <= {line[1] for line in second.said if line[0] == "done"}:
        second.hear("done", len([line for line in second.said if line[0] == "done"]) + 1)
    assert second.end() == 0
    counted = Counter(posts.read_text().split())
    assert acknowledged <= set(counted) and set(counted.values()) == {1}


def test_the_weather_is_tried_again_and_a_bug_is_given_up_at_once(start, url) -> None:
    worker = start(url)
    worker.tell("weather", "w")
    worker.tell("broken", "b")
    assert worker.hear("done") == [("w", "again")]
    assert worker.hear("gave-up") == [("b", "ValueError")]
    assert worker.end() == 0


def test_a_job_that_rests_in_bad_weather_outlasts_more_restarts_than_a_crash_would_take(
    start, tmp_path: Path, posts: Path
) -> None:
    url = f"sqlite:///{tmp_path}/jobs.sqlite"
    worker = start(url)
    worker.tell("storm", "s")
    worker.hear("storm")
    for _ in range(6):
        worker.kill()
        worker = start(url)
        worker.hear("storm")
    (posts.parent / "fair").touch()
    assert worker.hear("done") == [("s", "again")]
    assert worker.end() == 0
    assert posts.read_text().split() == ["s"]


def test_a_stop_does_not_wait_for_who_rests(start, tmp_path: Path, posts: Path) -> None:
    url = f"sqlite:///{tmp_path}/jobs.sqlite"
    worker = start(url)
    worker.tell("long-rest", "now")
    worker.tell("storm", "s")
    worker.hear("storm")
    worker.tell("taken", "s")
    worker.hear("taken")
    began = time.monotonic()
    assert worker.end() == 0
    assert time.monotonic() - began < 4.5  # the worker's patience is 5 s
    worker = start(url)
    (posts.parent / "fair").touch()
    assert worker.hear("done") == [("s", "again")]


def test_the_private_call_for_taking_over_still_exists() -> None:
    assert callable(DBOS._recover_pending_workflows)


def test_a_second_process_on_the_same_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "made/x.lock")
    with pytest.raises(UserError, match=r"Another gemini-debug already works on .*made"):
        Lock(tmp_path / "made/x.lock")
    lock.release()
    Lock(tmp_path / "made/x.lock").release()
