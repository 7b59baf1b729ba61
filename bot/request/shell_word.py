"""One word of a command as bash, cmd.exe or PowerShell reads it, with its way back to the paste."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from bot.paste.plain import Plain
from bot.request.syntax import HOLE

Shell = Literal["bash", "cmd", "powershell"]
_ASSIGNMENT = r"(?:^|[;\n])[ \t>$]*(?:export[ \t]+|set[ \t]+|\$env:|\$)?{name}[ \t]?=[ \t]?"
_VARIABLE = re.compile(
    r"\$(?:\{(?P<braced>[A-Za-z_]\w*)[^}\n]*\}|env:(?P<env>\w+)|\{env:(?P<benv>\w+)\}|(?P<name>[A-Za-z_]\w*))"
)
_PERCENT = re.compile(r"%(?P<name>[A-Za-z_]\w*)%")
_ANSI = re.compile(r"\\(?:u([0-9a-fA-F]{1,4})|x([0-9a-fA-F]{1,2})|(.))", re.S)
_ANSI_PLAIN = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "f": "\f",
    "v": "\v",
}
# How a command goes on in the next line; a fence of Markdown ends in backticks as well.
CONTINUED = {
    "bash": re.compile(r"\\[ \t]*\r?\n"),
    "cmd": re.compile(r"\^[ \t]*\r?\n"),
    "powershell": re.compile(r"(?<!`)`[ \t]*\r?\n"),
}
_SMART = {"“": "”“", "”": "”", "‘": "’‘", "’": "’"}


_LONGEST = 200_000  # letters of a word that variables make up


class ShellWord(NamedTuple):
    plain: Plain
    start: int
    end: int
    quoted: bool
    early: bool = False  # an apostrophe within it ends the shell's string before the person meant to

    @property
    def text(self) -> str:
        return self.plain.text


class Pieces:
    """A word in the making."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.starts: list[int] = []
        self.origins: list[int] = []
        self.length = 0

    def add(self, words: str, origin: int) -> None:
        if words:
            self.starts.append(self.length)
            self.origins.append(origin)
            self.parts.append(words)
            self.length += len(words)

    def plain(self) -> Plain:
        return Plain("".join(self.parts), tuple(self.starts) or (0,), tuple(self.origins) or (0,))


