"""Which of a paste's errors is the root cause, and the HTTP code and status that go with it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.paste.bodies import Body, http_code
from bot.paste.classes import Named, last_name
from bot.paste.codes import NAMED, Hit
from bot.paste.lazily import lazily
from bot.paste.names import STATUS_CLASSES, STATUS_NUMBERS, STATUSES, status_name
from bot.paste.report import Error
from bot.paste.rows import Fact, Table, first
from bot.paste.seen import Seen

_LINE_ABOVE = 900  # letters between an error line and the details that belong to it

STATUS: Table = (
    ("StatusCode.", r"StatusCode\.([A-Z_]{4,24})"),
    (" desc", r"code = ([A-Z][A-Za-z]{4,24}) desc"),
    ("grpc_status", r"grpc_status\W{1,4}(\d{1,2})\b"),
    ("tatus:", rf"[Ss]tatus: ?({'|'.join(STATUSES).replace('_', '[_ ]')})(?=Details|\W|$)"),
)
# The names of one word are everyday words of logs: they count with a colon or bracket behind.
_STATUS_WORD = lazily(
    r"(?:INVALID_ARGUMENT|FAILED_PRECONDITION|OUT_OF_RANGE|UNAUTHENTICATED|PERMISSION_DENIED|NOT_FOUND|ALREADY_EXISTS|"
    r"RESOURCE_EXHAUSTED|DEADLINE_EXCEEDED|UNIMPLEMENTED|DATA_LOSS|"
    r"(?:UNAVAILABLE|INTERNAL|ABORTED|CANCELLED|UNKNOWN)(?=:\s|\)|\s-\s))(?!\w)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A body with the error that it tells of."""

    body: Body
    error: Error


def root_of(found: list[Found]) -> Found | None:
    """The body of the root cause: none that only wraps another, one with details before one without, else the first."""
    return max(found, key=lambda one: (not one.body.holds, _telling(one.error) // 3, -one.body.start), default=None)


def _telling(error: Error) -> int:
    """How much an error says: details most, then a status, a code, a message."""
    return (
        6 * (error.quota_id is not None or bool(error.reason and error.reason.isupper()))
        + 3 * (error.status is not None)
        + 2 * (error.http is not None)
        + (error.message is not None)
    )


def http_of(root: Found | None, hits: list[Hit], gathered: list[Body]) -> Fact | None:
    """The HTTP code of the root cause: its body's own, else that of the line above the body, else the surest."""
    if root and root.error.http is not None:
        for name in ("code", "http", "status"):
            if (pair := root.body.says.get(name)) and http_code(pair.value):
                return Fact(str(root.error.http), pair.start, pair.end)
    if root:
        hits = [hit for hit in hits if not root.error.status or hit.status in (None, root.error.status)]
        start = min((pair.start for name, pair in root.body.says.items() if name != "error"), default=root.body.start)
        for hit in reversed(hits):
            if hit.sure >= NAMED and start - _LINE_ABOVE < hit.start < start:
                return Fact(str(hit.http), hit.start, hit.end)
    hits = hits + _loose(gathered)
    best = max(hits, key=lambda hit: (hit.sure + (hit.status is not None), -hit.start), default=None)
    return Fact(str(best.http), best.start, best.end) if best else None


def _loose(gathered: list[Body]) -> list[Hit]:
    """Codes that stand as named values outside of any body: `statusCode: 400`."""
    hits = []
    for body in gathered:
        for name in ("http", "code", "status"):
            if (pair := body.says.get(name)) and (http := http_code(pair.value)):
                hits.append(Hit(http, None, pair.start, pair.end, NAMED))
    return hits


def _status(word: str) -> str | None:
    return STATUS_NUMBERS.get(word) or status_name(word)


def status_of(root: Found | None, http: Fact | None, hits: list[Hit], named: list[Named], seen: Seen) -> Fact | None:
    """The google.rpc status of the root cause, be it named in its body, its line, its class or alone."""
    if root and root.error.status:
        for name in ("status", "code"):
            if pair := root.body.says.get(name):
                return Fact(root.error.status, pair.start, pair.end)
    code = int(http.value) if http else None
    for hit in hits:
        if hit.status and code in (None, hit.http):
            return Fact(hit.status, hit.start, hit.end)
    for one in named:
        if status := STATUS_CLASSES.get(last_name(one.name)):
            return Fact(status, one.start, one.end)
    if fact := first(STATUS, seen, lambda word: _status(word) is not None):
        return Fact(_status(fact.value) or "", fact.start, fact.end)
    text = seen.text
    for match in _STATUS_WORD.finditer(text) if seen.any(STATUSES) else ():
        before = text[match.start() - 1 : match.start()] if match.start() else " "
        if not (before.isalnum() or before in "_.-"):
            return Fact(match[0], match.start(), match.end())
    return None
