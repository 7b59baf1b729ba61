"""The command line: `gemini-debug COMMAND`. Each command imports its rooms when it runs, so that `diagnose` starts fast."""

from __future__ import annotations

import argparse
import atexit
import gc
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import UserError
from bot.places import place

if TYPE_CHECKING:
    from bot.diagnosis import Knowledge

DIAGNOSED, NOT_DIAGNOSED, BAD_INPUT = 0, 1, 2

PROGRAM = "gemini-debug"
EXAMPLES = {
    "diagnose": "gemini-debug diagnose error.log\n  python app.py 2>&1 | gemini-debug diagnose\n  gemini-debug diagnose --json error.log",
    "explain": "gemini-debug explain quota-day",
    "knowledge": "gemini-debug knowledge check",
    "knowledge check": "gemini-debug knowledge check ./our-entries",
    "manifest": "gemini-debug manifest > manifest.yml\n  gemini-debug manifest --http https://bot.example.com",
    "doctor": "gemini-debug doctor",
    "forget": "gemini-debug forget U0123456789\n  gemini-debug forget U0123456789 --show > kept.json",
    "playground": "gemini-debug playground\n  gemini-debug playground --port 8000 --data ./playground\n  gemini-debug playground --script talk.txt",
    "serve": "SLACK_BOT_TOKEN=… SLACK_APP_TOKEN=… gemini-debug serve",
}


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help texts with room for the longest command beside its words."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28)


def parser() -> argparse.ArgumentParser:
    """Every command with its options; a help text carries an example."""
    top = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Reads a pasted Gemini API error and answers with its cause, the evidence and the remedy.",
        epilog=_example("diagnose"),
        formatter_class=_Help,
    )
    top.add_argument("-V", "--version", action="store_true", help="print the version and end")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")

    diagnose = _command(commands, "diagnose", "say what an error means and how to fix it")
    diagnose.add_argument("files", nargs="*", metavar="FILE", help="files with an error, or - for standard input")
    shape = diagnose.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="write one JSON object, for one paste")
    shape.add_argument(
        "--jsonl", action="store_true", help='one JSON object a line, in and out; a line in is {"id", "text", "mode"}'
    )

    explain = _command(commands, "explain", "show what we know about a cause, or the list of causes")
    explain.add_argument("cause", nargs="?", metavar="CAUSE", help="a cause, such as quota-day")

    knowledge = _command(commands, "knowledge", "check the entries")
    acts = knowledge.add_subparsers(dest="act", metavar="ACT", required=True)
    check = _command(acts, "check", "name every complaint about every entry", "knowledge check")
    check.add_argument("folder", nargs="?", metavar="DIR", help="a folder with entries of your own")

    manifest = _command(commands, "manifest", "print the manifest to make the Slack app from")
    manifest.add_argument("--http", metavar="URL", help="for HTTP at this address instead of Socket Mode")
    manifest.add_argument("--no-listen", action="store_true", help="leave out what only listening in channels needs")

    _command(commands, "doctor", "say what is missing before serve")
    _command(commands, "serve", "run the bot in a Slack workspace")

    forget = _command(commands, "forget", "delete everything that is kept of a person")
    forget.add_argument("user", metavar="USER", help="their user id in Slack")
    forget.add_argument("--show", action="store_true", help="print it as JSON and delete nothing")

    playground = _command(commands, "playground", "run the bot in a Slack of its own, in the browser")
    playground.add_argument("--port", type=_port, default=0, metavar="N", help="the page's port; else a free one")
    playground.add_argument("--no-browser", action="store_true", help="print the page's address alone")
    way = playground.add_mutually_exclusive_group()
    way.add_argument("--socket", action="store_true", help="the bot hears by Socket Mode, which is the default")
    way.add_argument("--http", action="store_true", help="the bot hears by signed HTTP requests")
    playground.add_argument("--data", type=Path, metavar="DIR", help="keep everything in this folder")
    playground.add_argument("--script", type=Path, metavar="FILE", help="play a written conversation and print it")
    return top


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, says: str, example: str = ""
) -> argparse.ArgumentParser:
    return commands.add_parser(
        name,
        help=says,
        description=f"{says[0].upper()}{says[1:]}.",
        epilog=_example(example or name),
        formatter_class=_Help,
    )


def _port(word: str) -> int:
    if not word.isdecimal() or not 1 <= int(word) <= 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {word}")
    return int(word)


