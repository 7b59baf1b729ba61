"""Reads calls in Python."""

from __future__ import annotations

import itertools
import re

from bot.paste import Report
from bot.request import beside, genai, legacy, rest, sdk
from bot.request.clues import has_address
from bot.request.code import Code, Found
from bot.request.draft import Draft
from bot.request.language import PYTHON
from bot.request.nodes import Call

_NAMES = "generate_content(?:_stream|_async)?|count_tokens(?:_async)?|embed_content(?:_async)?|send_message(?:_stream|_async)?"
_CALLS = re.compile(rf"\.\s*(?P<name>{_NAMES}|generate_(?:images|videos))\s*\(")
_HANDED = re.compile(rf"\w(?P<bracket>\()\s*(?:None\s*,\s*)?[A-Za-z_][\w.]*\.(?P<name>{_NAMES})\s*,\s*(?=[\w*])")
_MOST_HANDED = 8
_CONFIG = re.compile(r"(?<![\w.])(?:types\.|genai\.types\.)?(?P<name>GenerateContentConfig)\(")


def read(report: Report) -> list[Draft]:
    """The calls of the paste, in Python."""
    code = Code(report, PYTHON)
    text = report.text
    drafts: list[Draft | None] = []
    for found in [*code.calls(_CALLS), *handed(code)]:
        drafts.append(genai.read(code, found, sdk.PYTHON) or legacy.read(code, found, legacy.PYTHON))
    if has_address(text):
        drafts += [rest.read(code, found) for found in code.calls(rest.CALLS)]
    drafts += [beside.read_other(code, match, sdk.PYTHON) for match in beside.OTHER_CALLS.finditer(text)]
    drafts += libraries_of(code)
    if not any(drafts) and (made := code.first_call(_CONFIG)):
        drafts.append(beside.config_alone(code, made, sdk.PYTHON))
    return [draft for draft in drafts if draft]


def handed(code: Code) -> list[Found]:
    """Calls that another function makes: `asyncio.to_thread(client.models.generate_content, model=…)`, `partial(…)`."""
    found: list[Found] = []
    for match in itertools.islice(_HANDED.finditer(code.text, code.start, code.end), _MOST_HANDED):
        outer = code.scope.call_at(match.start("bracket"))
        place = next((n for n, arg in enumerate(outer.args) if arg.value.end == match.end("name")), None)
        if place is not None:
            of = outer.args[place].value
            found.append(Found(match["name"], Call(of, outer.args[place + 1 :], of.start, outer.end)))
    return found


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
    "ChatOpenAI",
    "initChatModel",
)
