"""Every table of the database, the engine's too, and how what stands in it ends."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, inspect, text

from bot.jobs import engine, forget, retention, sweep
from bot.store import api_keys, audit, channels, people, tables

pytestmark = pytest.mark.asyncio(loop_scope="session")

# swept: after the days of retention. scrubbed: a minute after its job ended. kept: until its person deletes it.
# unused: the engine has it, and no job of ours writes it. state: nothing of anybody.
ENDS = {
    "cases": "swept",
    "rejections": "swept",
    "waves": "swept",
    "replays": "swept",
    "audit": "swept",
    "people": "kept",
    "channels": "kept",
    "preferences": "kept",
    "api_keys": "kept",
    "alembic_version": "state",
    "workflow_status": "swept",
    "workflow_input": "scrubbed",
    "workflow_output": "scrubbed",
    "operation_outputs": "scrubbed",
    "notifications": "unused",
    "workflow_events": "unused",
    "workflow_events_history": "unused",
    "streams": "unused",
    "workflow_schedules": "unused",
    "queues": "unused",
    "application_versions": "state",
    "dbos_migrations": "state",
}


async def rows(world) -> dict[str, list[str]]:
    """What stands in each table, a text a row."""

    def read(connection: Connection) -> dict[str, list[str]]:
        names = inspect(connection).get_table_names()
        return {
            name: [repr(tuple(row)) for row in connection.execute(text(f'SELECT * FROM "{name}"'))] for name in names
        }

    return await world.bot.kit.store.run(read)


async def lived(world, pastes):
    """Somebody of whom there is a row in each table that may hold one."""
    kit, (ada, general) = world.bot.kit, world.pair()
    message = await ada.writes(general, pastes["api-key-invalid"])
    [reply] = await world.slack.thread(message, count=1)
    await ada.presses(reply, "Not it")
    await world.slack.settled()
    case, team, now = world.case(reply), kit.me.team, kit.time

    def write(connection: Connection) -> None:
        people.choose(connection, team, ada.id, "me", now)
        channels.say(connection, team, general.id, "listen", ada.id, now)
        people.prefer(connection, team, ada.id, people.Preferences(unasked=True), now)
        key_id = api_keys.put(connection, kit.cipher, team, ada.id, "AIzaSy" + "k" * 33, "AI Studio key", now)
        entered = api_keys.find(connection, key_id)
        assert entered and api_keys.save(connection, entered, now)
        audit.record(connection, team, ada.id, "key_saved", now)
        where = {
            "id": case,
            "case_id": case,
            "team": team,
            "person": ada.id,
            "channel": general.id,
            "thread": message.ts,
        }
        what = {"state": "ended", "whose": "own", "plan": {}, "attempts": [], "created": now}
        connection.execute(tables.replays.insert().values(**where, **what))

    await kit.store.run(write)
    async with asyncio.timeout(5):
        while not await engine.idle():
            await engine.drain(3)
    return ada


async def test_every_table_ends_as_it_is_said_to_and_a_new_one_has_to_say_how(world, pastes) -> None:
    ada = await lived(world, pastes)
    before = await rows(world)
    assert before.keys() == ENDS.keys()
    assert [name for name, how in ENDS.items() if how == "unused" and before[name]] == []
    lasting = [name for name, how in ENDS.items() if how in ("swept", "kept")]
    assert [name for name in lasting if not before[name]] == []
    await world.bot.kit.store.run(retention.scrub)
    soon = await rows(world)
    assert [name for name, how in ENDS.items() if how == "scrubbed" and soon[name]] == []
    assert [name for name in lasting if not soon[name]] == []
    later = datetime.fromtimestamp(world.bot.kit.time + 31 * sweep.DAY, UTC)
    await sweep.sweep(replace(world.bot.kit, now=lambda: later))
    late = await rows(world)
    assert [name for name, how in ENDS.items() if how == "swept" and late[name]] == []
    assert [name for name, how in ENDS.items() if how == "kept" and ada.id not in str(late[name])] == []
    await ada.opens_home()
    await world.slack.until(lambda: world.slack.home(ada))
    await ada.presses(world.slack.home(ada), "Delete all of it")
    assert ada.id not in world.database()


async def test_of_whoever_is_forgotten_no_table_holds_a_word_from_that_moment_on(world, pastes) -> None:
    ada = await lived(world, pastes)
    before = await rows(world)
    theirs = {name for name, found in before.items() if ada.id in str(found)}
    assert theirs >= {"cases", "rejections", "replays", "audit", "people", "channels", "preferences", "api_keys"}
    await ada.opens_home()
    await world.slack.until(lambda: world.slack.home(ada))
    await ada.presses(world.slack.home(ada), "Delete all of it")
    assert [name for name, found in (await rows(world)).items() if ada.id in str(found)] == []


async def test_all_that_is_kept_is_counted_in_home_and_sent_and_no_key_with_it(world, pastes) -> None:
    ada = await lived(world, pastes)
    await ada.opens_home()
    await world.slack.until(lambda: world.slack.home(ada))
    said = world.slack.home(ada).shown
    for words in (
        "1 paste",
        "1 time",
        "Your choice",
        "1 channel",
        "1 replay",
        "AI Studio key …",
        "settings for replays",
    ):
        assert words in said, words
    await ada.presses(world.slack.home(ada), "Send me all of it")
    await engine.drain(3)
    await world.slack.until(lambda: world.in_channel(ada.dm))
    pages = [page.blocks[0]["elements"][1]["elements"][0]["text"] for page in world.in_channel(ada.dm)]
    sent = json.loads("".join(pages))
    kept = await world.bot.kit.store.run(lambda c: forget.kept(c, ada.id))
    assert sent.keys() == kept.keys() and all(len(sent[name]) == len(kept[name]) > 0 for name in kept)
    assert "k" * 33 not in str(sent) and "sealed" not in str(sent)
