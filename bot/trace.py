"""The way of one case through the process: when its event arrived, and the id that each of its log lines carries."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import structlog

from bot.store import cases

ARRIVED = "arrived"  # in what a job is given: seconds since 1970
_arrived: ContextVar[float | None] = ContextVar("arrived", default=None)


def arrive() -> None:
    """An event is here; what it sets off happens from now on in its name."""
    structlog.contextvars.clear_contextvars()
    _arrived.set(time.time())


def stamped(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What a job is given, with when its event arrived."""
    return {**payload, ARRIVED: _arrived.get() or time.time()}


@contextmanager
def resumed(payload: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The payload as it was before `stamped`; all that is done in here, in whatever process, is done for its case."""
    arrived = payload.get(ARRIVED)
    token = _arrived.set(arrived if isinstance(arrived, float) else None)
    try:
        with structlog.contextvars.bound_contextvars(case=case_of(payload)):
            yield {name: value for name, value in payload.items() if name != ARRIVED}
    finally:
        _arrived.reset(token)


def seconds() -> float | None:
    """Seconds since the event arrived; None: nobody noted it."""
    arrived = _arrived.get()
    return None if arrived is None else max(0.0, time.time() - arrived)


def case_of(payload: Mapping[str, Any]) -> str | None:
    """The id of the case that the job is about."""
    key = payload.get("case_key")
    return payload.get("case") or (cases.id_of(str(key)) if key else None)
