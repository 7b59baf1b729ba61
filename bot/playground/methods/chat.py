"""chat.postMessage, chat.update, chat.delete and chat.getPermalink."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.playground import limits
from bot.playground.args import Args, RefusedError
from bot.playground.desk import Desk
from bot.playground.methods.content import Content, read_content
from bot.playground.methods.method import standing, visible, writable
from bot.playground.values import Channel, Json, Message
from bot.playground.wire import message_json

_TS = re.compile(r"\d{10}\.\d{6}")


def post(desk: Desk, args: Args) -> Json:
    """The bot's message stands in the channel or the thread; a long text without blocks in several pieces."""
    channel = writable(desk, _channel(args))
    content = read_content(desk, args)
    if content.is_empty:
        raise RefusedError("no_text")
    thread = thread_of(desk, channel, args)
    wait = desk.rates.wait_for_post(channel.id, desk.clock.now())
    if wait:
        raise RefusedError("ratelimited", retry_after=wait)
    text = content.text or ""
    cut = len(text) > limits.POST_TEXT
    pieces = _pieces(text[: limits.POST_TEXT]) if not content.blocks else [text[: limits.POST_TEXT]]
    broadcast = thread is not None and args.flag("reply_broadcast")
    first, *_ = [
        desk.post(
            replace(
                own(desk, channel, replace(content, text=piece), thread),
                subtype="thread_broadcast" if broadcast else None,
                unfurls=args.flag("unfurl_links", True),
            )
        )
        for piece in pieces
    ]
    answer: Json = {
        "channel": channel.id,
        "ts": first.ts,
        "message": message_json(desk.workspace, first, metadata=True),
    }
    if cut:
        messages = {"messages": ["[WARN] A message was truncated"], "warnings": ["message_truncated"]}
        answer |= {"warning": "message_truncated", "response_metadata": messages}
    return answer


def own(desk: Desk, channel: Channel, content: Content, thread: str | None) -> Message:
    """A new message of the bot, which stands nowhere yet."""
    workspace = desk.workspace
    return Message(
        channel.id,
        workspace.ts(),
        content.text or "",
        workspace.app.bot_user,
        content.blocks,
        content.attachments,
        thread=thread,
        bot=workspace.bot,
        metadata=content.metadata,
    )


def thread_of(desk: Desk, channel: Channel, args: Args) -> str | None:
    """The ts of the thread that the call names, of its root even where it names a reply."""
    ts = args.text("thread_ts")
    if ts is None:
        return None
    if not _TS.fullmatch(ts):
        messages = {"messages": [f"[ERROR] {ts} is not a valid thread_ts"]}
        raise RefusedError("invalid_thread_ts", response_metadata=messages)
    root = desk.workspace.messages.get((channel.id, ts))
    if root is None:
        raise RefusedError("thread_not_found")
    return root.root


def update(desk: Desk, args: Args) -> Json:
    """The bot's own message has new content. A new text without blocks removes the blocks; blocks alone aren't marked
    as an edit."""
    channel = visible(desk, _channel(args))
    message = standing(desk, channel, args.must("ts"))
    if message.bot != desk.workspace.bot:
        raise RefusedError("cant_update_message")
    content = read_content(desk, args)
    if len(content.text or "") > limits.UPDATE_TEXT:
        raise RefusedError("msg_too_long")
    if content.is_empty:
        raise RefusedError("no_text")
    was_rich = bool(message.blocks) and all(block["type"] == "rich_text" for block in message.blocks)
    if was_rich and content.blocks and not any(block["type"] == "rich_text" for block in content.blocks):
        raise RefusedError("block_mismatch")
    is_edit = content.text is not None and content.text != message.text
    changed = replace(
        message,
        text=message.text if content.text is None else content.text,
        blocks=content.blocks,
        attachments=content.attachments if "attachments" in args else message.attachments,
        metadata=content.metadata or message.metadata,
        edited=(desk.workspace.app.bot_user, desk.workspace.ts()) if is_edit else message.edited,
    )
    desk.change(changed)
    body = message_json(desk.workspace, changed, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": changed.text, "message": body}


def delete(desk: Desk, args: Args) -> Json:
    """The bot's own message is gone."""
    channel = visible(desk, _channel(args))
    message = standing(desk, channel, args.must("ts"))
    if message.bot != desk.workspace.bot:
        raise RefusedError("cant_delete_message")
    desk.remove(message)
    return {"channel": channel.id, "ts": message.ts}


def permalink(desk: Desk, args: Args) -> Json:
    """An address that leads to the message, in its thread when it is a reply."""
    channel = visible(desk, _channel(args))
    message = standing(desk, channel, args.must("message_ts"))
    link = f"{desk.workspace.url}archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread:
        link += f"?thread_ts={message.thread}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def _channel(args: Args) -> str:
    name = args.text("channel")
    if name is None:
        raise RefusedError("channel_not_found")
    return name


def _pieces(text: str) -> list[str]:
    """The text in pieces of at most 4,000 characters, cut without regard for code fences."""
    return [text[at : at + limits.POST_PIECE] for at in range(0, len(text), limits.POST_PIECE)] or [""]
