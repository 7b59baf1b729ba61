"""The page of the playground: its files, its stream of what happens, and what a person does on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from aiohttp import web

from bot.playground.server import Slack

if TYPE_CHECKING:
    from bot.diagnosis import Entry


def routes(slack: Slack, entries: Iterable[Entry] = ()) -> list[web.RouteDef]:
    """For `slack.mount`. The page at `/`, its own API under `/page/`; the entries' examples are its pastes at hand.

    Two people, two channels and their direct messages with the bot are there afterwards.
    """
    return []
