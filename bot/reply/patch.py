"""The change of a pasted request as a patch: what `diagnose --diff` writes."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from bot.reply import in_request, safe, words
from bot.reply.page import Paragraph, text_of

if TYPE_CHECKING:
    from bot.diagnosis import Diagnosis, Knowledge

STANDARD_INPUT = "stdin"


def patch(diagnosis: Diagnosis, knowledge: Knowledge, name: str) -> str | None:
    """A unified diff without context that `patch` takes, the reason above it; None where there is no change to show.

    Keys in the paste stay masked, so a line with one is no line of the file.
    """
    from bot.diagnosis.cure import cure

    made = cure(diagnosis, knowledge.entries.get(diagnosis.cause or ""))
    if made is None:
        return None
    says = [text_of(block.line) for block in in_request.lead(diagnosis) if isinstance(block, Paragraph)]
    says += [] if made.found else [words.CHANGE_OFFERED]
    file = STANDARD_INPUT if name == "-" else name
    lines = difflib.unified_diff(made.before.splitlines(), made.after.splitlines(), file, file, n=0, lineterm="")
    return "\n".join([*says, *(safe.clean(line) for line in lines)])
