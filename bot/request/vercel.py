"""Calls of the Vercel AI SDK."""

from __future__ import annotations

import re

from bot.paste.span import Span
from bot.request import places
from bot.request.code import Code, Found
from bot.request.contents import contents, instruction, messages
from bot.request.draft import Draft
from bot.request.given import fields_of, put, takes_key
from bot.request.located import (
    Arr,
    Field,
    Leaf,
    Located,
    Obj,
    obj,
    spelt,
    text_of,
    unknown,
)
from bot.request.model_object import contents_of_embed
from bot.request.nodes import Call, Node, Text, path_of
from bot.request.request import UNKNOWN, Key

CALLS = re.compile(
    r"(?<![\w.])(?P<name>generateText|streamText|generateObject|streamObject|embed|embedMany)\s*(?:<[^>\n]*>)?\("
)
_SILENT = frozenset(
    "maxretries abortsignal headers onfinish onerror onchunk onstepfinish experimentaltelemetry maxsteps stopwhen toolchoice activetools "
    "experimentaltransform experimentalrepairtoolcall schemaname schemadescription mode preparestep timeout output enum experimentaloutput".split()
)


def read(code: Code, found: Found) -> Draft | None:
    """A call of the Vercel AI SDK for one of Google's models."""
    call = found.call
    fields = fields_of(code, call)
    named = {spelt(field.name): field for field in fields}
    model = _model(code, call)
    if model is None:
        return None
    node, words, settings, product = model
    draft = Draft(
        "vercel-ai", call.start, call.end, "@ai-sdk/google" if product == "gemini" else "@ai-sdk/google-vertex"
    )
    draft.product = product
    draft.http_method = "POST"
    draft.stream = found.name.startswith("stream")
    draft.method = "streamGenerateContent" if draft.stream else "generateContent"
    draft.model = words
    draft.place("model", Span(node.start, node.end))
    draft.place("method", Span(call.of.end - len(found.name), call.of.end))
    draft.place("sdk", Span(call.start, call.of.end))
    _client(draft, code)
    if found.name.startswith("embed"):
        draft.method = "embedContent" if found.name == "embed" else "batchEmbedContents"
        if found.name == "embed" and "value" in named:
            draft.put("content", contents_of_embed(contents(named["value"].value)))
            _embedding(draft, named)
        return draft
    _prompt(draft, named, call)
    if found.name.endswith("Object") or ("output" in named and found.name.endswith("Text")):
        at = (
            named["schema"].value
            if "schema" in named
            else named["output"].value
            if "output" in named
            else unknown(call)
        )
        draft.put("generationConfig.responseMimeType", Leaf("application/json", at.start, at.start))
        if "schema" in named or ("output" in named and not text_of(named["output"].value)):
            draft.put("generationConfig.responseSchema", unknown(at))
    for field in (*fields, *settings):
        key = spelt(field.name)
        if key in ("model", "prompt", "messages", "system", "schema"):
            continue
        if key == "provideroptions" and isinstance(field.value, Obj):
            google = field.value.get("google", "vertex")
            for one in google.fields if isinstance(google, Obj) else ():
                put(draft, places.VERCEL_GOOGLE, one, frozenset({"structuredoutputs", "usesearchgrounding"}))
        elif key == "tools":
            draft.put("tools", _tools(code, call, field.value), (field.name_start, field.name_end))
        else:
            put(
                draft,
                {**places.VERCEL, "safetysettings": "safetySettings", "cachedcontent": "cachedContent"},
                field,
                _SILENT | {"structuredoutputs", "usesearchgrounding"},
            )
    return draft


