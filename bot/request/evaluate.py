"""What an expression says, as far as the paste tells it: constants, variables, templates, dicts, the SDKs' own makers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.request.enums import CONSTANTS, enum_value
from bot.request.language import LISTS, SAME
from bot.request.located import Arr, Field, Leaf, Located, Obj, changed, is_unknown, unknown
from bot.request.nodes import (
    Arg,
    Attr,
    Call,
    Chain,
    Item,
    Make,
    Node,
    Number,
    Other,
    Rows,
    Template,
    Text,
    Word,
    last_name,
    path_of,
)
from bot.request.printed import Pieces, printed
from bot.request.request import UNKNOWN
from bot.request.scope import Scope
from bot.request.syntax import HOLE

Maker = Callable[["Evaluator", Call], Located | None]

_TOOLS = re.compile(r"(?:^|\.)types\.(?:ToolCodeExecution|GoogleSearch|GoogleMaps|UrlContext)$")
_MOST_STEPS = 20_000


class Evaluator:
    """Evaluates the expressions of one text. Names are followed once each; nothing is run."""

    def __init__(self, scope: Scope, makers: Mapping[str, Maker] | None = None) -> None:
        self.scope = scope
        self.text = scope.text
        self.makers = makers or {}
        self.steps = 0
        self._following: set[str] = set()
        self.missing: list[str] = []

    def value(self, node: Node) -> Located:
        """What `node` says; UNKNOWN where the paste does not tell."""
        self.steps += 1
        if self.steps > _MOST_STEPS:
            return unknown(node)
        match node:
            case Text(value, start, end):
                return Leaf(UNKNOWN if node.cut or HOLE in value else value, start, end)
            case Number(value, start, end):
                return Leaf(value, start, end)
            case Word():
                return self._word(node)
            case Make(fields, start, end):
                return self.fields(fields, start, end)
            case Rows(items, start, end):
                return self._rows(items, start, end)
            case Call():
                return self._call(node)
            case Attr():
                return self._attr(node)
            case Item():
                return self._item(node)
            case Template():
                return self._text(node)
            case Chain():
                return self._chain(node)
        return unknown(node)

    def _text(self, node: Node) -> Leaf:
        """A string that is put together; UNKNOWN where a part of it is not known."""
        words = self.words(node)
        return Leaf(UNKNOWN if HOLE in words else words, node.start, node.end)

    def words(self, node: Node) -> str:
        """The words of a string, with a HOLE for each part that is not known."""
        return "".join(words for words, _ in self.pieces(node))

    def pieces(self, node: Node) -> Pieces:
        """The words of a string, each stretch with its place in the text; a HOLE for what is not known."""
        self.steps += 1
        if self.steps > _MOST_STEPS:
            return [(HOLE, node.start)]
        if isinstance(node, Text):
            return [(node.value, node.inner if node.raw else node.start)]
        if isinstance(node, Template):
            found: Pieces = []
            at = node.start
            for part in node.parts:
                if isinstance(part, str):
                    place = self.text.find(part, at, node.end) if part else at
                    at = place if place >= 0 else at
                    found.append((part, at))
                    at += len(part)
                else:
                    found += self.pieces(part)
                    at = max(at, part.end)
            return found
        if isinstance(node, Chain) and node.sign == "+":
            return [piece for part in node.parts for piece in self.pieces(part)]
        if isinstance(node, Word | Attr | Item) and (followed := self.follow(node)):
            return self.guarded(path_of(node), lambda: self.pieces(followed)) or [(HOLE, node.start)]
        if isinstance(node, Call) and last_name(node.of) in SAME and len(node.args) == 1:
            return self.pieces(node.args[0].value)
        if (made := printed(node, self.pieces)) is not None:
            return made
        value = self.value(node)
        if isinstance(value, Leaf) and not is_unknown(value) and isinstance(value.value, str | int):
            return [(str(value.value), value.start)]
        return [(HOLE, node.start)]

    def fields(self, fields: tuple[Arg, ...], start: int, end: int) -> Located:
        """An object; what is spread into it is followed where it is plain."""
        made: list[Field] = []
        is_open = False
        for field in fields:
            if field.spread:
                inner = self.value(field.value)
                if isinstance(inner, Obj):
                    made += inner.fields
                    is_open = is_open or inner.open
                else:
                    is_open = True
            elif field.name is None:
                if not isinstance(field.value, Other):
                    return self._rows(fields, start, end)
            else:
                made.append(Field(field.name, field.name_start, field.name_end, self.value(field.value)))
        return Obj(tuple(made), start, end, is_open)

    def _rows(self, items: tuple[Arg, ...], start: int, end: int) -> Arr:
        made: list[Located] = []
        is_open = False
        for item in items:
            value = self.value(item.value)
            if item.spread and isinstance(value, Arr):
                made += value.items
            elif item.spread:
                is_open = True
            else:
                made.append(value)
        return Arr(tuple(made), start, end, is_open)

    def follow(self, node: Node) -> Node | None:
        """The expression behind a name, where the paste has it."""
        if isinstance(node, Word | Attr):
            name = path_of(node)
            if one := self.scope.definition(name, node.start):
                if self.scope.grows(name, one.at, node.start):
                    return None
                return self.scope.value(one.value_at, one.end)
            if isinstance(node, Word):
                return self.scope.argument(name, node.start)
        return None

    def guarded(self, name: str, read: Callable[[], Any]) -> Any:
        """What `read` gives, unless it goes in circles."""
        if name in self._following or len(self._following) > 30:
            return None
        self._following.add(name)
        try:
            return read()
        finally:
            self._following.discard(name)

    def _word(self, node: Word) -> Located:
        if node.name in CONSTANTS:
            return Leaf(CONSTANTS[node.name], node.start, node.end)
        if HOLE in node.name:
            return unknown(node)
        return self._named(node, node.name) or unknown(node)

    def _named(self, node: Word | Attr, name: str) -> Located | None:
        """What a name stands for, with what was set in its fields and added to it since."""
        followed = self.follow(node)
        if followed is None:
            return None
        value: Located | None = self.guarded(name, lambda: self.value(followed))
        if value is None or isinstance(value, Leaf):
            return value
        begin = followed.end
        if isinstance(value, Arr):
            added = self.scope.added(name, begin, node.start)
            more = self._rows(tuple(added), value.start, value.end) if added else None
            return Arr((*value.items, *more.items), value.start, value.end, value.open or more.open) if more else value
        for change in self.scope.changes(name, begin, node.start):
            value = changed(value, change.path, change.at, self.value(change.value))
        return value

    def _attr(self, node: Attr) -> Located:
        path = path_of(node)
        of, _, name = path.rpartition(".")
        if said := enum_value(of, name, go=self.scope.language.composites):
            return Leaf(said, node.start, node.end)
        if isinstance(node.of, Word | Attr):
            if named := self._named(node, path):
                return named
            inner = self.value(node.of)
            if isinstance(inner, Obj) and (found := inner.get(name)):
                return found
        if self._of_class(node.of) and (one := self.scope.definition(name, node.start)):
            return self.value(self.scope.value(one.value_at))
        if _TOOLS.search(path):
            return Obj((), node.start, node.end)  # the class itself, in the place of an object without settings
        return unknown(node)

    def _of_class(self, node: Node) -> bool:
        """True of a class, and of an object of one that the paste shows: its fields have their values in it."""
        made = self.follow(node)
        if isinstance(made, Call) and self.scope.has_class(last_name(made.of)):
            return True
        return isinstance(node, Word) and node.name[:1].isupper()

    def _item(self, node: Item) -> Located:
        of, key = self.value(node.of), self.value(node.key)
        if isinstance(of, Obj) and isinstance(key, Leaf) and isinstance(key.value, str):
            found = next((f.value for f in of.fields if f.name == key.value), None)
            return found or unknown(node)
        if isinstance(of, Arr) and not of.open and isinstance(key, Leaf) and isinstance(key.value, int):
            return of.items[key.value] if -len(of.items) <= key.value < len(of.items) else unknown(node)
        return unknown(node)

    def _chain(self, node: Chain) -> Located:
        if node.sign == "*":
            product: int | float = 1
            for part in node.parts:
                value = self.value(part)
                if (
                    not isinstance(value, Leaf)
                    or isinstance(value.value, bool)
                    or not isinstance(value.value, int | float)
                ):
                    return unknown(node)
                product *= value.value
            return Leaf(product, node.start, node.end)
        first = self.value(node.parts[0])
        if node.sign == "%":
            return self._text(node) if isinstance(first, Leaf) and isinstance(first.value, str) else unknown(node)
        if node.sign == "|":
            return self.fields(
                tuple(Arg(None, p.start, p.start, p, spread=True) for p in node.parts), node.start, node.end
            )
        if isinstance(first, Arr):
            rows = [self.value(part) for part in node.parts]
            if all(isinstance(row, Arr) and not row.open for row in rows):
                return Arr(tuple(i for row in rows if isinstance(row, Arr) for i in row.items), node.start, node.end)
            return unknown(node)
        if isinstance(first, Leaf) and isinstance(first.value, int | float) and not isinstance(first.value, bool):
            return unknown(node)
        return self._text(node)

    def _call(self, node: Call) -> Located:
        name = last_name(node.of)
        maker = self.makers.get(name) or self.makers.get(path_of(node.of))
        if maker and (made := maker(self, node)) is not None:
            return made
        if (said := printed(node, self.pieces)) is not None:
            words = "".join(word for word, _ in said)
            return Leaf(UNKNOWN if HOLE in words else words, node.start, node.end)
        args = node.args
        if (name in SAME or path_of(node.of) in SAME) and isinstance(node.of, Attr) and not args:
            value = self.value(node.of.of)
            return value if isinstance(value, Leaf) else unknown(node)
        if name in SAME and args and args[0].name is None:
            value = self.value(args[0].value)
            return unknown(node) if name == "dumps" and not isinstance(value, Leaf) else value
        if name in LISTS or path_of(node.of) in LISTS:
            return self._rows(args, node.start, node.end)
        if name == "dict" or (name[:1].isupper() and (not args or all(a.name or a.spread for a in args))):
            return self.fields(args, node.start, node.end)
        if name[:1].isupper() and len(args) == 1 and isinstance(args[0].value, Make):
            return self.value(args[0].value)
        if isinstance(node.of, Word) and (returned := self.scope.returned(name)):
            return self.guarded(name + "()", lambda: self.value(returned)) or unknown(node)
        return unknown(node)
