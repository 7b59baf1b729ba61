"""The whole of knowledge/: entries, guide and links, checked together and ready to match."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot.diagnosis.entries import BrokenKnowledge, Complaint, Entry, read_entry
from bot.diagnosis.front import parse_yaml
from bot.diagnosis.index import Index, build
from bot.diagnosis.marks import read_marks
from bot.request.models import Models, models

GUIDE = "guide.md"
MOST_BYTES = 1024 * 1024  # of one file
_ANSWERS = ("not-gemini", "unknown")  # what a diagnosis says where no entry is meant
_ANCHOR = re.compile(r"^#{2,3} (.+?) \{#([a-z0-9-]+)\}\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Knowledge:
    """Entries by cause; `guide` names each anchor's heading; `links` leads from names to addresses. `models` None: ours."""

    entries: Mapping[str, Entry]
    guide: Mapping[str, str]
    links: Mapping[str, str]
    index: Index
    models: Models | None = None


def load(*folders: Path, models_file: Path | None = None) -> Knowledge:
    """Read the entries of `folders`; of two with one name the later folder's wins. So do the rows of `models_file`.

    Raises BrokenKnowledge with every complaint about every entry at once, BadModels for a file that can't be used.
    """
    known = models(models_file) if models_file else None  # ours is read when a request is first checked, not before
    with _uncollected():
        return replace(_load(folders), models=known)


@contextmanager
def _uncollected() -> Iterator[None]:
    """All that is made while loading stays, so looking for garbage would only cost a tenth of the start."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _load(folders: Sequence[Path]) -> Knowledge:
    links = read_links()
    complaints: list[Complaint] = []
    guide: dict[str, str] = {}
    entries: dict[str, Entry] = {}
    broken: set[str] = set()
    for folder in folders:
        if not folder.is_dir():
            complaints.append(Complaint(folder, 1, "there is no such folder of entries"))
            continue
        if (folder / GUIDE).is_file():
            text, wrong = _text(folder / GUIDE)
            complaints += wrong
            guide.update({anchor: words for words, anchor in _ANCHOR.findall(text)})
        seen: dict[str, Path] = {}
        for path in sorted(folder.glob("*.md")):
            if path.name == GUIDE:
                continue
            if path.stem.lower() in seen:
                complaints.append(Complaint(path, 1, f"a duplicate of {seen[path.stem.lower()].name}"))
                continue
            seen[path.stem.lower()] = path
            entry, more = _read(path, guide, links)
            complaints += more
            if entry is None:
                broken.add(path.stem)
            else:
                entries[entry.cause] = entry
    complaints += _check_names(entries, broken)
    if complaints:
        raise BrokenKnowledge(complaints)
    return Knowledge(entries, guide, links, build(entries.values(), read_marks()))


def read_links() -> Mapping[str, str]:
    """Names of pages and where they are today."""
    text = (Path(__file__).parent / "links.yml").read_text("utf-8")
    return {str(name): str(address) for name, address in parse_yaml(text).items()}


def _read(path: Path, guide: Mapping[str, str], links: Mapping[str, str]) -> tuple[Entry | None, tuple[Complaint, ...]]:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", path.stem):
        return None, (Complaint(path, 1, "an entry is named after its cause: small letters, digits and hyphens"),)
    if path.stem in _ANSWERS:
        return None, (Complaint(path, 1, f"{path.stem} is an answer of ours and can't be an entry"),)
    text, wrong = _text(path)
    if wrong:
        return None, wrong
    try:
        return read_entry(text, path, guide, links)
    except RecursionError:
        return None, (Complaint(path, 1, "the front matter is nested too deeply"),)


def _text(path: Path) -> tuple[str, tuple[Complaint, ...]]:
    """The text of a file of that very folder, or what is wrong with it: nothing else on the machine is read."""
    try:
        if not path.resolve(strict=True).is_relative_to(path.parent.resolve()):
            return "", (Complaint(path, 1, "this is a link that leads out of the folder"),)
        if not path.is_file():
            return "", (Complaint(path, 1, "this is no file"),)
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            return "", (Complaint(path, 1, "an entry has at most 1 MB"),)
        return content.decode("utf-8").replace("\r\n", "\n"), ()
    except (OSError, UnicodeDecodeError, RuntimeError) as error:  # RuntimeError: a link that leads to itself
        return "", (Complaint(path, 1, f"this file can't be read as UTF-8 text: {error}"),)


def _check_names(entries: Mapping[str, Entry], broken: set[str]) -> list[Complaint]:
    """Entries name each other in `over`, in answers and in near-misses: each name must exist."""
    known = {*entries, *broken, "not-gemini"}
    complaints = []
    for entry in entries.values():
        for signature in entry.signatures:
            for name in signature.over:
                if name not in known:
                    complaints.append(Complaint(entry.path, 1, f"'over' names {name!r}, which is no entry"))
        for name in entry.asks.answers.values() if entry.asks else ():
            if name not in known:
                complaints.append(Complaint(entry.path, 1, f"an answer of 'asks' leads to {name!r}, which is no entry"))
        for example in entry.examples:
            if example.cause and example.cause not in known:
                complaints.append(Complaint(entry.path, example.line, f"{example.cause!r} is no entry"))
    return complaints
