"""`/gemini-debug`, with a paste, a word, or nothing."""

from __future__ import annotations

import json
import re
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.errors import UserError
from bot.jobs.engine import accept
from bot.jobs.kit import Kit
from bot.jobs.post import is_member
from bot.jobs.preferences import keys_alone
from bot.listeners import preferences
from bot.listeners.take import Json, ask_of_command
from bot.reply import mistakes
from bot.reply import preferences as words
from bot.reply import slack as reply
from bot.reply.slack import Post
from bot.store import channels, people

COMMAND = "/gemini-debug"
# What stands behind `settings` and is no word of a language: a key of whatever kind.
_OPAQUE = re.compile(r"[\w.~+/=-]{16,}")


async def command(ack: AsyncAck, body: Json, kit: Kit) -> None:
    """A word is obeyed at once; a paste is kept and will be answered; without text the modal opens."""
    text = str(body.get("text") or "")
    match text.lower().split():
        case []:
            await ack()
            await open_modal(kit, body)
        case ["help"]:
            await ack(**said(reply.usage()))
        case ["explain"]:
            await ack(**said(reply.causes(kit.knowledge)))
        case ["explain", cause]:
            await ack(**said(reply.explain(cause, kit.knowledge)))
        case ["quiet"]:
            await tell_channel(kit, body, "quiet")
            await ack(**said(reply.quieted(body["channel_id"])))
        case ["listen"]:
            await tell_channel(kit, body, "listen")
            await ack(**said(reply.listening(body["channel_id"])))
        case ["settings"]:
            await ack()
            await preferences.open_form(kit, body["user_id"], body.get("team_id"), body["trigger_id"])
        case ["settings", word] if _OPAQUE.fullmatch(word):
            raise UserError(words.key_in_command([("a word that may be a key", f"{len(word)} characters")]))
        case _ if keys := keys_alone(text):
            raise UserError(words.key_in_command([(key.kind, key.shape) for key in keys]))
        case _:
            ask = await ask_of_command(kit, body)
            await accept(ask.key, "answer", ask.payload())
            await ack()


async def open_modal(kit: Kit, body: Json) -> None:
    """The modal is on the person's screen, with what they chose last."""
    visibility = await kit.store.run(lambda c: people.visibility(c, kit.me.team, body["user_id"]))
    origin = json.dumps({"channel": body["channel_id"], "response_url": body.get("response_url")})
    await kit.client.views_open(trigger_id=body["trigger_id"], view=reply.modal(origin, visibility))


async def tell_channel(kit: Kit, body: Json, word: channels.State) -> None:
    """The channel is quiet, or read, from now on and for good."""
    channel, person = body["channel_id"], body["user_id"]
    if channel.startswith("D"):
        raise UserError(mistakes.no_channel())
    if word == "listen" and not await is_member(kit, channel):
        raise UserError(mistakes.not_member())
    await kit.store.run(lambda c: channels.say(c, kit.me.team, channel, word, person, kit.time))


def said(post: Post) -> dict[str, Any]:
    """A post as the answer to a gesture, for the person alone."""
    return {"text": post.text, "blocks": [dict(block) for block in post.blocks], "response_type": "ephemeral"}
