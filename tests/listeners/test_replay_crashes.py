"""A replay whose process died: no call is made twice, and the thread is told."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import delete, update

from bot.errors import UserError
from bot.jobs import engine, preferences, replay, replay_begin, sweep, work
from bot.playground.gemini.server import Gemini
from bot.replay import trial
from bot.replay.client import Access
from bot.store import replays, tables
from bot.store.replays import Pressed

sys.path.insert(0, str(Path(__file__).parent))

from replaying import SMALLEST, answered, given, keyed, paste, rows, running, told, whispered

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def gemini(monkeypatch):
    async with Gemini() as fake:
        monkeypatch.setattr(preferences, "access", lambda kit: Access(fake.url))
        yield fake


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def nothing_left(world):
    """What a test leaves half done takes no place in the next."""
    yield
    await world.bot.kit.store.run(lambda c: c.execute(delete(tables.replays)))


async def begun(world, actor, reply) -> replays.Replay:
    """A replay that runs and that no process works on, as after a crash."""
    kit = world.bot.kit
    pressed = Pressed(world.case(reply), kit.me.team, actor.id, kit.me.team, reply.channel, reply.root)
    found = await replay_begin.planned(kit, pressed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "accept", lambda *_: asyncio.sleep(0))
        await replay_begin.begin(kit, found.id, actor.id)
    [*_, row] = await rows(world, actor)
    return row


async def ready(world, gemini):
    ada, general = world.pair()
    await keyed(world, ada, gemini.secret)
    reply = await answered(world, ada, general, paste())
    return ada, reply, await begun(world, ada, reply)


class DeadError(BaseException):
    """What ends a process, as far as a test can."""


async def dies(world, row, monkeypatch, at: int) -> None:
    """The process dies while the call of that number is on its way."""
    calls = 0
    whole = replay.sender

    def dying(kit, using):
        send = whole(kit, using)

        async def sending(call):
            nonlocal calls
            calls += 1
            outcome = await send(call)
            if calls == at:
                raise DeadError
            return outcome

        return sending

    with monkeypatch.context() as patch, pytest.raises(DeadError):
        patch.setattr(replay, "sender", dying)
        await replay.replay(world.bot.kit, row.id, False)


@pytest.mark.parametrize("at", [1, 2, 3])
async def test_a_call_that_was_on_its_way_is_not_made_again_and_the_thread_is_told(
    world, gemini, monkeypatch, at
) -> None:
    ada, reply, row = await ready(world, gemini)
    await dies(world, row, monkeypatch, at)
    assert len(gemini.calls("generateContent")) == at
    await replay.replay(world.bot.kit, row.id, True)
    came = await told(world, reply)
    assert "The replay broke off in the middle. No call is sent a second time." in came.shown
    assert len(gemini.calls("generateContent")) == at
    assert ("Until then it had passed with" in came.shown) is (at == 3)
    [row] = await rows(world, ada)
    assert row.state == "ended" and row.verdict["kind"] == "interrupted"
    assert len(world.ours(reply)) == 2


async def test_between_two_calls_it_goes_on_where_it_stopped(world, gemini, monkeypatch) -> None:
    _, reply, row = await ready(world, gemini)
    whole = trial.next_step

    def dying(plan, attempts):
        if attempts:
            raise DeadError
        return whole(plan, attempts)

    with monkeypatch.context() as patch, pytest.raises(DeadError):
        patch.setattr("bot.replay.run.next_step", dying)
        await replay.replay(world.bot.kit, row.id, False)
    assert len(gemini.calls("generateContent")) == 1
    await replay.replay(world.bot.kit, row.id, True)
    assert SMALLEST in (await told(world, reply)).shown and len(gemini.calls("generateContent")) == 3


async def test_a_call_whose_outcome_could_not_be_kept_is_one_without_outcome(world, gemini, monkeypatch) -> None:
    _, reply, row = await ready(world, gemini)
    whole = replays.write

    def dying(*given):
        done = whole(*given)
        if given[3][-1]["outcome"] is not None:
            raise DeadError  # the transaction goes with the process
        return done

    with monkeypatch.context() as patch, pytest.raises(DeadError):
        patch.setattr(replays, "write", dying)
        await replay.replay(world.bot.kit, row.id, False)
    await replay.replay(world.bot.kit, row.id, True)
    assert "broke off in the middle" in (await told(world, reply)).shown
    assert len(gemini.calls("generateContent")) == 1


async def test_what_was_found_out_but_not_told_is_told_by_the_next_start(world, gemini, monkeypatch) -> None:
    ada, reply, row = await ready(world, gemini)

    async def dying(*_):
        raise DeadError

    with monkeypatch.context() as patch, pytest.raises(DeadError):
        patch.setattr(replay, "tell", dying)
        await replay.replay(world.bot.kit, row.id, False)
    before = len(gemini.calls())
    await replay.replay(world.bot.kit, row.id, True)
    assert SMALLEST in (await told(world, reply)).shown and len(gemini.calls()) == before
    assert (await rows(world, ada))[0].state == "ended"


async def test_a_first_message_that_stood_already_is_found_again(world, gemini, monkeypatch) -> None:
    _, reply, row = await ready(world, gemini)

    def dying(*_):
        raise DeadError

    with monkeypatch.context() as patch, pytest.raises(DeadError):
        patch.setattr(replays, "stands_at", dying)
        await replay.replay(world.bot.kit, row.id, False)
    assert len(world.ours(reply)) == 2 and gemini.calls("generateContent") == []
    await replay.replay(world.bot.kit, row.id, True)
    assert SMALLEST in (await told(world, reply)).shown and len(world.ours(reply)) == 2


async def test_two_processes_on_one_replay_make_each_call_once(world, gemini) -> None:
    _, reply, row = await ready(world, gemini)
    gemini.weather.slow(0.3)
    both = [asyncio.create_task(replay.replay(world.bot.kit, row.id, False))]
    await running(world, reply)
    both.append(asyncio.create_task(replay.replay(world.bot.kit, row.id, True)))
    await asyncio.gather(*both)
    await told(world, reply)
    asked = [call.body for call in gemini.calls("generateContent")]
    assert len(asked) <= 3 and len(world.ours(reply)) == 2


async def test_what_was_begun_without_a_job_is_forgotten_at_the_next_press(world, gemini) -> None:
    ada, reply, row = await ready(world, gemini)
    old = update(tables.replays).where(tables.replays.c.id == row.id).values(begun=world.bot.kit.time - 60)
    await world.bot.kit.store.run(lambda c: c.execute(old))
    again = await begun(world, ada, reply)
    assert again.id != row.id and [one.id for one in await rows(world, ada)] == [again.id]


async def test_a_job_that_could_not_be_kept_leaves_nothing_behind(world, gemini, monkeypatch) -> None:
    ada, general = world.pair()
    await keyed(world, ada, gemini.secret, unasked=True)
    reply = await answered(world, ada, general, paste())

    async def full(*_):
        raise engine.NotKeptError

    with monkeypatch.context() as patch:
        patch.setattr(engine, "accept", full)
        await ada.presses(reply, "Replay")
        assert "Send it again in a minute" in await whispered(world, ada)
    assert await rows(world, ada) == []


async def test_where_the_bot_is_no_longer_it_says_so_to_who_pressed(world, gemini) -> None:
    ada, reply, row = await ready(world, gemini)
    world.slack.faults.error("chat.postMessage", "not_in_channel")
    with pytest.raises(UserError, match="not a member"):
        await replay.replay(world.bot.kit, row.id, False)
    assert (await rows(world, ada))[0].state == "ended" and gemini.calls("generateContent") == []
    await replay.give_up(world.bot.kit, row.id)
    assert len(world.ours(reply)) == 1


async def test_a_bug_ends_it_with_an_id_and_its_message_says_that_it_broke_off(world, gemini, monkeypatch) -> None:
    ada, general = world.pair()
    await keyed(world, ada, gemini.secret, unasked=True)
    reply = await answered(world, ada, general, paste())

    async def broken(*_, **__):
        raise ZeroDivisionError("never to be said")

    monkeypatch.setattr(replay, "run", broken)
    await ada.presses(reply, "Replay")
    came = await told(world, reply)
    assert "The replay broke off." in came.shown and "Something of ours broke" in await whispered(world, ada)
    assert (await rows(world, ada))[0].state == "ended"


async def test_a_case_that_is_gone_takes_its_replay_along(world, gemini) -> None:
    ada, reply, row = await ready(world, gemini)
    kit = world.bot.kit
    gone = update(tables.cases).where(tables.cases.c.id == row.case_id).values(gone=1.0)
    await kit.store.run(lambda c: c.execute(gone))
    await replay.replay(kit, row.id, False)
    assert await rows(world, ada) == [] and gemini.calls("generateContent") == []
    await replay.replay(kit, row.id, False)
    await replay.tell(kit, row.id)
    await replay.give_up(kit, row.id)
    await work._act(kit, "replay_count", {"key": "k", "replay": row.id, "view": "V0"}, False)
    assert len(world.ours(reply)) == 1


async def test_tokens_are_counted_once_even_if_the_count_was_lost(world, gemini, monkeypatch) -> None:
    ada, general = world.pair()
    kit = world.bot.kit
    await keyed(world, ada, gemini.secret)
    reply = await answered(world, ada, general, paste())
    pressed = Pressed(world.case(reply), kit.me.team, ada.id, kit.me.team, reply.channel, reply.root)
    found = await replay_begin.planned(kit, pressed)

    def dying(*_):
        raise DeadError

    asked = {"replay": found.id, "view": "V0"}
    with monkeypatch.context() as patch, pytest.raises(DeadError):
        patch.setattr(replay_begin, "counted", dying)
        await replay_begin.count(kit, asked)
    await replay_begin.count(kit, asked)
    assert len(gemini.calls("countTokens")) == 1
    [row] = await rows(world, ada)
    assert row.plan["made"] == 1 and not row.plan["counted"]


async def test_a_modal_that_was_closed_needs_no_count(world, gemini) -> None:
    ada, general = world.pair()
    kit = world.bot.kit
    await keyed(world, ada, gemini.secret)
    reply = await answered(world, ada, general, paste())
    pressed = Pressed(world.case(reply), kit.me.team, ada.id, kit.me.team, reply.channel, reply.root)
    for fault, raises in ((None, False), ("internal_error", True)):
        found = await replay_begin.planned(kit, pressed)
        if fault:
            world.slack.faults.error("views.update", fault)
        if raises:
            with pytest.raises(Exception, match="internal_error"):
                await replay_begin.count(kit, {"replay": found.id, "view": "V0"})
        else:
            await replay_begin.count(kit, {"replay": found.id, "view": "V0"})


async def test_a_stand_in_that_is_gone_or_a_key_that_changed_hands_sends_nothing(world, gemini) -> None:
    ada, reply, row = await ready(world, gemini)
    kit = world.bot.kit
    for whose in ("simulated", "team"):
        other = update(tables.replays).where(tables.replays.c.id == row.id).values(whose=whose)
        await kit.store.run(lambda c, other=other: c.execute(other))
        [found] = await rows(world, ada)
        with pytest.raises(UserError, match="no longer kept"):
            await replay_begin.using_of(kit, found)
    assert gemini.calls("generateContent") == [] and len(world.ours(reply)) == 1


async def test_plans_that_nobody_agreed_to_are_forgotten_after_a_day(world, gemini) -> None:
    ada, reply, row = await ready(world, gemini)
    kit = world.bot.kit
    await keyed(world, ada, gemini.secret)
    other = world.person("bob")
    await keyed(world, other, gemini.secret)
    pressed = Pressed(row.case_id, kit.me.team, other.id, kit.me.team, reply.channel, reply.root)
    await replay_begin.planned(kit, pressed)
    old = update(tables.replays).values(created=kit.time - 2 * 86_400)
    await kit.store.run(lambda c: c.execute(old))
    await sweep.sweep(kit)
    assert await rows(world, other) == [] and len(await rows(world, ada)) == 1


async def test_progress_is_shown_every_few_seconds_at_most_and_slacks_weather_stops_nothing(
    world, gemini, monkeypatch
) -> None:
    monkeypatch.setattr(replay, "EVERY", 0.2)
    ada, general = world.pair()
    await keyed(world, ada, gemini.secret, unasked=True)
    gemini.weather.slow(0.5, calls=3)
    reply = await answered(world, ada, general, paste())
    world.slack.faults.error("chat.update", "internal_error")
    await ada.presses(reply, "Replay")
    message = await running(world, reply)
    assert "Call 1 of at most 10: as it is" in message.shown

    def is_over() -> bool:
        found = [m for m in world.ours(reply) if m.ts == message.ts]
        return bool(found) and "Stop" not in found[0].buttons

    await world.slack.until(is_over, within=20)
    drawn = [call.at for call in world.slack.calls("chat.update") if call.args.get("ts") == message.ts]
    assert 2 <= len(drawn) <= 3 + (drawn[-1] - drawn[0]) / 0.2  # the refused one, the last, and what was in between
    with given(world):
        assert SMALLEST in (await told(world, reply)).shown
