"""Which events a happening gives, and what they look like."""

from __future__ import annotations

import secrets

from bot.playground.app import App
from bot.playground.faults import Faults
from bot.playground.values import Channel, Json, Message, View
from bot.playground.wire import channel_letter, message_json, view_json
from bot.playground.workspace import Workspace

Event = tuple[str, Json]  # the name in the manifest's bot_events, and the event itself

_MESSAGE_EVENTS = {"channel": "message.channels", "group": "message.groups", "im": "message.im", "mpim": "message.mpim"}

# event → the scopes of which one is needed
SCOPES: dict[str, tuple[str, ...]] = {
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "app_mention": ("app_mentions:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "reaction_added": ("reactions:read",),
    "app_home_opened": (),
}


def is_wanted(app: App, name: str) -> bool:
    """True when the manifest subscribes to the event and the bot has a scope for it."""
    scopes = SCOPES[name]
    return name in app.events and (not scopes or any(s in app.scopes for s in scopes))


def posted(workspace: Workspace, message: Message, faults: Faults) -> list[Event]:
    """The events of a new message: `message`, and `app_mention` when it names the bot outside direct messages."""
    channel = workspace.channels[message.channel]
    body = message_json(workspace, message) | _place(channel, message.ts)
    if faults.file_stubs and message.files:
        body["files"] = [{"id": f.id, "mode": "file_access", "file_access": "check_file_info"} for f in message.files]
    if faults.text_mode and message.user in workspace.people:
        body.pop("blocks", None)
    events: list[Event] = [(_MESSAGE_EVENTS[channel.kind], body)]
    is_system = message.subtype in ("channel_join", "group_join")
    if f"<@{workspace.app.bot_user}>" in message.text and channel.kind != "im" and not is_system:
        left_out = {"channel_type", "client_msg_id", "subtype", "upload"}
        if not faults.mention_files:
            left_out.add("files")
        mention = {key: value for key, value in body.items() if key not in left_out} | {"type": "app_mention"}
        events.append(("app_mention", mention))
    return events[::-1] if faults.mention_first else events


def changed(workspace: Workspace, message: Message, before: Json) -> list[Event]:
    """The event of an edit or an unfurl: `message_changed` with a ts of its own; `before` as message_json gave it."""
    channel = workspace.channels[message.channel]
    ts = workspace.ts()
    after = message_json(workspace, message)
    event = {"type": "message", "subtype": "message_changed", "hidden": True, "ts": ts, "message": after}
    return [(_MESSAGE_EVENTS[channel.kind], event | {"previous_message": before} | _place(channel, ts))]


def deleted(workspace: Workspace, message: Message, before: Json) -> list[Event]:
    """The event of a deletion: `message_deleted` with a ts of its own."""
    channel = workspace.channels[message.channel]
    ts = workspace.ts()
    event = {"type": "message", "subtype": "message_deleted", "hidden": True, "ts": ts, "deleted_ts": message.ts}
    return [(_MESSAGE_EVENTS[channel.kind], event | {"previous_message": before} | _place(channel, ts))]


def joined(workspace: Workspace, channel: Channel, user: str) -> list[Event]:
    """The event of somebody, perhaps the bot, joining a channel."""
    event = {
        "type": "member_joined_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": channel_letter(channel),
        "team": workspace.app.team,
        "event_ts": workspace.ts(),
    }
    return [("member_joined_channel", event)]


def home_opened(workspace: Workspace, user: str, tab: str, view: View | None) -> list[Event]:
    """The event of a person looking at the app's Home (`tab` home) or Messages (`tab` messages)."""
    event: Json = {"type": "app_home_opened", "user": user, "channel": workspace.dm(user).id, "tab": tab}
    if view and tab == "home":
        event["view"] = view_json(workspace, view)
    return [("app_home_opened", event | {"event_ts": workspace.ts()})]


def reacted(workspace: Workspace, message: Message, user: str, name: str) -> list[Event]:
    """The event of a reaction."""
    item = {"type": "message", "channel": message.channel, "ts": message.ts}
    event: Json = {"type": "reaction_added", "user": user, "reaction": name, "item": item}
    if message.user:
        event["item_user"] = message.user
    return [("reaction_added", event | {"event_ts": workspace.ts()})]


def callback(app: App, event: Json, now: float) -> Json:
    """The event in its outer shell, with an event_id of its own."""
    authorization = {"enterprise_id": None, "team_id": app.team, "user_id": app.bot_user, "is_bot": True}
    return {
        "token": app.verification,
        "team_id": app.team,
        "context_team_id": app.team,
        "context_enterprise_id": None,
        "api_app_id": app.id,
        "event": event,
        "type": "event_callback",
        "event_id": "Ev" + secrets.token_hex(5).upper(),
        "event_time": int(now),
        "authorizations": [authorization | {"is_enterprise_install": False}],
        "is_ext_shared_channel": False,
        "event_context": "4-" + secrets.token_hex(8),
    }


def shared(payload: Json) -> Json:
    """The same happening as it is told once more, for the other workspace that shares the channel."""
    other = {**payload["authorizations"][0], "team_id": "T0OTHER0000", "user_id": "U0OTHER0000", "is_bot": False}
    return payload | {
        "team_id": "T0OTHER0000",
        "context_team_id": "T0OTHER0000",
        "event_id": "Ev" + secrets.token_hex(5).upper(),
        "authorizations": [other],
        "is_ext_shared_channel": True,
        "event_context": "4-" + secrets.token_hex(8),
    }


def _place(channel: Channel, ts: str) -> Json:
    return {"channel": channel.id, "channel_type": channel.kind, "event_ts": ts}
