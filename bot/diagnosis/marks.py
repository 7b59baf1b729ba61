"""Words that tell whose failure a paste shows and whether it is live; the words are data, in marks.yml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.diagnosis.front import parse_yaml
from bot.diagnosis.signature import Phrase, read_phrase

Marks = Mapping[str, tuple[Phrase, ...]]


def read_marks() -> Marks:
    """The phrases of each kind of mark."""
    text = (Path(__file__).parent / "marks.yml").read_text("utf-8")
    kinds = parse_yaml(text)
    return {kind: tuple(filter(None, map(read_phrase, words))) for kind, words in kinds.items()}
