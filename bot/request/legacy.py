"""Calls through a model object: google.generativeai, @google/generative-ai, generative-ai-go, Dart, Android, Vertex AI's SDKs."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.paste.span import Span
from bot.request import tables
from bot.request.code import Code, Found
from bot.request.contents import contents, instruction, is_content, with_text_parts
from bot.request.draft import Draft, key_of
from bot.request.genai import last_name_of, turns
from bot.request.located import Arr, Field, Leaf, Located, Obj, camel, is_unknown, obj, rest_names, spelt, text_of, unknown
from bot.request.nodes import Attr, Call, Node, Word, last_name, path_of
from bot.request.request import UNKNOWN, Key
from bot.request.url import GEMINI_HOST


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

_SETTER = r"(?<![\w.]){name}\.\s*(?P<name>Set[A-Z]\w*)\("
_OF_CALL = {
    "generationconfig": "generationConfig",
    "safetysettings": "safetySettings",
    "tools": "tools",
    "toolconfig": "toolConfig",
    "systeminstruction": "systemInstruction",
    "cachedcontent": "cachedContent",
    "labels": "labels",
}
_NOT_SENT = frozenset({"stream", "requestoptions", "apikey", "enableautomaticfunctioncalling", "httpclient", "signal", "vertexai"})


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
    if sdk is JAVASCRIPT and isinstance(made, Call) and last_name(made.of) not in ("getGenerativeModel", "generativeModel") and draft.model is None:
        return None if last_name(made.of)[:1].isupper() else draft
    return draft


def contents_of_embed(said: Located) -> Located:
    """One content of what was made contents."""
    if isinstance(said, Arr) and len(said.items) == 1 and isinstance(said.items[0], Obj):
        return Obj(tuple(f for f in said.items[0].fields if f.name != "role"), said.start, said.end)
    return unknown(said)


def _started(code: Code, found: Found, sdk: Sdk) -> Draft:
    text = code.text
    newer = (sdk is PYTHON and "from google import genai" in text) or (
        sdk is JAVASCRIPT and "GoogleGenAI" in text and "GoogleGenerativeAI(" not in text
    )
    draft = Draft(sdk.present if newer else sdk.dialect, found.call.start, found.call.end, sdk.package)
    if newer:
        draft.sdk = "google-genai" if sdk is PYTHON else "@google/genai"
    if "vertexai" in text and sdk is not GO and re.search(r"import vertexai|vertexai\.(?:init|generative|preview)|@google-cloud/vertexai|VertexAI\(", text):
        draft.product, draft.sdk = "vertex", "vertexai"
        draft.project.append("vertexai")
    if "firebase" in text.lower() and sdk is not GO:
        draft.sdk = "firebase"
    draft.http_method = "POST"
    draft.method = tables.METHODS.get(spelt(found.name))
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
    if not (isinstance(made, Call) and spelt(last_name(made.of)) in ("generativemodel", "getgenerativemodel", "embeddingmodel")):
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
        _setting(draft, field, of_model=True)
    if isinstance(receiver, Word | Attr):
        _changes(draft, code, path_of(receiver), made.end, draft.start)


def _setting(draft: Draft, field: Field, *, of_model: bool) -> None:
    key = spelt(field.name)
    name = (field.name_start, field.name_end)
    if key in ("model", "modelname"):
        draft.named(field.value)
    elif key == "generationconfig":
        generation(draft, field.value, name)
    elif key in _OF_CALL:
        draft.put(_OF_CALL[key], _shaped(_OF_CALL[key], field.value), name)
    elif key in ("requestoptions", "timeout", "apiversion", "baseurl"):
        _options(draft, field)
    elif key == "stream":
        if isinstance(field.value, Leaf) and field.value.value is True:
            draft.method, draft.stream = "streamGenerateContent", True
    elif key not in _NOT_SENT:
        path = f"generationConfig.{tables.GENERATION.get(key) or camel(field.name)}"
        value = rest_names(field.value)
        draft.drop(path, value, name)
        draft.put(path, value, name)


def _options(draft: Draft, field: Field) -> None:
    """Takes timeout, API version and address from the request options."""
    fields = field.value.fields if isinstance(field.value, Obj) else (field,)
    for one in fields:
        key, value = spelt(one.name), one.value
        if key == "timeout" and isinstance(value, Leaf) and isinstance(value.value, int | float) and not isinstance(value.value, bool):
            draft.timeout, draft.timeout_unit = float(value.value), "s" if draft.dialect == "legacy-python" else "ms"
            draft.place("timeout", value)
        elif key == "apiversion" and text_of(value):
            draft.api_version = text_of(value)
            draft.place("apiVersion", value)
        elif key == "baseurl" and (url := text_of(value)):
            match = re.match(r"(?:https?://)?([^/:?#]+)", url)
            draft.host = match[1] if match else None
            draft.place("host", value)


def generation(draft: Draft, value: Located, name: tuple[int, int]) -> None:
    """Puts a GenerationConfig."""
    if not isinstance(value, Obj):
        draft.put("generationConfig", unknown(value) if is_unknown(value) else value, name)
        return
    for field in value.fields:
        draft.put(f"generationConfig.{camel(field.name)}", rest_names(field.value), (field.name_start, field.name_end))


def _shaped(path: str, value: Located) -> Located:
    if path == "systemInstruction":
        return instruction(value)
    if path == "safetySettings":
        return safety(value)
    if path == "tools" and isinstance(value, Obj | Leaf) and not is_unknown(value):
        value = Arr((value,), value.start, value.end)
    if path == "tools" and isinstance(value, Arr) and value.items and all(_declares(item) for item in value.items):
        value = Arr((obj(("functionDeclarations", value), at=value),), value.start, value.end)
    return rest_names(value)


def _declares(item: Located) -> bool:
    return isinstance(item, Obj) and item.get("name") is not None


def safety(value: Located) -> Located:
    """Safety settings in the API's form: from a list, from a mapping of categories, from one threshold for all."""
    if isinstance(value, Arr):
        return rest_names(value._replace(items=tuple(_harm(item) for item in value.items)))
    if isinstance(value, Obj):
        rows = tuple(
            obj(("category", Leaf(_category(f.name), f.name_start, f.name_end)), ("threshold", f.value), at=f.value) for f in value.fields
        )
        return Arr(rows, value.start, value.end)
    return value


