"""What must hold of any bytes at all: the reader, the readers of requests and the loader of entries neither fail nor hang."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from bot.diagnosis import BrokenKnowledge, Knowledge, diagnose, load
from bot.diagnosis.cure import cure
from bot.paste import mask, read
from bot.places import place
from bot.request import read_request
from bot.request.check import check
from bot.request.render import render

# A second for each 100 KB, and at least one.
SECONDS_EACH, LETTERS = 1.0, 100_000


class TooSlowError(Exception):
    """The work took longer than its size allows."""


def reader(data: bytes) -> None:
    """A paste: masks keep its length, every place is in it, and it gets a diagnosis."""
    text = _text(data)
    masked = mask(text)
    assert len(masked.text) == len(text)
    assert mask(masked.text).text == masked.text, "a mask is no secret"
    report = read(text)
    assert report.text == masked.text
    for span in report.spans.values():
        assert 0 <= span.start <= span.end <= len(text)
    diagnosis = diagnose(report, _knowledge())
    for one in diagnosis.evidence:
        assert 0 <= one.start <= one.end <= len(text)
    cure(diagnosis, _knowledge().entries.get(diagnosis.cause or ""))


def requests(data: bytes) -> None:
    """A pasted call: every field's place is in the paste, and what is rendered of it is text."""
    text = _text(data)
    report = read(text)
    request = read_request(report)
    if request is None:
        return
    for span in request.spans.values():
        assert 0 <= span.start <= span.end <= len(text)
    for finding in check(request, report):
        assert finding.says
        assert finding.span is None or finding.span.end <= len(text)
    for language in ("curl", "python", "javascript", "go"):
        render(request, language)


def entries(data: bytes) -> None:
    """A folder with one entry of any bytes: it is loaded, or every complaint names its place."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "guide.md").write_text("# Guide\n\n## Errors {#errors}\n\nThey happen.\n")
        (Path(folder) / "quota-day.md").write_bytes(data)
        try:
            load(Path(folder))
        except BrokenKnowledge as broken:
            assert broken.complaints
            assert all(one.line >= 1 and one.says for one in broken.complaints)


TARGETS: dict[str, Callable[[bytes], None]] = {"reader": reader, "requests": requests, "entries": entries}


def held(name: str, data: bytes) -> None:
    """The target on these bytes, within the time that they may take. Raises what it finds."""
    start = time.process_time()
    TARGETS[name](data)
    took = time.process_time() - start
    if took > SECONDS_EACH * max(1.0, len(data) / LETTERS):
        raise TooSlowError(f"{len(data)} bytes took {took:.2f} s")


def _text(data: bytes) -> str:
    """Bytes as the text that may come: half a pair of surrogates is a text too."""
    return data.decode("utf-8", "surrogateescape")


@cache
def _knowledge() -> Knowledge:
    return load(place("knowledge"))
