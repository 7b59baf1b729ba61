"""A reader of expressions that forgives: one grammar for the literals, names and calls of all languages.

A paste is no program: prose stands around the code, its top or its end is cut off, its quotes are curly, half of it is in
a comment. So we don't parse a file; we parse the one expression that stands at a place, and what is not a literal, a
name, a call, a sum or a product becomes Other and is passed over to the next comma or bracket. Linear in the letters
read; nesting beyond 60 levels is Other.
"""

from __future__ import annotations

import re

from bot.request.brackets import CLOSERS, UNFINISHED, Brackets, type_name
from bot.request.nodes import Arg, Attr, Call, Chain, Item, Node, Number, Other, Template, Text, Word
from bot.request.strings import begins, literal, prefix

HOLE = "\ue000"  # stands where a shell put a value that the paste doesn't show
MOST_LEVELS = 60
_NUMBER = re.compile(
    r"[-+]?(?:0[xX][0-9a-fA-F_]+|(?:\d[\d_]*)?\.?\d[\d_]*\.?(?![.\w]*[A-Za-z]{2})(?:[eE][-+]?\d+)?)[fFdDlLnuU]?(?![\w])"
)
_WORD = re.compile(rf"[A-Za-z_$@{HOLE}][\w${HOLE}]*")
_SHELL_WORD = re.compile(r"\$?[A-Za-z_][\w-]*(?::\w+)?")
_SHELL_CAST = re.compile(r"\[[A-Za-z][\w.]*(?:\[\])?\][ \t]*(?=[@\"'$(\d])")
_TYPE_ARGUMENTS = re.compile(r"<[\w\s,.<>\[\]|?:'\"]{0,200}>(?=\s*[(\[{])")
_CAST = re.compile(r"\s+(?:as|satisfies)\s+(?:const|[\w.]+(?:<[\w\s,.<>|\[\]]*>)?(?:\[\])*)(?:\s*\|\s*\w+)*")
_ARROW = re.compile(r"(?:\s*:\s*[\w<>.\[\]| ]{1,80})?\s*(?:=>|->)")
_GO_LIST = re.compile(r"\[[\w.]*\]\s*([\w.\[\]*]*?(?:interface|struct)\{\}|[\w.\[\]*]+)\s*(?=\{)")
_GO_BYTES = re.compile(r"\[\](?:byte|rune)\s*(?=\()")
_GO_MAP = re.compile(r"map\[[\w.]+\]\s*(?:[\w.\[\]*]*?interface\{\}|[\w.\[\]*]+)\s*(?=\{)")
_PREFIX_WORDS = frozenset({"await", "new", "yield", "const", "typeof", "return", "delete", "void", "try"})
# Words that no value begins with, by language; of a language not named here, the last ones.
_CODE_WORDS = {
    "python": frozenset({"async", "lambda", "class", "def", "if", "for", "not"}),
    "javascript": frozenset({"function", "async", "class", "if", "for", "switch"}),
    "": frozenset({"function", "async", "class", "func", "def", "if", "for", "not", "switch", "when", "fun"}),
}
_BINARY = re.compile(r"\?\?|\|\||&&|[-/%<>?|&^]|==|!=|=>|->|\*\*|(?:or|and|if|in|is|for|instanceof|else|not|to|as)\b")
_NEXT_KEY = re.compile(r"[\"'][\w.-]{1,60}[\"'][ \t]*:")  # of a field behind a comma that is missing
_PIPE = re.compile(r"\|\s*([\w-]+)[^\n)|;}]*")


