"""Where the names of a paste get their values: one pass over its assignments, parsed when somebody asks."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import NamedTuple

from bot.request.language import Language
from bot.request.nodes import Arg, Call, Make, Node
from bot.request.syntax import Parser

_MOST = 2_000  # assignments that are kept
_ASSIGNS = re.compile(
    r"(?:^|[;{]|//|#)[ \t>+|]*+(?:(?:where|with|here|and|const|let|var|val|final|static|export|public|private|protected|late|readonly|override|export)[ \t]+){0,4}+"
    r"(?:[A-Z][\w.]*+(?:<[^>\n]{0,80}>)?(?:\[\])?[?]?[ \t]+(?=[a-z_A-Z]))?"
    r"(?P<name>\$env:\w++|\$?[A-Za-z_][\w.]*+)(?P<keys>(?:[ \t]*\[[ \t]*[\"'][\w.-]{1,60}[\"'][ \t]*\])*+)"
    r"(?:[ \t]*,[ \t]*[a-z_]\w*)?"
    r"(?:[ \t]*:(?!=)[ \t]*[\w.\[\]<>|, \t*&{}\"']{1,80}?)?[ \t]*(?P<sign>:=|\+=|=(?![=>~]))[ \t]*+(?:\r?\n[ \t]++(?![\w.]+[ \t]*=))?",
    re.M,
)
_WITH = re.compile(r"\bwith[ \t]+(?P<value>[A-Za-z_][^\n:]{1,300}?)[ \t]+as[ \t]+(?P<name>[A-Za-z_]\w*)\b")
_DEF = re.compile(
    r"(?:\b(?:def|function|func|fun)[ \t]+(?:\([^)\n]{0,60}\)[ \t]*)?(?P<name>[A-Za-z_]\w*)[ \t]*\("
    r"|\b(?:const|let|var)[ \t]+(?P<arrow>[A-Za-z_]\w*)[ \t]*=[ \t]*(?:async[ \t]*)?\((?=[^()\n]{0,300}\)[^=\n]{0,60}=>))"
)
_RETURN = re.compile(r"\breturn[ \t]+")
_PUT = re.compile(
    r"(?<!\w)(?<!\w\.)(?P<name>[A-Za-z_]\w*+(?:\.\w++)*)(?P<keys>(?:\[[\"'][\w.-]{1,60}[\"']\])*+)\.(?P<verb>append|push|add|extend|update)\("
)
_PUTS = re.compile(r"\.(?:append|push|add|extend|update)\(")  # what most code has none of
_SUBSCRIPT = re.compile(r"[\"']([\w.-]+)[\"']")
_DEFAULT = re.compile(r"[A-Za-z_]\w*[ \t]*(?::[^=\n()]{1,80}(?:\[[^\n=]{0,80}\])?)?=[ \t]*(?!=)")
_BODY = re.compile(r"\n(?=[^\s})#/])")


class Assigned(NamedTuple):
    """`name = …`: where it stands and where its value begins; `keys` for `name["key"]["key"] = …`."""

    at: int
    value_at: int
    sign: str
    keys: tuple[str, ...]
    end: int | None = None


class Put(NamedTuple):
    """`name.append(…)`, `name["key"].update(…)`: where it stands, and where its bracket has opened."""

    name: str
    keys: tuple[str, ...]
    verb: str
    at: int
    behind: int


class Change(NamedTuple):
    """What is set in a field, which stands below a name at `path`."""

    path: tuple[str, ...]
    at: int
    value: Node


class Function(NamedTuple):
    name: str
    at: int
    bracket: int


class Scope:
    """The assignments, functions and appends of a text."""

    def __init__(self, text: str, language: Language, start: int = 0, end: int | None = None) -> None:
        self.text = text
        self.language = language
        self.end = len(text) if end is None else end
        self.names: dict[str, list[Assigned]] = defaultdict(list)
        for match in _up_to(_ASSIGNS, text, start, self.end):
            keys = _keys(match["keys"])
            one = Assigned(match.start("name"), match.end(), match["sign"], keys)
            self.names[match["name"]].append(one)
        if " as " in text:
            for match in _up_to(_WITH, text, start, self.end):
                self.names[match["name"]].append(
                    Assigned(match.start(), match.start("value"), "=", (), match.end("value"))
                )
        self.functions = [
            Function(m["name"] or m["arrow"], m.start(), m.end() - 1) for m in _up_to(_DEF, text, start, self.end)
        ]
        put = _up_to(_PUT, text, start, self.end) if _PUTS.search(text, start, self.end) else []
        self.puts = [Put(m["name"], _keys(m["keys"]), m["verb"], m.start(), m.end()) for m in put]
        self._parsed: dict[int, Node] = {}

    def value(self, at: int, end: int | None = None) -> Node:
        """The expression that stands at `at`."""
        if at not in self._parsed:
            self._parsed[at] = Parser(self.text, self.language, at, end or self.end).expression()
        return self._parsed[at]

    def definition(self, name: str, at: int) -> Assigned | None:
        """The assignment that holds at `at`: the last before it, else the first behind it."""
        known = [one for one in self.names.get(name, ()) if not one.keys and one.sign != "+="]
        before = [one for one in known if one.value_at <= at]
        inside = [one for one in before if self._is_at(one, at)]
        before = [one for one in before if one not in inside]
        behind = [one for one in known if one.at > at]
        return before[-1] if before else behind[0] if behind else None

    def _is_at(self, one: Assigned, at: int) -> bool:
        """True where `at` is within the assignment's own value: `x = f(x)`."""
        if self.text.find("\n\n", one.value_at, at) >= 0:
            return False
        return one.value_at <= at < self.value(one.value_at, one.end).end

    def has_class(self, name: str) -> bool:
        """True where the paste shows the class, whose fields then have their defaults in it."""
        return bool(name) and re.search(rf"\bclass {re.escape(name)}\b", self.text) is not None

    def grows(self, name: str, start: int, end: int) -> bool:
        """True where something is added to the name by `+=` between two places."""
        return any(one.sign == "+=" and start < one.at < end for one in self.names.get(name, ()))

    def changes(self, name: str, start: int, end: int) -> list[Change]:
        """What is set in the fields of `name` between two places, by assignments and by `update`."""
        found = [
            Change((*put.keys, arg.name), arg.name_start, arg.value)
            for put in self.puts
            if put.verb == "update" and put.name == name and start < put.at < end
            for arg in self._updated(put)
            if arg.name
        ]
        for dotted, many in self.names.items():
            if dotted != name and not dotted.startswith(name + "."):
                continue
            path = tuple(dotted[len(name) + 1 :].split(".")) if dotted != name else ()
            for one in many:
                whole = (*path, *one.keys)
                if whole and start < one.at < end and one.sign != "+=":
                    found.append(Change(whole, one.at, self.value(one.value_at)))
        return sorted(found, key=lambda change: change.at)

    def _updated(self, put: Put) -> tuple[Arg, ...]:
        """The fields that `update` is given: by name, or in one dict."""
        args = self.call_at(put.behind - 1).args
        return args[0].value.fields if len(args) == 1 and isinstance(args[0].value, Make) else args

    def added(self, name: str, start: int, end: int) -> list[Arg]:
        """What is appended to the list `name` between two places; spread where it is a list of them."""
        found: list[Arg] = []
        for put in self.puts:
            if put.name == name and not put.keys and put.verb != "update" and start < put.at < end:
                call = self.call_at(put.behind - 1)
                found += [arg._replace(spread=put.verb == "extend") for arg in call.args if arg.name is None]
        return found

    def call_at(self, bracket: int) -> Call:
        """The call whose opening bracket stands at `bracket`; of what is called, nothing is read."""
        key = -1 - bracket
        if key not in self._parsed:
            from bot.request.nodes import Word

            parser = Parser(self.text, self.language, bracket, self.end)
            parser.level = 1
            self._parsed[key] = parser.call(Word("", bracket, bracket))
        node = self._parsed[key]
        assert isinstance(node, Call)  # noqa: S101  what stands under a negative key is a call
        return node

    def returned(self, name: str) -> Node | None:
        """What the function `name` of the paste gives back, where that is plain: one `return`."""
        function = next((f for f in self.functions if f.name == name), None)
        if function is None:
            return None
        border = _BODY.search(self.text, function.bracket, self.end)
        returns = list(_RETURN.finditer(self.text, function.bracket, border.start() if border else self.end))
        return self.value(returns[0].end()) if len(returns) == 1 else None

    def argument(self, name: str, at: int) -> Node | None:
        """What is passed for the parameter `name` of the function around `at`, where one call says it; else its default."""
        around = [f for f in self.functions if f.at < at]
        if not around:
            return None
        function = around[-1]
        parameters = self.call_at(function.bracket).args
        names = [_parameter(self.text, a) for a in parameters]
        if name not in names:
            return None
        place = names.index(name)
        place -= names[0] in ("self", "cls")
        calls = [
            self.call_at(match.end() - 1)
            for match in _up_to(re.compile(rf"(?<![\w]){re.escape(function.name)}\("), self.text, 0, self.end)
            if match.end() - 1 != function.bracket
        ]
        given = [arg for call in calls if (arg := _passed(call, name, place))]
        if len(given) == 1:
            return given[0].value
        return None if given else self._default(parameters[names.index(name)])

    def _default(self, parameter: Arg) -> Node | None:
        """What a parameter is where nothing is passed for it: 5 of `n=5` and of `n: int = 5`."""
        start = parameter.name_start if parameter.name else parameter.value.start
        match = _DEFAULT.match(self.text, start, self.end)
        return self.value(match.end()) if match else None


def _passed(call: Call, name: str, place: int) -> Arg | None:
    named = next((arg for arg in call.args if arg.name == name), None)
    if named:
        return named
    plain = [arg for arg in call.args if arg.name is None]
    return plain[place] if 0 <= place < len(plain) and not any(a.spread for a in plain[: place + 1]) else None


def _parameter(text: str, arg: Arg) -> str:
    """The name of a parameter: `q` of `q`, `q: str = ""`, `q string`."""
    if arg.name:
        return arg.name
    match = re.match(r"\*{0,2}([A-Za-z_]\w*)", text[arg.value.start : arg.value.start + 80])
    return match[1] if match else ""


def _keys(written: str) -> tuple[str, ...]:
    """`a`, `b` of `["a"]["b"]`."""
    return tuple(_SUBSCRIPT.findall(written)) if written else ()


def _up_to(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[re.Match[str]]:
    found = []
    for match in pattern.finditer(text, start, end):
        found.append(match)
        if len(found) >= _MOST:
            break
    return found
