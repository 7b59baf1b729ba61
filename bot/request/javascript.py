"""Reads calls in JavaScript and TypeScript."""

from __future__ import annotations

from bot.paste import Report
from bot.request import genai
from bot.request.clues import speaks
from bot.request.code import Code
from bot.request.draft import Draft
from bot.request.language import JAVASCRIPT


def read(report: Report) -> list[Draft]:
    """The calls of the paste, in JavaScript."""
    code = Code(report, JAVASCRIPT)
    drafts: list[Draft] = []
    for found in code.calls(genai.JAVASCRIPT.calls):
        if draft := genai.read(code, found, genai.JAVASCRIPT):
            drafts.append(draft)
    for match in genai.OTHER_CALLS.finditer(code.text) if speaks(code.text, "javascript") else ():
        if draft := genai.read_other(code, match, genai.JAVASCRIPT):
            drafts.append(draft)
    return drafts
