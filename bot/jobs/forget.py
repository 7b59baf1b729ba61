"""What is kept of a person: shown, sent to them, deleted."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection

from bot.jobs import retention
from bot.jobs.kit import Kit
from bot.reply import home as words
from bot.store import forget as store

Kept = dict[str, Any]


def kept(connection: Connection, person: str) -> Kept:
    """What is kept of the person; of work that ended nothing is, once this was asked."""
    retention.scrub(connection)
    return asdict(store.kept_of(connection, person))


def forget(connection: Connection, person: str) -> tuple[Kept, int]:
    """It is deleted; gives what it was, and the number of jobs about the person that aren't done yet."""
    retention.scrub(connection)
    left = retention.under_way(connection, person)
    gone = asdict(store.forget(connection, person))
    return gone, left


async def export(kit: Kit, person: str) -> None:
    """The person has all of it in their direct messages; after a crash perhaps twice."""
    for post in words.export(await kit.store.run(lambda c: kept(c, person))):
        await kit.client.chat_postMessage(
            channel=person, text=post.text, blocks=[dict(block) for block in post.blocks], unfurl_links=False
        )
