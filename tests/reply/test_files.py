"""Files, standard input and JSON lines as pastes."""

from __future__ import annotations

import io
import json as stdlib
import sys

import pytest

from bot.errors import UserError
from bot.reply import bad_input, json
from bot.reply.file import contents, decode, lines


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_file_with_a_mark_of_its_encoding_is_read_by_it(encoding):
    assert decode("429 – überlastet".encode(encoding), "a.log") == "429 – überlastet"


def test_a_log_with_a_stray_byte_stays_utf8():
    assert decode("429 überlastet ".encode() * 9 + b"\xff", "a.log").count("überlastet") == 9


def test_another_encoding_is_guessed():
    text = "Не удалось выполнить запрос: превышена квота проекта на сегодня, попробуйте завтра. "
    assert decode(text.encode("cp1251") * 5, "a.log") == text * 5


def test_what_no_encoding_fits_is_read_with_gaps(monkeypatch):
    class Nothing:
        def best(self):
            return None

    monkeypatch.setattr("charset_normalizer.from_bytes", lambda part: Nothing())
    assert "\ufffd" in decode(b"\xfc\xfd" * 3 + b"abc", "a.log")


def test_a_broken_mark_is_no_reason_to_fail():
    assert decode(b"\xef\xbb\xbf" + b"429 " * 9 + b"\xff", "a.log") == "429 " * 9 + "\ufffd"


def test_a_binary_file_that_begins_like_utf16_is_refused():
    with pytest.raises(UserError, match="is not text"):
        decode(b"\xff\xfea\0\0\0b\0", "a.bin")


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\x7fELF\x02\x01\x01\0", bytes(range(1, 9)) * 40]
)
def test_a_binary_file_is_refused(content):
    with pytest.raises(UserError, match=r"a\.png is not text\. Save the error as a text file, or paste it\."):
        decode(content, "a.png")


def test_colours_of_a_terminal_are_no_binary_file():
    assert decode(b"\x1b[31mError\x1b[0m\x08", "a.log")


@pytest.mark.parametrize("content", [b"", b" \r\n\t", "\ufeff\u200b".encode()])
def test_an_empty_paste_says_what_to_paste(content):
    with pytest.raises(UserError, match="the paste is empty"):
        decode(content, "a.log")


def test_more_than_10_mb_is_refused():
    with pytest.raises(UserError, match=r"a\.log has more than the 10 MB that we read\. Cut out the error"):
        decode(b"x" * (bad_input.MOST_BYTES + 1), "a.log")


def test_a_file_that_is_not_there_a_folder_and_an_impossible_name_have_their_sentences(tmp_path):
    with pytest.raises(UserError, match="There is no file"):
        contents(str(tmp_path / "none.log"))
    (tmp_path / "a.log").write_text("x")
    with pytest.raises(UserError, match="There is no file"):
        contents(str(tmp_path / "a.log" / "b"))
    with pytest.raises(UserError, match="is a folder"):
        contents(str(tmp_path))
    with pytest.raises(UserError, match="can't be opened"):
        contents("a\0b")
    with pytest.raises(UserError, match="can't be opened: File name too long"):
        contents("x" * 5_000)
    assert contents(str(tmp_path / "a.log")) == "x"


class Stdin:
    def __init__(self, content, terminal):
        self.buffer = io.BytesIO(content)
        self.isatty = lambda: terminal


def test_at_a_terminal_it_says_how_to_paste(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", Stdin(b"429", True))
    assert contents("-") == "429"
    assert capsys.readouterr().err == "Paste the error, then press Ctrl-D on a line of its own.\n"
    monkeypatch.setattr(sys, "stdin", Stdin(b"429", False))
    assert contents("-") == "429"
    assert capsys.readouterr().err == ""


def test_lines_come_one_by_one_without_blank_ones_and_too_long_ones_whole(monkeypatch):
    monkeypatch.setattr(bad_input, "MOST_BYTES", 5)
    assert list(lines(io.BytesIO(b"a\n\n  \n123456789012345\nb"))) == [b"a\n", b"123456", b"b"]


@pytest.mark.parametrize(
    ("raw", "name", "says"),
    [
        (b"not json", None, "not a JSON object"),
        (b"[1]", None, "not a JSON object"),
        (b"[" * 200_000, None, "not a JSON object"),
        (b'{"id": "\xff"}', None, "not a JSON object"),
        (b'{"id": 7}', 7, 'has no "text"'),
        (b'{"id": ["x"], "text": 1}', None, 'has no "text"'),
        (b'{"id": "a", "text": " \\n"}', "a", "the paste is empty"),
        (b'{"id": "a", "text": "x", "mode": "loud"}', "a", '"mode" is "asked"'),
    ],
)
def test_a_bad_line_says_what_is_wrong_and_keeps_its_id(raw, name, says):
    with pytest.raises(json.LineError, match=says) as caught:
        json.asked(raw)
    assert caught.value.name == name


def test_a_line_over_10_mb_is_refused(monkeypatch):
    monkeypatch.setattr(bad_input, "MOST_BYTES", 5)
    with pytest.raises(json.LineError, match="This line has more than"):
        json.asked(b"123456")


def test_a_line_is_asked_unless_it_says_heard():
    assert json.asked(b'{"id": "a", "text": "x"}') == json.Asked("a", "x", "asked")
    assert json.asked(b'{"text": "x", "mode": "heard"}') == json.Asked(None, "x", "heard")


def test_an_answer_has_exactly_the_keys_of_the_face(found, question):
    answer = json.answer(found(question=question, candidates=("max-tokens",)), "a")
    assert answer == {
        "id": "a",
        "reply": True,
        "cause": "quota-day",
        "candidates": ["max-tokens"],
        "confidence": "sure",
        "report": {
            "http": 429,
            "status": None,
            "reason": None,
            "message": None,
            "model": "gemini-2.5-flash",
            "api_version": None,
            "host": None,
            "retry_delay_s": 21.4,
            "quota_metric": None,
            "quota_id": None,
            "quota_limit": 250,
            "field": None,
            "sdk": None,
            "sdk_version": None,
            "finish_reason": None,
            "block_reason": None,
            "close_code": None,
        },
        "evidence": [
            {"text": "quotaId: GenerateRequestsPerDay", "start": 23, "end": 54},
            {"text": "limit: 250", "start": 56, "end": 66},
        ],
        "question": {
            "says": "What is the finish reason?",
            "answers": {"MAX_TOKENS": "max-tokens", "STOP": "empty-response"},
        },
        "request": None,
        "findings": [],
    }
    assert json.answer(found(), None)["question"] is None


def test_a_line_of_json_is_one_line_in_utf8_whatever_it_holds():
    value = {"id": "ü\u2028\x85\n"}
    assert json.line(value).isprintable()
    assert stdlib.loads(json.line(value)) == value
    assert stdlib.loads(json.line({"id": "\ud800"})) == {"id": "\ud800"}
    json.line({"id": "\ud800"}).encode()
    assert json.line(json.refusal(7, "no")) == '{"id": 7, "error": "no"}'
