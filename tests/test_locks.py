"""Locks that hold in the code itself, and at the command line: nothing is run, nothing is fetched, everything ends."""

from __future__ import annotations

import ast
import io
import json
import sys
from functools import cache
from pathlib import Path

import pytest

from bot import cli
from bot.paste import mask, read
from bot.request import read_request

BOT = Path(__file__).parents[1] / "bot"
DEEP = 100_000
ERROR = "google.genai.errors.ClientError: 400 INVALID_ARGUMENT. API key not valid. Please pass a valid API key."
PASTES = {
    "brackets": "[" * DEEP + "]" * DEEP,
    "objects": '{"error":' * DEEP + "1" + "}" * DEEP,
    "open objects": '{"contents": [{"parts": ' + '[{"a": ' * DEEP,
    "strings": '"' + "\\" * DEEP + '"',
    "a call": "client.models.generate_content(" + "contents=[" * DEEP,
    "curl": "curl https://generativelanguage.googleapis.com/v1beta/models/x:generateContent -d '" + '{"a":' * DEEP,
}


@cache
def calls() -> list[tuple[Path, ast.Call]]:
    return [
        (path.relative_to(BOT), node)
        for path in BOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
    ]


@cache
def name_of(call: ast.Call) -> str:
    return ast.unparse(call.func)


def test_no_text_is_ever_run_or_unpickled() -> None:
    never = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "pickle.loads", "pickle.load", "marshal.loads",
             "yaml.unsafe_load", "yaml.full_load", "subprocess.run", "subprocess.Popen", "subprocess.check_output"}  # fmt: skip
    found = [(str(path), name_of(call)) for path, call in calls() if name_of(call) in never]
    assert found == [("playground/run.py", "subprocess.Popen")]  # the browser, at an address of ours


def test_yaml_is_read_by_safe_loaders_alone() -> None:
    loads = [
        (str(path), call) for path, call in calls() if name_of(call) in ("yaml.load", "yaml.parse", "yaml.compose")
    ]
    assert {path for path, _ in loads} == {"diagnosis/front.py"}
    loaders = {ast.unparse(word.value) for _, call in loads for word in call.keywords if word.arg == "Loader"}
    assert loaders == {"_FAST", "_Loader"} and all(any(w.arg == "Loader" for w in call.keywords) for _, call in loads)


def test_where_keys_go_comes_from_the_settings_alone() -> None:
    made = {ast.unparse(call) for _, call in calls() if name_of(call).split(".")[-1] == "Access"}
    # The others: a command hands the setting on by another name, and the playground's own stand-in.
    others = ("Access()", "Access(url or GEMINI)", "Access(simulated.url)")
    of_settings = [one for one in made if "gemini_url" in one or one in others]
    assert made and sorted(of_settings) == sorted(made)


def test_no_listener_reads_a_file_or_an_address_that_a_person_names() -> None:
    opened = {
        (str(path), name_of(call))
        for path, call in calls()
        if path.parts[0] == "listeners"
        and name_of(call).split(".")[-1] in ("open", "Path", "read_text", "load", "get_text")
    }
    assert opened == set()


@pytest.mark.parametrize("name", PASTES)
def test_a_paste_of_any_depth_is_answered(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "deep.log"
    file.write_text(f"{PASTES[name]}\n{ERROR}\n")
    assert cli.main(["diagnose", "--json", str(file)]) in (0, 1)
    assert "cause" in json.loads(capsys.readouterr().out)
    assert mask(PASTES[name]).text and (read_request(read(PASTES[name])) is None or True)


@pytest.mark.parametrize(
    "line",
    [
        b"[" * DEEP,
        b'{"text":' * DEEP,
        b'{"text": "429", "id": ' + b"[" * DEEP + b"]" * DEEP + b"}",
        b'{"text": "\\ud800 429 \\u0000", "id": "\\udfff"}',
        b'{"text": "\xff\xfe"}',
        b"\x00\x00",
    ],
)
def test_a_line_of_any_depth_or_with_any_letter_gets_one_answer(
    line: bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line + b'\n{"id": 2, "text": "429"}\n')))
    assert cli.main(["diagnose", "--jsonl"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert isinstance(json.loads(first), dict) and json.loads(second)["id"] == 2


@pytest.mark.parametrize(
    "content", [b"\x00" * 50, ERROR.encode("utf-16"), b"\xed\xa0\x80 " + ERROR.encode(), b"\xff" * 9]
)
def test_a_file_with_any_byte_is_answered_or_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(content)
    assert cli.main(["diagnose", str(tmp_path / "a.log")]) in (0, 1, 2)


@pytest.mark.parametrize("name", ["\x00", "a\udcff", "../../etc/passwd", "<!channel>", "\x1b[2J", "x" * 5_000])
def test_a_name_with_any_letter_is_refused_and_moves_no_cursor(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", name]) == 2
    assert not set(capsys.readouterr().err) & set("\x00\x1b")
    assert cli.main(["diagnose", f"/nowhere/{name}"]) == 2
    assert not set(capsys.readouterr().err) & set("\x00\x1b")
