"""Requests made by hand, so that a check is tried without a reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.paste.report import Report
from bot.request.check import Finding, check
from bot.request.request import Key, Request, Unknown

HELLO = [{"role": "user", "parts": [{"text": "hello"}]}]
KEY = Key(None, "header", "x-goog-api-key")


def a_call(body: Mapping[str, Any] | Unknown | None = None, dialect: str = "curl", **more: Any) -> Request:
    """A call of generateContent on gemini-3.5-flash with a key, unless said otherwise."""
    said = {"method": "generateContent", "model": "gemini-3.5-flash", "http_method": "POST", "key": KEY, **more}
    headers = {"content-type": "application/json", "x-goog-api-key": "<unknown>", **said.pop("headers", {})}
    return Request(dialect, body={"contents": HELLO} if body is None else body, headers=headers, **said)


def held(request: Request, text: str = "", sure: bool = True) -> dict[str, str]:
    """What is held against a request: the cause at each field, of the sure findings (or of the doubtful ones)."""
    return {found.field: found.cause for found in check(request, Report(text)) if found.sure is sure}


def config(settings: Mapping[str, Any], **more: Any) -> Request:
    """A call with these settings in generationConfig."""
    return a_call({"contents": HELLO, "generationConfig": dict(settings)}, **more)


def the(field: str, request: Request, text: str = "") -> Finding:
    """The finding at one field; there has to be one."""
    return next(found for found in check(request, Report(text)) if found.field == field)
