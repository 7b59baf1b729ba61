"""Quotas: counted by project and model, a minute and a day, and what is said of them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground.clock import Clock
from bot.playground.gemini.credentials import Project
from bot.playground.gemini.server import Gemini
from tests.playground.gemini.conftest import FLASH, LITE, Ask, says

FREE = Project(number="271828182845", tier="free")
NOON = 1_790_000_400.0  # 2026-09-21, early in the morning in California


@pytest.fixture
async def gemini() -> Any:
    async with Gemini(clock=Clock(began=NOON)) as running:
        yield running


def quota(reply: Any) -> tuple[str, str | None, str]:
    by_type = {one["@type"].rpartition(".")[2]: one for one in reply.error["details"]}
    [violation] = by_type["QuotaFailure"]["violations"]
    assert by_type["Help"]["links"][0]["url"] == "https://ai.google.dev/gemini-api/docs/rate-limits"
    return violation["quotaId"], violation.get("quotaValue"), by_type["RetryInfo"]["retryDelay"]


async def test_the_request_too_many_in_a_minute_is_429_with_the_quota_and_a_delay(ask: Ask, gemini: Gemini):
    key = gemini.key(FREE)
    gemini.limit(LITE, minute=2, day=100, tokens=1000, project=FREE)
    assert [(await ask(says("hi"), model=LITE, key=key)).status for _ in range(2)] == [200, 200]
    await gemini.clock.advance(20)
    reply = await ask(says("hi"), model=LITE, key=key)
    assert (reply.status, reply.error["status"]) == (429, "RESOURCE_EXHAUSTED")
    name, value, delay = quota(reply)
    assert (name, value) == ("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", "2")
    assert delay in ("39s", "40s")
    assert (
        "* Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_free_tier_requests, "
        f"limit: 2, model: {LITE}\nPlease retry in 39.9"
    ) in reply.message
    await gemini.clock.advance(41)
    assert (await ask(says("hi"), model=LITE, key=key)).status == 200


async def test_a_quota_is_the_projects_not_the_keys_and_the_models_own(ask: Ask, gemini: Gemini):
    one, other = gemini.key(FREE), gemini.key(FREE)
    gemini.limit(LITE, minute=1, day=100, tokens=1000, project=FREE)
    assert (await ask(says("hi"), model=LITE, key=one)).status == 200
    assert (await ask(says("hi"), model=LITE, key=other)).status == 429
    assert (await ask(says("hi"), model="gemini-flash-lite-latest", key=other)).status == 429
    assert (await ask(says("hi"), model=FLASH, key=other)).status == 200
    assert (await ask(says("hi"), model=LITE)).status == 200  # another project


async def test_the_quota_of_the_day_comes_back_at_midnight_in_california(ask: Ask, gemini: Gemini):
    gemini.limit(FLASH, minute=100, day=1, tokens=1000)
    assert (await ask(says("hi"))).status == 200
    await gemini.clock.advance(3600)
    reply = await ask(says("hi"))
    name, value, delay = quota(reply)
    assert (name, value) == ("GenerateRequestsPerDayPerProjectPerModel", "1")
    assert int(delay.rstrip("s")) < 60  # the delay that misleads people, as the service gives it
    await gemini.clock.advance(24 * 3600)
    assert (await ask(says("hi"))).status == 200


async def test_tokens_are_counted_by_the_minute(ask: Ask, gemini: Gemini):
    key = gemini.key(FREE)
    gemini.limit(FLASH, minute=100, day=100, tokens=150, project=FREE)
    assert (await ask(says("x" * 400), key=key)).status == 200
    name, value, _ = quota(await ask(says("x" * 400), key=key))
    assert (name, value) == ("GenerateContentInputTokensPerModelPerMinute-FreeTier", "150")
    assert (await ask(says("x" * 400), key=key, verb="countTokens")).status == 200


async def test_a_model_without_a_free_tier_has_a_limit_of_0_and_writes_no_value(ask: Ask, gemini: Gemini):
    reply = await ask(says("hi"), model="gemini-3.1-pro-preview", key=gemini.key(FREE))
    assert reply.status == 429
    assert reply.message.count("limit: 0, model: gemini-3.1-pro") == 3
    violations = next(one for one in reply.error["details"] if "violations" in one)["violations"]
    assert [one.get("quotaValue") for one in violations] == [None, None, None]
    assert (await ask(says("hi"), model="gemini-3.1-pro-preview")).status == 200


async def test_what_is_refused_before_costs_nothing(ask: Ask, gemini: Gemini):
    gemini.limit(FLASH, minute=1, day=1, tokens=1000)
    assert (await ask(says("hi", temperature=9))).status == 400
    assert (await ask(says("hi"))).status == 200
