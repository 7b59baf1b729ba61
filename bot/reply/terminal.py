"""The reply in a terminal: the same words as in Slack, wrapped, in colour where a person looks on."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

from bot.reply import safe, words
from bot.reply.compose import Reply, compose
from bot.reply.entry import cause_lines, guide_line, named, sources
from bot.reply.markdown import Reader
from bot.reply.page import Block, Fence, Item, Line, Paragraph, Run
from bot.reply.slots import Slots

if TYPE_CHECKING:
    from bot.diagnosis import Diagnosis, Entry, Knowledge

_BOLD, _DIM, _CODE, _LINK, _END = "\x1b[1m", "\x1b[2m", "\x1b[36m", "\x1b[4m", "\x1b[0m"
WIDEST, NARROWEST = 100, 40
_SPACE = re.compile(r"(\s+)")


@dataclass(frozen=True, slots=True)
class Style:
    """How wide the page is, in characters, and whether it has colours."""

    width: int = 80
    colour: bool = False


def style_of(stream: TextIO) -> Style:
    """The style for `stream`: colour only at a terminal that wants it (https://no-color.org)."""
    wants = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = min(max(shutil.get_terminal_size((80, 24)).columns, NARROWEST), WIDEST)
    return Style(width, stream.isatty() and wants)


def page(diagnosis: Diagnosis, knowledge: Knowledge, now: datetime, style: Style | None = None) -> str:
    """The whole answer to a paste, without newline at the end."""
    return "\n\n".join(_parts(compose(diagnosis, knowledge, now), style or style_of(sys.stdout)))


def explanation(entry: Entry, knowledge: Knowledge, style: Style | None = None) -> str:
    """An entry as a page, with the words for missing facts and the code of every language."""
    style = style or style_of(sys.stdout)
    reader = Reader(Slots(None, None), knowledge.links)
    parts = [
        lines(_bold(reader.line(entry.title)), style),
        blocks(reader.blocks(entry.diagnosis), style),
        "\n".join(step(number, named(reader.blocks(each)), style) for number, each in enumerate(entry.steps, 1)),
    ]
    if entry.sources:
        parts.append(lines(sources(entry, reader), style))
    return "\n\n".join([*parts, lines(guide_line(entry, knowledge), style, dim=True)])


def list_of_causes(knowledge: Knowledge, style: Style | None = None) -> str:
    """Every cause with its title."""
    style = style or style_of(sys.stdout)
    width = max(map(len, knowledge.entries), default=0)
    rows = []
    for cause, title in cause_lines(knowledge):
        before = _paint(cause.text.ljust(width), _CODE, style)
        rows.append(before + lines((title,), style, " " * width + "  ")[width:])
    return "\n".join(rows)


def _bold(line: Line) -> Line:
    return tuple(replace(run, bold=True) for run in line)


def _parts(reply: Reply, style: Style) -> Iterator[str]:
    yield lines(_bold(reply.title), style)
    if reply.diagnosis:
        yield blocks(reply.diagnosis, style)
    if reply.evidence:
        marks = (words.EVIDENCE, *(" " * len(words.EVIDENCE) for _ in reply.evidence))
        yield "\n".join(
            lines((Run(text, code=True),), style, mark) for mark, text in zip(marks, reply.evidence, strict=False)
        )
    if reply.change:
        yield blocks(reply.change, style)
    if reply.steps:
        yield "\n".join(step(number, each, style) for number, each in enumerate(reply.steps, 1))
    if reply.aside:
        yield blocks(reply.aside, style)
    if reply.asks:
        yield blocks((Paragraph((Run(reply.asks),)), *(Item((Run(label),), "•") for label, _ in reply.answers)), style)
    yield lines(reply.foot, style, dim=True)


def step(number: int, content: Iterable[Block], style: Style) -> str:
    """One numbered step, its further lines under the first word."""
    return "\n".join(_indented(content, style, f"{number}. "))


def blocks(content: Iterable[Block], style: Style) -> str:
    """Blocks one under the other."""
    return "\n".join(_indented(content, style, ""))


def _indented(content: Iterable[Block], style: Style, mark: str) -> Iterator[str]:
    margin = " " * len(mark)
    for block in content:
        match block:
            case Fence(code=code):
                yield "\n".join(f"{margin}    {_paint(safe.clean(line), _CODE, style)}" for line in code.split("\n"))
            case Item(line=line, mark=point, indent=indent):
                before = f"{mark or margin}{'  ' * indent}{point} "
                yield lines(line, style, before)
            case Paragraph(line=line):
                yield lines(line, style, mark or margin)
        mark = ""


def lines(line: Line, style: Style, before: str = "", dim: bool = False) -> str:
    """A line wrapped at the style's width; `before` stands in front of the first, as much space before the others."""
    margin = " " * len(before)
    rows, used = [before], len(before)
    empty = True
    for word in _words(line, style):
        width = sum(len(part) for part, _ in word)
        if not empty and used + 1 + width > style.width:
            rows.append(margin)
            used, empty = len(margin), True
        rows[-1] += ("" if empty else " ") + "".join(
            _paint(part, codes + (_DIM if dim else ""), style) for part, codes in word
        )
        used += width + (not empty)
        empty = False
    return "\n".join(row.rstrip() for row in rows)


def _words(line: Line, style: Style) -> Iterator[list[tuple[str, str]]]:
    """The words of a line, each as its parts with the colours of each."""
    word: list[tuple[str, str]] = []
    for run in line:
        codes = (_BOLD if run.bold else "") + (_CODE if run.code else "") + (_LINK if run.link else "")
        for part in _SPACE.split(_spelt(run, style)):
            if part.isspace():
                if word:
                    yield word
                word = []
            elif part:
                word.append((part, codes))
    if word:
        yield word


def _spelt(run: Run, style: Style) -> str:
    """A run's words with the marks that stand for its style where there is no colour."""
    text = safe.clean(run.text)
    if run.code and not style.colour:
        tick = "``" if "`" in text else "`"
        text = f"{tick}{text}{tick}"
    return f"{text} ({run.link})" if run.link and run.link != run.text else text


def _paint(text: str, codes: str, style: Style) -> str:
    return f"{codes}{text}{_END}" if codes and style.colour and text else text
