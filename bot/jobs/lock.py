"""One process for one SQLite file."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from bot.errors import UserError


class Lock:
    """Held from here to `release`, or to the end of the process, however it ends."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._open = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._open, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._open)
            raise UserError(
                f"Another gemini-debug already works on {file.parent}. Stop it, give this one a GEMINI_DEBUG_DATA_DIR "
                "of its own, or set GEMINI_DEBUG_DATABASE_URL to a Postgres database, which several may share."
            ) from None

    def release(self) -> None:
        """Another process may have it."""
        os.close(self._open)
