"""The bot of the playground knows nothing of a person's real workspaces."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot import app
from bot.errors import UserError
from bot.playground.given import closed_world, settings
from bot.playground.server import Slack

REAL = {
    "SLACK_BOT_TOKEN": "xoxb-real",
    "SLACK_APP_TOKEN": "xapp-real",
    "SLACK_CLIENT_ID": "1.2",
    "GEMINI_DEBUG_LISTEN": "none",
    "GEMINI_DEBUG_DATABASE_URL": "postgresql://h/d",
    "GEMINI_DEBUG_PORT": "no number",
    "GEMINI_API_KEY": "AIza",
}


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in REAL.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize("over_http", [False, True])
def test_settings_hold_what_the_fake_gives_and_nothing_of_the_environment(over_http: bool, tmp_path: Path) -> None:
    slack = Slack()
    found = settings(slack, tmp_path, over_http)
    assert found.slack_bot_token and found.slack_bot_token.get_secret_value() == slack.bot_token
    assert found.slack_api_url == slack.api_url
    assert found.socket_mode is not over_http
    assert found.database == f"sqlite:///{tmp_path / 'gemini-debug.sqlite'}"
    assert (found.listen, found.gemini_api_key, found.knowledge_dir) == ("all", None, None)


def test_a_writer_of_entries_sees_their_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GEMINI_DEBUG_KNOWLEDGE_DIR", str(tmp_path))
    (tmp_path / "ours.md").write_text("no front matter")
    with pytest.raises(UserError, match=r"ours\.md"):
        app.entries(settings(Slack(), tmp_path, False))


def test_what_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GEMINI_DEBUG_KNOWLEDGE_DIR", str(tmp_path / "no"))
    monkeypatch.setenv("GEMINI_DEBUG_MODELS_FILE", str(tmp_path / "no.json"))
    with pytest.raises(UserError) as mistake:
        settings(Slack(), tmp_path, False)
    assert str(mistake.value).split("\n") == [
        f"GEMINI_DEBUG_KNOWLEDGE_DIR is wrong: there is no folder {tmp_path / 'no'}.",
        f"GEMINI_DEBUG_MODELS_FILE is wrong: there is no file {tmp_path / 'no.json'}.",
    ]


def test_a_writer_of_rows_of_models_sees_their_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "models.json"
    file.write_text('{"models": [{"id": "ours", "state": "current"}]}')
    monkeypatch.setenv("GEMINI_DEBUG_MODELS_FILE", str(file))
    known = app.entries(settings(Slack(), tmp_path, False)).models
    assert known is not None and "ours" in known.rows


@pytest.mark.usefixtures("real")
def test_tokens_and_proxies_are_out_of_sight_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    before = dict(os.environ)
    with closed_world() as whole:
        assert whole == before
        assert not [name for name in os.environ if name.startswith("SLACK_") or name == "https_proxy"]
        assert os.environ["PATH"] == before["PATH"]
    assert dict(os.environ) == before
