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
    values = {name: value for block in view["state"]["values"].values() for name, value in block.items()}
    chosen = (values.get("visibility") or {}).get("selected_option") or {}
    return {
        "text": (values.get("paste") or {}).get("value") or "",
        "files": (values.get("file") or {}).get("files") or [],
        "visibility": "me" if chosen.get("value") == "me" else "channel",
    }
