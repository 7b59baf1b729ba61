"""The command line, from its arguments to what it prints and its exit code."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import types
from pathlib import Path

import pytest

import bot
from bot import cli
from bot.commands import entries
from bot.errors import UserError

ROOT = Path(__file__).parent.parent
ENTRIES = Path(__file__).parent / "reply" / "entries"
ERROR = "google.genai.errors.ClientError: 429 RESOURCE_EXHAUSTED. Too many requests per day"
OTHER = "the weather is nice today"


@pytest.fixture(autouse=True)
def own_knowledge(monkeypatch):
    """The commands read the three entries of tests/reply."""
    monkeypatch.setattr(entries, "place", lambda name: ENTRIES)
    monkeypatch.delenv("GEMINI_DEBUG_KNOWLEDGE_DIR", raising=False)


@pytest.fixture
def typed(monkeypatch):
    """Puts bytes on standard input."""

    def put(content: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    return put


@pytest.fixture
def log(tmp_path):
    file = tmp_path / "error.log"
    file.write_text(ERROR)
    return str(file)


def test_a_file_is_diagnosed(log, capsys):
    assert cli.main(["diagnose", log]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("The daily quota of this model is used up: all requests\n\n")
    assert out.endswith("sure · `quota-day` · guide: 429 RESOURCE_EXHAUSTED\n")
    assert err == ""


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_standard_input_is_diagnosed(typed, capsys, arguments):
    typed(ERROR.encode())
    assert cli.main(["diagnose", *arguments]) == 0
    assert "quota-day" in capsys.readouterr().out


def test_what_is_not_diagnosed_ends_with_1_and_is_answered_all_the_same(typed, capsys, monkeypatch):
    unknown(monkeypatch)
    typed(OTHER.encode())
    assert cli.main(["diagnose"]) == 1
    assert capsys.readouterr().out.startswith("We can't tell the cause from this paste.")


def unknown(monkeypatch):
    from bot import diagnosis

    def diagnose(report, knowledge, mode="asked"):
        return diagnosis.Diagnosis(None, "unknown", (), (), None, report, mode == "asked")

    monkeypatch.setattr(diagnosis, "diagnose", diagnose)


def test_several_files_stand_under_their_names_and_the_worst_of_them_counts(log, tmp_path, capsys):
    missing = str(tmp_path / "none.log")
    assert cli.main(["diagnose", log, missing, log]) == 2
    out, err = capsys.readouterr()
    assert out.count(f"== {log}\n") == 2
    assert (
        err
        == f"There is no file {missing}. Check the name, or pipe the error in: command 2>&1 | gemini-debug diagnose\n"
    )


def test_json_is_one_object(log, typed, capsys):
    assert cli.main(["diagnose", "--json", log]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["id"], answer["cause"], answer["request"], answer["findings"]) == (log, "quota-day", None, [])
    typed(ERROR.encode())
    assert cli.main(["diagnose", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["id"] is None


def test_json_for_several_pastes_is_refused(log, capsys):
    assert cli.main(["diagnose", "--json", log, log]) == 2
    assert "Use --jsonl for several files" in capsys.readouterr().err


@pytest.mark.parametrize(("content", "says"), [(b" \n", "the paste is empty"), (b"\0\0", "Standard input is not text")])
def test_bad_input_ends_with_2_and_a_sentence(typed, capsys, content, says):
    typed(content)
    assert cli.main(["diagnose"]) == 2
    assert says in capsys.readouterr().err


def test_every_line_of_jsonl_is_answered_and_a_bad_one_with_its_error(typed, capsys):
    asked = json.dumps({"id": "a", "text": ERROR})
    heard = json.dumps({"id": "b", "text": OTHER, "mode": "heard"})
    typed(f'{asked}\n\n{heard}\nnonsense\n{{"id": 3}}'.encode())
    assert cli.main(["diagnose", "--jsonl"]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", "b", None, 3]
    assert answers[0]["cause"] == "quota-day" and answers[0]["reply"]
    assert answers[1]["reply"] is False
    assert set(answers[2]) == {"id", "error"}


def test_a_dash_names_the_lines_of_standard_input(typed, capsys):
    typed(b'{"id": "a", "text": "503 UNAVAILABLE. The model is overloaded. gemini"}\n')
    assert cli.main(["diagnose", "--jsonl", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == "a"


def test_jsonl_with_files_answers_each_on_a_line(log, tmp_path, capsys):
    assert cli.main(["diagnose", "--jsonl", log, str(tmp_path)]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert answers[0]["id"] == log and answers[0]["cause"] == "quota-day"
    assert answers[1] == {
        "id": str(tmp_path),
        "error": f"{tmp_path} is a folder. Name the files in it that hold an error.",
    }


def test_a_cause_is_explained_and_all_are_listed(capsys):
    assert cli.main(["explain", "max-tokens"]) == 0
    assert capsys.readouterr().out.startswith(
        "The output limit was reached.\n\nThe limit counts hidden thinking.\n\n1. Raise"
    )
    assert cli.main(["explain"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_a_misspelt_cause_is_told_the_nearest(capsys):
    assert cli.main(["explain", "max-token"]) == 2
    assert capsys.readouterr().err.startswith("We know no cause named max-token. Did you mean max-tokens?")


def test_knowledge_without_complaints_is_counted(capsys, monkeypatch):
    monkeypatch.setattr("bot.diagnosis.check_examples", lambda knowledge: ())
    assert cli.main(["knowledge", "check"]) == 0
    assert capsys.readouterr().out == "3 entries, no complaints.\n"


@pytest.fixture
def own_folder(tmp_path, monkeypatch):
    """A team's folder with two broken entries, below the current folder."""
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "one.md").write_text("no front matter")
    text = (ENTRIES / "max-tokens.md").read_text().replace("replay: proves", "replay: maybe\nwrong: key")
    (folder / "two.md").write_text(text)
    monkeypatch.chdir(tmp_path)
    return folder


