"""Regular expressions that are compiled when they are first used: a start must not wait for those it doesn't need."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, cast


class _Lazily:
    """A pattern whose methods come with its first use; from then on they are those of the compiled one."""

    __slots__ = ("_flags", "_source", "finditer", "fullmatch", "match", "search", "sub", "subn")

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in self.__slots__:
            raise AttributeError(name)
        compiled = re.compile(self._source, self._flags)
        for method in self.__slots__[2:]:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def lazily(source: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern, to be compiled when it is first used."""
    return cast("re.Pattern[str]", _Lazily(source, flags))


_BLANK = r"(?:\s|\\+n)"


@cache
def blanks(source: str) -> re.Pattern[str]:
    """The pattern, compiled; a blank in it is any blank of a text (several, a wrap, an escaped line end), ` ?` also none.

    Only ASCII letters make words: a Chinese sentence goes on behind a name without a blank.
    """
    return re.compile(source.replace(" ?", _BLANK + "{0,40}+").replace(" ", _BLANK + "{1,40}+"), re.ASCII)
