"""JSON bodies as people paste them, read with the place of every field."""

from __future__ import annotations

import re

from bot.paste.plain import Plain
from bot.paste.span import Span
from bot.request.language import JSON
from bot.request.located import Arr, Field, Leaf, Located, Obj
from bot.request.nodes import Arg, Make, Node, Number, Rows, Text, Word
from bot.request.request import UNKNOWN, Flaw
from bot.request.syntax import HOLE, Parser

_CONSTANTS = {"true": True, "false": False, "null": None, "True": True, "False": False, "None": None, "undefined": None}
_PYTHON = frozenset({"True", "False", "None", "undefined"})
_BLANK = re.compile(r"\s*")


def read_json(body: Plain, start: int = 0, end: int | None = None) -> tuple[Located, tuple[Flaw, ...], int]:
    """The JSON that begins at `start`, what a strict reader would stop at, and where it ends in `body.text`.

    What is cut off or not known is UNKNOWN or absent; places are those of the paste.
    """
    parser = Parser(body.text, JSON, start, end)
    parser.blank()
    node = parser.expression()
    notes = list(parser.flaws)
    value = _located(node, body, notes)
    return value, tuple(Flaw(kind, body.span(at, max(to, at + 1))) for kind, at, to in notes), parser.at


def _located(node: Node, body: Plain, notes: list[tuple[str, int, int]]) -> Located:
    start, end = _place(body, node.start, node.end)
    match node:
        case Text(value):
            return Leaf(UNKNOWN if node.cut or HOLE in value else value, start, end)
        case Number(value):
            return Leaf(value, start, end)
        case Word(name):
            if name not in _CONSTANTS:
                if HOLE not in name:
                    notes.append(("unquoted value", node.start, node.end))
                return Leaf(UNKNOWN, start, end)
            if name in _PYTHON:
                notes.append(("Python literal", node.start, node.end))
            return Leaf(_CONSTANTS[name], start, end)
        case Make(fields):
            made = tuple(_field(arg, body, notes) for arg in fields if arg.name is not None)
            return Obj(made, start, end, any(arg.spread for arg in fields))
        case Rows(items):
            # What is left out before an item keeps its place; what is left out at the end leaves the list open.
            rows = tuple(
                _located(arg.value, body, notes) for i, arg in enumerate(items) if not arg.spread or items[i + 1 :]
            )
            return Arr(rows, start, end, any(arg.spread for arg in items))
    return Leaf(UNKNOWN, start, end)


def _field(arg: Arg, body: Plain, notes: list[tuple[str, int, int]]) -> Field:
    start, end = _place(body, arg.name_start, arg.name_end)
    return Field(arg.name or "", start, end, _located(arg.value, body, notes))


def _place(body: Plain, start: int, end: int) -> tuple[int, int]:
    if len(body.starts) == 1:
        shift = body.origins[0]
        return start + shift, end + shift
    span: Span = body.span(start, end)
    return span.start, span.end