class WordReader:
    """Reads words of `text`; `at` is where it stands. Values of variables are those that the paste gives them."""

    def __init__(
        self, text: str, at: int, shell: Shell, end: int | None = None, known: dict[str, ShellWord | None] | None = None
    ) -> None:
        self.text = text
        self.at = at
        self.start = at
        self.end = len(text) if end is None else end
        self.shell = shell
        self.cut = False
        self.nested = known is not None
        # Each variable is read once: values that hold variables would else multiply.
        self.known: dict[str, ShellWord | None] = {} if known is None else known
        self.heredocs: list[tuple[str, bool]] = []
        self.stdin: Plain | None = None

    def word(self) -> ShellWord | None:
        """The word that stands here."""
        text, start = self.text, self.at
        pieces = Pieces()
        quoted = early = False
        while self.at < self.end:
            letter = text[self.at]
            if letter in " \t\n\r\xa0" or (letter in "|;&<>" and not _within_address(pieces)):
                break
            if letter == ")" and self.nested:
                break
            if letter == "'" and self.shell != "cmd":
                early = self._single(pieces) or early
                quoted = True
            elif letter == '"':
                self._double(pieces)
                quoted = True
            elif letter in _SMART:
                self._typographic(pieces, _SMART[letter])
                quoted = True
            elif letter == "$" and text[self.at + 1 : self.at + 2] == "'" and self.shell == "bash":
                self._ansi(pieces)
                quoted = True
            elif CONTINUED[self.shell].match(text, self.at, self.end):
                break
            elif (letter == "\\" and self.shell == "bash") or (letter == "^" and self.shell == "cmd"):
                pieces.add(text[self.at + 1 : self.at + 2], self.at + 1)
                self.at += 2
            elif not self._value(pieces):
                pieces.add(letter, self.at)
                self.at += 1
        if self.at == start:
            return None
        return ShellWord(pieces.plain(), start, self.at, quoted, early)

    def _single(self, pieces: Pieces) -> bool:
        """A string in single quotes; True where an apostrophe in it ends it before its time."""
        text = self.text
        begin = self.at + 1
        close = text.find("'", begin, self.end)
        early = False
        json = text[begin : begin + 30].lstrip()[:1] in ("{", "[")
        while close >= 0:
            after = text[close + 1 : close + 2]
            if self.shell == "powershell" and after == "'":
                close = text.find("'", close + 2, self.end)
                continue
            if json and after.isalpha() and text[close - 1 : close].isalpha():
                early = True
                close = text.find("'", close + 1, self.end)
                continue
            break
        if close < 0:
            self.cut = True
            close = self.end
        words = text[begin:close]
        if self.shell == "powershell" and "''" in words:
            at = begin
            for piece in words.split("''"):
                pieces.add(piece + "'", at)
                at += len(piece) + 2
            pieces.parts[-1] = pieces.parts[-1][:-1]
            pieces.length -= 1
        else:
            pieces.add(words, begin)
        self.at = min(close + 1, self.end)
        return early

    def _double(self, pieces: Pieces) -> None:
        text = self.text
        self.at += 1
        run = self.at
        while self.at < self.end:
            letter = text[self.at]
            if letter == '"':
                if self.shell != "bash" and text[self.at + 1 : self.at + 2] == '"':
                    pieces.add(text[run : self.at + 1], run)
                    self.at += 2
                    run = self.at
                    continue
                break
            if letter == "\\" and (self.shell != "powershell" or text[self.at + 1 : self.at + 2] == '"'):
                after = text[self.at + 1 : self.at + 2]
                if after in ('"', "\\") or (after in "$`\n" and self.shell == "bash"):
                    pieces.add(text[run : self.at], run)
                    if after != "\n":
                        pieces.add(after, self.at + 1)
                    self.at += 2
                    run = self.at
                    continue
            if letter == "`" and self.shell == "powershell":
                pieces.add(text[run : self.at], run)
                after = text[self.at + 1 : self.at + 2]
                pieces.add({"n": "\n", "t": "\t"}.get(after, after), self.at + 1)
                self.at += 2
                run = self.at
                continue
            if letter in "$%`":
                before = self.at
                pieces.add(text[run:before], run)
                if self._value(pieces):
                    run = self.at
                    continue
                run = before
            self.at += 1
        pieces.add(text[run : self.at], run)
        self.cut = self.cut or self.at >= self.end
        self.at = min(self.at + 1, self.end)

    def _typographic(self, pieces: Pieces, closers: str) -> None:
        """A string whose quotes an editor made curly: the person's shell has them straight."""
        text = self.text
        begin = at = self.at + 1
        while at < self.end and not (text[at] in closers and not text[at + 1 : at + 2].isalnum()):
            at += 1
        pieces.add(text[begin:at], begin)
        self.at = min(at + 1, self.end)

    def _ansi(self, pieces: Pieces) -> None:
        text = self.text
        self.at += 2
        while self.at < self.end and text[self.at] != "'":
            if match := _ANSI.match(text, self.at, self.end):
                code = match[1] or match[2]
                pieces.add(chr(int(code, 16)) if code else _ANSI_PLAIN.get(match[3], "\\" + match[3]), self.at)
                self.at = match.end()
                continue
            stop = min(
                (p for p in (text.find("'", self.at, self.end), text.find("\\", self.at, self.end)) if p >= 0),
                default=self.end,
            )
            pieces.add(text[self.at : stop], self.at)
            self.at = stop
        self.cut = self.cut or self.at >= self.end
        self.at = min(self.at + 1, self.end)

    def _value(self, pieces: Pieces) -> bool:
        """A variable or a command's output: its value where the paste has it, else a hole. False where there is none."""
        text = self.text
        letter = text[self.at]
        if letter == "%" and self.shell == "cmd" and (match := _PERCENT.match(text, self.at, self.end)):
            self._substitute(pieces, match["name"], match.end())
            return True
        if letter == "`" and self.shell == "bash":
            close = text.find("`", self.at + 1, self.end)
            if close < 0:
                return False
            pieces.add(HOLE, self.at)
            self.at = close + 1
            return True
        if letter != "$" or self.shell == "cmd":
            return False
        if text.startswith("$(", self.at):
            depth, at = 0, self.at + 1
            while at < self.end:
                depth += (text[at] == "(") - (text[at] == ")")
                at += 1
                if depth == 0:
                    break
            pieces.add(HOLE, self.at)
            self.at = at
            return True
        if match := _VARIABLE.match(text, self.at, self.end):
            name = match["braced"] or match["env"] or match["benv"] or match["name"]
            self._substitute(pieces, name, match.end())
            return True
        return False

    def _substitute(self, pieces: Pieces, name: str, end: int) -> None:
        if name not in self.known:
            self.known[name] = None  # while it is read it is not known: `A=$A`
            self.known[name] = self._known(name)
        known = self.known[name]
        if known is None or pieces.length + len(known.text) > _LONGEST:
            pieces.add(HOLE, self.at)
        else:
            plain = known.plain
            for i, start in enumerate(plain.starts):
                stop = plain.starts[i + 1] if i + 1 < len(plain.starts) else len(plain.text)
                pieces.add(plain.text[start:stop], plain.origins[i])
        self.at = end

    def _known(self, name: str) -> ShellWord | None:
        """The value that the paste gives to a variable, before the command or else behind it."""
        found = None
        for match in re.finditer(_ASSIGNMENT.format(name=re.escape(name)), self.text):
            if self.start <= match.end() <= self.at:
                continue
            if found is not None and match.end() > self.at:
                break
            found = match
        if found is None:
            return None
        line = self.text.find("\n", found.end())
        if self.shell == "cmd" and line >= 0:
            return WordReader(self.text, found.end(), self.shell, line, self.known).word()
        return WordReader(self.text, found.end(), self.shell, None, self.known).word()


def _within_address(pieces: Pieces) -> bool:
    """True in an address without quotes, where `&` mostly stands for itself in what people paste."""
    return bool(pieces.parts) and "".join(pieces.parts[:8]).startswith("http")
