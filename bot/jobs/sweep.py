"""What is older than RETENTION_DAYS is forgotten, once a day; what a job that ended was asked, within a minute."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.jobs import engine, retention
from bot.jobs.kit import Kit
from bot.store import api_keys, audit, cases, replays

DAY = 24 * 3600.0
HOUR = 3600.0  # after which a key whose test never ended is gone
MINUTE = 60.0

log = structlog.get_logger(__name__)


async def sweep(kit: Kit) -> None:
    """Cases, finished jobs and records from before the time that the setting names are gone; stored keys are sealed by the
    newest secret key."""
    before = kit.time - kit.settings.retention_days * DAY
    await kit.store.run(lambda c: replays.sweep(c, before, kit.time - DAY))
    forgotten = await kit.store.run(lambda c: cases.sweep(c, before))
    recorded = await kit.store.run(lambda c: audit.sweep(c, before))
    jobs = await engine.forget(before)
    log.info("swept", cases=forgotten, recorded=recorded, jobs=jobs)
    await kit.store.run(lambda c: api_keys.sweep(c, kit.time - HOUR))
    anew, lost = await kit.store.run(lambda c: api_keys.reseal(c, kit.cipher))
    if anew or lost:
        log.info("keys sealed anew", keys=anew, lost=lost)


async def sweep_daily(kit: Kit, every: float = DAY) -> None:
    """Sweeps now and each day from now on; a day without the database is made up for by the next."""
    await _again_and_again(lambda: sweep(kit), every)


async def scrub_often(kit: Kit, every: float = MINUTE) -> None:
    """Of jobs that ended no words are kept for longer than a minute."""
    await _again_and_again(lambda: kit.store.run(retention.scrub), every)


async def _again_and_again(work: Callable[[], Awaitable[object]], every: float) -> None:
    while True:
        try:
            await work()
        except Exception as error:  # whatever it is, there is a next time
            log.warning("can't sweep", error=type(error).__name__)
        await asyncio.sleep(every)
