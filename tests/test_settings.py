"""Settings: what the environment may say, and what is said about it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot import settings
from bot.errors import UserError

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("GEMINI_", "SLACK_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GEMINI_DEBUG_DATA_DIR", str(tmp_path))


def given(monkeypatch: pytest.MonkeyPatch, **environment: str) -> settings.Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return settings.load()


def refused(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    with pytest.raises(UserError) as mistake:
        given(monkeypatch, **environment)
    return str(mistake.value)


def test_with_nothing_set_it_listens_everywhere_on_loopback_with_sqlite(tmp_path: Path) -> None:
    found = settings.load()
    assert (found.listen, found.host, found.port, found.retention_days) == ("all", "127.0.0.1", 3000, 30)
    assert found.database == f"sqlite:///{tmp_path}/gemini-debug.sqlite"
    assert not found.on_postgres and not found.socket_mode
    assert found.admins == found.alert_channels == found.teams == found.secret_key == ()


def test_without_a_data_dir_it_takes_the_platforms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GEMINI_DEBUG_DATA_DIR")
    assert settings.load().data_dir.name == "gemini-debug"


def test_slacks_own_names_have_no_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    found = given(
        monkeypatch, SLACK_BOT_TOKEN="xoxb-1-a", SLACK_APP_TOKEN="xapp-1-b", SLACK_API_URL="http://localhost:9/api"
    )
    assert found.socket_mode
    assert found.slack_bot_token and found.slack_bot_token.get_secret_value() == "xoxb-1-a"
    assert found.slack_api_url == "http://localhost:9/api/"


def test_an_unknown_name_with_our_prefix_stops_the_start_and_the_near_one_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    says = refused(monkeypatch, GEMINI_DEBUG_LISTENS="all", GEMINI_DEBUG_FOO="1", GEMINI_DEBUG_BOT_TOKEN="x")
    assert "no setting GEMINI_DEBUG_LISTENS. Did you mean GEMINI_DEBUG_LISTEN?" in says
    assert "no setting GEMINI_DEBUG_FOO. `gemini-debug doctor` lists all settings." in says
    assert "no setting GEMINI_DEBUG_BOT_TOKEN. Did you mean SLACK_BOT_TOKEN?" in says


def test_all_wrong_settings_are_named_at_once_without_their_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    says = refused(
        monkeypatch,
        GEMINI_DEBUG_PORT="http",
        SLACK_BOT_TOKEN="xoxp-secretsecret",
        GEMINI_DEBUG_SECRET_KEY="short-secret",
        GEMINI_DEBUG_ADMINS="alice",
        GEMINI_DEBUG_LISTEN="general",
        GEMINI_DEBUG_DATABASE_URL="mysql://u:secret@h/d",
        GEMINI_DEBUG_NOPE="1",
    )
    for name in ("PORT", "SECRET_KEY", "ADMINS", "LISTEN", "DATABASE_URL", "NOPE"):
        assert f"GEMINI_DEBUG_{name}" in says
    assert "SLACK_BOT_TOKEN is wrong: it begins with xoxb-" in says
    assert "secretsecret" not in says and "short-secret" not in says and "u:secret" not in says


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GEMINI_DEBUG_PORT", "tcp://10.0.0.1:3000"),
        ("GEMINI_DEBUG_PORT_3000_TCP", "tcp://10.0.0.1:3000"),
        ("GEMINI_DEBUG_PORT_3000_TCP_ADDR", "10.0.0.1"),
        ("GEMINI_DEBUG_SERVICE_HOST", "10.0.0.1"),
        ("GEMINI_DEBUG_SERVICE_PORT_HTTP", "3000"),
        ("GEMINI_DEBUG_DB_PORT", "tcp://10.0.0.2:5432"),
        ("GEMINI_DEBUG_DB_SERVICE_PORT", "5432"),
    ],
)
def test_what_kubernetes_injects_is_passed_over(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    assert given(monkeypatch, **{name: value}).port == 3000


def test_a_list_has_commas_or_blanks_and_may_be_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    found = given(
        monkeypatch, GEMINI_DEBUG_ADMINS="U01, U02 W03", GEMINI_DEBUG_ALERT_CHANNELS="", GEMINI_DEBUG_TEAMS=" "
    )
    assert found.admins == ("U01", "U02", "W03") and found.alert_channels == found.teams == ()


@pytest.mark.parametrize(
    ("value", "listen"), [("all", "all"), ("NONE", "none"), ("C01,G02", ("C01", "G02")), ("", "all")]
)
def test_it_listens_where_it_is_told(monkeypatch: pytest.MonkeyPatch, value: str, listen: object) -> None:
    assert given(monkeypatch, GEMINI_DEBUG_LISTEN=value).listen == listen


@pytest.mark.parametrize(
    ("value", "users"), [("ALL", "all"), ("none", "none"), ("U01 W02", ("U01", "W02")), ("", "none")]
)
def test_the_teams_key_is_nobodys_unless_it_is_said_whose(
    monkeypatch: pytest.MonkeyPatch, value: str, users: object
) -> None:
    assert given(monkeypatch, GEMINI_DEBUG_TEAM_KEY_USERS=value).team_key_users == users


def test_an_empty_value_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert given(monkeypatch, SLACK_APP_TOKEN="", GEMINI_DEBUG_PORT="").socket_mode is False


def test_a_line_break_at_the_end_of_a_token_is_no_part_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    token = given(monkeypatch, SLACK_BOT_TOKEN="xoxb-1-a\n").slack_bot_token
    assert token and token.get_secret_value() == "xoxb-1-a"


@pytest.mark.parametrize("start", ["postgres://", "postgresql://", "postgresql+psycopg://"])
def test_postgres_is_spelt_in_three_ways(monkeypatch: pytest.MonkeyPatch, start: str) -> None:
    found = given(monkeypatch, GEMINI_DEBUG_DATABASE_URL=start + "u:p@h/d")
    assert found.on_postgres and found.database == "postgresql://u:p@h/d"


def test_no_secret_shows_in_a_repr_or_where_settings_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    found = given(
        monkeypatch,
        SLACK_BOT_TOKEN="xoxb-123456789-verysecretabcd",
        SLACK_SIGNING_SECRET="short",
        GEMINI_DEBUG_SECRET_KEY=KEY,
        GEMINI_API_KEY="AIzaSyVerySecretVerySecretVerySecre1234",
        GEMINI_DEBUG_DATABASE_URL="postgresql://user:hunter2@db/x",
    )
    everything = repr(found) + str(found) + "".join(settings.shown(found, name) for name in settings.names())
    for secret in ("verysecret", "short", KEY[:20], "VerySecret", "hunter2"):
        assert secret not in everything
    assert settings.shown(found, "SLACK_BOT_TOKEN") == "bot token …abcd"
    assert settings.shown(found, "SLACK_SIGNING_SECRET") == "secret …"
    assert settings.shown(found, "GEMINI_API_KEY") == "AI Studio key …1234"
    assert settings.shown(found, "GEMINI_DEBUG_DATABASE_URL") == "postgresql://user:…@db/x"
    assert settings.shown(found, "GEMINI_DEBUG_ADMINS") == "empty"
    assert settings.shown(found, "GEMINI_DEBUG_SECRET_KEY") == "secret …MDE="
    assert (
        settings.shown(found, "SLACK_APP_TOKEN") == "not set" and settings.shown(found, "GEMINI_DEBUG_PORT") == "3000"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GEMINI_DEBUG_KNOWLEDGE_DIR", "/nowhere/at/all"),
        ("GEMINI_DEBUG_TEAM_KEY_FILE", "/nowhere/at/all"),
        ("GEMINI_DEBUG_TEAM_KEY_USERS", "C0123456789"),
        ("GEMINI_DEBUG_GEMINI_URL", "ftp://x"),
        ("SLACK_API_URL", "slack.com"),
        ("GEMINI_DEBUG_SECRET_KEY", "!" * 44),
        ("GEMINI_DEBUG_TEAMS", "acme"),
        ("GEMINI_DEBUG_ALERT_CHANNELS", "#alerts"),
        ("GEMINI_DEBUG_LOG_FORMAT", "xml"),
        ("GEMINI_DEBUG_REPLAY_CALLS", "0"),
    ],
)
def test_a_value_that_cannot_work_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    assert f"{name} is wrong: " in refused(monkeypatch, **{name: value})


def test_existing_places_are_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    key_file = tmp_path / "key"
    key_file.write_text("k")
    found = given(
        monkeypatch,
        GEMINI_DEBUG_KNOWLEDGE_DIR=str(tmp_path),
        GEMINI_DEBUG_TEAM_KEY_FILE=str(key_file),
        GEMINI_DEBUG_GEMINI_URL="http://localhost:1",
    )
    assert (found.knowledge_dir, found.team_key_file, found.gemini_url) == (tmp_path, key_file, "http://localhost:1/")


def test_a_key_in_no_base64_at_all_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "GEMINI_DEBUG_SECRET_KEY is wrong" in refused(monkeypatch, GEMINI_DEBUG_SECRET_KEY="ä" * 44)


def test_an_address_is_left_out_by_an_empty_value(monkeypatch: pytest.MonkeyPatch) -> None:
    assert given(monkeypatch, GEMINI_DEBUG_GEMINI_URL="").gemini_url is None
