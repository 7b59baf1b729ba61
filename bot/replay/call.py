"""One call to send, where it may go, and why it may not be sent."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

GEMINI = "https://generativelanguage.googleapis.com/"
GENERATE = ("generateContent", "streamGenerateContent")
METHODS = (*GENERATE, "countTokens", "embedContent", "models.get", "models.list")
VERSIONS = ("v1", "v1beta", "v1alpha")
MEGABYTE = 1024 * 1024

_MODEL = re.compile(r"(?:models/|tunedModels/)?[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.))*")
_INDEX = re.compile(r"\[\d+\]")
# What may stand in a header, and no key of Google's is shorter. Ephemeral tokens are for the Live API alone.
_KEY = re.compile(r"(?!auth_tokens/)[!-~]{8,4096}")


@dataclass(frozen=True, slots=True)
class Call:
    """One call to send. `body` is the REST JSON, of models.list its query; `timeout_s` the seconds that all of it may take.

    `told_s`: the time-out that the service is told, None: `timeout_s`. It refuses less than 10 s, so what we cut short by
    ourselves it needn't know. `written`: names that the service doesn't know as the person wrote them, by their paths
    in `body`, without indices where it is the same at all of them; they go out so.
    """

    method: str
    model: str | None
    api_version: str
    body: Mapping[str, Any] | None
    timeout_s: float
    told_s: float | None = None
    written: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def path(self) -> str:
        """The path and query below the address of the API."""
        if self.method == "models.list":
            return f"{self.api_version}/models"
        model = self.model or ""
        name = model if "/" in model else f"models/{model}"
        verb = "" if self.method == "models.get" else f":{self.method}"
        return f"{self.api_version}/{name}{verb}" + ("?alt=sse" if self.method == "streamGenerateContent" else "")


@dataclass(frozen=True, slots=True)
class Access:
    """The way to Gemini. `base_url` is Google's address or the setting GEMINI_URL, and never comes from a person in Slack;
    `max_bytes` of an answer are read, unpacked.

    The proxy and the certificates are those of HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY, SSL_CERT_FILE and SSL_CERT_DIR.
    """

    base_url: str = GEMINI
    max_bytes: int = dataclasses.field(default=8 * MEGABYTE)

    def allows(self, host: str | None) -> bool:
        """Whether a pasted call to that host (with or without a port) may be sent again; None: the paste names none."""
        if host is None:
            return True
        named = urlsplit(f"//{host.lower()}")
        ours = urlsplit(self.base_url)
        return named.hostname in (urlsplit(GEMINI).hostname, ours.hostname) and named.username is None


def refusal(call: Call, key: str) -> str | None:
    """What stands against sending it at all: "method", "api version", "model", "key" or "body"; None: nothing."""
    if call.method not in METHODS:
        return "method"
    if call.api_version not in VERSIONS:
        return "api version"
    if call.method != "models.list" and not _MODEL.fullmatch(call.model or ""):
        return "model"
    if not _KEY.fullmatch(key):
        return "key"
    try:
        wire_body(call)
    except (TypeError, ValueError, RecursionError):
        return "body"
    return None


def wire_body(call: Call) -> bytes:
    """The body as it goes out; b"" for a GET."""
    if call.method.startswith("models."):
        return b""
    body = call.body or {}
    return json.dumps(_as_written(body, call.written, "") if call.written else body, default=_plain).encode()


def _as_written(value: Any, written: Mapping[str, str], path: str) -> Any:
    if isinstance(value, list):
        return [_as_written(inner, written, f"{path}[{index}]") for index, inner in enumerate(value)]
    if not isinstance(value, Mapping):
        return value
    made = {}
    for name, inner in value.items():
        here = f"{path}.{name}" if path else name
        made[written.get(here) or written.get(without_indices(here), name)] = _as_written(inner, written, here)
    return made


def without_indices(path: str) -> str:
    """contents[1].parts[0].text -> contents.parts.text"""
    return _INDEX.sub("", path)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError
