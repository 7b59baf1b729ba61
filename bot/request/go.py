"""Reads calls in Go."""

from __future__ import annotations

import re

from bot.paste import Report
from bot.request import beside, genai, legacy, rest, sdk
from bot.request.code import Code
from bot.request.draft import Draft
from bot.request.language import GO

_HTTP = re.compile(r"\bhttp\.(?P<name>Post|Get|NewRequest|NewRequestWithContext)\(")


def read(report: Report) -> list[Draft]:
    """The calls of the paste, in Go."""
    code = Code(report, GO)
    drafts: list[Draft] = []
    for found in code.calls(sdk.GO.calls):
        if draft := genai.read(code, found, sdk.GO) or legacy.read(code, found, legacy.GO):
            drafts.append(draft)
    for match in beside.OTHER_CALLS.finditer(code.text):
        if match["owner"][0].isupper() and (draft := beside.read_other(code, match, sdk.GO)):
            drafts.append(draft)
    for found in code.calls(_HTTP) if "http." in code.text else ():
        if draft := rest.read(code, found):
            drafts.append(draft)
    return drafts
