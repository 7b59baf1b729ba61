"""An error means the same whatever surrounds it: every example of every entry, in surroundings."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.diagnosis import Knowledge, diagnose
from bot.diagnosis.match import BY_WORDS, meet, survey
from bot.paste import read

Surround = Callable[[str], str]


def lines(each: Callable[[str], str]) -> Surround:
    return lambda text: "\n".join(each(line) for line in text.splitlines())


def boxed(text: str) -> str:
    width = max((len(line) for line in text.splitlines()), default=0)
    top, bottom = f"╭{'─' * (width + 2)}╮", f"╰{'─' * (width + 2)}╯"
    return "\n".join([top, *(f"│ {line.ljust(width)} │" for line in text.splitlines()), bottom])


SURROUNDINGS: dict[str, Surround] = {
    "in a fence": lambda text: f"```\n{text}\n```",
    "in English prose": lambda text: (
        f"Morning. Since today's deploy this is all that I get:\n\n{text}\n\nIt ran yesterday."
    ),
    "in Japanese prose": lambda text: f"昨日から急に動かなくなりました。\n\n{text}\n\nよろしくお願いします。",
    "in Portuguese prose": lambda text: f"Pessoal, desde ontem só aparece isto:\n\n{text}\n\nAlguém sabe?",
    "quoted": lines(lambda line: f"> {line}"),
    "indented": lines(lambda line: f"        {line}"),
    "behind a bullet": lambda text: f"- {text}",
    "with a container's prefix": lines(lambda line: f"api-1  | {line}"),
    "with a CI prefix": lines(lambda line: f"2026-11-20T10:15:42.1234567Z {line}"),
    "with a logger's prefix": lambda text: f"2026-11-20 10:15:42,123 ERROR app.llm: {text}",
    "in colours": lines(lambda line: f"\x1b[31m{line}\x1b[0m"),
    "in colours that became text": lines(lambda line: f"\\u001b[31m{line}\\u001b[39m"),
    "in a box": boxed,
    "with CRLF": lambda text: text.replace("\n", "\r\n"),
}


@pytest.mark.parametrize("surrounding", SURROUNDINGS)
def test_a_surrounding_changes_no_cause(knowledge: Knowledge, surrounding: str) -> None:
    changed = []
    for entry in knowledge.entries.values():
        for example in entry.examples:
            report = read(example.text)
            bare = meet(survey(report, knowledge.index), knowledge.index)
            if example.claim != "match" or not bare or bare[0].tier < BY_WORDS:
                continue
            cause = diagnose(read(SURROUNDINGS[surrounding](example.text)), knowledge).cause
            if cause != entry.cause:
                changed.append(f"{entry.path.name}:{example.line} becomes {cause}")
    assert not changed, "\n".join(changed)
