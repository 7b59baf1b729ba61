"""A replay before and while it runs: its plan as a page, why there is none, and a line for each step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from bot.reply import replay_words as words
from bot.reply import safe
from bot.reply.page import Block, Item, Paragraph
from bot.reply.page import words as run

if TYPE_CHECKING:
    from bot.replay.attempt import Attempt, Send
    from bot.replay.plan import NotSent, Plan
    from bot.replay.sendable import Difference
    from bot.replay.trial import Step

MOST_CHANGES = 4
MOST_VALUE = 80  # letters of a value that a change sets


def plan_page(plan: Plan, by: str = words.OWN_KEY, *, free: bool = False) -> tuple[tuple[Block, ...], ...]:
    """What will be sent and how it differs from the paste, what is tried, what it takes, what is to be confirmed; in parts.

    `by`: with whose key; `free`: whatever is sent costs nothing.
    """
    call = plan.call
    title = words.FIX_TITLE if plan.fix_only else words.TITLE
    model = words.OF_MODEL.format(model=safe.one_line(call.model, MOST_VALUE)) if call.model else ""
    says = title.format(method=call.method, model=model, version=call.api_version, by=by)
    confirms = (words.CONFIRMS[one.kind].format(value=safe.one_line(one.value, MOST_VALUE)) for one in plan.confirm)
    return (
        (Paragraph(run(says, bold=True)),),
        differences(plan),
        _changes(plan),
        (Paragraph(run(_takes(plan, free))), *(Item(run(one), "•") for one in confirms)),
    )


def differences(plan: Plan) -> tuple[Block, ...]:
    """Every way in which what is sent is not what was pasted."""
    if not plan.differences:
        return (Paragraph(run(words.SAME)),)
    items = (Item(run(difference(one)), "•") for one in plan.differences)
    return (Paragraph(run(words.DIFFERS)), *items)


def difference(one: Difference) -> str:
    """One difference as a sentence."""
    field, value = safe.one_line(one.field, MOST_VALUE), safe.one_line(one.value, MOST_VALUE)
    value = tokens(int(value)) if one.kind == "capped" and value.isdecimal() else value
    return words.DIFFERENCES[one.kind].format(field=field, value=value)


def _changes(plan: Plan) -> tuple[Block, ...]:
    singles = [changes for changes in plan.candidates if len(changes) == 1]
    if not singles:
        return (Paragraph(run(words.NO_CHANGES)),)
    items: list[Block] = [Item(run(said(changes)), "•") for changes in singles[:MOST_CHANGES]]
    if len(singles) > MOST_CHANGES:
        items.append(Item(run(words.MORE_CHANGES.format(count=len(singles) - MOST_CHANGES)), "•"))
    return (Paragraph(run(words.FIX_STEPS if plan.fix_only else words.STEPS)), *items)


def _takes(plan: Plan, free: bool) -> str:
    output = plan.most_output()
    return words.TAKES.format(
        calls=calls(plan.limits.calls),
        tokens=tokens(plan.input_tokens),
        counted="" if plan.counted else words.ESTIMATED,
        output=words.MOST_OUTPUT.format(tokens=f"{output:,}") if output else words.NO_OUTPUT,
        cost=words.COSTS_NOTHING if free else _cost(plan),
    )


def _cost(plan: Plan) -> str:
    from bot.replay.prices import price

    most, row = plan.most_cost, price(plan.call.model, plan.input_tokens, plan.day)
    if most is None:
        return words.NO_PRICE
    if most == 0 or row is None:
        return words.COSTS_NOTHING
    return words.COST.format(cost=dollars(most), date=row.read_on.isoformat())


def dollars(amount: float) -> str:
    """A sum with two places that count: 0.0031, 1.20."""
    return f"{amount:.2f}" if amount >= 0.1 else f"{amount:.2g}" if amount >= 0.0001 else "0.0001"


def not_sent(why: NotSent, how: str = words.NAME_A_MODEL) -> str:
    """Why nothing is sent, and what to do where something can be done; `how`: where a model is named."""
    value = safe.one_line(why.value, 300) or (words.A_METHOD if why.reason == "method" else "")
    return words.NOT_SENT[why.reason].format(value=value.rstrip("."), how=how)


def said(changes: Iterable[str]) -> str:
    """A set of changes in words."""
    return words.AND.join(_said(change) for change in changes)


def _said(change: str) -> str:
    from bot.request.edit import read_change

    read = read_change(change)
    path, to = safe.one_line(read.path, MOST_VALUE), safe.one_line(read.to, MOST_VALUE)
    to = to.replace("..", words.TO) if read.verb == "clamp" else to
    return words.CHANGES[read.verb].format(path=path, to=to)


def progress(step: Step, plan: Plan, attempts: Sequence[Attempt]) -> str:
    """What is done now; empty for a verdict."""
    from bot.replay.attempt import Send
    from bot.replay.trial import Wait

    if isinstance(step, Wait):
        return words.WAITS.format(seconds=f"{step.seconds:g}", asked=words.AS_ASKED if step.asked else "")
    if not isinstance(step, Send):
        return ""
    number = plan.made + sum(not one.sent.retry for one in attempts) + (not step.retry)
    return words.CALL.format(number=number, most=plan.limits.calls, what=sent(step))


def counts(plan: Plan) -> str:
    """The line while the tokens are counted, before there is a trial."""
    return words.CALL.format(number=plan.made + 1, most=plan.limits.calls, what=words.COUNTS)


def sent(step: Send) -> str:
    """What a call is sent with."""
    return words.ONCE_MORE.format(what=_what(step)) if step.retry else _what(step)


def _what(step: Send) -> str:
    match step.purpose:
        case "as sent":
            return words.AS_SENT
        case "as sent again":
            return words.AGAIN
        case "smaller":
            return words.WITH_LESS.format(changes=said(step.changes))
    return words.WITH.format(changes=said(step.changes))


def made(count: int) -> str:
    """How many calls were made."""
    return words.MADE.format(calls=calls(count))


def calls(count: int) -> str:
    """1 call, 2 calls"""
    return words.A_CALL if count == 1 else words.CALLS.format(count=count)


def tokens(count: int) -> str:
    """1 token, 2,000 tokens"""
    return words.A_SINGLE if count == 1 else words.TOKENS.format(count=f"{count:,}")


def times(count: int) -> str:
    """How often: nothing of once."""
    return words.TIMES.get(count) or ("" if count < 2 else words.MORE_TIMES.format(count=count))
