"""The entries that a command works with."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import UserError
from bot.places import place

if TYPE_CHECKING:
    from bot.diagnosis import Knowledge


def folders() -> list[Path]:
    """The entries of the project, then the team's own where a setting names them."""
    folders = [place("knowledge")]
    if "GEMINI_DEBUG_KNOWLEDGE_DIR" in os.environ:  # else diagnose starts without reading settings, for speed
        from bot import settings

        own = settings.load().knowledge_dir
        folders += [own] if own else []
    return folders


def loaded() -> Knowledge:
    """All of them; UserError with every complaint at once if one is broken."""
    from bot.diagnosis import BrokenKnowledge, load

    try:
        return load(*folders())
    except BrokenKnowledge as broken:
        raise UserError(f"{broken}\nThe entries above can't be used: mend them, then start again.") from None
