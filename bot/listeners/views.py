"""The modal that was filled in."""

from __future__ import annotations

import json
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.jobs.engine import accept
from bot.jobs.kit import Kit
from bot.listeners.take import Json, ask_of_modal
from bot.reply import slack as reply
from bot.store import people

PASTE = "paste"


async def paste(ack: AsyncAck, body: Json, view: Json, kit: Kit) -> None:
    """What was pasted is kept and will be answered; with nothing in it the modal stays and says so."""
    given = filled_in(view)
    if not given["text"].strip() and not given["files"]:
        await ack(response_action="errors", errors=dict(reply.modal_empty()))
        return
    ask = await ask_of_modal(kit, body, json.loads(view["private_metadata"]), given)
    await accept(ask.key, "answer", ask.payload())
    await ack()
    await kit.store.run(lambda c: people.choose(c, kit.me.team, ask.person, given["visibility"], kit.time))


def filled_in(view: Json) -> dict[str, Any]:
    """The modal's values by name."""
    values = values_of(view)
    return {
        "text": values.get("paste") or "",
        "files": values.get("file") or [],
        "visibility": "me" if values.get("visibility") == "me" else "channel",
    }


def values_of(view: Json) -> dict[str, Any]:
    """What each input of a modal holds, by its action_id: a text, an option's value, a list of these, or files."""
    state = {name: held for block in view["state"]["values"].values() for name, held in block.items()}
    return {name: _value(held) for name, held in state.items()}


def _value(held: Json) -> Any:
    if "selected_options" in held:
        return [option.get("value") for option in held["selected_options"] or ()]
    if "selected_option" in held:
        return (held["selected_option"] or {}).get("value")
    return held.get("files") if "files" in held else held.get("value")
