"""Methods beside generateContent: caches, files, models, interactions; and a configuration whose call is cut off."""

from __future__ import annotations

import re

from bot.request import places
from bot.request.code import Code, Found
from bot.request.config import configure, http_options
from bot.request.contents import contents, instruction
from bot.request.draft import Draft
from bot.request.genai import started
from bot.request.given import arguments_of, name_of
from bot.request.located import (
    Field,
    Obj,
    camel,
    rest_names,
    says_something,
    spelt,
    unknown,
)
from bot.request.nodes import Attr, Call, Item, Make, Node, last_name
from bot.request.request import UNKNOWN
from bot.request.sdk import Sdk
from bot.request.url import GEMINI_HOST

OTHER_CALLS = re.compile(
    r"\b(?P<owner>models|caches|files|interactions|batches|Models|Caches|Files|Interactions|Batches|file_search_stores|fileSearchStores|tunings|Tunings|live|Live)"
    r"\.\s*(?P<name>connect|Connect|list|get|create|upload|delete|List|Get|All|Create|Upload|UploadFromPath|UploadFile)\s*\("
)

_CLIENTS = frozenset({"Client", "GoogleGenAI", "NewClient", "GoogleGenerativeAI", "GoogleAIFileManager", "AsyncClient"})
_VENDORS = re.compile(r"openai|anthropic|mistral|groq|cohere|together|xai_sdk|huggingface", re.IGNORECASE)
_GOOGLE = re.compile(r"google|gemini|genai", re.IGNORECASE)


def read_other(code: Code, match: re.Match[str], sdk: Sdk) -> Draft | None:
    """`models.list()`, `caches.create(…)`, `interactions.create(…)`."""
    call = code.call(match.start("name"), match.end() - 1)
    if call is None or not isinstance(call.of, Attr):
        return None
    if _of_another(code, call):
        return None
    kind, verb = match["owner"].lower(), match["name"].lower()
    verb = {"all": "list", "uploadfrompath": "upload", "uploadfile": "upload"}.get(verb, verb)
    found = Found(match["name"], call)
    draft = started(code, found, sdk)
    given = arguments_of(code, call, sdk, {"models": ("model",), "files": ("file",)}.get(kind, ()))
    if kind == "interactions":
        if verb != "create":
            return None
        draft.product, draft.method = "interactions", "interactions.create"
        for field in given.values():
            if field.name in ("model", "agent"):
                draft.named(field.value)
            if spelt(field.name) not in places.NOT_SENT:
                draft.put(field.name, field.value, name_of(field))
        return draft
    if kind == "caches" and verb == "create":
        draft.method = "cachedContents.create"
        _cache(draft, given, sdk)
        return draft
    names = {
        "models": "models",
        "files": "files",
        "batches": "batches",
        "caches": "cachedContents",
        "tunings": "tunedModels",
    }
    if (verb == "connect") != (kind == "live") or (kind == "models" and verb not in ("list", "get")):
        return None
    if kind == "live":
        draft.method, draft.body = "bidiGenerateContent", UNKNOWN
        draft.named(given["model"].value if "model" in given else None)
        return draft
    draft.method = f"{names.get(kind, 'fileSearchStores')}.{verb}"
    draft.http_method = "GET" if verb in ("list", "get") else "DELETE" if verb == "delete" else "POST"
    if kind == "models" and "model" in given:
        draft.named(given["model"].value)
    return draft


def _of_another(code: Code, call: Call) -> bool:
    """True of a client of another vendor, whose methods go by the same names."""
    node: Node | None = call
    while isinstance(node, Attr | Call | Item):
        node = node.of
    made = code.followed(node)
    if isinstance(made, Call) and (name := last_name(made.of))[:1].isupper():
        return name not in _CLIENTS and GEMINI_HOST not in code.text
    return _VENDORS.search(code.text) is not None and _GOOGLE.search(code.text) is None


def _cache(draft: Draft, given: dict[str, Field], sdk: Sdk) -> None:
    if "model" in given:
        model = given["model"]
        draft.named(model.value)
        draft.put("model", model.value, name_of(model))
    config = given.get("config")
    if config is None or not isinstance(config.value, Obj):
        return
    for field in config.value.fields:
        key = spelt(field.name)
        if key == "contents":
            draft.put("contents", contents(field.value), name_of(field))
        elif key == "systeminstruction":
            draft.put("systemInstruction", instruction(field.value), name_of(field))
        elif key == "httpoptions":
            http_options(draft, field.value, sdk)
        else:
            draft.put(camel(field.name), rest_names(field.value), name_of(field))


def config_alone(code: Code, made: Call | Make, sdk: Sdk) -> Draft | None:
    """A GenerateContentConfig whose call is cut off."""
    value = code.value(made)
    if not isinstance(value, Obj) or not value.fields:
        return None
    draft = Draft(sdk.dialect, made.start, made.end, sdk.package)
    configure(draft, value, sdk)
    if not says_something(Obj(tuple(draft.top), made.start, made.end)) and not draft.raw:
        return None
    draft.put("contents", unknown(made))
    return draft
