"""chat.postEphemeral."""

from __future__ import annotations

from dataclasses import replace

from bot.playground.args import Args, RefusedError
from bot.playground.desk import Desk
from bot.playground.methods.chat import own, thread_of
from bot.playground.methods.content import read_content
from bot.playground.methods.method import writable
from bot.playground.values import Json


def post_ephemeral(desk: Desk, args: Args) -> Json:
    """One person in the channel sees the message; it stands in no history, and nothing can update or delete it."""
    channel = writable(desk, args.text("channel") or "")
    user = args.must("user")
    if user not in channel.members:
        raise RefusedError("user_not_in_channel")
    content = read_content(desk, args)
    if content.is_empty:
        raise RefusedError("no_text")
    message = replace(own(desk, channel, content, thread_of(desk, channel, args)), only_for=user)
    desk.workspace.ephemerals.append(message)
    desk.workspace.bell.ring()
    return {"message_ts": message.ts}
