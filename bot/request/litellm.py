"""Completions of LiteLLM's and CrewAI's."""

from __future__ import annotations

import re

from bot.paste.span import Span
from bot.request import places
from bot.request.code import Code, Found
from bot.request.contents import contents, messages
from bot.request.draft import Draft
from bot.request.given import fields_of, put, takes_key, takes_timeout
from bot.request.located import (
    Field,
    Leaf,
    Obj,
    spelt,
    text_of,
    unknown,
)
from bot.request.model_object import contents_of_embed

CALLS = re.compile(r"(?<![\w.])(?:litellm\.)?(?P<name>a?completion|a?embedding|LLM|text_completion)\s*\(")
_SILENT = frozenset(
    "numretries maxretries apibase baseurl timeout mockresponse customllmprovider metadata drop_params dropparams fallbacks cache user "
    "extraheaders stream streamoptions vertexproject vertexlocation vertexcredentials logger_fn tools toolchoice responseformat reasoningeffort thinking modalities".split()
)


def read(code: Code, found: Found) -> Draft | None:
    """A completion of LiteLLM's for one of Gemini's models."""
    fields = fields_of(code, found.call, "model", "messages")
    named = {spelt(field.name): field for field in fields}
    model = named.get("model")
    words = text_of(model.value) if model else None
    if (
        model is None
        or words is None
        or "gemini" not in words
        or words.startswith(("openrouter/", "openai/", "github", "azure"))
    ):
        return None
    if found.name == "LLM" and "/" not in words:
        return None
    embeds = "embedding" in found.name
    draft = Draft("litellm", found.call.start, found.call.end, "crewai" if found.name == "LLM" else "litellm")
    draft.http_method = "POST"
    draft.method = "embedContent" if embeds else "generateContent"
    draft.named(model.value)
    draft.raw["model"] = words
    draft.model = re.sub(r"^(?:gemini|google|vertex_ai|vertex_ai_beta|litellm_proxy)/", "", words)
    if words.startswith("vertex_ai"):
        draft.product = "vertex"
        draft.project.append("vertex_ai/")
    draft.place("sdk", Span(found.call.start, found.call.of.end))
    if "messages" in named:
        told, system = messages(named["messages"].value)
        draft.put("contents", told, (named["messages"].name_start, named["messages"].name_end))
        if system is not None:
            draft.put("systemInstruction", system)
    elif embeds and "input" in named:
        draft.put("content", contents_of_embed(contents(named["input"].value)))
    else:
        draft.put("contents", unknown(found.call))
    for field in fields:
        key = spelt(field.name)
        if key in ("model", "messages", "input") or takes_key(draft, code, field) or takes_timeout(draft, field, "s"):
            continue
        if key == "stream" and isinstance(field.value, Leaf) and field.value.value is True:
            draft.method, draft.stream = "streamGenerateContent", True
        elif key == "tools":
            draft.put("tools", unknown(field.value), (field.name_start, field.name_end))
        elif key == "responseformat":
            _response_format(draft, field)
        elif key == "reasoningeffort" or key == "thinking":
            draft.put("generationConfig.thinkingConfig", unknown(field.value), (field.name_start, field.name_end))
        else:
            put(draft, places.LITELLM, field, _SILENT)
    return draft


def _response_format(draft: Draft, field: Field) -> None:
    """`response_format={"type": "json_object"}` asks for JSON."""
    kind = text_of(field.value.get("type")) if isinstance(field.value, Obj) else None
    name = (field.name_start, field.name_end)
    draft.put("generationConfig.responseMimeType", Leaf("application/json", field.value.start, field.value.end), name)
    if kind != "json_object" or (isinstance(field.value, Obj) and field.value.get("response_schema", "json_schema")):
        draft.put("generationConfig.responseSchema", unknown(field.value), name)
