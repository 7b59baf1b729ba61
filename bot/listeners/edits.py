"""Messages that were changed or deleted."""

from __future__ import annotations

from dataclasses import replace

from bot.jobs.engine import accept, taken
from bot.jobs.kit import Kit
from bot.listeners.late import accept_in_time
from bot.listeners.take import Json, ask_of, entrance_of, is_own
from bot.listeners.wanted import is_wanted, warning_of
from bot.paste.slack import changed_text
from bot.store import cases


async def edit(event: Json, body: Json, kit: Kit) -> None:
    """The answer of a changed message will be changed; a message without one counts as new."""
    message = event["message"]
    if message.get("subtype") == "tombstone":
        await _gone(event, body, kit, {**(event.get("previous_message") or {}), "ts": message["ts"]})
        return
    entrance = entrance_of(kit, event["channel"], message)
    if not changed_text(event) or entrance in (None, "alert"):
        return
    ask = await ask_of(kit, body, event["channel"], message, entrance or "message", "changed", str(event["ts"]))
    if await _is_answered(kit, ask.channel, str(ask.ts), ask.case_key):
        await accept(ask.key, "edit", ask.payload())
    elif await is_wanted(kit, ask):
        await accept_in_time(kit, body, ask, "edit")
    elif warning := await warning_of(kit, ask):
        await accept_in_time(kit, body, warning, "warn")


async def deletion(event: Json, body: Json, kit: Kit) -> None:
    """The answer of a deleted message will be taken away."""
    await _gone(event, body, kit, {**(event.get("previous_message") or {}), "ts": event["deleted_ts"]})


async def _gone(event: Json, body: Json, kit: Kit, message: Json) -> None:
    if is_own(kit, message):
        return
    ask = await ask_of(kit, body, event["channel"], message, "message", "deleted", str(event["ts"]))
    if await _is_answered(kit, ask.channel, str(ask.ts), ask.case_key):
        nothing_of_it = replace(ask, text="", secrets=(), files=())
        await accept(ask.key, "deletion", nothing_of_it.payload())


async def _is_answered(kit: Kit, channel: str, ts: str, key: str) -> bool:
    """Whether there is an answer, or one is on its way."""
    case = await kit.store.run(lambda c: cases.at(c, kit.me.team, channel, ts))
    return case is not None or await taken(key)
