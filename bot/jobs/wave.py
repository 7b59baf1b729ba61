"""Many people meeting one cause at one time: in a channel one answer is full, the later ones are a line that leads to it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from slack_sdk.errors import SlackApiError

from bot.client import word_of
from bot.diagnosis import Diagnosis
from bot.diagnosis.blameless import read_blameless
from bot.diagnosis.diagnose import NOT_GEMINI
from bot.jobs.ask import Ask
from bot.jobs.engine import TryAgainError
from bot.jobs.gather import Gathered
from bot.jobs.kit import Kit
from bot.jobs.post import GONE, NOT_THERE
from bot.pace import errand
from bot.reply import slack as reply
from bot.reply import wave as words
from bot.reply.slack import Post
from bot.store import cases, waves
from bot.store.cases import Case, Found
from bot.store.waves import Joined, Met

CROWD = 5  # people, from whom on it is said that it isn't their code
# Seconds between looks whether a full answer stands that another process is to give: who asked looks as long as a post
# takes that is just being made, a line that nobody asked for until its job had better try again as a whole.
ASKED, HEARD = (0.1, 0.2, 0.4), (0.2, 0.5, 1.0, 3.0, 5.0, 5.0, 5.0, 5.0)
LONGEST = 480.0  # seconds after its message in which a line waits for a full answer; at 600 it would come too late


# The answers that this process is about to give, by their cases: who waits for one needn't look into the store.
_coming: dict[str, asyncio.Event] = {}


@dataclass(frozen=True, slots=True)
class Told:
    """What is posted, and whether it is the one line that leads to a full answer."""

    post: Post
    is_line: bool = False


@contextmanager
def coming(case_id: str) -> Iterator[None]:
    """The case's answer is on its way in here; whoever waits for it goes on when it stands, or doesn't come this time."""
    here = _coming.setdefault(case_id, asyncio.Event())
    try:
        yield
    finally:
        here.set()
        _coming.pop(case_id, None)


async def told(kit: Kit, gathered: Gathered, case_id: str, found: Found, full: Post) -> Told | None:
    """The case knows what will be said of it, and this is it: `full`, or the line. None: the case is gone.

    Told in full is who is answered alone, and who asked about what isn't sure: the line holds no question. The line
    waits for the full answer that it leads to (TryAgainError); who asked doesn't, nor what would come too late.
    """
    shown = gathered.diagnosis
    if shown is None or not _is_shared(gathered.ask, shown):
        case = await kit.store.run(
            lambda c: cases.find(c, case_id) if cases.describe(c, case_id, found) else None, lasting=False
        )
        return None if case is None else Told(await _in_full(kit, gathered, case, full))
    decided = await _decided(kit, gathered.ask, case_id, found)
    if decided is None:
        return None
    case, link = decided
    if not link:
        return Told(await _in_full(kit, gathered, case, full))
    return Told(await _line(kit, shown, case, link, gathered.note), is_line=True)


async def retold(kit: Kit, gathered: Gathered, before: Case, found: Found, full: Post) -> Post | None:
    """The same for an edited case: a line stays one while cause and model are the same, all else is full."""
    joined = await kit.store.run(lambda c: waves.stay(c, before, found))
    if joined is None:
        return None
    shown = gathered.diagnosis
    if shown is not None and joined.head is not None and (link := await _link(kit, joined.head)):
        return await _line(kit, shown, joined.case, link, gathered.note)
    return await _in_full(kit, gathered, joined.case, full)


def _is_shared(ask: Ask, shown: Diagnosis) -> bool:
    """Whether others may be led to the answer, and this one to theirs: one cause is named where several people read."""
    return shown.cause not in (None, NOT_GEMINI) and not ask.private and not ask.channel.startswith("D")


async def _decided(kit: Kit, ask: Ask, case_id: str, found: Found) -> tuple[Case, str] | None:
    """The case, and the address of the answer that its line leads to, "" where it is told in full; None: it is gone."""
    follows, without, has_waited = not ask.asked or found.confidence == "sure", "", False
    while True:
        joined = await _join(kit, case_id, found, follows, without)
        if joined is None or joined.head is None:
            return None if joined is None else (joined.case, "")
        if joined.head.reply_ts is not None:
            if link := await _link(kit, joined.head):
                return joined.case, link
            without = joined.head.id
        elif not has_waited:
            has_waited = True
            if (head := await _wait_for(kit, joined.head, ask.asked)) and (link := await _link(kit, head)):
                return joined.case, link
        elif ask.asked or kit.client.time() - float(ask.ts or 0) > LONGEST:
            follows = False
        else:
            raise TryAgainError


async def _wait_for(kit: Kit, head: Case, asked: bool) -> Case | None:
    """The head once its answer stands; None: that isn't to be had soon. Meanwhile others work, and for who asked the
    head's answer goes first."""
    errand().steps_aside()
    if asked and head.thread:
        kit.client.pace.hurry(head.channel, head.thread)
    pauses, here = ASKED if asked else HEARD, _coming.get(head.id)
    for pause in (sum(pauses),) if here else pauses:
        with suppress(TimeoutError):
            await asyncio.wait_for((here or asyncio.Event()).wait(), pause)
        now = await kit.store.run(lambda c: cases.find(c, head.id))
        if now is None or now.answered is not None or now.gone is not None:
            return now if now and now.reply_ts and now.gone is None else None
    return None


async def _join(kit: Kit, case_id: str, found: Found, follows: bool, without: str) -> Joined | None:
    return await kit.store.run(
        lambda c: waves.join(c, case_id, found, kit.time, follows=follows, without=without), lasting=False
    )


async def _in_full(kit: Kit, gathered: Gathered, case: Case, full: Post) -> Post:
    """The full answer; where so many met its cause, and it is such a cause, below a line that says whose fault it isn't."""
    shown = gathered.diagnosis
    if shown is None or shown.cause not in read_blameless():
        return full
    met = await _met(kit, case)
    if met.people < CROWD:
        return full
    first = words.not_your_code(_who(met), sure=shown.confidence == "sure")
    private, note = gathered.ask.private, gathered.note
    return reply.diagnosis(shown, kit.knowledge, kit.now(), case.id, private=private, note=note, first=first)


async def _line(kit: Kit, shown: Diagnosis, case: Case, link: str, note: str) -> Post:
    met = await _met(kit, case)
    crowd = met.people >= CROWD and shown.cause in read_blameless()
    return words.line(shown, kit.knowledge, kit.now(), case.id, link, _who(met), crowd=crowd, note=note)


async def _met(kit: Kit, case: Case) -> Met:
    return await kit.store.run(lambda c: waves.met(c, case))


def _who(met: Met) -> str:
    return words.who(met.people, met.pastes, met.channels, at_least=met.pastes >= waves.MOST)


async def _link(kit: Kit, head: Case) -> str | None:
    """The address of the head's answer; None: it isn't there any more."""
    try:
        answer = await kit.client.chat_getPermalink(channel=head.channel, message_ts=head.reply_ts or "")
    except SlackApiError as error:
        if word_of(error) not in GONE | NOT_THERE:
            raise
        return None
    return str(answer["permalink"])
