"""What secrets look like: our own patterns for what people paste about Gemini, and gitleaks' for other vendors' keys."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import re2

# How sure a pattern is by itself. A `token` has a form of its own and is a secret wherever it stands; a `vendor`'s token
# too, when it is as disordered as gitleaks asks for. A `bare` value is a secret by its name alone, so it must look like
# one; a `password` may look like anything but code. A `long` word is only taken where nothing better can be asked.
Proof = Literal["token", "bare", "password", "vendor", "long"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to find a secret. The first group that matched is the secret; without groups the whole match is."""

    kind: str
    keywords: tuple[str, ...]
    source: bytes
    proof: Proof
    google: bool = False
    entropy: float = 0.0
    wraps: bool = False  # long enough to be broken over lines


# Where a token may begin: at a word's border, or after an escape (of a line end, a colour, a URL), whose letter is no
# part of it.
_EDGE = rb"(?:\b|\\[nrt]|\[[0-9;]{1,12}m|%[0-9A-Fa-f]{2})"
_GOOGLE_NAME = (
    rb"(?i:(?:x-)?goog(?:le)?-api-key|(?:gemini|google|genai|google_genai|google_ai)[_-]?(?:ai[_-]?)?(?:api[_-]?)?key)"
)
_NAME = (
    rb"(?i:api[ _-]?keys?(?:[ _-]?(?:value|string|token))?|(?:access|auth|refresh|id|session|bot|app|bearer|security|oauth)[_-]?token"
    rb"|(?:client|app|signing|webhook|consumer)[_-]?secret|secret[_-]?(?:access[_-]?)?key|subscription[_-]?key"
    rb"|private[_-]?key|private[_-]?token|consumer[_-]?key|access[_-]?key(?:[_-]?id)?|auth[_-]?key)"
)
_PASSWORD = rb"(?i:passw(?:or)?d|passwd|pwd|passphrase)"
# From a name to its value: the end of the name's own quotes and brackets, a sign, blanks.
_IS = rb"""(?:\\*["'\x60])?\]?[ \t]{0,4}(?::=|=>|={1,2}|:{1,2}|,|\bis:?)[ \t\r\n]{0,4}"""
# A list of names is no name with its value.
_IS_STRICTLY = _IS.replace(b"|,|", b"|")
_OPEN = rb"""(?:[bfru]{1,2})?\\*["'\x60]{1,3}"""
_VALUE = rb"(?:" + _OPEN + rb"""([^\s"'\x60\\<>]{6,})|(?:Bearer[ \t]+)?([A-Za-z0-9][\w.~+/=-]{11,}))"""

# The body of a private key: lines of base64, a last one that may be short; between them line ends, also escaped, and
# what quotes, boxes and lists put there.
_GAP = rb"""(?:[\s"'>|,+]|\\+[nr])*"""
_BEGIN = rb"-----BEGIN[ A-Z0-9_-]{0,40}PRIVATE KEY(?: BLOCK)?-----"
_END = rb"-----END[ A-Z0-9_-]{0,40}PRIVATE KEY(?: BLOCK)?-----"
_LINES = rb"(?:" + _GAP + rb"[A-Za-z-]{4,20}: [^\r\n]{1,80})*(?:" + _GAP + rb"[A-Za-z0-9+/=]{16,})+"
_LAST = rb"(?:" + _GAP + rb"=?[A-Za-z0-9+/=]{1,15})?" + _GAP + _END

