"""What came of a replay: the verdict, before and after, the change in the person's own text, and the request that passes."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.reply import replay_words as words
from bot.reply import safe
from bot.reply.markdown import Reader
from bot.reply.page import Block, Fence, Item, Line, Paragraph, Run
from bot.reply.page import words as run
from bot.reply.replay import MOST_VALUE, difference, made, said, times
from bot.reply.slots import Slots

if TYPE_CHECKING:
    from bot.diagnosis import Diagnosis, Knowledge
    from bot.replay.attempt import Attempt
    from bot.replay.outcome import Outcome
    from bot.replay.plan import Plan
    from bot.replay.trial import Verdict
    from bot.request import Request
    from bot.request.render import Language

LANGUAGES: tuple[Language, ...] = ("curl", "python", "javascript", "go")
MOST_TRIED = 6
Row = tuple[str, str, str, str, str]  # see words.COLUMNS


@dataclass(frozen=True, slots=True)
class Came:
    """A replay's end as a reader sees it. `copies` are the request that passes, by language; empty where none does."""

    title: Line
    says: tuple[Block, ...]
    rows: tuple[Row, ...]
    diff: str
    tried: tuple[str, ...]
    copies: dict[Language, str]


def came(
    plan: Plan, attempts: Sequence[Attempt], verdict: Verdict, diagnosis: Diagnosis, knowledge: Knowledge, *,
    by: str = words.OWN_KEY,
) -> Came:  # fmt: skip
    """All of it; `diagnosis` is that of the paste, `by` with whose key it was sent."""
    diff, unshown = shown_in_text(verdict.changes, diagnosis)
    says = [*_says(plan, attempts, verdict, knowledge)]
    if unshown and diff:
        says.append(Paragraph(run(words.NOT_IN_TEXT.format(changes=said(unshown)))))
    return Came(
        run(title(attempts, verdict, by), bold=True),
        tuple(says),
        tuple(rows(attempts, verdict)),
        diff,
        tuple(_tried(attempts, verdict)),
        copies(plan, verdict, diagnosis.request) if verdict.changes and verdict.passed and diagnosis.request else {},
    )


def title(attempts: Sequence[Attempt], verdict: Verdict, by: str = words.OWN_KEY) -> str:
    """The verdict as a sentence."""
    changes = said(verdict.changes)
    match verdict.kind:
        case "passes":
            return words.PASSES[verdict.why].format(by=by)
        case "smallest":
            return words.SMALLEST.format(changes=changes)
        case "change":
            return words.CHANGE.format(changes=changes)
        case "fails" | "another":
            first = next((one.outcome for one in reversed(attempts) if not one.passed and one.outcome), None)
            how = words.HOW.format(answer=answer(first)) if first else ""
            return (words.FAILS if verdict.kind == "fails" else words.ANOTHER).format(how=how)
        case "down":
            return words.DOWN
        case "stopped":
            return words.STOPPED
        case "interrupted":
            return words.INTERRUPTED
    return words.UNCLEAR


def _says(plan: Plan, attempts: Sequence[Attempt], verdict: Verdict, knowledge: Knowledge) -> list[Block]:
    says: list[str] = []
    match verdict.kind:
        case "smallest" | "change":
            says.append(words.PROVED if verdict.proved else words.NOT_PROVED)
        case "down":
            last = next((one.outcome for one in reversed(attempts) if one.outcome), None)
            often = sum(answer(one.outcome) == answer(last) for one in attempts)
            says.append(words.DOWN_SAYS.format(answer=answer(last), times=times(often)))
        case "unclear":
            says.append(words.UNCLEAR_WHY.get(verdict.why, ""))
        case "interrupted" if verdict.changes:
            says.append(words.INTERRUPTED_WITH.format(changes=said(verdict.changes)))
    if verdict.kind in ("fails", "another", "change"):
        says.append(words.WHY.get(verdict.why, ""))
    blocks: list[Block] = [Paragraph(run(" ".join(filter(None, says))))] if any(says) else []
    entry = knowledge.entries.get(verdict.cause or "")
    mended = verdict.kind in ("smallest", "change")
    if entry is not None and (verdict.kind == "another" or (mended and plan.cause not in (None, verdict.cause))):
        lead = words.OTHER_CAUSE if mended else words.CAUSE_NOW
        reader = Reader(Slots(None, None), knowledge.links)
        blocks.append(Paragraph((Run(lead), *reader.line(entry.title), Run(" "), Run(entry.cause, code=True))))
    material = [Item(run(difference(one)), "•") for one in plan.differences if one.material]
    if material and mended:
        blocks.append(Paragraph(run(words.STOOD_IN)))
    if mended or (verdict.kind == "passes" and verdict.why == "differences"):
        blocks += material
    calls = plan.made + sum(not one.sent.retry for one in attempts)
    return [*blocks, Paragraph(run(made(calls)))]


