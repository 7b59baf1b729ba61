"""What all tests share."""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.diagnosis import Knowledge, knowledge
from bot.places import place


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Generator[None, Any, Any]:
    """In CI everything that a test needs is installed, so a skip there is a failure."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
    return report


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The listeners' bot lives until the session ends, and a process holds one engine of jobs: so whoever starts a bot of
    their own comes before, whatever the order is else."""
    items.sort(key=lambda item: "listeners" in item.path.parts)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A file's tests run in one process. Those of the listeners that share a bot, over Socket Mode or over HTTP, do so too:
    file by file, each would start either bot anew, and a start costs as much as forty tests."""
    # xdist's own loadgroup does nothing with pytest 9.2: https://github.com/pytest-dev/pytest-xdist/issues/1386
    from xdist.scheduler import LoadFileScheduling

    class ByBot(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            bot = re.search(r"[\[-](socket|http)[-\]]", nodeid) if "/listeners/" in file else None
            return f"listeners over {bot[1]}" if bot else file

    return ByBot(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(scope="session", autouse=True)
def empty_environment() -> Iterator[None]:
    """Whoever runs the tests may have a bot's tokens, a key or a proxy in their shell: no test sees them."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        ours = ("SLACK_", "GEMINI_", "GOOGLE_", "SSL_CERT_")
        for name in [name for name in os.environ if name.upper().startswith(ours) or name.upper().endswith("_PROXY")]:
            monkeypatch.delenv(name)
        yield


@pytest.fixture(scope="session", autouse=True)
def knowledge_is_read_once() -> Iterator[None]:
    """Every command and every start of the bot reads the project's own entries, which stay the same: it costs each a third
    of a second, and there are hundreds. Other folders are read whenever they are asked for."""
    read, ours = knowledge._load, place("knowledge")
    own = cache(lambda: read((ours,)))

    def load(folders: Sequence[Path]) -> Knowledge:
        return own() if tuple(folders) == (ours,) else read(folders)

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(knowledge, "_load", load)
        yield
