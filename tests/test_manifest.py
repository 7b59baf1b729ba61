"""The manifest asks for what the code listens to, and for nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import bot
from bot import manifest
from bot.errors import UserError
from bot.listeners import LISTENERS
from bot.places import place
from bot.reply import answer as words_of_answers
from bot.reply import home, preferences, replay_button, replay_slack
from bot.reply.modal import CALLBACK

SCHEMA = Path(__file__).parents[2] / "shared/reference/slack-manifest.schema.json"

# Which event needs which scope: https://docs.slack.dev/reference/events
EVENT_SCOPE = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
}
# Which method of the Web API, or entrance, needs which scope.
USE_SCOPE = {
    "chat_postMessage": "chat:write",
    "files_info": "files:read",
    "files_upload_v2": "files:write",
    "conversations_replies": "channels:history",
}


def made(http: str | None = None, listen: bool = True) -> Any:
    return yaml.safe_load(manifest.text(http, listen))


@pytest.mark.parametrize(
    "how", [(None, True), (None, False), ("https://bot.example.com", True), ("https://bot.example.com/x/y", False)]
)
def test_every_variant_is_valid_by_slacks_own_schema(how: tuple[str | None, bool]) -> None:
    told = made(*how)
    assert set(told) == {"_metadata", "display_information", "features", "oauth_config", "settings"}
    if SCHEMA.exists():  # it lies beside the project, not in it
        jsonschema.validate(told, json.loads(SCHEMA.read_text()))


def test_the_printed_manifest_for_socket_mode_is_the_file() -> None:
    assert manifest.text() == place("manifest.yml").read_text()


def test_every_listener_has_its_event_command_shortcut_or_interactivity() -> None:
    told = made()
    events = {event.partition(".")[0] for event in told["settings"]["event_subscriptions"]["bot_events"]}
    wanted: dict[str, set[str]] = {"event": set(), "command": set(), "shortcut": set(), "view": set(), "action": set()}
    for kind, what, _ in LISTENERS:
        name = what["type"] if isinstance(what, dict) else what.pattern if isinstance(what, re.Pattern) else what
        wanted[kind].add(name)
    assert wanted["event"] == events
    assert wanted["command"] == {command["command"] for command in told["features"]["slash_commands"]}
    assert wanted["shortcut"] == {shortcut["callback_id"] for shortcut in told["features"]["shortcuts"]}
    assert told["settings"]["interactivity"]["is_enabled"]
    assert wanted["view"] == {CALLBACK, preferences.CALLBACK, replay_slack.SEND, replay_slack.CONFIRM}


def test_every_button_of_an_answer_has_its_listener() -> None:
    names = [what for kind, what, _ in LISTENERS if kind == "action"]
    answers = words_of_answers
    for button in (
        home.EXPORT,
        home.FORGET,
        answers.NOT_IT,
        answers.DETAILS,
        answers.REMOVE,
        answers.SHOW,
        f"{answers.ANSWER}0",
        replay_button.REPLAY,
        replay_slack.STOP,
        replay_slack.REPORT,
        replay_slack.DETAILS,
        f"{replay_slack.COPY}python",
    ):
        assert any(re.fullmatch(name, button) for name in names), button


def test_every_event_has_its_scope_and_every_scope_its_use() -> None:
    told = made()
    scopes = set(told["oauth_config"]["scopes"]["bot"])
    events = set(told["settings"]["event_subscriptions"]["bot_events"])
    needed = {scope for event in events if (scope := EVENT_SCOPE[event])}
    assert needed <= scopes
    code = "".join(
        path.read_text() for path in Path(bot.__file__).parent.rglob("*.py") if "playground" not in path.parts
    )
    used = {scope for method, scope in USE_SCOPE.items() if f"client.{method}(" in code}
    assert needed | used | {"commands"} == scopes


def test_every_scope_has_its_reason_beside_it() -> None:
    lines = manifest.text().splitlines()
    start = lines.index("    bot:")
    scopes = [line for line in lines[start + 1 :] if line.startswith("      - ")][
        : len(made()["oauth_config"]["scopes"]["bot"])
    ]
    assert scopes and all(re.fullmatch(r"      - [a-z_]+:?[a-z]* # .{10,}", line) for line in scopes)


def test_for_http_every_address_is_filled_in() -> None:
    told, url = made("https://bot.example.com/"), "https://bot.example.com/slack/events"
    assert told["settings"]["socket_mode_enabled"] is False
    assert told["settings"]["event_subscriptions"]["request_url"] == url
    assert told["settings"]["interactivity"]["request_url"] == url
    assert [command["url"] for command in told["features"]["slash_commands"]] == [url]
    assert made("https://bot.example.com/elsewhere")["settings"]["interactivity"]["request_url"].endswith("/elsewhere")


def test_without_listening_only_what_is_said_to_the_bot_is_asked_for() -> None:
    told = made(listen=False)
    assert told["settings"]["event_subscriptions"]["bot_events"] == ["app_home_opened", "app_mention", "message.im"]
    assert "request_url" not in told["settings"]["event_subscriptions"]


@pytest.mark.parametrize(
    "url", ["http://bot.example.com", "bot.example.com", "https://", "https://a b", 'https://a/"x', "https://a/\nb"]
)
def test_an_address_that_slack_cannot_call_is_refused(url: str) -> None:
    with pytest.raises(UserError, match=r"https://bot.example.com"):
        manifest.text(url)


def test_files_that_travel_along_are_found_in_a_checkout_and_in_a_wheel(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from bot import places

    assert place("knowledge").is_dir()
    installed = tmp_path / "site-packages/bot"
    installed.mkdir(parents=True)
    (installed.parent / "knowledge").mkdir()
    monkeypatch.setattr(places, "__file__", str(installed / "places.py"))
    assert place("knowledge") == installed / "knowledge"
