"""What the jobs and listeners work with, put together once by the composition root."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import aiohttp

from bot.client import Client
from bot.diagnosis import Diagnosis, Knowledge, diagnose
from bot.diagnosis.diagnose import Mode
from bot.paste import Report
from bot.settings import Settings
from bot.store import Database
from bot.store.keys import Cipher, secret_keys

BIG = 4_000  # characters; a longer text is read in a thread, so that nobody's acknowledgement waits for it


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is in the workspace."""

    team: str
    user: str
    bot: str


@dataclass(frozen=True, slots=True)
class Simulated:
    """A stand-in of the Gemini API, which answers the replays of who has no key; it says so by its name."""

    name: str
    url: str
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Kit:
    """Everything outside of a job."""

    settings: Settings
    knowledge: Knowledge
    store: Database
    client: Client
    http: aiohttp.ClientSession
    me: Identity
    now: Callable[[], datetime]
    simulated: Simulated | None = None

    @property
    def time(self) -> float:
        """Seconds since 1970."""
        return self.now().timestamp()

    @property
    def cipher(self) -> Cipher:
        """What seals and opens the keys of people; the key file is read anew each time."""
        given = [key.get_secret_value() for key in self.settings.secret_key]
        return Cipher(secret_keys(given, self.settings.data_dir))

    def is_admin(self, person: str) -> bool:
        """Whether the person is named in ADMINS."""
        return person in self.settings.admins


async def diagnosed(reading: Callable[[], Report], size: int, knowledge: Knowledge, mode: Mode) -> Diagnosis:
    """The diagnosis of what `reading` gives; a text of that size is read beside the loop if it is big."""

    def work() -> Diagnosis:
        return diagnose(reading(), knowledge, mode)

    return work() if size <= BIG else await asyncio.to_thread(work)
