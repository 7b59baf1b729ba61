"""Jobs of one wave that meet: on their way at one time, stuck, cut off, refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from slack_sdk.errors import SlackApiError

from bot.jobs import answer, wave
from bot.jobs.ask import Ask
from bot.jobs.engine import TryAgainError
from bot.jobs.post import NotThereError
from bot.store import cases, waves

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def paste(pastes) -> str:
    """An error with a model that nobody else asks about."""
    return f"model='gemini-2.5-flash-{uuid4().hex[:8]}'\n{pastes['overloaded']}"


def is_line(reply) -> bool:
    return "he same as in " in reply.shown.split("\n")[0]


async def unheard(world, count: int):
    """Messages of one person in a channel of their own that nobody answers."""
    ada, general = world.pair()
    return [await ada.writes(general, f"soup {number}") for number in range(count)]


@pytest.fixture(autouse=True)
def nobody_is_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are called one after the other here: what isn't there won't be there later."""
    monkeypatch.setattr(wave, "HEARD", (0.0, 0.0))


async def dies(*_: object, **__: object) -> str:
    raise ConnectionError


def ask(world, message, text: str, **more: object) -> Ask:
    key = f"A:T:{message.channel}:{message.ts}"
    made = Ask(
        key=key, case_key=key, app="A", team=world.bot.kit.me.team, channel=message.channel, ts=message.ts,
        thread=message.root, person=message.user, entrance="message", asked=False, text=text,
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


async def test_the_wave_of_another_team_is_not_seen(world, paste) -> None:
    ada, general = world.pair()
    [message] = [await ada.writes(general, "soup")]
    kit, at = world.bot.kit, world.bot.kit.time
    what = answer._found(await answer.gather(kit, ask(world, message, paste)))
    for number in range(6):
        place = cases.Place("A", "TOTHER", general.id, f"{number}.1", f"{number}.1", f"U{number}", "message", False)
        name = f"{general.id}{number}"
        await kit.store.run(lambda c, name=name, place=place: cases.claim(c, name, "j", place, at))
        await kit.store.run(lambda c, name=name: waves.join(c, name, what, at))
    await answer.answer(kit, ask(world, message, paste), False)
    [reply] = world.ours(message)
    assert not is_line(reply) and "our code" not in reply.shown


async def test_after_a_crash_between_decision_and_post_the_same_comes_out(world, paste, monkeypatch) -> None:
    kit, (first, second) = world.bot.kit, await unheard(world, 2)
    with monkeypatch.context() as broken:
        broken.setattr(answer, "post_once", dies)
        for message, error in ((first, ConnectionError), (second, TryAgainError)):
            with pytest.raises(error):
                await answer.answer(kit, ask(world, message, paste), False)
    await answer.answer(kit, ask(world, first, paste), True)
    with monkeypatch.context() as broken:
        broken.setattr(answer, "post_once", dies)
        with pytest.raises(ConnectionError):
            await answer.answer(kit, ask(world, second, paste), True)
    for _ in range(2):
        await answer.answer(kit, ask(world, second, paste), True)
    assert [[is_line(reply) for reply in world.ours(message)] for message in (first, second)] == [[False], [True]]


async def test_after_a_crash_between_post_and_record_nothing_is_said_twice(world, paste, monkeypatch) -> None:
    kit, (first, second) = world.bot.kit, await unheard(world, 2)
    for message in (first, second):
        with monkeypatch.context() as broken:
            broken.setattr(answer.cases, "record", lambda *_, **__: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                await answer.answer(kit, ask(world, message, paste), False)
        await answer.answer(kit, ask(world, message, paste), True)
    assert [[is_line(reply) for reply in world.ours(message)] for message in (first, second)] == [[False], [True]]


async def test_a_line_waits_for_an_answer_on_its_way_but_not_for_ever_and_who_asked_does_not(
    world, paste, monkeypatch
) -> None:
    kit, (stuck, heard, asked) = world.bot.kit, await unheard(world, 3)
    with monkeypatch.context() as broken:
        broken.setattr(answer, "post_once", dies)
        with pytest.raises(ConnectionError):
            await answer.answer(kit, ask(world, stuck, paste), False)
    with pytest.raises(TryAgainError):
        await answer.answer(kit, ask(world, heard, paste), False)
    await answer.answer(kit, ask(world, asked, paste, entrance="mention", asked=True), False)
    assert not is_line(world.ours(asked)[0]) and world.ours(heard) == []
    later = replace(kit, now=lambda at=kit.time + waves.OVERDUE + 1: datetime.fromtimestamp(at, UTC))
    await answer.answer(later, ask(world, heard, paste), True)
    assert not is_line(world.ours(heard)[0])
    await answer.answer(kit, ask(world, stuck, paste), True)
    assert is_line(world.ours(stuck)[0])


async def test_a_line_that_would_come_too_late_waits_for_no_further_answer(world, paste, monkeypatch) -> None:
    """Else it came never, while one full answer after the other fails."""
    kit, (late, newer) = world.bot.kit, await unheard(world, 2)
    one = ask(world, late, paste)
    await kit.store.run(lambda c: cases.claim(c, cases.id_of(one.case_key), one.key, one.place, kit.time))
    with monkeypatch.context() as broken:
        broken.setattr(answer, "post_once", dies)
        with pytest.raises(ConnectionError):
            await answer.answer(kit, ask(world, newer, paste), False)
    with pytest.raises(TryAgainError):
        await answer.answer(kit, one, True)
    monkeypatch.setattr(kit.client, "time", lambda: float(late.ts) + wave.LONGEST + 1)
    await answer.answer(kit, one, True)
    assert not is_line(world.ours(late)[0])


async def test_where_the_full_answer_could_not_be_posted_the_next_is_full(world, paste, monkeypatch) -> None:
    kit, (first, second) = world.bot.kit, await unheard(world, 2)

    async def refused(*_: object, **__: object) -> str:
        raise NotThereError("is_archived")

    with monkeypatch.context() as closed:
        closed.setattr(answer, "post_once", refused)
        await answer.answer(kit, ask(world, first, paste), False)
    await answer.answer(kit, ask(world, second, paste), False)
    assert world.ours(first) == [] and not is_line(world.ours(second)[0])


async def test_weather_while_the_link_is_asked_for_is_waited_out(world, paste) -> None:
    kit, (first, second) = world.bot.kit, await unheard(world, 2)
    await answer.answer(kit, ask(world, first, paste), False)
    world.slack.faults.error("chat.getPermalink", "internal_error", times=1)
    with pytest.raises(SlackApiError):
        await answer.answer(kit, ask(world, second, paste), False)
    await answer.answer(kit, ask(world, second, paste), True)
    assert is_line(world.ours(second)[0])


@pytest.mark.parametrize("when", ["before its line is chosen", "while the full answer is waited for"])
async def test_a_message_deleted_meanwhile_gets_no_line(world, paste, monkeypatch, when) -> None:
    kit, (first, second) = world.bot.kit, await unheard(world, 2)
    one = ask(world, second, paste)
    await answer.answer(kit, ask(world, first, paste), False)
    join, joins = wave._join, 0

    async def meanwhile(*given):
        nonlocal joins
        joins += 1
        if when.startswith("before") or joins > 1:
            await kit.store.run(lambda c: cases.bury(c, cases.id_of(one.case_key), "d", one.place, 1.0))
        return await join(*given)

    monkeypatch.setattr(wave, "_join", meanwhile)
    if not when.startswith("before"):
        await kit.client.chat_delete(channel=first.channel, ts=world.ours(first)[0].ts)
    await answer.answer(kit, one, False)
    assert world.ours(second) == []


async def test_a_message_deleted_while_its_edit_is_read_stays_without_an_answer(world, paste, monkeypatch) -> None:
    kit, (message,) = world.bot.kit, await unheard(world, 1)
    one = ask(world, message, paste)
    await answer.answer(kit, one, False)
    edited = answer._edited

    async def meanwhile(*given):
        await answer.deletion(kit, replace(one, key="d"))
        return await edited(*given)

    monkeypatch.setattr(answer, "_edited", meanwhile)
    await answer.edit(kit, replace(one, key="e"), False)
    assert world.ours(message) == []
