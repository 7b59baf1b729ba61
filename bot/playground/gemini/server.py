"""A simulated Gemini API on loopback, with a face for tests and for the playground.

    async with Gemini() as gemini:
        client = genai.Client(api_key=gemini.secret, http_options=HttpOptions(base_url=gemini.url))
        gemini.weather.overloaded("gemini-3.8-flash", calls=2)
        ...
        assert gemini.calls("generateContent")[0].body == pasted

It decides from the request, from its own tables, and from what its keys, quotas and weather are; no test can tell it
what to answer.
"""

from __future__ import annotations

from types import TracebackType
from typing import Literal

from aiohttp import web

from bot.playground.clock import Clock
from bot.playground.gemini.credentials import Key, Project, make_secret, make_token
from bot.playground.gemini.journal import Call
from bot.playground.gemini.storage import File
from bot.playground.gemini.tables import table
from bot.playground.gemini.weather import Weather
from bot.playground.gemini.web import web_app
from bot.playground.gemini.world import World

NAME = "simulated Gemini"  # for whoever shows that this isn't Google


class Gemini:
    """The service with one project of the paid tier, one key of it (`secret`), and more as they are made."""

    def __init__(
        self,
        project: Project | None = None,
        *,
        clock: Clock | None = None,
        port: int = 0,
        most_bytes: int | None = None,
    ) -> None:
        self.clock = clock or Clock()
        self.world = World(self.clock)
        self.project = project or Project()
        self.secret = self.key(self.project)
        self._port = port
        app = web_app(self.world, most_bytes or table("numbers")["inline_bytes"])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        self.url = ""

    async def __aenter__(self) -> Gemini:
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        except OSError:  # the port is taken
            await self._runner.cleanup()
            raise
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    # who may call

    def key(
        self,
        project: Project | None = None,
        *,
        kind: Literal["standard", "auth"] = "standard",
        state: Literal["good", "leaked", "expired"] = "good",
        referrers: tuple[str, ...] = (),
        addresses: tuple[str, ...] = (),
        services: bool = True,
    ) -> str:
        """A new key of the project, else of the first one."""
        keys = self.world.keyring.keys
        secret = make_secret(kind, f"key {len(keys)}")
        keys[secret] = Key(secret, project or self.project, state, referrers, addresses, services)
        return secret

    def token(self, project: Project | None = None) -> str:
        """A new OAuth access token for the project, else for the first one."""
        tokens = self.world.keyring.tokens
        token = make_token(f"token {len(tokens)}")
        tokens[token] = project or self.project
        return token

    def revoke(self, secret: str) -> None:
        """The key is one that nobody knows any more."""
        del self.world.keyring.keys[secret]

    # the state of the world

    @property
    def weather(self) -> Weather:
        """Overload, slowness, proxies and what else a call can meet."""
        return self.world.weather

    def limit(self, model: str, *, minute: int, day: int, tokens: int, project: Project | None = None) -> None:
        """The quotas of one model for the project: requests a minute and a day, input tokens a minute."""
        self.world.quotas.limits[(project or self.project).number, model] = (minute, day, tokens)

    def file(
        self, mime: str = "text/plain", *, processing: float = 0.0, failed: bool = False, project: Project | None = None
    ) -> File:
        """A file that was uploaded just now."""
        return self.world.storage.add_file(project or self.project, mime, 1, processing, failed)

    # what came

    def calls(self, verb: str | None = None) -> list[Call]:
        """The calls in order, or those of one method, named as after the colon."""
        return [call for call in self.world.journal.calls if verb in (None, call.verb)]
