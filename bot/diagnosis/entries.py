"""The entries of knowledge/: one file a cause, read and checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from bot.diagnosis.signature import Signature, read_signature
from bot.diagnosis.slots import SLOT, SLOTS

KEYS = frozenset({"guide", "signatures", "replay", "changes", "asks", "sources"})
SECTIONS = ("Diagnosis", "Remedy", "Examples")
CLAIMS = ("match", "near-miss", "known-miss")
VERBS = ("set", "remove", "clamp", "rename", "move", "model", "api_version", "timeout")
_BRACES = re.compile(r"\{[^{}\n]*\}")
_FENCE = re.compile(r"^ *(`{3,}|~{3,})(.*)$")
_STEP = re.compile(r"^(\d+)\. +")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")

Replay = Literal["proves", "tells", "useless"]


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
class Example:
    """A paste and what it must be answered with; `cause` is the other entry of a near-miss, if one is named."""

    claim: str
    cause: str | None
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Asks:
    """The one question that would decide, and the cause that each answer leads to."""

    says: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of knowledge. `diagnosis`, `remedy` and `steps` are Markdown with slots unfilled."""

    cause: str
    title: str
    diagnosis: str
    remedy: str
    steps: tuple[str, ...]
    guide: tuple[str, ...]
    signatures: tuple[Signature, ...]
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

    front, body, body_line = _split(text)
    if front is None:
        complain(1, "an entry begins with front matter between two lines of ---")
        return None, tuple(complaints)
    try:
        loaded = yaml.load(front, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        complain(mark.line + 2 if mark else 1, f"the front matter is not YAML: {getattr(error, 'problem', error)}")
        return None, tuple(complaints)
    raw: dict[str, Any] = loaded if isinstance(loaded, dict) else {}

    def line_of(*keys: str | int) -> int:
        return _line_of(front, keys)

    for key in raw:
        if key not in KEYS:
            complain(line_of(key), f"unknown key {key!r}; the keys are {', '.join(sorted(KEYS))}")
    guide = _names(raw.get("guide"))
    if not guide:
        complain(line_of("guide"), "'guide' must name at least one anchor of guide.md")
    for anchor in guide:
        if anchor not in set(anchors):
            complain(line_of("guide"), f"guide.md has no anchor {anchor!r}")
    signatures = _signatures(path.stem, raw.get("signatures"), complain, line_of)
    replay, replay_says = _replay(raw.get("replay"), complain, line_of)
    changes = _changes(raw.get("changes"), complain, line_of)
    asks = _asks(raw.get("asks"), complain, line_of)
    sources = _names(raw.get("sources"))
    for source in sources:
        if source not in links and not source.startswith("https://"):
            complain(line_of("sources"), f"{source!r} is neither a name in links.yml nor an https address")
    title, sections, lines = _sections(body, body_line, complain)
    for name in ("Diagnosis", "Remedy"):
        _check_prose(sections.get(name, ""), lines.get(name, body_line), links, complain)
    if title:
        _check_prose(title, body_line, links, complain)
    steps = _steps(sections.get("Remedy", ""))
    if "Remedy" in sections and not steps:
        complain(lines["Remedy"], "'## Remedy' must hold numbered steps: 1. …")
    examples = _examples(sections.get("Examples", ""), lines.get("Examples", body_line), complain)
    if sum(example.claim == "match" for example in examples) < 3:
        complain(lines.get("Examples", body_line), "an entry needs three examples that match")
    if sum(example.claim == "near-miss" for example in examples) < 2:
        complain(lines.get("Examples", body_line), "an entry needs two near-misses")
    if complaints:
        return None, tuple(complaints)
    diagnosis, remedy = sections["Diagnosis"], sections["Remedy"]
    return Entry(
        path.stem, title, diagnosis, remedy, steps, guide, signatures, replay, replay_says, changes, asks, sources,
        examples, path,
    ), ()  # fmt: skip


def _split(text: str) -> tuple[str | None, str, int]:
    """Front matter, body, and the line on which the body begins."""
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0].strip() != "---":
        return None, "", 1
    for at, line in enumerate(lines[1:], 1):
        if line.strip() == "---":
            return "\n".join(lines[1:at]), "\n".join(lines[at + 1 :]), at + 2
    return None, "", 1


