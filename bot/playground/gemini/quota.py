"""Quotas: requests a minute and a day, input tokens a minute, counted by project and model."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.playground.gemini.catalog import Model
from bot.playground.gemini.credentials import Project
from bot.playground.gemini.errors import HOST, Refusal, help_links, quota_failure, retry_in
from bot.playground.values import Json

MINUTE = 60.0
_PACIFIC = ZoneInfo("America/Los_Angeles")  # where a day of quota begins and ends
_DOCS = "https://ai.google.dev/gemini-api/docs/rate-limits"
# (metric, quota id) by tier: requests a minute, requests a day, input tokens a minute
_NAMES = {
    "free": (
        ("generate_content_free_tier_requests", "GenerateRequestsPerMinutePerProjectPerModel-FreeTier"),
        ("generate_content_free_tier_requests", "GenerateRequestsPerDayPerProjectPerModel-FreeTier"),
        ("generate_content_free_tier_input_token_count", "GenerateContentInputTokensPerModelPerMinute-FreeTier"),
    ),
    "paid": (
        ("generate_requests_per_model", "GenerateRequestsPerMinutePerProjectPerModel"),
        ("generate_requests_per_model_per_day", "GenerateRequestsPerDayPerProjectPerModel"),
        ("generate_content_paid_tier_input_token_count", "GenerateContentPaidTierInputTokensPerModelPerMinute"),
    ),
}


@dataclass
class _Used:
    minute: deque[tuple[float, int]] = field(default_factory=deque)  # when, input tokens
    day: str = ""
    today: int = 0


@dataclass
class Quotas:
    """What each project used of each model. `limits` of one project's model may be set for a test."""

    limits: dict[tuple[str, str], tuple[int, int, int]] = field(default_factory=dict)
    _used: dict[tuple[str, str], _Used] = field(default_factory=lambda: defaultdict(_Used))

    def take(self, project: Project, model: Model, tokens: int, now: float) -> None:
        """One request with so many input tokens is counted; Refusal, and nothing counted, where it is too much.

        The delay that the service names is to the end of the minute, even where the day's quota is used up.
        """
        names = (project.number, model.serves)
        limits = self.limits.get(names, model.limits[project.tier])
        used = self._used[names]
        today = datetime.fromtimestamp(now, UTC).astimezone(_PACIFIC).date().isoformat()
        if used.day != today:
            used.day, used.today = today, 0
        while used.minute and used.minute[0][0] <= now - MINUTE:
            used.minute.popleft()
        counts = (len(used.minute) + 1, used.today + 1, sum(size for _, size in used.minute) + tokens)
        over = [which for which in range(3) if counts[which] > limits[which]]
        if over:
            ends = used.minute[0][0] + MINUTE if used.minute else now - now % MINUTE + MINUTE
            raise _exceeded(project, model, limits, over, max(0.5, ends - now))
        used.minute.append((now, tokens))
        used.today += 1


def _exceeded(project: Project, model: Model, limits: tuple[int, int, int], over: list[int], delay: float) -> Refusal:
    lines, violations = [], []
    for which in over:
        metric, quota_id = _NAMES[project.tier][which]
        lines.append(f"* Quota exceeded for metric: {HOST}/{metric}, limit: {limits[which]}, model: {model.serves}")
        violation: Json = {"quotaMetric": f"{HOST}/{metric}", "quotaId": quota_id}
        violation["quotaDimensions"] = {"location": "global", "model": model.serves}
        # A limit of 0 is the default value of the field, so it isn't written.
        violations.append(violation | ({"quotaValue": str(limits[which])} if limits[which] else {}))
    message = "\n".join(
        [
            (
                "You exceeded your current quota, please check your plan and billing details. For more information on this "
                f"error, head to: {_DOCS}. To monitor your current usage, head to: https://ai.dev/rate-limit. "
            ),
            *lines,
            f"Please retry in {delay:.9f}".rstrip("0").rstrip(".") + "s.",
        ]
    )
    link = help_links(("Learn more about Gemini API quotas", _DOCS))
    return Refusal(429, message, link, quota_failure(violations), retry_in(int(delay)))
