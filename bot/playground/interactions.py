"""The payloads of commands, shortcuts, buttons and modals."""

from __future__ import annotations

from typing import Any

from bot.playground.desk import Desk
from bot.playground.values import Channel, Json, Message, Person, View, elements
from bot.playground.wire import message_json, view_json
from bot.playground.workspace import Workspace

_CHANNEL_NAMES = {"im": "directmessage", "mpim": "mpdm"}


def command_payload(desk: Desk, person: Person, channel: Channel, command: str, text: str) -> Json:
    """The fields of a slash command; there is no thread_ts and no ts."""
    workspace = desk.workspace
    return {
        "token": workspace.app.verification,
        "team_id": workspace.app.team,
        "team_domain": workspace.app.domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": text,
        "api_app_id": workspace.app.id,
        "is_enterprise_install": "false",
        "response_url": return_url(workspace, workspace.back(person.id, channel.id).id),
        "trigger_id": workspace.trigger(person.id).id,
    }


def shortcut_payload(desk: Desk, person: Person, message: Message, callback_id: str) -> Json:
    """A message shortcut; its message tells the thread when it is a reply."""
    workspace = desk.workspace
    back = workspace.back(person.id, message.channel, message.ts, threads=False)
    return _shell(workspace, person, "message_action") | {
        "callback_id": callback_id,
        "trigger_id": workspace.trigger(person.id).id,
        "action_ts": workspace.ts(),
        "message_ts": message.ts,
        "message": message_json(workspace, message),
        "channel": _channel(workspace, message.channel),
        "response_url": return_url(workspace, back.id),
    }


def press_payload(desk: Desk, person: Person, on: Message | View, action: Json, state: Json) -> Json:
    """A press or a choice in a message or a view. An ephemeral message isn't shown to the app again."""
    workspace = desk.workspace
    action = action | {"action_ts": workspace.ts()}
    body = _shell(workspace, person, "block_actions") | {"actions": [action]}
    if isinstance(on, View):
        trigger = workspace.trigger(person.id, on.id if on.id in workspace.views else None)
        view = view_json(workspace, on) | {"state": {"values": state}}
        return body | {"trigger_id": trigger.id, "container": {"type": "view", "view_id": on.id}, "view": view}
    container: Json = {
        "type": "message",
        "message_ts": on.ts,
        "channel_id": on.channel,
        "is_ephemeral": bool(on.only_for),
    }
    if on.thread:
        container["thread_ts"] = on.thread
    back = workspace.back(person.id, on.channel, on.ts)
    body |= {
        "trigger_id": workspace.trigger(person.id).id,
        "container": container,
        "channel": _channel(workspace, on.channel),
        "state": {"values": state},
        "response_url": return_url(workspace, back.id),
    }
    return body if on.only_for else body | {"message": message_json(workspace, on)}


def submission_payload(desk: Desk, person: Person, view: View, state: Json) -> Json:
    """A submitted modal. A channel picker with `response_url_enabled` gives a response_url, nothing else does."""
    workspace = desk.workspace
    return _shell(workspace, person, "view_submission") | {
        "trigger_id": workspace.trigger(person.id, view.id).id,
        "view": view_json(workspace, view) | {"state": {"values": state}},
        "response_urls": [
            {
                "block_id": block["block_id"],
                "action_id": element["action_id"],
                "channel_id": chosen,
                "response_url": return_url(workspace, workspace.back(person.id, chosen).id),
            }
            for block, element in elements(view.blocks)
            if element.get("response_url_enabled") and (chosen := _chosen(state, block, element))
        ],
    }


def closed_payload(desk: Desk, person: Person, view: View, cleared: bool) -> Json:
    """A modal that was closed without submitting, with `notify_on_close` set."""
    body = view_json(desk.workspace, view)
    return _shell(desk.workspace, person, "view_closed") | {"view": body, "is_cleared": cleared}


def channel_name(channel: Channel) -> str:
    """The name that payloads give to a channel: conversations without a name of their own have a general one."""
    return "privategroup" if channel.kind == "group" else _CHANNEL_NAMES.get(channel.kind, channel.name)


def return_url(workspace: Workspace, name: str) -> str:
    """The address of a response_url."""
    return f"{workspace.url}response/{name}"


def _chosen(state: Json, block: Json, element: Json) -> Any:
    value = state.get(block["block_id"], {}).get(element["action_id"], {})
    return value.get("selected_conversation") or value.get("selected_channel")


def _channel(workspace: Workspace, name: str) -> Json:
    return {"id": name, "name": channel_name(workspace.channels[name])}


def _shell(workspace: Workspace, person: Person, kind: str) -> Json:
    app = workspace.app
    return {
        "type": kind,
        "token": app.verification,
        "api_app_id": app.id,
        "team": {"id": app.team, "domain": app.domain},
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": app.team},
        "enterprise": None,
        "is_enterprise_install": False,
    }
