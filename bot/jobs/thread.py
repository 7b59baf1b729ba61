"""The failure in the thread above a mention."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.errors import UserError
from bot.jobs.ask import Attached, reading
from bot.jobs.kit import Kit, diagnosed
from bot.paste import mask
from bot.paste.slack import files, typed
from bot.reply import mistakes

NEWEST = 30  # messages that are looked at, beside the first one
PAGES = 5
SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a thread, as it was typed."""

    ts: str
    author: str | None
    text: str
    files: tuple[Attached, ...]


async def read_thread(kit: Kit, channel: str, root: str) -> list[Said]:
    """The first message and the newest ones, oldest first, without our own. UserError says why it can't be read."""
    try:
        async with asyncio.timeout(SECONDS):
            messages = await _messages(kit, channel, root)
    except SlackApiError as error:
        raise UserError(
            mistakes.thread_unread(str(error.response.get("error") or error.response.status_code))
        ) from None
    except (TimeoutError, aiohttp.ClientError) as error:
        raise UserError(mistakes.thread_unread(type(error).__name__)) from None
    foreign = [message for message in messages if message.get("user") != kit.me.user]
    return [_said(kit, message) for message in [*foreign[:1], *foreign[1:][-NEWEST:]]]


async def failure_of(kit: Kit, said: Sequence[Said]) -> Said | None:
    """The message that evidently shows a failure: a sure one before others, the newest first."""
    likely: Said | None = None
    for one in reversed(said):
        masked = mask(one.text)
        found = await diagnosed(
            lambda masked=masked: reading(masked.text, masked.secrets),  # type: ignore[misc]
            len(one.text),
            kit.knowledge,
            "heard",
        )
        if found.reply and found.confidence == "sure":
            return one
        likely = likely or (one if found.reply else None)
    return likely


def attached(message: object) -> tuple[Attached, ...]:
    """The text files of a message, with the addresses that Slack gave, and those of which it gave nothing yet."""
    raw = message.get("files") if isinstance(message, Mapping) else None
    addresses = {str(one.get("id")): one for one in raw or () if isinstance(one, Mapping)}
    return tuple(
        Attached(file.id, file.name, _address(addresses.get(file.id, {})), file.size or 0, file.stub)
        for file in files(message)
        if file.kind == "text" or file.stub
    )


def _address(file: Mapping[str, Any]) -> str:
    return str(file.get("url_private_download") or file.get("url_private") or "")


async def _messages(kit: Kit, channel: str, root: str) -> list[dict[str, Any]]:
    """All pages up to a cap: Slack gives the oldest first, and the newest are what the mention is about."""
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    for _ in range(PAGES):
        answer = await kit.client.conversations_replies(channel=channel, ts=root, limit=200, cursor=cursor)
        found += answer.get("messages") or []
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            break
    return found


def _said(kit: Kit, message: dict[str, Any]) -> Said:
    text = typed(message, kit.me.user, attachments=True).text
    return Said(str(message.get("ts")), message.get("user"), text, attached(message))
