"""A request as the checks see it: with its report, its model's row, and the places of its fields in the paste."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.paste.report import Report
from bot.paste.span import Span
from bot.request.finding import Finding
from bot.request.models import Model, Models
from bot.request.request import Request, Unknown

REST = frozenset({"curl", "http", "json", "powershell", "cmd", "python-requests", "js-fetch"})
_MESSAGES = {
    "generateContent": "GenerateContentRequest",
    "streamGenerateContent": "GenerateContentRequest",
    "countTokens": "CountTokensRequest",
    "embedContent": "EmbedContentRequest",
    "batchEmbedContents": "BatchEmbedContentsRequest",
    "cachedContents.create": "CachedContent",
}
STEP = re.compile(r"[^.\[\]]+|\[\d+\]")
_PART = re.compile(r".*?\bparts\[\d+\]")


@dataclass(frozen=True, slots=True)
class Call:
    """One request held against what is known. `body` is empty where the paste does not show one."""

    request: Request
    report: Report
    known: Models
    model: Model | None
    body: Mapping[str, Any] = field(default_factory=dict)

    @property
    def rest(self) -> bool:
        """True where the person wrote the JSON themselves."""
        return self.request.dialect in REST

    @property
    def native(self) -> bool:
        """True of a call of the Gemini API's own methods, whose body the tables describe."""
        method = self.request.method
        elsewhere = bool(self.request.path) and "odels/" not in str(self.request.path)  # caches, tokens, stores
        return self.request.product == "gemini" and (
            method in _MESSAGES or (method is None and bool(self.body) and not elsewhere)
        )

    @property
    def generates(self) -> bool:
        """True of generateContent and its streaming twin on the Gemini API."""
        return self.native and self.message == "GenerateContentRequest"

    @property
    def cut(self) -> bool:
        """True where the paste ends before the body does: what is missing may stand further on."""
        return any(flaw.kind in ("cut", "unclosed") for flaw in self.request.flaws) or bool(self.request.missing)

    @property
    def message(self) -> str:
        """The message that the body is, by its name in the table of fields."""
        return _MESSAGES.get(self.request.method or "", "GenerateContentRequest")

    @property
    def config(self) -> Mapping[str, Any]:
        """generationConfig, empty where there is none."""
        return as_object(self.body.get("generationConfig"))

    def has(self, trait: str) -> bool | None:
        """Whether the model has a trait; None where the model is not known."""
        return trait in self.model.traits if self.model and self.model.state != "shut down" else None

    def found(
        self,
        field: str,
        cause: str,
        says: str,
        *,
        sure: bool = True,
        source: str = "",
        changes: tuple[str, ...] = (),
        name: bool = False,
    ) -> Finding:
        """A finding at a field, with its place in the paste: the name's where `name`, else the value's.

        A field with a blank in its name is no path of a change, so nothing is offered for it.
        """
        if re.search(r"\s", field):
            changes = ()
        span = self.place(field, name)
        line = None if span is None else self.report.text.count("\n", 0, span.start) + 1
        return Finding(field, cause, says, span, line, sure, source, changes)

    def place(self, field: str, name: bool = False) -> Span | None:
        """Where a field stands in the paste, or the nearest thing around it that does."""
        spans = self.request.spans
        first, second = (f"name:{field}", field) if name else (field, f"name:{field}")
        found = spans.get(first) or spans.get(second)
        while found is None and field:
            field = parent(field)
            found = spans.get(field) or spans.get(f"name:{field}") if field else None
        return found


def parent(path: str) -> str:
    """contents[1].parts[0] -> contents[1].parts; empty for a field of the body itself."""
    steps = STEP.findall(path)
    return path[: len(path) - len(steps[-1])].rstrip(".") if steps else ""


def part_of(path: str) -> str | None:
    """contents[1].parts[0].inlineData.data -> contents[1].parts[0]; None where no part of a list holds it."""
    match = _PART.match(path)
    return match[0] if match else None


def at(body: Any, path: str) -> Any:
    """The value at a path of the body; None where there is none."""
    for step in _steps(path):
        if isinstance(step, int):
            body = body[step] if isinstance(body, list) and step < len(body) else None
        else:
            body = body.get(step) if isinstance(body, Mapping) else None
    return body


@functools.lru_cache(512)
def _steps(path: str) -> tuple[str | int, ...]:
    return tuple(int(step[1:-1]) if step[0] == "[" else step for step in STEP.findall(path))


def as_object(value: Any) -> Mapping[str, Any]:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def as_list(value: Any) -> list[Any]:
    """The value where it is a list, a list of it where it is an object (the service takes one for the other)."""
    return value if isinstance(value, list) else [value] if isinstance(value, Mapping) else []


def items(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Each item of a list with its path; a single object in the list's place has the list's own path."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield f"{path}[{index}]", item
    elif isinstance(value, Mapping):
        yield path, value


def is_known(value: Any) -> bool:
    """True of a value that the paste shows."""
    return value is not None and not isinstance(value, Unknown)


def is_whole(value: Any) -> bool:
    """True of a value that the paste shows to its last part."""
    if isinstance(value, Mapping):
        return all(map(is_whole, value.values()))
    return all(map(is_whole, value)) if isinstance(value, list) else not isinstance(value, Unknown)


def number(value: Any) -> float | None:
    """The number that the service reads in a value: a string of digits is one, true is none."""
    if isinstance(value, (bool, Unknown)):
        return None
    if isinstance(value, (int, float)):
        return float(value) if abs(value) < 1e300 else None
    if isinstance(value, str) and len(value) < 32:
        try:
            return float(value)
        except ValueError:
            return None
    return None
