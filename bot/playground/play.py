"""Plays a written conversation against the real bot, and prints what everybody read."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import fields
from pathlib import Path

from bot.errors import UserError
from bot.jobs import engine
from bot.playground import script
from bot.playground.actor import Actor
from bot.playground.faults import Faults
from bot.playground.inputs import NotAllowedError
from bot.playground.script import Script, Step
from bot.playground.server import Slack
from bot.playground.stage import workspace
from bot.playground.transcript import NOTHING, changes, look, typed
from bot.playground.values import Channel, Message, View

FAULTS = frozenset(one.name for one in fields(Faults) if isinstance(one.default, bool))
STEP_SECONDS = 60.0  # that a step may take to end
CALM = 0.1
_SILENT = frozenset(["passes", "closes", "invites"])  # what nobody expects an answer to


def opened(file: Path) -> Script:
    """The conversation in the file. UserError names every line that can't be read."""
    try:
        written = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        says = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UserError(f"{file} can't be read: {says}.") from None
    return script.read(written, str(file), FAULTS)


async def play(what: Script, over_http: bool = False) -> int:
    """The conversation is printed, times left out; 0. UserError names the line that can't be done."""
    apart = ""
    async with aclosing(played(what, over_http)) as paragraphs:
        async for paragraph in paragraphs:
            print(apart + paragraph, flush=True)
            apart = "\n"
    return 0


async def played(what: Script, over_http: bool = False) -> AsyncGenerator[str, None]:
    """Each step and what came of it, paragraph by paragraph."""
    async with workspace(over_http=over_http, page=False, began=what.clock.timestamp()) as slack:
        for fault in what.faults:
            setattr(slack.faults, fault, True)
        player = Player(slack, what)
        for step in what.steps:
            for paragraph in await _told(slack, player, step, f"{what.name}:{step.line}"):
                yield paragraph


async def _told(slack: Slack, player: Player, step: Step, where: str) -> list[str]:
    """The step in its own words, and what came of it."""
    before = look(slack)
    try:
        words = await player.act(step)
    except NotAllowedError as refusal:
        raise UserError(f"{where}: {refusal}.") from None
    await _ended(slack, where)
    player.follow()
    seen = list(changes(slack, before, player.root))
    return [words, *(seen or ([] if step.verb in _SILENT else [NOTHING]))]


async def _ended(slack: Slack, where: str) -> None:
    """Nothing is under way, neither between Slack and the bot nor in the bot."""
    end = time.monotonic() + STEP_SECONDS
    try:
        await slack.settled(STEP_SECONDS, CALM)
        while not await engine.idle():
            assert time.monotonic() < end, "a job is under way"  # noqa: S101  as `settled` says it
            await slack.workspace.bell.next(CALM)
        await slack.settled(STEP_SECONDS, CALM)
    except AssertionError as error:
        raise UserError(f"{where}: the bot hasn't ended its work in {STEP_SECONDS:.0f} s: {error}.") from None


