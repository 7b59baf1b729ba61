"""The app's Home."""

from __future__ import annotations

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.jobs import forget
from bot.jobs.engine import accept
from bot.jobs.kit import Kit
from bot.listeners.take import Json
from bot.reply import home as words

log = structlog.get_logger(__name__)


async def opened(event: Json, kit: Kit) -> None:
    """Who looks at Home sees what is kept of them."""
    if event.get("tab") == "home":
        await show(kit, str(event["user"]))


async def export(ack: AsyncAck, body: Json, action: Json, kit: Kit) -> None:
    """All that is kept of the person will be in their direct messages. The job's key, which outlasts it, doesn't name them."""
    person = body["user"]["id"]
    key = f"{kit.me.team}:export:{(body.get('view') or {}).get('id')}:{action.get('action_ts')}"
    await accept(key, "export", {"key": key, "person": person, "channel": None})
    await ack()
    await show(kit, person, "It comes to you as direct messages.")


async def delete(ack: AsyncAck, body: Json, kit: Kit) -> None:
    """Nothing is kept of the person any more, and Home says so. No job does it, for a job would be kept itself."""
    person = body["user"]["id"]
    gone, left = await kit.store.run(lambda c: forget.forget(c, person))
    log.info("forgot", left=left, **{name: len(rows) for name, rows in gone.items()})
    await ack()
    await show(kit, person, words.forgotten(gone, left))


async def show(kit: Kit, person: str, said: str = "") -> None:
    """Home says what is kept of the person, and what was just done."""
    kept = await kit.store.run(lambda c: forget.kept(c, person))
    await kit.client.views_publish(user_id=person, view=words.home(kept, kit.settings.retention_days, said))
