"""A finding: one thing that the offline check holds against a request."""

from __future__ import annotations

from dataclasses import dataclass

from bot.paste.span import Span


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, where, and what mends it.

    `field` is a REST path in camelCase, or what stands outside the body: model, apiVersion, method, url, host, key,
    header, timeout, sdk, project, body. `cause` is an entry's name. `sure` is False where today's facts leave a doubt:
    worth a word in the details, never a diagnosis. `line` counts from 1 in the paste. `changes` are edits as entries
    have them, least invasive first.
    """

    field: str
    cause: str
    says: str
    span: Span | None = None
    line: int | None = None
    sure: bool = True
    source: str = ""
    changes: tuple[str, ...] = ()
