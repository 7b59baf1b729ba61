"""What came of a call: plain facts that can be stored and shown. No key stands in them."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_ENDED_WELL = frozenset(["STOP", "MAX_TOKENS"])
# What the SDKs raise where no answer came, in their own words, so that it is read as their errors are.
_RAISED = {
    "timeout": "httpx2.ReadTimeout: timed out",
    "unreachable": "httpx2.ConnectError",
    "broken stream": "httpx2.RemoteProtocolError: peer closed connection without sending complete message body",
}
_HOST = "generativelanguage.googleapis.com"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a call; None = not there. Times in seconds, `at` since 1970, `seconds` from sending to the last byte.

    `http` is the code of the answer, or of the error that a stream held. `status`, `message` and `details` are the
    error's. `finish_reasons` are those of all candidates, each once. `text` is the answer's text, its first 500
    characters, `raw` the body as it came, its first 20,000. `usage` are the numbers of usageMetadata, and totalTokens of
    countTokens. `request_id` comes from the headers, else it is the responseId of the body.

    `failure`: None when a whole answer came, else "timeout", "unreachable", "redirect" (`message` is where it led),
    "broken stream" (it ended in the middle), "too large", "odd answer" (2xx, and not what the method gives) or
    "refused" (never sent; `message` is what stands against it, see bot.replay.call).
    """

    http: int | None = None
    status: str | None = None
    message: str | None = None
    details: tuple[Mapping[str, Any], ...] = ()
    finish_reasons: tuple[str, ...] = ()
    block_reason: str | None = None
    usage: Mapping[str, int] = dataclasses.field(default_factory=dict)
    seconds: float = 0.0
    text: str = ""
    raw: str = ""
    failure: str | None = None
    at: float = 0.0
    request_id: str | None = None

    @property
    def passed(self) -> bool:
        """Whether the service did what was asked: 2xx, whole, no error in it, not blocked and not stopped by a filter."""
        well = self.http is not None and 200 <= self.http < 300 and self.failure is None
        return well and not self.block_reason and _ENDED_WELL.issuperset(self.finish_reasons)

    def paste(self, path: str | None = None) -> str:
        """The outcome as a person would paste it, for bot.paste.read; below the address of its call where `path` is given."""
        said = self._said()
        return said if path is None or not said else f"POST https://{_HOST}/{path}\n{said}"

    def _said(self) -> str:
        if self.failure in _RAISED:
            said = f"httpx2.ConnectError: {self.message}" if self.failure == "unreachable" else _RAISED[self.failure]
            return f"{_HOST}\n{said}"
        if self.failure == "refused":
            return ""
        if self.status is None and (self.block_reason or self.finish_reasons):
            return json.dumps(self._ending())
        if self.raw.lstrip().startswith(("{", "[", "data:")) and self.failure is None:
            return self.raw
        return f"{_HOST}\nHTTP/1.1 {self.http}\n\n{self.raw}"

    def _ending(self) -> dict[str, Any]:
        ending: dict[str, Any] = {"candidates": [{"finishReason": reason} for reason in self.finish_reasons]}
        if self.block_reason:
            ending["promptFeedback"] = {"blockReason": self.block_reason}
        if self.usage:
            ending["usageMetadata"] = dict(self.usage)
        return ending

    def as_json(self) -> dict[str, Any]:
        """For a JSON column; `of_json` reads it back."""
        return dataclasses.asdict(self)

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Outcome:
        """The outcome that `as_json` wrote, also one that an older version wrote."""
        known = {field.name: kept[field.name] for field in dataclasses.fields(cls) if field.name in kept}
        for name in ("details", "finish_reasons"):
            known[name] = tuple(known.get(name, ()))
        return cls(**known)
