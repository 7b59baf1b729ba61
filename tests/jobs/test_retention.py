"""What the engine's tables hold of jobs, and what a stop leaves behind, on both databases."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import cli
from bot.jobs import retention
from bot.jobs.machines import Machines
from bot.store import Database


@pytest.fixture
def store(url: str) -> Iterator[Database]:
    store = Database(url)
    yield store
    store.close()


def test_a_job_counts_while_it_waits_and_names_its_person_until_it_ended(start, url, store: Database) -> None:
    worker = start(url)
    worker.tell("hang", "h")
    worker.hear("hangs")
    queue = store.run_here(retention.queue)
    assert queue.depth == 1 and queue.oldest is not None and abs(time.time() - queue.oldest) < 30
    assert store.run_here(lambda c: retention.under_way(c, "h")) == 1
    assert store.run_here(lambda c: retention.under_way(c, "_")) == 0
    assert store.run_here(retention.scrub) == 0
    worker.kill()
    worker = start(url)
    assert worker.hear("done") == [("h", "again")]
    assert worker.end() == 0
    assert store.run_here(retention.queue) == retention.Queue(0, None)
    assert store.run_here(retention.scrub) == 1 and store.run_here(retention.scrub) == 0
    assert store.run_here(lambda c: retention.under_way(c, "h")) == 0


def test_a_job_that_rests_in_bad_weather_counts_from_when_it_was_accepted(start, url, store: Database, posts) -> None:
    worker = start(url)
    worker.tell("long-rest", "-")
    worker.tell("storm", "s")
    worker.hear("storm")
    accepted = time.time()
    worker.tell("answer", "a")
    worker.hear("done")
    while (queue := store.run_here(retention.queue)).depth > 1:
        pass
    assert queue.depth == 1 and queue.oldest is not None and queue.oldest <= accepted
    worker.kill()
    (posts.parent / "fair").touch()
    assert start(url).hear("done") == [("s", "again")]


def test_the_key_of_a_scrubbed_job_counts_once_all_the_same(start, url, store: Database, posts: Path) -> None:
    worker = start(url)
    worker.tell("broken", "b")
    worker.hear("gave-up")
    worker.tell("answer", "a")
    worker.hear("done")
    while store.run_here(retention.queue).depth:
        pass
    assert store.run_here(retention.scrub) == 2
    worker.tell("answer", "a", "c")
    worker.hear("done", 2)
    worker.tell("taken", "a")
    assert worker.hear("taken") == [("a", "True")]
    assert worker.end() == 0
    assert Counter(posts.read_text().split()) == {"a": 1, "c": 1}


def test_what_a_stop_could_not_finish_the_next_start_finishes(start, url, store: Database, posts: Path) -> None:
    worker = start(url)
    worker.tell("hang", "h")
    worker.hear("hangs")
    second = start(url) if url.startswith("postgresql") else None
    worker.tell("impatient", "now")
    assert worker.end() == 0
    assert (second or start(url)).hear("done") == [("h", "again")]
    assert posts.read_text().split() == ["h"]


@pytest.mark.postgres
def test_forgetting_from_the_command_line_reaches_the_jobs_on_postgres_too(
    start, postgres_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in os.environ if name.startswith(("GEMINI_", "SLACK_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GEMINI_DEBUG_DATABASE_URL", postgres_database)
    monkeypatch.setenv("GEMINI_DEBUG_DATA_DIR", str(tmp_path / "data"))
    assert cli.main(["forget", "U0ADA"]) == 0 and "nothing to delete" in capsys.readouterr().out
    worker = start(postgres_database)
    worker.tell("answer", "U0ADA")
    worker.hear("done")
    worker.tell("hang", "U0BOB")
    worker.hear("hangs")
    store = Database(postgres_database)
    while store.run_here(retention.queue).depth > 1:
        pass
    assert [cli.main(["forget", person]) for person in ("U0ADA", "U0BOB")] == [0, 1]
    assert "1 answer is still on the way" in capsys.readouterr().out
    inputs = store.run_here(lambda c: c.execute(text("SELECT inputs FROM dbos.workflow_input")).scalars().all())
    assert "U0ADA" not in str(inputs) and "U0BOB" in str(inputs)
    store.close()


@pytest.mark.postgres
def test_a_machine_that_is_long_gone_is_forgotten(postgres_database: str) -> None:
    machines = Machines(postgres_database, "me", beat=60)
    machines.start()
    store = Database(postgres_database)
    old = "INSERT INTO machine VALUES ('old', now() - interval '2 days'), ('late', now() - interval '1 hour')"
    store.run_here(lambda c: c.execute(text(old)))
    machines.beat()
    left = store.run_here(lambda c: c.execute(text("SELECT id FROM machine ORDER BY id")).scalars().all())
    assert left == ["late", "me"]
    machines.stop()
    store.close()
