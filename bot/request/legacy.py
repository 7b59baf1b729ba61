"""Calls through a model object: google.generativeai, @google/generative-ai, generative-ai-go, Dart, Android, Vertex AI's SDKs."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.paste.span import Span
from bot.request import places
from bot.request.code import Code, Found
from bot.request.contents import contents, is_content, with_text_parts
from bot.request.draft import Draft, key_of
from bot.request.genai import last_name_of, turns
from bot.request.located import (
    Arr,
    Field,
    Located,
    Obj,
    camel,
    is_unknown,
    spelt,
    text_of,
    unknown,
)
from bot.request.model_object import changes, contents_of_embed, generation, options, setting
from bot.request.nodes import Attr, Call, Node, Word, last_name, owner_of, path_of
from bot.request.request import Key


class Sdk(NamedTuple):
    """One language's legacy SDK."""

    dialect: str
    package: str
    present: str  # the dialect of the present SDK, which such code is often run on
    calls: re.Pattern[str]
    model: re.Pattern[str]
    key: re.Pattern[str]
    context: bool = False  # the first argument of a call is a context


def _calls(words: str) -> re.Pattern[str]:
    return re.compile(rf"\.\s*(?P<name>{words})\s*\(")


_CAMEL = "generateContent(?:Stream|Async)?|countTokens|embedContent|batchEmbedContents|sendMessage(?:Stream|Async)?"
PYTHON = Sdk(
    "legacy-python",
    "google-generativeai",
    "python-genai",
    re.compile(
        r"(?:\.\s*(?P<name>generate_content(?:_async)?|count_tokens(?:_async)?|send_message(?:_async)?|embed_content(?:_async)?))\s*\("
    ),
    re.compile(r"(?<!\w)(?P<name>GenerativeModel)\("),
    re.compile(r"\.(?P<name>configure)\("),
)
JAVASCRIPT = Sdk(
    "legacy-js",
    "@google/generative-ai",
    "js-genai",
    _calls(_CAMEL),
    re.compile(r"\b(?P<name>getGenerativeModel)\("),
    re.compile(r"\b(?P<name>GoogleGenerativeAI)\("),
)
GO = Sdk(
    "legacy-go",
    "github.com/google/generative-ai-go",
    "go-genai",
    _calls("GenerateContent(?:Stream)?|CountTokens|EmbedContent|SendMessage(?:Stream)?"),
    re.compile(r"\.(?P<name>GenerativeModel|EmbeddingModel)\("),
    re.compile(r"option\.(?P<name>WithAPIKey)\("),
    context=True,
)
DART = Sdk(
    "dart",
    "google_generative_ai",
    "dart",
    _calls(_CAMEL),
    re.compile(r"(?<!\w)(?P<name>GenerativeModel|generativeModel)\("),
    re.compile(r"(?<!\w)(?P<name>GenerativeModel)\("),
)
KOTLIN = DART._replace(dialect="kotlin", package="com.google.ai.client.generativeai", present="kotlin")
JAVA = DART._replace(dialect="java", package="google-cloud-vertexai", present="java")


def read(code: Code, found: Found, sdk: Sdk) -> Draft | None:
    """The call as a draft; None where it is none of a model object's."""
    receiver, name = found.receiver, spelt(found.name)
    owner = last_name_of(receiver)
    if owner in ("models", "Models") or owner.startswith("_") or receiver is None:
        return None
    if name.startswith("sendmessage"):
        return _chat(code, found, sdk)
    draft = _started(code, found, sdk)
    if name.startswith("embed") and sdk is PYTHON:
        return _embed_function(draft, code, found)
    made = code.followed(receiver)
    _model(draft, code, made, receiver, sdk)
    said = _arguments(draft, code, found.call, sdk)
    if draft.method in ("embedContent", "batchEmbedContents"):
        if said is not None:
            draft.put("content", contents_of_embed(said))
    elif said is not None:
        draft.put("contents", said)
    if isinstance(made, Call) and draft.model is None:
        name = last_name(made.of)
        if name[:1].isupper() and spelt(name) not in ("generativemodel", "embeddingmodel"):
            return None  # an object of another class
    return draft


def _started(code: Code, found: Found, sdk: Sdk) -> Draft:
    text = code.text
    newer = (sdk is PYTHON and "from google import genai" in text) or (
        sdk is JAVASCRIPT and "GoogleGenAI" in text and "GoogleGenerativeAI(" not in text
    )
    draft = Draft(sdk.present if newer else sdk.dialect, found.call.start, found.call.end, sdk.package)
    if newer:
        draft.sdk = "google-genai" if sdk is PYTHON else "@google/genai"
    if (
        "vertexai" in text
        and sdk is not GO
        and re.search(r"import vertexai|vertexai\.(?:init|generative|preview)|@google-cloud/vertexai|VertexAI\(", text)
    ):
        draft.product, draft.sdk = "vertex", "vertexai"
        draft.project.append("vertexai")
    if "firebase" in text.lower() and sdk is not GO:
        draft.sdk = "firebase"
    draft.http_method = "POST"
    draft.method = places.METHODS.get(spelt(found.name))
    draft.stream = "stream" in found.name.lower()
    of = found.call.of
    draft.place("method", Span(of.end - len(found.name), of.end))
    _key(draft, code, sdk)
    return draft


