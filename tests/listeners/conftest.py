"""The real bot against the strict Slack, over Socket Mode and over HTTP, one for the whole session."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from sqlalchemy import delete, inspect, select

import bot.replay.client  # noqa: F401  loaded here, or the first test that sends a call waits for google-genai
from bot import pace
from bot import settings as settings_module
from bot.app import Bot, running
from bot.jobs import engine
from bot.jobs import post as posting
from bot.playground.actor import Actor, OtherBot
from bot.playground.interactions import press_payload
from bot.playground.server import Slack
from bot.playground.values import Channel, Message
from bot.settings import Settings
from bot.store import cases, tables


def _error(code: int, status: str, message: str) -> str:
    body = {"error": {"code": code, "message": message, "status": status}}
    return f"google.genai.errors.ClientError: {code} {status}. {body}"


# Wholly ordinary pastes, each with the cause that it has.
PASTES = {
    "api-key-invalid": _error(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."),
    "model-not-found": _error(
        404,
        "NOT_FOUND",
        "models/gemini-9-flash is not found for API version v1beta, or is not supported for generateContent. Call "
        "ListModels to see the list of available models and their supported methods.",
    ),
    "api-key-expired": _error(400, "INVALID_ARGUMENT", "API key expired. Please renew the API key."),
    "overloaded": _error(503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
    "token-limit": _error(
        400,
        "INVALID_ARGUMENT",
        "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
    ),
    "location-unsupported": _error(400, "FAILED_PRECONDITION", "User location is not supported for the API use."),
}

ROOMY = pace.Rate(1_000, 1_000.0)  # the bot of all tests posts more in a minute than any bot of one workspace


@dataclass
class World:
    """A workspace with the bot in it. Each test takes a channel and people of its own."""

    slack: Slack
    bot: Bot
    mode: str
    asides: dict[str, Any] = field(default_factory=dict)

    def person(self, name: str = "ada") -> Actor:
        return self.slack.person(f"{name}-{uuid4().hex[:6]}")

    def channel(self, name: str = "general", **how: Any) -> Channel:
        return self.slack.channel(f"{name}-{uuid4().hex[:6]}", **how)

    def other_bot(self, name: str = "alerts", **how: Any) -> OtherBot:
        return self.slack.bot(f"{name}-{uuid4().hex[:6]}", **how)

    def pair(self) -> tuple[Actor, Channel]:
        ada = self.person()
        return ada, self.channel()

    def ours(self, message: Message) -> list[Message]:
        """Our replies in the message's thread."""
        replies = self.slack.workspace.thread(message.channel, message.root)
        return [reply for reply in replies if reply.user == self.slack.bot_user]

    def in_channel(self, channel: Channel) -> list[Message]:
        """What we wrote in the channel itself."""
        return [m for m in self.slack.workspace.history(channel.id) if m.user == self.slack.bot_user and not m.subtype]

    def made(self, actor: Actor, channel: Channel, text: str, root: Message) -> Message:
        """A reply that stands there without anybody hearing of it."""
        return Message(channel.id, self.slack.workspace.ts(), text, actor.id, thread=root.ts)

    async def kept(self, message: Message) -> Any:
        """The case of the message, once nothing is under way."""
        await engine.drain(3)
        team = self.bot.kit.me.team
        return await self.bot.kit.store.run(lambda c: cases.at(c, team, message.channel, message.ts))

    async def kept_by(self, reply: Message) -> Any:
        """The case that the reply names."""
        await engine.drain(3)
        return await self.bot.kit.store.run(lambda c: cases.find(c, self.case(reply)))

    async def kept_in(self, channel: Channel) -> Any:
        """The last case in the channel."""
        await engine.drain(3)
        wanted = (
            select(tables.cases).where(tables.cases.c.channel == channel.id).order_by(tables.cases.c.created.desc())
        )
        return await self.bot.kit.store.run(lambda c: c.execute(wanted).first())

    async def forget(self, message: Message) -> None:
        """The case of the message is swept."""
        gone = delete(tables.cases).where(tables.cases.c.ts == message.ts, tables.cases.c.channel == message.channel)
        await self.bot.kit.store.run(lambda c: c.execute(gone))

    async def job(self, message: Message) -> bool:
        """Whether a job was ever accepted for the message."""
        kit, app = self.bot.kit, self.slack.app.id
        return await engine.taken(f"{app}:{kit.me.team}:{message.channel}:{message.ts}")

    def delivered(self, message: Message) -> str:
        """The state of the message's delivery."""
        return next(d.state for d in self.slack.journal.deliveries if d.event.get("ts") == message.ts)

    def tries(self, message: Message) -> int:
        """How often its delivery was tried and ended."""
        return next((len(d.attempts) for d in self.slack.journal.deliveries if d.event.get("ts") == message.ts), 0)

    def database(self) -> str:
        """Every row of every table, the engine's too."""
        store = self.bot.kit.store
        with store.engine.connect() as connection:
            names = inspect(connection).get_table_names()
            rows = (row for name in names for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"'))
            return "".join(repr(tuple(row)) for row in rows)  # a row's own repr cuts long values short

    def json(self, value: Any) -> str:
        return json.dumps(value)

    def actions(self, message: Message) -> list[dict[str, Any]]:
        """The buttons of the message."""
        return [e for b in message.blocks if b["type"] == "actions" for e in b["elements"]]

    async def press_stale(self, actor: Actor, on: Message, name: str, value: str) -> Any:
        """A button as an older message had it."""
        action = {
            "type": "button",
            "block_id": "old",
            "action_id": name,
            "value": value,
            "text": {"type": "plain_text", "text": "x"},
        }
        payload = press_payload(self.slack.desk, actor.person, on, action, {})
        return await self.slack.desk.courier.gesture("interactive", payload)

    def cause(self, message: Message | None) -> str | None:
        """The cause in the metadata of a reply."""
        assert message is not None
        return (message.metadata or {}).get("event_payload", {}).get("cause")

    def case(self, message: Message) -> str:
        return str((message.metadata or {})["event_payload"]["case"])


def given(monkeypatch: pytest.MonkeyPatch, slack: Slack, folder: Path, mode: str, **more: str) -> Settings:
    """Settings for a bot in that workspace, from an environment that holds nothing else of ours."""
    for name in list(os.environ):
        if name.startswith(("GEMINI_", "SLACK_")):
            monkeypatch.delenv(name)
    environment = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_API_URL": slack.api_url,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "GEMINI_DEBUG_DATA_DIR": str(folder),
        "GEMINI_DEBUG_PORT": "0",
        **({"SLACK_APP_TOKEN": slack.app_token} if mode == "socket" else {}),
        **more,
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return settings_module.load()


@pytest.fixture(scope="session")
def pastes() -> dict[str, str]:
    return PASTES


@pytest.fixture
def settings_for() -> Callable[..., Settings]:
    return given


@pytest_asyncio.fixture(scope="session", loop_scope="session", params=["socket", "http"])
async def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    folder = tmp_path_factory.mktemp(request.param)
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(Slack(rate_limits=False))
        boss = slack.person("boss")
        alerts = slack.channel("alerts")
        more_names = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s"}
        more = {"GEMINI_DEBUG_ADMINS": boss.id, "GEMINI_DEBUG_ALERT_CHANNELS": alerts.id}
        # The environment counts while the bot is put together; it must not last, for other rooms' tests come after.
        with pytest.MonkeyPatch.context() as monkeypatch:
            settings = given(monkeypatch, slack, folder, request.param, **more, **more_names)
            bot = await stack.enter_async_context(running(settings))
            environment = dict(os.environ)
        if request.param == "http":
            await stack.enter_async_context(slack.hosting(bot.web))
        else:
            await slack.connected()
        bot.kit.client.pace._buckets.update({method: pace.Bucket(ROOMY) for method in (pace.POST, pace.UPDATE)})
        yield World(slack, bot, request.param, {"boss": boss, "alerts": alerts, "environment": environment})


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for what only Slack's own pace and slowness ask for. Where these matter a module has its own `at_once`."""
    monkeypatch.setattr(posting, "LOOK_AFTER", 0.0)
    monkeypatch.setattr(pace, "IN_CHANNEL", ROOMY)


@pytest.fixture(autouse=True)
def fair_weather(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test turned on is off in the next."""
    yield
    if "world" in request.fixturenames:
        request.getfixturevalue("world").slack.faults.clear()
