"""`gemini-debug replay`: a pasted request sent again with the person's own key, as it is and then with the fix."""

from __future__ import annotations

import asyncio
import functools
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from bot.commands import DIAGNOSED, NOT_DIAGNOSED
from bot.commands.entries import loaded
from bot.errors import UserError

if TYPE_CHECKING:
    from bot.diagnosis import Diagnosis, Knowledge
    from bot.replay.attempt import Attempt
    from bot.replay.call import Access
    from bot.replay.plan import NotSent, Plan
    from bot.replay.run import SendCall
    from bot.replay.trial import Step, Verdict
    from bot.reply.page import Block
    from bot.settings import Settings

INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says; `yes` counts how often."""

    file: str
    dry_run: bool = False
    fix: bool = False
    yes: int = 0
    key_file: str | None = None
    model: str | None = None
    api_version: str | None = None
    timeout: float | None = None
    as_json: bool = False


def run(options: Options) -> int:
    """Prints the plan, asks, sends and prints what came of it. 0: a request passes, or a dry run; 1: none does."""
    from bot import settings
    from bot.diagnosis import diagnose
    from bot.paste import read
    from bot.replay.call import GEMINI, Access
    from bot.replay.plan import NotSent
    from bot.reply.file import contents

    found, knowledge = settings.load(), loaded()
    diagnosis = diagnose(read(contents(options.file)), knowledge)
    access = Access(found.gemini_url or GEMINI)
    planned = _plan(options, found, diagnosis, knowledge, access)
    if isinstance(planned, NotSent):
        return _not_sent(planned, options)
    if options.dry_run:
        return _dry(planned, options)
    send = _sender(_key(options, found, planned), access)
    return _sent(asyncio.run(_counted(planned, send)), diagnosis, knowledge, send, options)


def _sent(planned: Plan, diagnosis: Diagnosis, knowledge: Knowledge, send: SendCall, options: Options) -> int:
    """Shows the plan, asks, and sends."""
    from bot.reply import replay_words

    if not options.as_json or not options.yes:
        _print(_page(planned), to_errors=options.as_json, end="\n\n")
    if not _confirmed(planned, options):
        print(replay_words.NOTHING_SENT, file=sys.stderr)
        return NOT_DIAGNOSED
    return _came(planned, *asyncio.run(_trial(planned, knowledge, send)), diagnosis, knowledge, options)


def _plan(
    options: Options, found: Settings, diagnosis: Diagnosis, knowledge: Knowledge, access: Access
) -> Plan | NotSent:
    from bot.replay.caps import Limits
    from bot.replay.plan import Own, plan

    return plan(
        diagnosis,
        knowledge,
        datetime.now(UTC).date(),
        limits=Limits(found.replay_calls, found.replay_output_tokens, found.replay_seconds, found.replay_spend),
        instead=Own(options.model, options.api_version, options.timeout),
        access=access,
        fix_only=options.fix,
    )


def _key(options: Options, found: Settings, planned: Plan) -> str:
    """The key, from the file or the environment alone."""
    from bot.replay.call import refusal
    from bot.reply import key_file, replay_words

    if options.key_file is not None:
        key, name = key_file.key(options.key_file), options.key_file
    elif found.gemini_api_key is not None:
        key, name = found.gemini_api_key.get_secret_value(), "GEMINI_API_KEY"
    else:
        raise UserError(replay_words.NO_KEY)
    if refusal(planned.call, key) == "key":
        raise UserError(key_file.NO_KEY.format(name=name))
    return key


def _sender(key: str, access: Access) -> SendCall:
    from pydantic import SecretStr

    from bot.replay.client import send

    return functools.partial(send, key=SecretStr(key), access=access)


async def _counted(planned: Plan, send: SendCall) -> Plan:
    from bot.replay.plan import counting
    from bot.replay.run import count
    from bot.reply.replay import counts

    with _progress() as shown:
        if counting(planned) is not None:
            shown(counts(planned))
        return await count(planned, send)


def _not_sent(why: NotSent, options: Options) -> int:
    from bot.reply import json, replay_json
    from bot.reply.replay import not_sent

    print(json.line(replay_json.replay(why)) if options.as_json else not_sent(why))
    return NOT_DIAGNOSED


def _dry(planned: Plan, options: Options) -> int:
    from bot.reply import json, replay_json

    if options.as_json:
        print(json.line(replay_json.replay(planned)))
    else:
        _print(_page(planned))
    return DIAGNOSED


def _page(planned: Plan) -> Sequence[Sequence[Block]]:
    from bot.reply.replay import plan_page

    return plan_page(planned)


def _print(parts: Sequence[Sequence[Block]], *, to_errors: bool = False, end: str = "\n") -> None:
    from bot.reply import terminal

    stream = sys.stderr if to_errors else sys.stdout
    style = terminal.style_of(stream)
    print("\n\n".join(terminal.blocks(part, style) for part in parts), end=end, file=stream, flush=True)


def _confirmed(planned: Plan, options: Options) -> bool:
    """Whether the person agrees; UserError where nobody can be asked."""
    from bot.reply import replay_words as words

    if options.yes > 1 or (options.yes and not planned.confirm):
        return True
    if options.file == "-" or not sys.stdin.isatty():
        raise UserError(words.NEEDS_YES_TWICE if planned.confirm else words.NEEDS_YES)
    print(words.ASK, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


async def _trial(planned: Plan, knowledge: Knowledge, send: SendCall) -> tuple[tuple[Attempt, ...], Verdict]:
    """The trial with its progress on standard error; Ctrl-C stops it, and what came of it until then is kept."""
    from bot.replay.run import run
    from bot.reply.replay import progress

    stop = asyncio.Event()
    with _stopped_by_signal(stop), _progress() as shown:

        async def on_step(step: Step, done: tuple[Attempt, ...]) -> None:
            says = progress(step, planned, done)
            if says:
                shown(says)

        return await run(planned, knowledge, send, on_step=on_step, stop=stop)


@contextmanager
def _stopped_by_signal(stop: asyncio.Event) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(signal.SIGINT, stop.set)
    except (NotImplementedError, RuntimeError):  # Windows, or not the main thread: Ctrl-C ends the command then
        yield
        return
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)


class _Shown(Protocol):
    def __call__(self, says: str, /) -> None: ...


@contextmanager
def _progress() -> Iterator[_Shown]:
    """One line that changes where a person looks on, else a line a step."""
    if not sys.stderr.isatty():
        yield functools.partial(print, file=sys.stderr, flush=True)
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status(Text("")) as status:
        yield lambda says: status.update(Text(says))


def _came(
    planned: Plan,
    attempts: tuple[Attempt, ...],
    verdict: Verdict,
    diagnosis: Diagnosis,
    knowledge: Knowledge,
    options: Options,
) -> int:
    """Prints what came of it, and gives the exit code."""
    from bot.reply import json, replay_json, replay_outcome

    if options.as_json:
        print(json.line(replay_json.replay(planned, attempts, verdict)))
    else:
        came = replay_outcome.came(planned, attempts, verdict, diagnosis, knowledge)
        _print(replay_outcome.page(came, replay_outcome.language_of(diagnosis.request)))
    if verdict.kind == "stopped":
        return INTERRUPTED
    return DIAGNOSED if verdict.passed else NOT_DIAGNOSED
