"""Masks keys and tokens before anything else sees the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.paste.google_keys import Key, is_plain, key_at, wrapped
from bot.paste.patterns import Pattern, matched, worthwhile
from bot.paste.shapes import (
    MASK,
    entropy,
    is_code,
    is_mask,
    is_opaque,
    looks_real,
    mask_of,
    shape,
    stands_in,
    token_stands_in,
)
from bot.paste.span import Span

# No paste of a person goes beyond these. What comes after the last word looked at is struck out whole.
_MOST_WORDS = 1_500
_MOST_MATCHES = 5_000
_STRUCK_OUT = {code: "x" for code in range(128) if chr(code).isalnum()}
# Of a longer word only so much is weighed.
_MOST_OF_A_WORD = 4_096
# Under Google's names people also put other gateways' keys, which are shorter.
_LIKE_A_GOOGLE_KEY = 30


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
    words = matches = 0
    for pattern, stretches in worthwhile(ascii_text):
        known = len(found)
        seen: dict[str, Secret | None] = {}
        for start, first_stop in matched(pattern, ascii_text, stretches, end):
            matches += 1
            stop = wrapped(text, first_stop) if pattern.wraps else first_stop
            word = text[start:stop]
            if pattern.kind == "AI Studio key" and not is_plain(text, start, stop):
                words += 1
                secret = _as_secret(key_at(text, start))
            else:
                if word not in seen:
                    words += 1
                    seen[word] = _weigh(word, pattern, text)
                secret = seen[word]
                if secret is not None:
                    secret = Secret(secret.kind, secret.shape, Span(start, stop), secret.google)
            if secret is not None:
                found.append(secret)
            if words >= _MOST_WORDS or matches >= _MOST_MATCHES:
                end, words, matches = min(end, stop), 0, 0
                break
        if len(found) > known:
            ascii_text = _blanked(ascii_text, found[known:])
    return _merge([secret for secret in found if secret.span.start < end]), end


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


def _as_secret(key: Key | None) -> Secret | None:
    return Secret("AI Studio key", key.shape, Span(key.start, key.end), key.real) if key else None


def _weigh(word: str, pattern: Pattern, text: str) -> Secret | None:
    """The secret that a match of the pattern is (its span left open), or None where it is none."""
    proof, whole, word = pattern.proof, len(word), word[:_MOST_OF_A_WORD]
    if is_mask(word) or (token_stands_in(word) if proof in ("token", "vendor") else stands_in(word)):
        return None
    if proof == "vendor" and entropy(word) < pattern.entropy:
        return None
    if proof == "bare" and (is_code(word) or not is_opaque(word)):
        return None
    if proof == "password" and is_code(word):
        return None
    if proof == "long" and not _is_jumble(word):
        return None
    google = pattern.google and looks_real(word)
    if pattern.kind == "private key":
        google = "service_account" in text or "gserviceaccount" in text
    if pattern.kind == "Gemini API key":
        google = google and whole >= _LIKE_A_GOOGLE_KEY
    if pattern.kind == "private key" or whole > len(word):
        return Secret(pattern.kind, f"{whole} characters", Span(0, 0), google)
    return Secret(pattern.kind, shape(word), Span(0, 0), google)


def _is_jumble(word: str) -> bool:
    return word != word.lower() and word != word.upper() and any(map(str.isdigit, word))


def _cover(text: str, secrets: tuple[Secret, ...], read_to: int) -> str:
    pieces: list[str] = []
    at = 0
    for secret in secrets:
        pieces.append(text[at : secret.span.start])
        pieces.append(mask_of(secret.span.end - secret.span.start))
        at = secret.span.end
    end = max(at, read_to)
    pieces += (text[at:end], text[end:].translate(_STRUCK_OUT))
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
