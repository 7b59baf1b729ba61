"""The words that stand where secrets stood."""

from __future__ import annotations

MASK = "REDACTED"
_STRUCK_OUT = bytes(ord("x") if code < 128 and chr(code).isalnum() else code for code in range(256))


def mask_of(length: int) -> str:
    """One word of that length which is no secret, needs no quoting and is read as a mask again."""
    return MASK + "x" * (length - len(MASK)) if length >= len(MASK) else "x" * length


def is_mask(word: str) -> bool:
    """True of what `mask_of` makes."""
    return not word.removeprefix(MASK).strip("x")


def struck_out(text: str) -> str:
    """The text with an x for each ASCII letter and digit."""
    return text.encode("utf-8", "surrogatepass").translate(_STRUCK_OUT).decode("utf-8", "surrogatepass")