def _key(draft: Draft, code: Code, sdk: Sdk) -> None:
    call = code.first_call(sdk.key)
    if call is None:
        return
    draft.key = Key(None, "client", None)
    for arg in call.args:
        if spelt(arg.name or "apikey") in ("apikey",):
            value = code.value(arg.value)
            draft.key = key_of(value, "client", arg.name, code.report.secrets)
            draft.place("key", value)
            break
    for arg in call.args:
        if spelt(arg.name or "") == "transport":
            draft.place("transport", code.value(arg.value))
        if spelt(arg.name or "") == "clientoptions":
            options = code.value(arg.value)
            endpoint = text_of(options.get("api_endpoint")) if isinstance(options, Obj) else None
            if endpoint:
                draft.host = endpoint.removeprefix("https://").split("/")[0]


def _model(draft: Draft, code: Code, made: Node | None, receiver: Node, sdk: Sdk) -> None:
    """Takes what the model object was made with."""
    if not (
        isinstance(made, Call)
        and spelt(last_name(made.of)) in ("generativemodel", "getgenerativemodel", "embeddingmodel")
    ):
        made = code.first_call(sdk.model)
        if made is None:
            return
    draft.spans.setdefault("sdk", Span(made.start, made.of.end))
    fields: list[Field] = []
    for place, arg in enumerate(made.args):
        value = code.value(arg.value)
        if arg.name is not None:
            fields.append(Field(arg.name, arg.name_start, arg.name_end, value))
        elif isinstance(value, Obj) and sdk in (JAVASCRIPT,):
            fields += value.fields
        elif place == 0 and not isinstance(value, Obj):
            draft.named(value)
        elif isinstance(value, Obj):
            fields.append(Field("generationConfig", value.start, value.start, value))
    for field in fields:
        setting(draft, field, of_model=True)
    if isinstance(receiver, Word | Attr):
        changes(draft, code, path_of(receiver), made.end, draft.start)


def _arguments(draft: Draft, code: Code, call: Call, sdk: Sdk) -> Located | None:
    """The contents of a call; its other arguments are put where they belong."""
    args = call.args[1:] if sdk.context else call.args
    said: list[Located] = []
    is_open = False
    for arg in args:
        value = code.value(arg.value)
        if arg.name is not None:
            if spelt(arg.name) in ("contents", "content", "message", "prompt"):
                said.append(value)
            else:
                setting(draft, Field(arg.name, arg.name_start, arg.name_end, value), of_model=False)
        elif arg.spread:
            is_open = True
        elif isinstance(value, Obj) and value.get("contents", "generateContentRequest") is not None:
            for field in value.fields:
                if spelt(field.name) == "contents":
                    said.append(field.value)
                else:
                    setting(draft, field, of_model=False)
        elif isinstance(value, Obj) and said and not is_content(value) and sdk is JAVASCRIPT:
            options(draft, Field("requestOptions", value.start, value.start, value))
        elif isinstance(value, Obj) and said and sdk is PYTHON:
            generation(draft, value, (value.start, value.start))
        elif said and sdk is PYTHON and not is_unknown(value):
            continue  # the contents stand alone before the names
        else:
            said.append(value)
    if is_open:
        return unknown(call)
    if sdk is PYTHON:
        said = [with_text_parts(one) for one in said]
    if not said:
        return None
    if len(said) == 1:
        return contents(said[0])
    return contents(Arr(tuple(said), call.start, call.end))


def _embed_function(draft: Draft, code: Code, found: Found) -> Draft | None:
    """`genai.embed_content(model=…, content=…)`."""
    for arg in found.call.args:
        value = code.value(arg.value)
        key = spelt(arg.name or "")
        if key == "model":
            draft.named(value)
        elif key == "content":
            several = isinstance(value, Arr)
            draft.method = "batchEmbedContents" if several else "embedContent"
            said = contents(value)
            draft.put("content", unknown(value) if several else contents_of_embed(said))
        elif key in ("tasktype", "title", "outputdimensionality"):
            draft.put(camel(arg.name or ""), value, (arg.name_start, arg.name_end))
    return draft


def _chat(code: Code, found: Found, sdk: Sdk) -> Draft | None:
    """A message of a chat: what the model and the chat were made with, and the message behind the history."""
    chat = code.followed(found.receiver)
    if isinstance(chat, Call) and last_name_of(owner_of(chat)) in ("chats", "Chats"):
        return None
    started = isinstance(chat, Call) and spelt(last_name(chat.of)) == "startchat"
    if not started and code.first_call(sdk.model) is None:
        return None
    draft = _started(code, found, sdk)
    history: Located | None = None
    model: Node | None = None
    if isinstance(chat, Call) and started:
        model = owner_of(chat)
        draft.start = min(draft.start, chat.start) if draft.start - chat.start < 3000 else draft.start
    if model is not None:
        _model(draft, code, code.followed(model), model, sdk)
    else:
        _model(draft, code, None, found.receiver or found.call, sdk)
    for arg in chat.args if isinstance(chat, Call) and started else ():
        value = code.value(arg.value)
        fields = (
            value.fields
            if isinstance(value, Obj) and arg.name is None
            else (Field(arg.name or "history", arg.name_start, arg.name_end, value),)
        )
        for field in fields:
            if spelt(field.name) == "history":
                history = field.value
            else:
                setting(draft, field, of_model=False)
    if isinstance(found.receiver, Word | Attr):
        for change in code.scope.changes(path_of(found.receiver), 0, found.call.start):
            if spelt(change.path[0]) == "history":
                history = code.value(change.value)
    if sdk is PYTHON and history is not None:
        history = with_text_parts(history)
    said = _arguments(draft, code, found.call, sdk)
    message = said.items[0] if isinstance(said, Arr) and len(said.items) == 1 else said
    draft.put("contents", turns(history, message, found.call))
    return draft
