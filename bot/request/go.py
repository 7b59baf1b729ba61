"""Reads calls in Go."""

from __future__ import annotations

import re

from bot.paste import Report
from bot.request import genai, legacy, rest
from bot.request.code import Code
from bot.request.draft import Draft
from bot.request.language import GO

_HTTP = re.compile(r"\bhttp\.(?P<name>Post|Get|NewRequest|NewRequestWithContext)\(")


def read(report: Report) -> list[Draft]:
    """The calls of the paste, in Go."""
    code = Code(report, GO)
    drafts: list[Draft] = []
    for found in code.calls(genai.GO.calls):
        if draft := genai.read(code, found, genai.GO) or legacy.read(code, found, legacy.GO):
            drafts.append(draft)
    for match in genai.OTHER_CALLS.finditer(code.text):
        if match["owner"][0].isupper() and (draft := genai.read_other(code, match, genai.GO)):
            drafts.append(draft)
    for found in code.calls(_HTTP) if "http." in code.text else ():
        if draft := rest.read(code, found):
            drafts.append(draft)
    return drafts