class Parser(Brackets):
    """Reads expressions of `text` up to `end`; `at` is where it stands."""

    __slots__ = ()

    def expression(self) -> Node:
        """The expression that stands here; afterwards the parser stands behind it."""
        self.gap() if not self.level else self.blank()
        start = self.at
        if self.level > MOST_LEVELS:
            return self.other(start)
        parts = [self.operand()]
        sign = ""
        while True:
            self.gap()
            letter = self.letter()
            if letter == "|" and self.language.name == "powershell":
                return self._piped(parts[0] if len(parts) == 1 else Chain(tuple(parts), sign, start, parts[-1].end))
            if letter in "+*" and letter and not self.text.startswith(("++", "**"), self.at) and sign in ("", letter):
                sign = letter
                self.at += 1
                self.blank()
                parts.append(self.operand())
            elif letter in "|%" and letter and self.language.name == "python" and sign in ("", letter):
                sign = letter  # one dict over another, values put into a string
                self.at += 1
                self.blank()
                parts.append(self.operand())
            elif (
                letter and isinstance(parts[-1], Text | Template | Chain) and self._string_here() and sign in ("", "+")
            ):
                if self.language.name == "json" or _NEXT_KEY.match(self.text, self.at, self.end):
                    break
                sign = "+"  # literals side by side
                parts.append(self.operand())
            elif (
                letter
                and self.language.name != "json"
                and (_BINARY.match(self.text, self.at, self.end) or (letter in "+*"))
            ):
                return self.other(start)
            else:
                break
        return parts[0] if len(parts) == 1 else Chain(tuple(parts), sign, start, parts[-1].end)

    def _piped(self, node: Node) -> Node:
        """A value behind which PowerShell's pipe stands: what it makes of it, if that is JSON."""
        while match := _PIPE.match(self.text, self.at, self.end):
            self.at = match.end()
            name = "stringify" if match[1].lower() == "convertto-json" else match[1]
            node = Call(
                Word(name, match.start(1), match.end(1)),
                (Arg(None, node.start, node.start, node),),
                node.start,
                self.at,
            )
            self.gap()
        return node

    def _string_here(self) -> bool:
        return begins(self.text, self.at) or bool(prefix(self.text, self.at, self.language))

    def operand(self) -> Node:
        self.level += 1
        try:
            return self._operand()
        finally:
            self.level -= 1

    def _operand(self) -> Node:
        text, start = self.text, self.at
        letter = self.letter()
        if not letter:
            self.cut = True
            return Other(start, start)
        if self._string_here():
            node: Node = literal(text, start, self.end, self.language, self._within)
            self._note(node)
            self.at = node.end
            return self._postfix(node)
        if letter == "{":
            return self._cast(self.fields(start))
        if letter == "[":
            if self.language.composites and (match := _GO_BYTES.match(text, start, self.end)):
                self.at = match.end()
                return self._postfix(self.call(Word("string", start, match.end())))
            if self.language.composites and (match := _GO_LIST.match(text, start, self.end)):
                self.at = match.end()
                return self._composite(start, match[1], rows=True)
            if self.language.name == "powershell" and (match := _SHELL_CAST.match(text, start, self.end)):
                self.at = match.end()
                return self._operand()
            return self._postfix(self.rows(start))
        if letter.isdigit() or letter in "-+.":
            if match := _NUMBER.match(text, start, self.end):
                self.at = match.end()
                return self._cast(Number(_number(match[0]), start, self.at))
            if letter == ".":
                return self._dots(start)
            self.at += 1
            return self.other(start)
        if letter == "(":
            return self._parenthesis(start)
        if letter == "@" and text[start + 1 : start + 2] in ("{", "("):
            self.at += 1
            return self.fields(start) if text[start + 1] == "{" else self.rows(start)
        if letter in "&*" and self.language.composites:
            self.at += 1
            return self._operand()
        if letter == "<" and (match := _TYPE_ARGUMENTS.match(text, start, self.end)):
            self.at = match.end()
            self.blank()
            return self._operand()
        if letter in "…":
            self.at += 1
            return Other(start, self.at)
        return self._word(start)

    def _dots(self, start: int) -> Node:
        """`...` in the place of a value, or `.ENUM_NAME` of Swift's and Dart's."""
        if match := UNFINISHED.match(self.text, start, self.end):
            self.at = match.end()
            return Other(start, self.at)
        self.at += 1
        return self.other(start)

    def _word(self, start: int) -> Node:
        words = _SHELL_WORD if self.language.name == "powershell" else _WORD
        match = words.match(self.text, start, self.end)
        if match is None:
            self.at += self.letter() not in CLOSERS
            return self.other(start)
        name = match[0]
        if name in _PREFIX_WORDS and self.language.name != "json":
            self.at = match.end()
            self.blank()
            return self._operand()
        if self.language.name != "json" and name in _CODE_WORDS.get(self.language.name, _CODE_WORDS[""]):
            return self.other(start)
        if self.language.composites and name == "map" and (types := _GO_MAP.match(self.text, start, self.end)):
            self.at = types.end()
            return self._composite(start, "map", rows=False)
        self.at = match.end()
        if self.language.name != "json" and (arrow := _ARROW.match(self.text, self.at, self.end)):
            self.at = arrow.end()
            return self.other(start)
        return self._postfix(Word(name, start, self.at))

    def _cast(self, node: Node) -> Node:
        """The node; TypeScript's `as const` and `satisfies T` behind it are passed over."""
        if self.language.name == "javascript" and (match := _CAST.match(self.text, self.at, self.end)):
            self.at = match.end()
        return node

    def _parenthesis(self, start: int) -> Node:
        inner = self.rows(start)
        if self.language.name != "json" and (arrow := _ARROW.match(self.text, self.at, self.end)):
            self.at = arrow.end()
            self.blank()
            return self.other(start)
        if len(inner.items) == 1 and not self.text[start : self.at].rstrip(") \n\t").endswith(","):
            return self._postfix(inner.items[0].value)
        return self._postfix(inner)

    def _postfix(self, node: Node) -> Node:
        """The node with the attributes, subscripts and calls behind it."""
        if self.language.name == "json":
            return node
        text = self.text
        while True:
            before = self.at
            self.level -= 1  # a line end ends a statement, not an operand
            self.gap()
            self.level += 1
            letter = self.letter()
            if letter == "!" and text[self.at + 1 : self.at + 2] in (".", ",", ")", "]", "}", ";", "\n", "["):
                self.at += 1
            elif (
                letter in ".?!"
                and letter
                and (match := re.compile(r"(?:\?\.|!!?\.|\.)\s*(?=[A-Za-z_(\[])").match(text, self.at, self.end))
            ):
                self.at = match.end()
                if word := _WORD.match(text, self.at, self.end):
                    self.at = word.end()
                    node = Attr(node, word[0], node.start, self.at)
            elif letter == "(":
                node = self.call(node)
            elif letter == "[" and self.at == before:
                key = self.rows(self.at)
                node = Item(node, key.items[0].value if key.items else key, node.start, self.at)
            elif letter == "{" and self.language.composites and _named_type(node):
                return self._composite(node.start, type_name(node), rows=False)
            elif letter == "{" and self.language.blocks and isinstance(node, Word | Call) and self.at - before < 2:
                block = self.fields(self.at)
                args = node.args if isinstance(node, Call) else ()
                node = Call(
                    node.of if isinstance(node, Call) else node,
                    (*args, Arg(None, block.start, block.start, block)),
                    node.start,
                    self.at,
                )
            elif (letter == "<" and (match := _TYPE_ARGUMENTS.match(text, self.at, self.end))) or (
                self.language.name in ("javascript", "kotlin", "dart")
                and (match := _CAST.match(text, before, self.end))
            ):
                self.at = match.end()
            else:
                self.at = before
                return node


def _number(written: str) -> int | float:
    digits = (
        written.replace("_", "").rstrip("fFdDlLnuU") if not written.lower().lstrip("+-").startswith("0x") else written
    )
    try:
        return int(digits, 16) if "x" in digits.lower() else float(digits) if set(digits) & set(".eE") else int(digits)
    except ValueError:
        return 0


def _named_type(node: Node) -> bool:
    """True of what can be the type before a composite literal: `genai.Part`, `Part`."""
    name = type_name(node)
    return isinstance(node, Attr | Word) and name[:1].isupper()
