"""A pasted body as one that can be sent: what the paste doesn't show is replaced or left out, and each difference is named."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.paste.cover import MASK
from bot.replay.call import without_indices
from bot.request import Request, Unknown
from bot.request.call import REST
from bot.request.located import spelt
from bot.request.render import is_open
from bot.request.table import messages

PLACEHOLDER = "Hello"
# Differences that could by themselves decide whether the request passes.
_MATERIAL = frozenset({"replaced", "left out", "file", "mended", "cut", "masked", "posted", "model"})
# What is a flaw in JSON and none where the body is written in a language.
_OF_JSON = frozenset({"trailing comma", "comment", "single quotes", "unquoted name", "Python literal"})
_PART = re.compile(r"parts(\[\d+\])?")
_LAST = re.compile(r"([^.\[\]]+)(?:\[\d+\])*$")
_GONE: Final = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which what is sent is not what was pasted; `field` is a REST path.

    Kinds: "replaced" (an unknown value, by `value`), "left out" (an unknown value), "file" (a file that the paste doesn't
    hold), "mended" (JSON that no reader takes, `value` says what is wrong with it), "cut" (the paste ends before the body
    does), "masked" (a secret in the body), "posted" (a GET, where the method takes a POST), "model", "version" and
    "time-out" (from the person's settings, or the default), "model instead", "version instead" (the person's wish),
    "capped" (output tokens, at `value`), "uncapped" (the question is how the answer ends), "shortened" (the time-out).
    """

    kind: str
    field: str = ""
    value: str = ""

    @property
    def material(self) -> bool:
        """True where the request might pass because of it."""
        return self.kind in _MATERIAL


def sendable(request: Request, text: str) -> tuple[dict[str, Any] | None, tuple[Difference, ...]]:
    """The body to send, and what sets it apart from the pasted one; None where the paste shows no body.

    `text` is the paste that the request's places lead into. Without an unknown value the body is the pasted one.
    """
    if not isinstance(request.body, Mapping):
        return None, ()
    walk = _Walk(request, text)
    body = walk.object(request.body, "")
    return body, (*walk.differences, *_around(request))


def names(request: Request, text: str) -> dict[str, str]:
    """The names of a body in JSON that the service doesn't know as they are written there, as in Call.written.

    It knows its own in camelCase and in snake_case, and in nothing between.
    """
    if request.dialect not in REST:
        return {}
    at: dict[str, str] = {}
    for key, span in request.spans.items():
        path = key.removeprefix("name:")
        name, word = path.rpartition(".")[2], text[span.start : span.end].strip("\\\"'`")
        if key.startswith("name:") and spelt(word) == spelt(name):
            at[path] = name if name in _known() and word == _snake(name) else word
    alike: dict[str, set[str]] = {}
    for path, word in at.items():
        alike.setdefault(without_indices(path), set()).add(word)
    found: dict[str, str] = {}
    for path, word in at.items():
        if word != path.rpartition(".")[2]:
            found[without_indices(path) if len(alike[without_indices(path)]) == 1 else path] = word
    return found


@functools.cache
def _known() -> frozenset[str]:
    return frozenset(name for fields in messages().values() for name in fields)


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _around(request: Request) -> tuple[Difference, ...]:
    code = request.dialect not in REST or request.dialect in ("python-requests", "js-fetch")
    flaws = {
        ("cut" if flaw.kind in ("cut", "unclosed") else "mended", flaw.path, flaw.kind)
        for flaw in request.flaws
        if not (code and flaw.kind in _OF_JSON)
    }
    written = [Difference(kind, path, says if kind == "mended" else "") for kind, path, says in sorted(flaws)]
    if request.http_method == "GET" and not (request.method or "").startswith("models."):
        written.append(Difference("posted"))
    return tuple(written)