def _example(name: str) -> str:
    return f"example:\n  {EXAMPLES[name]}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code; a broken pipe or Ctrl-C ends it quietly."""
    atexit.register(gc.freeze)  # nobody waits while the collector walks once more through what goes anyway
    for stream in (sys.stdout, sys.stderr):  # a terminal that knows no "·" shows "?" instead
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        code = _run(parser().parse_args(arguments))
        sys.stdout.flush()
    except UserError as mistake:
        print(mistake, file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader, such as head, has seen enough. Python would complain of it once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return code


def _run(chosen: argparse.Namespace) -> int:
    match chosen.command:
        case "diagnose":
            return _diagnose(chosen)
        case "explain":
            return _explain(chosen.cause)
        case "knowledge":
            return _check(chosen.folder)
        case "manifest":
            from bot import manifest

            print(manifest.text(chosen.http, not chosen.no_listen), end="")
            return DIAGNOSED
        case "doctor":
            from bot import doctor

            return doctor.run()
        case "serve":
            from bot import app, settings

            return app.serve(settings.load())
        case "forget":
            from bot import person, settings

            return person.run(settings.load(), chosen.user, chosen.show)
        case "playground":
            from bot.playground import run

            return run.playground(
                run.Options(chosen.port, not chosen.no_browser, chosen.http, chosen.data, chosen.script)
            )
    if chosen.version:
        print(PROGRAM, _version())
        return DIAGNOSED
    parser().print_help()
    return BAD_INPUT


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(PROGRAM)
    except PackageNotFoundError:
        return "of a checkout that is not installed"


def _folders() -> list[Path]:
    """The entries of the project, then the team's own where a setting names them."""
    folders = [place("knowledge")]
    if "GEMINI_DEBUG_KNOWLEDGE_DIR" in os.environ:  # else diagnose starts without reading settings, for speed
        from bot import settings

        own = settings.load().knowledge_dir
        folders += [own] if own else []
    return folders


def _load() -> Knowledge:
    from bot.diagnosis import BrokenKnowledge, load

    try:
        return load(*_folders())
    except BrokenKnowledge as broken:
        raise UserError(f"{broken}\nThe entries above can't be used: mend them, then start again.") from None


def _diagnose(chosen: argparse.Namespace) -> int:
    if chosen.jsonl:
        return _answer_lines(chosen.files, _load())
    return _answer_pastes(chosen.files or ["-"], as_json=chosen.json)


def _answer_pastes(names: Sequence[str], as_json: bool) -> int:
    """Each file is one paste; what can't be read gets its sentence and the others are answered all the same."""
    from bot.diagnosis import diagnose
    from bot.paste import read
    from bot.reply import bad_input
    from bot.reply.file import contents

    if as_json and len(names) > 1:
        raise UserError(bad_input.SEVERAL_AS_JSON)
    knowledge = _load()
    worst = DIAGNOSED
    for name in names:
        try:
            diagnosis = diagnose(read(contents(name)), knowledge)
        except UserError as mistake:
            print(mistake, file=sys.stderr)
            worst = BAD_INPUT
            continue
        if as_json:
            from bot.reply import json

            print(json.line(json.answer(diagnosis, None if name == "-" else name)))
        else:
            from bot.reply import terminal

            if len(names) > 1:
                print(f"== {name}")
            print(terminal.page(diagnosis, knowledge, datetime.now(UTC)))
        if diagnosis.cause not in knowledge.entries:
            worst = max(worst, NOT_DIAGNOSED)
    return worst


def _answer_lines(names: Sequence[str], knowledge: Knowledge) -> int:
    """Standard input, also named `-`, holds one JSON object a line, and each gets one; a named file is one paste."""
    from bot.diagnosis import diagnose
    from bot.paste import read
    from bot.reply import json
    from bot.reply.file import contents, lines

    sys.stdout.reconfigure(encoding="utf-8", line_buffering=True)  # type: ignore[union-attr]  # a program at the other end waits for each line
    for name in names or ["-"]:
        if name == "-":
            for raw in lines(sys.stdin.buffer):
                try:
                    asked = json.asked(raw)
                    print(json.line(json.answer(diagnose(read(asked.text), knowledge, asked.mode), asked.name)))
                except json.LineError as mistake:
                    print(json.line(json.refusal(mistake.name, str(mistake))))
            continue
        try:
            print(json.line(json.answer(diagnose(read(contents(name)), knowledge), name)))
        except UserError as mistake:
            print(json.line(json.refusal(name, str(mistake))))
    return DIAGNOSED


def _explain(cause: str | None) -> int:
    from bot.reply import terminal
    from bot.reply.entry import find

    knowledge = _load()
    print(
        terminal.list_of_causes(knowledge) if cause is None else terminal.explanation(find(cause, knowledge), knowledge)
    )
    return DIAGNOSED


def _check(folder: str | None) -> int:
    from bot.diagnosis import BrokenKnowledge, check_examples, load

    folders = _folders()
    if folder is not None:
        named = Path(folder)
        folders = [named] if (named / "guide.md").is_file() else [place("knowledge"), named]
    try:
        knowledge = load(*folders)
        complaints = check_examples(knowledge)
    except BrokenKnowledge as broken:
        complaints = broken.complaints
    for line in dict.fromkeys(map(str, complaints)):  # a signature may name one wrong word several times
        print(line.removeprefix(f"{Path.cwd()}{os.sep}"))
    if complaints:
        return NOT_DIAGNOSED
    print(f"{len(knowledge.entries)} entries, no complaints.")
    return DIAGNOSED
