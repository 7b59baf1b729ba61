"""What is said of the pasted request: its faults, the change that mends them, or that it has none that we know of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.reply import safe, words
from bot.reply.page import Block, Fence, Item, Line, Paragraph, Run
from bot.reply.page import words as run

if TYPE_CHECKING:
    from bot.diagnosis import Diagnosis, Entry
    from bot.request import Request
    from bot.request.finding import Finding

MOST_FINDINGS = 2
MOST_LETTERS = 300  # of a finding's sentence
MOST_CHANGE = 420  # letters of a diff in a first message; a longer one stands under Details


def lead(diagnosis: Diagnosis) -> tuple[Block, ...]:
    """The faults that explain the cause, and which call has them where there are several."""
    from bot.diagnosis.cure import explaining

    own = explaining(diagnosis)[:MOST_FINDINGS]
    says = [words.IN_REQUEST.format(line=f", line {one.line}" if one.line else "", says=one.says) for one in own]
    if says and diagnosis.request:
        says += _which(diagnosis.request, diagnosis.report.text)
    return tuple(Paragraph(run(safe.one_line(text, MOST_LETTERS))) for text in says)


def change(diagnosis: Diagnosis, entry: Entry | None, most: int = MOST_CHANGE) -> tuple[Block, ...]:
    """The change as the smallest diff of the person's own text, if it has at most that many letters."""
    from bot.diagnosis.cure import cure

    made = cure(diagnosis, entry)
    diff = safe.clean(made.diff) if made else ""
    if made is None or not diff or len(diff) > most:
        return ()
    return (Paragraph(run(words.CHANGE_FOUND if made.found else words.CHANGE_OFFERED)), Fence("diff", diff))


def is_clean(diagnosis: Diagnosis) -> bool:
    """Whether a call alone was pasted, and nothing is surely wrong with it."""
    from bot.diagnosis.cure import shows_no_error

    return diagnosis.cause is None and shows_no_error(diagnosis) and not any(one.sure for one in diagnosis.findings)


def clean(diagnosis: Diagnosis) -> tuple[Line, tuple[Block, ...]]:
    """Title and words for a call that contradicts nothing; never more than was looked at."""
    from bot.request import Unknown

    request = diagnosis.request
    if request is None:
        return (), ()
    if request.product in words.PRODUCTS:
        says = [words.CLEAN_OTHER.format(product=words.PRODUCTS[request.product])]
    else:
        says = [words.CLEAN.format(call=_call(request))]
    if isinstance(request.body, Unknown) or '"<unknown>"' in _as_json(request):
        says.append(words.CLEAN_UNKNOWN)
    says += _which(request, diagnosis.report.text)
    says.append(words.CLEAN_ERROR)
    return run(words.CLEAN_TITLE), (Paragraph(run(" ".join(says))),)


def findings(diagnosis: Diagnosis) -> tuple[Block, ...]:
    """Everything that is held against the request, what is sure first, each with where the fact comes from."""
    return tuple(_item(one) for one in diagnosis.findings)


def _item(found: Finding) -> Item:
    says = found.says if found.sure else words.FINDING_MAYBE.format(says=found.says)
    says = words.FINDING.format(line=found.line, says=says) if found.line else says
    line: list[Run] = [Run(safe.one_line(says, MOST_LETTERS))]
    if found.source.startswith("https://"):
        line += [Run(" "), Run(words.SOURCE, link=found.source)]
    return Item(tuple(line), "•")


def _which(request: Request, text: str) -> Iterator[str]:
    if request.others:
        yield words.WHICH_CALL.format(count=request.others + 1, line=text.count("\n", 0, request.span.start) + 1)


def _call(request: Request) -> str:
    """`generateContent of gemini-3.5-flash on v1beta`, as far as it is shown."""
    parts = [safe.one_line(request.method or words.THE_CALL, 60)]
    parts += [f"of {safe.one_line(request.model, 80)}"] if request.model and request.model != "<unknown>" else []
    parts += [f"on {safe.one_line(request.api_version, 20)}"] if request.api_version else []
    return " ".join(parts)


def _as_json(request: Request) -> str:
    import json

    return json.dumps(request.body, default=str)
