"""conversations.history, .replies, .info, .list and .open."""

from __future__ import annotations

import base64

from bot.playground import limits
from bot.playground.args import Args, RefusedError
from bot.playground.desk import Desk
from bot.playground.methods.method import need, visible
from bot.playground.values import Channel, Json, Kind, Message
from bot.playground.wire import channel_json, message_json

_SCOPE: dict[Kind, str] = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
_TYPES: dict[str, Kind] = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}


def history(desk: Desk, args: Args) -> Json:
    """The channel's own messages, newest first."""
    channel = _readable(desk, args)
    found = [m for m in desk.workspace.history(channel.id)[::-1] if _is_between(m, args)]
    return _page(desk, args, found, default=100)


def replies(desk: Desk, args: Args) -> Json:
    """The root and its replies, oldest first, so that a small limit gives the oldest. The ts of a reply gives it
    alone."""
    channel = _readable(desk, args)
    root = desk.workspace.messages.get((channel.id, args.must("ts")))
    if root is None:
        raise RefusedError("thread_not_found")
    under = [] if root.thread else desk.workspace.thread(channel.id, root.ts)
    return _page(desk, args, [root, *(m for m in under if _is_between(m, args))], default=limits.PAGE)


def info(desk: Desk, args: Args) -> Json:
    """One conversation."""
    channel = visible(desk, args.must("channel"))
    need(desk, f"{_SCOPE[channel.kind]}:read")
    return {"channel": channel_json(desk.workspace, channel)}


def every(desk: Desk, args: Args) -> Json:
    """The conversations of the asked types that the bot may know of, public channels unless told."""
    kinds = []
    for word in (args.text("types") or "public_channel").split(","):
        if word.strip() not in _TYPES:
            raise RefusedError("invalid_types")
        kinds.append(_TYPES[word.strip()])
    for kind in kinds:
        need(desk, f"{_SCOPE[kind]}:read")
    skips = args.flag("exclude_archived")
    found = [
        channel_json(desk.workspace, c)
        for c in desk.workspace.channels.values()
        if c.kind in kinds and (c.kind == "channel" or desk.workspace.has_bot(c)) and not (skips and c.archived)
    ]
    start, stop = _window(args, default=100)
    return {"channels": found[start:stop], "response_metadata": {"next_cursor": _cursor(stop, len(found))}}


def open_dm(desk: Desk, args: Args) -> Json:
    """The direct messages with one person, opened where they weren't."""
    users = [u for u in (args.text("users") or "").split(",") if u]
    if not users:
        raise RefusedError("users_list_not_supplied")
    if len(users) > 1 or users[0] not in desk.workspace.people:
        raise RefusedError("user_not_found")
    channel = desk.workspace.dm(users[0])
    full = channel_json(desk.workspace, channel)
    return {"channel": full if args.flag("return_im") else {"id": channel.id}}


def _readable(desk: Desk, args: Args) -> Channel:
    channel = visible(desk, args.text("channel") or "")
    need(desk, f"{_SCOPE[channel.kind]}:history")
    if not desk.workspace.has_bot(channel):
        raise RefusedError("not_in_channel")
    return channel


def _is_between(message: Message, args: Args) -> bool:
    oldest, latest = args.text("oldest") or "0", args.text("latest")
    try:
        ts, low, high = float(message.ts), float(oldest), float(latest or "inf")
    except ValueError:
        raise RefusedError("invalid_ts_latest" if latest else "invalid_ts_oldest") from None
    return low <= ts <= high if args.flag("inclusive") else low < ts < high


def _page(desk: Desk, args: Args, found: list[Message], default: int) -> Json:
    start, stop = _window(args, default)
    metadata = args.flag("include_all_metadata")
    page = [message_json(desk.workspace, m, metadata=metadata) for m in found[start:stop]]
    more = _cursor(stop, len(found))
    answer: Json = {"messages": page, "has_more": bool(more)}
    return answer | ({"response_metadata": {"next_cursor": more}} if more else {})


def _window(args: Args, default: int) -> tuple[int, int]:
    limit = args.number("limit", default)
    if not 1 <= limit <= limits.PAGE:
        raise RefusedError("invalid_limit")
    cursor = args.text("cursor")
    if cursor is None:
        return 0, limit
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
        start = int(number) if word == "next" else -1
    except ValueError:
        start = -1
    if start < 0:
        raise RefusedError("invalid_cursor")
    return start, start + limit


def _cursor(stop: int, length: int) -> str:
    return base64.b64encode(f"next:{stop}".encode()).decode() if stop < length else ""
