"""Google's keys as people paste them: broken over lines, cut short, in quotes of their own, with a newline at the end."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.paste.shapes import is_opaque, looks_real, shape, token_stands_in

_BEGINS = "AIza"
LENGTH = 39  # of every key that begins with AIza
_SHORTEST = 12  # less of a key than this is not worth hiding
_LONGEST = LENGTH + 24  # a longer word is none, it holds one
_REAL = 30  # from this length on somebody could guess or try the rest

# Between two halves of a key: a wrapped line with its box, its log's indent or its string's quotes; a lost quote or blank.
_BREAK = re.compile(
    r"""[ \t]*[│┃|]?[ \t]*\\?(?:\\+[nr]|[\r\n])+[ \t>|│┃]*["'`]?"""
    r"""|["'`]\s{0,20}[+\\]?\s{0,20}["'`]|\\?["'`]|[\u200b-\u200f\u2060\ufeff\u00ad]+|([ \t])"""
)
_RUN = re.compile(r"[A-Za-z0-9_-]+")
_LINE = re.compile(r"[ \t]*[│┃|]?[ \t]*\\?(?:\\+[nr]|[\r\n])+[ \t>|│┃]*")
_TOKEN_RUN = re.compile(r"[A-Za-z0-9_.-]+(?=[\s\"'`,;)&\\]|\Z)")
_CROSSED_OUT = re.compile(r"[xX]{5,}")
_SAYS_SO = re.compile(r"your|example|fake|dummy|invalid|secret|key|test", re.IGNORECASE)
_ELIDED = re.compile(r"\.{2}|…|\*|[xX]{5}")
_ESCAPED_TAIL = re.compile(r"(?:\\[nrt])+(?=[\"'`])")
_TAIL = re.compile(r"[ \t\r\n]+(?=([\"'`]))")
_HEAD = re.compile(r"([\"'`])(?:\\[nrt]|[ \t\r\n])+\Z")


@dataclass(frozen=True, slots=True)
class Key:
    """A key in a text, with what clings to it; `google` where its owner would have to revoke it there."""

    start: int
    end: int
    shape: str
    google: bool


def is_plain(text: str, start: int, end: int) -> bool:
    """True of a key of the right length that nothing clings to, so that its letters alone say all."""
    before, after = text[start - 1 : start], text[end : end + 1]
    clings = before in "\"'`nrt \t\r\n" or after in "\\\"'`" or after.isalnum() or after in "_-"
    return end - start == LENGTH and not clings


def key_at(text: str, start: int) -> Key | None:
    """The key that begins at `start` with AIza; None where it only stands in for one."""
    end, length = _letters(text, start)
    word = text[start:end]
    stands_in = length < _SHORTEST or token_stands_in(word[:LENGTH]) or (length < _REAL and _SAYS_SO.search(word))
    if stands_in and _BEGINS not in word[1:]:
        return None
    elided = length < LENGTH and _ELIDED.match(text, end) is not None
    real = length >= _REAL and not elided and looks_real(word)
    start, end = _with_quotes(text, *_with_blanks(text, start, end))
    size, *oddities = shape(text[start:end]).split(", ")
    note = ": cut short" if length < LENGTH else ": too long" if length > LENGTH else ""
    return Key(start, end, ", ".join([size + note, *oddities]), real)


def _letters(text: str, start: int) -> tuple[int, int]:
    """Where a key ends that may go on after a break, be crossed out or run into other words; and how many letters it has."""
    crossed_out = _CROSSED_OUT.search(text, start, start + LENGTH)
    run = _RUN.match(text, start, start + _LONGEST + 1)
    end = run.end() if run else start
    if crossed_out and crossed_out.start() < end and text.find(_BEGINS, start + 1, end) < 0:
        return crossed_out.start(), crossed_out.start() - start
    length = end - start
    if length > _LONGEST:
        return start + LENGTH, LENGTH
    joined = _joined(text, end, LENGTH - length) if length < LENGTH else None
    return (end, length) if joined is None else (joined, LENGTH)


def wrapped(text: str, end: int) -> int:
    """Where a long token ends whose first line ends at `end`: it goes on as long as lines begin with a jumble of letters."""
    for _ in range(64):
        gap = _LINE.match(text, end)
        run = _TOKEN_RUN.match(text, gap.end()) if gap else None
        if run is None or not _is_jumble(run[0]):
            break
        end = run.end()
    return end


def _is_jumble(word: str) -> bool:
    return len(word) >= 8 and word != word.lower() and word != word.upper() and any(map(str.isdigit, word))


def _joined(text: str, end: int, missing: int) -> int | None:
    """Where a key ends that goes on after a break, so that exactly the missing characters come; else None."""
    for _ in range(6):
        gap = _BREAK.match(text, end)
        run = _RUN.match(text, gap.end()) if gap else None
        if gap is None or run is None or (gap[1] and not is_opaque(run[0])):
            return None
        length = run.end() - run.start()
        if length >= missing:
            return run.end() if length == missing else None
        missing -= length
        end = run.end()
    return None


def _with_blanks(text: str, start: int, end: int) -> tuple[int, int]:
    """The key with the newlines and blanks that stand between it and its quotes."""
    tail = _ESCAPED_TAIL.match(text, end)
    if tail:
        end = tail.end()
    head = _HEAD.search(text[max(0, start - 8) : start])
    opening = head[1] if head else text[start - 1 : start]
    blanks = _TAIL.match(text, end)
    if blanks and blanks[1] == opening:
        end = blanks.end()
    if head and text[end : end + 1] == opening:
        start -= len(head[0]) - 1
    return start, end


def _with_quotes(text: str, start: int, end: int) -> tuple[int, int]:
    """The key with quotes of its own, where it stands in two pairs of them."""
    inner, outer = text[start - 1 : start], text[start - 2 : start - 1]
    if start >= 2 and inner in "\"'`" and outer in "\"'`" and inner != outer and text[end : end + 2] == inner + outer:
        return start - 1, end + 1
    return start, end
