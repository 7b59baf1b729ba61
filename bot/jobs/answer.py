"""A paste is answered once, in its thread; an edit updates the answer, a deletion takes it away."""

from __future__ import annotations

from dataclasses import asdict, replace

import structlog
from slack_sdk.errors import SlackApiError

from bot.diagnosis.diagnose import NOT_GEMINI
from bot.errors import UserError
from bot.jobs import replay_gone, wave
from bot.jobs.ask import Ask
from bot.jobs.engine import TryAgainError
from bot.jobs.gather import Gathered, gather
from bot.jobs.kit import Kit
from bot.jobs.noted import noted
from bot.jobs.post import NotThereError, post_once, remove, update, whisper
from bot.reply import mistakes
from bot.reply import slack as reply
from bot.reply.slack import Post
from bot.store import cases
from bot.store.cases import Case, Found

log = structlog.get_logger(__name__)


async def answer(kit: Kit, ask: Ask, again: bool) -> None:
    """The paste is answered, or was before; heard and no failure: silence, and nothing of it is kept."""
    case_id = cases.id_of(ask.case_key)
    match await kit.store.run(lambda c: cases.claim(c, case_id, ask.key, ask.place, kit.time), lasting=False):
        case "gone":
            return
        case "theirs":
            await _answered_before(kit, ask, case_id)
            return
    case = await kit.store.run(lambda c: cases.find(c, case_id))
    if case is None or case.answered is not None:
        return  # an earlier try got this far
    gathered, post = await _words(kit, ask, case_id)
    if post is None:
        await kit.store.run(lambda c: cases.release(c, case_id), lasting=False)
        noted(ask.entrance, gathered.diagnosis, "silent")
        await warn(kit, replace(gathered.ask, secrets=gathered.ask.google_keys))
        return
    with wave.coming(case_id):
        await _say(kit, gathered, case_id, post, again=again, since=case.created)
    for each in gathered.posters or (gathered.ask,):
        await warn(kit, each)


async def edit(kit: Kit, ask: Ask, again: bool) -> None:
    """The answer says what the message says now; one that had no answer counts as new."""
    case = await kit.store.run(lambda c: cases.at(c, ask.team, ask.channel, ask.ts or ""))
    if case is None or (case.claimed_by == ask.key and case.answered is None):
        await answer(kit, ask, again)
        return
    if case.gone is not None or case.private:
        return
    if case.answered is None or case.reply_ts is None:
        raise TryAgainError
    gathered, post = await _edited(kit, replace(ask, asked=True), case)
    if gathered.diagnosis is None or (gathered.diagnosis.cause in (None, NOT_GEMINI) and not case.asked):
        return  # an unasked answer stays until there is a better one
    told = await wave.retold(kit, gathered, case, _found(gathered), post)
    if told is not None:
        await update(kit, case.channel, case.reply_ts, case.id, told)
    await warn(kit, gathered.ask, known=len(case.secrets or ()))


async def deletion(kit: Kit, ask: Ask) -> None:
    """The message's answer is gone with it, or will not come."""
    known = await kit.store.run(lambda c: cases.at(c, ask.team, ask.channel, ask.ts or ""))
    case_id = known.id if known else cases.id_of(ask.case_key)
    case = await kit.store.run(lambda c: cases.bury(c, case_id, ask.key, ask.place, kit.time))
    if case.reply_ts:
        await remove(kit, case.channel, case.reply_ts)
        await replay_gone.take_away(kit, case.id)


async def _words(kit: Kit, ask: Ask, case_id: str) -> tuple[Gathered, Post | None]:
    """What was read and what there is to say; None: nothing, for nobody asked."""
    try:
        gathered = await gather(kit, ask)
    except UserError as mistake:
        return Gathered(ask, None), reply.mistake(str(mistake)) if ask.asked else None
    found = gathered.diagnosis
    if not ask.asked and (found is None or not found.reply or not await _may_speak(kit, gathered, case_id)):
        return gathered, None
    return gathered, _post(kit, gathered, case_id)


async def _edited(kit: Kit, ask: Ask, case: Case) -> tuple[Gathered, Post]:
    try:
        gathered = await gather(kit, ask)
    except UserError as mistake:
        return Gathered(ask, None), reply.mistake(str(mistake))
    return gathered, _post(kit, gathered, case.id)


def _post(kit: Kit, gathered: Gathered, case_id: str) -> Post:
    ask, found = gathered.ask, gathered.diagnosis
    if found is not None:
        return reply.diagnosis(found, kit.knowledge, kit.now(), case_id, private=ask.private, note=gathered.note)
    if ask.unreadable:
        return reply.mistake(mistakes.file_not_text(ask.unreadable))
    return reply.image_alone() if ask.image_alone else reply.nothing_to_read()


