"""A Request in the making: what the readers of all dialects add to, and how it is closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.paste.secrets import Secret
from bot.paste.span import Span
from bot.request.located import Field, Leaf, Located, Obj, flatten, is_unknown, text_of
from bot.request.request import UNKNOWN, Flaw, Key, Request, Unknown
from bot.request.url import Address


class Draft:
    """Gathers what is read of one call. Values come with their places; `request()` closes it."""

    def __init__(self, dialect: str, start: int, end: int, sdk: str | None = None) -> None:
        self.dialect = dialect
        self.sdk = sdk
        self.product = "gemini"
        self.method: str | None = None
        self.http_method: str | None = None
        self.model: str | None = None
        self.api_version: str | None = None
        self.host: str | None = None
        self.path: str | None = None
        self.stream = False
        self.body: Located | Unknown | None = None
        self.top: list[Field] = []
        self.raw: dict[str, Any] = {}
        self.headers: dict[str, str] = {}
        self.key: Key | None = None
        self.timeout: float | None = None
        self.timeout_unit: str | None = None
        self.project: list[str] = []
        self.missing: list[str] = []
        self.flaws: list[Flaw] = []
        self.start = start
        self.end = end
        self.spans: dict[str, Span] = {}

    def place(self, name: str, value: Located | Span) -> None:
        self.spans.setdefault(name, value if isinstance(value, Span) else Span(value.start, value.end))

    def put(self, path: str, value: Located, name: tuple[int, int] | None = None) -> None:
        """Puts a value at a REST path of up to three names; what is on the way is made."""
        head, *rest = path.split(".")
        begin, end = name or (value.start, value.start)
        self.top = _put(self.top, head, rest, value, begin, end)

    def drop(self, path: str, value: Located, name: tuple[int, int]) -> None:
        """Notes a value that the SDK does not know or does not send, and the path that it would have."""
        flat = flatten(value, path)
        self.raw[path] = flat.value
        self.spans.update(flat.spans)
        self.spans[f"name:{path}"] = Span(*name)

    def named(self, model: Located | None) -> None:
        """Takes the model's name, where it is known."""
        if model is None:
            return
        if not isinstance(model, Obj) and model.end > model.start:
            self.place("model", model)
        self.model = text_of(model)

    def named_in_body(self, body: Obj) -> None:
        """Takes the model that a body names, where the address names none."""
        model = body.get("model")
        if self.model is None and model is not None:
            self.named(model)
        stream = body.get("stream")
        self.stream = self.stream or (isinstance(stream, Leaf) and stream.value is True)

    def addressed(self, address: Address) -> None:
        """Takes what the address says."""
        self.host = address.host or self.host
        self.path = address.path
        self.api_version = address.api_version or self.api_version
        self.model = address.model or self.model
        self.product = address.product
        self.method = address.method
        for name, span in address.spans.items():
            self.spans.setdefault(name, span)
        self.stream = (address.method or "").lower().startswith("stream")

    def request(self) -> Request:
        body: Mapping[str, Any] | Unknown | None = None
        spans = dict(self.spans)
        value: Located | Unknown | None = self.body
        if value is None and self.top:
            value = Obj(tuple(self.top), self.start, self.end)
        if isinstance(value, Unknown) or (isinstance(value, Leaf) and is_unknown(value)):
            body = UNKNOWN
        elif isinstance(value, Obj):
            flat = flatten(value)
            body = flat.value
            spans = {**flat.spans, **{k: v for k, v in spans.items() if k not in flat.spans or k in ("model",)}}
            spans.setdefault("body", Span(value.start, value.end))
        return Request(
            dialect=self.dialect,
            product=self.product,
            method=self.method,
            http_method=self.http_method,
            model=self.model,
            api_version=self.api_version,
            host=self.host,
            path=self.path,
            stream=self.stream,
            body=body,
            raw=self.raw,
            headers=self.headers,
            key=self.key,
            timeout=self.timeout,
            timeout_unit=self.timeout_unit,
            sdk=self.sdk,
            project_settings=tuple(self.project),
            missing=tuple(dict.fromkeys(self.missing)),
            flaws=tuple(self.flaws),
            span=Span(self.start, self.end),
            spans=spans,
        )


def _put(fields: list[Field], head: str, rest: list[str], value: Located, begin: int, end: int) -> list[Field]:
    """The fields with `value` at the path; an object that stands there already is added to."""
    old = next((f for f in fields if f.name == head), None)
    others = [f for f in fields if f.name != head]
    if not rest:
        return [*others, Field(head, begin, end, value)]
    inner = list(old.value.fields) if old and isinstance(old.value, Obj) else []
    made = _put(inner, rest[0], rest[1:], value, begin, end)
    lowest = min([value.start, *([old.value.start] if old else [])])
    highest = max([value.end, *([old.value.end] if old else [])])
    open_ = isinstance(old.value, Obj) and old.value.open if old else False
    name = (old.name_start, old.name_end) if old else (value.start, value.start)
    return [*others, Field(head, *name, Obj(tuple(made), lowest, highest, open_))]


# How a key begins -> what it is.
_SHAPES = (
    ("AIza", "AI Studio key"),
    ("AQ.", "AI Studio auth key"),
    ("ya29.", "Google access token"),
    ("auth_tokens/", "ephemeral token"),
    ("sk-ant-", "Anthropic key"),
    ("sk-or-", "OpenRouter key"),
    ("sk-", "OpenAI key"),
    ("gsk_", "Groq key"),
    ("xai-", "xAI key"),
    ("hf_", "Hugging Face token"),
    ("GOCSPX-", "OAuth client secret"),
    ("{", "service account"),
)


def key_of(value: Located | None, where: str, name: str | None, secrets: tuple[Secret, ...]) -> Key:
    """The key that a value is; its kind is that of the secret that stands there."""
    if value is None:
        return Key(None, where, name)
    secret = next((s for s in secrets if s.span.start < value.end and value.start < s.span.end), None)
    if secret:
        return Key(secret.kind, where, name, literal=True)
    word = text_of(value)
    if word is None:
        return Key(None, where, name)
    word = word.removeprefix("Bearer ").strip()
    kind = next((kind for begin, kind in _SHAPES if word.startswith(begin)), "placeholder")
    return Key(kind, where, name, literal=True)
