"""Reads calls in Java, Kotlin and Dart, as far as it goes well."""

from __future__ import annotations

from bot.paste import Report
from bot.request import genai, legacy, rest
from bot.request import sdk as present
from bot.request.code import Code
from bot.request.draft import Draft
from bot.request.language import DART, JAVA, KOTLIN, Language

_SDKS: dict[str, tuple[Language, legacy.Sdk]] = {
    "java": (JAVA, legacy.JAVA),
    "kotlin": (KOTLIN, legacy.KOTLIN),
    "dart": (DART, legacy.DART),
}


def read(report: Report, name: str) -> list[Draft]:
    """The calls of the paste, in the language of that name."""
    language, sdk = _SDKS[name]
    code = Code(report, language)
    drafts: list[Draft] = []
    for found in code.calls(present.JAVA.calls):
        draft = genai.read(code, found, present.JAVA._replace(dialect=name)) or legacy.read(code, found, sdk)
        if draft:
            drafts.append(draft)
    for found in code.calls(rest.CALLS) if "googleapis.com" in code.text else ():
        if draft := rest.read(code, found):
            drafts.append(draft)
    return drafts
