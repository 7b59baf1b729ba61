"""What a client of the present SDK was made with: key, API version, address, timeout, project."""

from __future__ import annotations

import re

from bot.paste.span import Span
from bot.request.code import Code
from bot.request.config import http_options
from bot.request.draft import Draft, key_of
from bot.request.located import (
    Field,
    Leaf,
    Obj,
    spelt,
    text_of,
)
from bot.request.nodes import Call, Node, last_name
from bot.request.request import Key
from bot.request.sdk import JAVA, Sdk
from bot.request.syntax import Parser

_BUILDER = re.compile(r"(?<![\w.])Client\s*\.\s*builder\(\)")


def client(draft: Draft, code: Code, node: Node | None, sdk: Sdk) -> None:
    """Takes what the client was made with: key, API version, address, timeout, project."""
    made = code.followed(node)
    if not (
        isinstance(made, Call)
        and sdk.client.search(
            f" {last_name(made.of)}(".replace(" NewClient", " genai.NewClient").replace(
                " Client", " new Client" if sdk is JAVA else " Client"
            )
        )
    ):
        made = code.first_call(sdk.client)
    if made is None:
        given, span = _built(code) if sdk.package == JAVA.package else ([], None)
    else:
        given, span = _client_fields(code, made), Span(made.start, made.of.end)
    if span is None:
        return
    for field in given:
        _client_field(draft, code, field, sdk)
    if draft.key is None and draft.product != "vertex" and given:
        draft.key = Key(None, "client", None)
    draft.spans.setdefault("sdk", span)


def _built(code: Code) -> tuple[list[Field], Span | None]:
    """What `Client.builder()` of Java's is told before it builds, and where."""
    match = _BUILDER.search(code.text)
    if match is None:
        return [], None
    made = code.value(Parser(code.text, code.language, match.start()).expression())
    return list(made.fields) if isinstance(made, Obj) else [], Span(match.start(), match.end())


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
            draft.product = (
                "vertex" if key == "backend" or (isinstance(value, Leaf) and value.value is True) else draft.product
            )
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
