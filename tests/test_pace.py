"""How fast Slack is called, and who goes first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from bot import pace
from bot.pace import POST, UPDATE, Call, Errand, OvertakenError, Pace, TooLateError

ASKED, UNASKED = Errand(), Errand(urgent=False)
EPHEMERAL = "chat.postEphemeral"


@dataclass
class Counter:
    """Slack's counter with a clock of its own, and what was called there in order."""

    now: float = 100.0
    called: list[str] = field(default_factory=list)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pace = Pace(lambda: self.now)

    def comes(
        self, name: str, method: str = POST, channel: str = "C1", line: str | None = None,
        errand: Errand = ASKED, does: Callable[[Call], object] | None = None,
    ) -> asyncio.Task[None]:  # fmt: skip
        """Somebody comes with a call that takes no time, or as long as `does` says."""

        async def go() -> None:
            with pace.on(errand):
                async with self.pace.call(method, channel, line) as call:
                    await call.turn()
                    self.called.append(name)
                    if does:
                        said = does(call)
                        if asyncio.iscoroutine(said):
                            await said

        self.tasks.append(asyncio.ensure_future(go()))
        return self.tasks[-1]

    async def rest(self) -> list[str]:
        """What was called, once everybody whose turn it is has called."""
        for _ in range(20):
            await asyncio.sleep(0)
        return self.called

    async def later(self, seconds: float) -> list[str]:
        """What was called by then."""
        self.now += seconds
        self.pace.serve()
        return await self.rest()


@pytest.fixture
async def counter() -> Counter:
    return Counter()


async def spent(counter: Counter, channel: str = "C1") -> None:
    """The channel's burst is used up."""
    for number in range(3):
        counter.comes(f"spent {number}", channel=channel)
    await counter.rest()
    counter.called.clear()


async def test_a_quiet_channel_is_posted_into_at_once_and_then_once_a_second(counter: Counter) -> None:
    for number in range(6):
        counter.comes(str(number))
    assert await counter.rest() == ["0", "1", "2"]
    assert await counter.later(0.9) == ["0", "1", "2"]
    assert await counter.later(0.1) == ["0", "1", "2", "3"]
    assert await counter.later(1.0) == ["0", "1", "2", "3", "4"]


async def test_the_alarm_rings_by_itself_when_the_next_may_post() -> None:
    real = Pace()
    async with asyncio.timeout(5):
        for _ in range(4):
            async with real.call(POST, "C1") as call:
                await call.turn()
    assert real.waiting == 0


async def test_who_comes_meanwhile_does_not_put_the_alarm_off() -> None:
    real = Pace()
    made: list[str] = []

    async def post(channel: str) -> None:
        async with real.call(POST, channel) as call:
            await call.turn()
            made.append(channel)

    for channel in ("C1", "C2"):
        for _ in range(3):
            await post(channel)
    first = asyncio.ensure_future(post("C1"))
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await asyncio.gather(post("C2"), post("C3"))
        await first
    assert made[6:] == ["C3", "C1", "C2"]


async def test_one_channel_does_not_wait_for_another(counter: Counter) -> None:
    await spent(counter)
    counter.comes("here")
    counter.comes("there", channel="C2")
    assert await counter.rest() == ["there"]


async def test_who_asked_goes_before_who_did_not(counter: Counter) -> None:
    await spent(counter)
    for number in range(3):
        counter.comes(f"heard {number}", errand=UNASKED)
    await counter.rest()
    counter.comes("asked")
    await counter.rest()
    assert await counter.later(1.0) == ["asked"]
    assert await counter.later(1.0) == ["asked", "heard 0"]


async def test_in_a_thread_all_stays_in_order_and_who_asked_brings_the_others_along(counter: Counter) -> None:
    await spent(counter)
    counter.comes("elsewhere", line="8.8", errand=UNASKED)
    counter.comes("heard", line="7.7", errand=UNASKED)
    counter.comes("asked", line="7.7")
    await counter.rest()
    assert await counter.later(1.0) == ["heard"]
    assert await counter.later(1.0) == ["heard", "asked"]
    assert await counter.later(1.0) == ["heard", "asked", "elsewhere"]


async def test_a_thread_is_hurried_for_somebody_who_waits_for_its_answer(counter: Counter) -> None:
    await spent(counter)
    counter.comes("first", line="8.8", errand=UNASKED)
    counter.comes("wanted", line="7.7", errand=UNASKED)
    await counter.rest()
    counter.pace.hurry("C1", "7.7")
    counter.pace.hurry("C9", "7.7")
    assert await counter.later(1.0) == ["wanted"]


async def test_two_posts_of_a_thread_are_never_under_way_together(counter: Counter) -> None:
    slow = asyncio.Event()
    counter.comes("slow", line="7.7", does=lambda _: slow.wait())
    counter.comes("next", line="7.7")
    counter.comes("other", line="8.8")
    assert await counter.rest() == ["slow", "other"]
    slow.set()
    assert await counter.rest() == ["slow", "other", "next"]


async def test_after_a_429_the_channel_waits_as_long_as_slack_said_and_keeps_its_order(counter: Counter) -> None:
    refused: list[int] = []

    async def once_more(call: Call) -> None:
        refused.append(1)
        call.wait(7)
        await call.turn()
        counter.called.append("again")

    counter.comes("first", line="7.7", does=once_more)
    counter.comes("second", line="7.7")
    counter.comes("third", line="8.8")
    counter.comes("elsewhere", channel="C2")
    assert await counter.rest() == ["first", "elsewhere"]
    assert await counter.later(6.9) == ["first", "elsewhere"]
    assert await counter.later(0.2) == ["first", "elsewhere", "again", "third", "second"]
    assert refused == [1]


