"""The words of a paste that show a cause, fit to be shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.reply import safe

if TYPE_CHECKING:
    from bot.diagnosis import Diagnosis, Evidence
    from bot.paste import Report, Secret

MOST_SHOWN = 4
LONGEST = 120
_NAMED = re.compile(r"""(?<![\w.])([A-Za-z_]\w{1,40})\\*["'`]?[ \t]?[:=][ \t]?\\*["'`]?$""")
_EDGES = " \t\r\n,;:'\"`<>"
_BETWEEN = re.compile(r"[\w .-]{0,5}")
_ABOUT_KEYS = ("api-key", "unauthenticated", "vertex-gemini-mixup")


def shown(diagnosis: Diagnosis, most: int = MOST_SHOWN, longest: int | None = LONGEST) -> tuple[str, ...]:
    """The evidence on a line each, every word once; a masked key shows as its kind and shape."""
    report = diagnosis.report
    texts = [safe.one_line(unmask(one, report).strip(_EDGES), longest) for one in joined(diagnosis.evidence, report)]
    if (diagnosis.cause or "").startswith(_ABOUT_KEYS):
        texts += [described(secret) for secret in report.secrets]
    texts = list(dict.fromkeys(text for text in texts if text))
    return tuple(text for text in texts if not any(text != other and text in other for other in texts))[:most]


def joined(evidence: Sequence[Evidence], report: Report) -> tuple[Evidence, ...]:
    """The evidence with neighbours that stand within a few letters of one line made one."""
    kept: list[Evidence] = []
    for one in evidence:
        last = kept[-1] if kept else None
        if last and _side_by_side(last, one, report):
            kept[-1] = replace(one, text=report.text[last.start : one.end], start=last.start)
        else:
            kept.append(one)
    return tuple(kept)


def _side_by_side(one: Evidence, after: Evidence, report: Report) -> bool:
    if not (_stands(one, report) and _stands(after, report)) or one.end > after.start:
        return False
    return _BETWEEN.fullmatch(report.text, one.end, after.start) is not None


def _stands(evidence: Evidence, report: Report) -> bool:
    """True where the words stand literally in the paste; else they come out of a string in it."""
    return bool(evidence.text) and report.text[evidence.start : evidence.end] == evidence.text


def described(secret: Secret) -> str:
    """`[AI Studio key, 39 characters, newline at the end]`."""
    return f"[{secret.kind}, {secret.shape}]" if secret.shape else f"[{secret.kind}]"


def unmask(evidence: Evidence, report: Report) -> str:
    """The words of the evidence, with what a secret was in the place of its mask, and a single value with its name."""
    text, start = evidence.text, evidence.start
    if not _stands(evidence, report):
        return text
    name = "" if " " in text else _name(report.text[max(start - 60, 0) : start])
    for secret in sorted(report.secrets, key=lambda one: one.span.start, reverse=True):
        first, last = max(secret.span.start - start, 0), min(secret.span.end - start, len(text))
        if first < last:
            text = text[:first] + described(secret) + text[last:]
    return name + text


def _name(before: str) -> str:
    """`quotaId: ` where the words in front of a value are its name, in whatever quotes."""
    found = _NAMED.search(before)
    return f"{found[1]}: " if found else ""
