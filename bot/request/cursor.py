"""Where a reader of expressions stands in its text, and how it moves on."""

from __future__ import annotations

import re

from bot.request.language import Language
from bot.request.nodes import Node, Other, Text
from bot.request.strings import begins, literal

_SKIP = re.compile(r"[^\"'`“‘()\[\]{},;\n#/]+")
OPENERS = {"(": ")", "[": "]", "{": "}"}

# Letters that neither a blank nor a comment begins with, in any of the languages.
_SOLID = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789\"'([{}]),.:=_$@&*+-")


class Cursor:
    """A place in `text` before `end`. `cut` is true once the text ended within an expression."""

    __slots__ = ("at", "cut", "end", "flaws", "language", "level", "text")

    def __init__(self, text: str, language: Language, at: int = 0, end: int | None = None) -> None:
        self.text = text
        self.language = language
        self.at = at
        self.end = len(text) if end is None else end
        self.level = 0
        self.cut = False
        self.flaws: list[tuple[str, int, int]] = []

    def blank(self) -> None:
        """Stands behind blanks, line ends and comments."""
        if self.at < self.end and self.text[self.at] in _SOLID:
            return
        match = self.language.blank.match(self.text, self.at, self.end)
        if match and match.end() > self.at:
            if self.language.name == "json" and (found := re.search(r"\S", match[0])):
                self.flaws.append(("comment", self.at + found.start(), match.end()))
            self.at = match.end()

    def gap(self) -> None:
        """The same within brackets; outside of them it stops at the line's end, unless the next line goes on."""
        if self.level:
            self.blank()
            return
        if match := self.language.gap.match(self.text, self.at, self.end):
            self.at = match.end()
        if self.text.startswith("\n", self.at):
            behind = self.language.blank.match(self.text, self.at, self.end)
            if (
                behind
                and self.text[behind.end() : behind.end() + 2].strip(".")
                and self.text.startswith((".", "?."), behind.end())
            ):
                self.at = behind.end()

    def letter(self) -> str:
        return self.text[self.at] if self.at < self.end else ""

    def skip(self) -> None:
        """Stands before the next comma, closing bracket, or line end outside of brackets."""
        depth: list[str] = []
        text = self.text
        while self.at < self.end:
            if match := _SKIP.match(text, self.at, self.end):
                self.at = match.end()
                continue
            letter = text[self.at]
            if letter in OPENERS:
                depth.append(OPENERS[letter])
            elif letter in ")]}":
                if not depth:
                    return
                if letter in depth:
                    while depth.pop() != letter:
                        pass
            elif not depth and (letter in ",;" or (letter == "\n" and not self.level)):
                return
            elif begins(text, self.at):
                node = literal(text, self.at, self.end, self.language, self._within)
                self.at = max(node.end, self.at + 1)
                continue
            elif letter in "#/":
                before = self.at
                self.blank()
                if self.at > before:
                    continue
            self.at += 1
        if self.level:
            self._cut()

    def other(self, start: int) -> Other:
        self.skip()
        return Other(start, self.at)

    def _within(self, at: int, end: int) -> tuple[Node, int]:
        """An expression that stands in a string."""
        inner = type(self)(self.text, self.language, at, end)
        inner.level = self.level + 1
        return inner.expression(), inner.at

    def _note(self, node: Node) -> None:
        if self.language.name == "json" and isinstance(node, Text):
            if node.cut:
                self.flaws.append(("cut" if node.end >= self.end else "unclosed", node.start, node.end))
            elif node.mark == "'":
                self.flaws.append(("single quotes", node.start, node.end))
            elif node.mark != '"':
                self.flaws.append(("smart quotes", node.start, node.end))
            elif "\n" in node.value and "\n" in self.text[node.inner : node.end]:
                self.flaws.append(("line break in a string", node.start, node.end))

    def _cut(self) -> None:
        if not self.cut:
            self.flaws.append(("cut", max(self.end - 1, 0), self.end))
        self.cut = True

    def _unclosed(self) -> None:
        self.flaws.append(("unclosed", self.at, min(self.at + 1, self.end)))

    def expression(self) -> Node:
        """The expression that stands here."""
        raise NotImplementedError

    def operand(self) -> Node:
        """The operand that stands here."""
        raise NotImplementedError
