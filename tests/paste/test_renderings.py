"""The reader against what the real packages print. `tests/renderings/make.py` made the files and their index."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from bot.paste import read

OUTPUTS = Path(__file__).parents[1] / "renderings" / "outputs"
INDEX = [json.loads(line) for line in (OUTPUTS / "index.jsonl").read_text(encoding="utf-8").splitlines()]
SURFACES = sorted({line["file"].partition("/")[0] for line in INDEX})

# Wholes of a second are enough: the details say 22 s where the message says 22.5 s.
CLOSE = {"retry_delay_s": 1.0}


def text(line: dict[str, Any]) -> str:
    return (OUTPUTS / line["file"]).read_text(encoding="utf-8")


def words(value: object) -> str:
    return re.sub(r"\W+", "", str(value))


def agrees(name: str, got: Any, expected: Any) -> bool:
    if name == "message":
        return got is not None and words(expected)[:80] in words(got)
    if name == "model":
        return got is not None and got.removeprefix("models/") == expected
    if name in CLOSE:
        return got is not None and abs(got - expected) < CLOSE[name]
    if name == "quota_limit":
        return got is not None and float(got) == float(expected)
    return bool(got == expected)


def of(surface: str) -> list[dict[str, Any]]:
    return [line for line in INDEX if line["file"].startswith(surface + "/")]


@pytest.mark.parametrize("surface", SURFACES)
def test_each_fact_that_a_rendering_shows_is_read(surface: str) -> None:
    wrong = []
    for line in of(surface):
        report = read(text(line))
        for name, expected in line["facts"].items():
            got = getattr(report, name)
            if not agrees(name, got, expected):
                wrong.append(f"{line['file']}: {name} is {got!r}, not {expected!r}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("surface", SURFACES)
def test_no_code_is_read_where_a_rendering_shows_none(surface: str) -> None:
    wrong = []
    for line in of(surface):
        report = read(text(line))
        if "http" not in line["facts"] and not line["body"] and report.http is not None:
            wrong.append(f"{line['file']}: http is {report.http}")
        if not line["body"] and report.status is not None:
            wrong.append(f"{line['file']}: status is {report.status}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("surface", SURFACES)
def test_a_traceback_names_its_sdk(surface: str) -> None:
    wrong = []
    for line in of(surface):
        paste = text(line)
        if line["body"] and re.search(r"^Traceback |^    at ", paste, re.MULTILINE):
            got = read(paste).sdk
            if got != line["sdk"]:
                wrong.append(f"{line['file']}: sdk is {got!r}, not {line['sdk']!r}")
    assert not wrong, "\n".join(wrong)


def test_every_rendering_is_in_the_index_and_the_other_way_round() -> None:
    files = {path.relative_to(OUTPUTS).as_posix() for path in OUTPUTS.glob("*/*.txt")}
    assert files == {line["file"] for line in INDEX}


def test_each_body_was_rendered_by_several_packages() -> None:
    packages = defaultdict(set)
    for line in INDEX:
        packages[line["body"]].add(line["package"])
    few = {body: sorted(names) for body, names in packages.items() if len(names) < 4}
    assert not few


def test_no_rendering_tells_of_the_machine_or_holds_a_key() -> None:
    telling = re.compile(r"/tmp/|/work/|/root/|127\.0\.0\.1|localhost|AIza|not-a-real")
    for line in INDEX:
        found = telling.search(text(line))
        assert found is None, f"{line['file']}: {found[0]}"
