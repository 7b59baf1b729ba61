"""A proof: a call as a person writes it, with one fault, and what a replay has to make of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

FLASH, LITE, OLD = "gemini-3.8-flash", "gemini-3.5-flash-lite", "gemini-2.5-flash"
CACHE = "cachedContents/of-the-proof"  # stands for the cache that a test makes
HOST = "https://generativelanguage.googleapis.com"


@dataclass(frozen=True)
class Proof:
    """`body` is what `code` sends, by hand. `mends`: the smallest changes that cure it; `fails`: one that doesn't.

    `diff` are the lines that the reply shows of the person's own text, "" where the change can't be shown in it.
    """

    cause: str
    surface: str
    code: str
    body: Mapping[str, Any]
    mends: tuple[str, ...]
    fails: str
    diff: str
    model: str = FLASH
    version: str = "v1beta"
    method: str = "generateContent"

    def __str__(self) -> str:
        return f"{self.cause}, {self.surface}, {self.mends[0]}"[:80]

    @property
    def path(self) -> str:
        """Where it goes, below the host."""
        return f"/{self.version}/models/{self.model}:{self.method}"

    def paste(self, status: int, raw: str) -> str:
        """What a person copies: the code, and below it what their program prints of the answer."""
        return f"{self.code}\n\n{_PRINTED[self.surface](status, raw)}"

    def with_cache(self, name: str) -> Proof:
        """The same with a cache that there is."""
        body = json.loads(json.dumps(self.body).replace(CACHE, name))
        return Proof(**{**vars(self), "code": self.code.replace(CACHE, name), "body": body})


def hello(text: str = "Hi", **config: Any) -> dict[str, Any]:
    """A body with one turn, as the SDKs send a text, and generationConfig where there is any."""
    body: dict[str, Any] = {"contents": [{"role": "user", "parts": [{"text": text}]}]}
    return body | ({"generationConfig": config} if config else {})


def _error(raw: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = json.loads(raw).get("error")
    return found


def _python(status: int, raw: str) -> str:
    """https://github.com/googleapis/python-genai errors.py: the code, the status and the repr of the body."""
    error = _error(raw)
    if error is None:
        return raw
    return (
        "Traceback (most recent call last):\n"
        '  File "/app/main.py", line 12, in <module>\n'
        f"google.genai.errors.ClientError: {status} {error['status']}. {json.loads(raw)!r}"
    )


def _legacy(status: int, raw: str) -> str:
    error = _error(raw)
    return raw if error is None else f"google.api_core.exceptions.InvalidArgument: {status} {error['message']}"


def _requests(status: int, raw: str) -> str:
    return f"{status}\n{json.loads(raw)!r}"


def _javascript(status: int, raw: str) -> str:
    error = _error(raw)
    compact = json.dumps(json.loads(raw), separators=(",", ":"))
    if error is None:
        return compact
    return f"ApiError: {compact}\n    at throwErrorIfNotOK (file:///app/node_modules/@google/genai/dist/node/index.mjs:11430:30) {{\n  status: {status}\n}}"


def _go(status: int, raw: str) -> str:
    error = _error(raw)
    if error is None:
        return raw
    said = f"Error {status}, Message: {error['message']}, Status: {error['status']}"
    return f"{said}, Details: {_maps(error.get('details', []))}\nexit status 1"


def _maps(value: Any) -> str:
    """Go's %v of what JSON becomes: map[a:1 b:[2 3]]."""
    if isinstance(value, dict):
        return f"map[{' '.join(f'{name}:{_maps(value[name])}' for name in sorted(value))}]"
    return f"[{' '.join(map(_maps, value))}]" if isinstance(value, list) else str(value)


def _java(status: int, raw: str) -> str:
    error = _error(raw)
    if error is None:
        return raw
    return f'Exception in thread "main" com.google.genai.errors.ClientException: {status} . {error["message"]}'


def _raw(status: int, raw: str) -> str:
    return raw


def _http(status: int, raw: str) -> str:
    return f"HTTP/1.1 {status}\ncontent-type: application/json; charset=UTF-8\n\n{raw}"


def _powershell(status: int, raw: str) -> str:
    return f"Invoke-RestMethod : {raw}\nAt line:9 char:1"


_PRINTED: Mapping[str, Callable[[int, str], str]] = {
    "curl": _raw,
    "http": _http,
    "json": _raw,
    "powershell": _powershell,
    "fetch": _raw,
    "requests": _requests,
    "python": _python,
    "legacy-python": _legacy,
    "javascript": _javascript,
    "go": _go,
    "java": _java,
}
