"""A key in a file, or a sentence on what is wrong with the file, in which no part of the key stands."""

from __future__ import annotations

import pytest

from bot.errors import UserError
from bot.reply import key_file

KEY = "AIza" + "SyB1c2D3e4F5g6H7i8J9k0L1m2N3o4P5q6R"


@pytest.mark.parametrize("content", [KEY, f"{KEY}\n", f"{KEY}\r\n", "AQ.Ab8RN6J=="])
def test_a_key_is_read_with_or_without_the_newline_of_an_editor(tmp_path, content):
    file = tmp_path / "key"
    file.write_bytes(content.encode())
    assert key_file.key(str(file)) == content.strip()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", key_file.EMPTY),
        (b"\n", key_file.EMPTY),
        (b"  \n", key_file.EMPTY),
        (b"\xef\xbb\xbf" + KEY.encode(), key_file.MARK),
        (KEY.encode("utf-16"), key_file.MARK),
        (KEY[:20].encode() + b"\n" + KEY[20:].encode(), key_file.LINES),
        (KEY.encode() + b"\n\n", key_file.LINES),
        (f'"{KEY}"\n'.encode(), key_file.QUOTES),
        (f"“{KEY}”".encode(), key_file.QUOTES),
        (f"GEMINI_API_KEY={KEY}".encode(), key_file.ASSIGNED),
        (f" {KEY}".encode(), key_file.BLANKS),
        (f"{KEY[:9]} {KEY[9:]}".encode(), key_file.BLANKS),
        (f"{KEY}–".encode(), key_file.LETTERS),
        (f"{KEY}\x00".encode(), key_file.LETTERS),
    ],
)
def test_a_file_that_holds_more_than_a_key_says_what(tmp_path, content, says):
    file = tmp_path / "key"
    file.write_bytes(content)
    with pytest.raises(UserError) as mistake:
        key_file.key(str(file))
    assert str(mistake.value) == says.format(name=file)
    assert KEY[4:12] not in str(mistake.value)


def test_a_file_that_can_not_be_opened_says_why(tmp_path):
    with pytest.raises(UserError, match="There is no file"):
        key_file.key(str(tmp_path / "none"))
    with pytest.raises(UserError, match="can't be opened: Is a directory"):
        key_file.key(str(tmp_path))
