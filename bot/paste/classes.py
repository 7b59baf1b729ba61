"""Exception classes that a paste names, and which of them is the root."""

from __future__ import annotations

from typing import NamedTuple

from bot.paste.lazily import lazily
from bot.paste.seen import Seen

_SUFFIX = lazily(
    r"(?:Error|Exception|Exhausted|InvalidArgument|PermissionDenied|NotFound|Unauthenticated|DeadlineExceeded|"
    r"FailedPrecondition|Unavailable|TooManyRequests|BadRequest|Forbidden|GatewayTimeout|BadGateway|Cancelled|Aborted|"
    r"Timeout|Warning|_InactiveRpcError|AioRpcError)(?![A-Za-z0-9_])"
)
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.$"
_LONGEST = 160
# Behind these words stands what caused the error above: Java, Node.
CAUSES = ("Caused by: ", "[cause]: ", "cause: ")
_CAUSE_BELOW = lazily(r"Caused by: |\[cause\]: |(?<![A-Za-z])cause: ")


class Named(NamedTuple):
    """A class as written; `thrown` is true where its message follows or it ends a line, so that it is no mention."""

    name: str
    start: int
    end: int
    thrown: bool


def last_name(name: str) -> str:
    """The class alone, without its module: of Java's inner classes the inner."""
    return name.replace("$", ".").rpartition(".")[2]


def classes(text: str) -> list[Named]:
    """Every exception class of `text`, in order."""
    found = []
    for match in _SUFFIX.finditer(text):
        end = match.end()
        start = match.start()
        before = text[max(0, end - _LONGEST) : start]
        start = start - len(before) + len(before.rstrip(_LETTERS))
        if text[start] in "nrt" and text[start - 1 : start] == "\\":  # an escaped line end
            start += 1
        name = text[start:end].lstrip(".$0123456789")
        last = last_name(name).lstrip("_")
        if not last[:1].isupper() or last in _NO_CLASSES:
            continue
        after = text[end : end + 2]
        thrown = (after[:1] in (":", "", "\n", "(") and not after.startswith("(")) or after[:1] == "\\"
        found.append(Named(name, end - len(name), end, thrown))
    return found


_NO_CLASSES = frozenset(
    {"Error", "Exception", "Timeout", "Warning", "NotFound", "Forbidden", "Unavailable", "Cancelled", "Aborted"}
)


def root(found: list[Named], seen: Seen) -> Named | None:
    """The class of the root error: the last named cause, else the first that was thrown, else the first named."""
    thrown = [named for named in found if named.thrown]
    causes = [match.end() for match in _CAUSE_BELOW.finditer(seen.text)] if thrown and seen.any(CAUSES) else []
    for cause in reversed(causes):
        for named in thrown:
            if cause <= named.start < cause + 4:
                return named
    return next(iter(thrown or found), None)
