"""`gemini-debug knowledge models` and `knowledge refresh`, and a team's own rows wherever models count."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import app, cli, doctor, settings
from bot.diagnosis import diagnose, load
from bot.errors import UserError
from bot.paste import read
from bot.places import place
from bot.request.listing import amended
from bot.request.models import models
from tests.replay.loopback import KEY, Handler, Loopback, replies, server

PASTE = """client = genai.Client()
client.models.generate_content(model="gemini-3.8-flash", contents="Hello")

google.genai.errors.ClientError: 404 NOT_FOUND. {'error': {'code': 404, 'message': 'Not found.', 'status': 'NOT_FOUND'}}
"""
OURS = {
    "models": [
        {"id": "gemini-3.8-flash", "state": "shut down", "successor": "ours-1"},
        {"id": "ours-1", "state": "current"},
    ]
}


def listed(**changed: Any) -> list[dict[str, Any]]:
    """What models.list would say if our table were right, but for what is changed; None: not listed."""
    rows = [
        {
            "name": f"models/{row.id}",
            "inputTokenLimit": row.input,
            "outputTokenLimit": row.output,
            "supportedGenerationMethods": list(row.methods),
        }
        for row in models().rows.values()
        if row.state in ("current", "preview")
    ]
    return [row for row in rows if row["name"] not in changed] + [row for row in changed.values() if row]


@contextlib.contextmanager
def gemini(handler: Handler) -> Iterator[Loopback]:
    """A server beside the command, which has a loop of its own."""
    loop, ready = asyncio.new_event_loop(), threading.Event()
    stop: asyncio.Event = asyncio.Event()
    seen: list[Loopback] = []

    async def serve() -> None:
        async with server(handler) as at:
            seen.append(at)
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert ready.wait(20)
    try:
        yield seen[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GEMINI_DEBUG_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "ours.json"
    file.write_text(json.dumps(OURS))
    monkeypatch.setenv("GEMINI_DEBUG_MODELS_FILE", str(file))
    return file


def refreshed(monkeypatch: pytest.MonkeyPatch, rows: list[dict[str, Any]], *more: str) -> int:
    with gemini(replies(200, json.dumps({"models": rows}))) as at:
        monkeypatch.setenv("GEMINI_DEBUG_GEMINI_URL", at.url)
        monkeypatch.setenv("GEMINI_API_KEY", KEY)
        return cli.main(["knowledge", "refresh", *more])


def test_the_table_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["knowledge", "models"]) == 0
    printed = capsys.readouterr().out
    assert all(name in printed for name in models().rows)


def test_one_model_is_printed_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["knowledge", "models", "gemini-3.5-flash"]) == 0
    assert capsys.readouterr().out.startswith("gemini-3.5-flash\n  state      current\n")
    assert cli.main(["knowledge", "models", "gemini-3.5-flash", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["output"] == 65536
    assert cli.main(["knowledge", "models", "--json"]) == 0
    assert {row["id"] for row in json.loads(capsys.readouterr().out)} >= set(models().rows)


def test_a_misspelt_model_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["knowledge", "models", "gemini-3.5-falsh"]) == 2
    assert "Did you mean gemini-3.5-flash?" in capsys.readouterr().err


def test_a_teams_own_rows_are_printed(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["knowledge", "models", "ours-1"]) == 0
    assert cli.main(["knowledge", "models", "gemini-3.8-flash"]) == 0
    assert "state      shut down" in capsys.readouterr().out


def test_a_teams_own_rows_decide_a_diagnosis(own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "error.log").write_text(PASTE)
    cli.main(["diagnose", "--json", "error.log"])
    [found] = [each for each in json.loads(capsys.readouterr().out)["findings"] if each["field"] == "model"]
    assert found["cause"] == "model-not-found" and "ours-1" in found["says"]
    with_ours, without = (diagnose(read(PASTE), load(place("knowledge"), models_file=file)) for file in (own, None))
    assert [each.field for each in with_ours.findings] == ["model"] and not without.findings


def test_the_bot_and_the_doctor_know_a_teams_own_rows(own: Path) -> None:
    found = settings.load()
    known = app.entries(found)
    assert known.models is not None and known.models.rows["gemini-3.8-flash"].gone
    assert str(doctor._knowledge(found)).startswith("well")


@pytest.mark.parametrize("text", ["{", '{"models": [{"id": "x", "state": "dead"}]}'])
def test_a_file_of_models_that_is_wrong_stops_the_start(
    own: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    own.write_text(text)
    for command in (["knowledge", "models"], ["diagnose", str(own)], ["knowledge", "refresh"]):
        assert cli.main(command) == 2
        assert "The models of GEMINI_DEBUG_MODELS_FILE can't be used." in capsys.readouterr().err
    with pytest.raises(UserError, match=r"ours\.json"):
        app.entries(settings.load())
    assert "MISSING" in str(doctor._knowledge(settings.load()))


def test_a_file_of_models_that_is_not_there_is_a_wrong_setting(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GEMINI_DEBUG_MODELS_FILE", "/nowhere/models.json")
    assert cli.main(["knowledge", "models"]) == 2
    assert "GEMINI_DEBUG_MODELS_FILE is wrong: there is no file /nowhere/models.json." in capsys.readouterr().err


def test_nothing_that_differs_ends_with_0(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert refreshed(monkeypatch, listed()) == 0
    assert "Nothing differs" in capsys.readouterr().out
    assert refreshed(monkeypatch, listed(), "--json") == 0
    assert json.loads(capsys.readouterr().out) == []


NEW = {
    "name": "models/gemini-77-flash",
    "inputTokenLimit": 5,
    "outputTokenLimit": 6,
    "supportedGenerationMethods": ["generateContent"],
}
LESS = {
    "name": "models/gemini-3.5-flash",
    "inputTokenLimit": 1048576,
    "outputTokenLimit": 7,
    "supportedGenerationMethods": ["generateContent"],
}


def test_what_differs_is_shown_and_ends_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = listed(**{"models/gemini-77-flash": NEW, "models/gemini-3.5-flash": LESS, "models/gemini-3.6-flash": None})
    assert refreshed(monkeypatch, rows) == 1
    assert capsys.readouterr().out.split("\n")[:3] == [
        "gemini-3.5-flash: output tokens: 65536 in the table, 7 as listed.",
        "gemini-3.6-flash: in the table as current, and not listed for this key.",
        "gemini-77-flash: listed, and not in the table.",
    ]
    assert refreshed(monkeypatch, rows, "--json") == 1
    assert [each["model"] for each in json.loads(capsys.readouterr().out)] == [
        "gemini-3.5-flash",
        "gemini-3.6-flash",
        "gemini-77-flash",
    ]
    assert not list(Path().glob("*.json"))


def test_what_differs_can_be_written_into_a_file_that_the_setting_takes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = listed(**{"models/gemini-77-flash": NEW, "models/gemini-3.5-flash": LESS})
    assert refreshed(monkeypatch, rows, "--write", "new.json") == 1
    said = capsys.readouterr()
    assert "2 rows are in new.json." in said.err and KEY not in Path("new.json").read_text() + said.out + said.err
    known = models(Path("new.json"))
    assert (known.rows["gemini-77-flash"].input, known.rows["gemini-77-flash"].source) == (5, "models.list")
    assert known.rows["gemini-3.5-flash"].output == 7 and known.rows["gemini-3.5-flash"].levels
    monkeypatch.setenv("GEMINI_DEBUG_MODELS_FILE", "new.json")
    assert refreshed(monkeypatch, rows) == 0


def test_a_written_file_holds_the_teams_rows_too(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own.write_text(json.dumps({**OURS, "families": [{"id": "ours-*", "state": "limited", "budget": [0, 5]}]}))
    rows = listed(**{"models/gemini-77-flash": NEW, "models/gemini-3.8-flash": None})
    assert refreshed(monkeypatch, rows, "--write", "new.json") == 1
    known = models(Path("new.json"))
    assert known.rows["gemini-3.8-flash"].gone and "gemini-77-flash" in known.rows and known.find("ours-9")


def test_a_file_that_is_there_is_not_written_over(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("new.json").write_text("mine")
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    monkeypatch.setenv("GEMINI_DEBUG_GEMINI_URL", "http://127.0.0.1:9/")
    assert cli.main(["knowledge", "refresh", "--write", "new.json"]) == 2
    assert "There is a file new.json already." in capsys.readouterr().err and Path("new.json").read_text() == "mine"


def test_a_file_that_cannot_be_written_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = listed(**{"models/gemini-77-flash": NEW})
    assert refreshed(monkeypatch, rows, "--write", "no/folder/new.json") == 2
    assert "no/folder/new.json can't be written: No such file or directory." in capsys.readouterr().err


def test_what_one_key_does_not_see_makes_no_row(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refreshed(monkeypatch, listed(**{"models/gemini-3.6-flash": None}), "--write", "new.json") == 1
    assert "Nothing of it makes a row" in capsys.readouterr().err and not Path("new.json").exists()


def test_without_a_key_it_says_how_to_give_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["knowledge", "refresh"]) == 2
    assert "Set GEMINI_API_KEY" in capsys.readouterr().err


def test_a_key_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("key.txt").write_text(f"{KEY}\n")
    with gemini(replies(200, json.dumps({"models": listed()}))) as at:
        monkeypatch.setenv("GEMINI_DEBUG_GEMINI_URL", at.url)
        assert cli.main(["knowledge", "refresh", "--key-file", "key.txt"]) == 0
    assert [asked.headers["x-goog-api-key"] for asked in at.asked] == [KEY]


def test_a_key_that_gemini_refuses_is_said_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    error = {"error": {"code": 400, "message": f"API key not valid: {KEY}", "status": "INVALID_ARGUMENT"}}
    with gemini(replies(400, json.dumps(error))) as at:
        monkeypatch.setenv("GEMINI_DEBUG_GEMINI_URL", at.url)
        monkeypatch.setenv("GEMINI_API_KEY", KEY)
        assert cli.main(["knowledge", "refresh"]) == 2
    said = capsys.readouterr()
    assert (
        "Gemini refuses the list of models with this key: 400 INVALID_ARGUMENT" in said.err
        and KEY not in said.err + said.out
    )


def test_a_gemini_out_of_reach_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with gemini(replies(200, "{}")) as at:
        gone = at.url
    monkeypatch.setenv("GEMINI_DEBUG_GEMINI_URL", gone)
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    assert cli.main(["knowledge", "refresh"]) == 2
    assert f"Gemini can't be reached at {gone}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "methods", "state", "kind"),
    [
        ("gemini-77-flash", ["generateContent"], "current", "text"),
        ("gemini-77-flash-preview-09-2027", ["generateContent", "countTokens"], "preview", "text"),
        ("gemini-77-flash-exp", ["generateContent"], "preview", "text"),
        ("gemini-flash-latest-but-one-latest", ["generateContent"], "alias", "text"),
        ("gemini-77-flash-preview-tts", ["generateContent"], "preview", "tts"),
        ("gemini-77-flash-image", ["generateContent"], "current", "image"),
        ("gemini-embedding-77", ["embedContent", "countTokens"], "current", "embedding"),
        ("words-77", ["embedContent"], "current", "embedding"),
        ("gemini-77-live", ["bidiGenerateContent"], "current", "live"),
        ("films-77", ["predictLongRunning"], "current", "video"),
        ("imagen-77", ["predict"], "current", "picture"),
        ("aqa-77", ["generateAnswer"], "current", "text"),
        ("bare-77", None, "current", "text"),
    ],
)  # fmt: skip
def test_a_listed_model_becomes_a_row_of_its_kind(name: str, methods: object, state: str, kind: str) -> None:
    [row] = amended(
        models(),
        [{"name": f"models/{name}", "supportedGenerationMethods": methods}, {"inputTokenLimit": 1}, {"name": ""}],
        "2027-01-02",
    )
    assert (row.id, row.state, row.kind, row.source, row.date) == (name, state, kind, "models.list", "2027-01-02")


def test_a_model_that_is_gone_and_listed_is_limited() -> None:
    [row] = amended(models(), [{"name": "models/text-embedding-004", "outputTokenLimit": True}], "2027-01-02")
    assert (row.state, row.successor, row.output) == ("limited", models().rows["text-embedding-004"].successor, None)
