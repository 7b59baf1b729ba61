"""Slack's blocks and markup → the text as it was typed. Takes any JSON value; never raises."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# Blocks hold lists which hold sections; nobody types deeper than this.
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a message; `fenced` where it was set as code."""

    text: str
    fenced: bool = False


def mapping(value: object) -> Mapping[str, object]:
    """The value where it is a mapping, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def items(value: object) -> Iterable[Mapping[str, object]]:
    """The mappings of a list; none where the value is something else."""
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list | tuple) else []


def words(value: object) -> str:
    """The value where it is text, else nothing."""
    return value if isinstance(value, str) else ""


_MARKUP = re.compile(
    r"<(?:(?P<kind>[@\#!])(?P<id>[^<>|\n]+)|(?P<url>[A-Za-z][A-Za-z0-9+.-]*:[^<>|\n]+))(?:\|(?P<label>[^<>\n]*))?>"
    r"|&(?P<entity>amp|lt|gt);"
)
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}


def undo_markup(text: str) -> str:
    """The text that a person typed to get this `text` field: links and mentions undone, entities unescaped once."""
    if "<" not in text and "&" not in text:
        return text
    return _MARKUP.sub(_undo_one, text)


def undo_entities(text: str) -> str:
    """Entities unescaped once: `&amp;lt;` was typed as `&lt;`."""
    return re.sub("&(amp|lt|gt);", lambda match: _ENTITIES[match[1]], text) if "&" in text else text


def _undo_one(match: re.Match[str]) -> str:
    if match["entity"]:
        return _ENTITIES[match["entity"]]
    label = undo_entities(match["label"] or "")
    if match["url"]:
        return label or undo_entities(match["url"])
    kind, name = match["kind"], match["id"]
    if kind == "@":
        return f"@{label}" if label else f"<@{name}>"
    if kind == "#":
        return f"#{label}" if label else f"<#{name}>"
    if name.startswith("date^"):
        return label
    return label if label.startswith("@") else f"@{label or name.partition('^')[2] or name}"


def pieces_of_blocks(blocks: object) -> list[Piece]:
    """The text of all blocks in order, one piece a paragraph, list item or code block."""
    pieces: list[Piece] = []
    for block in items(blocks):
        kind = block.get("type")
        if kind == "rich_text":
            pieces += _rich_text(block, 0)
        elif kind in ("section", "header"):
            pieces += _texts([block.get("text"), *_list(block.get("fields"))])
        elif kind in ("context", "context_actions"):
            pieces += _texts(_list(block.get("elements")))
        elif kind == "markdown":
            pieces.append(Piece(words(block.get("text"))))
        elif kind == "table":
            pieces += [Piece("\t".join(_cell(cell) for cell in _list(row))) for row in _list(block.get("rows"))]
    return [piece for piece in pieces if piece.text]


def has_rich_text(blocks: object) -> bool:
    """True of the blocks of a message that a person typed."""
    return any(block.get("type") == "rich_text" for block in items(blocks))


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def _texts(objects: Iterable[object]) -> list[Piece]:
    pieces = []
    for item in map(mapping, objects):
        text = words(item.get("text"))
        pieces.append(Piece(undo_markup(text) if item.get("type") == "mrkdwn" else undo_entities(text)))
    return pieces


def _cell(cell: object) -> str:
    content = mapping(cell)
    if content.get("type") == "rich_text":
        return " ".join(piece.text for piece in _rich_text(content, 0))
    return words(content.get("text"))


def _rich_text(element: Mapping[str, object], depth: int) -> list[Piece]:
    """The paragraphs of a rich_text block or of a part of one."""
    if depth > _DEEPEST:
        return []
    pieces: list[Piece] = []
    inline: list[str] = []
    number = _whole(element.get("offset"))
    for part in items(element.get("elements")):
        kind = words(part.get("type"))
        if not kind.startswith("rich_text"):
            inline.append(_inline(part))
            continue
        if inline:
            pieces.append(Piece("".join(inline)))
            inline = []
        inner = _rich_text(part, depth + 1)
        if kind == "rich_text_preformatted":
            inner = [Piece("".join(piece.text for piece in inner), fenced=True)]
        elif element.get("type") == "rich_text_list" and inner:
            number += 1
            mark = f"{number}. " if element.get("style") == "ordered" else "- "
            indent = "    " * min(_whole(element.get("indent")), 8)
            inner[0] = Piece(indent + mark + inner[0].text, inner[0].fenced)
        pieces += inner
    if inline:
        pieces.append(Piece("".join(inline)))
    return pieces


def _whole(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value < 10_000 else 0


def _inline(part: Mapping[str, object]) -> str:
    kind = part.get("type")
    if kind == "link":
        return words(part.get("text")) or words(part.get("url"))
    if kind == "user":
        return f"<@{words(part.get('user_id'))}>"
    if kind == "channel":
        return f"<#{words(part.get('channel_id'))}>"
    if kind == "usergroup":
        return f"@{words(part.get('usergroup_id'))}"
    if kind == "broadcast":
        return f"@{words(part.get('range'))}"
    if kind == "emoji":
        tone = _whole(part.get("skin_tone"))
        return f":{words(part.get('name'))}:" + (f":skin-tone-{tone}:" if tone else "")
    return words(part.get("text")) or words(part.get("fallback")) or words(part.get("value"))
