"""An entry as words: found by its name, its code named, its sources and its place in the guide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.errors import UserError
from bot.reply import code, safe, words
from bot.reply.markdown import Reader
from bot.reply.mistakes import unknown_cause
from bot.reply.page import Block, Fence, Line, Paragraph, Run
from bot.reply.slots import Slots

if TYPE_CHECKING:
    from bot.diagnosis import Entry, Knowledge


def find(cause: str, knowledge: Knowledge) -> Entry:
    """The entry of that name; UserError with the nearest names where there is none."""
    wanted = safe.one_line(cause, 80).strip("`*_<>\"' ").lower().replace("_", "-").replace(" ", "-")
    if wanted in knowledge.entries:
        return knowledge.entries[wanted]
    from difflib import get_close_matches

    near = get_close_matches(wanted, knowledge.entries, n=3, cutoff=0.6)
    raise UserError(unknown_cause(wanted or "that", near))


def named(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with the language's name above each fence, where there are several."""
    several = sum(isinstance(block, Fence) for block in blocks) > 1
    marked: list[Block] = []
    for block in blocks:
        if several and isinstance(block, Fence) and block.language in code.NAMES:
            marked.append(Paragraph((Run(code.NAMES[block.language], italic=True),)))
        marked.append(block)
    return tuple(marked)


def sources(entry: Entry, reader: Reader) -> Line:
    """The pages that an entry rests on, as links."""
    line: list[Run] = [Run(words.SOURCES)]
    for at, name in enumerate(entry.sources):
        line += [Run(", ")] if at else []
        line.append(Run(name, link=reader.links.get(name, name)))
    return tuple(line)


def guide_line(entry: Entry, knowledge: Knowledge) -> Line:
    """`quota-day · guide: 429 RESOURCE_EXHAUSTED, Rate limits`."""
    headings = ", ".join(knowledge.guide.get(anchor, anchor) for anchor in entry.guide)
    return (Run(entry.cause, code=True), Run(" · " + words.GUIDE.format(anchor=headings)))


def cause_lines(knowledge: Knowledge) -> Iterator[tuple[Run, Run]]:
    """Each cause and its title, by name."""
    reader = Reader(Slots(None, None), knowledge.links)
    for cause in sorted(knowledge.entries):
        title = "".join(run.text for run in reader.line(knowledge.entries[cause].title))
        yield (Run(cause, code=True), Run(" " + safe.one_line(title, 100)))
