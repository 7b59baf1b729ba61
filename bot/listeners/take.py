"""What Slack sends, taken as an Ask or a Press. Secrets are masked here, before anything else sees the text."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Any

from bot.jobs.ask import Ask, Entrance, Press
from bot.jobs.kit import BIG, Kit
from bot.jobs.thread import attached
from bot.paste import mask
from bot.paste.slack import files, is_image_alone, typed

Json = Mapping[str, Any]
PEOPLES = frozenset([None, "file_share", "thread_broadcast"])
SLACKBOT = "USLACKBOT"


def key_of(kit: Kit, body: Json, channel: str, *rest: str) -> str:
    """The key of a job: app, team, channel, and what tells it from others there."""
    return ":".join([str(body.get("api_app_id", "")), kit.me.team, channel, *rest])


def is_own(kit: Kit, message: Json) -> bool:
    """Whether the bot wrote it."""
    return message.get("user") == kit.me.user or message.get("bot_id") == kit.me.bot


def is_persons(message: Json) -> bool:
    """Whether a person wrote it, and it is neither a notice of Slack's nor hidden."""
    return (
        message.get("subtype") in PEOPLES
        and not message.get("bot_id")
        and bool(message.get("user"))
        and message.get("user") != SLACKBOT
        and not message.get("hidden")
    )


def is_alert(kit: Kit, channel: str, message: Json) -> bool:
    """Whether another bot wrote it, at the top of a channel where an admin allows that to be read."""
    by_bot = message.get("subtype") == "bot_message" or bool(message.get("bot_id"))
    on_top = message.get("thread_ts") in (None, message.get("ts"))
    allowed = message.get("subtype") in PEOPLES | {"bot_message"}
    return by_bot and on_top and allowed and not is_own(kit, message) and channel in kit.settings.alert_channels


def entrance_of(kit: Kit, channel: str, message: Json) -> Entrance | None:
    """Through which entrance a channel's or direct message comes; None: it isn't for us."""
    if not is_persons(message):
        return "alert" if is_alert(kit, channel, message) else None
    if channel.startswith("D"):
        return "direct"
    return "mention" if f"<@{kit.me.user}>" in str(message.get("text") or "") else "message"


async def ask_of(kit: Kit, body: Json, channel: str, message: Json, entrance: Entrance, *job: str) -> Ask:
    """A message as an Ask; `job` makes the job's key differ from the message's own."""
    asked = entrance in ("mention", "direct")
    ts = str(message["ts"])
    case_key = key_of(kit, body, channel, ts)
    text = typed(message, kit.me.user, attachments=entrance != "message").text
    return await _masked(
        text,
        key=":".join([case_key, *job]),
        case_key=case_key,
        app=str(body.get("api_app_id", "")),
        team=kit.me.team,
        channel=channel,
        ts=ts,
        thread=str(message.get("thread_ts") or ts),
        person=str(message.get("user") or message.get("bot_id") or ""),
        entrance=entrance,
        asked=asked,
        files=attached(message),
        image_alone=is_image_alone(message, kit.me.user),
        unreadable=_unreadable(message),
    )


async def ask_of_shortcut(kit: Kit, body: Json) -> Ask:
    """The message that somebody used the shortcut on."""
    message, channel = body["message"], body["channel"]["id"]
    ts = str(message["ts"])
    case_key = key_of(kit, body, channel, ts)
    return await _masked(
        typed(message, kit.me.user, attachments=True).text,
        key=f"{case_key}:{body['trigger_id']}",
        case_key=case_key,
        app=str(body.get("api_app_id", "")),
        team=kit.me.team,
        channel=channel,
        ts=ts,
        thread=str(message.get("thread_ts") or ts),
        person=body["user"]["id"],
        entrance="shortcut",
        asked=True,
        files=attached(message),
        image_alone=is_image_alone(message),
        unreadable=_unreadable(message),
        response_url=body.get("response_url"),
        author=message.get("user"),
    )


async def ask_of_command(kit: Kit, body: Json) -> Ask:
    """The text behind the command."""
    channel = body["channel_id"]
    key = key_of(kit, body, channel, body["trigger_id"])
    return await _masked(
        typed({"text": body["text"]}).text,
        key=key,
        case_key=key,
        app=str(body.get("api_app_id", "")),
        team=kit.me.team,
        channel=channel,
        ts=None,
        thread=None,
        person=body["user_id"],
        entrance="command",
        asked=True,
        response_url=body.get("response_url"),
    )


async def ask_of_modal(kit: Kit, body: Json, origin: Json, given: Json) -> Ask:
    """What was put into the modal; `origin` says where the command was sent."""
    channel = str(origin["channel"])
    key = key_of(kit, body, channel, body["view"]["id"])
    content = {"files": given["files"]}
    return await _masked(
        typed({"text": _escaped(given["text"])}).text,
        key=key,
        case_key=key,
        app=str(body.get("api_app_id", "")),
        team=kit.me.team,
        channel=channel,
        ts=None,
        thread=None,
        person=body["user"]["id"],
        entrance="modal",
        asked=True,
        files=attached(content),
        image_alone=is_image_alone(content),
        unreadable=_unreadable(content),
        private=given["visibility"] == "me",
        response_url=origin.get("response_url"),
    )


def press_of(kit: Kit, body: Json, action: Json) -> Press:
    """A button that was pressed; its value is the case and what else the button stands for."""
    container = body.get("container") or {}
    channel = str((body.get("channel") or {}).get("id") or container.get("channel_id") or "")
    ts = str(container.get("message_ts") or (body.get("message") or {}).get("ts") or "")
    case, _, choice = str(action.get("value") or "").partition("|")
    return Press(
        key=key_of(kit, body, channel, ts, str(action["action_id"]), str(action.get("action_ts"))),
        app=str(body.get("api_app_id", "")),
        team=kit.me.team,
        channel=channel,
        message_ts=ts,
        person=body["user"]["id"],
        case=case,
        choice=choice,
        response_url=body.get("response_url"),
        private=bool(container.get("is_ephemeral")),
    )


async def _masked(text: str, **fields: Any) -> Ask:
    """The ask with its text masked; a big text is masked beside the loop."""
    masked = mask(text) if len(text) <= BIG else await asyncio.to_thread(mask, text)
    return Ask(text=masked.text, secrets=masked.secrets, **fields)


def _unreadable(message: Json) -> str:
    """The name of a file that is neither text nor picture, if there is nothing else to read."""
    return next((file.name for file in files(message) if file.kind == "other"), "")


def _escaped(text: str) -> str:
    """A modal's input as a message's text would be written, so that one reader reads both."""
    return re.sub(r"[&<>]", lambda sign: {"&": "&amp;", "<": "&lt;", ">": "&gt;"}[sign[0]], text)
