"""The change that may cure a pasted request, as an edit of the person's own text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.diagnosis.diagnose import Diagnosis
from bot.diagnosis.entries import Entry
from bot.paste import read
from bot.request import read_request
from bot.request.call import at
from bot.request.edit import BadChange, apply, diff, edited, read_change, spread, turn
from bot.request.finding import Finding
from bot.request.request import Request
from bot.request.rewrite import rewrite

_ANY = "malformed-request"  # "Request contains an invalid argument.", whichever it is


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
    if diagnosis.request is None:
        return None
    own = explaining(diagnosis)
    asked = sorted((finding.changes for finding in own if finding.changes), key=lambda changes: turn(changes[0]))
    made = _made(asked, diagnosis.request, diagnosis.report.text)
    if made or entry is None:
        return _cure(made, diagnosis, found=True)
    for words in entry.changes:
        if _is_plain(words, diagnosis) and (not own or _touches(words, own)):
            each = [(one,) for one in spread(words, diagnosis.request.body)]
            made = _made(each, diagnosis.request, diagnosis.report.text)
            if made:
                return _cure(made, diagnosis, found=False)
    return None


def in_text(changes: Iterable[str], request: Request, text: str) -> tuple[str, tuple[str, ...]]:
    """The text with all changes made that can be shown in it, and those that can't."""
    unshown = []
    for words in changes:
        step = _step(words, request, text)
        if step is None:
            unshown.append(words)
        else:
            request, text = step
    return text, tuple(unshown)


def explaining(diagnosis: Diagnosis) -> tuple[Finding, ...]:
    """The findings that explain the cause; all that are sure where the paste has no error, or one that says nothing else."""
    sure = tuple(finding for finding in diagnosis.findings if finding.sure)
    own = tuple(finding for finding in sure if finding.cause == diagnosis.cause)
    return sure if (own and shows_no_error(diagnosis)) or (not own and diagnosis.cause == _ANY) else own


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


def _touches(words: str, findings: Iterable[Finding]) -> bool:
    """Whether a change is about what one of the findings is about."""
    path = read_change(words).path
    return any(path == one.field or one.field.startswith((f"{path}.", f"{path}[")) for one in findings)


@dataclass(frozen=True, slots=True)
class _Made:
    changes: tuple[str, ...]
    text: str


def _made(groups: Iterable[Sequence[str]], request: Request, text: str) -> _Made | None:
    """Of every group of changes the first that can be shown, one made after the other; None where none can."""
    done: list[str] = []
    for changes in groups:
        for words in changes:
            step = _step(words, request, text)
            if step is not None:
                request, text = step
                done.append(words)
                break
    return _Made(tuple(done), text) if done else None


def _step(words: str, request: Request, text: str) -> tuple[Request, str] | None:
    """The request and the text after a change; None unless the text, read again, is the changed request."""
    try:
        wanted, edits = apply(words, request), rewrite(words, request, text)
    except BadChange:
        return None
    after = edited(text, edits or ())
    if after == text:
        return None
    again = read_request(read(after))
    return (again, after) if again is not None and _what_is_sent(again) == _what_is_sent(wanted) else None


def _what_is_sent(request: Request) -> tuple[object, ...]:
    """What two texts of one call have in common: a model's name without what a router puts before it, no empty objects."""
    model = (request.model or "").rpartition("/")[2]
    return _full(request.body), _full(request.raw), model, request.api_version, request.timeout


def _full(value: object) -> object:
    if not isinstance(value, Mapping):
        return value
    inner = {name: _full(one) for name, one in value.items()}
    return {name: one for name, one in inner.items() if one != {}}


def _cure(made: _Made | None, diagnosis: Diagnosis, *, found: bool) -> Cure | None:
    return Cure(made.changes, diagnosis.report.text, made.text, found) if made else None
