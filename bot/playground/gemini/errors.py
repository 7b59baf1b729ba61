"""How the service says no: google.rpc.Status as JSON, with the details that Google's services send.

Texts are those seen from the real service, of 2025 and 2026, unless a word beside them says that they are the fake's own.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.playground.values import Json

HOST = "generativelanguage.googleapis.com"
_TYPE = "type.googleapis.com/google.rpc."
_STATUS = {
    400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 402: "RESOURCE_EXHAUSTED", 403: "PERMISSION_DENIED",
    404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED", 499: "CANCELLED", 500: "INTERNAL", 503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}  # fmt: skip


class Refusal(Exception):
    """The service answers with this error instead: HTTP code, status, message, details."""

    def __init__(self, code: int, message: str, *details: Json, status: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status or _STATUS[code]
        self.details = details

    @property
    def body(self) -> Json:
        """The error as the service writes it; details are left out where there are none."""
        error: Json = {"code": self.code, "message": self.message, "status": self.status}
        return {"error": error | ({"details": list(self.details)} if self.details else {})}


def invalid(message: str = "Request contains an invalid argument.", *details: Json) -> Refusal:
    """400 INVALID_ARGUMENT; without a message the one that says nothing."""
    return Refusal(400, message, *details)


def precondition(message: str) -> Refusal:
    """400 FAILED_PRECONDITION."""
    return Refusal(400, message, status="FAILED_PRECONDITION")


# details


def reason(name: str, **more: str) -> Json:
    """google.rpc.ErrorInfo."""
    metadata = {"service": HOST} | more
    return {"@type": f"{_TYPE}ErrorInfo", "reason": name, "domain": "googleapis.com", "metadata": metadata}


def localized(message: str) -> Json:
    """google.rpc.LocalizedMessage."""
    return {"@type": f"{_TYPE}LocalizedMessage", "locale": "en-US", "message": message}


def help_links(*links: tuple[str, str]) -> Json:
    """google.rpc.Help; each link is what it says and where it leads."""
    return {"@type": f"{_TYPE}Help", "links": [{"description": says, "url": url} for says, url in links]}


def retry_in(seconds: int) -> Json:
    """google.rpc.RetryInfo; whole seconds, as the service rounds them down."""
    return {"@type": f"{_TYPE}RetryInfo", "retryDelay": f"{seconds}s"}


def quota_failure(violations: Iterable[Json]) -> Json:
    """google.rpc.QuotaFailure."""
    return {"@type": f"{_TYPE}QuotaFailure", "violations": list(violations)}


def bad_fields(violations: Iterable[tuple[str, str]]) -> Json:
    """google.rpc.BadRequest; each violation is a path ("" for the top) and its description."""
    rows = [({"field": path} if path else {}) | {"description": says} for path, says in violations]
    return {"@type": f"{_TYPE}BadRequest", "fieldViolations": rows}
