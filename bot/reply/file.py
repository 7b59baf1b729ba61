"""The bytes of a file or of standard input as the text that they hold."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from bot.errors import UserError
from bot.reply import bad_input

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT = 64_000


def decode(content: bytes, name: str) -> str:
    """The text of `content`; UserError where it is over 10 MB, not text, or blank."""
    if len(content) > bad_input.MOST_BYTES:
        raise UserError(bad_input.too_large(name))
    text = _text(content, name)
    if not text.strip("\ufeff\u200b \t\r\n\f\v"):
        raise UserError(bad_input.EMPTY)
    return text


def _text(content: bytes, name: str) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            text = content.decode(encoding, "replace")
            if "\0" in text or text.count("\ufffd") * 20 > len(text):
                raise UserError(bad_input.binary(name))
            return text
    if _is_binary(content):
        raise UserError(bad_input.binary(name))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _guess(content)


def _is_binary(content: bytes) -> bool:
    """True where the first part holds what no log writes: NUL bytes, or control bytes by the dozen."""
    part = content[:_LOOKED_AT]
    if b"\0" in part:
        return True
    strange = sum(part.count(byte) for byte in (*range(1, 7), *range(14, 27), *range(28, 32)))
    return strange * 50 > len(part)


def _guess(content: bytes) -> str:
    """The text in the encoding that reads most like a language; what still can't be read becomes U+FFFD."""
    broken = content.decode("utf-8", "replace")
    if broken.count("\ufffd") * 20 < len(broken):  # a log with a cut or a stray byte is still UTF-8
        return broken
    from charset_normalizer import from_bytes

    best = from_bytes(content[:_LOOKED_AT]).best()
    return broken if best is None else content.decode(best.encoding, "replace")


def contents(name: str) -> str:
    """The text of the file `name`, or of standard input for `-`; UserError where it can't be read."""
    if name == "-":
        if sys.stdin.isatty():
            print(bad_input.PASTE_NOW, file=sys.stderr)
        return decode(sys.stdin.buffer.read(bad_input.MOST_BYTES + 1), "Standard input")
    try:
        with Path(name).open("rb") as file:
            return decode(file.read(bad_input.MOST_BYTES + 1), name)
    except (FileNotFoundError, NotADirectoryError):
        raise UserError(bad_input.missing(name)) from None
    except IsADirectoryError:
        raise UserError(bad_input.folder(name)) from None
    except (OSError, ValueError) as error:
        raise UserError(bad_input.unreadable(name, getattr(error, "strerror", None) or str(error))) from None


def lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of `stream` that aren't blank; of one that is over 10 MB only so much that it shows."""
    while line := stream.readline(bad_input.MOST_BYTES + 1):
        rest = line
        while not rest.endswith(b"\n") and (rest := stream.readline(bad_input.MOST_BYTES)):
            pass
        if line.strip():
            yield line
