"""What a reader sees of a block."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def visible(block: Mapping[str, Any]) -> str:
    """Every word of a block, of an element or of a text object, without markup of ours."""
    kind = block.get("type")
    if kind in ("rich_text", "rich_text_list"):
        return "\n".join(visible(element).rstrip("\n") for element in block.get("elements", ()))
    if kind == "user":
        return f"@{block.get('user_id', '')}"
    if kind == "channel":
        return f"#{block.get('channel_id', '')}"
    if kind == "link":
        return str(block.get("text") or block.get("url", ""))
    own = block.get("text", "")
    words = [visible(own) if isinstance(own, Mapping) else str(own)]
    for name in ("label", "hint", "placeholder", "element", "accessory"):
        words += [visible(block[name])] if isinstance(block.get(name), Mapping) else []
    for name in ("elements", "fields", "options"):
        between = " " if kind in ("actions", "context") else ""
        words.append(between.join(visible(part) for part in block.get(name, ())))
    return "".join(words)


def message(blocks: tuple[Mapping[str, Any], ...]) -> str:
    """Every word of a message's blocks."""
    return "\n".join(map(visible, blocks))
