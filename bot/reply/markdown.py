"""The Markdown of an entry as blocks of words, its slots filled after the parsing, so that a fact can't become markup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from bot.reply import safe
from bot.reply.page import Block, Fence, Item, Line, Paragraph, Run
from bot.reply.slots import SLOT, Slots

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# Letters that no text holds stand in for the slots while the Markdown is parsed.
_OPEN, _CLOSE = "\ue000", "\ue001"


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads Markdown whose links are names in `links` or addresses, and whose slots `slots` fills."""

    slots: Slots
    links: Mapping[str, str]

    def line(self, text: str) -> Line:
        """`text` as one line."""
        held, slots = _hold(text)
        return self._line(_parser().parseInline(held)[0].children or (), slots)

    def blocks(self, text: str) -> tuple[Block, ...]:
        """`text` as blocks, lists flattened to their items."""
        held, slots = _hold(text)
        return tuple(self._blocks(_parser().parse(held), slots))

    def _blocks(self, tokens: Sequence[Token], slots: Sequence[str]) -> Iterator[Block]:
        counts: list[int | None] = []
        mark = ""
        for token in tokens:
            match token.type:
                case "bullet_list_open":
                    counts.append(None)
                case "ordered_list_open":
                    counts.append(int(token.attrs.get("start", 1)) - 1)
                case "bullet_list_close" | "ordered_list_close":
                    counts.pop()
                case "list_item_open":
                    count = counts[-1]
                    counts[-1] = count if count is None else count + 1
                    mark = "•" if count is None else f"{count + 1}."
                case "inline":
                    line = self._line(token.children or (), slots)
                    if mark:
                        yield Item(line, mark, len(counts) - 1)
                    elif line:
                        yield Paragraph(line)
                    mark = ""
                case "fence" | "code_block":
                    code = self.slots.fill_code(_restore(token.content.rstrip("\n"), slots))
                    yield Fence(token.info.strip(), code)

    def _line(self, tokens: Sequence[Token], slots: Sequence[str]) -> Line:
        runs: list[Run] = []
        bold = italic = 0
        link: str | None = None
        for token in tokens:
            style = Run("", bold=bold > 0, italic=italic > 0, link=link)
            match token.type:
                case "text":
                    runs.append(replace(style, text=self.slots.fill(_restore(token.content, slots))))
                case "code_inline":
                    runs.append(replace(style, text=self.slots.fill_code(_restore(token.content, slots)), code=True))
                case "softbreak" | "hardbreak":
                    runs.append(replace(style, text=" "))
                case "strong_open" | "strong_close":
                    bold += token.nesting
                case "em_open" | "em_close":
                    italic += token.nesting
                case "link_open":
                    target = str(token.attrs.get("href", ""))
                    target = self.links.get(target, target)
                    link = target if safe.is_web(target) else None
                case "link_close":
                    link = None
        return tuple(_join(_honest(run) for run in runs if run.text))


def _hold(text: str) -> tuple[str, list[str]]:
    slots: list[str] = []

    def hold(slot: object) -> str:
        slots.append(str(slot))
        return f"{_OPEN}{len(slots) - 1}{_CLOSE}"

    text = text.replace(_OPEN, "").replace(_CLOSE, "")
    return SLOT.sub(lambda match: hold(match[0]), text), slots


def _restore(text: str, slots: Sequence[str]) -> str:
    before, *parts = text.split(_OPEN)
    for part in parts:
        number, _, rest = part.partition(_CLOSE)
        before += slots[int(number)] + rest
    return before


def _honest(run: Run) -> Run:
    """A link whose words show another address than its own loses the link."""
    return replace(run, link=None) if run.link and safe.hides(run.text, run.link) else run


def _join(runs: Iterator[Run]) -> Iterator[Run]:
    """Neighbours of one style as one run."""
    last: Run | None = None
    for run in runs:
        if last is not None and replace(last, text="") == replace(run, text=""):
            last = replace(last, text=last.text + run.text)
            continue
        if last is not None:
            yield last
        last = run
    if last is not None:
        yield last