def _harm(item: Located) -> Located:
    """`SafetySetting(HarmCategory.harassment, HarmBlockThreshold.high)` of Dart's and Kotlin's is a list of two here."""
    if isinstance(item, Arr) and len(item.items) == 2:
        return obj(("category", item.items[0]), ("threshold", item.items[1]), at=item)
    return item


def _category(name: str) -> str:
    bare = spelt(name.removeprefix("HARM_CATEGORY_"))
    return tables.HARM.get(bare, name)


def _changes(draft: Draft, code: Code, name: str, start: int, end: int) -> None:
    """Takes what is set on the model object after it was made: `model.SetTopP(1.5)`, `model.Tools = …`."""
    for path, one in code.scope.changes(name, start, end):
        value = code.value(code.scope.value(one.value_at))
        place = (one.at + len(name) + 1, one.at + len(name) + 1 + sum(map(len, path)) + len(path) - 1)
        head = Field(path[-1], *place, value)
        if spelt(path[0]) in _OF_CALL and len(path) == 1:
            _setting(draft, head, of_model=True)
        else:
            draft.put(f"generationConfig.{camel(path[-1])}", rest_names(value), place)
    if f"{name}.Set" not in code.text:
        return
    for found in code.calls(re.compile(_SETTER.format(name=re.escape(name)))):
        if not start < found.call.start < end or not found.call.args:
            continue
        of = found.call.of
        value = code.value(found.call.args[0].value)
        draft.put(f"generationConfig.{camel(found.name[3:])}", value, (of.end - len(found.name) + 3, of.end))


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
                _setting(draft, Field(arg.name, arg.name_start, arg.name_end, value), of_model=False)
        elif arg.spread:
            is_open = True
        elif isinstance(value, Obj) and value.get("contents", "generateContentRequest") is not None:
            for field in value.fields:
                if spelt(field.name) == "contents":
                    said.append(field.value)
                else:
                    _setting(draft, field, of_model=False)
        elif isinstance(value, Obj) and said and not is_content(value) and sdk is JAVASCRIPT:
            _options(draft, Field("requestOptions", value.start, value.start, value))
        elif isinstance(value, Obj) and said and sdk is PYTHON:
            generation(draft, value, (value.start, value.start))
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
    return contents(Arr(tuple(said), said[0].start, said[-1].end))


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
    if isinstance(chat, Call) and last_name_of(_of(chat)) in ("chats", "Chats"):
        return None
    started = isinstance(chat, Call) and spelt(last_name(chat.of)) == "startchat"
    if not started and code.first_call(sdk.model) is None:
        return None
    draft = _started(code, found, sdk)
    history: Located | None = None
    model: Node | None = None
    if isinstance(chat, Call) and started:
        model = _of(chat)
        draft.start = min(draft.start, chat.start) if draft.start - chat.start < 3000 else draft.start
    if model is not None:
        _model(draft, code, code.followed(model), model, sdk)
    else:
        _model(draft, code, None, found.receiver or found.call, sdk)
    for arg in chat.args if isinstance(chat, Call) and started else ():
        value = code.value(arg.value)
        fields = value.fields if isinstance(value, Obj) and arg.name is None else (Field(arg.name or "history", arg.name_start, arg.name_end, value),)
        for field in fields:
            if spelt(field.name) == "history":
                history = field.value
            else:
                _setting(draft, field, of_model=False)
    if isinstance(found.receiver, Word | Attr):
        for path, one in code.scope.changes(path_of(found.receiver), 0, found.call.start):
            if spelt(path[0]) == "history":
                history = code.value(code.scope.value(one.value_at))
    if sdk is PYTHON and history is not None:
        history = with_text_parts(history)
    said = _arguments(draft, code, found.call, sdk)
    message = said.items[0] if isinstance(said, Arr) and len(said.items) == 1 else said
    draft.put("contents", turns(history, message, found.call))
    return draft


def _of(call: Call) -> Node | None:
    return call.of.of if isinstance(call.of, Attr) else None


__all__ = ["DART", "GEMINI_HOST", "GO", "JAVA", "JAVASCRIPT", "KOTLIN", "PYTHON", "UNKNOWN", "Sdk", "read"]
