"""Calls of Google's present SDK: google-genai, @google/genai, google.golang.org/genai, com.google.genai."""

from __future__ import annotations

from bot.paste.span import Span
from bot.request import places
from bot.request.client import client
from bot.request.code import Code, Found
from bot.request.config import configure, http_options, place_of, shaped
from bot.request.contents import content, contents, parts
from bot.request.draft import Draft
from bot.request.given import arguments_of, name_of
from bot.request.located import (
    Arr,
    Field,
    Leaf,
    Located,
    Obj,
    camel,
    is_unknown,
    obj,
    rest_names,
    spelt,
    unknown,
)
from bot.request.nodes import Attr, Call, Node, last_name, owner_of
from bot.request.sdk import Sdk


def read(code: Code, found: Found, sdk: Sdk) -> Draft | None:
    """The call as a draft; None where it is not one of this SDK's."""
    receiver = found.receiver
    name = found.name
    if spelt(name).startswith("sendmessage"):
        return _chat(code, found, sdk)
    if last_name_of(receiver) not in ("models", "Models"):
        return None
    draft = started(code, found, sdk)
    given = arguments_of(code, found.call, sdk, ("model", "contents", "config"))
    draft.method = places.METHODS.get(spelt(name))
    draft.named(given.pop("model").value if "model" in given else None)
    prompt = given.pop("contents", None)
    config = given.pop("config", None)
    if draft.method == "embedContent":
        _embed(draft, prompt.value if prompt else None, config.value if config else None, sdk)
    else:
        if prompt is not None:
            draft.put("contents", contents(prompt.value), name_of(prompt))
        if config is not None:
            configure(draft, config.value, sdk)
    _strays(draft, given, sdk)
    return draft


def last_name_of(node: Node | None) -> str:
    return last_name(node) if node is not None else ""


def started(code: Code, found: Found, sdk: Sdk) -> Draft:
    draft = Draft(sdk.dialect, found.call.start, found.call.end, sdk.package)
    draft.http_method = "POST"
    draft.stream = "stream" in found.name.lower()
    of = found.call.of
    draft.place("method", Span(of.end - len(found.name), of.end))
    client(draft, code, base(found.receiver), sdk)
    return draft


def base(node: Node | None) -> Node | None:
    """The client of `client.aio.models`."""
    while isinstance(node, Attr) and node.name in (
        "models",
        "Models",
        "aio",
        "chats",
        "Chats",
        "async",
        "files",
        "Files",
        "caches",
        "Caches",
        "live",
        "Live",
    ):
        node = node.of
    return node


def _strays(draft: Draft, given: dict[str, Field], sdk: Sdk) -> None:
    """Arguments that the call doesn't have."""
    for field in given.values():
        if spelt(field.name) in ("requestoptions", "httpoptions"):
            http_options(draft, field.value, sdk)
            continue
        if spelt(field.name) in places.NOT_SENT or not field.name:
            continue
        path = place_of(field.name)
        value = shaped(path, field.value)
        draft.drop(path, value, name_of(field))
        if sdk.sends_unknown and path != "generationConfig.generationConfig":
            draft.put(path, value, name_of(field))


def _embed(draft: Draft, prompt: Located | None, config: Located | None, sdk: Sdk) -> None:
    """An embedding: of one text, or of several at once."""
    more = [
        Field(camel(f.name), f.name_start, f.name_end, rest_names(f.value))
        for f in (config.fields if isinstance(config, Obj) else ())
        if spelt(f.name) not in places.NOT_SENT
    ]
    several = (
        isinstance(prompt, Arr)
        and not prompt.open
        and len(prompt.items) > 1
        and all(isinstance(i, Leaf) for i in prompt.items)
    )
    if several and isinstance(prompt, Arr):
        draft.method = "batchEmbedContents"
        requests = tuple(
            Obj((Field("content", item.start, item.start, content(item, None)), *more), item.start, item.end)
            for item in prompt.items
        )
        draft.put("requests", Arr(requests, prompt.start, prompt.end))
        return
    if prompt is not None:
        one = prompt.items[0] if isinstance(prompt, Arr) and len(prompt.items) == 1 else prompt
        draft.put("content", one if is_unknown(one) else content(one, None))
    for field in more:
        draft.put(field.name, field.value, name_of(field))


def _chat(code: Code, found: Found, sdk: Sdk) -> Draft | None:
    """A message of a chat: what the chat was made with, and the message behind its history."""
    made = code.followed(found.receiver)
    if not (
        isinstance(made, Call)
        and last_name(made.of) in ("create", "Create")
        and last_name_of(owner_of(made)) in ("chats", "Chats")
    ):
        return None
    draft = started(code, found, sdk)
    draft.dialect = sdk.dialect
    draft.spans.pop("key", None)
    draft.key = None
    client(draft, code, base(owner_of(made)), sdk)
    draft.method = places.METHODS[spelt(found.name)]
    given = arguments_of(code, made, sdk, ("model", "config", "history"))
    draft.named(given.pop("model").value if "model" in given else None)
    if "config" in given:
        configure(draft, given.pop("config").value, sdk)
    history = given.pop("history", None)
    _strays(draft, given, sdk)
    message = arguments_of(code, found.call, sdk, ("message", "config"))
    if "config" in message:
        configure(draft, message["config"].value, sdk)
    said = message.get("message")
    draft.start = min(draft.start, made.start) if draft.start - made.start < 3000 else draft.start
    draft.put("contents", turns(history.value if history else None, said.value if said else None, found.call))
    return draft


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
