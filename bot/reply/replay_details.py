"""Each call of a replay in full: what was sent, the answer's facts, and its body, in which secrets are masked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.reply import replay_words as words
from bot.reply import safe
from bot.reply.limits import size
from bot.reply.page import Block, Fence, Paragraph
from bot.reply.page import words as run
from bot.reply.replay import sent
from bot.reply.replay_outcome import answer
from bot.reply.trim import cut

if TYPE_CHECKING:
    from bot.replay.attempt import Attempt
    from bot.replay.outcome import Outcome

MOST_CALLS = 20  # that are shown
MOST_MESSAGE = 400  # characters
MOST_BODY, ALL_BODIES = 2_000, 20_000  # characters of one answer, and of all together


def details(attempts: Sequence[Attempt], *, timed: bool = True) -> tuple[tuple[Block, ...], ...]:
    """A part for each call, the first 20; `timed`: with the seconds that it took."""
    most = min(MOST_BODY, ALL_BODIES // max(min(len(attempts), MOST_CALLS), 1))
    shown = [_call(number, one, most, timed) for number, one in enumerate(attempts[:MOST_CALLS], 1)]
    more = len(attempts) - len(shown)
    return (*shown, (Paragraph(run(words.MORE_SENT.format(count=more))),)) if more else tuple(shown)


def _call(number: int, attempt: Attempt, most: int, timed: bool) -> tuple[Block, ...]:
    outcome = attempt.outcome
    title = Paragraph(run(words.SENT.format(number=number, what=sent(attempt.sent)), bold=True))
    if outcome is None:
        return title, Paragraph(run(words.ON_ITS_WAY))
    blocks: list[Block] = [title, Paragraph(run(_facts(outcome, timed)))]
    if outcome.message:
        blocks.append(Paragraph(run(cut(safe.one_line(outcome.message), MOST_MESSAGE))))
    body = outcome.raw.strip()
    if body:
        blocks.append(Fence("", cut(body, most)))
    if size(body) > most:
        blocks.append(Paragraph(run(words.BODY_CUT)))
    return tuple(blocks)


def _facts(outcome: Outcome, timed: bool) -> str:
    facts = [answer(outcome)]
    if outcome.failure is not None and outcome.http is not None:
        facts.append(f"HTTP {outcome.http}")
    if timed:
        facts.append(f"{outcome.seconds:.1f} s")
    if outcome.at:
        facts.append(f"{datetime.fromtimestamp(outcome.at, UTC):%Y-%m-%d %H:%M:%S} UTC")
    if outcome.request_id:
        facts.append(words.REQUEST_ID.format(id=safe.one_line(outcome.request_id, 200)))
    return " · ".join(facts)
