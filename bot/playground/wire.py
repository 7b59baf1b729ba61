"""How the values of the workspace look in Slack's JSON."""

from __future__ import annotations

from bot.playground.values import Bot, Channel, File, Json, Message, Person, View
from bot.playground.workspace import Workspace

_TYPE_LETTER = {"channel": "C", "group": "G", "im": "D", "mpim": "G"}
_PREVIEW_LINES = 5


def message_json(workspace: Workspace, message: Message, *, metadata: bool = False) -> Json:
    """A message as it stands in history, in answers and inside events, without its channel.

    A bot's own message carries `bot_id`, `app_id` and `bot_profile`; a classic bot's has the subtype `bot_message` and
    no user. A thread's root tells how many replied. Metadata is left out unless asked for.
    """
    found: Json = {"type": "message", "ts": message.ts, "text": message.text, "team": workspace.app.team}
    if message.subtype:
        found["subtype"] = message.subtype
    if message.subtype == "tombstone":
        found["hidden"] = True
    if message.user:
        found["user"] = message.user
    if message.client_msg_id:
        found["client_msg_id"] = message.client_msg_id
    if message.bot:
        found |= _author(workspace, message.bot)
    if message.blocks:
        found["blocks"] = list(message.blocks)
    if message.attachments:
        found["attachments"] = list(message.attachments)
    if message.files:
        found |= {"files": [file_json(workspace, f) for f in message.files], "upload": False}
    if message.edited:
        found["edited"] = {"user": message.edited[0], "ts": message.edited[1]}
    if message.reactions:
        found["reactions"] = [
            {"name": name, "users": list(users), "count": len(users)} for name, users in message.reactions.items()
        ]
    if metadata and message.metadata:
        found["metadata"] = message.metadata
    return found | _thread(workspace, message)


def _author(workspace: Workspace, bot: Bot) -> Json:
    if bot.app is None:
        return {"bot_id": bot.id, "username": bot.name}
    profile = {"id": bot.id, "app_id": bot.app, "name": bot.name, "deleted": False, "team_id": workspace.app.team}
    return {"bot_id": bot.id, "app_id": bot.app, "bot_profile": profile}


def _thread(workspace: Workspace, message: Message) -> Json:
    if message.thread:
        root = workspace.messages.get((message.channel, message.thread))
        parent: Json = {"parent_user_id": root.user} if root and root.user else {}
        if message.subtype == "thread_broadcast" and root:
            parent["root"] = message_json(workspace, root)
        return {"thread_ts": message.thread, **parent}
    replies = workspace.thread(message.channel, message.ts)
    if not replies or message.only_for:
        return {}
    users = list(dict.fromkeys(r.user or (r.bot.id if r.bot else "") for r in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "reply_users": users,
        "latest_reply": replies[-1].ts,
        "is_locked": False,
        "subscribed": False,
    }


def channel_letter(channel: Channel) -> str:
    """The letter of `channel_type` in membership events."""
    return _TYPE_LETTER[channel.kind]


def channel_json(workspace: Workspace, channel: Channel) -> Json:
    """A conversation object."""
    found: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.archived,
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_private": channel.kind != "channel",
        "is_member": workspace.has_bot(channel),
        "context_team_id": workspace.app.team,
    }
    if channel.kind == "im":
        other = next(iter(channel.members - {workspace.app.bot_user}))
        return found | {"user": other}
    return found | {"name": channel.name, "name_normalized": channel.name, "num_members": len(channel.members)}


def person_json(workspace: Workspace, person: Person) -> Json:
    """A user object of a person."""
    profile = {"real_name": person.name.title(), "display_name": person.name}
    return {
        "id": person.id,
        "team_id": workspace.app.team,
        "name": person.name,
        "deleted": False,
        "real_name": person.name.title(),
        "tz": "Europe/Berlin",
        "tz_offset": 3600,
        "profile": profile,
        "is_bot": False,
        "is_app_user": False,
    }


def bot_user_json(workspace: Workspace, bot: Bot) -> Json:
    """A user object of a bot's account."""
    person = person_json(workspace, Person(bot.user or "", bot.name))
    person["profile"] |= {"bot_id": bot.id, "api_app_id": bot.app}
    return person | {"is_bot": True}


def file_json(workspace: Workspace, file: File) -> Json:
    """A file object. Its private addresses need the bot token; `preview` is cut after five lines."""
    lines = file.text.splitlines()
    path = f"{workspace.files_url}{workspace.app.team}-{file.id}"
    found: Json = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": "text/plain" if file.mode == "snippet" else _mimetype(file.name),
        "filetype": file.filetype,
        "pretty_type": file.filetype.title(),
        "user": file.user,
        "user_team": workspace.app.team,
        "editable": file.mode == "snippet",
        "size": len(file.content),
        "mode": file.mode,
        "is_external": False,
        "external_type": "",
        "is_public": any(workspace.channels[c].kind == "channel" for c in file.shared),
        "public_url_shared": False,
        "url_private": f"{path}/{file.name}",
        "url_private_download": f"{path}/download/{file.name}",
        "permalink": f"{workspace.files_url}{file.user}/{file.id}/{file.name}",
        "channels": sorted(c for c in file.shared if workspace.channels[c].kind == "channel"),
        "groups": sorted(c for c in file.shared if workspace.channels[c].kind in ("group", "mpim")),
        "ims": sorted(c for c in file.shared if workspace.channels[c].kind == "im"),
        "has_rich_preview": False,
        "file_access": "visible",
    }
    if file.mode == "snippet":
        preview = "\n".join(lines[:_PREVIEW_LINES])
        found |= {"lines": len(lines), "preview": preview, "lines_more": max(0, len(lines) - _PREVIEW_LINES)}
        found["preview_is_truncated"] = len(lines) > _PREVIEW_LINES
    return found


def _mimetype(name: str) -> str:
    ends = {".png": "image/png", ".jpg": "image/jpeg", ".pdf": "application/pdf", ".zip": "application/zip"}
    return next((kind for end, kind in ends.items() if name.endswith(end)), "application/octet-stream")


def view_json(workspace: Workspace, view: View) -> Json:
    """A view object as Slack gives it back."""
    blank: Json = {
        "id": view.id,
        "team_id": workspace.app.team,
        "app_id": workspace.app.id,
        "app_installed_team_id": workspace.app.team,
        "bot_id": workspace.app.bot_id,
        "callback_id": "",
        "private_metadata": "",
        "external_id": "",
        "hash": view.hash,
        "root_view_id": view.root,
        "previous_view_id": view.previous,
        "state": {"values": {}},
        "clear_on_close": False,
        "notify_on_close": False,
        "title": None,
        "submit": None,
        "close": None,
    }
    return blank | view.body
