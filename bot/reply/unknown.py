"""What a report shows, what it lacks, and what would tell two causes apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.paste.fold import fold, fold_phrase
from bot.reply import words
from bot.reply.page import Line, Run
from bot.reply.slots import Slots

if TYPE_CHECKING:
    from bot.diagnosis import Entry
    from bot.paste import Report

_FIRST = ("quota_id", "quota_limit", "reason", "finish_reason", "block_reason", "close_code")


def facts(report: Report, most: int | None = None) -> tuple[tuple[str, str], ...]:
    """Every fact that the paste shows: its name in words and its value, of which at most `most` letters."""
    slots = Slots(report, None)
    pairs = ((says, slots.value(name, most)) for name, says in words.FACT_NAMES.items())
    return tuple((says, value) for says, value in pairs if value is not None)


def read_facts(report: Report) -> Line:
    """ "We read: HTTP `400`, status `INVALID_ARGUMENT`." """
    shown = facts(report)[:8]
    if not shown:
        return (Run(words.NOTHING_READ),)
    before, after = words.READ.split("{facts}")
    line = [Run(before)]
    for at, (name, value) in enumerate(shown):
        line += [Run(f"{', ' if at else ''}{name} "), Run(value, code=True)]
    return (*line, Run(after))


def missing(report: Report) -> Line:
    """What the paste would have to show for a diagnosis."""
    parts = []
    if report.message is None:
        coded = report.http is not None or report.status is not None
        parts.append(words.MISSING_MESSAGE if coded else words.MISSING_ERROR)
    if report.model is None or not parts:
        parts.append(words.MISSING_CALL)
    return (Run(words.MISSING.format(parts=", ".join(parts))),)


def clue(entry: Entry, report: Report) -> Line:
    """The first thing that would prove `entry` and that the paste doesn't show."""
    found = next(_clues(entry, report), None)
    if found is None:
        return (Run(words.TELLS_APART_NOTHING),)
    before, after = words.TELLS_APART.split("{clue}")
    return (Run(before), *found, Run(after))


def _clues(entry: Entry, report: Report) -> Iterator[Line]:
    conditions = [signature.wanted for signature in entry.signatures]
    for name in _FIRST:
        for condition in conditions:
            for fact in condition.facts:
                value = fact.wanted[0] if fact.wanted else None
                if fact.name != name or value is None or value is True or getattr(report, name) is not None:
                    continue
                shown = str(value).strip("*")
                yield (Run(f"the {words.FACT_NAMES[name]} "), Run(shown, code=True))
    folded = fold(report.text).folded
    for condition in conditions:
        for group in condition.says:
            if not any(fold_phrase(piece) in folded for piece in group[0].words.split("*")):
                yield (Run("the words "), Run(" … ".join(p.strip() for p in group[0].words.split("*")), code=True))
