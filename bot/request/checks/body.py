"""How the body is written: what a strict reader of JSON, or a shell, stops at."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
    "not stringified": "The body is sent as [object Object]: turn it into text first, with JSON.stringify.",
    "cmd quotes": 'cmd.exe does not know single quotes: it tears header and body apart. Write double quotes, and \\" inside.',
    "shell quotes": "A single quote in the body ends the shell's string early: write '\\'' for it, or send the body from a file.",
    "form encoded": "The body is sent as a form, not as JSON: pass it as json=, or as a JSON string with Content-Type application/json.",
    "depth": "ConvertTo-Json stops at depth 2 and writes the rest as text: add -Depth 10.",
}
_TYPED = frozenset({"curl", "http", "cmd", "powershell"})
_ALWAYS = frozenset({"not stringified", "cmd quotes", "shell quotes", "form encoded", "depth"})
_DOUBTFUL = frozenset({"smart quotes", "comment", "cut", "unclosed", "line break in a string"})
_TORN = re.compile(
    r"Invalid JSON payload|Unexpected token|Expected , or|JSONDecodeError|Parsing error|not valid JSON", re.IGNORECASE
)


def check(call: Call) -> Iterator[Finding]:
    """The flaws that the reader met, as far as they matter to the service."""
    told = _TORN.search(call.report.text) is not None
    for flaw in call.request.flaws:
        if flaw.kind == "twice":
            yield from _twice(call, flaw)
        elif flaw.kind in _SAYS and not _forgiven(call, flaw):
            sure = flaw.kind in _ALWAYS or (flaw.kind not in _DOUBTFUL and (call.request.dialect in _TYPED or told))
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
