"""The project's own entries: complete, resting on the guide, and true to their examples."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.diagnosis import Knowledge, check_examples
from bot.places import place

SHARED = Path(__file__).parents[3] / "shared"


def test_every_example_holds(knowledge: Knowledge) -> None:
    complaints = check_examples(knowledge)
    assert not complaints, "\n".join(map(str, complaints))


def test_there_are_57_entries(knowledge: Knowledge) -> None:
    assert len(knowledge.entries) == 57


def test_every_anchor_of_the_guide_is_used(knowledge: Knowledge) -> None:
    used = {anchor for entry in knowledge.entries.values() for anchor in entry.guide}
    assert set(knowledge.guide) - used == set()


def test_every_part_of_the_guide_says_what_the_guide_says_and_what_holds_today() -> None:
    parts = re.split(r"^## ", (place("knowledge") / "guide.md").read_text("utf-8"), flags=re.MULTILINE)[1:]
    for part in parts:
        heading = part.splitlines()[0]
        assert re.search(r"^- ", part, re.MULTILINE), f"{heading} restates nothing"
        assert "*Today:*" in part, f"{heading} does not say what holds today"


def test_every_link_is_used_and_every_source_known(knowledge: Knowledge) -> None:
    text = "".join(path.read_text("utf-8") for path in place("knowledge").glob("*.md"))
    sources = {source for entry in knowledge.entries.values() for source in entry.sources}
    unused = [name for name in knowledge.links if f"]({name})" not in text and name not in sources]
    assert not unused


@pytest.mark.parametrize("part", ["title", "diagnosis", "steps"])
def test_the_words_keep_to_their_length(knowledge: Knowledge, part: str) -> None:
    most = {"title": 140, "diagnosis": 620, "steps": 420}[part]
    for entry in knowledge.entries.values():
        texts = entry.steps if part == "steps" else (getattr(entry, part),)
        for text in texts:
            prose = re.sub(r"(?ms)^ *(`{3,}|~{3,}).*?^ *\1 *$", "", text)
            assert len(prose) <= most, f"{entry.cause}: {len(prose)} characters: {prose[:60]}…"


def test_the_voice_is_plain(knowledge: Knowledge) -> None:
    loud = re.compile(r"(?i)!(?=\s|$)|\bplease\b|\bsorry\b|\bunfortunately\b|\bmake sure\b|\boops\b")
    for entry in knowledge.entries.values():
        words = re.sub(r"(?s)`+[^`]*`+|\"[^\"]*\"", "", f"{entry.title}\n{entry.diagnosis}\n{entry.remedy}")
        assert not loud.search(words), f"{entry.cause}: {loud.search(words)}"


def test_each_of_the_57_causes_has_its_entry(knowledge: Knowledge) -> None:
    assert len(knowledge.entries) == 57
    if SHARED.is_dir():  # the list lies beside the project, not in it
        rows = (SHARED / "causes.tsv").read_text("utf-8").splitlines()[1:]
        assert {row.split("\t")[0] for row in rows if row} - {"not-gemini"} == set(knowledge.entries)
