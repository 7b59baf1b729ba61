"""The shortcut on a message."""

from __future__ import annotations

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.jobs.engine import accept
from bot.jobs.kit import Kit
from bot.listeners.take import Json, ask_of_shortcut

DEBUG = "debug"


async def debug(ack: AsyncAck, body: Json, kit: Kit) -> None:
    """The message is kept and will be answered in its thread, or to the person where the bot can't post."""
    ask = await ask_of_shortcut(kit, body)
    await accept(ask.key, "answer", ask.payload())
    await ack()
