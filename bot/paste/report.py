"""The Report: the facts that a paste shows, and where its words stand. None = the paste does not say."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from bot.paste.plain import Plain
from bot.paste.secrets import Secret
from bot.paste.span import Span


@dataclass(frozen=True, slots=True)
class Error:
    """One error as the paste shows it: a body (JSON, Python dict, Go map, protobuf …) or a line such as `429 …`.

    `shape` is the dialect it was read from: "json", "python-dict", "javascript", "go-map", "gax", "protobuf", "fields"
    (named values in prose, YAML or a log), "prefix" (a code with its status or message in a line).
    """

    span: Span
    shape: str
    http: int | None = None
    status: str | None = None
    reason: str | None = None
    message: str | None = None
    exception: str | None = None
    domain: str | None = None
    service: str | None = None
    field: str | None = None
    model: str | None = None
    quota_metric: str | None = None
    quota_id: str | None = None
    quota_limit: float | int | None = None
    retry_delay_s: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a paste shows. `text` is the masked paste; every span is an offset into it, in code points.

    The facts are those of the root cause; `errors` holds every error found, in order. Delays are in seconds. `plain` is
    the text without what surrounds its errors (colours, boxes, log prefixes, wraps, most of a huge log); it leads back
    to `text`.
    """

    text: str
    secrets: tuple[Secret, ...] = ()
    http: int | None = None
    status: str | None = None
    reason: str | None = None
    message: str | None = None
    model: str | None = None
    api_version: str | None = None
    host: str | None = None
    method: str | None = None
    retry_delay_s: float | None = None
    quota_metric: str | None = None
    quota_id: str | None = None
    quota_limit: float | int | None = None
    field: str | None = None
    sdk: str | None = None
    sdk_version: str | None = None
    finish_reason: str | None = None
    block_reason: str | None = None
    close_code: int | None = None
    exception: str | None = None
    exceptions: tuple[str, ...] = ()
    errors: tuple[Error, ...] = ()
    spans: Mapping[str, Span] = dataclasses.field(default_factory=dict)
    plain: Plain | None = dataclasses.field(default=None, repr=False, compare=False)
