"""What a person does on the page, as the verbs of an Actor. Each gesture comes as one JSON object."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable
from typing import Any

from bot.playground.actor import Actor
from bot.playground.inputs import NotAllowedError
from bot.playground.mirror import EVERY_METHOD, LIMITED_METHOD
from bot.playground.server import Slack
from bot.playground.values import Channel, Json, Message, View

RETRY_AFTER = 2  # seconds that a rate limited post has to wait
SLOW = 1.5  # seconds that every answer takes while Slack is slow
_DELIVERY_FAULTS = ("double_delivery", "retry_storm")


class NotAGestureError(Exception):
    """The page asked for something that it can't ask for."""


async def perform(slack: Slack, asked: Json) -> None:
    """What the person did has happened. NotAllowedError says what Slack's client would say."""
    gesture, person = GESTURES.get(_word(asked, "do")), _word(asked, "person")
    if gesture is None or person not in slack.workspace.people:
        raise NotAGestureError
    await gesture(slack, slack.actor(person), asked)


async def _write(slack: Slack, actor: Actor, asked: Json) -> None:
    channel, text = _channel(slack, asked), _word(asked, "text")
    thread = _message(slack, asked, "thread") if asked.get("thread") else None
    if text.startswith("/") and not asked.get("files"):
        await _command(slack, actor, channel, text, thread)
        return
    files = _files(asked.get("files", ()))
    await actor.writes(channel, text, thread=thread, files=files, broadcast=bool(asked.get("broadcast")))


async def _command(slack: Slack, actor: Actor, channel: Channel, text: str, thread: Message | None) -> None:
    command, _, rest = text.partition(" ") if "\n" not in text.split(" ")[0] else text.partition("\n")
    if command == "/invite" and rest.strip().lstrip("@") == slack.app.name:
        await actor.invites(channel)
        return
    await actor.commands(channel, command, rest.strip(), thread=thread)


async def _edit(slack: Slack, actor: Actor, asked: Json) -> None:
    await actor.edits(_message(slack, asked), _word(asked, "text"))


async def _delete(slack: Slack, actor: Actor, asked: Json) -> None:
    await actor.deletes(_message(slack, asked))


async def _shortcut(slack: Slack, actor: Actor, asked: Json) -> None:
    await actor.shortcuts(_word(asked, "callback_id"), _message(slack, asked))


async def _invite(slack: Slack, actor: Actor, asked: Json) -> None:
    await actor.invites(_channel(slack, asked))


async def _home(slack: Slack, actor: Actor, asked: Json) -> None:
    await actor.opens_home(_word(asked, "tab"))


async def _press(slack: Slack, actor: Actor, asked: Json) -> None:
    on = _view(slack, actor, asked) if asked.get("view") else _shown(slack, actor, asked)
    name, block_id, values = _word(asked, "name"), asked.get("block_id"), asked.get("values")
    if "value" in asked:
        await actor.chooses(on, name, asked["value"], values, block_id=block_id)
    else:
        await actor.presses(on, name, values, block_id=block_id)


async def _submit(slack: Slack, actor: Actor, asked: Json) -> None:
    values: Json = asked.get("values") or {}
    ready = {name: _files(value) if _are_files(value) else value for name, value in values.items()}
    await actor.submits(_view(slack, actor, asked), ready)


async def _close(slack: Slack, actor: Actor, asked: Json) -> None:
    await actor.closes(_view(slack, actor, asked))


async def _dismiss(slack: Slack, actor: Actor, asked: Json) -> None:
    message = _shown(slack, actor, asked)
    if message in slack.workspace.ephemerals:
        slack.workspace.ephemerals.remove(message)
        slack.workspace.bell.ring()


async def _fault(slack: Slack, actor: Actor, asked: Json) -> None:
    name, is_on, faults = _word(asked, "name"), bool(asked.get("on")), slack.faults
    if name in _DELIVERY_FAULTS:
        setattr(faults, name, is_on)
    elif name == "refuses_blocks":
        faults.refused_blocks = int(is_on)
    elif name == "rate_limited":
        faults.forgive(LIMITED_METHOD, "limited")
        if is_on:
            faults.limited(LIMITED_METHOD, RETRY_AFTER)
    elif name == "slow":
        faults.forgive(EVERY_METHOD, "slow")
        if is_on:
            faults.slow(EVERY_METHOD, SLOW, times=None)
    else:
        raise NotAGestureError
    slack.workspace.bell.ring()


GESTURES: dict[str, Callable[[Slack, Actor, Json], Awaitable[None]]] = {
    "write": _write,
    "edit": _edit,
    "delete": _delete,
    "shortcut": _shortcut,
    "invite": _invite,
    "home": _home,
    "press": _press,
    "submit": _submit,
    "close": _close,
    "dismiss": _dismiss,
    "fault": _fault,
}


def _word(asked: Json, key: str) -> str:
    value = asked.get(key, "")
    if not isinstance(value, str):
        raise NotAGestureError
    return value


def _channel(slack: Slack, asked: Json) -> Channel:
    channel = slack.workspace.channels.get(_word(asked, "channel"))
    if channel is None:
        raise NotAGestureError
    return channel


def _message(slack: Slack, asked: Json, key: str = "ts") -> Message:
    message = slack.workspace.messages.get((_word(asked, "channel"), _word(asked, key)))
    if message is None:
        raise NotAllowedError("This message is gone.")
    return message


def _shown(slack: Slack, actor: Actor, asked: Json) -> Message:
    """The message, or the one that the person alone sees."""
    ts = _word(asked, "ts")
    mine = (m for m in slack.ephemerals(actor) if m.ts == ts)
    return next(mine, None) or _message(slack, asked)


def _view(slack: Slack, actor: Actor, asked: Json) -> View:
    name = _word(asked, "view")
    home = slack.home(actor)
    view = home if home and home.id == name else slack.workspace.views.get(name)
    if view is None:
        raise NotAllowedError("This is no longer on the screen.")
    return view


def _are_files(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) and "content" in v for v in value)


def _files(given: Any) -> list[tuple[str, str | bytes]]:
    """Names and contents; the page sends contents as base64."""
    try:
        return [(str(file["name"]), base64.b64decode(file["content"], validate=True)) for file in given]
    except (KeyError, TypeError, binascii.Error):
        raise NotAGestureError from None
