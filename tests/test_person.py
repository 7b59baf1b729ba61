"""`gemini-debug forget USER`, beside a bot at work and without one."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from pathlib import Path

import pytest

from bot import cli, person, settings
from bot.errors import UserError
from bot.jobs import retention
from bot.playground.server import Slack
from bot.store import Database, api_keys
from bot.store.keys import Cipher, secret_keys
from tests.forks import child

PASTE = (
    "google.genai.errors.ClientError: 400 INVALID_ARGUMENT. {'error': {'code': 400, 'message': 'API key not valid. "
    "Please pass a valid API key.', 'status': 'INVALID_ARGUMENT'}}"
)


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("GEMINI_", "SLACK_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GEMINI_DEBUG_DATA_DIR", str(tmp_path / "data"))


def test_where_the_bot_never_ran_there_is_nothing_to_delete(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["forget", "U0123456789"]) == 0
    assert capsys.readouterr().out == "There was nothing to delete.\n"


@pytest.mark.parametrize("user", ["ada", "@ada", "C0123456789", "U1' OR 1=1", "<@U0123456789|ada> and more"])
def test_who_is_named_otherwise_than_by_an_id_is_refused(user: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["forget", user]) == 2
    assert "Copy member ID" in capsys.readouterr().err


def test_a_database_that_is_away_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_DEBUG_DATABASE_URL", "postgresql://127.0.0.1:9/d")
    with pytest.raises(UserError, match="can't be opened"):
        person.run(settings.load(), "U0123456789")


def test_a_database_of_an_older_version_is_to_be_brought_up_first(capsys: pytest.CaptureFixture[str]) -> None:
    store = Database(settings.load().database)
    store.migrate("0002")
    store.run_here(lambda c: c.exec_driver_sql("CREATE TABLE workflow_status (workflow_uuid TEXT)"))
    store.close()
    assert cli.main(["forget", "U0123456789"]) == 2
    assert "Start this one once" in capsys.readouterr().err


def test_a_stored_key_is_shown_by_kind_and_last_four_and_deleted(capsys: pytest.CaptureFixture[str]) -> None:
    found, key = settings.load(), "AIzaSy" + "k" * 29 + "wxyz"
    store = Database(found.database)
    store.migrate()
    for table in ("workflow_status", "workflow_input", "workflow_output", "operation_outputs"):
        made = f"CREATE TABLE {table} (workflow_uuid TEXT, status TEXT, inputs TEXT, created_at INTEGER)"
        store.run_here(lambda c, made=made: c.exec_driver_sql(made))
    cipher = Cipher(secret_keys((), found.data_dir))
    store.run_here(lambda c: api_keys.put(c, cipher, "T1", "U0ADA", key, "AI Studio key", 1.0))
    assert person.run(found, "U0ADA", show=True) == 0
    [shown] = json.loads(capsys.readouterr().out)["keys"]
    assert shown == {"kind": "AI Studio key", "last_four": "wxyz", "state": "checking", "created": 1.0, "checked": None}
    assert person.run(found, "U0ADA") == 0 and "Deleted: 1 API key" in capsys.readouterr().out
    assert store.run_here(lambda c: c.exec_driver_sql("SELECT count(*) FROM api_keys").scalar()) == 0
    store.close()


async def test_everything_of_a_person_is_shown_then_deleted_beside_the_bot_at_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    async with Slack(rate_limits=False) as slack:
        for name, value in {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "GEMINI_DEBUG_PORT": "0",
        }.items():
            monkeypatch.setenv(name, value)
        code = "from bot import app, settings; app.serve(settings.load())"
        bot = await child("-c", code)
        try:
            await slack.connected(within=30)
            ada, general = slack.person("ada"), slack.channel("general")
            message = await ada.writes(general, PASTE)
            await slack.thread(message, count=1, within=10)
            await _until_nothing_is_under_way(ada.id)
            assert person.run(settings.load(), f"<@{ada.id}|ada>", show=True) == 0
            assert [case["text"] for case in json.loads(capsys.readouterr().out)["cases"]] == [PASTE]
            slack.faults.slow("chat.postMessage", 60)
            later = await ada.writes(general, PASTE)
            await slack.thread(later, count=1, within=10)
            assert person.run(settings.load(), ada.id) == 1
            assert "1 answer is still on the way" in capsys.readouterr().out
            await slack.clock.advance(60)
            await _until_nothing_is_under_way(ada.id)
            assert person.run(settings.load(), ada.id) == 0
        finally:
            bot.terminate()
            await bot.wait()
    with sqlite3.connect(tmp_path / "data/gemini-debug.sqlite") as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        everything = repr([connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names])
    connection.close()
    assert ada.id not in everything and "API key not valid" not in everything and general.id in everything


async def _until_nothing_is_under_way(user: str) -> None:
    store = Database(settings.load().database)
    async with asyncio.timeout(10):
        while store.run_here(lambda c: retention.under_way(c, user)):  # noqa: ASYNC110  the other process tells nobody
            await asyncio.sleep(0.02)
    store.close()
