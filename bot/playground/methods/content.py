"""What a post says: text, blocks, attachments and metadata, held against the limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.playground import blocks, limits
from bot.playground.args import Args, RefusedError
from bot.playground.desk import Desk
from bot.playground.values import Json


@dataclass(frozen=True, slots=True)
class Content:
    """The checked content of a post. `has_blocks` is True where the call named blocks, be it an empty list."""

    text: str | None
    blocks: tuple[Json, ...]
    attachments: tuple[Json, ...]
    metadata: Json | None
    has_blocks: bool

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to show."""
        return not (self.text or "").strip() and not self.blocks and not self.attachments


def invalid_blocks(complaints: list[str]) -> RefusedError:
    """The refusal of blocks, with each complaint twice, as Slack sends them."""
    messages = [f"[ERROR] {words}" for words in complaints]
    return RefusedError("invalid_blocks", errors=complaints, response_metadata={"messages": messages})


def read_content(desk: Desk, args: Args) -> Content:
    """The content of the call, or Slack's refusal of it."""
    markdown = args.text("markdown_text")
    named = args.json("blocks", "invalid_blocks_format")
    if markdown is not None and ("text" in args or named):
        raise RefusedError("markdown_text_conflict")
    if markdown is not None and len(markdown) > limits.MARKDOWN_TEXT:
        raise RefusedError("msg_too_long")
    body = [{"type": "markdown", "text": markdown}] if markdown else named
    attachments = args.json("attachments", "invalid_attachments") or []
    if not isinstance(attachments, list) or not all(isinstance(a, dict) for a in attachments):
        raise RefusedError("invalid_attachments")
    if len(attachments) > limits.ATTACHMENTS:
        raise RefusedError("too_many_attachments")
    return Content(
        args.text("text") or markdown,
        read_blocks(desk, body),
        tuple(attachments),
        _metadata(args.json("metadata", "invalid_metadata_format")),
        body is not None,
    )


def read_blocks(desk: Desk, named: Any) -> tuple[Json, ...]:
    """The blocks as Slack keeps them, or its refusal."""
    if named is None:
        return ()
    if not isinstance(named, list):
        raise RefusedError("invalid_blocks_format")
    if named and desk.faults.refused_blocks:
        desk.faults.refused_blocks -= 1
        raise invalid_blocks(["failed to match all allowed schemas [json-pointer:/blocks]"])
    complaints = blocks.message_complaints(named)
    if complaints:
        raise invalid_blocks(complaints)
    if blocks.tables(named) > 1:
        messages = {"messages": ["[ERROR] only_one_table_allowed"]}
        raise RefusedError("invalid_attachments", response_metadata=messages)
    if blocks.characters(named) > blocks.MESSAGE_CHARACTERS:
        raise RefusedError("msg_blocks_too_long")
    return blocks.kept(named)


def _metadata(value: Any) -> Json | None:
    if value is None:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("event_type"), str) or not value["event_type"]:
        raise RefusedError("invalid_metadata_format")
    if not isinstance(value.get("event_payload"), dict):
        raise RefusedError("invalid_metadata_format")
    return {"event_type": value["event_type"], "event_payload": value["event_payload"]}
