"""Structured logs on standard error: events and ids, never the text of a paste."""

from __future__ import annotations

import logging
import sys
from typing import Any, Literal

import structlog

log = structlog.get_logger(__name__)


def configure(form: Literal["text", "json"], least: int = logging.INFO) -> None:
    """Every log line of that level or a worse one has its time and level; libraries say only what went wrong."""
    last: Any = structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=logging.ERROR, handlers=[_Library()], force=True)


class _Library(logging.Handler):
    """That a library has something to say, and where; not what, for its words may hold a paste's."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line in the bot's own form."""
        kind = record.exc_info[0] if record.exc_info else None
        where = f"{record.module}:{record.lineno}"
        log.error("library", library=record.name, where=where, error=kind.__name__ if kind else None)