OURS: tuple[Pattern, ...] = (
    Pattern("AI Studio key", ("aiza",), rb"AIza[\w-]{0,35}", "token", google=True),
    Pattern(
        "AI Studio auth key",
        ("aq.", "aq%2e"),
        _EDGE + rb"(AQ(?:\.|%2[eE])[A-Za-z0-9_-]{12,})",
        "token",
        google=True,
        wraps=True,
    ),
    Pattern("Google access token", ("ya29",), rb"ya29\.[\w.-]{10,}", "token", google=True, wraps=True),
    Pattern("ephemeral token", ("auth_tokens/",), rb"auth_tokens/[A-Za-z0-9_-]{16,}", "token", google=True),
    Pattern("OAuth client secret", ("gocspx-",), rb"GOCSPX-[\w-]{12,}", "token", google=True),
    Pattern(
        "Google refresh token", ("1//",), rb"""(?:^|[\s"'\x60=:,(]|\\[nrt])(1//[0-9][\w-]{20,})""", "token", google=True
    ),
    Pattern(
        "private key",
        ("private key",),
        _BEGIN + _LINES + _LAST + rb"|" + _BEGIN + _LINES,
        "token",
        google=True,
    ),
    Pattern("private key", ("-----end",), rb"[A-Za-z0-9+/=]{40,}" + _LINES + _LAST, "token", google=True),
    Pattern("private key id", ("private_key_id",), rb"private_key_id\W{1,12}([0-9a-f]{16,64})\b", "token", google=True),
    Pattern(
        "Google session cookie",
        ("sid=",),
        rb"\b(?:__Secure-\w{3,12}|S?APISID|[HS]?SID)=([\w./-]{16,})",
        "token",
        google=True,
    ),
    Pattern("Slack token", ("xox",), rb"xox(?:[abceoprsd])[.-](?:[\w.-]|%[0-9A-Fa-f]{2}){8,}", "token"),
    Pattern("Slack app token", ("xapp-",), rb"xapp-[\w-]{8,}", "token"),
    Pattern(
        "Slack webhook",
        ("hooks.slack",),
        rb"hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/([\w/-]{8,})",
        "token",
    ),
    Pattern("JSON Web Token", ("eyj",), rb"eyJ[\w-]{8,}\.[\w-]*(?:\.[\w-]*)?", "token", wraps=True),
    Pattern(
        "API key",
        ("sk-", "gsk_", "xai-", "r8_", "tvly-", "nvapi-"),
        _EDGE + rb"((?:sk-|gsk_|xai-|r8_|tvly-|nvapi-)[A-Za-z0-9_-]{20,})",
        "bare",
    ),
    Pattern(
        "bearer token", ("bearer",), _EDGE + rb"""(?i:bearer)(?:[ \t+]|%20){1,4}\\?["']?([\w.~+/=-]{12,})""", "bare"
    ),
    Pattern(
        "basic credentials",
        ("basic",),
        rb"""(?i:authorization\W{1,6}basic|["'\x60]basic)[ \t]{1,4}([A-Za-z0-9+/]{8,}={0,2})""",
        "bare",
    ),
    Pattern(
        "credentials",
        ("authorization",),
        rb"""(?i:authorization)\W{1,6}(?:[A-Za-z]{2,12}[ \t]{1,4})?([\w.~+/=-]{12,})""",
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
        rb"""(?i:illegal header value) {0,2}b?(?:'([^'\r\n]{8,})'|"([^"\r\n]{8,})")""",
        "bare",
    ),
    Pattern("Gemini API key", ("key",), _GOOGLE_NAME + _IS + _VALUE, "bare", google=True),
    Pattern("API key", ("key", "token", "secret"), _NAME + _IS + _VALUE, "bare"),
    Pattern(
        "password",
        ("passw", "pwd", "passphrase"),
        _PASSWORD + _IS_STRICTLY + _OPEN + rb"""([^\s"'\x60\\<>]{4,})""",
        "password",
    ),
    Pattern(
        "password",
        ("passw", "pwd", "passphrase"),
        _PASSWORD + _IS_STRICTLY + rb"""([^\s"'\x60\\<>,;(){}\[\]$]{6,})""",
        "bare",
    ),
)

# Stands in for all vendors' patterns where running each would take too long.
LONG_WORD = Pattern("long word", (), rb"[A-Za-z0-9_-]{20,}", "long")


@dataclass(frozen=True, slots=True)
class Patterns:
    """All patterns behind one regular-expression set: it says in one pass whose keywords the text holds."""

    keywords: re2.Set
    owners: tuple[tuple[int, ...], ...]
    patterns: tuple[Pattern, ...]

    def in_question(self, ascii_text: bytes) -> list[Pattern]:
        """The patterns that have a keyword in the text, in order."""
        hits = self.keywords.Match(ascii_text) or []
        return [self.patterns[number] for number in sorted({number for hit in hits for number in self.owners[hit]})]


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


Stretches = tuple[tuple[int, int], ...]

# A text up to this long is searched whole. In a longer one a vendor's pattern is only held against what surrounds its
# keywords; with more of them than this it is held against the whole text, as long as there is time for that.
_SHORT = 65_536
_FEW_HITS = 32
_BEFORE, _AFTER = 256, 4_096
_MOST_WORK = 6_000_000


def worthwhile(ascii_text: bytes) -> Iterator[tuple[Pattern, Stretches]]:
    """The patterns that have a keyword in the text, each with the stretches that it is worth holding against."""
    whole = ((0, len(ascii_text)),)
    lowered = ascii_text.lower() if len(ascii_text) > _SHORT else b""
    work = 0
    too_much = False
    for pattern in patterns().in_question(ascii_text):
        if pattern.proof != "vendor" or not lowered:
            yield pattern, whole
        elif work < _MOST_WORK:
            near = _near(lowered, pattern.keywords)
            work += len(lowered) // 4 if near is not None else len(lowered)
            yield pattern, whole if near is None else near
        else:
            too_much = True
    if too_much:
        yield LONG_WORD, whole


def _near(lowered: bytes, keywords: Iterable[str]) -> Stretches | None:
    """What surrounds the keywords; None where they are too many."""
    hits: list[int] = []
    for keyword in map(str.encode, keywords):
        at = lowered.find(keyword)
        while at >= 0:
            hits.append(at)
            if len(hits) > _FEW_HITS:
                return None
            at = lowered.find(keyword, at + 1)
    stretches: list[tuple[int, int]] = []
    for at in sorted(hits):
        start, end = max(0, at - _BEFORE), min(len(lowered), at + _AFTER)
        if stretches and start <= stretches[-1][1]:
            start = stretches.pop()[0]
        stretches.append((start, end))
    return tuple(stretches)


def matched(pattern: Pattern, ascii_text: bytes, stretches: Stretches, end: int) -> Iterator[tuple[int, int]]:
    """Where the pattern's secrets begin and end, up to `end`."""
    expression = compiled(pattern.source)
    groups = range(1, expression.groups + 1)
    for first, last in stretches:
        for match in expression.finditer(ascii_text, first, min(last, end)):
            yield next((match.span(group) for group in groups if match.start(group) >= 0), match.span())
