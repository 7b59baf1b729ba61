"""A reply that fits into a first message: what goes first is what a hurried reader misses least."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.reply.compose import Reply
from bot.reply.page import Block, Fence, fit, length, sentence_ends, text_of

MOST = 1_400  # characters of our words; with the buttons and marks that are added the message stays under 1,500
_EVIDENCE = 60


def size(reply: Reply) -> int:
    """The characters of the reply's own words."""
    return (
        len(text_of(reply.title))
        + length(reply.diagnosis)
        + sum(map(len, reply.evidence))
        + length(reply.change)
        + sum(length(step) for step in reply.steps)
        + length(reply.aside)
        + len(reply.asks)
        + sum(len(label) for label, _ in reply.answers)
        + len(text_of(reply.foot))
    )


def shorten(reply: Reply, most: int = MOST, spare: int = 0) -> Reply:
    """The reply in at most `most` characters less `spare`: sentences go from the end, title and first step last."""
    most -= spare
    if size(reply) <= most:
        return reply
    for shorter in _ways(reply):
        reply = replace(shorter(reply), shortened=True)
        if size(reply) <= most:
            return reply
    return replace(reply, diagnosis=(), evidence=(), change=(), steps=(), aside=(), title=fit(reply.title, most // 2))


def _ways(reply: Reply) -> Iterator[Callable[[Reply], Reply]]:
    last = len(reply.steps) - 1
    for at in range(last, 0, -1):
        yield lambda reply, at=at: _step(reply, at, lambda step: _sentences(step, 1))  # type: ignore[misc]
    yield lambda reply: replace(reply, evidence=tuple(text for text in reply.evidence[:2]))
    yield lambda reply: replace(reply, diagnosis=_sentences(reply.diagnosis, 2))
    for at in range(last, 0, -1):
        yield lambda reply, at=at: _step(reply, at, _without_code)  # type: ignore[misc]
    yield lambda reply: replace(reply, diagnosis=_sentences(reply.diagnosis, 1))
    for _ in range(last):
        yield lambda reply: replace(reply, steps=reply.steps[:-1])
    yield lambda reply: replace(reply, evidence=tuple(_clip(text) for text in reply.evidence[:1]))
    yield lambda reply: replace(reply, change=())
    yield lambda reply: _step(reply, 0, lambda step: _sentences(step, 2))
    yield lambda reply: _step(reply, 0, _without_code)
    yield lambda reply: _step(reply, 0, lambda step: _sentences(step, 1))
    yield lambda reply: replace(reply, aside=_sentences(reply.aside, 1))
    yield lambda reply: replace(reply, aside=())
    yield lambda reply: replace(reply, diagnosis=_fitted(reply.diagnosis, 200), title=fit(reply.title, 200))
    yield lambda reply: _step(reply, 0, lambda step: _fitted(step, 200))
    yield lambda reply: replace(reply, asks=reply.asks[:200])
    yield lambda reply: replace(reply, diagnosis=())


def _clip(text: str) -> str:
    return text if len(text) <= _EVIDENCE else text[: _EVIDENCE - 1] + "…"


def _step(reply: Reply, at: int, change: Callable[[tuple[Block, ...]], tuple[Block, ...]]) -> Reply:
    steps = tuple(change(step) if index == at else step for index, step in enumerate(reply.steps))
    return replace(reply, steps=steps)


def _without_code(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return tuple(block for block in blocks if not isinstance(block, Fence))


def _fitted(blocks: tuple[Block, ...], most: int) -> tuple[Block, ...]:
    """The first block alone, in at most `most` characters."""
    return tuple(replace(block, line=fit(block.line, most)) for block in blocks[:1] if not isinstance(block, Fence))


def _sentences(blocks: tuple[Block, ...], most: int) -> tuple[Block, ...]:
    """The first `most` sentences of the blocks; code between them stays."""
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Fence):
            kept.append(block)
        elif most > 0:
            ends = sentence_ends(block.line)
            line = block.line if len(ends) <= most else fit(block.line, ends[most - 1])
            kept.append(replace(block, line=line))
            most -= len(ends)
    return tuple(kept)
