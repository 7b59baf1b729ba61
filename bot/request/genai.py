"""Calls of Google's present SDK: google-genai, @google/genai, google.golang.org/genai, com.google.genai."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.paste.span import Span
from bot.request import tables
from bot.request.code import Code, Found, owner
from bot.request.contents import content, contents, instruction, parts
from bot.request.draft import Draft, key_of
from bot.request.located import Arr, Field, Leaf, Located, Obj, camel, is_unknown, obj, rest_names, spelt, text_of, unknown
from bot.request.nodes import Arg, Attr, Call, Make, Node, last_name
from bot.request.request import UNKNOWN, Key

class Sdk(NamedTuple):
    """One language's SDK: its names, and what it does with fields that it doesn't know."""

    dialect: str
    package: str
    positional: int  # arguments before the model; -1: one object holds all
    sends_unknown: bool
    client: re.Pattern[str]
    calls: re.Pattern[str]
    timeout: str = "ms"


def _calls(words: str) -> re.Pattern[str]:
    return re.compile(rf"\.\s*(?P<name>{words})\s*\(")


PYTHON = Sdk(
    "python-genai",
    "google-genai",
    0,
    True,
    re.compile(r"(?<![\w.])(?:genai\.)?(?P<name>Client)\("),
    _calls("generate_content(?:_stream)?|count_tokens|embed_content|send_message(?:_stream)?|generate_(?:images|videos)"),
)
JAVASCRIPT = Sdk(
    "js-genai",
    "@google/genai",
    -1,
    False,
    re.compile(r"\b(?P<name>GoogleGenAI)\("),
    _calls("generateContent(?:Stream)?|countTokens|embedContent|sendMessage(?:Stream)?|generate(?:Images|Videos)"),
)
GO = Sdk(
    "go-genai",
    "google.golang.org/genai",
    1,
    True,
    re.compile(r"\bgenai\.(?P<name>NewClient)\("),
    _calls("GenerateContent(?:Stream)?|CountTokens|EmbedContent|SendMessage(?:Stream)?|Generate(?:Images|Videos)"),
    "ns",
)
JAVA = Sdk(
    "java",
    "com.google.genai",
    0,
    True,
    re.compile(r"\bnew (?P<name>Client)\("),
    _calls("generateContent(?:Stream)?|countTokens|embedContent|sendMessage(?:Stream)?"),
)

OTHER_CALLS = re.compile(
    r"\b(?P<owner>models|caches|files|interactions|batches|Models|Caches|Files|Interactions|Batches|file_search_stores|fileSearchStores|tunings|Tunings)"
    r"\.\s*(?P<name>list|get|create|upload|delete|List|Get|All|Create|Upload|UploadFromPath|UploadFile)\s*\("
)


def read(code: Code, found: Found, sdk: Sdk) -> Draft | None:
    """The call as a draft; None where it is not one of this SDK's."""
    receiver = found.receiver
    name = found.name
    if spelt(name).startswith("sendmessage"):
        return _chat(code, found, sdk)
    if last_name_of(receiver) not in ("models", "Models"):
        return None
    draft = _started(code, found, sdk)
    given = _given(code, found.call, sdk, ("model", "contents", "config"))
    draft.method = tables.METHODS.get(spelt(name))
    draft.named(given.pop("model").value if "model" in given else None)
    prompt = given.pop("contents", None)
    config = given.pop("config", None)
    if draft.method == "embedContent":
        _embed(draft, prompt.value if prompt else None, config.value if config else None, sdk)
    else:
        if prompt is not None:
            draft.put("contents", _contents(prompt.value, sdk), _name(prompt))
        if config is not None:
            configure(draft, config.value, sdk, "" if draft.method != "countTokens" else "")
    _strays(draft, given, sdk)
    return draft


def last_name_of(node: Node | None) -> str:
    return last_name(node) if node is not None else ""


def _started(code: Code, found: Found, sdk: Sdk) -> Draft:
    draft = Draft(sdk.dialect, found.call.start, found.call.end, sdk.package)
    draft.http_method = "POST"
    draft.stream = "stream" in found.name.lower()
    of = found.call.of
    draft.place("method", Span(of.end - len(found.name), of.end))
    client(draft, code, base(found.receiver), sdk)
    return draft


