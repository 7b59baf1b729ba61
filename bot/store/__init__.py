"""What is kept: cases, people and their settings."""

from bot.store.database import Database

__all__ = ["Database"]
