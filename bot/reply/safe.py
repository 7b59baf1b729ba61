"""What a person pasted, made harmless: it pings nobody, ends no fence, moves no cursor and hides no address."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# Control characters but tab and newline, halves of surrogate pairs, and what turns the direction of writing.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_TERMINAL_CODE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_BREAKS = re.compile("\r\n?|[\x85\u2028\u2029\x0b\x0c]")
_MENTION = re.compile(r"@(?=here|channel|everyone|group)", re.IGNORECASE)
_ADDRESS = re.compile(
    r"\b(?:[a-z][a-z0-9+.-]*://|www\.)\S+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/\S*)?", re.IGNORECASE
)


def clean(text: str) -> str:
    """`text` with its lines and tabs, and no character that a reader can't see."""
    return _HARMFUL.sub("", _BREAKS.sub("\n", _TERMINAL_CODE.sub("", text)))


def one_line(text: str, most: int | None = None) -> str:
    """`text` cleaned, on one line, of at most `most` characters, the last of them "…" where some are missing."""
    line = " ".join(clean(text).split())
    return line if most is None or len(line) <= most else line[: most - 1].rstrip() + "…"


def escape(text: str) -> str:
    """`text` as mrkdwn shows it literally: exactly &, < and > are escaped, and @here stays a word."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MENTION.sub("@\u2060", text)


def is_web(address: str) -> bool:
    """True for an address that a link may lead to."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and not re.search(r"[\s<>|\"]", address)


def hides(text: str, address: str) -> bool:
    """True where a link's words show an address on another host than the one that it leads to."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return True
    for shown in _ADDRESS.findall(text):
        named = re.sub(r"^[a-z][a-z0-9+.-]*://", "", shown, flags=re.IGNORECASE)
        named = re.split(r"[/?#:]", named.rsplit("@", 1)[-1])[0].lower().rstrip(".")
        if named and named != host and not host.endswith("." + named):
            return True
    return False
