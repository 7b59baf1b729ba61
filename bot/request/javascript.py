"""Reads calls in JavaScript and TypeScript."""

from __future__ import annotations

from bot.paste import Report
from bot.request import beside, genai, legacy, rest, sdk
from bot.request.clues import has_address
from bot.request.code import Code, Found
from bot.request.draft import Draft
from bot.request.language import JAVASCRIPT


def read(report: Report) -> list[Draft]:
    """The calls of the paste, in JavaScript."""
    code = Code(report, JAVASCRIPT)
    text = report.text
    drafts: list[Draft | None] = []
    for found in code.calls(sdk.JAVASCRIPT.calls):
        drafts.append(genai.read(code, found, sdk.JAVASCRIPT) or legacy.read(code, found, legacy.JAVASCRIPT))
    if has_address(text):
        drafts += [rest.read(code, found) for found in code.calls(rest.CALLS)]
    drafts += [beside.read_other(code, match, sdk.JAVASCRIPT) for match in beside.OTHER_CALLS.finditer(text)]
    drafts += _libraries(code)
    return [draft for draft in drafts if draft]


def _libraries(code: Code) -> list[Draft | None]:
    """The calls through libraries for several vendors."""
    text = code.text
    drafts: list[Draft | None] = []
    if "completions" in text or "embeddings.create" in text:
        from bot.request import openai

        for match in openai.CALLS.finditer(text):
            if call := code.call(match.start("name"), match.end() - 1):
                drafts.append(openai.read(code, Found(match["name"], call), match["owner"]))
    if any(sign in text for sign in _LIBRARIES):
        from bot.request import langchain, vercel

        drafts += [vercel.read(code, found) for found in code.calls(vercel.CALLS)]
        drafts += [langchain.read(code, found) for found in code.calls(langchain.CALLS)]
    return drafts


_LIBRARIES = (
    "generateText",
    "streamText",
    "generateObject",
    "streamObject",
    "embed(",
    "embedMany",
    "ChatGoogle",
    "initChatModel",
    "GoogleGenerativeAIEmb",
    "ChatVertex",
)
