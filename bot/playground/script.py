"""A written conversation, as a bug report may hold one: who does what, line by line.

    clock: 2026-03-02 14:48
    ada in #general:
        google.genai.errors.ClientError: 429 RESOURCE_EXHAUSTED. …
    bo in thread: @gemini-debug
    ada presses Details

A step is a line that isn't indented; the indented lines below it are its text, as typed. Lines that begin with `# ` are notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from textwrap import dedent
from typing import Literal

from bot.errors import UserError

CLOCK = datetime(2026, 3, 2, 14, 48, tzinfo=UTC)  # where none is given, so that a script always tells the same
Verb = Literal["writes", "runs", "presses", "edits", "deletes", "shortcut", "submits", "closes", "invites", "passes"]

_WHO = r"(?P<who>[a-z0-9][a-z0-9._-]*)"
_CHANNEL = r"#(?P<channel>[a-z0-9][a-z0-9_-]*)"
_WITH = r"(?: with (?P<file>\S+))?"
_FORMS: tuple[tuple[Verb, str], ...] = (
    ("passes", r"(?P<minutes>\d+) minutes? pass(?:es)?"),
    ("shortcut", rf"shortcut by {_WHO}(?: on (?P<on>\S+)'s message)?"),
    ("writes", rf"{_WHO} in {_CHANNEL}{_WITH}:(?P<text>.*)"),
    ("writes", rf"{_WHO} in (?P<thread>thread){_WITH}:(?P<text>.*)"),
    ("writes", rf"{_WHO} to (?P<direct>gemini-debug){_WITH}:(?P<text>.*)"),
    ("runs", rf"{_WHO} runs (?P<command>/\S+)(?P<text>.*)"),
    ("presses", rf"{_WHO} presses (?P<label>.+)"),
    ("edits", rf"{_WHO} edits:(?P<text>.*)"),
    ("deletes", rf"{_WHO} deletes"),
    ("submits", rf"{_WHO} submits(?P<filled>:)?"),
    ("closes", rf"{_WHO} closes"),
    ("invites", rf"{_WHO} invites gemini-debug to {_CHANNEL}"),
)
_HEAD = re.compile(r"(clock|without the bot|private|faults):(.*)")
_FIELD = re.compile(r"([^:\n]+):(.*)")
_KNOWN = (
    "`ada in #general: …`, `ada in thread: …`, `ada to gemini-debug: …` (each also `with FILE:`), `ada runs /gemini-debug …`, "
    "`ada presses Details`, `ada edits: …`, `ada deletes`, `ada submits:`, `ada closes`, `shortcut by ada`, "
    "`ada invites gemini-debug to #random`, `31 minutes pass`"
)
_WITH_TEXT = frozenset(["writes", "runs", "edits"])


@dataclass(frozen=True, slots=True)
class Step:
    """What one person does. `line` is where it stands; `given` holds what the verb needs, `text` what was typed."""

    line: int
    verb: Verb
    who: str
    given: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Script:
    """A conversation. Every channel is public and has the bot in it unless it is named here."""

    name: str
    steps: tuple[Step, ...]
    clock: datetime = CLOCK
    private: frozenset[str] = frozenset()
    without_bot: frozenset[str] = frozenset()
    faults: tuple[str, ...] = ()


def read(written: str, name: str = "script", faults: frozenset[str] = frozenset()) -> Script:
    """The conversation; `faults` are those that it may turn on. UserError names every line that can't be read."""
    steps: list[Step] = []
    head: dict[str, str] = {}
    complaints: list[str] = []
    begun = False
    for number, line, body in _chunks(written):
        begins = _HEAD.fullmatch(line)
        begun = begun or begins is None
        try:
            if begins:
                _check(not begun, f"`{begins[1]}:` stands before the first step")
                head[begins[1]] = begins[2].strip()
                _head(begins[1], head[begins[1]], faults)
            else:
                steps.append(_step(number, line, body))
        except ValueError as error:
            complaints.append(f"{name}:{number}: {error}.")
    if not steps and not complaints:
        complaints.append(f"{name}: there is no step. A step is {_KNOWN}.")
    if complaints:
        raise UserError("\n".join(complaints))
    return Script(
        name,
        tuple(steps),
        _clock(head["clock"]) if "clock" in head else CLOCK,
        _channels(head.get("private", "")),
        _channels(head.get("without the bot", "")),
        tuple(_words(head.get("faults", ""))),
    )


def _chunks(written: str) -> Iterator[tuple[int, str, str]]:
    """Each line that isn't indented, with its number, and the indented lines below it without their indentation."""
    lines = written.splitlines()
    starts = [n for n, line in enumerate(lines) if line.strip() and line[0] not in " \t"]
    ends = [*starts[1:], len(lines)] if starts else []
    for at, after in zip(starts, ends, strict=True):
        if not re.match(r"#(\s|$)", lines[at]):
            yield at + 1, lines[at].rstrip(), dedent("\n".join(lines[at + 1 : after])).strip("\n").rstrip()


def _head(kind: str, value: str, faults: frozenset[str]) -> None:
    match kind:
        case "clock":
            _clock(value)
        case "faults":
            unknown = [word for word in _words(value) if word not in faults]
            _check(not unknown, f"there is no fault {', '.join(unknown)}; there are {', '.join(sorted(faults))}")
        case _:
            _channels(value)


def _step(number: int, line: str, body: str) -> Step:
    found = next(((verb, m) for verb, form in _FORMS if (m := re.fullmatch(form, line))), None)
    if found is None:
        raise ValueError(f"`{line}` is no step. A step is {_KNOWN}")
    verb, match = found
    given = {key: value for key, value in match.groupdict().items() if value and key not in ("who", "text")}
    text = "\n".join(part for part in ((match.groupdict().get("text") or "").strip(), body) if part)
    if verb == "submits":
        _check(bool(given) == bool(body), "`submits:` has the fields indented below it, `submits` has none")
        return Step(number, verb, match["who"], given, fields=dict(_fields(body)))
    _check(verb in _WITH_TEXT or not body, f"`{line}` takes no text")
    _check(
        verb not in ("writes", "edits") or bool(text), "nothing is typed: write it behind the colon or indented below"
    )
    return Step(number, verb, match.groupdict().get("who") or "", given, text)


def _fields(body: str) -> Iterator[tuple[str, str]]:
    """`label: value`, or `label:` with the value indented below it."""
    for _, line, below in _chunks(body):
        named = _FIELD.fullmatch(line)
        if named is None:
            raise ValueError(
                f"`{line}` is no field: it has the form `label: value`, or `label:` with the value indented below"
            )
        yield named[1].strip(), "\n".join(part for part in (named[2].strip(), below) if part)


def _clock(value: str) -> datetime:
    try:
        return datetime.strptime(value.removesuffix("UTC").strip(), "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    except ValueError:
        raise ValueError(f"the clock reads like `{CLOCK:%Y-%m-%d %H:%M}`, in UTC") from None


def _channels(value: str) -> frozenset[str]:
    words = _words(value)
    _check(all(re.fullmatch(_CHANNEL, word) for word in words), "channels read like `#general, #random`")
    return frozenset(word.removeprefix("#") for word in words)


def _words(value: str) -> list[str]:
    return [word for word in re.split(r"[\s,]+", value) if word]


def _check(holds: bool, says: str) -> None:
    if not holds:
        raise ValueError(says)
