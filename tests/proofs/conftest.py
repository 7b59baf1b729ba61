"""What the proofs share: a simulated Gemini, the real client that calls it, and pastes of its real answers."""

from __future__ import annotations

import functools
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from pydantic import SecretStr

from bot.diagnosis import Knowledge, load
from bot.places import place
from bot.playground.gemini.server import Gemini
from bot.replay.client import Access, send
from bot.replay.run import SendCall
from tests.proofs.proof import CACHE, FLASH, Proof, hello


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load(place("knowledge"))


@pytest.fixture
async def gemini() -> AsyncIterator[Gemini]:
    async with Gemini() as running:
        yield running


@pytest.fixture
def access(gemini: Gemini) -> Access:
    return Access(gemini.url)


@pytest.fixture
def client(gemini: Gemini, access: Access) -> SendCall:
    """The client of a replay, with a key that the service knows."""
    return functools.partial(send, key=SecretStr(gemini.secret), access=access)


async def pasted(gemini: Gemini, proof: Proof) -> tuple[Proof, str]:
    """The proof with what it needs at the service, and its paste: the service was really asked for the answer in it."""
    async with aiohttp.ClientSession(headers={"x-goog-api-key": gemini.secret}) as http:

        async def post(path: str, body: object) -> tuple[int, str]:
            async with http.post(f"{gemini.url}{path}", data=json.dumps(body)) as answer:
                return answer.status, await answer.text()

        if CACHE in proof.code:
            _, made = await post("/v1beta/cachedContents", hello("x" * 8000) | {"model": f"models/{FLASH}"})
            proof = proof.with_cache(json.loads(made)["name"])
        return proof, proof.paste(*await post(proof.path, proof.body))