class Player:
    """Does the steps, and knows where the conversation is."""

    def __init__(self, slack: Slack, what: Script) -> None:
        self._slack, self._script = slack, what
        for who in dict.fromkeys(step.who for step in what.steps if step.who):
            slack.person(who)
        self._channel = self._named("general")
        self._root: Message | None = None
        self._last: dict[str, Message] = {}  # person → what they wrote last

    @property
    def root(self) -> str | None:
        """The ts of the message whose thread people look at."""
        return self._root.ts if self._root else None

    def follow(self) -> None:
        """People look at the thread that something was said in last."""
        messages = self._slack.workspace.messages
        last = max(messages.values(), key=lambda m: m.ts, default=None)
        if last and last.thread and (last.channel, last.thread) in messages:
            self._root = messages[last.channel, last.thread]

    async def act(self, step: Step) -> str:
        """The step is done; gives its own words."""
        doing = getattr(self, f"_{step.verb}")
        return str(await doing(step, self._slack.person(step.who) if step.who else None))

    async def _writes(self, step: Step, who: Actor) -> str:
        given, thread = step.given, None
        if "thread" in given:
            thread, place = self._thread(), " in the thread"
        elif "direct" in given:
            self._channel, place = who.dm, f" to {given['direct']}"
        else:
            self._channel, place = self._named(given["channel"]), f" in #{given['channel']}"
        file = given.get("file")
        files = [(file, step.text)] if file else []
        text = "" if file else step.text
        message = await who.writes(self._channel, text, thread=thread, files=files)
        self._last[who.id] = message
        if thread is None:
            self._root = message
        return f"**{who.name}**{place}{f' with {file}' if file else ''}:{typed(step.text)}"

    async def _runs(self, step: Step, who: Actor) -> str:
        command = step.given["command"]
        await who.commands(self._channel, command, step.text)
        return f"**{who.name}** runs {command}{typed(step.text)}"

    async def _presses(self, step: Step, who: Actor) -> str:
        label = step.given["label"]
        await who.presses(self._with_button(who, label), label)
        return f"**{who.name}** presses *{label}*"

    async def _edits(self, step: Step, who: Actor) -> str:
        await who.edits(self._written_by(who), step.text)
        return f"**{who.name}** edits the message:{typed(step.text)}"

    async def _deletes(self, step: Step, who: Actor) -> str:
        await who.deletes(self._written_by(who))
        return f"**{who.name}** deletes the message"

    async def _shortcut(self, step: Step, who: Actor) -> str:
        on = self._written_by(self._slack.person(step.given["on"])) if "on" in step.given else self._thread()
        [name] = [one for one in self._slack.app.manifest["features"]["shortcuts"] if one["type"] == "message"]
        await who.shortcuts(name["callback_id"], on)
        return f"**{who.name}** uses the shortcut *{name['name']}*"

    async def _submits(self, step: Step, who: Actor) -> str:
        await who.submits(self._modal(who), step.fields)
        filled = "".join(f"\n\n{label}:{typed(value)}" for label, value in step.fields.items())
        return f"**{who.name}** submits{filled}"

    async def _closes(self, _: Step, who: Actor) -> str:
        await who.closes(self._modal(who))
        return f"**{who.name}** closes the modal"

    async def _invites(self, step: Step, who: Actor) -> str:
        channel = self._named(step.given["channel"])
        self._channel = await who.invites(channel)
        return f"**{who.name}** invites {self._slack.app.name} to #{channel.name}"

    async def _passes(self, step: Step, _: None) -> str:
        minutes = int(step.given["minutes"])
        await self._slack.clock.advance(minutes * 60.0)
        return f"*{minutes} minute{' passes' if minutes == 1 else 's pass'}.*"

    def _named(self, name: str) -> Channel:
        hidden = name in self._script.private
        return self._slack.channel(name, private=hidden, with_bot=name not in self._script.without_bot)

    def _thread(self) -> Message:
        if self._root is None:
            raise NotAllowedError("there is no message yet")
        return self._root

    def _written_by(self, who: Actor) -> Message:
        if who.id not in self._last:
            raise NotAllowedError(f"{who.name} has written nothing")
        return self._last[who.id]

    def _modal(self, who: Actor) -> View:
        if who.view is None:
            raise NotAllowedError(f"there is no modal on {who.name}'s screen")
        return who.view

    def _with_button(self, who: Actor, label: str) -> Message | View:
        """The modal, else the newest message with that button that the person sees."""
        if who.view:
            return who.view
        channels = self._slack.workspace.channels
        seen = [m for m in self._slack.workspace.messages.values() if who.id in channels[m.channel].members]
        newest = sorted([*seen, *self._slack.ephemerals(who)], key=lambda m: m.ts, reverse=True)
        found = next((m for m in newest if label in m.buttons), None)
        if found is None:
            there = sorted({button for m in newest for button in m.buttons})
            raise NotAllowedError(f"{who.name} sees no button {label}; there are {', '.join(there) or 'none'}")
        return found
