"""A diagnosis as the reply that a person reads, the same for Slack and terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.reply import code, in_request, safe, words
from bot.reply.evidence import shown
from bot.reply.markdown import Reader
from bot.reply.page import Block, Line, Paragraph, Run, cut, sentence_ends
from bot.reply.page import words as run
from bot.reply.slots import Slots
from bot.reply.unknown import clue, missing, read_facts

if TYPE_CHECKING:
    from bot.diagnosis import Diagnosis, Entry, Knowledge

MOST_STEPS, MOST_ANSWERS = 3, 5
MOST_ASKED, MOST_LABEL = 300, 75
NOT_GEMINI = "not-gemini"


@dataclass(frozen=True, slots=True)
class Reply:
    """What stands in a first answer, from its title down to its last small line.

    `answers` are the labels of the question's buttons with the cause that each leads to, "" for none.
    """

    title: Line
    diagnosis: tuple[Block, ...] = ()
    evidence: tuple[str, ...] = ()
    change: tuple[Block, ...] = ()
    steps: tuple[tuple[Block, ...], ...] = ()
    aside: tuple[Block, ...] = ()
    asks: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    foot: Line = ()
    shortened: bool = False


def compose(diagnosis: Diagnosis, knowledge: Knowledge, now: datetime) -> Reply:
    """The whole reply, not yet shortened; `now` is aware."""
    reader = Reader(Slots(diagnosis.report, now), knowledge.links)
    asks, answers = question(diagnosis, knowledge)
    entry = knowledge.entries.get(diagnosis.cause or "")
    likely = diagnosis.confidence == "likely"
    lead = run(words.MOST_LIKELY if likely and diagnosis.cause else "")
    reply = Reply(
        title=lead,
        evidence=shown(diagnosis),
        aside=_runner_up(diagnosis, knowledge, reader, bool(asks)) if likely else (),
        asks=asks,
        answers=answers,
        foot=foot(diagnosis, knowledge),
    )
    if entry is not None:
        language = code.language_of(diagnosis.report)
        steps = tuple(code.choose(reader.blocks(step), language) for step in entry.steps[:MOST_STEPS])
        return replace(
            reply,
            title=(*lead, *reader.line(entry.title)),
            diagnosis=(*in_request.lead(diagnosis), *reader.blocks(entry.diagnosis)),
            change=in_request.change(diagnosis, entry),
            steps=steps,
        )
    if diagnosis.cause == NOT_GEMINI:
        return replace(reply, title=(*lead, *run(words.NOT_GEMINI_TITLE)), diagnosis=_not_gemini(diagnosis))
    if in_request.is_clean(diagnosis):
        title, clean = in_request.clean(diagnosis)
        return replace(reply, title=title, diagnosis=clean, asks="", answers=())
    return replace(reply, title=run(words.UNKNOWN_TITLE), diagnosis=_unknown(diagnosis))


def question(diagnosis: Diagnosis, knowledge: Knowledge) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The one question and its answers, label and cause; an unknown cause is always asked about."""
    asks, answers = _question(diagnosis, knowledge)
    labelled = ((safe.one_line(label, MOST_LABEL) or "…", cause) for label, cause in answers[:MOST_ANSWERS])
    return safe.one_line(asks, MOST_ASKED), tuple(labelled)


def _question(diagnosis: Diagnosis, knowledge: Knowledge) -> tuple[str, tuple[tuple[str, str], ...]]:
    if diagnosis.question is not None and safe.one_line(diagnosis.question.says) and diagnosis.question.answers:
        return diagnosis.question.says, tuple(diagnosis.question.answers.items())
    if diagnosis.cause is not None:
        return "", ()
    near = [knowledge.entries[name] for name in diagnosis.candidates if name in knowledge.entries][:3]
    if near:
        reader = Reader(Slots(diagnosis.report, None), knowledge.links)
        labels: Mapping[str, str] = {label(reader, entry): entry.cause for entry in near}
        return words.WHICH, (*labels.items(), (words.NONE_OF_THESE, ""))
    symptoms = [(says, cause) for says, cause in words.SYMPTOMS.items() if cause in knowledge.entries]
    return (words.WHAT_HAPPENED, (*symptoms, (words.NONE_OF_THESE, ""))) if symptoms else ("", ())


def label(reader: Reader, entry: Entry) -> str:
    """An entry's title as the words of a button, without full stop."""
    return "".join(part.text for part in reader.line(entry.title)).rstrip(".")


def foot(diagnosis: Diagnosis, knowledge: Knowledge) -> Line:
    """`sure · quota-day · guide: 429 RESOURCE_EXHAUSTED`."""
    line = [*run(diagnosis.confidence)]
    if diagnosis.cause is not None:
        line += [Run(" · "), Run(diagnosis.cause, code=True)]
    entry = knowledge.entries.get(diagnosis.cause or "")
    if entry is not None and entry.guide:
        heading = knowledge.guide.get(entry.guide[0], entry.guide[0])
        line.append(Run(" · " + words.GUIDE.format(anchor=heading)))
    return tuple(line)


def _runner_up(diagnosis: Diagnosis, knowledge: Knowledge, reader: Reader, asked: bool) -> tuple[Block, ...]:
    """The next best cause and, where no question does so, what would tell the two apart."""
    entry = next((knowledge.entries[name] for name in diagnosis.candidates if name in knowledge.entries), None)
    if entry is None:
        return ()
    title = reader.line(entry.title)
    title = cut(title, sentence_ends(title)[0])
    line: Line = (Run(words.RUNNER_UP), *title)
    if not line[-1].text.endswith((".", "!", "?", "。")):
        line = (*line, Run("."))
    if not asked:
        line = (*line, Run(" "), *clue(entry, diagnosis.report))
    return (Paragraph(line),)


def _not_gemini(diagnosis: Diagnosis) -> tuple[Block, ...]:
    host = Slots(diagnosis.report, None).value("host")
    came_from = words.NOT_GEMINI_HOST.format(host=host) if host else ""
    return (Paragraph(run(words.NOT_GEMINI.format(host=came_from))),)


def _unknown(diagnosis: Diagnosis) -> tuple[Block, ...]:
    return (Paragraph(read_facts(diagnosis.report)), Paragraph(missing(diagnosis.report)))
