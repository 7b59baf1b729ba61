"""What stands in brackets and braces: arguments, rows, fields."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.request.cursor import OPENERS, Cursor
from bot.request.nodes import Arg, Attr, Call, Make, Node, Other, Rows, Template, Text, Word
from bot.request.strings import begins, literal

CLOSERS = frozenset(")]},;")
UNFINISHED = re.compile(r"(?:…|\.\.\.)\s*(?=[,)\]}\n]|\Z)")
_NAMED = re.compile(r"([A-Za-z_$][\w$]*)\s*(?:=(?![=>])|:(?![:=]))")
_KEY = re.compile(r"([A-Za-z_$\u0400-\uffff][\w$-]*)\s*(?==(?!=)|:(?!:)|[,}\n])")
_KEYED = re.compile(r"[\"'][\w.-]{1,60}[\"'][ \t]*:(?!:)|[A-Za-z_$][\w$]*[ \t]*:(?!:)")
_SEPARATOR = re.compile(r"\s*(?:=>|[:=])")
_FOR = re.compile(r"[^\"'\n]*?[\w)\]}\"'][ \t\n]+for[ \t]+[A-Za-z_(]|[^\n]*?\bfor\b[^\n]{1,200}?\bin\b")


class Brackets(Cursor):
    """Reads arguments, lists and literals of fields."""

    __slots__ = ()

    def call(self, of: Node) -> Call:
        """The call whose bracket stands here."""
        self.at += 1
        args = self._arguments(")")
        return Call(of, args, of.start, self.at)

    def rows(self, start: int) -> Rows:
        """The list, or what else stands in brackets."""
        closer = OPENERS[self.text[self.at]]
        self.at += 1
        return Rows(self._arguments(closer), start, self.at)

    def _composite(self, start: int, name: str, *, rows: bool) -> Node:
        """A composite literal of Go's."""
        made = self.fields(start, name)
        if rows or (made.fields and all(field.name is None for field in made.fields)):
            return Rows(made.fields, start, self.at, name)
        return made

    def _places(self, closer: str) -> Iterator[int]:
        """The places of what stands in brackets, one after the other; in the end the parser stands behind `closer`.

        Between two places the caller reads what stands there.
        """
        json, comma, first = self.language.name == "json", -1, True
        while True:
            self.blank()
            letter = self.letter()
            if not letter:
                self._cut()
                return
            if letter == closer:
                if json and comma >= 0:
                    self.flaws.append(("trailing comma", comma, comma + 1))
                self.at += 1
                return
            if letter in ",;":
                comma = self.at
                self.at += 1
                continue
            if letter in ")]}":
                self._unclosed()
                return
            if json and not first and comma < 0:
                self.flaws.append(("missing comma", self.at, self.at + 1))
            comma, first, before = -1, False, self.at
            yield before
            if self.at == before:
                self.at += 1

    def _arguments(self, closer: str) -> tuple[Arg, ...]:
        args: list[Arg] = []
        told = self.language.name == "json" or self.language.lines
        self.level += 1
        for before in self._places(closer):
            arg = self._argument()
            if closer == "]" and self._comprehends(arg.value):
                arg = arg._replace(name=None, spread=True)
            if not self._goes_on(arg.value, _NAMED) and not told:
                # What follows a value and is no comma: a comprehension, a type, a fault. The value is not what it seems.
                arg = arg._replace(value=self.other(before))
            args.append(arg)
        self.level -= 1
        return tuple(args)

    def _goes_on(self, value: Node, named: re.Pattern[str]) -> bool:
        """True where a comma, a bracket or the end follows a value, or a new line that names the next one: its comma is missing."""
        self.blank()
        if self.letter() in (*CLOSERS, ""):
            return True
        return "\n" in self.text[value.end : self.at] and named.match(self.text, self.at, self.end) is not None

    def _comprehends(self, node: Node) -> bool:
        """True of what stands for many values: `f(x) for x in rows`."""
        return isinstance(node, Other) and _FOR.match(self.text, node.start, node.end) is not None

    def _argument(self) -> Arg:
        text, start = self.text, self.at
        if match := UNFINISHED.match(text, start, self.end):
            self.at = match.end()
            return Arg(None, start, start, Other(start, self.at), spread=True)
        for sign in ("...", "**", "*"):
            if text.startswith(sign, start) and self.language.name not in ("json", "go"):
                self.at += len(sign)
                return Arg(None, start, start, self.expression(), spread=True)
        if self.language.name != "json" and (match := _NAMED.match(text, start, self.end)):
            self.at = match.end()
            self.blank()
            return Arg(match[1], start, match.end(1), self.expression())
        return Arg(None, start, start, self.expression())

    def fields(self, start: int, name: str = "") -> Make:
        """The literal of named fields whose brace stands here."""
        fields: list[Arg] = []
        told = self.language.name == "json" or self.language.lines
        self.at += 1
        self.level += 1
        for before in self._places("}"):
            field = self._field()
            if field is None:
                self._unclosed()
                break
            if not self._goes_on(field.value, _KEYED) and not told:
                # A comprehension, a method, a getter: what else is in the object is not known.
                field = Arg(None, before, before, self.other(before), spread=True)
            elif field.name == "" or self._comprehends(field.value):
                field = Arg(None, before, before, Other(before, self.at), spread=True)  # a computed name
            fields.append(field)
        self.level -= 1
        return Make(tuple(fields), start, self.at, name)

    def _field(self) -> Arg | None:
        """One field, or an element without a name; None where JSON stops making sense."""
        text, start = self.text, self.at
        json = self.language.name == "json"
        if match := UNFINISHED.match(text, start, self.end):
            self.at = match.end()
            return Arg(None, start, start, Other(start, self.at), spread=True)
        if not json and (sign := next((s for s in ("...", "**") if text.startswith(s, start)), "")):
            self.at += len(sign)
            return Arg(None, start, start, self.expression(), spread=True)
        if match := _KEY.match(text, start, self.end):
            name, name_end = match[1], match.end(1)
            self.at = match.end()
            if json:
                self.flaws.append(("unquoted name", start, name_end))
        elif begins(text, start) and (key := literal(text, start, self.end, self.language, self._within)):
            self._note(key)
            self.at = key.end
            if isinstance(key, Template):
                name, name_end = "", key.end
            else:
                name, name_end = key.value, key.end
                if key.cut:
                    self._cut()
                    return Arg(None, start, start, Other(start, self.at), spread=True)
        elif json:
            return None
        else:
            value = self.expression()
            if not self._separated():
                return Arg(None, start, start, value)
            return Arg(last_word(value), start, self.at, self._value())
        if not self._separated():
            return self._alone(name, start, name_end)
        return Arg(name, start, name_end, self._value())

    def _alone(self, name: str, start: int, name_end: int) -> Arg | None:
        """A name without a value: JavaScript's shorthand, an element of a set, a method."""
        if self.at >= self.end:
            self.cut = True
            return Arg(None, start, start, Other(start, self.at), spread=True)
        if self.language.name == "json":
            return None
        if begins(self.text, start):
            return Arg(None, start, start, Text(name, start, name_end, self.text[start], inner=start + 1))
        if self.letter() in ",}" or self.language.lines:
            return Arg(name, start, name_end, Word(name, start, name_end))
        return Arg(name, start, name_end, self.other(start))

    def _separated(self) -> bool:
        match = _SEPARATOR.match(self.text, self.at, self.end)
        if match is None:
            self.blank()
            match = _SEPARATOR.match(self.text, self.at, self.end)
        if match:
            self.at = match.end()
        return match is not None

    def _value(self) -> Node:
        self.blank()
        if self.letter() in ("", "}", ",", "]", ")"):
            self.cut = self.cut or not self.letter()
            return Other(self.at, self.at)
        if not self.language.lines:
            return self.expression()
        level, self.level = self.level, 0  # the line's end ends it
        value = self.expression()
        self.level = level
        return value


def last_word(node: Node) -> str:
    return node.value if isinstance(node, Text) else type_name(node)


def type_name(node: Node) -> str:
    return node.name if isinstance(node, Attr | Word) else ""
