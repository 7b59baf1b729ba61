"""A running simulated Gemini, ways to call it, and the bot's own reading of what it says."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.diagnosis import Knowledge, load
from bot.playground.gemini.server import Gemini

FLASH, LITE = "gemini-3.8-flash", "gemini-3.5-flash-lite"
KNOWLEDGE = Path(__file__).parents[3] / "knowledge"


@dataclass(frozen=True)
class Reply:
    """What came back: status, headers, bytes."""

    status: int
    headers: Mapping[str, str]
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raw)

    @property
    def error(self) -> dict[str, Any]:
        found = self.json
        return (found[0] if isinstance(found, list) else found)["error"]

    @property
    def message(self) -> str:
        return str(self.error["message"])

    @property
    def reason(self) -> str:
        """Why the candidate ended, or why the prompt was blocked."""
        body = self.json
        return (
            body["candidates"][0]["finishReason"] if body.get("candidates") else body["promptFeedback"]["blockReason"]
        )

    @property
    def text(self) -> str:
        return "".join(part.get("text", "") for part in self.json["candidates"][0]["content"].get("parts", []))


Ask = Callable[..., Awaitable[Reply]]


def says(text: str, **config: Any) -> dict[str, Any]:
    """A request with one turn, and generationConfig where there is any."""
    body: dict[str, Any] = {"contents": [{"role": "user", "parts": [{"text": text}]}]}
    return body | ({"generationConfig": config} if config else {})


@pytest.fixture
async def gemini() -> AsyncIterator[Gemini]:
    async with Gemini() as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def ask(gemini: Gemini, http: aiohttp.ClientSession) -> Ask:
    """Posts a body to a method of a model; `raw` are bytes instead; `headers` replace the key."""

    async def post(
        body: Any = None,
        model: str = FLASH,
        verb: str = "generateContent",
        version: str = "v1beta",
        *,
        path: str | None = None,
        method: str = "POST",
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        key: str | None = None,
        query: str = "",
    ) -> Reply:
        known = {"x-goog-api-key": key or gemini.secret} if headers is None else dict(headers)
        sent = raw if raw is not None else json.dumps(body).encode() if body is not None else b""
        where = path if path is not None else f"/{version}/models/{model}:{verb}"
        url = f"{gemini.url}{where}{query}"
        async with http.request(method, url, data=sent, headers=known, allow_redirects=False) as answer:
            return Reply(answer.status, dict(answer.headers), await answer.read())

    return post


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load(KNOWLEDGE)
