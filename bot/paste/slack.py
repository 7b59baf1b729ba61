"""A Slack message → the text as it was typed, its code blocks and its files. Takes any JSON value; never raises."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.paste.slack_blocks import (
    Piece,
    has_rich_text,
    items,
    mapping,
    pieces_of_blocks,
    undo_markup,
    words,
)
from bot.paste.slack_files import MOST_BYTES, File, files
from bot.paste.span import Span

__all__ = ["MOST_BYTES", "File", "Typed", "changed_text", "files", "is_image_alone", "typed"]


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed; `fenced` are the stretches of `text` set as code, without their marks."""

    text: str
    fenced: tuple[Span, ...] = ()


def typed(message: object, bot_user: str | None = None, attachments: bool = False) -> Typed:
    """The text of a message event (or of a message in a thread, a shortcut, a command) as it was typed.

    Blocks go before `text`, since they keep the paste whole. The bot's own mention at the start is left out. With
    `attachments`, what alert bots attach and what people forward follows. NUL and lone surrogates become U+FFFD.
    """
    content = mapping(message)
    pieces = _own(content, attachments)
    if attachments:
        for attachment in items(content.get("attachments")):
            pieces += _attached(attachment)
        pieces = _without_repeats(pieces)
    return _joined(_without_mention(pieces, bot_user))


def changed_text(event: object) -> bool:
    """True where a `message_changed` event changed words or files: an unfurl or a reply count changes neither."""
    content = mapping(event)
    new, old = mapping(content.get("message")), content.get("previous_message")
    if content.get("subtype") != "message_changed" or new.get("subtype") == "tombstone":
        return False
    if not isinstance(old, Mapping):
        return bool(new.get("edited"))
    return typed(new) != typed(old) or _ids(new) != _ids(old)


def is_image_alone(message: object, bot_user: str | None = None) -> bool:
    """True of a message that holds pictures and no word, so that there is nothing to read."""
    kinds = {file.kind for file in files(message)}
    return kinds == {"image"} and not typed(message, bot_user).text.strip()


def _ids(message: Mapping[str, object]) -> list[str]:
    return [file.id for file in files(message)]


def _own(content: Mapping[str, object], bots: bool) -> list[Piece]:
    blocks, text = content.get("blocks"), words(content.get("text"))
    pieces = pieces_of_blocks(blocks)
    if has_rich_text(blocks) and any(piece.text.strip() for piece in pieces):
        return pieces
    plain = _fences(undo_markup(text))
    return [*plain, *pieces] if bots else plain or pieces


_FENCE = re.compile(r"```(.*?)(?:```|\Z)", re.DOTALL)


def _fences(text: str) -> list[Piece]:
    """The text cut at its fences."""
    pieces: list[Piece] = []
    at = 0
    for match in _FENCE.finditer(text):
        pieces += [Piece(text[at : match.start()]), Piece(match[1].strip("\r\n"), fenced=True)]
        at = match.end()
    pieces.append(Piece(text[at:]))
    return [piece for piece in pieces if piece.text.strip()]


def _attached(attachment: Mapping[str, object]) -> list[Piece]:
    """The words of an attachment; none of a web page that Slack unfolded below a link."""
    forwarded = attachment.get("is_msg_unfurl") or attachment.get("is_share")
    if attachment.get("from_url") and not forwarded:
        return []
    pieces = [Piece(undo_markup(words(attachment.get(name)))) for name in ("pretext", "title")]
    blocks = pieces_of_blocks(attachment.get("blocks"))
    for forward in items(attachment.get("message_blocks")):
        blocks += pieces_of_blocks(mapping(forward.get("message")).get("blocks"))
    pieces += blocks if blocks and forwarded else [*_fences(undo_markup(words(attachment.get("text")))), *blocks]
    for field in items(attachment.get("fields")):
        title, value = (undo_markup(words(field.get(name))) for name in ("title", "value"))
        pieces.append(Piece(f"{title}: {value}" if title and value else title or value))
    pieces = [piece for piece in pieces if piece.text.strip()]
    return pieces or [Piece(undo_markup(words(attachment.get("fallback"))))]


def _without_repeats(pieces: list[Piece]) -> list[Piece]:
    """The pieces, each once: alert bots say the same in `text`, in blocks and in attachments."""
    kept: dict[str, Piece] = {}
    for piece in pieces:
        kept.setdefault(piece.text.strip(), piece)
    return list(kept.values())


def _without_mention(pieces: list[Piece], bot_user: str | None) -> list[Piece]:
    if not pieces or not bot_user:
        return pieces
    first = re.sub(rf"\A(?:\s*<@{re.escape(bot_user)}>[ \t]*[:,]?)+\s?", "", pieces[0].text)
    rest = pieces[1:]
    return [Piece(first, pieces[0].fenced), *rest] if first.strip() else rest


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def _joined(pieces: list[Piece]) -> Typed:
    """The pieces under each other, a line break between two that have none."""
    text: list[str] = []
    fenced: list[Span] = []
    length = 0
    for piece in pieces:
        if text and not text[-1].endswith("\n") and not piece.text.startswith("\n"):
            text.append("\n")
            length += 1
        if piece.fenced:
            fenced.append(Span(length, length + len(piece.text)))
        text.append(piece.text)
        length += len(piece.text)
    return Typed(_UNSTORABLE.sub("\ufffd", "".join(text)), tuple(fenced))
