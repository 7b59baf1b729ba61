"""The page of the playground in a real Chromium, with the real bot behind it. Each module has a workspace of its own."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from bot.playground.actor import Actor
from bot.playground.given import closed_world
from bot.playground.server import Slack
from bot.playground.stage import workspace
from bot.playground.values import Channel

# What Chromium would do on its own behalf over the network is off; no name but loopback leads anywhere.
FLAGS = (
    *"--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking".split(),
    *"--disable-component-update --disable-sync".split(),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
WAIT = 8_000  # milliseconds that anything may take to be seen, on a busy machine


def error(code: int, status: str, message: str) -> str:
    body = {"error": {"code": code, "message": message, "status": status}}
    return f"google.genai.errors.ClientError: {code} {status}. {body}"


PASTES = {
    "api-key-invalid": error(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."),
    "overloaded": error(503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
    "api-key-expired": error(400, "INVALID_ARGUMENT", "API key expired. Please renew the API key."),
    "quota-day": error(
        429,
        "RESOURCE_EXHAUSTED",
        "You exceeded your current quota. quotaId: GenerateRequestsPerDayPerProjectPerModel-FreeTier, quotaValue: 250, "
        "model: gemini-2.5-flash",
    ),
}


@dataclass
class Tab:
    """One page in the browser; what it complained of and whom it asked is on record."""

    page: Any
    slack: Slack
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.set_default_timeout(WAIT)
        self.page.on("console", lambda said: said.type in ("error", "warning") and self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    async def goes(self, channel: Channel | None = None, rest: str = "") -> Tab:
        """The channel is on the screen."""
        await self.page.goto(f"{self.slack.url}#/{channel.id if channel else ''}{rest}")
        await self.page.locator("#channel-name").get_by_text(channel.name if channel else "general").wait_for()
        return self

    async def becomes(self, actor: Actor) -> None:
        """The person at the page is another one."""
        await self.page.locator("#people label").filter(has_text=actor.name).click()
        await self.page.wait_for_function(
            "name => document.querySelector('#people input:checked').parentElement.innerText === name", arg=actor.name
        )

    async def writes(self, text: str) -> None:
        """The text went out."""
        await self.page.locator("#composer").fill(text)
        await self.page.locator("#composer").press("Enter")

    async def reply(self, cause: str) -> Any:
        """The bot's reply in the open thread, that names the cause."""
        reply = self.page.locator("#replies .message").filter(has=self.page.locator(".badge"))
        named = reply.filter(has=self.page.locator(".context code").get_by_text(cause, exact=True))
        await named.wait_for()
        return named

    async def sees(self, selector: str, text: str = "") -> Any:
        """The one thing of that selector, with the text in it, is on the screen."""
        found = self.page.locator(selector).filter(has_text=text) if text else self.page.locator(selector)
        await found.first.wait_for()
        return found

    async def misses(self, selector: str, text: str = "") -> None:
        """Nothing of that selector with the text is there."""
        found = self.page.locator(selector).filter(has_text=text) if text else self.page.locator(selector)
        await found.first.wait_for(state="detached")

    async def menu(self, message: Any, item: str) -> None:
        """The item of the message's menu was chosen."""
        await message.hover()
        await message.get_by_role("button", name="More actions").click()
        await self.page.get_by_role("menuitem", name=item).click()

    async def overflows(self) -> bool:
        """Whether one would have to scroll sideways."""
        return bool(await self.page.evaluate("document.documentElement.scrollWidth > innerWidth"))


@pytest.fixture
def pastes() -> dict[str, str]:
    return PASTES


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Any]:
    async_api = pytest.importorskip(
        "playwright.async_api", reason="the package playwright is missing: pip install '.[test]'"
    )
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is missing: apt-get install chromium")
    async with async_api.async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=program, args=[*FLAGS])
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def slack(chromium: Any) -> AsyncIterator[Slack]:
    with closed_world():
        async with workspace() as running:
            yield running


@pytest_asyncio.fixture(loop_scope="module")
async def tab(chromium: Any, slack: Slack) -> AsyncIterator[Tab]:
    """A fresh page of 1280 by 800; at its end it has complained of nothing and asked no other host."""
    context = await chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-US", timezone_id="UTC")
    tab = Tab(await context.new_page(), slack)
    tab.watch()
    yield tab
    slack.faults.clear()
    for person in tuple(slack.workspace.people.values()):
        for view in reversed(slack.views(slack.actor(person.id))):
            await slack.actor(person.id).closes(view)
    await context.close()
    assert tab.complaints == []
    assert [url for url in tab.asked if not url.startswith(slack.url)] == []


@pytest.fixture
def channel(slack: Slack) -> Channel:
    """A channel of the test's own."""
    return slack.channel(f"test-{uuid4().hex[:6]}")


@pytest.fixture
def ada(slack: Slack) -> Actor:
    return slack.person("ada")


@pytest.fixture
def bo(slack: Slack) -> Actor:
    return slack.person("bo")
