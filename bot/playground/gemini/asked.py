"""What was asked, once it is read: the call that the rules look at."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.playground.gemini.catalog import Model
from bot.playground.gemini.credentials import Project
from bot.playground.values import Json

IMAGE_TOKENS = 258  # what a picture or a page counts
MEDIA_TOKENS = 32  # a second of sound; here so many for each 4 KB of anything else


@dataclass(frozen=True, slots=True)
class Asked:
    """One call of generateContent or a method like it. `body` is the message as protojson gives it, `cached` the
    content that the request refers to as cached."""

    model: Model
    body: Json
    project: Project
    cached: Json = field(default_factory=dict)

    @property
    def config(self) -> Json:
        """generationConfig, empty where there is none."""
        found: Json = self.body.get("generationConfig", {})
        return found

    @property
    def contents(self) -> list[Json]:
        """The turns of the request itself."""
        found: list[Json] = self.body.get("contents", [])
        return found

    @property
    def tools(self) -> list[Json]:
        """The tools of the request, or of its cached content."""
        found: list[Json] = self.body.get("tools") or self.cached.get("tools", [])
        return found

    @property
    def functions(self) -> list[Json]:
        """Every function declaration."""
        return [one for tool in self.tools for one in tool.get("functionDeclarations", [])]

    @property
    def built_in(self) -> list[str]:
        """The tools that run on Google's side, by their names in JSON."""
        return [name for tool in self.tools for name in tool if name != "functionDeclarations"]

    @property
    def mode(self) -> str:
        """The mode of function calling."""
        found: str = self.body.get("toolConfig", {}).get("functionCallingConfig", {}).get("mode", "AUTO")
        return found

    @property
    def wants_json(self) -> bool:
        """True where the answer is to be JSON."""
        return bool(self.config.get("responseMimeType") == "application/json")

    @property
    def prompt(self) -> str:
        """The text of the last turn."""
        return text_of(self.contents[-1]) if self.contents else ""

    @property
    def tokens(self) -> int:
        """How many tokens go in, cached ones among them."""
        whole = [*self.contents, *self.cached.get("contents", [])]
        system = [self.body.get("systemInstruction") or {}, self.cached.get("systemInstruction") or {}]
        return sum(count(content) for content in [*whole, *system])


def parts_of(contents: list[Json]) -> Iterator[tuple[str, Json]]:
    """Every part with its path in the proto's names."""
    for turn, content in enumerate(contents):
        for place, part in enumerate(content.get("parts", [])):
            yield f"contents[{turn}].parts[{place}]", part


def text_of(content: Json) -> str:
    """The text of a turn, thoughts left out."""
    return "\n".join(part["text"] for part in content.get("parts", []) if part.get("text") and not part.get("thought"))


def count(content: Json) -> int:
    """Tokens of a turn: four letters are one, a picture is 258."""
    return sum(_count_part(part) for part in content.get("parts", []))


def count_text(text: str) -> int:
    """Tokens of a text: four letters are one."""
    return math.ceil(len(text) / 4)


def _count_part(part: Json) -> int:
    if "inlineData" in part:
        blob = part["inlineData"]
        if blob.get("mimeType", "").startswith(("image/", "application/pdf")):
            return IMAGE_TOKENS
        return max(1, len(blob.get("data", "")) * 3 // 4 // 4096) * MEDIA_TOKENS
    if "fileData" in part:
        return IMAGE_TOKENS
    shown: Any = part.get("text") or part.get("functionCall") or part.get("functionResponse") or ""
    return count_text(shown if isinstance(shown, str) else repr(shown))
