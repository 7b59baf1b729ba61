"""A strict Slack on loopback, with a face for tests.

    async with Slack() as slack:
        ada, general = slack.person("ada"), slack.channel("general")
        message = await ada.writes(general, "429 RESOURCE_EXHAUSTED …")
        [reply] = await slack.thread(message, count=1)

The app reaches it at `slack.api_url` with `slack.bot_token`, and with `slack.app_token` by Socket Mode; for HTTP set
`slack.request_url`, and the app checks `slack.signing_secret`.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from types import TracebackType
from typing import Any, TypeVar

from aiohttp import web

from bot.playground.actor import Actor, OtherBot
from bot.playground.app import App, project_manifest
from bot.playground.clock import Clock
from bot.playground.deliver import Courier
from bot.playground.desk import Desk
from bot.playground.faults import Faults
from bot.playground.journal import Call, Delivery, Journal
from bot.playground.limits import Rates
from bot.playground.socket import Sockets
from bot.playground.values import Bot, Channel, Message, View
from bot.playground.web import web_app
from bot.playground.workspace import Workspace

T = TypeVar("T")
PATIENCE = 10.0  # seconds of the wall, for a machine that is busy; what comes at once costs none of them


class Slack:
    """One workspace with one app installed. `clock.advance` jumps ahead; `faults` turns on what can go wrong."""

    def __init__(
        self,
        manifest: Mapping[str, Any] | None = None,
        *,
        request_url: str | None = None,
        withheld: frozenset[str] = frozenset(),
        rate_limits: bool = True,
        burst: int = 10,
        speed: float = 1.0,
        port: int = 0,
        snippet_over: int = 12_000,
        began: float | None = None,
    ) -> None:
        self.app = App(manifest if manifest is not None else project_manifest(), withheld=withheld)
        self.clock = Clock(speed, began)
        self.workspace = Workspace(self.app, self.clock)
        self.faults = Faults()
        self.journal = Journal(self.workspace.bell)
        self.sockets = Sockets(self.app.id, self.clock, self.workspace.bell, self.faults)
        courier = Courier(self.app, self.clock, self.faults, self.journal, self.sockets, request_url)
        self.desk = Desk(self.workspace, courier, self.faults, Rates(rate_limits, burst), self.journal)
        self._port = port
        self._snippet_over = snippet_over
        self._web = web_app(self.desk)
        self._runner = web.AppRunner(self._web, access_log=None, shutdown_timeout=0.1)

    def mount(self, routes: Iterable[web.RouteDef]) -> None:
        """More routes on the same port; before it listens."""
        self._web.add_routes(routes)

    async def __aenter__(self) -> Slack:
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        except OSError:  # the port is taken
            await self._runner.cleanup()
            raise
        self.workspace.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.desk.courier.close()
        await self.sockets.close()
        await self._runner.cleanup()

    # where the app finds it

    @property
    def url(self) -> str:
        """Where the fake listens."""
        return self.workspace.url

    @property
    def api_url(self) -> str:
        """For SLACK_API_URL and `base_url`."""
        return f"{self.url}api/"

    @property
    def bot_token(self) -> str:
        """For SLACK_BOT_TOKEN."""
        return self.app.bot_token

    @property
    def app_token(self) -> str:
        """For SLACK_APP_TOKEN."""
        return self.app.app_token

    @property
    def signing_secret(self) -> str:
        """For SLACK_SIGNING_SECRET."""
        return self.app.signing_secret

    @property
    def bot_user(self) -> str:
        """The user id of the app's bot."""
        return self.app.bot_user

    @property
    def mention(self) -> str:
        """What mentions the bot in a text."""
        return f"<@{self.app.bot_user}>"

    @property
    def request_url(self) -> str | None:
        """Where deliveries are posted; None: they go over Socket Mode."""
        return self.desk.courier.request_url

    @request_url.setter
    def request_url(self, url: str | None) -> None:
        self.desk.courier.request_url = url

    @asynccontextmanager
    async def hosting(self, app: web.Application, path: str = "/slack/events") -> AsyncIterator[str]:
        """The app's web application listens on loopback and gets all deliveries by HTTP."""
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}{path}"
        try:
            yield self.request_url
        finally:
            self.request_url = None
            await runner.cleanup()

    # who and what is there

    def person(self, name: str) -> Actor:
        """The member of that name, new or known, in every public channel."""
        person = self.workspace.add_person(name)
        for channel in tuple(self.workspace.channels.values()):
            if channel.kind == "channel":
                self.workspace.channels[channel.id] = replace(channel, members=channel.members | {person.id})
        return self.actor(person.id)

    def actor(self, user: str) -> Actor:
        """The member of that id, as who they are."""
        return Actor(self.desk, self.workspace.people[user], self._snippet_over)

    def channel(
        self,
        name: str,
        *,
        private: bool = False,
        with_bot: bool = True,
        archived: bool = False,
        only: list[Actor] | None = None,
    ) -> Channel:
        """The channel of that name, new or known, with everybody in it unless `only` names some."""
        known = next((c for c in self.workspace.channels.values() if c.name == name), None)
        if known:
            return known
        people = [a.id for a in only] if only is not None else list(self.workspace.people)
        members = frozenset([*people, *([self.bot_user] if with_bot else [])])
        channel = self.workspace.add_channel(name, "group" if private else "channel", members)
        self.workspace.channels[channel.id] = replace(channel, archived=archived)
        return self.workspace.channels[channel.id]

    def group_dm(self, *actors: Actor) -> Channel:
        """Group direct messages between these people and the bot."""
        members = frozenset([*(a.id for a in actors), self.bot_user])
        return self.workspace.add_channel("mpdm-" + "--".join(a.name for a in actors), "mpim", members)

    def bot(self, name: str, *, classic: bool = False) -> OtherBot:
        """Another app's bot; a classic one is an incoming webhook of old, which has no user."""
        ids = (None, None) if classic else (self.workspace.mint("U"), self.workspace.mint("A"))
        bot = Bot(self.workspace.mint("B"), name, *ids)
        self.workspace.bots[bot.id] = bot
        return OtherBot(self.desk, bot)

    # what came of it

    async def until(self, look: Callable[[], T], within: float = PATIENCE) -> T:
        """The first true thing that `look` gives; AssertionError after `within` seconds of the wall clock."""
        end = time.monotonic() + within
        while not (found := look()):
            if not await self.workspace.bell.next(max(0.0, end - time.monotonic())) and not (found := look()):
                raise AssertionError(f"nothing within {within} s; {self._account()}")
        return found

    async def thread(self, message: Message, count: int = 0, within: float = PATIENCE) -> list[Message]:
        """The replies in the message's thread, once there are at least `count`, oldest first."""
        root = message.root

        def replies() -> list[Message]:
            return self.workspace.thread(message.channel, root)

        if count:
            await self.until(lambda: len(replies()) >= count, within)
        return replies()

    async def history(self, channel: Channel, count: int = 0, within: float = PATIENCE) -> list[Message]:
        """What stands in the channel itself, once there are at least `count` messages, oldest first."""
        if count:
            await self.until(lambda: len(self.workspace.history(channel.id)) >= count, within)
        return self.workspace.history(channel.id)

    async def connected(self, count: int = 1, within: float = PATIENCE) -> None:
        """That many connections of Socket Mode are open."""
        await self.until(lambda: len(self.sockets.open) >= count, within)

    async def settled(self, within: float = PATIENCE, calm: float = 0.05) -> None:
        """Every delivery was acknowledged or given up, nothing is under way, and `calm` seconds long nothing began.

        The calm is for what the app does after its acknowledgement, which can't be seen from here.
        """
        end = time.monotonic() + within
        while True:
            await self.until(
                lambda: not self.journal.busy and not self.journal.under_way, max(0.0, end - time.monotonic())
            )
            seen = self.journal.changes
            resting = time.monotonic() + calm
            while (left := resting - time.monotonic()) > 0:
                await self.workspace.bell.next(left)
            if self.journal.changes == seen and not self.journal.busy:
                return

    def now(self, message: Message) -> Message | None:
        """The message as it stands now; None when it is gone."""
        return self.workspace.messages.get((message.channel, message.ts))

    def ephemerals(self, actor: Actor) -> list[Message]:
        """What only that person sees, oldest first."""
        return [m for m in self.workspace.ephemerals if m.only_for == actor.id]

    async def ephemeral(self, actor: Actor, count: int = 1, within: float = PATIENCE) -> list[Message]:
        """What only that person sees, once there are at least `count`."""
        await self.until(lambda: len(self.ephemerals(actor)) >= count, within)
        return self.ephemerals(actor)

    def views(self, actor: Actor) -> list[View]:
        """The modals on that person's screen, the topmost last."""
        return [self.workspace.views[name] for name in self.workspace.stacks.get(actor.id, ())]

    async def view(self, actor: Actor, within: float = PATIENCE) -> View:
        """The topmost modal on that person's screen, once there is one."""
        await self.until(lambda: self.views(actor), within)
        return self.views(actor)[-1]

    def home(self, actor: Actor) -> View | None:
        """That person's App Home as published last."""
        return self.workspace.homes.get(actor.id)

    def calls(self, method: str | None = None) -> list[Call]:
        """The calls of the Web API, or of one method, in order; `response_url` counts as a method."""
        return [c for c in self.journal.calls if method in (None, c.method)]

    def deliveries(self, event: str | None = None) -> list[Delivery]:
        """What was delivered to the app; of one event type, or of one kind of command or interaction."""

        def names(delivery: Delivery) -> tuple[Any, ...]:
            return (None, delivery.kind, delivery.event.get("type"), delivery.payload.get("type"))

        return [d for d in self.journal.deliveries if event in names(d)]

    def revoke(self) -> None:
        """The bot token is no longer good."""
        self.faults.revoked = True

    async def refresh_sockets(self) -> None:
        """Every connection was told to come back, and closed ten seconds later."""
        await asyncio.shield(self.desk.courier.begin(self.sockets.refresh()))

    def _account(self) -> str:
        waiting = [d.event.get("type") or d.payload.get("type") or d.kind for d in self.journal.under_way]
        failed = Counter(f"{c.method}: {c.answer.get('error', c.status)}" for c in self.journal.calls if not c.ok)
        return f"under way {waiting}, {self.journal.busy} busy, refused calls {dict(failed)}, {len(self.journal.calls)} calls"
