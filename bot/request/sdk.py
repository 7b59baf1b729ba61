"""Google's present SDK in each language: its names, and what it does with fields that it doesn't know."""

from __future__ import annotations

import re
from typing import NamedTuple


class Sdk(NamedTuple):
    """One language's SDK: its names, and what it does with fields that it doesn't know."""

    dialect: str
    package: str
    positional: int  # arguments before the model; -1: one object holds all
    sends_unknown: bool
    client: re.Pattern[str]
    calls: re.Pattern[str]
    timeout: str = "ms"


def calls_of(words: str) -> re.Pattern[str]:
    return re.compile(rf"\.\s*(?P<name>{words})\s*\(")


PYTHON = Sdk(
    "python-genai",
    "google-genai",
    0,
    True,
    re.compile(r"(?<![\w.])(?:genai\.)?(?P<name>Client)\("),
    calls_of(
        "generate_content(?:_stream)?|count_tokens|embed_content|send_message(?:_stream)?|generate_(?:images|videos)"
    ),
)
JAVASCRIPT = Sdk(
    "js-genai",
    "@google/genai",
    -1,
    False,
    re.compile(r"\b(?P<name>GoogleGenAI)\("),
    calls_of("generateContent(?:Stream)?|countTokens|embedContent|sendMessage(?:Stream)?|generate(?:Images|Videos)"),
)
GO = Sdk(
    "go-genai",
    "google.golang.org/genai",
    1,
    True,
    re.compile(r"\bgenai\.(?P<name>NewClient)\("),
    calls_of("GenerateContent(?:Stream)?|CountTokens|EmbedContent|SendMessage(?:Stream)?|Generate(?:Images|Videos)"),
    "ns",
)
JAVA = Sdk(
    "java",
    "com.google.genai",
    0,
    True,
    re.compile(r"\bnew (?P<name>Client)\("),
    calls_of("generateContent(?:Stream)?|countTokens|embedContent|sendMessage(?:Stream)?"),
)
