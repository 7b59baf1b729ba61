"""Messages that mention the bot. In a channel they come twice, here and in messages.py, under one key."""

from __future__ import annotations

from bot.jobs.kit import Kit
from bot.listeners.late import accept_in_time
from bot.listeners.take import Json, ask_of, is_persons


async def mention(event: Json, body: Json, kit: Kit) -> None:
    """A person's mention is kept and will be answered."""
    if not is_persons(event):
        return
    ask = await ask_of(kit, body, event["channel"], event, "mention")
    await accept_in_time(kit, body, ask)
