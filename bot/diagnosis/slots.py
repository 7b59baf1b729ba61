"""The facts that an entry's words may hold: `{fact|words to say when it is missing}`."""

from __future__ import annotations

import re

from bot.diagnosis.signature import FACTS

SLOT = re.compile(r"\{([^{}|\n]*)\|([^{}\n]*)\}")
# Every fact of a report, and the time until the daily quotas come back (midnight Pacific).
SLOTS = FACTS | {"until_midnight"}
