"""The code of a paste in one language: its calls, its names, what they say."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.paste import Report
from bot.paste.plain import Plain
from bot.request.evaluate import Evaluator
from bot.request.language import Language
from bot.request.located import Located
from bot.request.makers import MAKERS
from bot.request.nodes import Arg, Attr, Call, Item, Node, Word, last_name
from bot.request.scope import Scope
from bot.request.syntax import Parser

_MOST_CALLS = 40
_FRAME = re.compile(r"[ \t>|]*at (?:async |new )?[\w.$<>]+ ?\(")  # of a stack trace
_PLACE = re.compile(r"[ \t>|]*File \".{1,300}\", line \d+")
_CARETS = re.compile(
    r"\n[ \t>|]*(?:[~^]|File \"|\w[\w.]*(?:Error|Exception|Warning)\b|\Z)"
)  # what follows one line of code
_FAR = 4_000  # letters that the receiver of a call may take


class Found(NamedTuple):
    """A call, and the name it was found by."""

    name: str
    call: Call

    @property
    def receiver(self) -> Node | None:
        """What stands before the dot; None of a bare function."""
        return self.call.of.of if isinstance(self.call.of, Attr) else None


class Code:
    """One language's view of a paste."""

    def __init__(self, report: Report, language: Language, start: int = 0, end: int | None = None) -> None:
        self.report = report
        self.text = report.text
        self.language = language
        self.start = start
        self.end = len(self.text) if end is None else end
        self.scope = Scope(self.text, language, start, end)
        self.evaluator = Evaluator(self.scope, MAKERS)

    def value(self, node: Node) -> Located:
        return self.evaluator.value(node)

    def calls(self, pattern: re.Pattern[str]) -> list[Found]:
        """The calls that the pattern finds; its group `name` is the function, its match ends behind the bracket."""
        found: list[Found] = []
        for match in pattern.finditer(self.text, self.start, self.end):
            if len(found) >= _MOST_CALLS:
                break
            line = self.text.rfind("\n", 0, match.start()) + 1
            if _FRAME.match(self.text, line) or self._torn(line, match.end()):
                continue
            if call := self.call(match.start("name"), match.end() - 1):
                found.append(Found(match["name"], call))
        return found

    def _torn(self, line: int, end: int) -> bool:
        """True of a call that a traceback of Python's shows the first line of, without any argument."""
        if self.text[end : end + 1] != "\n" or not _CARETS.match(self.text, end):
            return False
        return _PLACE.match(self.text, self.text.rfind("\n", 0, max(line - 1, 0)) + 1) is not None

    def call(self, name_at: int, bracket: int) -> Call | None:
        """The call with its receiver, whose name and bracket stand at these places."""
        begin = receiver_start(self.text, name_at)
        parser = Parser(self.text, self.language, begin, self.end)
        node: Node = parser.operand()
        while isinstance(node, Attr | Item | Call):
            around = isinstance(node, Call) and node.of.end <= bracket + 1 and node.end > bracket
            if isinstance(node, Call) and around and _named_at(node, name_at):
                return node
            node = node.of
        return None

    def followed(self, node: Node | None) -> Node | None:
        """The expression behind a name, through names of names; the node itself where it is none."""
        for _ in range(5):
            if not isinstance(node, Word | Attr):
                return node
            further = self.evaluator.follow(node)
            if further is None or further == node:
                return node
            node = further
        return node

    def first_call(self, pattern: re.Pattern[str]) -> Call | None:
        """The first call that the pattern finds in the paste."""
        for found in self.calls(pattern):
            return found.call
        return None

    def plain(self, node: Node) -> Plain:
        """The words of a string with the way back to the paste; a HOLE for what is not known."""
        starts: list[int] = []
        origins: list[int] = []
        parts: list[str] = []
        length = 0
        for words, origin in self.evaluator.pieces(node):
            if words:
                starts.append(length)
                origins.append(origin)
                parts.append(words)
                length += len(words)
        return Plain("".join(parts), tuple(starts) or (0,), tuple(origins) or (node.start,))


def _named_at(call: Call, name_at: int) -> bool:
    if isinstance(call.of, Attr):
        return call.of.end - len(call.of.name) == name_at
    return call.of.start == name_at or (isinstance(call.of, Item) and last_name(call.of) != "")


def receiver_start(text: str, name_at: int) -> int:
    """Where the expression begins whose method's name stands at `name_at`."""
    at = name_at
    floor = max(0, name_at - _FAR)
    while True:
        dot = at
        while dot > floor and text[dot - 1] in " \t\n\r\\":
            dot -= 1
        if dot <= floor or text[dot - 1] != ".":
            return at
        dot -= 1
        if dot > floor and text[dot - 1] in "?!":
            dot -= 1
        before = dot
        while before > floor and text[before - 1] in " \t\n\r\\":
            before -= 1
        if before != dot and "\n" not in text[before:dot]:
            return at
        begin = _operand_start(text, before, floor)
        if begin == before:
            return at
        at = begin


def _operand_start(text: str, end: int, floor: int) -> int:
    """Where the name, call or subscript that ends at `end` begins."""
    at = end
    while at > floor and text[at - 1] in ")]":
        opener = "(" if text[at - 1] == ")" else "["
        depth = 0
        while at > floor:
            at -= 1
            depth += (text[at] in ")]") - (text[at] in "([")
            if depth == 0:
                break
        if depth or text[at] != opener:
            return end
    while at > floor and (text[at - 1].isalnum() or text[at - 1] in "_$"):
        at -= 1
    return at


def arguments(call: Call, names: tuple[str, ...], *, skip: int = 0) -> dict[str, Arg]:
    """The arguments by the names that they have, or have by their place; of one object that is passed, its fields."""
    args = call.args[skip:]
    found: dict[str, Arg] = {}
    place = 0
    for arg in args:
        if arg.name is not None:
            found[arg.name] = arg
        elif not arg.spread and place < len(names):
            found.setdefault(names[place], arg)
            place += 1
        elif arg.spread:
            found.setdefault("**", arg)
    return found
