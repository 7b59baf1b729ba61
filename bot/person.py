"""`gemini-debug forget USER`: what is kept of a person is deleted, or shown."""

from __future__ import annotations

import re

from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError

from bot.errors import UserError
from bot.jobs import forget
from bot.reply import home as words
from bot.settings import Settings
from bot.store import Database
from bot.store.database import is_older

WELL, LEFT = 0, 1
TABLES = {"cases", "workflow_status"}


def run(settings: Settings, user: str, show: bool = False) -> int:
    """0 when nothing of the person is kept any more, or with `show` when it was printed; 1 when a job is still under way.

    It may run beside the bot, on SQLite too.
    """
    person = _person(user)
    store = Database(settings.database)
    try:
        schema = "dbos" if settings.on_postgres else None
        inspector = inspect(store.engine)
        tables = {*inspector.get_table_names(), *inspector.get_table_names(schema)}
        if not tables >= TABLES:
            print(words.forgotten({}, 0))
            return WELL
        if store.run_here(is_older):
            raise UserError(
                "An older gemini-debug made this database. Start this one once, so that its tables are brought up."
            )
        if show:
            print(words.whole(store.run_here(lambda c: forget.kept(c, person))))
            return WELL
        gone, left = store.run_here(lambda c: forget.forget(c, person))
    except OperationalError as error:
        raise UserError(
            f"The database can't be opened: {str(error.orig).strip().splitlines()[0]}. Check GEMINI_DEBUG_DATABASE_URL."
        ) from None
    finally:
        store.close()
    print(words.forgotten(gone, left))
    return LEFT if left else WELL


def _person(user: str) -> str:
    """The id, also out of a mention."""
    found = re.fullmatch(r"(?:<@)?([UW][A-Z0-9]{2,20})(?:\|[^>]*)?>?", user.strip())
    if not found:
        raise UserError(
            f"{user} is no user id. It begins with U or W; in Slack: the profile, the three dots, Copy member ID."
        )
    return found[1]
