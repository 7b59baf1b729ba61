"""The buttons below an answer."""

from __future__ import annotations

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.errors import UserError
from bot.jobs.buttons import rebuilt
from bot.jobs.engine import accept
from bot.jobs.kit import Kit
from bot.listeners.take import Json, press_of
from bot.reply import mistakes
from bot.reply import slack as reply
from bot.store import cases


async def not_it(ack: AsyncAck, body: Json, action: Json, kit: Kit) -> None:
    """The answer will name the next candidate."""
    press = press_of(kit, body, action)
    await accept(press.key, "not_it", press.payload())
    await ack()


async def choose(ack: AsyncAck, body: Json, action: Json, kit: Kit) -> None:
    """The answer will name what the person's choice leads to."""
    press = press_of(kit, body, action)
    await accept(press.key, "choose", press.payload())
    await ack()


async def remove(ack: AsyncAck, body: Json, action: Json, kit: Kit) -> None:
    """The answer will be gone, if its person or an admin wants it."""
    press = press_of(kit, body, action)
    await accept(press.key, "remove", press.payload())
    await ack()


async def show(ack: AsyncAck, body: Json, action: Json, kit: Kit) -> None:
    """The private answer will stand in the channel."""
    press = press_of(kit, body, action)
    await accept(press.key, "show", press.payload())
    await ack()


async def details(ack: AsyncAck, body: Json, action: Json, kit: Kit) -> None:
    """The whole entry is on the person's screen."""
    await ack()
    case = await kit.store.run(lambda c: cases.find(c, press_of(kit, body, action).case))
    if case is None or case.gone is not None or case.team != kit.me.team:
        raise UserError(mistakes.gone())
    view = reply.details(await rebuilt(kit, case, case.shown), kit.knowledge, kit.now())
    await kit.client.views_open(trigger_id=body["trigger_id"], view=view)


async def link(ack: AsyncAck) -> None:
    """A button that is a link was followed; Slack wants to hear that we heard."""
    await ack()
