"""Reads calls in Python."""

from __future__ import annotations

import re

from bot.paste import Report
from bot.request import genai
from bot.request.clues import speaks
from bot.request.code import Code
from bot.request.draft import Draft
from bot.request.language import PYTHON

_CONFIG = re.compile(r"(?<![\w.])(?:types\.|genai\.types\.)?(?P<name>GenerateContentConfig)\(")


def read(report: Report) -> list[Draft]:
    """The calls of the paste, in Python."""
    code = Code(report, PYTHON)
    drafts: list[Draft] = []
    for found in code.calls(genai.PYTHON.calls):
        if draft := genai.read(code, found, genai.PYTHON):
            drafts.append(draft)
    for match in genai.OTHER_CALLS.finditer(code.text) if speaks(code.text, "python") else ():
        if draft := genai.read_other(code, match, genai.PYTHON):
            drafts.append(draft)
    if not drafts and (made := code.first_call(_CONFIG)) and (draft := genai.config_alone(code, made, genai.PYTHON)):
        drafts.append(draft)
    return drafts
