"""What a workspace is made of: frozen values, replaced when something changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
Kind = Literal["channel", "group", "im", "mpim"]


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the workspace with a Slack account."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Bot:
    """An app's bot: `id` (B…) signs its posts, `user` (U…) is its account, `app` (A…) the app; classic ones lack both."""

    id: str
    name: str
    user: str | None = None
    app: str | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """A conversation; `members` are user ids."""

    id: str
    name: str
    kind: Kind
    members: frozenset[str]
    created: int
    archived: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded file or a snippet."""

    id: str
    name: str
    content: bytes
    user: str
    created: int
    filetype: str = "text"
    mode: Literal["snippet", "hosted"] = "snippet"
    title: str = ""
    shared: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """The content as text, with U+FFFD where it is none."""
        return self.content.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Message:
    """One post. `thread` is the root's ts for a reply and for nothing else; `only_for` names the one who sees it."""

    channel: str
    ts: str
    text: str
    user: str | None = None
    blocks: tuple[Json, ...] = ()
    attachments: tuple[Json, ...] = ()
    files: tuple[File, ...] = ()
    thread: str | None = None
    subtype: str | None = None
    bot: Bot | None = None
    metadata: Json | None = None
    client_msg_id: str | None = None
    edited: tuple[str, str] | None = None  # who, and the ts of the edit
    reactions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only_for: str | None = None
    unfurls: bool = True

    @property
    def root(self) -> str:
        """The ts of the thread it stands in or would open."""
        return self.thread or self.ts

    @property
    def shown(self) -> str:
        """Every word of it that a person sees: its blocks, else its text, then attachments and file names."""
        body = "\n".join(words(list(self.blocks))) if self.blocks else self.text
        tail = [*words(list(self.attachments)), *(file.name for file in self.files)]
        return "\n".join([body, *tail]) if tail else body

    @property
    def buttons(self) -> tuple[str, ...]:
        """The labels of its buttons, in order."""
        return tuple(str(e["text"]["text"]) for _, e in elements(self.blocks) if e.get("type") == "button")


@dataclass(frozen=True, slots=True)
class View:
    """A modal on somebody's screen, or somebody's App Home; `root` and `previous` are ids of views of its stack."""

    id: str
    user: str
    body: Json
    hash: str
    root: str
    previous: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)  # block_id → what the app objected

    @property
    def blocks(self) -> tuple[Json, ...]:
        """Its blocks as Slack keeps them."""
        return tuple(self.body["blocks"])

    @property
    def shown(self) -> str:
        """Every word of it that a person sees."""
        title = words([self.body["title"]]) if self.body.get("title") else []
        return "\n".join([*title, *words(list(self.blocks)), *self.errors.values()])


_WORDS = ("text", "fallback", "pretext", "title", "label", "hint", "placeholder", "description", "alt_text", "value")


def words(value: Any) -> list[str]:
    """The strings inside blocks that a person reads, in order; one string a text object, rich text joined by line."""
    if isinstance(value, list):
        return [word for item in value for word in words(item)]
    if not isinstance(value, dict):
        return []
    kind = str(value.get("type", ""))
    if kind.startswith("rich_text_") and kind != "rich_text_list":
        return ["".join(_run(element) for element in value["elements"])]
    found: list[str] = []
    for key, item in value.items():
        if isinstance(item, str) and key in _WORDS and not (key == "value" and kind != "mrkdwn_field"):
            found.append(item)
        elif isinstance(item, dict | list):
            found += words(item)
    return found


def _run(element: Json) -> str:
    if element["type"] == "user":
        return f"<@{element['user_id']}>"
    if element["type"] == "emoji":
        return f":{element['name']}:"
    return str(element.get("text") or element.get("url") or "")


def elements(blocks: tuple[Json, ...]) -> list[tuple[Json, Json]]:
    """Every interactive element of `blocks` with the block that holds it, in order."""
    found: list[tuple[Json, Json]] = []
    for block in blocks:
        inside = [*block.get("elements", ()), block.get("accessory"), block.get("element")]
        found += [(block, e) for e in inside if isinstance(e, dict) and "action_id" in e]
    return found
