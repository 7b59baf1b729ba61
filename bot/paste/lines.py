"""What begins and ends the lines of a paste: log prefixes, quote marks, box borders; and lines that were cut to a width."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from bot.paste.lazily import lazily

Cut = tuple[int, int, str]

_BORDERS = "│┃║▌▐"
_LINE_DRAWING = lazily(r"[─━═╭╮╰╯┌┐└┘├┤┏┓┗┛╔╗╚╝╞╡┬┴┼]{3,}+")

# What loggers, containers and chat programs put before a line. Tried one after the other, until none fits.
_PREFIXES = (
    r"[ \t]*+[>│┃║▌❯][ \t]?",  # quotes, box borders
    r"[ \t]*+(?://|\#++)(?![\w/!])[ \t]?",  # comments
    r"[A-Za-z][\w.-]{0,60}+[ \t]{0,40}+\|[ \t]",  # docker compose, foreman
    r"\[pod/[^\]\n]{1,200}\][ \t]",  # kubectl logs --prefix
    r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,\d]{0,12}+(?:Z|[+-]\d\d:?\d\d)?\]?[ \t]?",  # CI, docker logs -t
    r"\[?\d\d:\d\d:\d\d[.,\d]{0,12}+\]?[ \t]",  # a clock alone
    r" ?- (?:DEBUG|INFO|WARN(?:ING)?|ERROR|CRITICAL|FATAL) - (?:[\w.]{1,60} - )?",  # Python's logging, behind its clock
    r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d [\w.-]{1,80} [\w./@-]{1,80}(?:\[\d{1,9}\])?:[ \t]",  # journald, syslog
    r"\[?(?:std(?:out|err)|ERR|OUT)\]?(?: [FP])?[ \t:|]",  # container runtimes
)
_PREFIX = "(?:" + "|".join(_PREFIXES) + "){1,6}"
_NEXT = lazily("\n" + _PREFIX)

_OURS = lazily(r"[\w.-]{0,60}(?:gemini|genai|vertex)[\w.-]{0,60}", re.IGNORECASE | re.ASCII)

_LONGEST_PREFIX = 1_000
_MOST_LINES = 4_000  # whose prefixes are taken off
_MOST_WRAPPED_LINES = 2_000
_NARROWEST_WRAP = 40
_MANY_FULL = 3  # lines of the greatest width that are no accident, even apart


def line_cuts(text: str) -> Iterator[Cut]:
    """What to take out so that the lines hold the words of the program alone, and cut lines are whole again."""
    first = _NEXT.match("\n" + text[:_LONGEST_PREFIX])
    if "\n" not in text and not first:
        return iter(())
    cuts = [(match.start() + 1, match.end(), "") for match in islice(_NEXT.finditer(text), _MOST_LINES)]
    if first:
        cuts.insert(0, (0, first.end() - 1, ""))
    cuts = _joined(text, cuts)
    _keep_name(text, cuts)
    if not text.isascii():
        cuts += ((match.start(), match.end(), "") for match in _LINE_DRAWING.finditer(text))
    return _apart(cuts)


def _keep_name(text: str, cuts: list[Cut]) -> None:
    """A prefix that names Gemini (`gemini-proxy | …`) leaves the name on a line of its own: often no other word does."""
    for number, (start, end, words) in enumerate(cuts):
        if not words and end > start and (named := _OURS.search(text, start, end)):
            cuts[number : number + 1] = [(start, named.start(), ""), (named.end(), end, "\n")]
            return


def _joined(text: str, cuts: list[Cut]) -> list[Cut]:
    """The cuts, with those added that take out right borders, and line ends where a line was cut at the width."""
    lines = _lines(text)
    if len(lines) > _MOST_WRAPPED_LINES:
        lines = lines[:_MOST_WRAPPED_LINES]
    lead = {start: end for start, end, _ in cuts}
    boxed: list[tuple[int, int]] = []  # line number, end of its words
    for number, (start, end) in enumerate(() if text.isascii() else lines):
        stripped = text[start:end].rstrip()
        if stripped and stripped[-1] in _BORDERS and len(stripped) > 1:
            boxed.append((number, start + len(stripped) - 1))
    if boxed:
        return cuts + list(_box_cuts(text, lines, lead, boxed))
    return cuts + list(_wrap_cuts(text, lines, lead))


def _box_cuts(
    text: str, lines: list[tuple[int, int]], lead: dict[int, int], boxed: list[tuple[int, int]]
) -> Iterator[Cut]:
    """Right borders with the blanks before them; the whole line end where the words fill the box."""
    rows = []
    for number, border in boxed:
        words_end = lines[number][0] + len(text[lines[number][0] : border].rstrip())
        rows.append((number, border, words_end))
    padding = min(border - words_end for _, border, words_end in rows)
    # One full line among several says nothing: the longest line fills a box that was made to measure.
    measured = len(rows) > 2 and sum(border - words_end == padding for _, border, words_end in rows) == 1
    inside = {number for number, _ in boxed}
    for number, border, words_end in rows:
        full = not measured and border - words_end <= padding <= 1 and number + 1 < len(lines)
        if full and (number + 1 in inside or lines[number + 1][0] in lead):
            start, end = lines[number + 1]
            begin = lead.get(start, start)
            blanks = _blanks(text[begin:end])
            yield words_end, begin + (blanks if blanks > 1 else 0), ""
        else:
            yield words_end, border + 1, ""


def _wrap_cuts(text: str, lines: list[tuple[int, int]], lead: dict[int, int]) -> Iterator[Cut]:
    """Line ends of lines that were all cut at one width, as a terminal does."""
    widths = [end - lead.get(start, start) for start, end in lines]
    width = max(widths)
    full = {number for number, size in enumerate(widths) if size == width}
    if width < _NARROWEST_WRAP or len(full) < 2 or 2 * len({text[slice(*lines[n])] for n in full}) <= len(full):
        return
    for number in sorted(full):
        end = lines[number][1]
        alone = number + 1 not in full and number - 1 not in full
        if number + 1 == len(lines) or (alone and len(full) < _MANY_FULL):
            continue
        start, stop = lines[number + 1]
        begin = lead.get(start, start)
        if begin < stop and not text[end - 1].isspace() and not text[begin].isspace():
            yield end, begin, ""


def _lines(text: str) -> list[tuple[int, int]]:
    """Start and end of each line."""
    lines = []
    start = 0
    for line in text.split("\n"):
        lines.append((start, start + len(line)))
        start += len(line) + 1
    return lines


def _blanks(words: str) -> int:
    return len(words) - len(words.lstrip(" \t"))


def _apart(cuts: list[Cut]) -> Iterator[Cut]:
    """The cuts in order, without those that begin inside another."""
    done = 0
    for start, end, words in sorted(cuts):
        if start >= done and end > start:
            yield start, end, words
            done = end
