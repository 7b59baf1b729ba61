"""The entries of knowledge/: one file a cause, read and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.diagnosis import front, page
from bot.diagnosis.front import Asks, Replay
from bot.diagnosis.page import Example
from bot.diagnosis.signature import Signature

KEYS = frozenset({"guide", "signatures", "words", "replay", "changes", "asks", "sources"})


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing wrong with one entry; `line` counts from 1."""

    path: Path
    line: int
    says: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.says}"


class BrokenKnowledge(Exception):
    """Entries that can't be used; `complaints` holds all of them."""

    def __init__(self, complaints: Iterable[Complaint]) -> None:
        self.complaints = tuple(complaints)
        super().__init__("\n".join(map(str, self.complaints)))


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of knowledge. `diagnosis`, `remedy` and `steps` are Markdown with slots unfilled.

    `words` are how people put it, phrase by phrase; plain questions are ranked by them, and they decide nothing alone.
    """

    cause: str
    title: str
    diagnosis: str
    remedy: str
    steps: tuple[str, ...]
    guide: tuple[str, ...]
    signatures: tuple[Signature, ...]
    words: tuple[str, ...]
    replay: Replay
    replay_says: str
    changes: tuple[str, ...]
    asks: Asks | None
    sources: tuple[str, ...]
    examples: tuple[Example, ...]
    path: Path


def read_entry(
    text: str, path: Path, anchors: Iterable[str], links: Mapping[str, str]
) -> tuple[Entry | None, tuple[Complaint, ...]]:
    """An entry out of its file's text, or all that is wrong with it."""
    complaints: list[Complaint] = []

    def complain(line: int, says: str) -> None:
        complaints.append(Complaint(path, line, says))

    matter, body, body_line = front.split(text)
    if matter is None:
        complain(1, "an entry begins with front matter between two lines of ---")
        return None, tuple(complaints)
    try:
        loaded = front.parse_yaml(matter)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        complain(mark.line + 2 if mark else 1, f"the front matter is not YAML: {getattr(error, 'problem', error)}")
        return None, tuple(complaints)
    raw: dict[str, Any] = loaded if isinstance(loaded, dict) else {}

    def line_of(*keys: str | int) -> int:
        return front.line_of(matter, keys)

    for key in raw:
        if key not in KEYS:
            complain(line_of(key), f"unknown key {key!r}; the keys are {', '.join(sorted(KEYS))}")
    guide = front.names(raw.get("guide"))
    if not guide:
        complain(line_of("guide"), "'guide' must name at least one anchor of guide.md")
    for anchor in guide:
        if anchor not in set(anchors):
            complain(line_of("guide"), f"guide.md has no anchor {anchor!r}")
    signatures = front.signatures(path.stem, raw.get("signatures"), complain, line_of)
    words = front.phrases(raw.get("words"), complain, line_of)
    replay, replay_says = front.replay(raw.get("replay"), complain, line_of)
    changes = front.changes(raw.get("changes"), complain, line_of)
    asks = front.asks(raw.get("asks"), complain, line_of)
    sources = front.names(raw.get("sources"))
    for source in sources:
        if source not in links and not source.startswith("https://"):
            complain(line_of("sources"), f"{source!r} is neither a name in links.yml nor an https address")
    title, sections, lines = page.sections(body, body_line, complain)
    for name in ("Diagnosis", "Remedy"):
        page.check_prose(sections.get(name, ""), lines.get(name, body_line), links, complain)
    if title:
        page.check_prose(title, body_line, links, complain)
    steps = page.steps(sections.get("Remedy", ""))
    if "Remedy" in sections and not steps:
        complain(lines["Remedy"], "'## Remedy' must hold numbered steps: 1. …")
    examples = page.examples(sections.get("Examples", ""), lines.get("Examples", body_line), complain)
    if sum(example.claim == "match" for example in examples) < 3:
        complain(lines.get("Examples", body_line), "an entry needs three examples that match")
    if sum(example.claim == "near-miss" for example in examples) < 2:
        complain(lines.get("Examples", body_line), "an entry needs two near-misses")
    if complaints:
        return None, tuple(complaints)
    diagnosis, remedy = sections["Diagnosis"], sections["Remedy"]
    return Entry(
        path.stem, title, diagnosis, remedy, steps, guide, signatures, words, replay, replay_says, changes, asks, sources,
        examples, path,
    ), ()  # fmt: skip
