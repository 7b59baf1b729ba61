"""Whatever is sent, the fake answers in one of Google's forms and never breaks."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.playground.clock import Clock
from bot.playground.gemini import chat, methods
from bot.playground.gemini.catalog import models
from bot.playground.gemini.credentials import Project
from bot.playground.gemini.errors import Refusal
from bot.playground.gemini.fields import fields, values
from bot.playground.gemini.tables import table
from bot.playground.gemini.world import Wire, World
from tests.playground.gemini.conftest import says

WORLD = World(Clock())
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), st.text(max_size=6), st.just([]), st.just({}),
    st.sampled_from(["$ref", "data:image/png;base64,AA", "\ud800", "shop.find", "-1", "1e9", "AAAA"]),
)  # fmt: skip
TEXTS = st.sampled_from(
    ["hi", "", "write 30 words", "user", "model", "f", "application/json", "text/x.enum", "image/png"]
)


def messages(name: str, depth: int = 0) -> st.SearchStrategy[Any]:
    """A message of that name, mostly as it should be."""
    known = {field.json: field for field in fields(name, "v1beta").values()}
    if depth > 5 or not known:
        return st.just({})

    def of(field: Any) -> st.SearchStrategy[Any]:
        one: st.SearchStrategy[Any] = ODD
        if field.message:
            one = st.deferred(lambda: messages(field.message, depth + 1))
        elif field.enum:
            one = st.sampled_from(values(field.enum))
        elif field.type in ("TYPE_STRING", "TYPE_BYTES"):
            one = TEXTS
        elif field.type in ("Struct", "Value"):
            one = st.dictionaries(TEXTS, ODD, max_size=2)
        elif field.type.startswith("TYPE_"):
            one = st.sampled_from([0, 1, 2, 100, -1, 0.5, True])
        shaped = {"many": st.lists(one, max_size=2), "map": st.dictionaries(TEXTS, one, max_size=2)}.get(
            field.shape, one
        )
        return st.one_of(shaped, shaped, shaped, shaped, ODD)

    chosen = st.lists(st.sampled_from(sorted(known)), max_size=4, unique=True)
    return chosen.flatmap(lambda names: st.fixed_dictionaries({one: of(known[one]) for one in names}))


def answered(method: Any, body: Any, model: str) -> None:
    """The method answers or refuses; anything else is a fault of the fake."""
    raw = json.dumps(body).encode("utf-8", "surrogatepass")
    wire = Wire("v1beta", model, method.__name__, {}, {}, raw, Project(), "http://127.0.0.1/v1beta")
    verbs = {"generate": "generateContent", "count_tokens": "countTokens", "embed": "embedContent"}
    wire = Wire(**{name: getattr(wire, name) for name in Wire.__slots__} | {"verb": verbs.get(method.__name__, "")})
    try:
        found = asyncio.run(method(WORLD, wire))
    except Refusal as refusal:
        assert json.dumps(refusal.body)
        assert 400 <= refusal.code < 500
    else:
        assert json.dumps(found.body if found.body is not None else list(found.events))


@pytest.fixture(autouse=True)
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WORLD, "quotas", SimpleNamespace(take=lambda *_: None))


QUICK = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
TALKING = sorted(
    name for name, one in models().items() if "generateContent" in one.methods and one.state != "shut down"
)


@QUICK
@given(messages("GenerateContentRequest"), st.sampled_from(TALKING))
def test_any_request_is_answered_or_refused(body: Any, model: str):
    answered(methods.generate, body, model)


@QUICK
@given(messages("CountTokensRequest"))
def test_any_count_is_answered_or_refused(body: Any):
    answered(methods.count_tokens, body, "gemini-3.8-flash")


@QUICK
@given(messages("EmbedContentRequest"))
def test_any_embedding_is_answered_or_refused(body: Any):
    answered(methods.embed, body, "gemini-embedding-001")


KEYWORDS = st.sampled_from(
    "type properties items anyOf allOf enum const minItems minimum format $ref $defs required additionalProperties".split()
)
SCHEMA = st.recursive(
    st.one_of(ODD, st.sampled_from(["object", "array", "string", "integer", "number", "#/$defs/a", "#"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.one_of(KEYWORDS, KEYWORDS, TEXTS), inner, max_size=3)
    ),
    max_leaves=12,
)


@QUICK
@given(SCHEMA, st.sampled_from(["application/json", "text/x.enum"]))
def test_any_json_schema_is_answered_or_refused(schema: Any, mime: str):
    config = {"responseMimeType": mime, "responseJsonSchema": schema}
    answered(methods.generate, says("hi") | {"generationConfig": config}, "gemini-3.8-flash")
    function = {"name": "f", "parametersJsonSchema": schema}
    answered(methods.generate, says("f") | {"tools": [{"functionDeclarations": [function]}]}, "gemini-3.8-flash")


SAID = st.fixed_dictionaries(
    {},
    optional={
        "role": st.one_of(st.sampled_from(["user", "assistant", "system", "tool", "developer"]), ODD),
        "content": st.one_of(TEXTS, ODD, st.lists(st.one_of(ODD, st.fixed_dictionaries({"text": TEXTS})), max_size=2)),
        "tool_calls": st.one_of(ODD, st.lists(st.one_of(ODD, st.dictionaries(st.just("function"), ODD)), max_size=2)),
    },
)
TOOL = st.one_of(
    ODD, st.fixed_dictionaries({"function": st.one_of(ODD, st.fixed_dictionaries({"name": TEXTS, "parameters": ODD}))})
)
CHAT = st.fixed_dictionaries(
    {"model": st.sampled_from(["gemini-3.5-flash-lite", "gemini-2.5-flash"]), "messages": st.lists(SAID, max_size=3)},
    optional={name: ODD for name in table("added")["chat"] if name not in ("model", "messages", "tools")}
    | {"tools": st.one_of(ODD, st.lists(TOOL, max_size=2))},
)


@QUICK
@given(st.one_of(CHAT, CHAT, CHAT, ODD, st.dictionaries(st.sampled_from(table("added")["chat"]), ODD)))
def test_any_chat_is_answered_or_refused(body: Any):
    answered(chat.complete, body, "")
