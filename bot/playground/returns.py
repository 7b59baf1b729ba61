"""What a response_url does: five uses, thirty minutes."""

from __future__ import annotations

from dataclasses import replace

from bot.playground import limits
from bot.playground.args import Args, RefusedError
from bot.playground.desk import Desk
from bot.playground.methods.chat import own
from bot.playground.methods.content import read_content
from bot.playground.values import Message
from bot.playground.workspace import Return


def use_return(desk: Desk, name: str, args: Args) -> None:
    """The answer is posted, or the message replaced or deleted that the address belongs to.

    It is seen by the one person unless `response_type` is in_channel. It works in channels that the bot isn't in.
    """
    back = desk.workspace.returns.get(name)
    if back is None:
        raise RefusedError("no_active_hooks", status=404)
    if desk.clock.now() - back.at > limits.RETURN:
        raise RefusedError("expired_url", status=404)
    if back.uses >= limits.RETURNS:
        raise RefusedError("used_url", status=404)
    answer(desk, back, args)
    desk.workspace.returns[name] = replace(desk.workspace.returns[name], uses=back.uses + 1)


def answer(desk: Desk, back: Return, args: Args) -> None:
    """What the app answered to a gesture stands where the person sees it."""
    old = _original(desk, back)
    if args.flag("delete_original"):
        if old:
            _take_away(desk, old)
        return
    content = read_content(desk, args)
    if content.is_empty:
        raise RefusedError("no_text")
    channel = desk.workspace.channels[back.channel]
    if args.flag("replace_original") and old:
        new = replace(
            old,
            text=content.text or "",
            blocks=content.blocks,
            attachments=content.attachments,
            metadata=content.metadata or old.metadata,
        )
        if old.only_for:
            shown = desk.workspace.ephemerals
            shown[shown.index(old)] = new
            desk.workspace.bell.ring()
        else:
            desk.change(new)
        return
    thread = args.text("thread_ts") if back.threads else None
    message = own(desk, channel, content, thread)
    if args.text("response_type") == "in_channel":
        desk.post(message)
        return
    desk.workspace.ephemerals.append(replace(message, only_for=back.user))
    desk.workspace.bell.ring()


def _original(desk: Desk, back: Return) -> Message | None:
    if back.message is None:
        return None
    seen = (m for m in desk.workspace.ephemerals if (m.channel, m.ts) == (back.channel, back.message))
    old = next(seen, desk.workspace.messages.get((back.channel, back.message)))
    return old if old and old.bot == desk.workspace.bot else None


def _take_away(desk: Desk, old: Message) -> None:
    if old.only_for:
        desk.workspace.ephemerals.remove(old)
        desk.workspace.bell.ring()
    else:
        desk.remove(old)
