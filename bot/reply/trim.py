"""A post that Slack would refuse, in a form that it takes: never silence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.reply import limits, safe
from bot.reply.limits import complaints, size
from bot.reply.post import Dict, Post
from bot.reply.visible import visible

PLAIN = 3_000
_END = re.compile(r"[.!?。！？](?=\s|$)")


def checked(post: Post) -> Post:
    """The post, or the longest form of it that keeps every limit."""
    if not complaints(post):
        return post
    shorter = shortened(post)
    return plain(post) if complaints(shorter) else shorter


def shortened(post: Post) -> Post:
    """The post with every text cut to its limit, and blocks left out before the last two until the whole fits."""
    blocks = shortened_blocks(post.blocks, limits.BLOCKS)
    return replace(post, text=cut(post.text, limits.UPDATE_TEXT) or "…", blocks=tuple(blocks))


def shortened_blocks(blocks: Iterable[Mapping[str, Any]], most: int, whole: int = limits.WHOLE) -> list[Dict]:
    """At most `most` blocks within their limits, and within `whole` together; the last two stay."""
    kept = [trimmed for block in blocks if visible(trimmed := _trim(block)).strip() or block.get("type") == "divider"]
    while len(kept) > 2 and (len(kept) > most or sum(size(visible(block)) for block in kept) > whole):
        del kept[-3]
    return kept


def plain(post: Post) -> Post:
    """The post without blocks, its words in at most 3,000 characters: for when Slack refuses the blocks."""
    lines = [text for block in post.blocks if block.get("type") != "actions" and (text := visible(block).strip())]
    words = safe.escape(safe.clean("\n".join(lines))) if lines else post.text
    return replace(post, text=cut(words, PLAIN).strip() or "…", blocks=())


def cut(text: str, most: int) -> str:
    """At most `most` UTF-16 units of `text`, up to the end of a sentence where one is near, and no half of an escape."""
    if size(text) <= most:
        return text
    kept = text[: most - 1]
    while size(kept) > most - 1:
        kept = kept[: len(kept) - max((size(kept) - most + 1) // 2, 1)]
    kept = re.sub(r"&[a-z]{0,3}$", "", kept)
    ends = [match.end() for match in _END.finditer(kept)]
    return kept[: ends[-1]] if ends and ends[-1] > len(kept) * 2 // 3 else kept.rstrip() + "…"


def _trim(block: Mapping[str, Any]) -> Dict:
    match block.get("type"):
        case "rich_text":
            return _rich_text(block)
        case "section":
            trimmed = dict(block)
            if "text" in block:
                trimmed["text"] = _text(block["text"], limits.SECTION)
            if "fields" in block:
                trimmed["fields"] = [_text(field, limits.FIELD) for field in block["fields"][: limits.FIELDS]]
            return trimmed
        case "header":
            return {**block, "text": _text(block["text"], limits.HEADER)}
        case "context":
            return {
                **block,
                "elements": [_text(one, limits.CONTEXT_TEXT) for one in block["elements"][: limits.CONTEXT]],
            }
        case "actions":
            buttons = [one for one in block["elements"] if size(one.get("value", "")) <= limits.VALUE]
            return {**block, "elements": [_button(one) for one in buttons[: limits.ACTIONS]]}
    return dict(block)


def _rich_text(block: Mapping[str, Any]) -> Dict:
    left = limits.RICH_ELEMENT
    elements = []
    for element in block["elements"]:
        parts = []
        for part in element["elements"]:
            room = left
            left -= size(visible(part))
            if room > 1 and visible(part):
                parts.append(part if left >= 0 else {**part, "text": cut(visible(part), room)})
        left -= 1  # the newline after an element
        if parts:
            elements.append({**element, "elements": parts})
    return {**block, "elements": elements}


def _text(text: Mapping[str, Any], most: int) -> Dict:
    return {**text, "text": cut(text["text"], most)} if "text" in text else dict(text)


def _button(button: Mapping[str, Any]) -> Dict:
    return {**button, "text": _text(button["text"], limits.LABEL)} if "text" in button else dict(button)
