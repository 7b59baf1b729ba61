"""What is said in channels and sent directly."""

from __future__ import annotations

from bot.jobs.kit import Kit
from bot.listeners.late import accept_in_time
from bot.listeners.take import Json, ask_of, entrance_of
from bot.listeners.wanted import is_wanted, warning_of


async def message(event: Json, body: Json, kit: Kit) -> None:
    """A message that shows a failure, or was sent to us, is kept and will be answered; of a key its person is told."""
    entrance = entrance_of(kit, event["channel"], event)
    if entrance is None:
        return
    ask = await ask_of(kit, body, event["channel"], event, entrance)
    if await is_wanted(kit, ask):
        await accept_in_time(kit, body, ask)
    elif warning := await warning_of(kit, ask):
        await accept_in_time(kit, body, warning, "warn")
