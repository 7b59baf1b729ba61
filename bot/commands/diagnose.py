"""`gemini-debug diagnose`: files, standard input or JSON Lines in, answers out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from bot.commands import BAD_INPUT, DIAGNOSED, NOT_DIAGNOSED
from bot.commands.entries import loaded
from bot.errors import UserError

if TYPE_CHECKING:
    from bot.diagnosis import Diagnosis, Knowledge

Shape = Literal["page", "json", "jsonl", "diff"]
Print = Callable[["Diagnosis", "Knowledge", str], bool]


def run(names: Sequence[str], shape: Shape) -> int:
    """Answers each file (`-`: standard input), or each line of it, in that shape."""
    from bot.reply import bad_input

    if shape == "jsonl":
        return _lines(names or ["-"], loaded())
    if shape == "json" and len(names) > 1:
        raise UserError(bad_input.SEVERAL_AS_JSON)
    printed: dict[str, Print] = {"page": _headed if len(names) > 1 else _page, "json": _json, "diff": _diff}
    return _pastes(names or ["-"], loaded(), printed[shape])


def _pastes(names: Sequence[str], knowledge: Knowledge, printed: Print) -> int:
    """Each file is one paste; what can't be read gets its sentence and the others are answered all the same."""
    from bot.diagnosis import diagnose
    from bot.paste import read
    from bot.reply import safe
    from bot.reply.file import contents

    worst = DIAGNOSED
    for name in names:
        try:
            diagnosis = diagnose(read(contents(name)), knowledge)
        except UserError as mistake:
            print(safe.clean(str(mistake)), file=sys.stderr)
            worst = BAD_INPUT
            continue
        if not printed(diagnosis, knowledge, name):
            worst = max(worst, NOT_DIAGNOSED)
    return worst


def _page(diagnosis: Diagnosis, knowledge: Knowledge, _: str) -> bool:
    from bot.reply import terminal

    print(terminal.page(diagnosis, knowledge, datetime.now(UTC)))
    return diagnosis.cause in knowledge.entries


def _headed(diagnosis: Diagnosis, knowledge: Knowledge, name: str) -> bool:
    from bot.reply import safe

    print(f"== {safe.one_line(name)}")
    return _page(diagnosis, knowledge, name)


def _json(diagnosis: Diagnosis, knowledge: Knowledge, name: str) -> bool:
    from bot.reply import json

    print(json.line(json.answer(diagnosis, None if name == "-" else name)))
    return diagnosis.cause in knowledge.entries


def _diff(diagnosis: Diagnosis, knowledge: Knowledge, name: str) -> bool:
    from bot.reply import bad_input
    from bot.reply.patch import patch

    change = patch(diagnosis, knowledge, name)
    print(change or bad_input.NO_CHANGE, file=sys.stdout if change else sys.stderr)
    return change is not None


def _lines(names: Sequence[str], knowledge: Knowledge) -> int:
    """Standard input, also named `-`, holds one JSON object a line, and each gets one; a named file is one paste."""
    from bot.diagnosis import diagnose
    from bot.paste import read
    from bot.reply import json
    from bot.reply.file import contents, lines

    sys.stdout.reconfigure(encoding="utf-8", line_buffering=True)  # type: ignore[union-attr]  # a program at the other end waits for each line
    for name in names:
        if name == "-":
            for raw in lines(sys.stdin.buffer):
                try:
                    asked = json.asked(raw)
                    print(json.line(json.answer(diagnose(read(asked.text), knowledge, asked.mode), asked.name)))
                except json.LineError as mistake:
                    print(json.line(json.refusal(mistake.name, str(mistake))))
            continue
        try:
            print(json.line(json.answer(diagnose(read(contents(name)), knowledge), name)))
        except UserError as mistake:
            print(json.line(json.refusal(name, str(mistake))))
    return DIAGNOSED