async def test_a_429_of_one_method_holds_no_other(counter: Counter) -> None:
    counter.comes("permalink", "chat.getPermalink", "", does=lambda call: call.wait(30))
    counter.comes("permalink 2", "chat.getPermalink", "")
    counter.comes("thread", "conversations.replies", "")
    assert await counter.rest() == ["permalink", "thread"]
    assert await counter.later(30) == ["permalink", "thread", "permalink 2"]


async def test_retry_after_nothing_is_at_once(counter: Counter) -> None:
    async def once_more(call: Call) -> None:
        call.wait(0)
        await call.turn()
        counter.called.append("again")

    counter.comes("first", "auth.test", "", does=once_more)
    assert await counter.rest() == ["first", "again"]


async def test_all_channels_together_keep_the_workspaces_rate_and_leave_room_for_who_asks(counter: Counter) -> None:
    for channel in range(100):
        counter.comes("heard", channel=f"C{channel}", errand=UNASKED)
    await counter.rest()
    assert len(counter.called) == 40
    counter.comes("asked", channel="C200")
    assert (await counter.rest())[-1] == "asked"
    await counter.later(10)
    assert len(counter.called) == 41 + 40 - 1  # what was asked took one of theirs


async def test_in_no_minute_there_are_more_posts_than_slack_allows(counter: Counter) -> None:
    for number in range(1_000):
        counter.comes("post", channel=f"C{number}")
    await counter.rest()
    made = [len(await counter.later(0.25)) for _ in range(4 * 60)]
    assert made[-1] == 60 + 60 * 4
    for task in counter.tasks:
        task.cancel()


async def test_updates_have_one_budget_and_what_only_passes_is_left_out(counter: Counter) -> None:
    for number in range(10):
        counter.comes(f"update {number}", UPDATE, "", f"C1:{number}")
    assert len(await counter.rest()) == 10
    counter.called.clear()
    passing = [counter.comes(f"{n} %", UPDATE, "", "C1:7.7", Errand(passing=True)) for n in (10, 20)]
    other = counter.comes("other 5 %", UPDATE, "", "C1:8.8", Errand(passing=True))
    final = [counter.comes(name, UPDATE, "", "C1:7.7") for name in ("done", "done, once more")]
    await counter.rest()
    await counter.later(60)
    assert counter.called == ["other 5 %", "done", "done, once more"]
    assert [type(task.exception()) for task in passing] == [OvertakenError] * 2
    assert not other.exception() and not any(task.exception() for task in final)


async def test_what_passes_and_was_refused_gives_way_to_what_came_meanwhile(counter: Counter) -> None:
    async def once_more(call: Call) -> None:
        call.wait(5)
        counter.comes("done", UPDATE, "", "C1:7.7")
        await asyncio.sleep(0)
        await call.turn()

    first = counter.comes("10 %", UPDATE, "", "C1:7.7", Errand(passing=True), once_more)
    await counter.rest()
    await counter.later(5)
    assert counter.called == ["10 %", "done"] and isinstance(first.exception(), OvertakenError)


async def test_a_post_whose_time_is_over_when_its_turn_comes_is_not_made(counter: Counter) -> None:
    await spent(counter)
    late = counter.comes("late", errand=Errand(False, left=lambda: 200.5 - counter.now))
    next_ = counter.comes("next")
    await counter.later(101)
    assert counter.called == ["next"] and next_.done()
    assert isinstance(late.exception(), TooLateError)


async def test_looking_is_never_too_late(counter: Counter) -> None:
    counter.comes("look", "conversations.replies", "", errand=Errand(False, left=lambda: -5.0))
    assert await counter.rest() == ["look"]


async def test_nobody_waits_for_ever(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "LONGEST", 0.01)
    counter.comes("first", EPHEMERAL, "", does=lambda call: call.wait(3_600))
    await counter.rest()
    listener = counter.comes("listener", EPHEMERAL, "")
    job = counter.comes("job", EPHEMERAL, "", errand=Errand(left=lambda: -1.0))
    await asyncio.wait([listener, job], timeout=5)
    assert isinstance(listener.exception(), TimeoutError) and isinstance(job.exception(), TooLateError)
    assert counter.pace.waiting == 0


async def test_who_waits_steps_aside_and_who_goes_at_once_does_not(counter: Counter) -> None:
    aside: list[str] = []
    counter.comes("now", errand=Errand(steps_aside=lambda: aside.append("now")))
    await spent(counter)
    counter.comes("later", errand=Errand(steps_aside=lambda: aside.append("later")))
    await counter.rest()
    assert aside == ["later"]


async def test_who_goes_away_leaves_no_gap(counter: Counter) -> None:
    await spent(counter)
    gone = counter.comes("gone", line="7.7")
    counter.comes("next", line="7.7")
    await counter.rest()
    gone.cancel()
    await counter.rest()
    assert await counter.later(1.0) == ["next"]


async def test_a_channel_that_is_quiet_again_takes_no_room(counter: Counter) -> None:
    for number in range(50):
        counter.comes("x", channel=f"C{number}")
    await counter.rest()
    assert len(counter.pace._lanes) == 50
    await counter.later(10)
    assert len(counter.pace._lanes) == 0
