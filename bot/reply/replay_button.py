"""Whether an answer has the button Replay."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.diagnosis import Diagnosis, Knowledge

REPLAY = "replay"
LABEL = "Replay"
PRIVATE = "shown in the channel, it can be replayed"
# Reasons not to send that the person can do nothing about; any other is said when the button is pressed.
_NO_BUTTON = frozenset(["no request", "not gemini", "useless", "no body", "method"])


def offered(found: Diagnosis, knowledge: Knowledge, now: datetime) -> bool:
    """Whether the paste holds a call of which a replay could tell something."""
    if found.request is None or found.cause not in knowledge.entries:
        return False
    from bot.replay.plan import NotSent, plan

    planned = plan(found, knowledge, now.date())
    return not isinstance(planned, NotSent) or planned.reason not in _NO_BUTTON
