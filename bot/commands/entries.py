"""The entries that a command works with."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import UserError
from bot.places import place
from bot.reply.bad_input import bad_models

if TYPE_CHECKING:
    from bot.diagnosis import Knowledge


@dataclass(frozen=True, slots=True)
class Own:
    """A team's own folder of entries and file of models."""

    folder: Path | None
    models_file: Path | None


def own() -> Own:
    """What a team has of its own. Without these settings none is read, so that diagnose starts fast."""
    if not {"GEMINI_DEBUG_KNOWLEDGE_DIR", "GEMINI_DEBUG_MODELS_FILE"} & set(os.environ):
        return Own(None, None)
    from bot import settings

    found = settings.load()
    return Own(found.knowledge_dir, found.models_file)


def folders(folder: Path | None) -> list[Path]:
    """The entries of the project, then a team's own."""
    return [place("knowledge"), *([folder] if folder else [])]


def loaded() -> Knowledge:
    """All that is known; UserError with every complaint at once if an entry is broken, or the file of models."""
    from bot.diagnosis import BrokenKnowledge, load
    from bot.request.models import BadModels

    ours = own()
    try:
        return load(*folders(ours.folder), models_file=ours.models_file)
    except BrokenKnowledge as broken:
        raise UserError(f"{broken}\nThe entries above can't be used: mend them, then start again.") from None
    except BadModels as bad:
        raise UserError(bad_models(bad)) from None
