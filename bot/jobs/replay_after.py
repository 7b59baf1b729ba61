"""What can be done with a replay that has ended: its request copied, its answers in full, and a report for Google."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Mapping
from typing import Any, cast, get_args

from slack_sdk.errors import SlackApiError

from bot.errors import UserError
from bot.jobs.buttons import rebuilt
from bot.jobs.kit import Kit
from bot.jobs.post import whisper
from bot.jobs.replay import read
from bot.reply import replay_report
from bot.reply import replay_slack as words
from bot.reply.post import Dict, Post
from bot.reply.replay_outcome import copies
from bot.request.render import Language
from bot.store import cases, replays
from bot.store.cases import Case
from bot.store.replays import Replay

# Slack's words for a bot that may not share files; the report is then said in words.
_NO_FILES = frozenset(["missing_scope", "not_allowed_token_type", "file_uploads_disabled", "restricted_action"])


async def copied(kit: Kit, replay_id: str, language: str) -> Dict:
    """The request that passes as a modal, in that language."""
    row, case = await _ended(kit, replay_id)
    plan, verdict, _ = read(row)
    request = (await rebuilt(kit, case, plan.cause)).request
    written = copies(plan, verdict, request) if request is not None and verdict.passed else {}
    chosen = cast("Language", language) if language in get_args(Language) else None
    if chosen is None or chosen not in written:
        raise UserError(words.gone())
    return words.copy_view(chosen, written[chosen], row.whose == "simulated")


async def details(kit: Kit, replay_id: str) -> Dict:
    """Each call of it with its answer, as a modal."""
    row, _ = await _ended(kit, replay_id)
    return words.details_view(read(row)[2], row.whose == "simulated")


async def report(kit: Kit, asked: Mapping[str, Any], again: bool) -> None:
    """A report for Google stands in the thread as a file; where the bot may share none, its person has it in words."""
    row, case = await _ended(kit, asked["replay"])
    plan, verdict, attempts = read(row)
    diagnosis = await rebuilt(kit, case, plan.cause)
    client = f"google-genai {importlib.metadata.version('google-genai')} (Python), by gemini-debug"
    text = replay_report.report(
        plan, attempts, verdict, diagnosis, kit.knowledge, client=client, simulated=row.whose == "simulated"
    )
    name = replay_report.name(row.id)
    if again and await _stands(kit, row, name):
        return
    post = words.report_post(replay_report.where(diagnosis, kit.knowledge.links), row.whose == "simulated")
    try:
        await kit.client.files_upload_v2(
            channel=row.channel, thread_ts=row.thread, filename=name, title=name, content=text, snippet_type="markdown",
            initial_comment=post.text, request_file_info=False,
        )  # fmt: skip
    except SlackApiError as error:
        if error.response.get("error") not in _NO_FILES:
            raise
        for page in (post, *words.report_pages(text)):
            await _whispered(kit, asked, page)


async def _whispered(kit: Kit, asked: Mapping[str, Any], post: Post) -> None:
    await whisper(kit, asked["person"], asked["channel"], post, thread=asked["thread"])


async def _stands(kit: Kit, row: Replay, name: str) -> bool:
    """Whether an earlier try shared it already."""
    answer = await kit.client.conversations_replies(
        channel=row.channel, ts=row.thread, oldest=f"{row.created:.6f}", limit=200
    )
    ours = (one for one in answer.get("messages") or () if one.get("user") == kit.me.user)
    return any(file.get("name") == name for message in ours for file in message.get("files") or ())


async def _ended(kit: Kit, replay_id: str) -> tuple[Replay, Case]:
    """The replay and its case; UserError where they are gone."""
    row = await kit.store.run(lambda c: replays.find(c, replay_id))
    case = await kit.store.run(lambda c: cases.find(c, row.case_id)) if row is not None else None
    if row is None or row.verdict is None or case is None or case.gone is not None or case.team != kit.me.team:
        raise UserError(words.gone())
    return row, case
