"""What can go wrong with Slack, turned on by a test or on the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["error", "limited", "slow", "status", "lost"]


@dataclass
class Fault:
    """One fault of one method, for the next `times` calls (None: until it is taken away)."""

    method: str
    kind: Kind
    value: Any
    times: int | None


@dataclass
class Faults:
    """All faults. Each is off at first."""

    double_delivery: bool = False  # every event comes twice, the second time as a retry, although it was acknowledged
    retry_storm: bool = False  # every event comes four times, although it was acknowledged
    silent_socket: bool = False  # the socket stays open and nothing comes, not even a pong
    connect_twice: bool = False  # every event comes twice, as from a channel that another workspace shares
    unfurls: bool = False  # a message with a link is changed a second later, its text unchanged
    mention_first: bool = False  # app_mention before message
    mention_files: bool = False  # app_mention carries the files as well
    bare_files: bool = False  # a message with files has no subtype
    file_stubs: bool = False  # events carry files as stubs that files.info tells more of, as from another workspace
    smart_quotes: bool = False  # the client makes curly quotes and dashes of what people type outside of code
    text_mode: bool = False  # people's messages carry no blocks, as from old clients
    refused_blocks: int = 0  # so many of the next posts with blocks are answered with invalid_blocks
    revoked: bool = False  # the bot token is no longer good
    _methods: list[Fault] = field(default_factory=list)

    def error(self, method: str, code: str, times: int | None = 1) -> None:
        """The method answers `ok: false` with that code and does nothing."""
        self._methods.append(Fault(method, "error", code, times))

    def limited(self, method: str, retry_after: int = 1, times: int | None = 1) -> None:
        """The method answers 429 with Retry-After in seconds."""
        self._methods.append(Fault(method, "limited", retry_after, times))

    def slow(self, method: str, seconds: float, times: int | None = 1) -> None:
        """The method works, and its answer takes so many seconds of the fake's clock."""
        self._methods.append(Fault(method, "slow", seconds, times))

    def status(self, method: str, status: int = 500, times: int | None = 1) -> None:
        """The method answers with that HTTP status and a page of HTML, and does nothing."""
        self._methods.append(Fault(method, "status", status, times))

    def lost(self, method: str, times: int | None = 1) -> None:
        """The method does its work, and the connection breaks before the answer."""
        self._methods.append(Fault(method, "lost", None, times))

    def has(self, method: str, kind: Kind) -> bool:
        """True while a fault of that kind waits for calls of exactly that method, or of "*"."""
        return any((fault.method, fault.kind) == (method, kind) for fault in self._methods)

    def forgive(self, method: str, kind: Kind) -> None:
        """No fault of that kind waits for calls of exactly that method, or of "*"."""
        self._methods = [fault for fault in self._methods if (fault.method, fault.kind) != (method, kind)]

    def clear(self) -> None:
        """Slack works as it should."""
        self.__init__()  # type: ignore[misc]

    def take(self, method: str, kind: Kind) -> Any:
        """The value of a fault of that kind that hits this call, else None; counts it as used."""
        for fault in self._methods:
            if fault.kind == kind and fault.method in (method, "*"):
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times == 0:
                        self._methods.remove(fault)
                return True if kind == "lost" else fault.value
        return None
