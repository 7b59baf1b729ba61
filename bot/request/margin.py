"""What stands at the edge of pasted code and is none of it: prompts, line numbers, marks of a quote, of a diff, of a notebook.

Each letter of it becomes a blank, so that every place in the text stays where it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_REPL = re.compile(r"^[ \t]*(?:>>>|\.\.\.)(?:[ \t]|$)", re.M)
_IPYTHON = re.compile(r"^[ \t]*(?:In \[\d*\]:|\.{3,}:)(?:[ \t]|$)", re.M)
_ARROWED = re.compile(r"^(?:-+>[ \t]?|[ \t]+)\d{1,5}(?:[ \t]|$)", re.M)
_ARROW = re.compile(r"^-+>[ \t]?\d", re.M)
_FRAMED = re.compile(r"^[│┃|]?[ \t]*+(?:[❱>][ \t]*+)?\d{1,5}[ \t]?[│┃|](?:[ \t]|$)|[│┃](?=[ \t]*$)", re.M)
_FRAME = re.compile(r"^[│┃|]?[ \t]*+[❱>][ \t]*+\d{1,5}[ \t]?[│┃|]", re.M)
_QUOTED = re.compile(r"^>(?!>)[ \t]?", re.M)
_QUOTE = re.compile(r"^>(?!>)[ \t]?[^\n]*\n>(?!>)", re.M)
_NUMBER = re.compile(r"^[ \t]*(\d{1,5})(?:[:|]?(?:[ \t]|$))", re.M)
_NUMBERS = re.compile(r"^[ \t]*\d{1,5}[:|]?[ \t][^\n]*\n[ \t]*\d{1,5}[:|]?(?:[ \t]|$)", re.M)
_CODE = re.compile(r"\w\(|\bimport\b|\bcurl\b")
_FEWEST = 3  # lines in a row whose numbers follow each other
_TAKEN_OUT = re.compile(r"^-(?!-)[^\n]*|^\+(?!\+)|^@@[^\n]*|^(?:---|\+\+\+) [^\n]*", re.M)
_DIFF = re.compile(r"```diff|^@@ -\d|^-([ \t]+)[^\n]*[=(:,][^\n]*\n\+\1[^\n]*[=(:,]", re.M)
_CELL = re.compile(r"^[ \t]*\"((?:[^\"\\\n]|\\.)*)\",?[ \t]*$", re.M)
_CELLS = re.compile(
    r"\"(?:cell_type|source)\"[ \t]*:|(?:^[ \t]*\"(?:[^\"\\\n]|\\.)*[=(](?:[^\"\\\n]|\\.)*\\n\",[ \t]*\n){2}", re.M
)


def bare(text: str) -> str:
    """The text with blanks in the place of what stands at its edges; as long as it was."""
    for sign, seen, cleared in _EDGES:
        if sign in text and (seen is None or seen.search(text)):
            text = cleared(text)
    return text


def _blanked(pattern: re.Pattern[str]) -> Callable[[str], str]:
    return lambda text: pattern.sub(lambda match: " " * len(match[0]), text)


def _numbered(text: str) -> str:
    """Without the numbers of lines that are counted through."""
    lines = text.split("\n")
    found = [_NUMBER.match(line) for line in lines]
    start = 0
    while start < len(lines):
        end = start + 1
        while end < len(lines) and (a := found[end - 1]) and (b := found[end]) and int(b[1]) == int(a[1]) + 1:
            end += 1
        if end - start >= _FEWEST and any(_CODE.search(line) for line in lines[start:end]):
            for at in range(start, end):
                match = found[at]
                lines[at] = " " * (match.end() if match else 0) + lines[at][match.end() if match else 0 :]
        start = end
    return "\n".join(lines)


def _cells(text: str) -> str:
    """Without the quotes around the lines of a notebook's cells."""
    return _CELL.sub(_line, text)


def _line(match: re.Match[str]) -> str:
    whole, inner = match[0], match[1]
    before = match.start(1) - match.start()
    ends = inner.endswith("\\n")
    words = inner[:-2] if ends else inner
    opening = True
    made: list[str] = []
    at = 0
    while at < len(words):
        pair = words[at : at + 2]
        if pair == '\\"':
            made.append(' "' if opening else '" ')
            opening = not opening
            at += 2
        else:
            made.append(pair if pair[:1] == "\\" else pair[:1])
            at += len(made[-1])
    return " " * before + "".join(made) + " " * (len(whole) - before - len(words))


# A sign that is looked for first, what then shows the edge, and how it is cleared.
_EDGES: tuple[tuple[str, re.Pattern[str] | None, Callable[[str], str]], ...] = (
    ('\\n",', _CELLS, _cells),
    (">>> ", None, _blanked(_REPL)),
    ("In [", None, _blanked(_IPYTHON)),
    ("-> ", _ARROW, _blanked(_ARROWED)),
    ("│", _FRAME, _blanked(_FRAMED)),
    ("\n>", _QUOTE, _blanked(_QUOTED)),
    ("\n+", _DIFF, _blanked(_TAKEN_OUT)),
    ("\n", _NUMBERS, _numbered),
)
