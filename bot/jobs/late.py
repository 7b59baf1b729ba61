"""How late an answer may come: what nobody waits for any more isn't said, so that nobody is surprised by it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.trace import ARRIVED

MINUTE, HOUR = 60.0, 3600.0
HEARD = 10 * MINUTE  # after a message that nobody asked us about
MENTION = HOUR  # after a message to us that arrives only now
ASKED = 2 * HOUR  # after what somebody asked for and we took
DELETION = 24 * HOUR  # an answer goes with its message, however late
SAID = frozenset(["message", "mention", "direct", "alert"])  # entrances whose paste is a message of its own


def is_heard(kind: str, payload: Mapping[str, Any]) -> bool:
    """Whether nobody asked for it."""
    return kind in ("answer", "edit") and not payload.get("asked")


def is_urgent(kind: str, payload: Mapping[str, Any]) -> bool:
    """Whether somebody waits for it: asked, pressed, or told of a key that everybody can read."""
    return not is_heard(kind, payload)


def is_old(age: float, asked: bool) -> bool:
    """Whether a message of that age, in seconds, is answered no more when it arrives."""
    return age > (MENTION if asked else HEARD)


def left(kind: str, payload: Mapping[str, Any], slack: float, ours: float) -> float:
    """Seconds until the job comes too late; `slack` and `ours` are the time as Slack's clock and ours have it."""
    limit = DELETION if kind == "deletion" else HEARD if is_heard(kind, payload) else ASKED
    if kind == "answer" and payload.get("entrance") in SAID:
        return float(payload["ts"]) + limit - slack
    arrived = payload.get(ARRIVED)
    return float(arrived) + limit - ours if isinstance(arrived, float) else limit