def _line_of(front: str, keys: tuple[str | int, ...]) -> int:
    """The line of the file on which the value under `keys` stands; found only when there is a complaint."""
    node = yaml.compose(front)
    line = 2
    for key in keys:
        if isinstance(node, yaml.MappingNode):
            for key_node, value_node in node.value:
                if key_node.value == key:
                    line, node = key_node.start_mark.line + 2, value_node
                    break
            else:
                return line
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            node = node.value[key]
            line = node.start_mark.line + 2
    return line


def _names(raw: object) -> tuple[str, ...]:
    if isinstance(raw, str):
        return (raw,)
    return tuple(str(name) for name in raw) if isinstance(raw, list) else ()


def _signatures(entry: str, raw: object, complain: Any, line_of: Any) -> tuple[Signature, ...]:
    if not isinstance(raw, list) or not raw:
        complain(line_of("signatures"), "'signatures' must be a list with at least one signature")
        return ()
    signatures = []
    for index, item in enumerate(raw):
        if not isinstance(item, dict):
            complain(line_of("signatures", index), "a signature is a mapping of conditions")
            continue
        signature, complaints = read_signature(entry, item)
        for says in complaints:
            complain(line_of("signatures", index), says)
        if signature is not None:
            signatures.append(signature)
    return tuple(signatures)


def _replay(raw: object, complain: Any, line_of: Any) -> tuple[Replay, str]:
    word, _, says = str(raw or "").partition(" - ")
    word, says = word.strip(), says.strip()
    if word == "proves" or word == "tells":
        return word, says
    if word != "useless" or not says:
        complain(line_of("replay"), "'replay' is proves, tells, or useless - with a sentence why")
    return "useless", says


def _changes(raw: object, complain: Any, line_of: Any) -> tuple[str, ...]:
    changes = []
    for index, item in enumerate(raw if isinstance(raw, list) else [] if raw is None else [raw]):
        verb, value = next(iter(item.items())) if isinstance(item, dict) and len(item) == 1 else (None, None)
        if verb not in VERBS:
            complain(line_of("changes", index), f"a change is one verb of {', '.join(VERBS)} and what it takes")
        else:
            changes.append(f"{verb}: {value}")
    return tuple(changes)


def _asks(raw: object, complain: Any, line_of: Any) -> Asks | None:
    if raw is None:
        return None
    says = raw.get("says") if isinstance(raw, dict) else None
    answers = raw.get("answers") if isinstance(raw, dict) else None
    if not isinstance(says, str) or not isinstance(answers, dict) or not 2 <= len(answers) <= 5:
        complain(line_of("asks"), "'asks' needs 'says', one question, and 'answers', two to five of them with their causes")
        return None
    return Asks(says, {str(label): str(cause) for label, cause in answers.items()})


def _sections(body: str, first_line: int, complain: Any) -> tuple[str, dict[str, str], dict[str, int]]:
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


def _steps(remedy: str) -> tuple[str, ...]:
    steps: list[list[str]] = []
    fence = ""
    for line in remedy.split("\n"):
        number = None if fence else _STEP.match(line)
        fence = _fence_after(fence, line)
        if number:
            steps.append([line[number.end() :]])
        elif steps:
            steps[-1].append(line[3:] if line.startswith("   ") else line)
    return tuple("\n".join(step).strip() for step in steps)


def _check_prose(text: str, first_line: int, links: Mapping[str, str], complain: Any) -> None:
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


def _examples(text: str, first_line: int, complain: Any) -> tuple[Example, ...]:
    examples: list[Example] = []
    fence, claim, other, start, lines = "", "", None, 0, list[str]()
    for number, line in enumerate(text.split("\n"), first_line):
        was, fence = fence, _fence_after(fence, line)
        if not was and fence:
            words = _FENCE.match(line)[2].split()  # type: ignore[index]
            claim, other, start, lines = (words or [""])[0], words[1] if len(words) > 1 else None, number, []
            if claim not in CLAIMS:
                complain(number, f"an example's claim is one of {', '.join(CLAIMS)}, not {claim!r}")
        elif was and not fence:
            examples.append(Example(claim, other, "\n".join(lines), start))
        elif was:
            lines.append(line)
    if fence:
        complain(start, "this example is never closed")
    return tuple(examples)
