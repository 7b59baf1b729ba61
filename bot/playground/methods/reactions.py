"""reactions.add and reactions.remove."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.playground import events
from bot.playground.args import Args, RefusedError
from bot.playground.desk import Desk
from bot.playground.methods.method import standing, visible
from bot.playground.values import Json, Message

_NAME = re.compile(r"[a-z0-9_+'\-]+(::skin-tone-[2-6])?")


def add(desk: Desk, args: Args) -> Json:
    """The bot has reacted to the message."""
    message, name = _read(desk, args)
    user = desk.workspace.app.bot_user
    if user in message.reactions.get(name, ()):
        raise RefusedError("already_reacted")
    react(desk, message, user, name)
    return {}


def react(desk: Desk, message: Message, user: str, name: str) -> Message:
    """The reaction stands under the message, and the app hears of it."""
    users = (*message.reactions.get(name, ()), user)
    message = desk.workspace.keep(replace(message, reactions={**message.reactions, name: users}))
    channel = desk.workspace.channels[message.channel]
    desk.tell(channel, events.reacted(desk.workspace, message, user, name))
    return message


def remove(desk: Desk, args: Args) -> Json:
    """The bot's reaction is gone."""
    message, name = _read(desk, args)
    user = desk.workspace.app.bot_user
    if user not in message.reactions.get(name, ()):
        raise RefusedError("no_reaction")
    users = tuple(u for u in message.reactions[name] if u != user)
    others = {n: u for n, u in message.reactions.items() if n != name}
    desk.workspace.keep(replace(message, reactions=others | ({name: users} if users else {})))
    return {}


def _read(desk: Desk, args: Args) -> tuple[Message, str]:
    name = args.must("name").strip(":")
    if not _NAME.fullmatch(name):
        raise RefusedError("invalid_name")
    channel = visible(desk, args.text("channel") or "")
    if not desk.workspace.has_bot(channel):
        raise RefusedError("not_in_channel")
    return standing(desk, channel, args.must("timestamp")), name
