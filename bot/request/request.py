"""The Request: the call that a paste shows, in the REST API's own form, and where each of its fields stands."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.paste.span import Span


class Unknown(str):
    """A value that the code computes at run time, or that the paste does not show. In JSON: "<unknown>"."""

    __slots__ = ()


UNKNOWN: Final = Unknown("<unknown>")


@dataclass(frozen=True, slots=True)
class Key:
    """The credential as the call passes it.

    `kind` as bot.paste.secrets names it, "placeholder" for a literal word that is no key; None: not known (an
    environment variable). `where`: "header", "query", "client", "bearer", "body", "missing".
    """

    kind: str | None
    where: str
    name: str | None = None
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something in how the body is written that a strict reader would stop at; `path` is the REST path near it.

    Kinds: "trailing comma", "missing comma", "comment", "single quotes", "smart quotes", "unquoted name",
    "Python literal", "line break in a string", "unclosed" (a bracket or string without an end), "cut" (the paste ends
    in the middle), "extra bracket", "not JSON", "not stringified" (an object where its text belongs), "cmd quotes"
    (single quotes that cmd.exe doesn't know), "twice" (one field in both spellings), "shell quotes" (a quote that ends
    the shell's string early).
    """

    kind: str
    span: Span
    path: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A call of the Gemini API as a paste shows it. None = the paste does not say, UNKNOWN = computed at run time.

    `body` is the REST JSON as it would be sent, names in camelCase (those of the OpenAI-compatible endpoint and of the
    Interactions API as written); UNKNOWN where all of it is. `raw` holds what an SDK does not know or does not send:
    the REST path that it would have, and its value. `spans` leads from a REST path ("generationConfig.topP",
    "contents[1].role") and from "model", "apiVersion", "url", "host", "key", "timeout", "method", "sdk", "project" to
    where the value stands in the paste, and from "name:" with a path to where the field's name stands. `timeout` is
    the number as written, `timeout_unit` what the SDK takes it for ("ms", "s"). `unsure` names what was not read from
    the call itself but from the words around it ("model", "api_version", "host").
    """

    dialect: str
    product: str = "gemini"
    method: str | None = None
    http_method: str | None = None
    model: str | None = None
    api_version: str | None = None
    host: str | None = None
    path: str | None = None
    stream: bool = False
    body: Mapping[str, Any] | Unknown | None = None
    raw: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    key: Key | None = None
    timeout: float | None = None
    timeout_unit: str | None = None
    sdk: str | None = None
    project_settings: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    unsure: tuple[str, ...] = ()
    others: int = 0
    span: Span = dataclasses.field(default_factory=lambda: Span(0, 0))
    spans: Mapping[str, Span] = dataclasses.field(default_factory=dict)
