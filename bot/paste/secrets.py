"""Masks keys and tokens before anything else sees the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.paste.patterns import Pattern, compiled, patterns
from bot.paste.shapes import AI_STUDIO_KEY, entropy, is_code, is_mask, is_opaque, looks_real, mask_of, shape, stands_in
from bot.paste.span import Span


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
    for _ in range(4):  # a mask may bring a border where there was none: look again until nothing is found
        found = _find(text)
        if not found:
            break
        text = _cover(text, found)
        secrets = _merge([*secrets, *found])
    return Masked(text, secrets)


def _find(text: str) -> tuple[Secret, ...]:
    # One byte a code point, so offsets agree; what is not ASCII ends a secret, as "?" does.
    ascii_text = text.encode("ascii", "replace")
    every = patterns()
    found: list[Secret] = []
    for number in every.in_question(ascii_text):
        pattern = every.patterns[number]
        for match in compiled(pattern.source).finditer(ascii_text):
            group = next((g for g in range(1, match.re.groups + 1) if match.start(g) >= 0), 0)
            start, end = match.span(group)
            secret = _weigh(text, pattern, start, end)
            if secret is not None:
                found.append(secret)
    return _merge(found) if found else ()


def _weigh(text: str, pattern: Pattern, start: int, end: int) -> Secret | None:
    word = text[start:end]
    if pattern.kind == "AI Studio key":
        return _ai_studio_key(text, start, end)
    if is_mask(word) or (stands_in(word) and pattern.kind != "private key"):
        return None
    if pattern.proof == "vendor" and (entropy(word) < pattern.entropy or is_mask(word)):
        return None
    if pattern.proof == "bare" and (is_code(word) or not is_opaque(word)):
        return None
    if pattern.proof == "password" and is_code(word):
        return None
    return Secret(pattern.kind, shape(word), Span(start, end), pattern.google and looks_real(word))


_BREAK = re.compile(r"""(?:\\+[nr]|[\r\n])+[ \t>|\u2502\u2503]*["'`]?|\\?["'`]|[ \t]""")
_RUN = re.compile(r"[A-Za-z0-9_-]+")
_TAIL = re.compile(r"(?:\\[nr]|[\r\n])+(?=[\"'`])|[ \t]+(?=[\"'`])")


def _ai_studio_key(text: str, start: int, end: int) -> Secret | None:
    """An AI Studio key as it was pasted: broken over lines, cut short, in quotes of its own, with a newline at its end."""
    run = end - start
    if run > AI_STUDIO_KEY + 24:  # no key, rather a longer word that holds one
        end = start + AI_STUDIO_KEY
        run = AI_STUDIO_KEY
    word = text[start:end]
    if run < 12 or stands_in(word):
        return None
    cut = False
    if run < AI_STUDIO_KEY:
        joined = _joined(text, end, AI_STUDIO_KEY - run)
        cut = joined is None
        end = joined or end
    tail = _TAIL.match(text, end)
    if tail:
        end = tail.end()
    notes = shape(text[start:end])
    if cut:
        notes += ": cut short"
    elif run > AI_STUDIO_KEY:
        notes += ": too long"
    if start >= 2 and text[start - 1 : start] in ("'", '"') and text[end : end + 1] == text[start - 1]:
        outer = text[start - 2 : start - 1]
        if outer in ("'", '"') and outer != text[start - 1] and text[end + 1 : end + 2] == outer:
            start, end = start - 1, end + 1
            notes += ", quotes around it"
    elided = cut and text[end : end + 1] in (".", "\u2026", "*")
    return Secret("AI Studio key", notes, Span(start, end), run >= 30 and not elided and looks_real(word))


def _joined(text: str, end: int, missing: int) -> int | None:
    """Where a key ends that goes on after a break, so that exactly the missing characters come; else None."""
    for _ in range(4):
        gap = _BREAK.match(text, end)
        run = _RUN.match(text, gap.end()) if gap else None
        if run is None:
            return None
        length = run.end() - run.start()
        if length == missing:
            return run.end()
        if length > missing:
            return None
        missing -= length
        end = run.end()
    return None


def _cover(text: str, secrets: tuple[Secret, ...]) -> str:
    pieces: list[str] = []
    at = 0
    for secret in secrets:
        pieces.append(text[at : secret.span.start])
        pieces.append(mask_of(secret.span.end - secret.span.start))
        at = secret.span.end
    pieces.append(text[at:])
    return "".join(pieces)


def _merge(secrets: list[Secret]) -> tuple[Secret, ...]:
    """The secrets in order, those that overlap as one: the first named among those that start first, over all of it."""
    merged: list[Secret] = []
    for secret in _in_order(secrets):
        last = merged[-1] if merged else None
        if last is not None and secret.span.start < last.span.end:
            if secret.span.end > last.span.end:
                span = Span(last.span.start, secret.span.end)
                merged[-1] = Secret(last.kind, last.shape, span, last.google or secret.google)
            elif secret.google and not last.google:
                merged[-1] = Secret(secret.kind, secret.shape, last.span, True)
            continue
        merged.append(secret)
    return tuple(merged)


def _in_order(secrets: list[Secret]) -> Iterator[Secret]:
    return iter(sorted(secrets, key=lambda secret: secret.span.start))
