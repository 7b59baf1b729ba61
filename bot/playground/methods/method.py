"""What a Web API method is, and what all of them ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.playground.args import Args, RefusedError
from bot.playground.desk import Desk
from bot.playground.values import Channel, Json, Message

Do = Callable[[Desk, Args], Json]


@dataclass(frozen=True, slots=True)
class Method:
    """What it does, the scopes of which one is needed, and the kind of token it takes."""

    do: Do
    scopes: tuple[str, ...] = ()
    by: Literal["bot", "app"] = "bot"


def need(desk: Desk, *scopes: str) -> None:
    """Refuses unless the bot token has one of these scopes; no scope named, none needed."""
    provided = desk.workspace.app.scopes
    if scopes and not any(scope in provided for scope in scopes):
        raise RefusedError("missing_scope", needed=scopes[0], provided=",".join(provided))


def visible(desk: Desk, name: str) -> Channel:
    """The channel of that id or `#name`, of which the bot may know: not the private ones it isn't in."""
    channels = desk.workspace.channels
    found = channels.get(name) or next((c for c in channels.values() if c.name and c.name == name.lstrip("#")), None)
    if found is None or (found.kind != "channel" and not desk.workspace.has_bot(found)):
        raise RefusedError("channel_not_found")
    return found


def writable(desk: Desk, name: str) -> Channel:
    """The channel that the bot may post in; a user's id means the direct messages with that person."""
    if name in desk.workspace.people:
        return desk.workspace.dm(name)
    channel = visible(desk, name)
    if channel.archived:
        raise RefusedError("is_archived")
    if not desk.workspace.has_bot(channel) and "chat:write.public" not in desk.workspace.app.scopes:
        raise RefusedError("not_in_channel")
    return channel


def standing(desk: Desk, channel: Channel, ts: str) -> Message:
    """The message with that ts in the channel; ephemeral ones don't stand anywhere."""
    message = desk.workspace.messages.get((channel.id, ts))
    if message is None:
        raise RefusedError("message_not_found")
    return message
