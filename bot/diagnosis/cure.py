"""The change that may cure a pasted request, as an edit of the person's own text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.diagnosis.diagnose import Diagnosis
from bot.diagnosis.entries import Entry
from bot.request.call import at
from bot.request.edit import BadChange, Edit, diff, edited, read_change
from bot.request.finding import Finding
from bot.request.request import Request
from bot.request.rewrite import rewrite


@dataclass(frozen=True, slots=True)
class Cure:
    """Changes of the request that can be shown in the person's text.

    `found`: the offline check asks for them; else the entry does, and whether they help is not known before a replay.
    """

    changes: tuple[str, ...]
    before: str
    after: str
    found: bool

    @property
    def diff(self) -> str:
        """The lines that differ, each with - or +."""
        return diff(self.before, self.after)


def cure(diagnosis: Diagnosis, entry: Entry | None) -> Cure | None:
    """The first change of every finding that explains the cause, else the entry's first that touches the request.

    None where there is no request, or where no change can be shown plainly in the text.
    """
    request, text = diagnosis.request, diagnosis.report.text
    if request is None:
        return None
    asked = _edits((finding.changes for finding in explaining(diagnosis)), request, text)
    if asked:
        return _cure(asked, text, found=True)
    offered = [change for change in entry.changes if _is_plain(change, diagnosis)] if entry else []
    made = _edits([offered], request, text)
    return _cure(made, text, found=False) if made else None


def explaining(diagnosis: Diagnosis) -> tuple[Finding, ...]:
    """The findings that explain the cause; without an error in the paste all that are sure."""
    sure = tuple(finding for finding in diagnosis.findings if finding.sure)
    own = tuple(finding for finding in sure if finding.cause == diagnosis.cause)
    return sure if own and shows_no_error(diagnosis) else own


def shows_no_error(diagnosis: Diagnosis) -> bool:
    """Whether the paste holds a call and nothing that a service or an SDK answered."""
    report = diagnosis.report
    answered = (report.http, report.status, report.reason, report.finish_reason, report.block_reason, report.close_code)
    return diagnosis.request is not None and not report.errors and not report.exceptions and not any(answered)


def _is_plain(words: str, diagnosis: Diagnosis) -> bool:
    """Whether an entry's change is advice by itself; what would tell which part is at fault is left to a replay."""
    change = read_change(words)
    if change.verb != "remove" or diagnosis.request is None:
        return True
    value = at(diagnosis.request.body, change.path)
    field = diagnosis.report.field
    return not isinstance(value, (Mapping, list)) and (field is None or _ends_alike(change.path, field))


def _ends_alike(path: str, field: str) -> bool:
    """`generationConfig.topK` and the `generation_config.top_k` or `top_k` that an error names."""
    said = field.replace("_", "").lower()
    return path.lower().rsplit(".", 1)[-1] == said.rsplit(".", 1)[-1]


def _edits(each: Iterable[Iterable[str]], request: Request, text: str) -> list[tuple[str, tuple[Edit, ...]]]:
    """Of every group of changes the first that can be shown, with its edits."""
    made: list[tuple[str, tuple[Edit, ...]]] = []
    for changes in each:
        for change in changes:
            try:
                edits = rewrite(change, request, text)
            except BadChange:
                continue
            if edits and edited(text, edits) != text:
                made.append((change, edits))
                break
    return made


def _cure(made: list[tuple[str, tuple[Edit, ...]]], text: str, *, found: bool) -> Cure:
    edits = [edit for _, group in made for edit in group]
    return Cure(tuple(dict.fromkeys(change for change, _ in made)), text, edited(text, edits), found)
