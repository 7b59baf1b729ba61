"""The command line: `gemini-debug COMMAND`. Each command imports its rooms when it runs, so that `diagnose` starts fast."""

from __future__ import annotations

import argparse
import atexit
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.commands import BAD_INPUT, DIAGNOSED
from bot.errors import UserError

PROGRAM = "gemini-debug"
EXAMPLES = {
    "diagnose": "gemini-debug diagnose error.log\n  gemini-debug diagnose --diff call.py\n  python app.py 2>&1 | gemini-debug diagnose\n  gemini-debug diagnose --json error.log",
    "explain": "gemini-debug explain quota-day",
    "knowledge": "gemini-debug knowledge check",
    "knowledge models": "gemini-debug knowledge models\n  gemini-debug knowledge models gemini-2.5-flash --json",
    "knowledge refresh": "gemini-debug knowledge refresh\n  gemini-debug knowledge refresh --key-file key.txt --write models.json",
    "knowledge check": "gemini-debug knowledge check ./our-entries",
    "manifest": "gemini-debug manifest > manifest.yml\n  gemini-debug manifest --http https://bot.example.com",
    "doctor": "gemini-debug doctor",
    "forget": "gemini-debug forget U0123456789\n  gemini-debug forget U0123456789 --show > kept.json",
    "playground": "gemini-debug playground\n  gemini-debug playground --port 8000 --data ./playground\n  gemini-debug playground --script talk.txt",
    "replay": "gemini-debug replay --dry-run error.log\n  GEMINI_API_KEY=… gemini-debug replay error.log\n  gemini-debug replay --key-file key.txt --yes --json error.log",
    "serve": "SLACK_BOT_TOKEN=… SLACK_APP_TOKEN=… gemini-debug serve",
}

# What a command ends with, where a script would ask.
ENDS = {
    "replay": "0 a request passes, or a dry run; 1 none passes, or nothing is sent;\n  2 bad input, or no key; 130 stopped by Ctrl-C",
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
    shape.add_argument("--json", **_shape("json"), help="write one JSON object, for one paste")
    shape.add_argument(
        "--jsonl", **_shape("jsonl"), help='one JSON object a line, in and out; a line in is {"id", "text", "mode"}'
    )
    shape.add_argument("--diff", **_shape("diff"), help="write the change of the pasted request as a patch")

    _replay(_command(commands, "replay", "send a pasted request again, as it is and then with the fix"))

    explain = _command(commands, "explain", "show what we know about a cause, or the list of causes")
    explain.add_argument("cause", nargs="?", metavar="CAUSE", help="a cause, such as quota-day")

    _knowledge(_command(commands, "knowledge", "check the entries, show what is known of models"))

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


def _replay(replay: argparse.ArgumentParser) -> None:
    replay.add_argument("file", metavar="FILE", help="a file with the error and its call, or - for standard input")
    replay.add_argument("--dry-run", action="store_true", help="print what would be sent, and send nothing")
    replay.add_argument("--fix", action="store_true", help="send it with the fix alone, not as it is")
    replay.add_argument(
        "--yes", action="count", default=0, help="don't ask; twice: not for what takes a second yes either"
    )
    replay.add_argument("--key-file", metavar="FILE", help="the file with your key, instead of GEMINI_API_KEY")
    replay.add_argument("--model", metavar="NAME", help="this model instead of the pasted one")
    replay.add_argument("--api-version", metavar="V", help="this API version instead of the pasted one, such as v1beta")
    replay.add_argument("--timeout", type=_seconds, metavar="S", help="seconds that one call may take")
    replay.add_argument("--json", action="store_true", help="write plan, attempts and verdict as one JSON object")


def _knowledge(knowledge: argparse.ArgumentParser) -> None:
    acts = knowledge.add_subparsers(dest="act", metavar="ACT", required=True)
    check = _command(acts, "check", "name every complaint about every entry", "knowledge check")
    check.add_argument("folder", nargs="?", metavar="DIR", help="a folder with entries of your own")
    models = _command(acts, "models", "show what we know of models, with date and source", "knowledge models")
    models.add_argument("name", nargs="?", metavar="NAME", help="a model, such as gemini-2.5-flash")
    models.add_argument("--json", action="store_true", help="write rows with every field")
    refresh = _command(acts, "refresh", "ask models.list what differs from our table of models", "knowledge refresh")
    refresh.add_argument("--key-file", metavar="FILE", help="the file with your key, instead of GEMINI_API_KEY")
    refresh.add_argument("--write", metavar="FILE", help="make a file for GEMINI_DEBUG_MODELS_FILE of what differs")
    refresh.add_argument("--json", action="store_true", help="write what differs as objects")


def _seconds(word: str) -> float:
    try:
        seconds = float(word)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 3600:
        raise argparse.ArgumentTypeError(f"a time-out is a number of seconds from above 0 to 3600, not {word}")
    return seconds


def _shape(name: str) -> dict[str, Any]:
    return {"dest": "shape", "action": "store_const", "const": name, "default": "page"}


def _port(word: str) -> int:
    if not word.isdecimal() or not 1 <= int(word) <= 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {word}")
    return int(word)


def _example(name: str) -> str:
    ends = f"\n\nends with:\n  {ENDS[name]}" if name in ENDS else ""
    return f"example:\n  {EXAMPLES[name]}{ends}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code; a broken pipe or Ctrl-C ends it quietly."""
    atexit.register(gc.freeze)  # nobody waits while the collector walks once more through what goes anyway
    for stream in (sys.stdout, sys.stderr):  # a terminal that knows no "·" shows "?" instead
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        code = _run(parser().parse_args(arguments))
        sys.stdout.flush()
    except UserError as mistake:
        from bot.reply import safe  # a file's name may move the cursor

        print(safe.clean(str(mistake)), file=sys.stderr)
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
            from bot.commands import diagnose

            return diagnose.run(chosen.files, chosen.shape)
        case "replay":
            from bot.commands import replay

            return replay.run(
                replay.Options(
                    chosen.file, chosen.dry_run, chosen.fix, chosen.yes, chosen.key_file, chosen.model,
                    chosen.api_version, chosen.timeout, chosen.json,
                )
            )  # fmt: skip
        case "explain":
            from bot.commands import knowledge

            return knowledge.explain(chosen.cause)
        case "knowledge":
            return _know(chosen)
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


def _know(chosen: argparse.Namespace) -> int:
    from bot.commands import knowledge, models

    match chosen.act:
        case "models":
            return models.show(chosen.name, chosen.json)
        case "refresh":
            return models.refresh(chosen.key_file, chosen.write, chosen.json)
    return knowledge.check(chosen.folder)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(PROGRAM)
    except PackageNotFoundError:
        return "of a checkout that is not installed"
