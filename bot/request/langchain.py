"""Models of LangChain's, and what they are asked."""

from __future__ import annotations

import re

from bot.paste.plain import Plain
from bot.paste.span import Span
from bot.request import places
from bot.request.code import Code, Found
from bot.request.contents import contents, messages
from bot.request.draft import Draft
from bot.request.given import fields_of, put, takes_key, takes_timeout
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
from bot.request.nodes import Call, path_of
from bot.request.url import address

CALLS = re.compile(
    r"\b(?P<name>ChatGoogleGenerativeAI|GoogleGenerativeAI|GoogleGenerativeAIEmbeddings|ChatVertexAI|VertexAI|init_chat_model|initChatModel|ChatOpenAI)\s*\("
)
_INVOKES = (
    r"(?<![\w.]){name}(?:\s*\.\s*(?:bind_tools|bindTools|with_structured_output|withStructuredOutput|bind|with_config)\([^\n]*?\))?"
    r"\s*\.\s*(?P<name>a?invoke|a?stream|predict|a?generate|batch|call|complete|chat|embed_query|embed_documents|embedQuery|embedDocuments)\("
)
_ANY_INVOKE = _INVOKES.replace("{name}", r"[A-Za-z_]\w*")
_BASES = ("baseurl", "openaiapibase", "apibase")
_CHAT = frozenset({"model", "temperature", "topp", "maxtokens", "n", "stop", "seed", "reasoningeffort"})
_SILENT = frozenset(
    "maxretries streaming verbose transport convertsystemmessagetohuman clientoptions baseurl additionalheaders vertexai project location "
    "modelprovider callbacks cache tags metadata name ratelimiter disablestreaming credentials streamusage tasktype clientargs configurable configurablefields".split()
)


def read(code: Code, found: Found) -> Draft | None:
    """A model of LangChain's, and what it is asked where that is plain."""
    call = found.call
    fields = fields_of(code, call, "model", "modelProvider")
    named = {spelt(field.name): field for field in fields}
    if found.name == "ChatOpenAI":
        return _compatible(code, call, fields)
    model = named.get("model") or named.get("modelname")
    words = text_of(model.value) if model else None
    universal = found.name in ("init_chat_model", "initChatModel")
    provider = (
        text_of(named["modelprovider"].value)
        if "modelprovider" in named
        else (words or "").partition(":")[0]
        if ":" in (words or "")
        else ""
    )
    if universal and not (provider or "").startswith("google") and not (words or "").startswith("gemini"):
        return None
    if found.name in ("GoogleGenerativeAI", "VertexAI") and (
        code.language.name == "javascript" or "langchain" not in code.text
    ):
        return None
    draft = Draft("langchain", call.start, call.end, "langchain-google-genai")
    draft.http_method, draft.method = "POST", "generateContent"
    if "ertex" in found.name or "vertex" in (provider or ""):
        draft.product, draft.sdk = "vertex", "langchain-google-vertexai"
    if code.language.name == "javascript":
        draft.sdk = "@langchain/google-genai"
    draft.place("sdk", Span(call.start, call.of.end))
    if model:
        draft.named(model.value)
        if draft.model:
            draft.model = draft.model.rpartition(":")[2]
    asked = _asked(code, call)
    if "Embeddings" in found.name:
        return _embeddings(draft, asked, code)
    system: Located | None = None
    if asked is not None:
        _ask(draft, code, asked)
    else:
        draft.put("contents", unknown(call))
    for field in fields:
        if (
            spelt(field.name) in ("model", "modelname")
            or takes_key(draft, code, field)
            or takes_timeout(draft, field, "s")
        ):
            continue
        if spelt(field.name) in ("vertexai", "project", "location"):
            draft.project.append(field.name)
        put(draft, places.LANGCHAIN, field, _SILENT)
    if system is not None:
        draft.put("systemInstruction", system)
    return draft


def _compatible(code: Code, call: Call, fields: list[Field]) -> Draft | None:
    """A model of OpenAI's that is pointed at Gemini's compatible endpoint; None of any other."""
    named = {spelt(field.name): field for field in fields}
    base = next((named[name] for name in _BASES if name in named), None)
    to = address(Plain(text_of(base.value) or "", (0,), (base.value.start,))) if base else None
    if to is None or to.host is None or not to.is_gemini:
        return None
    draft = Draft("openai-compat", call.start, call.end, "langchain-openai")
    draft.http_method, draft.method = "POST", "chat.completions"
    draft.host, draft.api_version, draft.path = to.host, to.api_version, to.path
    model = named.get("model") or named.get("modelname")
    draft.named(model.value if model else None)
    for field in fields:
        if field.name and spelt(field.name) in _CHAT:
            draft.put(field.name, field.value, (field.name_start, field.name_end))
        else:
            takes_key(draft, code, field)
    asked = _asked(code, call)
    said = code.value(asked.call.args[0].value) if asked and asked.call.args else unknown(call)
    words = isinstance(said, Leaf) and text_of(said) is not None
    message = obj(("role", Leaf("user", said.start, said.start)), ("content", said), at=said)
    draft.put("messages", Arr((message,), said.start, said.end) if words else unknown(said))
    return draft


def _asked(code: Code, made: Call) -> Found | None:
    """The call that asks the model: of its own variable, else the only one of the paste."""
    line = code.text.rfind("\n", 0, made.start) + 1
    name = re.match(
        r"\s*(?:(?:const|let|var)\s+)?((?:self\.|this\.)?\w+)\s*(?::[^=\n]+)?=", code.text[line : made.start + 1]
    )
    if name and (calls := code.calls(re.compile(_INVOKES.format(name=re.escape(name[1]))))):
        return calls[0]
    line_end = code.text.find("\n", made.end)
    if re.match(r"\s*\.\s*\w+\(", code.text[made.end : (line_end if line_end > 0 else len(code.text))]):
        for found in code.calls(re.compile(r"\.\s*(?P<name>a?invoke|a?stream|predict)\(")):
            if found.call.start <= made.start and found.call.end > made.end:
                return found
    calls = code.calls(re.compile(_ANY_INVOKE))
    return calls[0] if len(calls) == 1 else None


def _ask(draft: Draft, code: Code, asked: Found) -> None:
    draft.stream = "stream" in asked.name
    draft.method = "streamGenerateContent" if draft.stream else "generateContent"
    draft.end = max(draft.end, asked.call.end) if asked.call.start - draft.end < 2000 else draft.end
    draft.place("method", Span(asked.call.of.end - len(asked.name), asked.call.of.end))
    args = [arg for arg in asked.call.args if arg.name in (None, "input", "messages")]
    said = code.value(args[0].value) if args else unknown(asked.call)
    direct = "." not in path_of(asked.call.of).rpartition(".")[0]
    if isinstance(said, Obj) or (not direct and not isinstance(said, Arr)):
        told, system = (unknown(said), None) if isinstance(said, Obj) else messages(said)
    else:
        told, system = messages(said)
    draft.put("contents", told)
    if system is not None:
        draft.put("systemInstruction", system)
    text = code.text[asked.call.start : asked.call.of.end]
    if "bind_tools" in text or "bindTools" in text:
        draft.put("tools", unknown(asked.call))


def _embeddings(draft: Draft, asked: Found | None, code: Code) -> Draft:
    several = asked is not None and "ocument" in asked.name
    draft.method = "batchEmbedContents" if several else "embedContent"
    value = code.value(asked.call.args[0].value) if asked and asked.call.args else None
    if value is not None and not several:
        draft.put("content", contents_of_embed(contents(value)))
    return draft
