"""Words that a pattern and its values make: fmt.Sprintf of Go's, String.format of Java's, `format` and `%` of Python's."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from bot.request.nodes import Attr, Call, Chain, Make, Node, Rows, last_name, owner_of, path_of
from bot.request.syntax import HOLE

_PERCENT = re.compile(r"%(?:\((?P<name>\w+)\))?(?:[-+ #0]*\d*(?:\.\d+)?)?(?P<verb>[a-zA-Z%])")
_BRACES = re.compile(r"(?P<verb>\{\{|\}\})|\{(?P<name>\w*)(?:[.\[][^{}]*)?(?:![rsa])?(?::[^{}]*)?\}")
_PLAIN = {"%": "%", "n": "\n", "{{": "{", "}}": "}"}  # what stands for itself
_FIRST = frozenset({"Sprintf", "sprintf"})
Pieces = list[tuple[str, int]]  # words, and their place in the text
Read = Callable[[Node], Pieces]


def printed(node: Node, pieces: Read) -> Pieces | None:
    """The words in stretches, each with its place in the text; a HOLE for what isn't known. None of another expression."""
    if isinstance(node, Chain) and node.sign == "%":
        return _filled(pieces(node.parts[0]), _PERCENT, _behind(node.parts[1], pieces))
    if not isinstance(node, Call):
        return None
    name, owner = last_name(node.of), owner_of(node)
    args = [arg for arg in node.args if not arg.spread]
    plain = [arg.value for arg in args if arg.name is None]
    if (name in _FIRST or path_of(node.of) == "String.format") and plain:
        return _filled(pieces(plain[0]), _PERCENT, _counted(plain[1:], pieces))
    if name == "formatted" and owner:
        return _filled(pieces(owner), _PERCENT, _counted(plain, pieces))
    if name == "format" and isinstance(node.of, Attr) and owner:
        named = {arg.name: pieces(arg.value) for arg in args if arg.name}
        return _filled(pieces(owner), _BRACES, {**_counted(plain, pieces), **named})
    return None


def _counted(values: list[Node], pieces: Read) -> dict[str, Pieces]:
    return {str(place): pieces(value) for place, value in enumerate(values)}


def _behind(node: Node, pieces: Read) -> dict[str, Pieces]:
    """What stands behind Python's `%`: a dict, several values, or one."""
    if isinstance(node, Make):
        return {arg.name: pieces(arg.value) for arg in node.fields if arg.name}
    return _counted([arg.value for arg in node.items] if isinstance(node, Rows) else [node], pieces)


def _filled(pattern: Pieces, hole: re.Pattern[str], values: Mapping[str, Pieces]) -> Pieces:
    """The pattern with the values in its holes: in their order, by their number or by their name."""
    made: Pieces = []
    count = 0
    for words, at in pattern:
        end = 0
        for match in hole.finditer(words):
            made.append((words[end : match.start()], at + end))
            end = match.end()
            plain = _PLAIN.get(match["verb"] or "")
            if plain is not None:
                made.append((plain, at + match.start()))
                continue
            made += values.get(match["name"] or str(count), [(HOLE, at + match.start())])
            count += not match["name"]
        made.append((words[end:], at + end))
    return made
