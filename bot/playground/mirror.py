"""What the page of one person knows, and what has changed since it was told last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.playground.faults import Faults
from bot.playground.server import Slack
from bot.playground.values import Channel, File, Json, Message, View
from bot.playground.workspace import Workspace

LIMITED_METHOD, EVERY_METHOD = "chat.postMessage", "*"
_PREVIEW_LINES = 6
_MOST_PREVIEW = 1_200  # characters


@dataclass
class Mirror:
    """One open page. `changes` gives what it doesn't know yet, and takes it as told."""

    slack: Slack
    person: str
    with_journal: bool
    _state: Json = field(default_factory=dict)
    _messages: dict[str, Message] | None = None  # None: not told yet
    _records: dict[str, Any] | None = None

    def changes(self) -> Iterator[tuple[str, Json]]:
        """The name and content of each event that the page has to hear of."""
        state = state_json(self.slack, self.person)
        if state != self._state:
            self._state = state
            yield "state", state
        now = {_key(m): m for m in seen_by(self.slack.workspace, self.person)}
        told = self._messages or {}
        fresh = [
            {"key": key} | message_json(self.slack.workspace, message)
            for key, message in now.items()
            if told.get(key) is not message
        ]
        gone = [key for key in told if key not in now]
        if fresh or gone or self._messages is None:
            yield "messages", {"whole": self._messages is None, "set": fresh, "gone": gone}
            self._messages = now
        if self.with_journal:
            yield from self._journal()

    def _journal(self) -> Iterator[tuple[str, Json]]:
        journal = self.slack.journal
        calls = {f"call:{number}": call for number, call in enumerate(journal.calls)}
        now = calls | {f"delivery:{delivery.number}": delivery for delivery in journal.deliveries}
        told = self._records or {}
        fresh = [{"key": key} | _record_json(record) for key, record in now.items() if told.get(key) is not record]
        if fresh or self._records is None:
            yield "journal", {"whole": self._records is None, "set": fresh}
            self._records = now


def seen_by(workspace: Workspace, person: str) -> Iterator[Message]:
    """The messages of the conversations that the person is in, and what was shown to that person alone."""
    mine = {channel.id for channel in workspace.channels.values() if person in channel.members}
    yield from (m for m in workspace.messages.values() if m.channel in mine)
    yield from (m for m in workspace.ephemerals if m.only_for == person)


def state_json(slack: Slack, person: str) -> Json:
    """Everything but messages: who is there, where, the modals on the person's screen, the Home, the faults."""
    workspace = slack.workspace
    home = slack.workspace.homes.get(person)
    return {
        "me": person,
        "app": app_json(slack),
        "people": [{"id": p.id, "name": p.name} for p in workspace.people.values()],
        "bots": [{"id": b.id, "name": b.name, "user": b.user} for b in workspace.bots.values()],
        "channels": [_channel_json(workspace, c) for c in workspace.channels.values() if person in c.members],
        "views": [view_json(workspace.views[name]) for name in workspace.stacks.get(person, ())],
        "home": view_json(home) if home else None,
        "faults": faults_json(slack.faults),
        "snippet_over": slack.actor(person).snippet_over,
    }


def app_json(slack: Slack) -> Json:
    """The installed app as its manifest describes it."""
    app = slack.app
    features = app.manifest["features"]
    return {
        "user": app.bot_user,
        "name": app.name,
        "description": app.manifest.get("display_information", {}).get("description", ""),
        "has_home": bool(features.get("app_home", {}).get("home_tab_enabled")),
        "commands": [
            {key: command.get(key, "") for key in ("command", "description", "usage_hint")}
            for command in features.get("slash_commands", ())
        ],
        "shortcuts": [
            {key: shortcut.get(key, "") for key in ("name", "callback_id", "description")}
            for shortcut in features.get("shortcuts", ())
            if shortcut["type"] == "message"
        ],
        "scopes": list(app.scopes),
        "delivery": "signed HTTP" if slack.request_url else "Socket Mode",
    }


def faults_json(faults: Faults) -> dict[str, bool]:
    """The switches of the page, and which are on."""
    return {
        "double_delivery": faults.double_delivery,
        "retry_storm": faults.retry_storm,
        "rate_limited": faults.has(LIMITED_METHOD, "limited"),
        "slow": faults.has(EVERY_METHOD, "slow"),
        "refuses_blocks": bool(faults.refused_blocks),
    }


def message_json(workspace: Workspace, message: Message) -> Json:
    """A message as the page shows it."""
    return {
        "channel": message.channel,
        "ts": message.ts,
        "thread": message.thread,
        "user": message.user or (message.bot.id if message.bot else ""),
        "name": _author(workspace, message),
        "is_bot": message.bot is not None,
        "text": message.text,
        "blocks": list(message.blocks),
        "attachments": list(message.attachments),
        "files": [_file_json(file) for file in message.files],
        "edited": message.edited is not None,
        "reactions": [{"name": name, "count": len(users)} for name, users in message.reactions.items()],
        "subtype": message.subtype,
        "only_for": message.only_for,
    }


def view_json(view: View) -> Json:
    """A modal or a Home as the page shows it; `hash` changes with what it holds, not with what the app objected."""
    return {"id": view.id, "hash": view.hash, "body": view.body, "errors": dict(view.errors)}


def _author(workspace: Workspace, message: Message) -> str:
    if message.bot:
        return message.bot.name
    person = workspace.people.get(message.user or "")
    return person.name if person else "Slackbot"


def _channel_json(workspace: Workspace, channel: Channel) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "archived": channel.archived,
        "has_bot": workspace.has_bot(channel),
        "members": len(channel.members),
    }


def _file_json(file: File) -> Json:
    lines = file.text.splitlines() if file.mode == "snippet" else []
    preview = "\n".join(lines[:_PREVIEW_LINES])[:_MOST_PREVIEW]
    return {
        "id": file.id,
        "name": file.name,
        "filetype": file.filetype,
        "mode": file.mode,
        "size": len(file.content),
        "lines": len(lines),
        "preview": preview,
        "is_cut": len(lines) > _PREVIEW_LINES or len(preview) == _MOST_PREVIEW,
    }


def _record_json(record: Any) -> Json:
    if hasattr(record, "method"):
        return {
            "way": "in",
            "at": record.at,
            "name": record.method,
            "state": "ok" if record.ok else str(record.answer.get("error", record.status)),
            "ok": record.ok,
            "parts": {"arguments": record.args, "answer": record.answer, "HTTP status": record.status},
        }
    attempts = [f"{a.number}: {a.outcome}" for a in record.attempts]
    return {
        "way": "out",
        "at": record.at,
        "name": _kind(record.payload, record.event),
        "state": record.state + (f", {len(attempts)} times" if len(attempts) > 1 else ""),
        "ok": record.state in ("acknowledged", "under way"),
        "parts": {"payload": record.payload, "attempts": attempts, "answer": record.answer},
    }


def _kind(payload: Json, event: Json) -> str:
    """What a delivery is about, in the words of its payload."""
    name = event.get("type") or payload.get("command") or payload.get("type", "")
    actions = [action["action_id"] for action in payload.get("actions", ())]
    details = [event.get("subtype"), payload.get("callback_id"), *actions]
    return " · ".join([str(name), *(str(detail) for detail in details if detail)])


def _key(message: Message) -> str:
    return f"{message.channel}:{message.ts}:{message.only_for or ''}"
