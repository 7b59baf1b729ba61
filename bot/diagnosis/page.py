"""The page of an entry: its title, sections, steps and examples, out of Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.diagnosis.slots import SLOT, SLOTS

SECTIONS = ("Diagnosis", "Remedy", "Examples")
CLAIMS = ("match", "near-miss", "known-miss")
_BRACES = re.compile(r"\{[^{}\n]*\}")
_FENCE = re.compile(r"^ *(`{3,}|~{3,})(.*)$")
_STEP = re.compile(r"^(\d+)\. +")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")

Complain = Callable[[int, str], None]  # takes the line of the file and what is wrong with it


@dataclass(frozen=True, slots=True)
class Example:
    """A paste and what it must be answered with; `cause` is the other entry of a near-miss, if one is named."""

    claim: str
    cause: str | None
    text: str
    line: int


def sections(body: str, first_line: int, complain: Complain) -> tuple[str, dict[str, str], dict[str, int]]:
    """The title, the text of each section, and the line on which each begins."""
    title, name, fence = "", "", ""
    texts: dict[str, list[str]] = {}
    starts: dict[str, int] = {}
    for line_number, line in enumerate(body.split("\n"), first_line):
        fence = _fence_after(fence, line)
        if not fence and line.startswith("# ") and not title:
            title = line[2:].strip()
        elif not fence and line.startswith("## "):
            name = line[3:].strip()
            if name not in SECTIONS:
                complain(line_number, f"unknown section {name!r}; the sections are {', '.join(SECTIONS)}")
            if name in texts:
                complain(line_number, f"'## {name}' stands there twice")
            texts[name], starts[name] = [], line_number + 1
        elif name:
            texts[name].append(line)
    if not title:
        complain(first_line, "an entry needs a title: # the cause as a sentence")
    for wanted in SECTIONS:
        if not "".join(texts.get(wanted, [])).strip():
            complain(starts.get(wanted, first_line), f"'## {wanted}' is missing or empty")
    return title, {key: "\n".join(value).strip("\n") for key, value in texts.items()}, starts


def _fence_after(fence: str, line: str) -> str:
    """The fence that is open after this line; "" where none is."""
    match = _FENCE.match(line)
    if not match:
        return fence
    if not fence:
        return match[1]
    return "" if match[1].startswith(fence) and not match[2].strip() else fence


def steps(remedy: str) -> tuple[str, ...]:
    """The numbered steps of a remedy, without their numbers."""
    found: list[list[str]] = []
    fence = ""
    for line in remedy.split("\n"):
        number = None if fence else _STEP.match(line)
        fence = _fence_after(fence, line)
        if number:
            found.append([line[number.end() :]])
        elif found:
            found[-1].append(line[3:] if line.startswith("   ") else line)
    return tuple("\n".join(step).strip() for step in found)


def check_prose(text: str, first_line: int, links: Mapping[str, str], complain: Complain) -> None:
    """Complain of slots without words for a missing fact and of links that lead nowhere known."""
    fence = ""
    for number, line in enumerate(text.split("\n"), first_line):
        was, fence = fence, _fence_after(fence, line)
        for name, words in SLOT.findall(line):
            if name not in SLOTS and not (was or fence):
                complain(number, f"unknown slot {{{name}|…}}")
            elif not words.strip() and name in SLOTS:
                complain(number, f"the slot {{{name}|}} lacks the words to say when the fact is missing")
        if was or fence:
            continue
        prose = re.sub(r"`[^`]*`", "", line)
        for braces in _BRACES.findall(prose):
            if not SLOT.fullmatch(braces):
                complain(number, f"the slot {braces} lacks the words to say when the fact is missing: {{fact|words}}")
        for target in _LINK.findall(prose):
            if target not in links and not target.startswith("https://"):
                complain(number, f"the link to {target!r} is neither a name in links.yml nor an https address")


def examples(text: str, first_line: int, complain: Complain) -> tuple[Example, ...]:
    """The fences of the section of examples, each with its claim."""
    found: list[Example] = []
    fence, claim, other, start, lines = "", "", None, 0, list[str]()
    for number, line in enumerate(text.split("\n"), first_line):
        was, fence = fence, _fence_after(fence, line)
        if not was and fence:
            words = _FENCE.match(line)[2].split()  # type: ignore[index]
            claim, other, start, lines = (words or [""])[0], words[1] if len(words) > 1 else None, number, []
            if claim not in CLAIMS:
                complain(number, f"an example's claim is one of {', '.join(CLAIMS)}, not {claim!r}")
        elif was and not fence:
            found.append(Example(claim, other, "\n".join(lines), start))
        elif was:
            lines.append(line)
    if fence:
        complain(start, "this example is never closed")
    return tuple(found)
