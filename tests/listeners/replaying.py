"""What the tests of replays in the thread share: a paste with its call, a person with a key, and the gestures."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select

from bot.jobs import engine
from bot.playground.actor import Actor
from bot.playground.values import Message, View
from bot.store import api_keys, people, replays, tables
from bot.store.people import Preferences

BOTH = {"thinkingConfig": {"thinkingLevel": "high", "thinkingBudget": 1024}}
INVALID = (400, "INVALID_ARGUMENT", "Request contains an invalid argument.")
BUSY = (503, "UNAVAILABLE", "The model is overloaded. Please try again later.")
SMALLEST = "It passes with this smallest change: generationConfig.thinkingConfig.thinkingBudget left out."


def paste(
    config: Any = BOTH,
    error: tuple[int, str, str] = INVALID,
    *,
    host: str = "generativelanguage.googleapis.com",
    model: str = "gemini-3.5-flash",
    **more: Any,
) -> str:
    """A call by curl, and the error that it met."""
    body = {"contents": [{"role": "user", "parts": [{"text": "Hello"}]}], **more}
    if config:
        body["generationConfig"] = config
    code, status, message = error
    told = {"error": {"code": code, "message": message, "status": status}}
    return (
        f'curl "https://{host}/v1beta/models/{model}:generateContent" -H "x-goog-api-key: $KEY" '
        f"-H 'Content-Type: application/json' -d '{json.dumps(body)}'\n\n{json.dumps(told)}"
    )


async def keyed(world: Any, actor: Actor, key: str, **wanted: Any) -> None:
    """The person has that key, and settings of their own."""
    kit = world.bot.kit

    def write(connection: Any) -> None:
        key_id = api_keys.put(connection, kit.cipher, kit.me.team, actor.id, key, "AI Studio key", 1.0)
        found = api_keys.find(connection, key_id)
        assert found
        api_keys.save(connection, found, 1.0)
        if wanted:
            people.prefer(connection, kit.me.team, actor.id, Preferences(**wanted), 1.0)

    await kit.store.run(write)


async def answered(world: Any, actor: Actor, channel: Any, text: str) -> Message:
    """The bot's answer to the paste."""
    message = await actor.writes(channel, text)
    [reply] = await world.slack.thread(message, count=1, within=20)
    return reply


async def asked(world: Any, actor: Actor, reply: Message) -> View:
    """The plan on the person's screen, its tokens counted."""
    await actor.presses(reply, "Replay")
    await world.slack.until(lambda: actor.view is not None, within=10)
    await world.slack.until(lambda: "being counted" not in actor.view.shown, within=10)
    assert actor.view
    return actor.view


async def told(world: Any, reply: Message, within: float = 40) -> Message:
    """The message of the replay, once it has ended."""

    def found() -> Message | None:
        replies = [m for m in world.ours(reply) if (m.metadata or {}).get("event_type") == "gemini_replay"]
        return next((m for m in replies if "Stop" not in m.buttons), None)

    await world.slack.until(lambda: found() is not None, within=within)
    await engine.drain(5)
    ended = found()
    assert ended
    return ended


async def replayed(world: Any, actor: Actor, channel: Any, text: str) -> Message:
    """What came of a replay that the person agreed to."""
    reply = await answered(world, actor, channel, text)
    await actor.submits(await asked(world, actor, reply))
    return await told(world, reply)


async def running(world: Any, reply: Message, within: float = 20) -> Message:
    """The message of a replay that runs."""

    def found() -> Message | None:
        return next((m for m in world.ours(reply) if "Stop" in m.buttons), None)

    await world.slack.until(lambda: found() is not None, within=within)
    message = found()
    assert message
    return message


async def rows(world: Any, actor: Actor) -> list[replays.Replay]:
    """What is kept of the person's replays."""
    wanted = select(tables.replays).where(tables.replays.c.person == actor.id).order_by(tables.replays.c.created)
    found = await world.bot.kit.store.run(lambda c: c.execute(wanted).all())
    return [replays.Replay(**row._mapping) for row in found]


async def recorded(world: Any, actor: Actor) -> list[str]:
    """The kinds of what is on record of the person."""
    wanted = select(tables.audit.c.kind).where(tables.audit.c.person == actor.id).order_by(tables.audit.c.id)
    return list(await world.bot.kit.store.run(lambda c: c.execute(wanted).scalars().all()))


async def whispered(world: Any, actor: Actor, count: int = 1) -> str:
    """The last thing that was said to the person alone."""
    notes = await world.slack.ephemeral(actor, count=count)
    return str(notes[-1].shown)


@contextmanager
def given(world: Any, **settings: Any) -> Iterator[None]:
    """The bot with other settings for a while."""
    own = world.bot.kit.settings.__dict__
    before = dict(own)
    own.update(settings)
    try:
        yield
    finally:
        own.clear()
        own.update(before)


async def calm() -> None:
    """Nothing is under way in the bot."""
    await engine.drain(5)
    await asyncio.sleep(0)