def test_every_complaint_about_a_teams_folder_is_named_at_once_with_file_and_line(own_folder, capsys):
    assert cli.main(["knowledge", "check", "ours"]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("ours/one.md:1: ")
    assert any(line.startswith("ours/two.md:7: unknown key 'wrong'") for line in out)
    assert any(line.startswith("ours/two.md:6: 'replay'") for line in out)


def test_a_folder_with_a_guide_of_its_own_is_checked_alone(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("bot.diagnosis.check_examples", lambda knowledge: ())
    shutil.copytree(ENTRIES, tmp_path / "all")
    (tmp_path / "all" / "quota-day.md").unlink()
    assert cli.main(["knowledge", "check", str(tmp_path / "all")]) == 0
    assert capsys.readouterr().out == "2 entries, no complaints.\n"


def test_a_folder_that_is_not_there_is_named(tmp_path, capsys):
    assert cli.main(["knowledge", "check", str(tmp_path / "none")]) == 1
    assert "none:1: there is no such folder" in capsys.readouterr().out


def test_broken_entries_stop_every_other_command_with_all_complaints(own_folder, log, monkeypatch, capsys):
    monkeypatch.setenv("GEMINI_DEBUG_KNOWLEDGE_DIR", str(own_folder))
    assert cli.main(["diagnose", log]) == 2
    err = capsys.readouterr().err
    assert "one.md:1" in err and "two.md:7" in err
    assert err.endswith("The entries above can't be used: mend them, then start again.\n")


def test_a_teams_own_entry_is_used(tmp_path, log, monkeypatch, capsys):
    text = (ENTRIES / "quota-day.md").read_text()
    title = "# Ask the platform team for more quota"
    (tmp_path / "quota-day.md").write_text(
        text.replace(text[text.index("# The daily") : text.index("\n\n## Diag")], title)
    )
    monkeypatch.setenv("GEMINI_DEBUG_KNOWLEDGE_DIR", str(tmp_path))
    assert cli.main(["diagnose", log]) == 0
    assert capsys.readouterr().out.startswith("Ask the platform team for more quota")


def room(monkeypatch, name, **functions):
    """Puts a module into the place of a room that a command imports."""
    module = types.ModuleType(f"bot.{name}")
    for function, value in functions.items():
        setattr(module, function, value)
    monkeypatch.setitem(sys.modules, f"bot.{name}", module)
    monkeypatch.setattr(bot, name, module, raising=False)


def test_the_manifest_is_printed_as_it_is(monkeypatch, capsys):
    room(monkeypatch, "manifest", text=lambda http, listen: f"{http} {listen}\n")
    assert cli.main(["manifest"]) == 0
    assert cli.main(["manifest", "--http", "https://a.example", "--no-listen"]) == 0
    assert capsys.readouterr().out == "None True\nhttps://a.example False\n"


def test_doctor_and_serve_end_with_their_own_codes(monkeypatch):
    room(monkeypatch, "doctor", run=lambda: 2)
    assert cli.main(["doctor"]) == 2
    room(monkeypatch, "settings", load=lambda: "settings")
    room(monkeypatch, "app", serve=lambda settings: 7 if settings == "settings" else 0)
    assert cli.main(["serve"]) == 7


def test_a_persons_mistake_is_one_sentence_and_no_traceback(monkeypatch, capsys):
    def load():
        raise UserError("PORT is wrong: use a number.")

    room(monkeypatch, "settings", load=load)
    room(monkeypatch, "app", serve=lambda settings: 0)
    assert cli.main(["serve"]) == 2
    assert capsys.readouterr().err == "PORT is wrong: use a number.\n"


def test_the_version_is_printed(capsys, monkeypatch):
    monkeypatch.setattr("importlib.metadata.version", lambda name: "1.2.3")
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == "gemini-debug 1.2.3\n"


def test_a_checkout_that_is_not_installed_has_no_version(capsys, monkeypatch):
    from importlib.metadata import PackageNotFoundError

    def none(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", none)
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == "gemini-debug of a checkout that is not installed\n"


def test_without_a_command_the_help_is_shown(capsys):
    assert cli.main([]) == 2
    assert capsys.readouterr().out.startswith("usage: gemini-debug")


COMMANDS = [
    [],
    *([name] for name in ("diagnose", "explain", "knowledge", "manifest", "doctor", "serve")),
    ["knowledge", "check"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_help_text_carries_an_example(command, capsys):
    with pytest.raises(SystemExit) as end:
        cli.main([*command, "--help"])
    assert end.value.code == 0
    out = capsys.readouterr().out
    assert f"example:\n  {'SLACK_BOT_TOKEN' if command == ['serve'] else ' '.join(['gemini-debug', *command])}" in out


def test_an_unknown_option_ends_with_2(capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["diagnose", "--colour"])
    assert end.value.code == 2


def test_control_c_ends_quietly(monkeypatch, capsys):
    def interrupted():
        raise KeyboardInterrupt

    room(monkeypatch, "doctor", run=interrupted)
    assert cli.main(["doctor"]) == 130
    assert capsys.readouterr() == ("", "")


RUN = f"from bot import cli; from bot.commands import entries; from pathlib import Path; entries.place = lambda name: Path({str(ENTRIES)!r}); raise SystemExit(cli.main())"


def start(*arguments: str, **more: object) -> subprocess.Popen[bytes]:
    """The command in a process of its own, on the three entries."""
    return subprocess.Popen(
        [sys.executable, "-c", RUN, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **more,
    )


def test_a_reader_that_has_seen_enough_ends_it_quietly():
    process = start("explain")
    process.stdout.close()
    assert process.wait(30) == 141
    assert process.stderr.read() == b""
    process.stderr.close()
    process.stdin.close()


def test_control_c_while_it_waits_for_a_line_ends_quietly():
    process = start("diagnose", "--jsonl")
    process.stdin.write(json.dumps({"id": 1, "text": ERROR}).encode() + b"\n")
    process.stdin.flush()
    assert process.stdout.readline().startswith(b'{"id": 1')  # each line is answered before the next is asked for
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=30) == (b"", b"")
    assert process.returncode == 130


def test_a_terminal_of_few_letters_gets_question_marks():
    process = start("explain", "quota-day", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, b"")
    assert b"`quota-day` ? guide" in out


def test_python_m_bot_is_the_same_command():
    done = subprocess.run([sys.executable, "-m", "bot", "--help"], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.startswith(b"usage: gemini-debug")


def test_diagnose_loads_neither_slack_nor_googles_sdk_nor_settings(log):
    heavy = [
        "slack_bolt",
        "slack_sdk",
        "google.genai",
        "aiohttp",
        "sqlalchemy",
        "dbos",
        "pydantic",
        "click",
        "rich",
        "asyncio",
    ]
    code = f"import sys; from bot import cli; cli.main(['diagnose', {log!r}]); print(*[n for n in {heavy} if n in sys.modules], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert done.stderr.splitlines()[-1:] == [b""]


@pytest.mark.parametrize("wrong", [["--port", "0"], ["--port", "many"], ["--socket", "--http"]])
def test_a_playground_that_cannot_be_is_refused(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refusal:
        cli.main(["playground", *wrong])
    assert refusal.value.code == 2
    assert "error: " in capsys.readouterr().err


@pytest.mark.parametrize("more", [["--data", "kept"], ["--port", "8000"]])
def test_a_script_has_a_workspace_of_its_own(more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["playground", "--script", "talk.txt", *more]) == 2
    assert capsys.readouterr().err == ("A script is played in a workspace of its own: leave out --data and --port.\n")
