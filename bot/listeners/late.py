"""Messages that arrive when nobody waits for an answer any more: Slack sends again for hours what wasn't taken."""

from __future__ import annotations

from bot.jobs import late
from bot.jobs.ask import Ask
from bot.jobs.engine import accept, taken
from bot.jobs.kit import Kit
from bot.jobs.work import dropped
from bot.listeners.take import Json


async def accept_in_time(kit: Kit, body: Json, ask: Ask, kind: str = "answer") -> None:
    """The ask is kept. One of a message from long ago isn't, which is on record, unless it was taken then."""
    if not is_old(kit, body, ask):
        await accept(ask.key, kind, ask.payload())
    elif not await taken(ask.key):
        dropped("old_event", kind, ask.payload())


def is_old(kit: Kit, body: Json, ask: Ask) -> bool:
    """Whether the message, or its edit, happened too long ago by Slack's clock; ours may be wrong by hours."""
    event = body.get("event") or {}
    happened = max(map(_seconds, (body.get("event_time"), event.get("event_ts"), event.get("ts"))))
    return late.is_old(kit.client.time() - happened, ask.asked)


def _seconds(said: object) -> float:
    try:
        return float(str(said))
    except ValueError:
        return 0.0