def base(node: Node | None) -> Node | None:
    """The client of `client.aio.models`."""
    while isinstance(node, Attr) and node.name in ("models", "Models", "aio", "chats", "Chats", "async", "files", "Files", "caches", "Caches"):
        node = node.of
    return node


def _given(code: Code, call: Call, sdk: Sdk, names: tuple[str, ...]) -> dict[str, Field]:
    """The arguments of a call by the SDK's names for them."""
    args = call.args[max(sdk.positional, 0) :]
    given: dict[str, Field] = {}
    if sdk.positional < 0 and len(args) == 1 and args[0].name is None:
        value = code.value(args[0].value)
        if isinstance(value, Obj):
            return {f.name: f for f in value.fields}
        if is_unknown(value):
            return {}
    place = 0
    for arg in args:
        if arg.spread:
            inner = code.value(arg.value)
            if isinstance(inner, Obj):
                given.update({f.name: f for f in inner.fields})
        elif arg.name is not None:
            given[arg.name] = _field(code, arg)
        elif place < len(names):
            given[names[place]] = _field(code, arg, names[place])
            place += 1
    return given


def _field(code: Code, arg: Arg, name: str | None = None) -> Field:
    return Field(arg.name or name or "", arg.name_start, arg.name_end, code.value(arg.value))


def _name(field: Field) -> tuple[int, int]:
    return field.name_start, field.name_end


def _contents(value: Located, sdk: Sdk) -> Located:
    return contents(value)


def _strays(draft: Draft, given: dict[str, Field], sdk: Sdk) -> None:
    """Arguments that the call doesn't have."""
    for field in given.values():
        if spelt(field.name) in ("requestoptions", "httpoptions"):
            http_options(draft, field.value, sdk)
            continue
        if spelt(field.name) in tables.NOT_SENT or not field.name:
            continue
        path = place_of(field.name)
        value = shaped(path, field.value)
        draft.drop(path, value, _name(field))
        if sdk.sends_unknown and path != "generationConfig.generationConfig":
            draft.put(path, value, _name(field))


def place_of(name: str) -> str:
    """The REST path of a field of GenerateContentConfig; below generationConfig where nobody knows it."""
    key = spelt(name)
    if key == "generationconfig":
        return "generationConfig"
    if key in tables.TOP:
        return tables.TOP[key]
    return f"generationConfig.{tables.GENERATION.get(key) or camel(name)}"


def configure(draft: Draft, config: Located, sdk: Sdk, under: str = "") -> None:
    """Puts a GenerateContentConfig where the REST API has its fields."""
    if not isinstance(config, Obj):
        return
    for field in config.fields:
        key = spelt(field.name)
        if key == "httpoptions":
            http_options(draft, field.value, sdk)
        elif key == "abortsignal":
            continue
        elif key not in tables.NOT_SENT:
            known = key in tables.GENERATION or key in tables.TOP
            path = place_of(field.name) if key != "generationconfig" else "generationConfig.generationConfig"
            value = shaped(path, field.value)
            if not known:
                draft.drop(path, value, _name(field))
            if known or sdk.sends_unknown:
                draft.put(path, value, _name(field))


def shaped(path: str, value: Located) -> Located:
    """The value as the SDK converts it for its place."""
    if path == "systemInstruction":
        return instruction(value)
    if path == "generationConfig.speechConfig" and text_of(value):
        return obj(("voiceConfig", obj(("prebuiltVoiceConfig", obj(("voiceName", value), at=value)), at=value)), at=value)
    if path in ("tools", "safetySettings", "generationConfig.stopSequences", "generationConfig.responseModalities"):
        if isinstance(value, Arr) and value.open:
            return unknown(value)
        if path == "generationConfig.stopSequences" and isinstance(value, Leaf):
            return unknown(value) if is_unknown(value) else value
        return rest_names(value)
    if path.endswith(("responseJsonSchema", "labels")):
        return value
    return rest_names(value)


