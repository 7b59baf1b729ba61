"""A diagnosis as one JSON object: the keys of the design's JSON Lines face, every one of them always there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from bot.errors import UserError
from bot.reply import bad_input

if TYPE_CHECKING:
    from bot.diagnosis import Diagnosis
    from bot.paste import Report
    from bot.request import Request
    from bot.request.finding import Finding

FACTS = (
    "http",
    "status",
    "reason",
    "message",
    "model",
    "api_version",
    "host",
    "retry_delay_s",
    "quota_metric",
    "quota_id",
    "quota_limit",
    "field",
    "sdk",
    "sdk_version",
    "finish_reason",
    "block_reason",
    "close_code",
)


def facts(report: Report) -> dict[str, Any]:
    """Every fact of the report under its name; None where the paste does not say."""
    return {name: getattr(report, name) for name in FACTS}


def answer(diagnosis: Diagnosis, name: str | int | None) -> dict[str, Any]:
    """The whole diagnosis; `name` is the id that came with the paste."""
    question = diagnosis.question
    return {
        "id": name,
        "reply": diagnosis.reply,
        "cause": diagnosis.cause,
        "candidates": list(diagnosis.candidates),
        "confidence": diagnosis.confidence,
        "report": facts(diagnosis.report),
        "evidence": [{"text": e.text, "start": e.start, "end": e.end} for e in diagnosis.evidence],
        "question": None if question is None else {"says": question.says, "answers": dict(question.answers)},
        "request": None if diagnosis.request is None else request(diagnosis.request),
        "findings": [finding(found) for found in diagnosis.findings if found.sure],
    }


def finding(found: Finding) -> dict[str, Any]:
    """What is held against the pasted call; what is doubtful stands in the details alone."""
    return {"field": found.field, "cause": found.cause, "says": found.says, "line": found.line}


def request(call: Request) -> dict[str, Any]:
    """The pasted call; what the code computes at run time is "<unknown>"."""
    return {
        "method": call.method,
        "model": call.model,
        "api_version": call.api_version,
        "host": call.host,
        "stream": call.stream,
        "body": call.body,
    }


def refusal(name: str | int | None, says: str) -> dict[str, Any]:
    """What stands in the place of an answer to a line that could not be read."""
    return {"id": name, "error": says}


def line(value: dict[str, Any]) -> str:
    """`value` on one line, readable in any language, and valid UTF-8 even where the paste was not."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # half of a surrogate pair in the paste: only an escape can carry it
        text = json.dumps(value)
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085")


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of `diagnose --jsonl`."""

    name: str | int | None
    text: str
    mode: Literal["asked", "heard"]


class LineError(UserError):
    """A line that holds no paste; `name` is its id where one could be read."""

    def __init__(self, name: str | int | None, says: str) -> None:
        self.name = name
        super().__init__(says)


def asked(raw: bytes) -> Asked:
    """The paste of one line; LineError where it holds none."""
    if len(raw) > bad_input.MOST_BYTES:
        raise LineError(None, bad_input.too_large("This line"))
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        raise LineError(None, bad_input.NOT_JSON) from None
    if not isinstance(value, dict):
        raise LineError(None, bad_input.NOT_JSON)
    name = value.get("id")
    name = name if isinstance(name, (str, int)) else None
    text = value.get("text")
    if not isinstance(text, str):
        raise LineError(name, bad_input.NO_TEXT)
    if not text.strip():
        raise LineError(name, bad_input.EMPTY)
    match value.get("mode", "asked"):
        case "asked":
            return Asked(name, text, "asked")
        case "heard":
            return Asked(name, text, "heard")
    raise LineError(name, bad_input.WRONG_MODE)