def rows(attempts: Sequence[Attempt], verdict: Verdict) -> list[Row]:
    """Before and after: unchanged, with the change, unchanged once more."""
    found: list[Row] = []
    for purpose, name in (("as sent", words.UNCHANGED), ("", words.CHANGED), ("as sent again", words.UNCHANGED_AGAIN)):
        matching = [
            one
            for one in attempts
            if (one.sent.purpose == purpose if purpose else one.sent.changes and one.sent.changes == verdict.changes)
        ]
        if matching:
            found.append(_row(name, matching[-1].outcome))
    return found


def _row(name: str, outcome: Outcome | None) -> Row:
    usage = outcome.usage if outcome else {}
    output = usage.get("candidatesTokenCount", 0) + usage.get("thoughtsTokenCount", 0)
    given = usage.get("promptTokenCount") or usage.get("totalTokens")
    seconds = f"{outcome.seconds:.1f}" if outcome else "-"
    return (name, answer(outcome), seconds, str(given or "-"), str(output or "-"))


def answer(outcome: Outcome | None) -> str:
    """`400 INVALID_ARGUMENT`, `200 STOP`, `no answer in time`."""
    if outcome is None:
        return words.NO_ANSWER
    if outcome.failure is not None:
        return words.FAILURES.get(outcome.failure, outcome.failure)
    said = [outcome.status, outcome.block_reason, *outcome.finish_reasons]
    return safe.one_line(" ".join([str(outcome.http), *(one for one in said if one)]), MOST_VALUE)


def table(rows: Sequence[Row]) -> Fence:
    """The rows under their columns, in a font of one width."""
    lines = [words.COLUMNS, *rows]
    widths = [max(len(line[at]) for line in lines) for at in range(len(words.COLUMNS))]
    text = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return Fence("", "\n".join(text))


def _tried(attempts: Sequence[Attempt], verdict: Verdict) -> list[str]:
    """The changes that were sent and are not the verdict's, the last word on each."""
    last = {one.sent.changes: one for one in attempts if one.sent.changes and one.sent.changes != verdict.changes}
    return [words.TRIED.format(changes=said(changes), answer=answer(one.outcome)) for changes, one in last.items()][
        :MOST_TRIED
    ]


def shown_in_text(changes: Sequence[str], diagnosis: Diagnosis) -> tuple[str, tuple[str, ...]]:
    """All changes as one diff of the person's own text, and those that can't be shown there."""
    from bot.diagnosis.cure import in_text
    from bot.request.edit import diff

    if diagnosis.request is None:
        return "", tuple(changes)
    text = diagnosis.report.text
    after, unshown = in_text(changes, diagnosis.request, text)
    return safe.clean(diff(text, after)), unshown


def copies(plan: Plan, verdict: Verdict, request: Request) -> dict[Language, str]:
    """The request that passes in every language that can say it; what the paste doesn't show stays a variable."""
    from bot.request.edit import apply
    from bot.request.render import render

    whole = dataclasses.replace(
        request,
        method=plan.pasted.method,
        model=plan.pasted.model,
        api_version=plan.pasted.api_version,
    )
    for change in verdict.changes:
        whole = apply(change, whole)
    written = {language: render(whole, language) for language in LANGUAGES}
    return {language: safe.clean(code) for language, code in written.items() if code is not None}


def page(came: Came, language: Language | None = None) -> tuple[tuple[Block, ...], ...]:
    """The end of a replay in parts; `language` is that of the request that passes, None: without it."""
    parts: list[tuple[Block, ...]] = [(Paragraph(came.title), *came.says)]
    parts += [(table(came.rows),)] if came.rows else []
    parts += [(Fence("diff", came.diff),)] if came.diff else []
    if came.tried:
        parts.append((Paragraph(run(words.ALSO_TRIED)), *(Item(run(one), "•") for one in came.tried)))
    if language in came.copies:
        parts.append((Paragraph(run(words.COPY)), Fence(language, came.copies[language])))
    return tuple(parts)


def language_of(request: Request | None) -> Language:
    """The language that the request was pasted in; curl where ours isn't among them."""
    dialect = request.dialect if request else ""
    if dialect in ("python-genai", "legacy-python", "python-requests", "langchain", "litellm", "adk"):
        return "python"
    if dialect in ("js-genai", "legacy-js", "js-fetch", "vercel-ai", "langchainjs", "genkit", "firebase"):
        return "javascript"
    return "go" if dialect in ("go-genai", "legacy-go") else "curl"
