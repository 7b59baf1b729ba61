"""Three entries, and diagnoses made of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.diagnosis import Diagnosis, Evidence, Knowledge, Question, load
from bot.paste import Report

TEXT = "429 RESOURCE_EXHAUSTED quotaId: GenerateRequestsPerDay, limit: 250"


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load(Path(__file__).parent / "entries")


@pytest.fixture(scope="session")
def now() -> datetime:
    """A quarter to three in the afternoon in California: 9 h 15 min before midnight."""
    return datetime(2026, 11, 25, 22, 45, tzinfo=UTC)


@pytest.fixture(scope="session")
def found() -> Callable[..., Diagnosis]:
    """Makes a diagnosis; keywords change it, those that no diagnosis has change its report."""

    def make(**changes: Any) -> Diagnosis:
        own = {name: changes.pop(name) for name in Diagnosis.__slots__ if name in changes}
        report = Report(
            **{"text": TEXT, "http": 429, "model": "gemini-2.5-flash", "quota_limit": 250, "retry_delay_s": 21.4}
            | changes
        )
        values: dict[str, Any] = {
            "cause": "quota-day",
            "confidence": "sure",
            "evidence": (Evidence("quotaId: GenerateRequestsPerDay", 23, 54), Evidence("limit: 250", 56, 66)),
            "candidates": (),
            "question": None,
            "report": report,
            "reply": True,
        }
        return Diagnosis(**values | own)

    return make


@pytest.fixture(scope="session")
def question() -> Question:
    return Question("What is the finish reason?", {"MAX_TOKENS": "max-tokens", "STOP": "empty-response"})
