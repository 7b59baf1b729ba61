"""Reads calls in Python."""

from __future__ import annotations

import re

from bot.paste import Report
from bot.request import beside, genai, legacy, rest, sdk
from bot.request.clues import has_address
from bot.request.code import Code, Found
from bot.request.draft import Draft
from bot.request.language import PYTHON

_CONFIG = re.compile(r"(?<![\w.])(?:types\.|genai\.types\.)?(?P<name>GenerateContentConfig)\(")


def read(report: Report) -> list[Draft]:
    """The calls of the paste, in Python."""
    code = Code(report, PYTHON)
    text = report.text
    drafts: list[Draft | None] = []
    for found in code.calls(sdk.PYTHON.calls):
        drafts.append(genai.read(code, found, sdk.PYTHON) or legacy.read(code, found, legacy.PYTHON))
    if has_address(text):
        drafts += [rest.read(code, found) for found in code.calls(rest.CALLS)]
    drafts += [beside.read_other(code, match, sdk.PYTHON) for match in beside.OTHER_CALLS.finditer(text)]
    drafts += libraries_of(code)
    if not any(drafts) and (made := code.first_call(_CONFIG)):
        drafts.append(beside.config_alone(code, made, sdk.PYTHON))
    return [draft for draft in drafts if draft]


def libraries_of(code: Code) -> list[Draft | None]:
    """The calls through libraries for several vendors."""
    text = code.text
    drafts: list[Draft | None] = []
    if "ompletions" in text or "embeddings.create" in text:
        from bot.request import openai

        for match in openai.CALLS.finditer(text):
            if call := code.call(match.start("name"), match.end() - 1):
                drafts.append(openai.read(code, Found(match["name"], call), match["owner"]))
    if any(sign in text for sign in _LIBRARIES):
        from bot.request import adk, langchain, litellm

        drafts += [langchain.read(code, found) for found in code.calls(langchain.CALLS)]
        drafts += [litellm.read(code, found) for found in code.calls(litellm.CALLS)]
        drafts += [adk.read(code, found) for found in code.calls(adk.CALLS)]
    return drafts


_LIBRARIES = (
    "GoogleGenerativeAI",
    "ompletion(",
    "mbedding(",
    "LLM(",
    "Agent(",
    "VertexAI",
    "init_chat_model",
    "initChatModel",
)
