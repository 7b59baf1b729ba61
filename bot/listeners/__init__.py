"""One file an entrance: take, ask, answer. This list is all that the bot listens to."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.listeners import actions, commands, edits, home, mentions, messages, preferences, replays, shortcuts, views
from bot.listeners.trouble import trouble
from bot.reply import home as words
from bot.reply import preferences as preference_words
from bot.reply import replay_button
from bot.reply import replay_slack as replay_words

SECONDS = 2.7  # Slack waits 3 s for an acknowledgement

LISTENERS: tuple[tuple[str, Any, Callable[..., Awaitable[None]]], ...] = (
    ("event", "app_mention", mentions.mention),
    ("event", {"type": "message", "subtype": "message_changed"}, edits.edit),
    ("event", {"type": "message", "subtype": "message_deleted"}, edits.deletion),
    ("event", "message", messages.message),
    ("event", "app_home_opened", home.opened),
    ("command", commands.COMMAND, commands.command),
    ("shortcut", shortcuts.DEBUG, shortcuts.debug),
    ("view", views.PASTE, views.paste),
    ("view", preference_words.CALLBACK, preferences.submitted),
    ("view", replay_words.SEND, replays.sent),
    ("view", replay_words.CONFIRM, replays.confirmed),
    ("action", replay_button.REPLAY, replays.pressed),
    ("action", replay_words.STOP, replays.stopped),
    ("action", replay_words.REPORT, replays.reported),
    ("action", replay_words.DETAILS, replays.detailed),
    ("action", re.compile(rf"{replay_words.COPY}.*"), replays.copied),
    ("action", "not_it", actions.not_it),
    ("action", "details", actions.details),
    ("action", "remove", actions.remove),
    ("action", "show", actions.show),
    ("action", preference_words.OPEN, preferences.opened),
    ("action", preference_words.DELETE_KEY, preferences.key_deleted),
    ("action", words.EXPORT, home.export),
    ("action", words.FORGET, home.delete),
    ("action", re.compile(r"answer_\d"), actions.choose),
    ("action", re.compile(r"link_.*"), actions.link),
)


def register(app: AsyncApp) -> None:
    """The app listens to all of these; whatever else Slack sends is acknowledged by `trouble`."""
    for kind, what, listener in LISTENERS:
        getattr(app, kind)(what)(_in_time(listener))
    app.error(trouble)


def _in_time(listener: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """The listener, given up while there is still time to tell Slack that it must send again."""

    @wraps(listener)
    async def listen(**arguments: Any) -> None:
        async with asyncio.timeout(SECONDS):
            await listener(**arguments)

    return listen
