"""Slack asks for patience: 429 on every method, one post a second and channel, who goes first."""

from __future__ import annotations

import asyncio

import pytest

from bot import pace
from bot.jobs import post as posting
from bot.playground.limits import Rates

pytestmark = pytest.mark.asyncio(loop_scope="session")

KEY = "AIza" + "SyJ4jM2fDXaxsTTwfgXb-7vdHeI6sy9jkLm"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "LOOK_AFTER", 0.0)


@pytest.fixture
def strict(world, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack counts, and lets five posts through at once."""
    monkeypatch.setattr(world.slack.desk, "rates", Rates(True, burst=5))


async def answered(world, pastes):
    ada, general = world.pair()
    message = await ada.writes(general, pastes["model-not-found"])
    [reply] = await world.slack.thread(message, count=1)
    await world.kept(message)
    return ada, general, message, reply


async def test_a_429_while_an_answer_is_changed_is_waited_for(world, pastes) -> None:
    ada, _, message, _ = await answered(world, pastes)
    world.slack.faults.limited("chat.update", 1, times=2)
    await ada.edits(message, pastes["api-key-invalid"])
    await world.slack.until(lambda: world.cause(world.ours(message)[0]) == "api-key-invalid")


async def test_a_429_while_an_answer_is_taken_away_is_waited_for(world, pastes) -> None:
    ada, _, message, _ = await answered(world, pastes)
    world.slack.faults.limited("chat.delete", 1)
    await ada.deletes(message)
    await world.slack.until(lambda: world.ours(message) == [])


async def test_a_429_while_a_thread_is_read_is_waited_for_and_its_failure_found(world, pastes) -> None:
    ada, general = world.pair()
    root = await ada.writes(general, "see below, and soup")
    await ada.writes(general, "what I get is " + pastes["api-key-invalid"], thread=root)
    await world.slack.until(lambda: len(world.ours(root)) == 1)
    world.slack.faults.limited("conversations.replies", 1)
    await ada.writes(general, f"{world.slack.mention} why?", thread=root)
    await world.slack.until(lambda: len(world.ours(root)) == 2)
    assert world.cause(world.ours(root)[-1]) == "api-key-invalid"


async def test_a_429_on_what_one_person_sees_is_waited_for(world) -> None:
    ada, general = world.pair()
    world.slack.faults.limited("chat.postEphemeral", 1)
    await ada.writes(general, f"my key is {KEY}")
    [note] = await world.slack.ephemeral(ada)
    assert "Revoke" in note.shown


async def test_a_429_on_a_link_is_waited_for(world, pastes) -> None:
    ada, _, message, _ = await answered(world, pastes)
    world.slack.faults.limited("chat.getPermalink", 1)
    await ada.shortcuts("debug", message)
    [note] = await world.slack.ephemeral(ada)
    assert "has been answered" in note.shown


async def test_a_429_on_an_answer_to_a_gesture_is_waited_for(world, pastes) -> None:
    ada, _, message, _ = await answered(world, pastes)
    world.slack.faults.limited("response_url", 1)
    await ada.shortcuts("debug", message)
    [note] = await world.slack.ephemeral(ada)
    assert "has been answered" in note.shown
    assert [call.status for call in world.slack.calls("response_url")[-2:]] == [429, 200]


async def test_a_response_url_that_fails_falls_back_to_the_channel(world, pastes) -> None:
    ada, _, message, _ = await answered(world, pastes)
    world.slack.faults.status("response_url", 503, times=2)
    await ada.shortcuts("debug", message)
    [note] = await world.slack.ephemeral(ada)
    assert "has been answered" in note.shown


async def test_a_429_while_a_file_is_looked_up_is_waited_for(world, pastes) -> None:
    world.slack.faults.file_stubs = True
    world.slack.faults.limited("files.info", 1)
    ada, general = world.pair()
    message = await ada.writes(general, f"{world.slack.mention}", files=[("trace.txt", pastes["api-key-invalid"])])
    [reply] = await world.slack.thread(message, count=1)
    assert world.cause(reply) == "api-key-invalid"


async def test_a_429_on_home_is_waited_for(world) -> None:
    ada = world.person()
    world.slack.faults.limited("views.publish", 1)
    await ada.opens_home()
    await world.slack.until(lambda: world.slack.home(ada) is not None)


async def test_a_long_429_gives_up_no_job_and_holds_up_no_other_channel(world, pastes, monkeypatch) -> None:
    # What other tests posted may have used up the workspace's budget.
    monkeypatch.setitem(world.bot.kit.client.pace._buckets, pace.POST, pace.Bucket(pace.Rate(100, 100.0)))
    ada, general = world.pair()
    world.slack.faults.limited("chat.postMessage", 3)
    held = await ada.writes(general, pastes["api-key-invalid"])
    await world.slack.until(lambda: any(c.status == 429 for c in world.slack.calls("chat.postMessage")[-1:]))
    others = [await ada.writes(world.channel(), pastes["api-key-expired"]) for _ in range(30)]
    for message in others:
        await world.slack.thread(message, count=1, within=2.5)
    assert world.ours(held) == []
    assert len(await world.slack.thread(held, count=1, within=6)) == 1


async def test_a_channel_gets_a_post_a_second_without_a_single_429_and_a_mention_goes_first(
    world, pastes, strict
) -> None:
    ada, general = world.pair()
    calls = len(world.slack.calls())
    heard = [await ada.writes(general, f"{n}: {pastes['api-key-invalid']}") for n in range(7)]
    await world.slack.until(lambda: sum(bool(world.ours(m)) for m in heard) >= 3)
    asked = await ada.writes(general, f"{world.slack.mention} {pastes['api-key-expired']}")
    await world.slack.thread(asked, count=1, within=3)
    before = sum(bool(world.ours(message)) for message in heard)
    assert before < 7
    await world.slack.until(lambda: all(world.ours(m) for m in heard), within=10)
    assert not [call for call in world.slack.calls()[calls:] if call.status == 429]
    times = sorted(float(world.ours(m)[0].ts) for m in [*heard, asked])
    assert all(later - first > 2.9 for first, later in zip(times, times[5:], strict=False))


async def test_in_a_thread_the_answer_that_came_first_stands_first_though_the_second_was_asked_for(
    world, pastes, strict
) -> None:
    ada, general = world.pair()
    for number in range(4):
        await ada.writes(general, f"{number}: {pastes['api-key-invalid']}")
    root = await ada.writes(general, pastes["model-not-found"])
    await world.slack.until(lambda: world.bot.kit.client.pace.waiting >= 1)
    await ada.writes(general, f"{world.slack.mention} {pastes['api-key-expired']}", thread=root)
    await world.slack.until(lambda: len(world.ours(root)) == 2)
    assert [world.cause(reply) for reply in world.ours(root)] == ["model-not-found", "api-key-expired"]


async def test_of_updates_that_only_pass_the_last_one_is_seen(world, pastes, monkeypatch) -> None:
    _, general, _, reply = await answered(world, pastes)
    kit, calls = world.bot.kit, len(world.slack.calls("chat.update"))
    monkeypatch.setitem(kit.client.pace._buckets, pace.UPDATE, pace.Bucket(pace.Rate(1, 4.0)))
    posts = [posting.reply.mistake(f"{number} %") for number in range(5)]
    told = await asyncio.gather(
        *(posting.update(kit, general.id, reply.ts, "c", post, passing=True) for post in posts[:-1]),
        posting.update(kit, general.id, reply.ts, "c", posts[-1]),
    )
    assert told == [True] * 5
    assert world.slack.now(reply).shown == "4 %"
    assert len(world.slack.calls("chat.update")) - calls == 2
