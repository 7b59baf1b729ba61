"""`gemini-debug replay` against the simulated Gemini: what it prints, what it sends, and its exit codes."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import re
import signal
import sys
import threading
from collections.abc import Iterator

import pytest

from bot import cli
from bot.commands import replay as command
from bot.playground.gemini.server import Gemini
from bot.reply import replay_words as words
from tests.replay.pastes import BUSY, DAILY, HELLO, HOT, RANGE, config, curl, error

FORMER = "AIza" + "SyB1c2D3e4F5g6H7i8J9k0L1m2N3o4P5q6R"


@pytest.fixture(scope="module")
def gemini() -> Iterator[Gemini]:
    """One for all tests, on a loop of its own: the command runs loops itself."""
    ready, done, held = threading.Event(), threading.Event(), []

    async def serve() -> None:
        async with Gemini() as service:
            held.append(service)
            ready.set()
            await asyncio.to_thread(done.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(20)
    yield held[0]
    done.set()
    thread.join(20)


@pytest.fixture(autouse=True)
def settings(gemini, monkeypatch):
    monkeypatch.setenv("GEMINI_DEBUG_GEMINI_URL", gemini.url)
    monkeypatch.setenv("GEMINI_API_KEY", gemini.secret)


@pytest.fixture
def paste(tmp_path):
    """Writes a paste into a file."""

    def write(text: str) -> str:
        file = tmp_path / "error.log"
        file.write_text(text)
        return str(file)

    return write


@pytest.fixture
def calls(gemini):
    """The calls since the test began, by their methods."""
    before = len(gemini.calls())
    return lambda: [one.verb for one in gemini.calls()[before:]]


class Terminal(io.StringIO):
    """A stream where somebody looks on."""

    def isatty(self) -> bool:
        return True


def test_from_paste_to_the_smallest_change(gemini, paste, capsys, calls):
    assert cli.main(["replay", "--yes", paste(config(HOT, RANGE))]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Replay of generateContent of gemini-3.5-flash on v1beta, with your own key.\n\n")
    assert "(estimated)" not in out  # the tokens were counted
    assert "It passes with this smallest change: generationConfig.temperature brought within\n0 to 2.\nProved:" in out
    assert '    -    "temperature": 3\n    +    "temperature": 2\n' in out
    assert re.search(r"unchanged again +400 INVALID_ARGUMENT", out)
    assert "The request that passes:\n    curl" in out
    assert err.splitlines()[:2] == ["Call 1 of at most 10: its tokens are counted", "Call 2 of at most 10: as it is"]
    assert calls() == ["countTokens", *["generateContent"] * 3]
    assert gemini.secret not in out + err


def test_what_fails_in_the_end_ends_with_1(paste, capsys):
    file = {"fileUri": "https://generativelanguage.googleapis.com/v1beta/files/nobody000000", "mimeType": "image/png"}
    told = error(
        403, "PERMISSION_DENIED", "You do not have permission to access the File nobody000000 or it may not exist."
    )
    assert cli.main(["replay", "--yes", paste(curl({"contents": [{"parts": [{"fileData": file}]}]}, told))]) == 1
    assert "It still fails: 403 PERMISSION_DENIED. We know of no change" in " ".join(capsys.readouterr().out.split())


def test_a_dry_run_sends_nothing_and_needs_no_key(paste, capsys, calls, monkeypatch):
    monkeypatch.delenv("GEMINI_API_KEY")
    assert cli.main(["replay", "--dry-run", paste(config(HOT, RANGE))]) == 0
    assert "The output is capped at 256 tokens." in capsys.readouterr().out
    assert cli.main(["replay", "--dry-run", "--json", paste(config(HOT, RANGE))]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["plan"]["counted"] is False and told["attempts"] == [] and told["verdict"] is None
    assert calls() == []


@pytest.mark.parametrize("shape", [[], ["--json"]])
def test_what_is_not_sent_says_why_and_ends_with_1(paste, capsys, calls, shape):
    assert cli.main(["replay", *shape, paste(curl({"contents": HELLO}, DAILY))]) == 1
    out = capsys.readouterr().out
    says = json.loads(out)["not_sent"]["says"] if shape else out.strip()
    assert says.startswith("Sending it again would show nothing: the quota comes back at midnight Pacific")
    assert calls() == []


def test_the_json_is_one_object_without_the_key(gemini, paste, capsys):
    text = config(HOT, RANGE).replace("$KEY", FORMER)
    assert cli.main(["replay", "--yes", "--json", paste(text)]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert told["verdict"]["kind"] == "smallest" and told["verdict"]["proved"] and told["plan"]["counted"]
    assert [one["purpose"] for one in told["attempts"]] == ["as sent", "change", "as sent again"]
    assert gemini.secret not in out + err and FORMER not in out + err


def test_the_key_of_the_paste_is_never_used(gemini, paste, capsys, monkeypatch, calls):
    monkeypatch.delenv("GEMINI_API_KEY")
    assert cli.main(["replay", "--yes", paste(config(HOT, RANGE).replace("$KEY", gemini.secret))]) == 2
    assert capsys.readouterr().err.strip() == words.NO_KEY
    assert calls() == []


def test_the_key_comes_from_a_file(gemini, paste, tmp_path, capsys, monkeypatch, calls):
    monkeypatch.delenv("GEMINI_API_KEY")
    file = tmp_path / "key.txt"
    file.write_text(f"{gemini.secret}\n")
    assert cli.main(["replay", "--yes", "--key-file", str(file), paste(config(HOT, RANGE))]) == 0
    sent = len(calls())
    file.write_text(f'"{gemini.secret}"\n')
    assert cli.main(["replay", "--yes", "--key-file", str(file), paste(config(HOT, RANGE))]) == 2
    file.write_text("short")
    assert cli.main(["replay", "--yes", "--key-file", str(file), paste(config(HOT, RANGE))]) == 2
    err = capsys.readouterr().err
    assert f"{file} holds quotes" in err and f"What {file} holds is no API key" in err
    assert len(calls()) == sent


def test_a_request_that_passes_is_copied_with_the_model_that_passed(paste, capsys):
    assert cli.main(["replay", "--yes", "--model", "gemini-3.5-flash-lite", paste(config(HOT, RANGE))]) == 0
    assert "/v1beta/models/gemini-3.5-flash-lite:generateContent" in capsys.readouterr().out


def test_a_request_that_passes_unchanged_is_not_copied(paste, capsys):
    assert cli.main(["replay", "--yes", paste(config({"temperature": 1}, RANGE))]) == 0
    out = capsys.readouterr().out
    assert words.PASSES[""] in out and words.COPY not in out


def test_the_fix_alone_may_be_sent(paste, capsys, calls):
    assert cli.main(["replay", "--yes", "--fix", paste(config(HOT, RANGE))]) == 0
    assert "Not proved" in capsys.readouterr().out and calls() == ["countTokens", "generateContent"]


def test_model_version_and_time_out_are_as_wished(gemini, paste, capsys):
    wishes = ["--model", "gemini-3.5-flash-lite", "--api-version", "v1", "--timeout", "12"]
    assert cli.main(["replay", "--yes", *wishes, "--json", paste(config({"temperature": 1}, RANGE))]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {told["plan"]["call"][name] for name in ("model", "api_version", "timeout_s")} == {
        "gemini-3.5-flash-lite",
        "v1",
        12.0,
    }
    assert told["verdict"]["kind"] == "passes"
    assert gemini.calls()[-1].path.startswith("/v1/models/gemini-3.5-flash-lite")


def test_the_help_says_what_it_ends_with(capsys):
    with pytest.raises(SystemExit):
        cli.main(["replay", "--help"])
    ends = capsys.readouterr().out.partition("ends with:")[2]
    assert re.findall(r"\d+ [a-z]+", ends) == ["0 a", "1 none", "2 bad", "130 stopped"]


@pytest.mark.parametrize("word", ["0", "x", "9999", "nan"])
def test_a_time_out_that_is_none_is_refused(paste, capsys, word):
    with pytest.raises(SystemExit) as ended:
        cli.main(["replay", "--timeout", word, paste(config(HOT))])
    assert ended.value.code == 2 and "a time-out is a number of seconds" in capsys.readouterr().err


# Asking


def answering(monkeypatch, word: str) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(f"{word}\n"))


@pytest.mark.parametrize(("word", "code"), [("y", 0), ("Yes", 0), ("n", 1), ("", 1), ("yes please", 1)])
def test_nothing_is_sent_before_the_person_agrees(paste, capsys, calls, monkeypatch, word, code):
    answering(monkeypatch, word)
    assert cli.main(["replay", paste(config(HOT, RANGE))]) == code
    err = capsys.readouterr().err
    assert words.ASK in err and (words.NOTHING_SENT in err) is (code == 1)
    assert "generateContent" not in calls() or code == 0


def test_with_json_the_plan_is_shown_beside_the_question(paste, capsys, monkeypatch):
    answering(monkeypatch, "y")
    assert cli.main(["replay", "--json", paste(config(HOT, RANGE))]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out) and err.count("Replay of generateContent") == 1


def test_where_nobody_can_be_asked_it_says_so(paste, capsys, calls, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    assert cli.main(["replay", paste(config(HOT, RANGE))]) == 2
    assert words.NEEDS_YES in capsys.readouterr().err
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(config(HOT, RANGE).encode())))
    assert cli.main(["replay", "-"]) == 2
    assert "generateContent" not in calls()


def test_tools_that_act_at_google_take_a_second_yes(paste, capsys, calls, monkeypatch):
    text = curl({"contents": HELLO, "tools": [{"googleSearch": {}}]}, BUSY)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert cli.main(["replay", "--yes", paste(text)]) == 2
    out, err = capsys.readouterr()
    assert "act for you: googleSearch" in out and words.NEEDS_YES_TWICE in err
    assert calls() == []  # not even counted
    assert cli.main(["replay", "--yes", "--yes", paste(text)]) in (0, 1)
    assert calls()[0] == "generateContent"


# How far it is


def test_at_a_terminal_one_line_shows_how_far_it_is(paste, monkeypatch, capsys):
    seen = Terminal()
    monkeypatch.setattr(sys, "stderr", seen)
    monkeypatch.setattr(seen, "reconfigure", lambda **_: None, raising=False)
    assert cli.main(["replay", "--yes", paste(config(HOT, RANGE))]) == 0
    first, last = "Call 1 of at most 10: its tokens are counted", "Call 4 of at most 10: as it is, once more"
    assert first in seen.getvalue() and last in seen.getvalue()  # a step between may be over before it is drawn
    assert "\x1b[" in seen.getvalue()  # redrawn in place


def test_ctrl_c_stops_it_and_says_what_came_of_it(gemini, paste, capsys, monkeypatch):
    from bot.replay import client

    async def send(call, key, access):
        if call.method == "countTokens":
            return await honest(call, key, access)
        os.kill(os.getpid(), signal.SIGINT)
        return await asyncio.Event().wait()

    honest = client.send
    monkeypatch.setattr(client, "send", send)
    before = signal.getsignal(signal.SIGINT)
    assert cli.main(["replay", "--yes", paste(config(HOT, RANGE))]) == 130
    assert "Stopped.\n" in capsys.readouterr().out
    assert signal.getsignal(signal.SIGINT) is before


async def test_where_a_loop_knows_no_signals_it_runs_all_the_same(monkeypatch):
    loop = asyncio.get_running_loop()

    def none(*_: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr(loop, "add_signal_handler", none)
    stop = asyncio.Event()
    with command._stopped_by_signal(stop), contextlib.nullcontext():
        assert not stop.is_set()
