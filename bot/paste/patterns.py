"""What secrets look like: our own patterns for what people paste about Gemini, and gitleaks' for other vendors' keys."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import re2

# How sure a pattern is by itself: `token` words are secrets whatever surrounds them; of `quoted` and `bare` values only
# those that don't look like a placeholder or like code; `pair` is a password in front of a host.
Proof = Literal["token", "quoted", "bare", "password", "vendor"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to find a secret. The first group that matched is the secret; without groups the whole match is."""

    kind: str
    keywords: tuple[str, ...]
    source: bytes
    proof: Proof
    google: bool = False
    entropy: float = 0.0


_QUOTE = rb"""["'\x60]"""
_NAME = (
    rb"(?i:(?:x-)?goog(?:le)?-api-key|api[ _-]?keys?(?:[ _-]?(?:value|string|token))?|(?:gemini|google|genai)[_-]?(?:ai[_-]?)?key"
    rb"|(?:access|auth|refresh|id|session|bot|app|bearer|security|oauth)[_-]?token"
    rb"|(?:client|app|signing|webhook|consumer)[_-]?secret|secret[_-]?(?:access[_-]?)?key|subscription[_-]?key"
    rb"|private[_-]?key(?:[_-]?id)?|private[_-]?token|consumer[_-]?key|access[_-]?key(?:[_-]?id)?|auth[_-]?key)"
)
_PASSWORD = rb"(?i:passw(?:or)?d|passwd|pwd|passphrase)"
# From a name to its value: the end of the name's own quotes and brackets, a sign, and blanks.
_IS = rb"""(?:\\*["'\x60])?\]?[ \t]{0,4}(?::=|=>|={1,2}|:{1,2}|,|\bis:?)[ \t\r\n]{0,4}"""
_OPEN = rb"""(?:[bfru]{1,2})?\\*["'\x60]{1,3}"""

_BASIC64 = rb"[A-Za-z0-9+/]{8,}={0,2}"