def _model(code: Code, call: Call) -> tuple[Node, str | None, tuple[Field, ...], str] | None:
    """Node, name, settings and product of a model of Google's; None where the model is another's."""
    from bot.request.code import arguments
    from bot.request.nodes import Make

    options = call.args[0].value if call.args else None
    options = code.followed(options)
    if not isinstance(options, Make):
        return None
    arg = next((f for f in options.fields if f.name == "model"), None) or arguments(call, ()).get("model")
    made = code.followed(arg.value) if arg else None
    if isinstance(made, Text):
        words = made.value
        return (made, words.removeprefix("google/"), (), "gemini") if words.startswith(("google/", "gemini")) else None
    if not isinstance(made, Call):
        return None
    maker = path_of(made.of)
    words_node = made.args[0].value if made.args else made
    words_value = text_of(code.value(words_node))
    google = "oogle" in maker or "ertex" in maker or "gemini" in maker.lower() or "gemini" in (words_value or "")
    if not google or "openrouter" in maker.lower() or maker.startswith(("openai", "anthropic")):
        return None
    settings = code.value(made.args[1].value) if len(made.args) > 1 else None
    value = code.value(words_node)
    at = Leaf(value.value if isinstance(value, Leaf) else UNKNOWN, value.start, value.end)
    node = Text("", at.start, at.end)
    return (
        node,
        words_value,
        settings.fields if isinstance(settings, Obj) else (),
        "vertex" if "ertex" in maker else "gemini",
    )


def _client(draft: Draft, code: Code) -> None:
    made = code.first_call(re.compile(r"\b(?P<name>createGoogleGenerativeAI|createVertex)\("))
    if made is None:
        return
    draft.key = Key(None, "client", None)
    for field in fields_of(code, made):
        if takes_key(draft, code, field):
            continue
        if spelt(field.name) == "baseurl" and (url := text_of(field.value)):
            match = re.match(r"(?:https?://)?([^/:?#]+)(?:/(v\d\w*))?", url)
            draft.host = match[1] if match else None
            draft.api_version = match[2] if match else None
            draft.place("host", field.value)


def _prompt(draft: Draft, named: dict[str, Field], call: Call) -> None:
    system: Located | None = None
    if "messages" in named:
        told, system = messages(named["messages"].value)
        draft.put("contents", told, (named["messages"].name_start, named["messages"].name_end))
    elif "prompt" in named:
        told, system = (
            (contents(named["prompt"].value), None)
            if isinstance(named["prompt"].value, Leaf)
            else messages(named["prompt"].value)
        )
        draft.put("contents", told, (named["prompt"].name_start, named["prompt"].name_end))
    else:
        draft.put("contents", unknown(call))
    if "system" in named:
        draft.put(
            "systemInstruction",
            instruction(named["system"].value),
            (named["system"].name_start, named["system"].name_end),
        )
    elif system is not None:
        draft.put("systemInstruction", system)


def _embedding(draft: Draft, named: dict[str, Field]) -> None:
    """Takes what providerOptions say of an embedding."""
    options = named["provideroptions"].value if "provideroptions" in named else None
    google = options.get("google") if isinstance(options, Obj) else None
    for field in google.fields if isinstance(google, Obj) else ():
        if spelt(field.name) in ("outputdimensionality", "tasktype", "title"):
            draft.put(field.name, field.value, (field.name_start, field.name_end))


def _tools(code: Code, call: Call, value: Located) -> Located:
    """Google's own tools by name, the others as function declarations."""
    if not isinstance(value, Obj) or value.open:
        return unknown(value)
    own: list[Located] = []
    declared: list[Located] = []
    for field in value.fields:
        written = code.text[field.value.start : field.value.end]
        match = re.match(r"(?:google|vertex)\.tools\.(\w+)", written)
        if match:
            own.append(obj((match[1], Obj((), field.value.start, field.value.end)), at=field.value))
        else:
            declared.append(obj(("name", Leaf(field.name, field.name_start, field.name_end)), at=field.value))
    if declared:
        own.append(obj(("functionDeclarations", Arr(tuple(declared), value.start, value.end)), at=value))
    return Arr(tuple(own), value.start, value.end)
