"""The client, loaded when the first call is sent: google-genai takes a second, and who never replays needn't wait for it."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING

from bot.replay.call import Access, Call
from bot.replay.outcome import Outcome

if TYPE_CHECKING:
    from pydantic import SecretStr


async def send(call: Call, key: SecretStr | str, access: Access) -> Outcome:
    """What `bot.replay.client.send` gives."""
    client = await asyncio.to_thread(import_module, "bot.replay.client")
    outcome: Outcome = await client.send(call, key, access)
    return outcome
