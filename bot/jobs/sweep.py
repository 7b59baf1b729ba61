"""What is older than RETENTION_DAYS is forgotten, once a day."""

from __future__ import annotations

import asyncio

import structlog

from bot.jobs import engine
from bot.jobs.kit import Kit
from bot.store import cases

DAY = 24 * 3600.0

log = structlog.get_logger(__name__)


async def sweep(kit: Kit) -> None:
    """Cases and finished jobs from before the time that the setting names are gone."""
    before = kit.time - kit.settings.retention_days * DAY
    forgotten = await kit.store.run(lambda c: cases.sweep(c, before))
    jobs = await engine.forget(before)
    log.info("swept", cases=forgotten, jobs=jobs)


async def sweep_daily(kit: Kit, every: float = DAY) -> None:
    """Sweeps now and each day from now on; a day without the database is made up for by the next."""
    while True:
        try:
            await sweep(kit)
        except Exception as error:  # whatever it is, tomorrow is another day
            log.warning("can't sweep", error=type(error).__name__)
        await asyncio.sleep(every)
