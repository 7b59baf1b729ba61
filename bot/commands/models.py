"""`gemini-debug knowledge models` and `knowledge refresh`: what is known of models, and what the service says of them."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands import DIAGNOSED, NOT_DIAGNOSED
from bot.commands.entries import own
from bot.errors import UserError

if TYPE_CHECKING:
    from bot.request.models import Model, Models
    from bot.settings import Settings


def show(name: str | None, as_json: bool) -> int:
    """Prints the table, or all that is known of one model."""
    from bot.reply import models as words

    known = _known(own().models_file)
    if name is None:
        print(_dumped(words.all_as_json(known)) if as_json else words.table(known))
        return DIAGNOSED
    row, family = words.find(name, known)
    print(_dumped(words.as_json(row, family)) if as_json else words.page(row, family, name))
    return DIAGNOSED


def refresh(key_file: str | None, write: str | None, as_json: bool) -> int:
    """Prints what models.list says otherwise than the table: 0 nothing, 1 something. With `write` a file of it is made."""
    from bot import settings
    from bot.reply.models import EXISTS

    found = settings.load()
    known = _known(found.models_file)
    if write is not None and Path(write).exists():
        raise UserError(EXISTS.format(name=write))
    key = _key(found, key_file)
    return asyncio.run(_compared(known, key, found.gemini_url, Path(write) if write else None, as_json))


async def _compared(known: Models, key: str, url: str | None, write: Path | None, as_json: bool) -> int:
    from bot.replay.client import GEMINI, Access, list_models
    from bot.reply import models as words
    from bot.request.listing import amended, differences

    listed = await list_models(key, Access(url or GEMINI))
    differing = differences(known, listed)
    if as_json:
        print(_dumped(words.differences_as_json(differing)))
    else:
        print(*words.differences(differing, len(listed)), sep="\n")
    if write is not None:
        _write(write, known, amended(known, listed, datetime.now(UTC).date().isoformat()))
    return NOT_DIAGNOSED if differing else DIAGNOSED


def _known(file: Path | None) -> Models:
    from bot.reply.bad_input import bad_models
    from bot.request.models import BadModels, models

    try:
        return models(file)
    except BadModels as bad:
        raise UserError(bad_models(bad)) from None


def _key(found: Settings, key_file: str | None) -> str:
    from bot.reply import key_file as files
    from bot.reply.models import NO_KEY

    if key_file is not None:
        return files.key(key_file)
    if found.gemini_api_key is None:
        raise UserError(NO_KEY)
    return found.gemini_api_key.get_secret_value()


def _write(file: Path, known: Models, rows: Sequence[Model]) -> None:
    """The rows, and those that a team had before, stand in a new file; what came of it is printed beside the answer."""
    from bot.reply import models as words
    from bot.request.models import models

    ours = models()
    kept = {row.id: row for row in known.rows.values() if ours.rows.get(row.id) != row} | {row.id: row for row in rows}
    families = [row for row in known.families if row not in ours.families]
    if not kept and not families:
        print(words.NOTHING_TO_WRITE, file=sys.stderr)
        return
    made = {"models": [_filled(row) for row in kept.values()], "families": [_filled(row) for row in families]}
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(_dumped(made) + "\n")
    except OSError as error:
        raise UserError(words.UNWRITABLE.format(name=file, why=error.strerror)) from None
    print(words.WRITTEN.format(count=len(kept) + len(families), name=file), file=sys.stderr)


def _filled(row: Model) -> dict[str, Any]:
    return {name: value for name, value in dataclasses.asdict(row).items() if value not in (None, "", ())}


def _dumped(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False)
