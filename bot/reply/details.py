"""Details: the whole entry and everything that was read, as a modal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from bot.reply import in_request, limits, words
from bot.reply.answer import evidence_line
from bot.reply.compose import compose
from bot.reply.entry import named, sources
from bot.reply.evidence import shown
from bot.reply.markdown import Reader
from bot.reply.page import Run
from bot.reply.post import Dict, context, elements, rich, section
from bot.reply.replay_words import NOT_SENT
from bot.reply.slots import Slots
from bot.reply.trim import shortened_blocks
from bot.reply.unknown import facts

if TYPE_CHECKING:
    from bot.diagnosis import Diagnosis, Entry, Knowledge

MOST_CHANGE = 2_000  # letters of a diff


def details(found: Diagnosis, knowledge: Knowledge, now: datetime) -> Dict:
    """The modal behind Details: entry, all evidence, all facts, the other candidates, why a replay would show nothing."""
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": words.DETAILS},
        "close": {"type": "plain_text", "text": words.CLOSE},
        "blocks": shortened_blocks(_blocks(found, knowledge, now), limits.VIEW_BLOCKS, limits.VIEW_WHOLE),
    }


def entry_blocks(entry: Entry, reader: Reader) -> Iterator[Dict]:
    """The whole of an entry but its title: diagnosis, steps with the code of every language, sources."""
    yield rich(*elements(reader.blocks(entry.diagnosis)))
    for number, step in enumerate(entry.steps, 1):
        yield rich(*elements(named(reader.blocks(step)), f"{number}."))
    if entry.sources:
        yield rich(section(sources(entry, reader)))


def _blocks(found: Diagnosis, knowledge: Knowledge, now: datetime) -> Iterator[Dict]:
    reader = Reader(Slots(found.report, now), knowledge.links)
    reply = compose(found, knowledge, now)
    yield rich(section(tuple(Run(run.text, bold=True, code=run.code) for run in reply.title)))
    entry = knowledge.entries.get(found.cause or "")
    if entry is None:
        yield rich(*elements(reply.diagnosis))
    else:
        yield from entry_blocks(entry, reader)
    if reply.aside:
        yield rich(*elements(reply.aside))
    if found.findings:
        yield _heading(words.FINDINGS_HEADING)
        yield rich(*elements(in_request.findings(found)))
    whole = in_request.change(found, entry, MOST_CHANGE)
    if whole:
        yield rich(*elements(whole))
    evidence = shown(found, most=20, longest=600)
    if evidence:
        yield _heading(words.EVIDENCE_HEADING)
        yield from (rich(section(evidence_line((text,)))) for text in evidence)
    read = facts(found.report, most=1_000)
    if read:
        yield _heading(words.FACTS_HEADING)
        line: list[Run] = []
        for name, value in read:
            line += [Run(("\n" if line else "") + f"{name} "), Run(value, code=True)]
        yield rich(section(tuple(line)))
    others = [knowledge.entries[name] for name in found.candidates if name in knowledge.entries]
    if others:
        yield _heading(words.OTHERS_HEADING)
        yield from (rich(section((Run("• "), *reader.line(other.title)))) for other in others)
    if entry is not None and entry.replay == "useless" and found.request is not None:
        yield rich(section((Run(NOT_SENT["useless"].format(value=entry.replay_says)),)))
    yield context(reply.foot)


def _heading(text: str) -> Dict:
    return rich(section((Run(text, bold=True),)))
