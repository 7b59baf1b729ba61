"""Snippets and text files."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("bare", [False, True])
async def test_a_long_paste_that_became_a_snippet_is_answered(world, pastes, bare) -> None:
    world.slack.faults.bare_files = bare
    ada, general = world.pair()
    message = await ada.writes(general, "noise\n" * 4000 + pastes["api-key-invalid"])
    [reply] = await world.slack.thread(message, count=1)
    assert message.files and world.cause(reply) == "api-key-invalid"


async def test_a_log_that_shows_no_failure_is_left_alone(world) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, "the menu", files=[("menu.txt", "soup\nbread\n")])
    await world.slack.settled()
    assert await world.slack.thread(message) == [] and await world.kept(message) is None


async def test_of_a_large_file_head_and_tail_are_read_and_it_is_said(world, pastes) -> None:
    ada = world.person()
    log = "a line of a log\n" * 100_000 + pastes["api-key-invalid"]
    message = await ada.writes(ada.dm, "why?", files=[("big.log", log)])
    [reply] = await world.slack.thread(message, count=1)
    assert world.cause(reply) == "api-key-invalid" and "big.log has 1.6 MB" in reply.shown
    assert len((await world.kept(message)).text) < 1_100_000


async def test_a_file_of_another_workspace_is_looked_up_first(world, pastes) -> None:
    world.slack.faults.file_stubs = True
    ada, general = world.pair()
    message = await ada.writes(general, "look", files=[("trace.txt", pastes["api-key-invalid"])])
    assert world.cause((await world.slack.thread(message, count=1))[0]) == "api-key-invalid"
    assert world.slack.calls("files.info")


async def test_a_file_that_holds_no_text_after_all_is_named(world) -> None:
    ada = world.person()
    message = await ada.writes(ada.dm, files=[("trace.txt", b"\x00\x01\x02")])
    assert "trace.txt is not text" in (await world.slack.thread(message, count=1))[0].shown


async def test_utf_16_as_powershell_writes_it_is_read(world, pastes) -> None:
    ada = world.person()
    message = await ada.writes(ada.dm, files=[("trace.txt", pastes["api-key-invalid"].encode("utf-16"))])
    assert world.cause((await world.slack.thread(message, count=1))[0]) == "api-key-invalid"


async def test_a_mention_whose_event_lacks_the_file_still_gets_it_read(world, pastes) -> None:
    world.slack.faults.mention_first = True
    ada, general = world.pair()
    text = f"{world.slack.mention} why?"
    message = await ada.writes(general, text, files=[("trace.txt", pastes["api-key-invalid"])])
    assert world.cause((await world.slack.thread(message, count=1))[0]) == "api-key-invalid"


async def test_a_key_in_a_file_is_never_kept(world, pastes) -> None:
    key = "AIza" + "SyB7cF5yWTqlMMPYpzrU-0oWxA9lr2bcDeF"
    ada, general = world.pair()
    message = await ada.writes(general, "see", files=[("run.log", f"key={key}\n{pastes['api-key-invalid']}")])
    await world.slack.thread(message, count=1)
    assert "AI Studio key" in (await world.slack.ephemeral(ada, count=1))[0].shown
    assert key[10:30] not in world.database()