OURS: tuple[Pattern, ...] = (
    Pattern("AI Studio key", ("aiza",), rb"AIza[\w-]+", "token", google=True),
    Pattern("AI Studio auth key", ("aq.",), rb"\b(AQ\.[A-Za-z0-9_-]{12,})", "token", google=True),
    Pattern("Google access token", ("ya29",), rb"\b(ya29\.[\w.-]{10,})", "token", google=True),
    Pattern("ephemeral token", ("auth_tokens/",), rb"auth_tokens/[A-Za-z0-9_-]{16,}", "token", google=True),
    Pattern("OAuth client secret", ("gocspx-",), rb"\bGOCSPX-[\w-]{12,}", "token", google=True),
    Pattern("Google refresh token", ("1//",), rb"""(?:^|[\s"'\x60=:,(])(1//[0-9][\w-]{20,})""", "token", google=True),
    Pattern(
        "private key",
        ("-----begin",),
        rb"-----BEGIN[ A-Z0-9_-]{0,40}PRIVATE KEY(?: BLOCK)?-----(?s:.*?)(?:-----END[ A-Z0-9_-]{0,40}PRIVATE KEY(?: BLOCK)?-----"
        rb"|[^A-Za-z0-9+/=\s\\\"'>|,-]|[\"'][,}\s]|\\?\z)",
        "token",
    ),
    Pattern("private key id", ("private_key_id",), rb"private_key_id\W{1,12}([0-9a-f]{16,64})\b", "token", google=True),
    Pattern("Slack token", ("xox",), rb"\bxox(?:[abeoprs]|c|d)-(?:[\w.-]|%[0-9A-F]{2}){8,}", "token"),
    Pattern("Slack app token", ("xapp-",), rb"\bxapp-[\w-]{8,}", "token"),
    Pattern(
        "Slack webhook",
        ("hooks.slack",),
        rb"hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/([\w/-]{8,})",
        "token",
    ),
    Pattern("JSON Web Token", ("eyj",), rb"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}(?:\.[\w-]*)?", "token"),
    Pattern("bearer token", ("bearer",), rb"""(?i:\bbearer)(?:[ \t+]|%20){1,4}\\?["']?([\w.~+/=-]{12,})""", "bare"),
    Pattern(
        "basic credentials",
        ("basic",),
        rb"""(?i:authorization\W{1,6}basic|["'\x60]basic)[ \t]{1,4}(""" + _BASIC64 + rb")",
        "bare",
    ),
    Pattern(
        "password in an address",
        ("://",),
        rb"""[a-zA-Z][a-zA-Z0-9+.-]{1,20}://[^\s/@:?#"'\x60<>]{0,100}:([^\s/@"'\x60<>]{1,})@""",
        "password",
    ),
    Pattern(
        "password of a curl call",
        ("curl",),
        rb"""\bcurl\b[^\r\n]*?[ \t](?:-u|--user)(?:=|[ \t]{0,4})\\?["']?[^\s:"']{1,100}:([^\s"'\\]{3,})""",
        "password",
    ),
    Pattern(
        "key in an address",
        ("key=", "token=", "signature=", "sig="),
        rb"(?i:[?&;]|%26|u0026|%3F)(?i:key|api[_-]?key|x-goog-api-key|(?:access|auth|id|refresh)?_?token|x-goog-signature|x-amz-signature|sig)="
        rb"""([^&\s"'\x60<>\\(){}\[\],;|]{6,})""",
        "bare",
    ),
    Pattern(
        "rejected header value",
        ("illegal header value",),
        rb"""(?i:illegal header value) {0,2}b?(?:'([^'\r\n]{4,})'|"([^"\r\n]{4,})")""",
        "password",
    ),
    Pattern(
        "API key",
        ("key", "token", "secret"),
        _NAME + _IS + rb"(?:" + _OPEN + rb"""([^\s"'\x60\\<>]{6,})|(?:Bearer[ \t]+)?([A-Za-z0-9][\w.~+/=-]{11,}))""",
        "bare",
    ),
    Pattern(
        "password",
        ("passw", "pwd", "passphrase"),
        _PASSWORD + _IS + rb"(?:" + _OPEN + rb"""([^\s"'\x60\\<>]{4,})|([^\s"'\x60\\<>,;(){}\[\]$]{6,}))""",
        "password",
    ),
)


@dataclass(frozen=True, slots=True)
class Patterns:
    """All patterns behind one regular-expression set: the set says in one pass which of them are worth running."""

    keywords: re2.Set
    owners: tuple[tuple[int, ...], ...]
    patterns: tuple[Pattern, ...]

    def in_question(self, ascii_text: bytes) -> list[int]:
        """The patterns that have a keyword in the text, by number, in order."""
        hits = self.keywords.Match(ascii_text) or []
        return sorted({number for hit in hits for number in self.owners[hit]})


def _vendors() -> list[Pattern]:
    path = Path(__file__).parent / "rules" / "gitleaks.json"
    rules = json.loads(path.read_text(encoding="utf-8"))["rules"]
    return [
        Pattern(
            rule["id"].replace("-", " "),
            tuple(rule["keywords"]),
            rule["pattern"].encode(),
            "vendor",
            entropy=rule["entropy"],
        )
        for rule in rules
    ]


@lru_cache(maxsize=1)
def patterns() -> Patterns:
    """Every pattern, ours first; the set is built once, each expression when its keyword is first met."""
    every = (*OURS, *_vendors())
    options = re2.Options()
    options.case_sensitive = False
    options.literal = True
    keywords = re2.Set.SearchSet(options)
    owners: dict[str, list[int]] = {}
    for number, pattern in enumerate(every):
        for word in pattern.keywords:
            owners.setdefault(word, []).append(number)
    for word in owners:
        keywords.Add(word)
    keywords.Compile()
    return Patterns(keywords, tuple(tuple(numbers) for numbers in owners.values()), every)


@cache
def compiled(source: bytes) -> re2._Regexp:
    """The expression, compiled when first asked for."""
    return re2.compile(source)
