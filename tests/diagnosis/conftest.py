"""The project's own knowledge, loaded once."""

from __future__ import annotations

import pytest

from bot.diagnosis import Knowledge, load
from bot.places import place


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load(place("knowledge"))
