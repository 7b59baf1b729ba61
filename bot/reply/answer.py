"""The answer to a paste as a post in Slack."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.reply import replay_button, safe, words
from bot.reply.compose import Reply, compose, question
from bot.reply.page import Line, Paragraph, Run
from bot.reply.post import Dict, Post, actions, button, context, elements, fallback, rich, section
from bot.reply.shorten import shorten
from bot.reply.trim import checked
from bot.reply.unknown import missing, read_facts

if TYPE_CHECKING:
    from bot.diagnosis import Diagnosis, Knowledge

EVENT = "gemini_diagnosis"
NOT_IT, DETAILS, REMOVE, SHOW, ANSWER = "not_it", "details", "remove", "show", "answer_"
MOST_NOTE = 200


def diagnosis(
    found: Diagnosis, knowledge: Knowledge, now: datetime, case_id: str, *, private: bool = False, note: str = "",
    first: str = "",
) -> Post:  # fmt: skip
    """The first answer, under 1,500 characters; `private`: for one person alone, who may show it in the channel.

    `first`: a line that stands above everything else.
    """
    note = safe.one_line(note, MOST_NOTE)
    replay = replay_button.offered(found, knowledge, now)
    of_replay = (replay_button.PRIVATE if private else replay_button.LABEL) if replay else ""
    reply = shorten(compose(found, knowledge, now), spare=len(note) + len(first) + len(of_replay))
    above = [rich(section((Run(first, bold=True),)))] if first else []
    title = (Run(f"{first} "), *reply.title) if first else reply.title
    blocks = (*above, *_blocks(reply, found, case_id, private, note, replay))
    return checked(Post(fallback(title), blocks, metadata(found, case_id)))


def answers(found: Diagnosis, knowledge: Knowledge) -> tuple[tuple[str, str], ...]:
    """The answers of the question that `diagnosis` asks, in the order of the buttons: label and cause, "" for none of them."""
    return question(found, knowledge)[1]


def exhausted(found: Diagnosis, knowledge: Knowledge, now: datetime, case_id: str) -> Post:
    """What is said when every cause that we could name was refused."""
    title: Line = (Run(words.EXHAUSTED_TITLE, bold=True),)
    blocks = (
        rich(section(title)),
        rich(*elements((Paragraph(read_facts(found.report)), Paragraph(missing(found.report))))),
        rich(section((Run(words.EXHAUSTED),))),
        actions("act", [button(words.DETAILS, DETAILS, case_id), button(words.REMOVE, REMOVE, case_id)]),
    )
    unknown = {"cause": "unknown", "confidence": "unknown", "case": case_id}
    return checked(Post(fallback(title), blocks, {"event_type": EVENT, "event_payload": unknown}))


def metadata(found: Diagnosis, case_id: str) -> Mapping[str, Any]:
    """What travels with the message unseen: cause, confidence, case; nothing of the paste."""
    payload = {"cause": found.cause or "unknown", "confidence": found.confidence, "case": case_id}
    return {"event_type": EVENT, "event_payload": payload}


def _blocks(reply: Reply, found: Diagnosis, case_id: str, private: bool, note: str, replay: bool) -> list[Dict]:
    blocks = [rich(section(tuple(Run(run.text, bold=True, code=run.code) for run in reply.title)))]
    if reply.diagnosis:
        blocks.append(rich(*elements(reply.diagnosis)))
    if reply.evidence:
        blocks.append(rich(section(evidence_line(reply.evidence))))
    if reply.change:
        blocks.append(rich(*elements(reply.change)))
    blocks += [rich(*elements(step, f"{number}.")) for number, step in enumerate(reply.steps, 1) if step]
    if reply.aside:
        blocks.append(rich(*elements(reply.aside)))
    if reply.asks:
        blocks.append(rich(section((Run(reply.asks, bold=True),))))
        labels = [label for label, _ in reply.answers]
        asked = [button(label, f"{ANSWER}{at}", f"{case_id}|{at}") for at, label in enumerate(labels)]
        blocks.append(actions("answers", asked))
    last = button(words.SHOW, SHOW, case_id) if private else button(words.REMOVE, REMOVE, case_id)
    cause = found.cause or "unknown"
    act = [button(words.NOT_IT, NOT_IT, f"{case_id}|{cause}"), button(words.DETAILS, DETAILS, case_id), last]
    act = act if found.cause else act[1:]
    again = [button(replay_button.LABEL, replay_button.REPLAY, case_id)] if replay and not private else []
    blocks.append(actions("act", [*again, *act]))
    in_private = replay_button.PRIVATE if replay and private else ""
    blocks.append(context(reply.foot, note, words.SHORTENED if reply.shortened else "", in_private))
    return blocks


def evidence_line(texts: tuple[str, ...]) -> Line:
    """The evidence in code font, a dot between two."""
    line: list[Run] = []
    for text in texts:
        line += [Run(" · ")] if line else []
        line.append(Run(text, code=True))
    return tuple(line)
