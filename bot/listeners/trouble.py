"""What comes out of a listener that isn't an answer: one place for all."""

from __future__ import annotations

from typing import Any

from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import OperationalError

from bot import metrics
from bot.errors import UserError
from bot.jobs.engine import NotKeptError
from bot.jobs.kit import Kit
from bot.jobs.post import whisper
from bot.jobs.preferences import NoKeyError
from bot.jobs.work import incident
from bot.listeners.commands import said
from bot.listeners.take import Json
from bot.reply import replay_slack as replay
from bot.reply import slack as reply
from bot.reply.slack import Post


async def trouble(error: Exception, body: Json, context: dict[str, Any]) -> BoltResponse:
    """What nobody listens to is acknowledged; what couldn't be kept Slack sends again; a person reads what is wrong."""
    kit: Kit = context["kit"]
    is_event = body.get("type") == "event_callback"
    match error:
        case BoltUnhandledRequestError():
            return BoltResponse(status=200)
        case NotKeptError() | TimeoutError() | OperationalError() if is_event:
            metrics.not_kept()
            return BoltResponse(status=503)
        case NotKeptError() | TimeoutError() | OperationalError():
            post = reply.mistake(reply.busy())
        case NoKeyError():
            post = replay.no_key(str(error))
        case UserError():
            post = reply.mistake(str(error))
        case _:
            post = reply.bug(incident(error, kind=str(body.get("type") or body.get("command"))))
    return await _told(kit, body, post)


async def _told(kit: Kit, body: Json, post: Post) -> BoltResponse:
    """A command is answered with the acknowledgement, a gesture privately; to an event somebody may not even have meant us."""
    if "command" in body:
        return BoltResponse(status=200, body=said(post))
    channel = (body.get("channel") or {}).get("id") or (body.get("container") or {}).get("channel_id")
    person = (body.get("user") or {}).get("id")
    if person:
        try:
            await whisper(kit, person, channel, post, response_url=body.get("response_url"))
        except SlackApiError as error:
            incident(error, kind="telling")
    return BoltResponse(status=200)
