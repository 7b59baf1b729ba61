"""How the body is written: what a strict reader of JSON, or a shell, stops at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.paste.span import Span
from bot.request.call import Call
from bot.request.finding import Finding
from bot.request.request import Flaw

_SOURCE = "https://ai.google.dev/gemini-api/docs/troubleshooting"
_SAYS = {
    "trailing comma": "The JSON has a comma before a closing bracket. Take it out.",
    "missing comma": "The JSON lacks a comma between two fields. Put one in.",
    "comment": "JSON has no comments. Take them out.",
    "single quotes": "JSON takes double quotes, not single ones.",
    "unquoted name": "In JSON each name stands in double quotes.",
    "Python literal": "JSON has true, false and null, not True, False and None.",
    "line break in a string": "A string in JSON can't hold a line break: write \\n.",
    "extra bracket": "The JSON has one closing bracket too many.",
    "not JSON": "The body is not JSON.",
    "unclosed": "A bracket or a string of the JSON is not closed.",
    "not stringified": "The body is sent as [object Object]: turn it into text first, with JSON.stringify.",
    "cmd quotes": 'cmd.exe does not know single quotes: it tears header and body apart. Write double quotes, and \\" inside.',
    "shell quotes": "A single quote in the body ends the shell's string early: write '\\'' for it, or send the body from a file.",
    "form encoded": "The body is sent as a form, not as JSON: pass it as json=, or as a JSON string with Content-Type application/json.",
    "depth": "ConvertTo-Json stops at depth 2 and writes what is deeper as text: add -Depth 10.",
}
_TYPED = frozenset({"curl", "http", "cmd", "powershell"})
_ALWAYS = frozenset({"not stringified", "cmd quotes", "shell quotes", "form encoded", "depth"})
# The service's reader of JSON takes these, as Google's own samples show, or the paste alone may have them.
_DOUBTFUL = frozenset(
    {
        "smart quotes",
        "comment",
        "cut",
        "line break in a string",
        "trailing comma",
        "single quotes",
        "unquoted name",
    }
)
_TORN = re.compile(
    r"Invalid JSON payload received\. (?!Unknown name|Invalid value)|Unexpected token|Expected , or|not valid JSON",
    re.IGNORECASE,
)


# A body made with ConvertTo-Json; what follows it on the line tells the depth.
_CONVERTED = re.compile(
    r"(?:-Body\s*\(\s*\$?\w+\s*\||\}\s{0,20}\)?[ \t]{0,20}\||\$\w+\s*=\s*\$\w+\s*\|)\s*ConvertTo-Json\b(?P<rest>[^\n|]*)",
    re.IGNORECASE,
)
_TYPE_SAID = re.compile(r"content-?type|--json", re.IGNORECASE)
_DEPTH = re.compile(r"-D(?:epth)?\s+(?P<depth>\d+)", re.IGNORECASE)
_DEEP_ENOUGH = 4  # contents, a turn, its parts, a part
_FORM = re.compile(r"\b(?:requests|httpx|session|client|aiohttp)\w*\.post\((?P<args>.*)", re.DOTALL)
_DATA = re.compile(r"\bdata\s*=\s*(?:(?P<open>\{)|(?P<name>\w+)\s*[,)\n])")


def check(call: Call) -> Iterator[Finding]:
    """The flaws that the reader met, as far as they matter to the service, and how the body is sent."""
    yield from _flaws(call)
    if call.request.product == "gemini" and call.body:
        yield from _sent(call)


def _sent(call: Call) -> Iterator[Finding]:
    dialect, text = call.request.dialect, call.report.text
    if dialect == "powershell" and (match := _CONVERTED.search(text)):
        depth = _DEPTH.search(match["rest"])
        said = "-d" in match["rest"].lower()
        if not said or (depth and int(depth["depth"]) < _DEEP_ENOUGH):
            yield _at(call, "depth", Span(match.start("rest") - len("ConvertTo-Json"), match.end("rest")))
    elif dialect == "python-requests" and (match := _FORM.search(text)) and "json=" not in match["args"][:2000]:
        data = _DATA.search(match["args"], 0, 2000)
        if data and (
            data["open"] or re.search(rf"^\s*{data['name']}\s*(?::[^=\n]*)?=\s*(?:\{{|dict\()", text, re.MULTILINE)
        ):
            yield _at(call, "form encoded", Span(match.start("args") + data.start(), match.start("args") + data.end()))
    elif dialect in ("curl", "powershell") and call.request.http_method == "POST":
        names = {name.lower() for name in call.request.headers}
        if "content-type" not in names and not _TYPE_SAID.search(text) and isinstance(call.request.body, Mapping):
            says = "Without Content-Type: application/json the body goes out as a form, and the service can't read it. Add the header."
            told = "cannot bind query parameter" in text.lower()
            yield call.found("header", "malformed-request", says, sure=told, source=_SOURCE)


def _at(call: Call, kind: str, span: Span) -> Finding:
    line = call.report.text.count("\n", 0, span.start) + 1
    return Finding("body", "malformed-request", _SAYS[kind], span, line, True, _SOURCE)


def _flaws(call: Call) -> Iterator[Finding]:
    told = bool(call.request.flaws) and _TORN.search(call.report.text) is not None
    for flaw in call.request.flaws:
        if flaw.kind == "twice":
            yield from _twice(call, flaw)
        elif flaw.kind in _SAYS and not _forgiven(call, flaw):
            sure = flaw.kind in _ALWAYS or told or (flaw.kind not in _DOUBTFUL and call.request.dialect in _TYPED)
            line = call.report.text.count("\n", 0, flaw.span.start) + 1
            yield Finding("body", "malformed-request", _SAYS[flaw.kind], flaw.span, line, sure, _SOURCE)


def _forgiven(call: Call, flaw: Flaw) -> bool:
    """True of what is right in the language that the body is written in."""
    return (flaw.kind not in _ALWAYS and not call.rest) or (
        call.request.dialect in ("js-fetch", "python-requests") and flaw.kind not in _ALWAYS
    )


def _twice(call: Call, flaw: Flaw) -> Iterator[Finding]:
    says = f"{flaw.path or 'A field'} is written twice, in both spellings: one of them is lost. Keep one."
    line = call.report.text.count("\n", 0, flaw.span.start) + 1
    yield Finding(flaw.path or "body", "malformed-request", says, flaw.span, line, True, _SOURCE)
