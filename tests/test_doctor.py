"""The doctor names what is missing, a line each, and shows all settings."""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from aiohttp import web

from bot import app, doctor, settings
from bot.errors import UserError
from bot.jobs.lock import Lock
from bot.playground.server import Slack
from bot.store import Database, keys

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("GEMINI_", "SLACK_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GEMINI_DEBUG_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("GEMINI_DEBUG_GEMINI_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("GEMINI_DEBUG_PORT", "0")


def given(monkeypatch: pytest.MonkeyPatch, **environment: str) -> settings.Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return settings.load()


async def looked(found: settings.Settings) -> dict[bool | None, str]:
    lines = await doctor.lines(found)
    return {ok: "\n".join(str(line) for line in lines if line.ok is ok) for ok in (True, False, None)}


async def test_a_bot_that_can_serve_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Slack() as slack, Slack().hosting(web.Application()) as gemini:
        found = given(
            monkeypatch,
            SLACK_BOT_TOKEN=slack.bot_token,
            SLACK_APP_TOKEN=slack.app_token,
            SLACK_API_URL=slack.api_url,
            GEMINI_DEBUG_GEMINI_URL=gemini,
        )
        said = await looked(found)
    assert said[False] == said[None] == ""
    for word in ("entries", "opens", "every scope", "Socket Mode: Slack opens", "can be reached"):
        assert word in said[True]


async def test_a_token_that_lacks_a_scope_is_named_with_the_scope(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Slack(withheld=frozenset({"files:read"})) as slack:
        found = given(
            monkeypatch,
            SLACK_BOT_TOKEN=slack.bot_token,
            SLACK_SIGNING_SECRET=slack.signing_secret,
            SLACK_API_URL=slack.api_url,
        )
        said = await looked(found)
    assert "the token lacks files:read." in said[False] and "/slack/events" in said[True]
    assert "can't be reached" in said[None]


async def test_wrong_tokens_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Slack() as slack:
        found = given(monkeypatch, SLACK_BOT_TOKEN="xoxb-no", SLACK_APP_TOKEN="xapp-no", SLACK_API_URL=slack.api_url)
        said = await looked(found)
    assert "refuses SLACK_BOT_TOKEN" in said[False] and "refuses SLACK_APP_TOKEN" in said[False]


async def test_a_slack_that_cannot_be_reached_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    said = await looked(given(monkeypatch, SLACK_BOT_TOKEN="xoxb-1", SLACK_API_URL="http://127.0.0.1:9/api/"))
    assert "Slack can't be reached" in said[False] and "set SLACK_APP_TOKEN" in said[False]


async def test_with_nothing_set_every_thing_has_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    said = await looked(given(monkeypatch, GEMINI_DEBUG_DATABASE_URL="postgresql://127.0.0.1:9/d"))
    for word in (
        "GEMINI_DEBUG_SECRET_KEY",
        "Database: it can't be opened",
        "SLACK_BOT_TOKEN is not set",
        "set SLACK_APP_TOKEN",
    ):
        assert word in said[False]


async def test_a_key_file_that_others_may_read_or_nobody_can_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = given(monkeypatch)
    assert "the first start makes" in (await looked(found))[True]
    file = tmp_path / "data" / keys.FILE
    keys.secret_keys((), tmp_path / "data")
    assert f"Secret key: {file}." in (await looked(found))[True]
    file.chmod(0o644)
    assert "chmod 600" in (await looked(found))[None]
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "can't be read" in (await looked(found))[False]


async def test_the_file_of_the_teams_key_has_a_line_and_the_key_is_never_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "Team's key" not in str(await looked(given(monkeypatch)))
    file, key = tmp_path / "team.key", "AIzaSy" + "k" * 29 + "wxyz"
    file.write_text(f"{key}\n")
    file.chmod(0o600)
    said = await looked(given(monkeypatch, GEMINI_DEBUG_TEAM_KEY_FILE=str(file)))
    assert "nobody may use it" in said[None] and "GEMINI_DEBUG_TEAM_KEY_USERS" in said[None]
    for users, whom in (("all", "everybody of the workspace"), ("U0ADA,U0BOB", "2 people")):
        said = await looked(given(monkeypatch, GEMINI_DEBUG_TEAM_KEY_USERS=users))
        assert f"Team's key: {file}, for {whom}." in said[True] and key not in str(said)
    file.chmod(0o640)
    assert f"others may read {file}. chmod 600 it." in (await looked(settings.load()))[None]
    for content in (b" \n", b"\xff\xfe"):
        file.write_bytes(content)
        assert f"Team's key: {file} holds no key" in (await looked(settings.load()))[None]
    found = settings.load()
    monkeypatch.delenv("GEMINI_DEBUG_TEAM_KEY_FILE")
    assert "Set GEMINI_DEBUG_TEAM_KEY_FILE" in (await looked(settings.load()))[None]
    file.unlink()
    assert f"Team's key: {file} can't be read" in (await looked(found))[None]


async def test_with_postgres_a_given_key_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    found = given(monkeypatch, GEMINI_DEBUG_DATABASE_URL="postgresql://127.0.0.1:9/d", GEMINI_DEBUG_SECRET_KEY=KEY)
    said = await looked(found)
    assert "Secret key: 1 in GEMINI_DEBUG_SECRET_KEY" in said[True] and KEY not in str(said)


async def test_an_address_that_is_taken_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as one:
        port = one.getsockname()[1]
        said = await looked(given(monkeypatch, GEMINI_DEBUG_PORT=str(port)))
    assert f"127.0.0.1:{port} can't be had" in said[None]


async def test_a_database_of_a_newer_version_is_named_and_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = given(monkeypatch)
    store = Database(found.database)
    store.migrate()
    store.run_here(lambda c: c.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'"))
    assert "a newer gemini-debug" in (await looked(found))[False]
    with pytest.raises(UserError, match="A newer gemini-debug"):
        app.migrate(store)
    store.close()


@pytest.mark.parametrize(
    ("ahead", "mode", "ok"), [(10, "http", True), (100, "http", None), (400, "http", False), (-400, "socket", None)]
)
async def test_a_clock_that_differs_from_slacks_is_named(
    monkeypatch: pytest.MonkeyPatch, ahead: int, mode: str, ok: bool | None
) -> None:
    class Ahead(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + timedelta(seconds=ahead)

    monkeypatch.setattr(doctor, "datetime", Ahead)
    async with Slack() as slack:
        way = {"SLACK_APP_TOKEN": slack.app_token} if mode == "socket" else {"SLACK_SIGNING_SECRET": "s"}
        found = given(monkeypatch, SLACK_BOT_TOKEN=slack.bot_token, SLACK_API_URL=slack.api_url, **way)
        said = await looked(found)
    assert ("Clock: it differs" in "".join(said.values())) is (ok is not True)
    assert ok is True or "Clock: it differs" in said[ok]


def test_an_answer_without_its_date_says_nothing_of_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(doctor._clock(given(monkeypatch), "")) == []


async def test_teams_that_leave_out_the_bots_own_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Slack() as slack:
        more = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API_URL": slack.api_url, "GEMINI_DEBUG_TEAMS": "T0OTHER"}
        said = await looked(given(monkeypatch, **more))
    assert "GEMINI_DEBUG_TEAMS leaves out" in said[False]


async def test_broken_entries_are_missing_knowledge(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own/one.md").write_text("nothing")
    said = await looked(given(monkeypatch, GEMINI_DEBUG_KNOWLEDGE_DIR=str(tmp_path / "own")))
    assert "one.md" in said[False]


async def test_a_bot_at_work_on_the_same_file_is_noted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = given(monkeypatch)
    lock = Lock(tmp_path / "data/gemini-debug.sqlite.lock")
    said = await looked(found)
    lock.release()
    assert "Another gemini-debug already works" in said[None]


def test_all_settings_are_shown_and_no_secret(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given(
        monkeypatch,
        GEMINI_DEBUG_SECRET_KEY=KEY,
        SLACK_SIGNING_SECRET="0123456789abcdef0123",
        SLACK_API_URL="http://127.0.0.1:9/api/",
    )
    assert doctor.run() == 2
    printed = capsys.readouterr().out
    assert all(name in printed for name in settings.names())
    assert KEY not in printed and "0123456789abcdef" not in printed and "…MDE=" in printed


def test_wrong_settings_are_lines_too(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("GEMINI_DEBUG_PORT", "x")
    monkeypatch.setenv("GEMINI_DEBUG_NOPE", "x")
    assert doctor.run() == 2
    assert capsys.readouterr().out.count("MISSING") == 2


def test_it_ends_well_when_nothing_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def well(_: settings.Settings) -> list[doctor.Line]:
        return [doctor.Line(True, "all"), doctor.Line(None, "but Gemini")]

    monkeypatch.setattr(doctor, "lines", well)
    assert doctor.run() == 0 and "note     but Gemini" in capsys.readouterr().out