def _embed(draft: Draft, prompt: Located | None, config: Located | None, sdk: Sdk) -> None:
    """An embedding: of one text, or of several at once."""
    more = [
        Field(camel(f.name), f.name_start, f.name_end, rest_names(f.value))
        for f in (config.fields if isinstance(config, Obj) else ())
        if spelt(f.name) not in tables.NOT_SENT
    ]
    several = isinstance(prompt, Arr) and not prompt.open and len(prompt.items) > 1 and all(isinstance(i, Leaf) for i in prompt.items)
    if several and isinstance(prompt, Arr):
        draft.method = "batchEmbedContents"
        requests = tuple(
            Obj((Field("content", item.start, item.start, content(item, None)), *more), item.start, item.end) for item in prompt.items
        )
        draft.put("requests", Arr(requests, prompt.start, prompt.end))
        return
    if prompt is not None:
        one = prompt.items[0] if isinstance(prompt, Arr) and len(prompt.items) == 1 else prompt
        draft.put("content", one if is_unknown(one) else content(one, None))
    for field in more:
        draft.put(field.name, field.value, _name(field))


# --- chats ---


def _chat(code: Code, found: Found, sdk: Sdk) -> Draft | None:
    """A message of a chat: what the chat was made with, and the message behind its history."""
    made = code.followed(found.receiver)
    if not (isinstance(made, Call) and last_name(made.of) in ("create", "Create") and last_name_of(_of(made)) in ("chats", "Chats")):
        return None
    draft = _started(code, found, sdk)
    draft.dialect = sdk.dialect
    draft.spans.pop("key", None)
    draft.key = None
    client(draft, code, base(_of(made)), sdk)
    draft.method = tables.METHODS[spelt(found.name)]
    given = _given(code, made, sdk, ("model", "config", "history"))
    draft.named(given.pop("model").value if "model" in given else None)
    if "config" in given:
        configure(draft, given.pop("config").value, sdk)
    history = given.pop("history", None)
    _strays(draft, given, sdk)
    message = _given(code, found.call, sdk, ("message", "config"))
    if "config" in message:
        configure(draft, message["config"].value, sdk)
    said = message.get("message")
    draft.start = min(draft.start, made.start) if draft.start - made.start < 3000 else draft.start
    draft.put("contents", turns(history.value if history else None, said.value if said else None, found.call))
    return draft


def _of(call: Call) -> Node | None:
    return call.of.of if isinstance(call.of, Attr) else None


def turns(history: Located | None, message: Located | None, at: Call) -> Located:
    """The history with the new message behind it."""
    before: list[Located] = []
    if history is not None and not (isinstance(history, Leaf) and history.value is None):
        told = contents(history)
        if not isinstance(told, Arr):
            return unknown(at)
        before = list(told.items)
    if message is None:
        return Arr((*before, unknown(at)), at.start, at.end)
    last = message if is_unknown(message) and not before else content(message)
    if is_unknown(message):
        last = obj(("role", Leaf("user", message.start, message.start)), ("parts", parts(message)), at=message)
    return Arr((*before, last), at.start, at.end)


# --- the client ---


def client(draft: Draft, code: Code, node: Node | None, sdk: Sdk) -> None:
    """Takes what the client was made with: key, API version, address, timeout, project."""
    made = code.followed(node)
    if not (isinstance(made, Call) and sdk.client.search(f" {last_name(made.of)}(".replace(" NewClient", " genai.NewClient").replace(" Client", " new Client" if sdk is JAVA else " Client"))):
        made = code.first_call(sdk.client)
    if made is None:
        return
    given = _client_fields(code, made)
    for field in given:
        _client_field(draft, code, field, sdk)
    if draft.key is None and not (draft.product == "vertex") and given:
        draft.key = Key(None, "client", None)
    draft.spans.setdefault("sdk", Span(made.start, made.of.end))


def _client_fields(code: Code, made: Call) -> list[Field]:
    fields: list[Field] = []
    for arg in made.args:
        value = code.value(arg.value)
        if arg.name is not None:
            fields.append(Field(arg.name, arg.name_start, arg.name_end, value))
        elif isinstance(value, Obj):
            fields += value.fields
        elif text_of(value):
            fields.append(Field("apiKey", value.start, value.start, value))
    return fields


def _client_field(draft: Draft, code: Code, field: Field, sdk: Sdk) -> None:
    key = spelt(field.name)
    value = field.value
    if key == "apikey":
        draft.key = key_of(value, "client", field.name, code.report.secrets)
        draft.place("key", value)
    elif key in ("vertexai", "enterprise") or (key == "backend" and "Vertex" in code.text[value.start : value.end]):
        if not (isinstance(value, Leaf) and value.value is False):
            draft.product = "vertex" if key == "backend" or (isinstance(value, Leaf) and value.value is True) else draft.product
            draft.project.append(field.name)
            draft.place("project", value)
    elif key in ("project", "location", "credentials", "googleauthoptions"):
        draft.project.append(field.name)
        draft.place("project", value)
    elif key == "apiversion":
        draft.api_version = text_of(value)
        draft.place("apiVersion", value)
    elif key == "httpoptions":
        http_options(draft, value, sdk)


