"""The face for tests: waiting, names, and the clock."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
import yaml

from bot.playground import app as playground_app
from bot.playground.app import App, project_manifest, whole_manifest
from bot.playground.clock import Bell, Clock
from bot.playground.faults import Faults
from bot.playground.server import Slack
from bot.playground.values import words

PLACE = Path(playground_app.__file__).parent


async def test_waiting_ends_with_what_is_under_way(slack, ada, general):
    message = await ada.writes(general, "x")
    with pytest.raises(AssertionError, match=r"nothing within 0\.01 s"):
        await slack.thread(message, count=1, within=0.01)
    with pytest.raises(AssertionError):
        await slack.connected(within=0.01)
    assert await slack.thread(message) == []


async def test_waiting_sees_a_change_that_comes_later(slack, client, ada, general):
    message = await ada.writes(general, "x")
    waiting = asyncio.ensure_future(slack.thread(message, count=2))
    for text in ("one", "two"):
        await client.chat_postMessage(channel=general.id, thread_ts=message.ts, text=text)
    assert [m.text for m in await waiting] == ["one", "two"]


async def test_settled_waits_for_a_calm(slack, client, general):
    async def later():
        await slack.clock.sleep(0.02)
        await client.chat_postMessage(channel=general.id, text="late")

    work = asyncio.ensure_future(later())
    await slack.settled(calm=0.1)
    assert len(slack.calls("chat.postMessage")) == 1
    await work


async def test_names_are_kept(slack, ada, general):
    assert slack.person("ada").id == ada.id and ada.name == "ada"
    assert slack.channel("general").id == general.id
    bo = slack.person("bo")
    assert bo.id in slack.channel("general").members
    assert bo.id not in slack.channel("secret", private=True, only=[ada]).members
    assert slack.bot("sentry").id != slack.app.bot_id
    assert slack.mention == f"<@{slack.bot_user}>"


async def test_mentioning_a_person_or_a_bot_by_name(slack, ada, general):
    slack.person("bo")
    message = await ada.writes(general, "@bo ask @gemini-debug")
    assert message.text == f"<@{slack.person('bo').id}> ask {slack.mention}"


async def test_the_clock_runs_fast_and_jumps():
    fast = Clock(speed=1_000)
    began = fast.now()
    await fast.sleep(10)
    assert fast.now() >= began + 10
    slow = Clock()
    sleeping = asyncio.ensure_future(slow.sleep(3_600))
    await slow.advance(1_800)
    assert not sleeping.done()
    await slow.advance(1_801)
    await sleeping


async def test_work_within_a_time_gives_its_value_or_goes_on():
    clock = Clock()
    ready: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    ready.set_result(7)
    assert await clock.within(10, ready) == 7
    never: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    with pytest.raises(TimeoutError):
        await clock.within(0.001, never)
    assert not never.cancelled()


async def test_a_bell_rings_for_all_who_wait_and_not_for_those_who_left():
    bell = Bell()
    assert await bell.next(0.001) is False
    waiting = [asyncio.ensure_future(bell.next()) for _ in range(2)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    bell.ring()
    bell.ring()
    assert await waiting[1] is True


async def test_message_ids_never_repeat(slack, ada, general):
    ids = [(await ada.writes(general, "x")).ts for _ in range(50)]
    assert ids == sorted(set(ids))


def test_the_projects_manifest_is_the_default(monkeypatch, tmp_path):
    place = tmp_path / "manifest.yml"
    monkeypatch.setattr(playground_app, "place", lambda _: place)
    assert project_manifest() == whole_manifest()
    manifest = whole_manifest()
    manifest["features"]["bot_user"]["display_name"] = "other"
    place.write_text(yaml.safe_dump(manifest), "utf-8")
    assert App(project_manifest()).name == "other"
    assert Slack().app.name == "other"


async def test_closing_ends_what_is_under_way():
    async with Slack(whole_manifest()) as slack:
        slack.request_url = "http://127.0.0.1:1/"
        await slack.person("ada").writes(slack.channel("general"), "x")
        await slack.until(lambda: slack.deliveries()[0].attempts)
        assert slack.journal.busy == 1
    assert slack.journal.busy == 0


def test_the_readme_names_every_fault_and_every_file():
    readme = (PLACE / "README.md").read_text("utf-8")
    faults = {name for name in dir(Faults()) if not name.startswith("_")} - {"take", "clear"}
    named = set(re.findall(r"[a-z_]+(?:\.py)?", readme))
    assert faults <= named
    assert {path.name for path in PLACE.glob("*.py")} - {"__init__.py", "gemini.py"} <= named


def test_words_are_those_that_a_person_reads():
    rich = {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_list",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [
                            {"type": "user", "user_id": "U1"},
                            {"type": "emoji", "name": "eyes"},
                            {"type": "link", "url": "https://x"},
                            {"type": "broadcast", "range": "here"},
                        ],
                    }
                ],
            }
        ],
    }
    assert words(["text", rich]) == ["<@U1>:eyes:https://x"]
