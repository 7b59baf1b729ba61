"""Whether a word is a real secret or stands in for one, and what is odd about it."""

from __future__ import annotations

import re
from collections import Counter
from math import log2

MASK = "REDACTED"
AI_STUDIO_KEY = 39

_MASKED = re.compile(r"(?:REDACTED)?x*\Z")
# Words that people put where a key belongs; names of constants; templates; one character over and over; dots and stars.
_STAND_IN = re.compile(
    r"your|redacted|placeholder|example|changeme|change[_-]me|insert|dummy|fake|here\b|removed|hidden|masked|censored"
    r"|x{5,}|\*{3,}|\.{3,}|#{4,}|_{4,}|-{6,}|api[_-]?key|process\.env|os\.environ|getenv|\benv[.\[(]|secrets?\."
    r"|^(?:none|null|undefined|true|false|str|string|optional|any|object|required|invalid|missing|empty|test|todo|secret|password|passwd|token|key)$"
    r"|^[$%{\[(<@]|\$\{|\{\{|%7b",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"[A-Za-z_$][\w$]*(?:(?:\.|->|::|\?\.)[A-Za-z_$][\w$]*)+(?:\(.*)?|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Za-z_]\w*[(\[].*",
    re.DOTALL,
)
_PADDING = re.compile(r"([A-Za-z0-9*])\1{7,}")


def mask_of(length: int) -> str:
    """One word of that length which is no secret, needs no quoting and is read as a mask again."""
    return MASK + "x" * (length - len(MASK)) if length >= len(MASK) else "x" * length


def is_mask(word: str) -> bool:
    """True of what `mask_of` makes."""
    return _MASKED.match(word) is not None


def entropy(word: str) -> float:
    """Bits a character, after Shannon: what gitleaks' thresholds are in."""
    size = len(word)
    return -sum(count / size * log2(count / size) for count in Counter(word).values())


def stands_in(word: str) -> bool:
    """True of a word put where a secret belongs: YOUR_API_KEY, ***, ${KEY}, a mask."""
    return is_mask(word) or _STAND_IN.search(word) is not None or _PADDING.search(word) is not None


def is_code(word: str) -> bool:
    """True of a name, a constant or a call: settings.api_key, GEMINI_KEY, get_key(."""
    return _CODE.fullmatch(word) is not None


def is_opaque(word: str) -> bool:
    """True of a word that no person would make up to be read: letters and digits mixed."""
    digits = sum(c.isdigit() for c in word)
    letters = sum(c.isalpha() for c in word)
    if digits == 0:
        return (
            letters >= 16 and word.lower() != word and word.upper() != word and entropy(word) >= 3.8 and "_" not in word
        )
    return letters > 0 and entropy(word) >= 2.5


def looks_real(word: str) -> bool:
    """True of an AI Studio key or another Google key that someone would have to revoke."""
    return not stands_in(word) and entropy(word) >= 3.0


def shape(word: str) -> str:
    """The word's length without what doesn't belong to it, and where that stands: "39 characters, newline at the end"."""
    newline = re.compile(r"\\+[nr]|[\r\n]")
    quote = re.compile(r"""\\*["'`]""")
    bare = newline.sub("", word)
    bare = quote.sub("", bare)
    bare = re.sub(r"\s|[^\x00-\x7f]", "", bare)
    notes = [f"{len(bare)} characters"]
    for name, pattern in (("newline", newline), ("quotes", quote), ("blanks", re.compile(r"[ \t\u00a0]"))):
        place = _place(word, pattern, newline if name != "newline" else None)
        if place:
            notes.append(f"{name} {place}")
    return ", ".join(notes)


def _place(word: str, pattern: re.Pattern[str], ignoring: re.Pattern[str] | None) -> str:
    seen = ignoring.sub("", word) if ignoring else word
    core = seen.strip("\"'` \t\r\n")
    if pattern.search(re.sub(r"(?:\\+[nr])+\Z", "", core) if not ignoring else core):
        return "inside"
    if not pattern.search(seen):
        return ""
    at_start = pattern.match(seen) is not None
    at_end = pattern.search(seen[len(seen) - len(seen.lstrip("\"'` \t\r\n")) + 1 :]) is not None
    return "around it" if at_start and at_end else "at the start" if at_start else "at the end"