def http_options(draft: Draft, options: Located, sdk: Sdk) -> None:
    """Takes API version, address, headers and timeout from HttpOptions."""
    if not isinstance(options, Obj):
        return
    for field in options.fields:
        key = spelt(field.name)
        if key == "apiversion" and text_of(field.value):
            draft.api_version = text_of(field.value)
            draft.place("apiVersion", field.value)
        elif key == "baseurl" and (url := text_of(field.value)):
            match = re.match(r"(?:https?://)?([^/:?#]+)", url)
            draft.host = match[1] if match else None
            draft.place("host", field.value)
        elif key == "timeout" and isinstance(field.value, Leaf):
            if isinstance(field.value.value, int | float):
                draft.timeout, draft.timeout_unit = float(field.value.value), sdk.timeout
            draft.place("timeout", field.value)
        elif key == "headers" and isinstance(field.value, Obj):
            for header in field.value.fields:
                draft.headers[header.name.lower()] = text_of(header.value) or UNKNOWN


# --- other methods ---


def read_other(code: Code, match: re.Match[str], sdk: Sdk) -> Draft | None:
    """`models.list()`, `caches.create(…)`, `interactions.create(…)`."""
    call = code.call(match.start("name"), match.end() - 1)
    if call is None or not isinstance(call.of, Attr):
        return None
    kind, verb = match["owner"].lower(), match["name"].lower()
    verb = {"all": "list", "uploadfrompath": "upload", "uploadfile": "upload"}.get(verb, verb)
    found = Found(match["name"], call)
    draft = _started(code, found, sdk)
    given = _given(code, call, sdk, {"models": ("model",), "files": ("file",)}.get(kind, ()))
    if kind == "interactions":
        if verb != "create":
            return None
        draft.product, draft.method = "interactions", "interactions.create"
        for field in given.values():
            if field.name in ("model", "agent"):
                draft.named(field.value)
            if spelt(field.name) not in tables.NOT_SENT:
                draft.put(field.name, field.value, _name(field))
        return draft
    if kind == "caches" and verb == "create":
        draft.method = "cachedContents.create"
        _cache(draft, given, sdk)
        return draft
    names = {"models": "models", "files": "files", "batches": "batches", "caches": "cachedContents", "tunings": "tunedModels"}
    if kind == "models" and verb not in ("list", "get"):
        return None
    draft.method = f"{names.get(kind, 'fileSearchStores')}.{verb}"
    draft.http_method = "GET" if verb in ("list", "get") else "DELETE" if verb == "delete" else "POST"
    if kind == "models" and "model" in given:
        draft.named(given["model"].value)
    return draft


def _cache(draft: Draft, given: dict[str, Field], sdk: Sdk) -> None:
    if "model" in given:
        model = given["model"]
        draft.named(model.value)
        draft.put("model", model.value, _name(model))
    config = given.get("config")
    if config is None or not isinstance(config.value, Obj):
        return
    for field in config.value.fields:
        key = spelt(field.name)
        if key == "contents":
            draft.put("contents", contents(field.value), _name(field))
        elif key == "systeminstruction":
            draft.put("systemInstruction", instruction(field.value), _name(field))
        elif key == "httpoptions":
            http_options(draft, field.value, sdk)
        else:
            draft.put(camel(field.name), rest_names(field.value), _name(field))


def config_alone(code: Code, made: Call | Make, sdk: Sdk) -> Draft | None:
    """A GenerateContentConfig whose call is cut off."""
    value = code.value(made)
    if not isinstance(value, Obj) or not value.fields:
        return None
    draft = Draft(sdk.dialect, made.start, made.end, sdk.package)
    configure(draft, value, sdk)
    if not draft.top and not draft.raw:
        return None
    draft.put("contents", unknown(made))
    return draft


__all__ = ["GO", "JAVA", "JAVASCRIPT", "OTHER_CALLS", "PYTHON", "Sdk", "config_alone", "owner", "read", "read_other"]
