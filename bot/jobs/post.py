"""Posting once, in the thread; and what to do when Slack refuses."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot import pace
from bot.jobs.kit import Kit
from bot.reply import slack as reply
from bot.reply.slack import Post

EVENT = "gemini_diagnosis"
SKEW = 120.0  # seconds that our clock and Slack's may differ
PAGES = 5
LOOK_AFTER = 1.5  # seconds: a post that was just made can't be seen at once
REFUSED_BLOCKS = frozenset(
    ["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "block_mismatch", "no_text"]
)
NOT_THERE = frozenset(
    [
        "not_in_channel",
        "channel_not_found",
        "is_archived",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "cannot_reply_to_message",
        "thread_not_found",
        "method_not_supported_for_channel_type",
        "team_access_not_granted",
        "user_not_in_channel",
        "user_not_found",
        "cannot_dm_bot",
        "messages_tab_disabled",
    ]
)
GONE = frozenset(["message_not_found", "cant_delete_message", "cant_update_message"])


class NotThereError(Exception):
    """The bot can't post at that place; it holds Slack's word for why."""


def marked(post: Post, case_id: str) -> Post:
    """The post with the case in its metadata, by which it is found again after a crash."""
    if post.metadata is not None:
        return post
    payload = {"cause": "unknown", "confidence": "unknown", "case": case_id}
    return replace(post, metadata={"event_type": EVENT, "event_payload": payload})


async def post_once(
    kit: Kit, channel: str, thread: str | None, case_id: str, post: Post, *, again: bool, since: float
) -> str:
    """The ts of the post: of the one that an earlier try left in the thread (or the channel), else of a new one.

    `since`, in seconds since 1970: when the work on it began; nothing older is looked at.
    """
    post = marked(post, case_id)
    if again:
        await asyncio.sleep(LOOK_AFTER)
        standing = await _standing(kit, channel, thread, case_id, kind(post), since - SKEW)
        if standing:
            return standing

    async def send(one: Post) -> AsyncSlackResponse:
        return await kit.client.chat_postMessage(
            channel=channel, thread_ts=thread, unfurl_links=False, unfurl_media=False, **_content(one)
        )

    answer = await _taken(send, post)
    return str(answer["ts"])


async def update(kit: Kit, channel: str, ts: str, case_id: str, post: Post, *, passing: bool = False) -> bool:
    """The message says `post` now; False if it is gone. What only passes, like a progress, is left out where a newer
    update of the message waits already."""
    post = marked(post, case_id)

    async def send(one: Post) -> AsyncSlackResponse:
        return await kit.client.chat_update(channel=channel, ts=ts, **_content(one))

    with pace.on(replace(pace.errand(), passing=passing)), suppress(pace.OvertakenError):
        return await _unless_gone(lambda: _taken(send, post))
    return True


async def is_member(kit: Kit, channel: str) -> bool:
    """Whether the bot hears what is said in the channel; True as well where Slack doesn't tell."""
    try:
        await kit.client.conversations_history(channel=channel, limit=1)
    except SlackApiError as error:
        return _word(error) not in ("not_in_channel", "channel_not_found")
    return True


async def remove(kit: Kit, channel: str, ts: str) -> bool:
    """The message is gone; False if it was gone already."""
    return await _unless_gone(lambda: kit.client.chat_delete(channel=channel, ts=ts))


async def whisper(
    kit: Kit, person: str, channel: str | None, post: Post, *, thread: str | None = None,
    response_url: str | None = None, replace_original: bool = False,
) -> None:  # fmt: skip
    """The person alone reads `post`: below their gesture, else in the channel, else as a direct message."""
    if response_url and await _respond(kit, response_url, post, replace_original):
        return

    async def send(one: Post) -> AsyncSlackResponse:
        return await kit.client.chat_postEphemeral(
            channel=channel or person, user=person, thread_ts=thread, **_content(one, False)
        )

    async def directly(one: Post) -> AsyncSlackResponse:
        """Direct messages are as private, and Slack refuses ephemeral ones there."""
        where = (channel, thread) if channel and channel.startswith("D") else (person, None)
        return await kit.client.chat_postMessage(channel=where[0], thread_ts=where[1], **_content(one, False))

    if channel and not channel.startswith("D"):
        with suppress(NotThereError):
            await _taken(send, post)
            return
    await _taken(directly, post)


async def withdraw(kit: Kit, response_url: str) -> None:
    """What only one person sees is gone from their screen."""
    await kit.client.respond(response_url, {"delete_original": True})


def kind(post: Post) -> str:
    """The event type of the post's metadata."""
    return str((post.metadata or {}).get("event_type", ""))


async def _standing(kit: Kit, channel: str, thread: str | None, case_id: str, event: str, since: float) -> str | None:
    """The ts of our own message about the case, if it stands there; it can't be older than `since`."""
    where: dict[str, Any] = {
        "channel": channel,
        "oldest": f"{since:.6f}",
        "include_all_metadata": True,
        "limit": 200,
    }
    cursor: str | None = None
    for _ in range(PAGES):
        try:
            if thread:
                answer = await kit.client.conversations_replies(ts=thread, cursor=cursor, **where)
            else:
                answer = await kit.client.conversations_history(cursor=cursor, **where)
        except SlackApiError as error:
            if _word(error) in NOT_THERE | GONE:
                return None
            raise
        for message in answer.get("messages") or ():
            if message.get("user") == kit.me.user and _is_of(message.get("metadata") or {}, event, case_id):
                return str(message["ts"])
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            break
    return None


def _is_of(metadata: Mapping[str, Any], event: str, case_id: str) -> bool:
    return metadata.get("event_type") == event and (metadata.get("event_payload") or {}).get("case") == case_id


async def _respond(kit: Kit, url: str, post: Post, replace_original: bool) -> bool:
    """Whether Slack took it; the address dies after 30 minutes or five uses."""
    body: dict[str, Any] = {"text": post.text, "blocks": list(post.blocks), "response_type": "ephemeral"}
    body["replace_original"] = replace_original
    for content in (body, {**body, "text": reply.plain(post).text, "blocks": []}):
        if await kit.client.respond(url, content) == 200:
            return True
    return False


async def _taken(send: Callable[[Post], Awaitable[AsyncSlackResponse]], post: Post) -> AsyncSlackResponse:
    """Slack's answer; blocks that it refuses are said in plain words."""
    try:
        return await send(post)
    except SlackApiError as error:
        word = _word(error)
        if word in NOT_THERE:
            raise NotThereError(word) from None
        if word not in REFUSED_BLOCKS:
            raise
    return await send(reply.plain(post))


async def _unless_gone(call: Callable[[], Awaitable[AsyncSlackResponse]]) -> bool:
    try:
        await call()
    except NotThereError:
        return False
    except SlackApiError as error:
        if _word(error) not in GONE | NOT_THERE:
            raise
        return False
    return True


def _content(post: Post, metadata: bool = True) -> dict[str, Any]:
    kept = {"metadata": dict(post.metadata)} if metadata and post.metadata else {}
    return {"text": post.text, "blocks": list(post.blocks), **kept}


def _word(error: SlackApiError) -> str:
    return str(error.response.get("error", ""))
