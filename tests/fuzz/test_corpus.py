"""Every input that fuzzing kept is read without failure and in time; `tests/fuzz/run.py` looks for more."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
KEPT = sorted((HERE / "corpus").glob("*/*"))


@pytest.fixture(autouse=True)
def beside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(HERE))


@pytest.mark.parametrize("name", ["reader", "requests", "entries"])
def test_what_fuzzing_kept_holds(name: str) -> None:
    import targets

    inputs = [path for path in KEPT if path.parent.name == name]
    assert len(inputs) > 20
    for path in inputs:
        targets.held(name, path.read_bytes())


def test_a_hang_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    import targets

    def slow(_: bytes) -> None:
        clock.append(clock[-1] + 1.5)

    clock = [0.0]
    monkeypatch.setattr(targets.time, "process_time", lambda: clock[-1])
    monkeypatch.setitem(targets.TARGETS, "slow", slow)
    with pytest.raises(targets.TooSlowError):
        targets.held("slow", b"x" * 1_000)
    targets.held("slow", b"x" * 200_000)
    assert "targets" in sys.modules
