"""Holds a request against what is known: the findings, surest and most telling first."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping

from bot.paste.report import Report
from bot.request.call import Call, is_known
from bot.request.checks import (
    address,
    body,
    chat,
    contents,
    fields,
    key,
    limits,
    media,
    model,
    sdk,
    thinking,
    told,
    tools,
    turns,
    versions,
)  # fmt: skip
from bot.request.checks.told import TOLD
from bot.request.finding import Finding
from bot.request.models import Models, models
from bot.request.request import Request

__all__ = ["Finding", "check"]

# Where two checks speak of one field, the first one is heard.
_CHECKS: tuple[Callable[[Call], Iterable[Finding]], ...] = (
    versions.check, tools.check, thinking.check, limits.check, turns.check, contents.check, media.check, fields.check,
    chat.check, model.check, key.check, address.check, sdk.check, body.check, told.check,
)  # fmt: skip


def check(request: Request, report: Report, known: Models | None = None) -> tuple[Finding, ...]:
    """All that stands against the request, each field once; nothing where nothing contradicts what is known."""
    known = known or models()
    name = request.model if is_known(request.model) else None
    shown = request.body if isinstance(request.body, Mapping) else {}
    call = Call(request, report, known, known.find(name) if name else None, shown)
    return tuple(sorted(_once(found for one in _CHECKS for found in one(call)), key=lambda finding: not finding.sure))


def _once(findings: Iterator[Finding]) -> list[Finding]:
    """Each field of the body once, and what stands outside it once for each cause; a sure finding takes a doubtful one's place."""
    kept: dict[str, Finding] = {}
    for finding in findings:
        if finding.source == TOLD and any(
            other.startswith((f"{finding.field}.", f"{finding.field}[")) for other in kept
        ):
            continue  # the service names what is around a fault that we know closer
        mark = f"{finding.field} {finding.cause}" if finding.field in _OUTSIDE else finding.field
        known = kept.get(mark)
        if known is None:
            kept[mark] = finding
        elif finding.cause == known.cause:  # whichever is heard, the first that knows what mends it does
            heard = finding if finding.sure and not known.sure else known
            kept[mark] = dataclasses.replace(heard, changes=known.changes or finding.changes)
        elif finding.sure and not known.sure:
            kept[mark] = finding
    return list(kept.values())


_OUTSIDE = frozenset(
    {"model", "apiVersion", "method", "url", "host", "key", "header", "timeout", "sdk", "project", "body"}
)