class _Walk:
    """One walk over a body; `differences` are those met so far."""

    def __init__(self, request: Request, text: str) -> None:
        self._request, self._text = request, text
        self.differences: list[Difference] = []

    def object(self, value: Mapping[str, Any], path: str) -> dict[str, Any]:
        kept = {name: self.value(inner, f"{path}.{name}" if path else name) for name, inner in value.items()}
        return {name: inner for name, inner in kept.items() if inner is not _GONE}

    def value(self, value: Any, path: str) -> Any:
        if is_open(value):
            return self._unknown(value, path)
        if isinstance(value, Mapping):
            return self._part(value, path) if self._is_part(path) else self.object(value, path)
        if isinstance(value, list):
            return self._list(value, path)
        if isinstance(value, str) and MASK in value:
            self._differs("masked", path)
        return value

    def _list(self, value: list[Any], path: str) -> list[Any]:
        kept = [
            inner for index, item in enumerate(value) if (inner := self.value(item, f"{path}[{index}]")) is not _GONE
        ]
        if kept or not value:
            return kept
        if _name(path) == "parts":
            return [{"text": self._placeholder(path)}]
        return [{"role": "user", "parts": [{"text": self._placeholder(path)}]}] if path == "contents" else kept

    def _is_part(self, path: str) -> bool:
        return _PART.fullmatch(path.rsplit(".", 1)[-1]) is not None

    def _part(self, part: Mapping[str, Any], path: str) -> Any:
        """A part without the file that it stands for is left out."""
        for name, inner in (("inlineData", "data"), ("fileData", "fileUri")):
            held = part.get(name)
            if isinstance(held, Mapping) and is_open(held.get(inner)):
                data = self._found(f"{path}.{name}.{inner}", held[inner])
                if data is not None:
                    rest = {field: value for field, value in part.items() if field != name}
                    return {**self.object(rest, path), name: {**held, inner: data}}
            elif not is_open(held):
                continue
            self._differs("file", path)
            return _GONE
        return self.object(part, path)

    def _found(self, path: str, value: Any) -> str | None:
        """Long base64 that the request only measures, from where it stands in the paste."""
        span = self._request.spans.get(path)
        if isinstance(value, Unknown) or span is None:
            return None
        data = self._text[span.start : span.end].strip("\"'`\\")
        return data if value == f"<base64, {len(data)} characters>" else None

    def _unknown(self, value: Any, path: str) -> Any:
        name = _name(path)
        if path == "contents":
            return [{"role": "user", "parts": [{"text": self._placeholder(path)}]}]
        if path in ("content", "systemInstruction"):
            return {"parts": [{"text": self._placeholder(path)}]}
        if name == "parts" and path.endswith("]"):
            self._differs("file", path)
            return _GONE
        if name == "parts":
            return [{"text": self._placeholder(path)}]
        if name == "text":
            return self._placeholder(path)
        if name in ("args", "response"):
            self._differs("replaced", path, "{}")
            return {}
        self._differs("left out", path)
        return _GONE

    def _placeholder(self, path: str) -> str:
        self._differs("replaced", path, PLACEHOLDER)
        return PLACEHOLDER

    def _differs(self, kind: str, path: str, value: str = "") -> None:
        self.differences.append(Difference(kind, path, value))


def _name(path: str) -> str:
    found = _LAST.search(path)
    return found[1] if found else path


# Cause -> fields without which the request can't fail of it; what holds them counts as they do.
_HEART = {
    "cache-invalid": ("cachedContent",),
    "contents-empty": ("contents", "content"),
    "file-not-found": ("contents",),
    "file-not-ready": ("contents",),
    "language-unsupported": ("contents",),
    "malformed-function-call": ("contents", "tools"),
    "media-unreadable": ("contents",),
    "modality-unsupported": ("contents", "generationConfig.responseModalities"),
    "parameter-invalid": ("generationConfig.temperature",),
    "prompt-blocked-other": ("contents",),
    "prompt-blocked-prohibited": ("contents",),
    "prompt-blocked-safety": ("contents", "safetySettings"),
    "recitation": ("contents",),
    "response-safety": ("contents", "safetySettings"),
    "schema-unsupported": ("generationConfig.responseSchema", "generationConfig.responseJsonSchema", "tools"),
    "thinking-config": ("generationConfig.thinkingConfig",),
    "thought-signature": ("contents",),
    "token-limit": ("contents", "content"),
    "tool-combination": ("tools",),
    "turn-order": ("contents",),
}


_OF_ORDER = ("thought-signature", "turn-order")
_SAID = re.compile(r"\.(?:text|args|response)\b")


def heart(cause: str | None, fields: tuple[str, ...], differences: tuple[Difference, ...]) -> str | None:
    """The field that the error is about and that the paste doesn't show; `fields` are those that error and findings name."""
    about = (*_HEART.get(cause or "", ()), *fields)
    if cause in _OF_ORDER:  # what is said in a turn does not matter
        differences = tuple(one for one in differences if not _SAID.search(one.field))
    for difference in differences:
        if difference.kind in ("replaced", "left out", "file") and any(_meet(difference.field, one) for one in about):
            return difference.field
    return None


def _meet(path: str, field: str) -> bool:
    """Whether one of the two is the other, or lies in it."""
    return any(
        one == other or one.startswith((f"{other}.", f"{other}[")) for one, other in ((path, field), (field, path))
    )
