"""What came of a replay as a report for whoever repairs the service: no key, no secret, times in UTC."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.reply import safe
from bot.reply.replay import said
from bot.reply.replay_outcome import answer

if TYPE_CHECKING:
    from bot.diagnosis import Diagnosis, Knowledge
    from bot.replay.attempt import Attempt
    from bot.replay.plan import Plan
    from bot.replay.trial import Verdict

# Causes that only Google can put right: it has no capacity, it broke, it took too long, its model wrote what its own
# parser refuses. Each is an entry's name.
GOOGLES = frozenset(["overloaded", "internal", "deadline-exceeded", "malformed-function-call"])
_FAILED = frozenset(["down", "fails", "another", "unclear"])
MOST_RAW = 4_000
_REPOSITORIES = frozenset(["python-genai", "js-genai", "go-genai"])


def reportable(verdict: Verdict, attempts: Sequence[Attempt]) -> bool:
    """Whether it failed, was answered, and the cause lies on Google's side."""
    answered = any(one.outcome is not None and one.outcome.http is not None for one in attempts)
    return answered and verdict.kind in _FAILED and verdict.cause in GOOGLES


def report(
    plan: Plan,
    attempts: Sequence[Attempt],
    verdict: Verdict,
    diagnosis: Diagnosis,
    knowledge: Knowledge,
    *,
    client: str,
    simulated: bool = False,
) -> str:
    """The report as Markdown. `client` names what sent the calls, with its version."""
    return safe.clean("\n".join(_lines(plan, attempts, verdict, diagnosis, knowledge, client, simulated))) + "\n"


def name(replay_id: str) -> str:
    """The file's name."""
    return f"gemini-report-{replay_id[:8]}.md"


def where(diagnosis: Diagnosis, links: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Where to post it: what for, and the address."""
    places = [("The forum of the Gemini API", links["forum"])]
    sdk = diagnosis.report.sdk
    if sdk in _REPOSITORIES and sdk in links:
        places.append(("If the same call passes without the SDK, its repository", f"{links[sdk]}/issues"))
    return tuple(places)


def _lines(
    plan: Plan,
    attempts: Sequence[Attempt],
    verdict: Verdict,
    diagnosis: Diagnosis,
    knowledge: Knowledge,
    client: str,
    simulated: bool,
) -> Iterator[str]:
    call, report = plan.call, diagnosis.report
    last = next((one.outcome for one in reversed(attempts) if one.outcome and not one.passed), None)
    if simulated:
        yield "**Answered by the simulated Gemini, not by Google: nothing to report.**\n"
    yield f"# {call.method} of {call.model or 'no model'}: {answer(last)}\n"
    yield f"- Cause, as diagnosed: {verdict.cause}"
    yield f"- Model: {call.model or '-'} · method: {call.method} · API version: {call.api_version}"
    yield f"- First seen with: {' '.join(filter(None, (report.sdk, report.sdk_version))) or 'a client that the paste does not name'}"
    yield f"- Reproduced with: {client}, one attempt a call, no retries"
    yield f"- Tokens in: {plan.input_tokens}{'' if plan.counted else ' (estimated)'}\n"
    yield "## Calls, times in UTC\n"
    yield "| time | what was sent | answer | seconds | request id |"
    yield "|---|---|---|---|---|"
    for one in attempts:
        yield _row(one)
    yield "\n## The request\n"
    yield _fenced(_curl(plan), "sh")
    for difference in plan.differences:
        field = f" `{difference.field}`" if difference.field else ""
        yield f"- differs from the original: {difference.kind}{field}"
    if last is not None and last.raw:
        yield "\n## The last answer\n"
        yield _fenced(last.raw[:MOST_RAW], "")
    if report.message:
        yield "\n## What was pasted\n"
        yield _fenced(" ".join(str(each) for each in (report.http, report.status, report.message) if each), "")
    yield "\n## Where to post it\n"
    for what, address in where(diagnosis, knowledge.links):
        yield f"- {what}: {address}"


def _row(attempt: Attempt) -> str:
    outcome = attempt.outcome
    sent = "unchanged" if not attempt.sent.changes else said(attempt.sent.changes)
    if attempt.sent.retry:
        sent += f", again after {attempt.sent.waited_s:g} s"
    at = datetime.fromtimestamp(outcome.at, UTC).isoformat(timespec="milliseconds") if outcome and outcome.at else "-"
    cells = (
        at.replace("+00:00", "Z"),
        sent,
        answer(outcome),
        f"{outcome.seconds:.1f}" if outcome else "-",
        (outcome.request_id if outcome else None) or "-",
    )
    return f"| {' | '.join(safe.one_line(cell).replace('|', '/') for cell in cells)} |"


def _curl(plan: Plan) -> str:
    from bot.replay.changes import as_request
    from bot.request.render import render

    return render(as_request(plan.call), "curl") or ""


def _fenced(text: str, language: str) -> str:
    marks = "```"
    while marks in text:
        marks += "`"
    return f"{marks}{language}\n{text}\n{marks}"
