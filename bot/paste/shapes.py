"""Whether a word is a real secret or stands in for one, and what is odd about it."""

from __future__ import annotations

import re
from collections import Counter
from math import log2

from bot.paste.cover import is_mask

# Words that people put where a secret belongs: YOUR_API_KEY, my-key, <key>, ${KEY}, "none".
_STAND_IN = re.compile(
    r"^(?:your|my|insert|paste|enter|add|put|the|some|replace|fill|test|use|change|set)(?:[-_. ]|api|key|own|token|secret|google|gemini|me\b|$)"
    r"|(?:^|[-_.])(?:your|placeholder|example|sample|dummy|fake|changeme|removed|hidden|masked|censored|here)(?:[-_.]|\d{0,3}$)"
    r"|api[_-]?key|process\.env|os\.environ|getenv|\benv[.\[(]|secrets?\."
    r"|^(?:none|null|nil|undefined|true|false|str|string|optional|any|object|required|invalid|missing|empty|secret|password|passwd|token|key)$"
    r"|^[$%{\[(<@]|\$\{|\{\{|%7b",
    re.IGNORECASE,
)
# A word with a form of its own is taken for a secret in spite of such words inside it, since chance makes them too.
_STAND_IN_FOR_TOKEN = re.compile(
    r"(?:^|[-_./])(?:your|placeholder|example|dummy|fake|here|replace)(?:[-_./]|key|api|token|$)", re.IGNORECASE
)
_CROSSED_OUT = re.compile(r"REDACTED|[xX]{5,}|\*{3,}|\.{3,}|#{4,}|_{4,}|-{6,}")
_ENOUGH = 16  # characters of a secret that was crossed out in part are worth hiding
_CODE = re.compile(
    r"[A-Za-z_$][\w$]*(?:(?:\.|->|::|\?\.)[A-Za-z_$][\w$]*)+(?:\(.*)?|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Za-z_]\w*[(\[].*",
    re.DOTALL,
)
_MADE_UP = re.compile(r"12345|abcde|ABCDE|(.)\1{4,}|fake|dummy|example|sample|test[-_]|your|1a2b3c", re.IGNORECASE)


def entropy(word: str) -> float:
    """Bits a character, after Shannon: what gitleaks' thresholds are in."""
    size = len(word)
    return -sum(count / size * log2(count / size) for count in Counter(word).values())


def stands_in(word: str) -> bool:
    """True of a value put where a secret belongs: YOUR_API_KEY, ***, ${KEY}, a mask."""
    return is_mask(word) or is_crossed_out(word) or _STAND_IN.search(word) is not None


def token_stands_in(word: str) -> bool:
    """True of a word in a secret's own form that says itself to be none: AIzaSyXXXXXXXX, sk-your-key."""
    return is_crossed_out(word) or _STAND_IN_FOR_TOKEN.search(word) is not None


def is_crossed_out(word: str, enough: int = _ENOUGH) -> bool:
    """True of a word that a person made unreadable, but for less than `enough` characters."""
    rest, times = _CROSSED_OUT.subn("", word)
    return times > 0 and len(rest) < enough


def is_code(word: str) -> bool:
    """True of a name, a constant or a call: settings.api_key, GEMINI_KEY, get_key(."""
    return _CODE.fullmatch(word) is not None


def is_opaque(word: str) -> bool:
    """True of a word that nobody makes up to be read: letters and digits mixed, or a long jumble of upper and lower case."""
    letters = sum(map(str.isalpha, word))
    if not any(map(str.isdigit, word)):
        jumbled = word != word.lower() and word != word.upper() and "_" not in word and "-" not in word
        return letters >= 16 and jumbled and entropy(word) >= 3.8
    return letters > 0 and entropy(word) >= 2.5


def looks_real(word: str) -> bool:
    """True of a key that someone would have to revoke: not one that was made up for an example or a test."""
    return _MADE_UP.search(word) is None and entropy(word) >= 3.0


# What stands in a key without being of it, and what to call it.
_ODD = re.compile(r"""(?:\\+[nrt]|[\r\n\t ]|\\*["'`]|[^\x00-\x7f]|[+\\|>](?=\s|["'`]|\\))+""")
_ODDITIES = (
    ("newline", re.compile(r"[\r\n]|\\[nr]")),
    ("quotes", re.compile(r"[\"'`]")),
    ("blanks", re.compile(r"[ \t\u00a0]|\\t")),
    ("invisible letters", re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")),
    ("letters that are not ASCII", re.compile(r"[^\x00-\x7f]")),
)


def shape(word: str) -> str:
    """The length of a secret without what doesn't belong to it, and where that stands: "39 characters, newline at the end"."""
    places: dict[str, list[str]] = {}
    odd = 0
    for run in _ODD.finditer(word):
        odd += run.end() - run.start()
        name = next(name for name, oddity in _ODDITIES if oddity.search(run[0]))
        place = "at the start" if run.start() == 0 else "at the end" if run.end() == len(word) else "inside"
        if place not in places.setdefault(name, []):
            places[name].append(place)
    notes = [f"{name} {_where(where)}" for name, where in places.items()]
    return ", ".join([f"{len(word) - odd} characters", *notes])


def _where(places: list[str]) -> str:
    return "around it" if places == ["at the start", "at the end"] else places[0] if len(places) == 1 else "inside"
