"""The buttons below an answer: Not it, the question's answers, Remove, Show in channel."""

from __future__ import annotations

from dataclasses import replace

from bot.diagnosis import Diagnosis
from bot.errors import UserError
from bot.jobs import replay_gone
from bot.jobs.answer import parent_of
from bot.jobs.ask import Press, reading, secrets_of
from bot.jobs.kit import Kit, diagnosed
from bot.jobs.post import NotThereError, post_once, remove, update, whisper, withdraw
from bot.reply import mistakes
from bot.reply import slack as reply
from bot.reply.slack import Post
from bot.store import cases
from bot.store.cases import Case


async def not_it(kit: Kit, press: Press) -> None:
    """It is remembered, and the answer names the next candidate that nobody turned down."""
    case = await _case(kit, press)
    turned_down = await kit.store.run(lambda c: cases.reject(c, case.id, press.choice, press.person, kit.time))
    if case.shown != press.choice:
        return  # pressed twice, or by two people: the next candidate stands there already
    left = [cause for cause in _causes(case) if cause not in turned_down]
    await _show(kit, press, case, left[0] if left else None)


async def choose(kit: Kit, press: Press) -> None:
    """The answer names the cause that the person's answer to our question leads to."""
    case = await _case(kit, press)
    answers = reply.answers(await rebuilt(kit, case, None), kit.knowledge)
    at = int(press.choice) if press.choice.isdigit() else len(answers)
    cause = answers[at][1] if at < len(answers) else ""
    await _show(kit, press, case, cause or None)


async def take_away(kit: Kit, press: Press) -> None:
    """The answer is gone, and the line above it if it was ours."""
    case = await _case(kit, press)
    if not may_remove(kit, case, press.person):
        raise UserError(mistakes.not_yours())
    if _is_private(press, case):
        if press.response_url:
            await withdraw(kit, press.response_url)
    else:
        for ts in filter(None, (press.message_ts, case.parent_ts)):
            await remove(kit, case.channel, ts)
        await replay_gone.take_away(kit, case.id)
    place = cases.Place(case.app, case.team, case.channel, case.ts, case.thread, case.person, case.entrance, case.asked)
    await kit.store.run(lambda c: cases.bury(c, case.id, press.key, place, kit.time))


async def show_in_channel(kit: Kit, press: Press, again: bool) -> None:
    """The private answer stands in the channel, below its message or below a line of ours."""
    case = await _case(kit, press)
    if case.reply_ts is not None:
        return  # pressed twice: it stands there already
    found = await rebuilt(kit, case, case.shown)
    post = reply.diagnosis(found, kit.knowledge, kit.now(), case.id)
    try:
        parent = None
        if case.thread is None:
            above = parent_of(press.person, post, case.id)
            parent = await post_once(kit, case.channel, None, case.id, above, again=again, since=case.created)
        thread = case.thread or parent
        ts = await post_once(kit, case.channel, thread, case.id, post, again=again, since=case.created)
    except NotThereError:
        raise UserError(mistakes.not_member()) from None
    await kit.store.run(lambda c: cases.stands_at(c, case.id, case.channel, parent, thread, ts))
    link = await kit.client.chat_getPermalink(channel=case.channel, message_ts=ts)
    await whisper(
        kit, press.person, press.channel, reply.shown(str(link["permalink"])),
        response_url=press.response_url, replace_original=True,
    )  # fmt: skip


def may_remove(kit: Kit, case: Case, person: str) -> bool:
    """Whether the person wrote the paste, asked about it, or is an admin."""
    return person in (case.person, case.author) or kit.is_admin(person)


async def rebuilt(kit: Kit, case: Case, shown: str | None) -> Diagnosis:
    """The case's diagnosis as it was; with another cause than the first, it is as likely as the person's word."""
    secrets = secrets_of(case.secrets)
    first = await diagnosed(lambda: reading(case.text, secrets), len(case.text), kit.knowledge, "asked")
    if shown is None or shown == first.cause:
        return first
    others = tuple(cause for cause in first.candidates if cause != shown)
    return replace(first, cause=shown, confidence="likely", evidence=(), candidates=others, question=None)


async def _show(kit: Kit, press: Press, case: Case, cause: str | None) -> None:
    turned_down = await kit.store.run(lambda c: cases.rejected(c, case.id))
    found = await rebuilt(kit, case, cause)
    if cause is None:
        post = reply.exhausted(found, kit.knowledge, kit.now(), case.id)
    else:
        candidates = tuple(one for one in found.candidates if one not in turned_down)
        found = replace(found, candidates=candidates)
        post = reply.diagnosis(found, kit.knowledge, kit.now(), case.id, private=_is_private(press, case))
    await kit.store.run(lambda c: cases.show(c, case.id, cause))
    await _replace(kit, press, case, post)


async def _replace(kit: Kit, press: Press, case: Case, post: Post) -> None:
    if _is_private(press, case):
        await whisper(kit, press.person, press.channel, post, response_url=press.response_url, replace_original=True)
    else:
        await update(kit, press.channel, press.message_ts, case.id, post)


def _is_private(press: Press, case: Case) -> bool:
    """Whether the answer is for one person; a button may be pressed before the case knows it."""
    return press.private or case.private


def _causes(case: Case) -> list[str]:
    return [cause for cause in dict.fromkeys([case.cause, *(case.candidates or ())]) if cause]


async def _case(kit: Kit, press: Press) -> Case:
    case = await kit.store.run(lambda c: cases.find(c, press.case))
    if case is None or case.gone is not None or case.team != press.team:
        raise UserError(mistakes.gone())
    return case
