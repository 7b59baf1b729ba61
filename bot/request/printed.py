"""Words that a pattern and its values make: fmt.Sprintf of Go's, String.format and formatted of Java's."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.request.nodes import Call, Node, last_name, owner_of, path_of
from bot.request.syntax import HOLE

_VERB = re.compile(r"%(?:[-+ #0]*\d*(?:\.\d+)?)?(?P<verb>[a-zA-Z%])")
_FIRST = frozenset({"Sprintf", "sprintf"})
Pieces = list[tuple[str, int]]


def printed(call: Call, pieces: Callable[[Node], Pieces]) -> Pieces | None:
    """The words in stretches, each with its place in the text; a HOLE for what isn't known. None of another call."""
    name = last_name(call.of)
    values = [arg.value for arg in call.args if arg.name is None and not arg.spread]
    if (name in _FIRST or path_of(call.of) == "String.format") and values:
        pattern, values = values[0], values[1:]
    elif name == "formatted" and (owner := owner_of(call)):
        pattern = owner
    else:
        return None
    made: Pieces = []
    for words, at in pieces(pattern):
        end = 0
        for match in _VERB.finditer(words):
            made.append((words[end : match.start()], at + end))
            end = match.end()
            if match["verb"] == "%":
                made.append(("%", at + match.start()))
            elif match["verb"] == "n":
                made.append(("\n", at + match.start()))
            elif values:
                made += pieces(values.pop(0))
            else:
                made.append((HOLE, at + match.start()))
        made.append((words[end:], at + end))
    return made
