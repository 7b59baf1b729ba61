"""The facts that an entry's words may hold."""

from __future__ import annotations

from bot.diagnosis.signature import FACTS

# Every fact of a report, and the time until the daily quotas come back (midnight Pacific).
SLOTS = FACTS | {"until_midnight"}
