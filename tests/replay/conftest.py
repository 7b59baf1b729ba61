"""What the tests of a replay share: the project's knowledge, and plans of pastes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bot.diagnosis import Knowledge, diagnose, load
from bot.paste import read
from bot.places import place
from bot.replay.plan import NotSent, Plan, plan

DAY = date(2026, 11, 25)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load(place("knowledge"))


@pytest.fixture(scope="session")
def planned(knowledge: Knowledge) -> Callable[..., Plan | NotSent]:
    """Plans a replay of a paste; keywords are those of plan."""

    def make(paste: str, **more: Any) -> Plan | NotSent:
        return plan(diagnose(read(paste), knowledge), knowledge, DAY, **more)

    return make


@pytest.fixture(scope="session")
def a_plan(planned: Callable[..., Plan | NotSent]) -> Callable[..., Plan]:
    """The same, where there has to be one."""

    def make(paste: str, **more: Any) -> Plan:
        made = planned(paste, **more)
        assert isinstance(made, Plan), made
        return made

    return make
