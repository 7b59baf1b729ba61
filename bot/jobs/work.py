"""What each kind of job does, what makes it try again, and what the person reads when it gives up."""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import Mapping
from typing import Any, Literal
from uuid import uuid4

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import OperationalError

from bot import metrics
from bot.client import REVOKED, AwayError, status_of
from bot.errors import UserError
from bot.jobs import answer, buttons, forget, late, preferences, replay, replay_after, replay_begin
from bot.jobs.ask import ask_of, press_of
from bot.jobs.engine import TryAgainError, Work
from bot.jobs.kit import Kit
from bot.jobs.post import NotThereError, whisper
from bot.pace import TooLateError
from bot.reply import slack as reply
from bot.reply.slack import Post
from bot.store import cases

ASKS = frozenset(["answer", "edit", "deletion", "warn"])
# A token that isn't good any more may be put right while we try again.
_WEATHER = REVOKED | {"internal_error", "fatal_error", "ratelimited", "service_unavailable", "request_timeout"}

log = structlog.get_logger(__name__)


def work(kit: Kit) -> Work:
    """The jobs on this kit."""

    async def act(kind: str, payload: Mapping[str, Any], again: bool) -> None:
        await _act(kit, kind, payload, again)

    async def give_up(kind: str, payload: Mapping[str, Any], error: BaseException) -> None:
        await _give_up(kit, kind, payload, error)

    def left(kind: str, payload: Mapping[str, Any]) -> float:
        return late.left(kind, payload, kit.client.time(), time.time())

    return Work(act, lasts, give_up, left, kit.client.look)


async def _act(kit: Kit, kind: str, payload: Mapping[str, Any], again: bool) -> None:
    if late.is_urgent(kind, payload) and payload.get("thread"):
        kit.client.pace.hurry(payload["channel"], payload["thread"])
    match kind:
        case "answer":
            await answer.answer(kit, ask_of(payload), again)
        case "edit":
            await answer.edit(kit, ask_of(payload), again)
        case "deletion":
            await answer.deletion(kit, ask_of(payload))
        case "warn":
            await answer.warn(kit, ask_of(payload))
        case "not_it":
            await buttons.not_it(kit, press_of(payload))
        case "choose":
            await buttons.choose(kit, press_of(payload))
        case "remove":
            await buttons.take_away(kit, press_of(payload))
        case "show":
            await buttons.show_in_channel(kit, press_of(payload), again)
        case "export":
            await forget.export(kit, payload["person"])
        case "check_key":
            await preferences.check_key(kit, payload)
        case "replay":
            await replay.replay(kit, payload["replay"], again)
        case "replay_count":
            await replay_begin.count(kit, payload)
        case "replay_report":
            await replay_after.report(kit, payload, again)
        case _:
            raise LookupError(kind)


def lasts(error: BaseException) -> bool:
    """Whether trying again can't help: everything but Slack's weather, the network's and the database's."""
    if isinstance(error, SlackApiError):
        status = status_of(error)
        return not (status == 429 or status >= 500 or error.response.get("error") in _WEATHER)
    weather = (TryAgainError, AwayError, aiohttp.ClientError, asyncio.TimeoutError, OSError, OperationalError)
    return not isinstance(error, weather)


def incident(error: BaseException, **about: str) -> str:
    """The id under which the bug was logged: where it happened and what kind it is, but none of its words, which may
    be the paste's."""
    number = uuid4().hex[:8]
    word = str(error.response.get("error")) if isinstance(error, SlackApiError) else None
    frames = traceback.format_list(traceback.extract_tb(error.__traceback__))
    log.error("bug", incident=number, error=type(error).__name__, slack=word, where="".join(frames), **about)
    return number


async def _give_up(kit: Kit, kind: str, payload: Mapping[str, Any], error: BaseException) -> None:
    if isinstance(error, TooLateError):
        dropped("late_reply", kind, payload)
        await _release(kit, kind, payload)
        return
    if isinstance(error, UserError):
        post = reply.mistake(str(error))
    else:
        post = reply.bug(incident(error, kind=kind, key=str(payload.get("key"))))
    await _release(kit, kind, payload)
    if kind in ASKS and not payload.get("asked"):
        return  # nobody asked, so nobody waits
    try:
        await _tell(kit, kind, payload, post)
    except Exception as again:  # the person can't be reached; the log has it
        log.warning("can't tell the person", kind=kind, error=type(again).__name__)


def dropped(why: Literal["old_event", "late_reply"], kind: str, payload: Mapping[str, Any]) -> None:
    """Nothing is said, for it would come as a late surprise; that is on record."""
    key = payload.get("case_key")
    case_id = cases.id_of(str(key)) if key else payload.get("case")
    log.warning("dropped", why=why, kind=kind, entrance=payload.get("entrance"), case=case_id)
    metrics.dropped(why)


async def _release(kit: Kit, kind: str, payload: Mapping[str, Any]) -> None:
    """A case that won't be answered is as if it had never been: an edit, or whoever asks, begins anew. A replay has ended."""
    if kind == "answer":
        await kit.store.run(lambda c: cases.release(c, cases.id_of(str(payload["case_key"]))))
    if kind == "replay":
        await replay.give_up(kit, payload["replay"])


async def _tell(kit: Kit, kind: str, payload: Mapping[str, Any], post: Post) -> None:
    person, channel, thread = payload["person"], payload["channel"], payload.get("thread")
    if kind in ASKS and thread and not payload.get("private"):
        try:
            await kit.client.chat_postMessage(
                channel=channel, thread_ts=thread, text=post.text, blocks=[dict(block) for block in post.blocks]
            )
        except (SlackApiError, NotThereError):
            await whisper(kit, person, channel, post, thread=thread, response_url=payload.get("response_url"))
        return
    await whisper(kit, person, channel, post, thread=thread, response_url=payload.get("response_url"))