async def _may_speak(kit: Kit, gathered: Gathered, case_id: str) -> bool:
    """Asked anew: while we read, the thread may have got another answer, or one may be on its way."""
    found = _found(gathered)
    return await kit.store.run(lambda c: cases.intend(c, case_id, found), lasting=False)


async def _say(kit: Kit, gathered: Gathered, case_id: str, post: Post, *, again: bool, since: float) -> None:
    """The answer stands where it belongs and is recorded; where the bot can't post, the person who asked reads it."""
    ask, parent, ts, private = gathered.ask, None, None, gathered.ask.private
    told = await wave.told(kit, gathered, case_id, _found(gathered), post)
    if told is None:
        return
    try:
        if not private:
            thread = ask.thread
            if thread is None:
                # What it says must make sense without the link of a line.
                above = parent_of(ask.person, post if told.is_line else told.post, case_id)
                parent = thread = await post_once(kit, ask.channel, None, case_id, above, again=again, since=since)
            ts = await post_once(kit, ask.channel, thread, case_id, told.post, again=again, since=since)
    except NotThereError:
        if not ask.asked:
            await kit.store.run(lambda c: cases.release(c, case_id), lasting=False)
            noted(ask.entrance, gathered.diagnosis, "silent")
            return
        private = True
        told = wave.Told(_post(kit, replace(gathered, ask=replace(ask, private=True)), case_id))
    if private:
        await whisper(kit, ask.person, ask.channel, told.post, thread=ask.thread, response_url=ask.response_url)
    case = await kit.store.run(
        lambda c: cases.record(c, case_id, kit.time, reply_ts=ts, parent_ts=parent, private=private), lasting=False
    )
    noted(ask.entrance, gathered.diagnosis, "private" if private else "line" if told.is_line else "thread")
    if case is not None and case.gone is not None and ts:
        await remove(kit, ask.channel, ts)


def parent_of(person: str, post: Post, case_id: str) -> Post:
    """The line in the channel under which the answer to a command stands, found again by its case."""
    metadata = {"event_type": "gemini_parent", "event_payload": {"case": case_id}}
    return replace(reply.parent(person, post), metadata=metadata)


def _found(gathered: Gathered) -> Found:
    ask, found = gathered.ask, gathered.diagnosis
    return Found(
        text=ask.text,
        secrets=[asdict(secret) for secret in ask.secrets],
        cause=found.cause if found else None,
        confidence=found.confidence if found else "unknown",
        model=(found.report.model or "")[:128] or None if found else None,
        evidence=[asdict(one) for one in found.evidence] if found else [],
        candidates=list(found.candidates) if found else [],
        author=ask.author,
    )


async def _answered_before(kit: Kit, ask: Ask, case_id: str) -> None:
    """Who asked about an answered message is led to its answer; who only posted it has the answer."""
    if ask.entrance != "shortcut":
        return
    case = await kit.store.run(lambda c: cases.find(c, case_id))
    if case is None or case.answered is None:
        raise TryAgainError
    if case.reply_ts is None or case.private:
        await _again_in_private(kit, ask, case_id)
        return
    link = await kit.client.chat_getPermalink(channel=case.channel, message_ts=case.reply_ts)
    post = reply.already(str(link["permalink"]))
    await whisper(kit, ask.person, ask.channel, post, thread=ask.thread, response_url=ask.response_url)


async def _again_in_private(kit: Kit, ask: Ask, case_id: str) -> None:
    """Somebody else was answered privately; this person is too."""
    gathered = await gather(kit, ask)
    post = _post(kit, replace(gathered, ask=replace(gathered.ask, private=True)), case_id)
    await whisper(kit, ask.person, ask.channel, post, thread=ask.thread, response_url=ask.response_url)


async def warn(kit: Kit, ask: Ask, known: int = 0) -> None:
    """Whose key was seen is told alone; others who read it may use it."""
    if len(ask.secrets) <= known:
        return
    who = ask.author or ask.person
    if not who.startswith(("U", "W")):
        return  # a bot's key: nobody to tell
    # What only one person sees is shown in a thread only while the thread is open, so it stands where the message does.
    in_thread = ask.thread != ask.ts or ask.channel.startswith("D")
    thread = ask.thread if in_thread else None
    try:
        await whisper(kit, who, ask.channel, reply.key_notice(ask.secrets), thread=thread)
    except (NotThereError, SlackApiError) as error:  # the answer stands; who has left can't be told
        log.warning("can't warn of a key", key=ask.key, error=type(error).__name__)
