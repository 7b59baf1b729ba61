"""The modal in which a person says how they want to replay."""

from __future__ import annotations

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.jobs import preferences
from bot.jobs.engine import accept
from bot.jobs.kit import Kit
from bot.listeners.take import Json
from bot.listeners.views import values_of
from bot.reply import preferences as words
from bot.reply.post import Dict


async def open_form(kit: Kit, person: str, home: str | None, trigger: str) -> None:
    """The modal is on the person's screen, with what holds now."""
    await kit.client.views_open(trigger_id=trigger, view=await _form(kit, person, home))


async def opened(ack: AsyncAck, body: Json, kit: Kit) -> None:
    """The button in Home was pressed."""
    await ack()
    await open_form(kit, body["user"]["id"], body["user"].get("team_id"), body["trigger_id"])


async def submitted(ack: AsyncAck, body: Json, view: Json, kit: Kit) -> None:
    """All of it holds, but a key: that is sealed, and will be tested before it is used."""
    person = body["user"]["id"]
    filled = preferences.read_form(values_of(view), kit.settings)
    if filled.errors:
        await ack(response_action="errors", errors=dict(filled.errors))
        return
    key_id = await preferences.keep(kit, person, filled)
    if key_id is None:
        await ack(response_action="update", view=words.saved())
        return
    job = {"key": f"{kit.me.team}:check:{key_id}", "person": person, "channel": None, "key_id": key_id}
    await accept(job["key"], "check_key", {**job, "view": view["id"]})
    await ack(response_action="update", view=words.checking(words.name_of(filled.kind, str(filled.key)[-4:])))


async def key_deleted(ack: AsyncAck, body: Json, kit: Kit) -> None:
    """The person's key is gone, and the modal says so. No job does it, for it must be gone at once."""
    person = body["user"]["id"]
    had = await preferences.drop_key(kit, person)
    await ack()
    view = await _form(kit, person, body["user"].get("team_id"), words.key_deleted(had))
    await kit.client.views_update(view_id=body["view"]["id"], view=view)


async def _form(kit: Kit, person: str, home: str | None, said: str = "") -> Dict:
    shown = await preferences.shown(kit, person, home)
    return words.form(shown, kit.settings.replay_seconds, kit.settings.replay_spend, said)
