"""Words on their way to a reader, before it is decided whether in Slack or in a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style; `link` is the address that they lead to."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    link: str | None = None


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    line: Line


@dataclass(frozen=True, slots=True)
class Item:
    """One point of a list; `mark` is "•" or a number with its full stop, `indent` counts from 0."""

    line: Line
    mark: str
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Fence:
    """Lines of code; `language` is the fence's info string."""

    language: str
    code: str


Block = Paragraph | Item | Fence

# A sentence ends at a full stop that a space and no small letter follow.
_END = re.compile(r"(?:[.?!][)\"'”’]?(?=\s+[^a-z\s])|[。！？])")


def words(text: str, bold: bool = False, code: bool = False) -> Line:
    """`text` as a line of one style; no text is an empty line."""
    return (Run(text, bold=bold, code=code),) if text else ()


def text_of(line: Iterable[Run]) -> str:
    """The line without its styles."""
    return "".join(run.text for run in line)


def length(blocks: Iterable[Block]) -> int:
    """The characters that a reader sees."""
    return sum(len(block.code) if isinstance(block, Fence) else len(text_of(block.line)) for block in blocks)


def cut(line: Line, at: int) -> Line:
    """The first `at` characters of the line, without space at the end."""
    kept: list[Run] = []
    for run in line:
        if at <= 0:
            break
        kept.append(replace(run, text=run.text[:at]))
        at -= len(run.text)
    while kept and not kept[-1].text.rstrip():
        kept.pop()
    if kept:
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
    return tuple(kept)


def sentence_ends(line: Line) -> list[int]:
    """Where each sentence of the line ends; code holds no end."""
    masked = "".join("x" * len(run.text) if run.code else run.text for run in line)
    ends = [match.end() for match in _END.finditer(masked)]
    whole = len(masked)
    return ends if ends and ends[-1] == whole else [*ends, whole]


def fit(line: Line, most: int) -> Line:
    """As many whole sentences of the line as `most` characters hold; of the first, at least its beginning and "…"."""
    if len(text_of(line)) <= most:
        return line
    ends = [end for end in sentence_ends(line) if end <= most]
    if ends:
        return cut(line, ends[-1])
    shown = text_of(line)[: max(most - 1, 0)]
    space = shown.rfind(" ")
    return (*cut(line, space if space > most // 2 else len(shown)), Run("…"))
