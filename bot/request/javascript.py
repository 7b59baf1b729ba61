"""Reads calls in JavaScript and TypeScript."""

from __future__ import annotations

from bot.paste import Report
from bot.request import genai, legacy, rest
from bot.request.clues import has_address
from bot.request.code import Code, Found
from bot.request.draft import Draft
from bot.request.language import JAVASCRIPT


def read(report: Report) -> list[Draft]:
    """The calls of the paste, in JavaScript."""
    code = Code(report, JAVASCRIPT)
    text = report.text
    drafts: list[Draft | None] = []
    for found in code.calls(genai.JAVASCRIPT.calls):
        drafts.append(genai.read(code, found, genai.JAVASCRIPT) or legacy.read(code, found, legacy.JAVASCRIPT))
    if has_address(text):
        drafts += [rest.read(code, found) for found in code.calls(rest.CALLS)]
    drafts += [genai.read_other(code, match, genai.JAVASCRIPT) for match in genai.OTHER_CALLS.finditer(text)]
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
        from bot.request import libraries

        drafts += [libraries.vercel(code, found) for found in code.calls(libraries.VERCEL)]
        drafts += [libraries.langchain(code, found) for found in code.calls(libraries.LANGCHAIN)]
    return drafts


_LIBRARIES = ("generateText", "streamText", "generateObject", "streamObject", "embed(", "embedMany", "ChatGoogle", "initChatModel", "GoogleGenerativeAIEmb", "ChatVertex")
