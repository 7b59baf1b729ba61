"""Messages that arrive when nobody waits for an answer any more: Slack sends again for hours what wasn't taken."""

from __future__ import annotations

from collections import OrderedDict

from bot.jobs import late
from bot.jobs.ask import Ask
from bot.jobs.engine import accept, taken
from bot.jobs.kit import Kit
from bot.jobs.work import dropped
from bot.listeners.take import Json

RECORDED = 1_000  # dropped messages that are remembered; the second event of one comes right behind the first

_recorded: OrderedDict[str, None] = OrderedDict()


async def accept_in_time(kit: Kit, body: Json, ask: Ask, kind: str = "answer") -> None:
    """The ask is kept. One of a message from long ago isn't, which is on record once, unless it was taken then."""
    if not is_old(kit, body, ask):
        await accept(ask.key, kind, ask.payload())
    elif not await taken(ask.key) and _is_first(ask.key):
        dropped("old_event", kind, ask.payload())


def is_old(kit: Kit, body: Json, ask: Ask) -> bool:
    """Whether the message, or its edit, happened too long ago by Slack's clock; ours may be wrong by hours."""
    event = body.get("event") or {}
    happened = max(map(_seconds, (body.get("event_time"), event.get("event_ts"), event.get("ts"))))
    return late.is_old(kit.client.time() - happened, ask.asked)


def _is_first(key: str) -> bool:
    """Whether it isn't on record yet: a mention comes as two events, and twice more where a channel is shared."""
    if key in _recorded:
        return False
    _recorded[key] = None
    if len(_recorded) > RECORDED:
        _recorded.popitem(last=False)
    return True


def _seconds(said: object) -> float:
    try:
        return float(str(said))
    except ValueError:
        return 0.0
