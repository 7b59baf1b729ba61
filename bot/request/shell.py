"""The words of one command as bash, cmd.exe or PowerShell split it."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from bot.paste.plain import Plain
from bot.request.shell_word import CONTINUED, Pieces, ShellWord, WordReader

Shell = Literal["bash", "cmd", "powershell"]
_MOST_WORDS = 400
_HEREDOC = re.compile(r"<<(?P<dash>-?)[ \t]*(?P<quote>['\"\\]?)(?P<word>[A-Za-z_]\w*)['\"]?")
# A next line that can only go on with the command, though its continuation was lost.
_GOES_ON = re.compile(r"\s{0,40}(?:-{1,2}|[–—])[A-Za-z][\w-]*[ \t=\"'@{$]")
_ENDS = re.compile(r"(?:\|\|?|&&|;|>|2>|<(?!<)|&)(?=[\s&>|]|$|\w)")
_ESCAPED = re.compile(r'\\(?:\\\\)*"')  # an odd number of backslashes and a quote


class Command(NamedTuple):
    words: tuple[ShellWord, ...]
    start: int
    end: int
    stdin: Plain | None
    shell: Shell
    cut: bool
    text: str


def shell_at(text: str, at: int) -> Shell:
    """The shell that the command at `at` was written for: it is continued, or names variables, in the shell's own way."""
    line = text[text.rfind("\n", 0, at) + 1 : at]
    lines = text[at : at + 4000]
    if re.search(r"[A-Za-z]:\\[^\n>]*>\s*$", line) and not line.lstrip().startswith("PS"):
        return "cmd"
    if CONTINUED["cmd"].search(lines) or re.search(r"%[A-Z_]{3,40}%", lines):
        return "cmd"
    if line.lstrip().startswith("PS") or CONTINUED["powershell"].search(lines) or "$env:" in lines:
        return "powershell"
    if CONTINUED["bash"].search(lines):
        return "bash"
    named = text.startswith("curl.exe", at) or re.search(r"\b(?:powershell|pwsh)\b|\$env:", text, re.IGNORECASE)
    return "powershell" if named else "bash"


def native(plain: Plain) -> Plain:
    """A word as Windows hands it from PowerShell to a program: \\" becomes a quote, as long as no other quote stands in it."""
    marks = list(_ESCAPED.finditer(plain.text))
    if not marks or len(marks) != plain.text.count('"'):
        return plain
    return plain.without((match.start(), match.end(), match[0][: len(match[0]) // 2 - 1] + '"') for match in marks)


class Lexer(WordReader):
    """Reads the command whose first word stands at `at`."""

    def command(self) -> Command:
        words: list[ShellWord] = []
        while len(words) < _MOST_WORDS and self._more():
            word = self.word()
            if word is None:
                break
            words.append(word)
        end = self.at
        if self.heredocs:
            end = self._heredoc()
        return Command(tuple(words), self.start, end, self.stdin, self.shell, self.cut, self.text)

    def command_to_file(self) -> Plain | None:
        """What a line writes into a file: of `cat > body.json <<EOF` the heredoc, of `echo '…' > body.json` the word."""
        line = self.text.find("\n", self.at)
        head = self.text[self.at : line if line >= 0 else self.end]
        if match := _HEREDOC.search(self.text, self.at, line if line >= 0 else self.end):
            self.heredocs.append((match["word"], bool(match["quote"])))
            self.at = match.end()
            self._heredoc()
            return self.stdin
        if head.lstrip().startswith(("echo", "printf")):
            words = self.command().words
            return words[-1].plain if len(words) > 1 else None
        return None

    def _more(self) -> bool:
        """Stands before the next word; False where the command ends."""
        text = self.text
        while self.at < self.end:
            if match := CONTINUED[self.shell].match(text, self.at, self.end):
                self.at = match.end()
            elif text[self.at] in " \t\xa0\r\u200b":
                self.at += 1
            elif text[self.at] == "\n":
                if self.heredocs or not _GOES_ON.match(text, self.at + 1, self.end):
                    return False
                self.at += 1
            elif match := _HEREDOC.match(text, self.at, self.end):
                self.heredocs.append((match["word"], bool(match["quote"])))
                self.at = match.end()
            elif text.startswith("<<<", self.at):
                self.at += 3
                while text[self.at : self.at + 1] in " \t" and self.at < self.end:
                    self.at += 1
                word = self.word()
                self.stdin = word.plain if word else None
            elif _ENDS.match(text, self.at, self.end):
                if not self.heredocs and "<<" in text[self.at : (text.find("\n", self.at) + 1 or self.end)]:
                    self.at += 1
                    continue
                if self.heredocs or text[self.at] in ">2":
                    self.at = text.find("\n", self.at) if text.find("\n", self.at) >= 0 else self.end
                return False
            else:
                return True
        return False

    def _heredoc(self) -> int:
        """Reads the text of the heredoc; gives where it ends."""
        word, quoted = self.heredocs[0]
        line = self.text.find("\n", self.at)
        if line < 0:
            self.cut = True
            return self.at
        begin = line + 1
        # Strictly the word stands at the line's beginning; pasted into a list or a quote it doesn't.
        close = re.compile(rf"^[ \t>]*{re.escape(word)}[ \t]*\r?$", re.M).search(self.text, begin)
        stop = close.start() if close else len(self.text)
        self.cut = self.cut or close is None
        if quoted:
            self.stdin = Plain(self.text[begin:stop], (0,), (begin,))
        else:
            self.stdin = self._filled(begin, stop)
        return close.end() if close else stop

    def _filled(self, begin: int, stop: int) -> Plain:
        """Text in which the shell puts values."""
        pieces = Pieces()
        run = at = begin
        text = self.text
        while at < stop:
            if text[at] in "$`":
                pieces.add(text[run:at], run)
                self.at = at
                if self._value(pieces):
                    run = at = self.at
                    continue
                run = at
            elif text[at] == "\\" and text[at + 1 : at + 2] in "$`\\":
                pieces.add(text[run:at], run)
                run = at + 1
                at += 2
                continue
            at += 1
        pieces.add(text[run:stop], run)
        return pieces.plain()
