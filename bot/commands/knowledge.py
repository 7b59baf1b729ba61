"""`gemini-debug explain` and `gemini-debug knowledge`: the entries as pages, and every complaint about them."""

from __future__ import annotations

import os
from pathlib import Path

from bot.commands import DIAGNOSED, NOT_DIAGNOSED
from bot.commands.entries import folders, loaded, own


def explain(cause: str | None) -> int:
    """Prints an entry, or the list of causes."""
    from bot.reply import terminal
    from bot.reply.entry import find

    knowledge = loaded()
    print(
        terminal.list_of_causes(knowledge) if cause is None else terminal.explanation(find(cause, knowledge), knowledge)
    )
    return DIAGNOSED


def check(folder: str | None) -> int:
    """Prints every complaint; `folder` holds entries of a team's own, or a whole knowledge base with its guide."""
    from bot.diagnosis import BrokenKnowledge, check_examples, load

    checked, named = folders(own().folder), Path(folder or "")
    if folder is not None:
        checked = [named] if (named / "guide.md").is_file() else [checked[0], named]
    try:
        knowledge = load(*checked)
        complaints = check_examples(knowledge)
    except BrokenKnowledge as broken:
        complaints = broken.complaints
    for line in dict.fromkeys(map(str, complaints)):  # a signature may name one wrong word several times
        print(line.removeprefix(f"{Path.cwd()}{os.sep}"))
    if complaints:
        return NOT_DIAGNOSED
    print(f"{len(knowledge.entries)} entries, no complaints.")
    return DIAGNOSED
