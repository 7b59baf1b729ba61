"""What tells the languages apart, for a reader that only wants their literals, names and calls."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

_HASH = r"#[^\n]*"
_SLASHES = r"//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)"
_POWERSHELL = r"<\#(?:[^\#]|\#(?!>))*+(?:\#>|\Z)|`[ \t]*\n|" + _HASH

Interpolation = Literal["", "f", "${", "$"]


@dataclass(frozen=True, slots=True)
class Language:
    """How one language is written. `blank` is what may stand between two words, `gap` the same within a line."""

    name: str
    comments: str
    quotes: tuple[str, ...]  # longest first
    interpolation: Interpolation = ""
    escape: str = "\\"
    raw_quotes: tuple[str, ...] = ()
    composites: bool = False  # Go: a type before the braces
    blocks: bool = False  # Kotlin: braces behind a call are its last argument
    lines: bool = False  # a line end separates the fields of a literal
    blank: re.Pattern[str] = field(init=False)
    gap: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        either = f"|{self.comments}" if self.comments else ""
        object.__setattr__(self, "blank", re.compile(rf"(?:[\s\u200b\ufeff]++{either}|\\\n)*+"))
        object.__setattr__(self, "gap", re.compile(rf"(?:[ \t\r\xa0]++{either}|\\\n)*+"))


JSON = Language("json", _SLASHES + r"|\#(?![0-9a-fA-F]{3}\b)[^\n]*", ('"', "'"))
PYTHON = Language("python", _HASH, ('"""', "'''", '"', "'"), "f")
JAVASCRIPT = Language("javascript", _SLASHES, ('"', "'", "`"), "${")
GO = Language("go", _SLASHES, ('"', "`", "'"), raw_quotes=("`",), composites=True)
JAVA = Language("java", _SLASHES, ('"""', '"', "'"))
KOTLIN = Language("kotlin", _SLASHES, ('"""', '"', "'"), "$", raw_quotes=('"""',), blocks=True, lines=True)
DART = Language("dart", _SLASHES, ('"""', "'''", '"', "'"), "$")
POWERSHELL = Language(
    "powershell", _POWERSHELL, ('@"', "@'", '"', "'"), "$", escape="`", raw_quotes=("@'", "'"), lines=True
)

# Functions of all languages that give back their argument.
SAME = frozenset(
    "Ptr ptr pointer Pointer ToPtr Float Float32 Float64 Int32 Int64 Int String Bool float32 float64 int32 int64 str string dumps stringify "
    "to_json marshal Marshal encode tuple list Float.valueOf valueOf of_ freeze deepcopy copy cast strip trim trimIndent dedent".split()
)
LISTS = frozenset("asList listOf mutableListOf arrayOf List.of ImmutableList.of Arrays.asList list.of".split())
