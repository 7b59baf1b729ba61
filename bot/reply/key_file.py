"""The key in a file, or the sentence that says what is wrong with the file."""

from __future__ import annotations

import codecs
from pathlib import Path

from bot.errors import UserError

_MOST_BYTES = 16_384  # no key is near so long
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_QUOTES = "\"'`“”‘’"

MISSING = "There is no file {name} to take the key from. Check its name, or set GEMINI_API_KEY."
UNREADABLE = "{name} can't be opened: {why}. Name a file with your key that you may read."
EMPTY = "{name} is empty. Write the key into it, and nothing else."
MARK = "{name} begins with a byte order mark, which would become a part of the key. Save it as UTF-8 without BOM, or as ASCII."
LINES = (
    "{name} holds a newline in the middle of the key, or several lines. Write the key on one line, and nothing else."
)
QUOTES = "{name} holds quotes, which would become a part of the key. Write the key without them."
ASSIGNED = "{name} holds a name beside the key. Write the key alone, without GEMINI_API_KEY=."
BLANKS = "{name} holds a space or a tab beside or inside the key. Write the key alone, in one piece."
LETTERS = "{name} holds characters that no key has, such as a dash or a quote that an editor made. Copy the key again."
NO_KEY = (
    "What {name} holds is no API key: a key has at least 8 letters, and an ephemeral token is for the Live API alone."
)


def key(name: str) -> str:
    """The key in the file, without the newline at its end that editors write; UserError where anything else is in it."""
    try:
        with Path(name).open("rb") as file:
            return key_in(file.read(_MOST_BYTES), name)
    except (FileNotFoundError, NotADirectoryError):
        raise UserError(MISSING.format(name=name)) from None
    except (OSError, ValueError) as error:
        raise UserError(UNREADABLE.format(name=name, why=getattr(error, "strerror", None) or error)) from None


def key_in(content: bytes, name: str) -> str:
    """The key in a file's content; the sentences never show any of it."""
    if content.startswith(_MARKS):
        raise UserError(MARK.format(name=name))
    text = content.decode("utf-8", "replace").removesuffix("\n").removesuffix("\r")
    against = _against(text)
    if against is not None:
        raise UserError(against.format(name=name))
    return text


def _against(text: str) -> str | None:
    if not text.strip():
        return EMPTY
    if "\n" in text or "\r" in text:
        return LINES
    if any(quote in text for quote in _QUOTES):
        return QUOTES
    if "=" in text.rstrip("="):
        return ASSIGNED
    if any(letter.isspace() for letter in text):
        return BLANKS
    if not text.isascii() or not text.isprintable():
        return LETTERS
    return None
