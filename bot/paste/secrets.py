"""Masks keys and tokens before anything else sees the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.paste.cover import MASK, mask_of, struck_out
from bot.paste.patterns import Pattern, matched, worthwhile
from bot.paste.span import Span

if TYPE_CHECKING:
    from bot.paste.proof import Scales

# No paste of a person goes beyond these with one pattern. What comes after the last word looked at is struck out whole.
_MOST_WORDS = 1_500
_MOST_MATCHES = 5_000


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret that stood in the paste; `google` where its owner would have to revoke it at Google."""

    kind: str
    shape: str
    span: Span
    google: bool


@dataclass(frozen=True, slots=True)
class Masked:
    """The paste with each secret replaced by one word of the secret's own length, and what was replaced."""

    text: str
    secrets: tuple[Secret, ...]


def mask(text: str) -> Masked:
    """Masks every secret in `text`. Lengths and offsets stay; masking again changes nothing."""
    secrets: tuple[Secret, ...] = ()
    # A mask may bring a border where there was none, so we look again until nothing changes: mostly once.
    for _ in range(8):  # pragma: no branch  each round masks more letters, and no text is known that needs four
        found, read_to = _find(text)
        covered = _cover(text, found, read_to)
        if covered == text:
            break
        text = covered
        secrets = _merge([*secrets, *found])
    return Masked(text, secrets)


def _find(text: str) -> tuple[tuple[Secret, ...], int]:
    """The secrets in order, and how far the text was read: to its end, or to where it held too many."""
    # One byte a code point, so offsets agree; what is not ASCII ends a secret, as "?" does.
    ascii_text = _without_masks(text.encode("ascii", "replace"))
    found: list[Secret] = []
    end = len(text)
    for pattern, stretches in worthwhile(ascii_text):
        known = len(found)
        scales: Scales | None = None
        for matches, (start, stop) in enumerate(matched(pattern, ascii_text, stretches, end)):
            scales = scales or _scales(text, pattern)
            secret = scales.weigh(start, stop)
            if secret is not None:
                found.append(Secret(pattern.kind, secret.shape, Span(secret.start, secret.end), secret.google))
            if scales.words >= _MOST_WORDS or matches >= _MOST_MATCHES:
                end = min(end, stop)
                break
        if len(found) > known:
            ascii_text = _blanked(ascii_text, found[known:])
    return _merge([secret for secret in found if secret.span.start < end]), end


def _scales(text: str, pattern: Pattern) -> Scales:
    # Imported when first needed: most pastes hold nothing to weigh, and their diagnosis starts quicker without.
    from bot.paste.proof import Scales

    return Scales(text, pattern)


_MASKS = re.compile(MASK.encode() + b"x*")


def _without_masks(ascii_text: bytes) -> bytes:
    """The text with a blank for each letter of a mask, so that nothing is found where a secret was."""
    return _MASKS.sub(lambda match: b" " * len(match[0]), ascii_text) if MASK.encode() in ascii_text else ascii_text


def _blanked(ascii_text: bytes, secrets: list[Secret]) -> bytes:
    """The text with a blank for each letter of the secrets, so that the next pattern doesn't find them again."""
    blanked = bytearray(ascii_text)
    for secret in secrets:
        blanked[secret.span.start : secret.span.end] = b" " * (secret.span.end - secret.span.start)
    return bytes(blanked)


def _cover(text: str, secrets: tuple[Secret, ...], read_to: int) -> str:
    pieces: list[str] = []
    at = 0
    for secret in secrets:
        pieces.append(text[at : secret.span.start])
        pieces.append(mask_of(secret.span.end - secret.span.start))
        at = secret.span.end
    end = max(at, read_to)
    pieces += (text[at:end], struck_out(text[end:]))
    return "".join(pieces)


def _merge(secrets: list[Secret]) -> tuple[Secret, ...]:
    """The secrets in order, those that overlap as one, which has the name of the longest."""
    merged: list[Secret] = []
    for secret in sorted(secrets, key=lambda secret: secret.span.start):
        last = merged[-1] if merged else None
        if last is None or secret.span.start >= last.span.end:
            merged.append(secret)
        else:
            named = max(last, secret, key=lambda secret: secret.span.end - secret.span.start)
            span = Span(last.span.start, max(last.span.end, secret.span.end))
            merged[-1] = Secret(named.kind, named.shape, span, last.google or secret.google)
    return tuple(merged)
