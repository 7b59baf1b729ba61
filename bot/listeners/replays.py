"""Replay below an answer, its plan, and the buttons of the message that tells of it."""

from __future__ import annotations

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.errors import UserError
from bot.jobs import replay, replay_after, replay_begin
from bot.jobs.engine import accept
from bot.jobs.kit import Kit
from bot.listeners.take import Json, press_of
from bot.reply import replay_slack as words
from bot.store import replays
from bot.store.replays import Pressed


async def pressed(ack: AsyncAck, body: Json, action: Json, kit: Kit) -> None:
    """The plan is on the person's screen; or it runs already, if they want no question."""
    await ack()
    found = await replay_begin.planned(kit, _pressed(kit, body, action))
    if found.unasked:
        await replay_begin.begin(kit, found.id, found.behind.person)
        return
    view = words.plan_view(found.plan, found.behind, found.id, counting=found.counts)
    opened = await kit.client.views_open(trigger_id=body["trigger_id"], view=view)
    if found.counts:
        job = {"key": f"count:{found.id}", "person": found.behind.person, "channel": None, "replay": found.id}
        await accept(job["key"] or "", "replay_count", {**job, "view": opened["view"]["id"]})


async def sent(ack: AsyncAck, body: Json, view: Json, kit: Kit) -> None:
    """The person agreed: it runs, or there is something to be confirmed first."""
    asks = await replay_begin.to_confirm(kit, view["private_metadata"], body["user"]["id"])
    if asks is not None:
        await ack(response_action="update", view=asks)
        return
    await _begin(ack, body, view, kit)


async def confirmed(ack: AsyncAck, body: Json, view: Json, kit: Kit) -> None:
    """The person agreed to that too."""
    await _begin(ack, body, view, kit)


async def stopped(ack: AsyncAck, body: Json, action: Json, kit: Kit) -> None:
    """It ends as soon as it can."""
    await ack()
    person = body["user"]["id"]
    row = await kit.store.run(lambda c: replays.find(c, action["value"]))
    if row is None or row.team != kit.me.team:
        raise UserError(words.gone())
    if row.person != person and not kit.is_admin(person):
        raise UserError(words.not_yours())
    if not await replay.stop(kit, row.id, person):
        raise UserError(words.ended_already())


async def copied(ack: AsyncAck, body: Json, action: Json, kit: Kit) -> None:
    """The request that passes is on the person's screen."""
    await ack()
    view = await replay_after.copied(kit, action["value"], action["action_id"].removeprefix(words.COPY))
    await kit.client.views_open(trigger_id=body["trigger_id"], view=view)


async def detailed(ack: AsyncAck, body: Json, action: Json, kit: Kit) -> None:
    """Each call with its answer is on the person's screen."""
    await ack()
    view = await replay_after.details(kit, action["value"])
    await kit.client.views_open(trigger_id=body["trigger_id"], view=view)


async def reported(ack: AsyncAck, body: Json, action: Json, kit: Kit) -> None:
    """A report will stand in the thread, once however often it is asked for."""
    press = press_of(kit, body, action)
    job = {"key": f"report:{press.case}", "person": press.person, "channel": press.channel, "replay": press.case}
    await accept(job["key"], "replay_report", {**job, "thread": _thread(body)})
    await ack()


async def _begin(ack: AsyncAck, body: Json, view: Json, kit: Kit) -> None:
    """It runs; or the modal says why not."""
    refusal = await replay_begin.refused(kit, view["private_metadata"], body["user"]["id"])
    if refusal is None:
        await ack()
    else:
        await ack(response_action="update", view=words.sentence_view(refusal))


def _pressed(kit: Kit, body: Json, action: Json) -> Pressed:
    press = press_of(kit, body, action)
    user = body["user"]
    return Pressed(press.case, kit.me.team, press.person, user.get("team_id"), press.channel, _thread(body))


def _thread(body: Json) -> str:
    """The ts of the thread that the message with the button stands in."""
    message = body.get("message") or {}
    return str(message.get("thread_ts") or message.get("ts") or body["container"]["message_ts"])
