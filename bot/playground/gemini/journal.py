"""Every call that came, as it came, so that tests can compare it with what was to be sent."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

_SECRET = frozenset({"x-goog-api-key", "authorization", "key", "$key", "access_token"})


@dataclass(frozen=True, slots=True)
class Call:
    """One call. Header names are in lower case; credentials, in headers and query, are hashed (`hashed`). `status` is
    None while it is under way or when the connection broke before there was one."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    raw: bytes
    at: float
    status: int | None = None
    answer: bytes = b""

    @property
    def body(self) -> Any:
        """The JSON as it came; None where it is none."""
        try:
            return json.loads(self.raw)
        except ValueError:
            return None

    @property
    def model(self) -> str:
        """The model's id in the path; "" where there is none."""
        found = re.search(r"/(?:models|tunedModels)/([^/:]+)", self.path)
        return found[1] if found else ""

    @property
    def verb(self) -> str:
        """The method after the colon; "" where there is none."""
        return self.path.rpartition(":")[2] if ":" in self.path else ""

    @property
    def error(self) -> Any:
        """The error that was answered, unwrapped; None where there was none."""
        try:
            answer = json.loads(self.answer)
        except ValueError:
            return None
        answer = answer[0] if isinstance(answer, list) and answer else answer
        return answer.get("error") if isinstance(answer, dict) else None


@dataclass
class Journal:
    """All calls in the order in which they came."""

    calls: list[Call] = field(default_factory=list)


def hashed(secret: str) -> str:
    """What stands in the journal for a credential: the same for the same one, and no way back."""
    return "sha256:" + hashlib.sha256(secret.removeprefix("Bearer ").strip().encode()).hexdigest()[:16]


def headers_of(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The headers with names in lower case and every credential hashed."""
    return query_of((name.lower(), value) for name, value in pairs)


def query_of(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The pairs with every credential hashed."""
    return {name: hashed(value) if name in _SECRET else value for name, value in pairs}
