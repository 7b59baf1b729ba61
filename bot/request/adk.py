"""Agents of ADK's: model, instruction, configuration."""

from __future__ import annotations

import re

from bot.paste.span import Span
from bot.request.code import Code, Found
from bot.request.config import configure
from bot.request.contents import instruction
from bot.request.draft import Draft
from bot.request.given import fields_of
from bot.request.located import (
    rest_names,
    spelt,
    text_of,
    unknown,
)
from bot.request.nodes import Call
from bot.request.sdk import PYTHON

CALLS = re.compile(r"(?<![\w.])(?P<name>LlmAgent|Agent)\s*\(")


def read(code: Code, found: Found) -> Draft | None:
    """An agent of ADK's: its model, instruction and configuration."""
    fields = fields_of(code, found.call)
    named = {spelt(field.name): field for field in fields}
    model = named.get("model")
    if model is None or ("google.adk" not in code.text and not {"instruction", "generatecontentconfig"} & named.keys()):
        return None
    words = text_of(model.value) or _inner_model(code, found.call)
    if words is not None and "gemini" not in words:
        return None
    draft = Draft("adk", found.call.start, found.call.end, "google-adk")
    draft.http_method, draft.method = "POST", "generateContent"
    draft.named(model.value)
    draft.model = words.rpartition("/")[2] if words else None
    draft.place("sdk", Span(found.call.start, found.call.of.end))
    draft.put("contents", unknown(found.call))
    if "instruction" in named:
        draft.put(
            "systemInstruction",
            instruction(named["instruction"].value),
            (named["instruction"].name_start, named["instruction"].name_end),
        )
    if "tools" in named:
        draft.put("tools", rest_names(named["tools"].value), (named["tools"].name_start, named["tools"].name_end))
    if "generatecontentconfig" in named:
        configure(draft, named["generatecontentconfig"].value, PYTHON)
    return draft


def _inner_model(code: Code, call: Call) -> str | None:
    """The model of `LiteLlm(model="gemini/…")` and `Gemini(model=…)`."""
    arg = next((arg for arg in call.args if arg.name == "model"), None)
    made = code.followed(arg.value) if arg else None
    if isinstance(made, Call):
        return next(
            (text_of(field.value) for field in fields_of(code, made, "model") if spelt(field.name) == "model"), None
        )
    return None
