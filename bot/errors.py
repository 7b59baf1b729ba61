"""What a person did that can't work, told apart from a bug once and for all."""

from __future__ import annotations


class UserError(Exception):
    """A person's mistake; its text is the sentence that they read, and it says what to do."""
