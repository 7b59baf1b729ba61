"""The slots of an entry's words, filled with the facts of a report."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.reply import safe

if TYPE_CHECKING:
    from bot.paste import Report

SLOT = re.compile(r"\{([a-z_]+)\|([^{}\n]*)\}")
NAMES = frozenset(
    {
        *("http", "status", "reason", "message", "model", "api_version", "host", "method", "field"),
        *("retry_delay_s", "quota_metric", "quota_id", "quota_limit", "sdk", "sdk_version", "exception"),
        *("finish_reason", "block_reason", "close_code"),
    }
)
UNTIL_MIDNIGHT = "until_midnight"
_LONGEST = {"message": 200}
_IN_CODE = re.compile(r"[\w.:/@+ -]{1,120}")


@dataclass(frozen=True, slots=True)
class Slots:
    """What the slots hold: the facts of `report`, None where there is none, and the time at `now`."""

    report: Report | None
    now: datetime | None

    def value(self, name: str, most: int | None = None) -> str | None:
        """The words for the slot `name`, at most `most` letters of a text; None where the paste does not say."""
        if name == UNTIL_MIDNIGHT:
            return None if self.now is None else until_midnight(self.now)
        fact = getattr(self.report, name, None) if name in NAMES else None
        return None if fact is None else _spell(name, fact, most or _LONGEST.get(name, 80))

    def fill(self, text: str) -> str:
        """`text` with every slot filled."""
        return SLOT.sub(lambda slot: self._words(slot[1], slot[2], slot[0], code=False), text)

    def fill_code(self, code: str) -> str:
        """`code` with every slot filled; a fact that could end a string in it gives way to the words for a missing one."""
        return SLOT.sub(lambda slot: self._words(slot[1], slot[2], slot[0], code=True), code)

    def _words(self, name: str, missing: str, whole: str, code: bool) -> str:
        if name not in NAMES and name != UNTIL_MIDNIGHT:
            return whole
        value = self.value(name)
        if value is not None and code:
            value = value.replace(",", "") if name == "quota_limit" else value
            value = value if _IN_CODE.fullmatch(value) else None
        return missing if value is None else value


def _spell(name: str, fact: object, most: int) -> str | None:
    if isinstance(fact, (int, float)):
        if not math.isfinite(fact):
            return None
        if name == "retry_delay_s":
            return str(math.ceil(fact)) if fact >= 1 else f"{fact:.1f}"
        number = int(fact) if float(fact).is_integer() else fact
        return f"{number:,}" if name == "quota_limit" and number >= 10_000 else str(number)
    text = safe.one_line(str(fact), most)
    if name == "model":
        text = text.rsplit("models/", 1)[-1]
    return text or None


def until_midnight(now: datetime) -> str | None:
    """From `now` (aware) until the next midnight in California, when daily quotas come back: "9 h 12 min"."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        pacific = ZoneInfo("America/Los_Angeles")
    except ZoneInfoNotFoundError:  # a system without time zones: the entry has words for that
        return None
    tomorrow = now.astimezone(pacific).date() + timedelta(days=1)
    midnight = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=pacific)
    minutes = math.ceil((midnight.astimezone(UTC) - now.astimezone(UTC)).total_seconds() / 60)
    hours, minutes = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part)
