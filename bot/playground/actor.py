"""The people and the other bots of the workspace, and what they do there."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.playground import events
from bot.playground.composer import Draft, compose, smarten
from bot.playground.desk import Desk
from bot.playground.inputs import NotAllowedError
from bot.playground.journal import Delivery
from bot.playground.methods.reactions import react
from bot.playground.screen import Screen
from bot.playground.values import Bot, Channel, File, Json, Message, Person, View
from bot.playground.workspace import short_id

_TEXTS = ("txt", "log", "py", "md", "js", "ts", "go", "sh", "json", "yaml", "yml", "csv", "java", "rb", "c", "html")
Upload = tuple[str, str | bytes]  # name and content


@dataclass(frozen=True)
class Actor:
    """A person at Slack's client. Every verb is a gesture; NotAllowedError where the client doesn't offer it."""

    desk: Desk
    person: Person
    snippet_over: int = 12_000  # characters; the client makes a snippet of a longer paste

    @property
    def id(self) -> str:
        """The user id."""
        return self.person.id

    @property
    def name(self) -> str:
        """The name."""
        return self.person.name

    @property
    def dm(self) -> Channel:
        """The direct messages with the bot."""
        return self.desk.workspace.dm(self.id)

    async def writes(
        self,
        channel: Channel,
        text: str = "",
        *,
        thread: Message | str | None = None,
        files: Iterable[Upload | File] = (),
        blocks: list[Json] | None = None,
        broadcast: bool = False,
    ) -> Message:
        """The message that stands then. `@name` mentions; a long text becomes a snippet; `blocks` replaces the client's
        own, and then `text` is taken as it is."""
        self._look(channel)
        workspace = self.desk.workspace
        shared = [self._upload(file) for file in files]
        if len(text) > self.snippet_over and blocks is None:
            shared.append(workspace.add_file("Untitled", text.encode(), self.id, "snippet", "text"))
            text = ""
        draft = self._draft(text)
        body = tuple(blocks) if blocks is not None else draft.blocks
        if isinstance(thread, str):
            thread = workspace.messages[channel.id, thread]
        root = thread.root if thread else None
        subtype = "thread_broadcast" if broadcast and root else "file_share" if shared else None
        message = Message(
            channel.id,
            workspace.ts(),
            text if blocks is not None else draft.text,
            self.id,
            body,
            files=tuple(workspace.share(file, channel.id) for file in shared),
            thread=root,
            subtype=None if subtype == "file_share" and self.desk.faults.bare_files else subtype,
            client_msg_id=str(uuid.uuid4()),
        )
        return self.desk.post(message)

    async def edits(self, message: Message, text: str) -> Message:
        """The message says something else; only its author may."""
        message = self._own(message)
        draft = self._draft(text)
        edited = (self.id, self.desk.workspace.ts())
        return self.desk.change(replace(message, text=draft.text, blocks=draft.blocks, edited=edited))

    async def deletes(self, message: Message) -> None:
        """The message is gone; only its author may."""
        self.desk.remove(self._own(message))

    async def reacts(self, message: Message, name: str) -> Message:
        """The reaction stands under the message."""
        return react(self.desk, self._standing(message), self.id, name)

    async def joins(self, channel: Channel) -> Channel:
        """The person is a member of the channel."""
        return self._join(channel, self.id)

    async def invites(self, channel: Channel) -> Channel:
        """The bot is a member of the channel."""
        self._look(channel)
        return self._join(channel, self.desk.workspace.app.bot_user)

    async def opens_home(self, tab: str = "home") -> View | None:
        """The person looks at the app's Home, or at its Messages; the Home as it was published last."""
        workspace = self.desk.workspace
        view = workspace.homes.get(self.id)
        self.desk.tell(None, events.home_opened(workspace, self.id, tab, view))
        return view

    async def commands(
        self, channel: Channel, command: str, text: str = "", *, thread: Message | None = None
    ) -> Delivery:
        """The command was sent to the app, which may answer at once; in a thread Slack refuses it."""
        if thread is not None:
            raise NotAllowedError(f"{command} is not supported in threads. Sorry!")
        if command not in self.desk.workspace.app.commands:
            raise NotAllowedError(f"{command} is not a valid command")
        self._look(channel)
        return await self._screen.command(self._now(channel), command, text)

    async def shortcuts(self, callback_id: str, message: Message) -> Delivery:
        """The message shortcut was used on the message."""
        app = self.desk.workspace.app
        if callback_id not in app.shortcuts or not app.is_interactive:
            raise NotAllowedError(f"there is no message shortcut {callback_id!r}")
        return await self._screen.shortcut(callback_id, self._standing(message))

    async def presses(
        self, on: Message | View, name: str, values: Mapping[str, Any] | None = None, *, block_id: str | None = None
    ) -> Delivery:
        """The button of that label or action_id was pressed; in a view, with `values` filled in around it."""
        return await self._screen.press(self._fresh(on), name, None, values or {}, block_id)

    async def chooses(
        self,
        on: Message | View,
        name: str,
        value: Any,
        values: Mapping[str, Any] | None = None,
        *,
        block_id: str | None = None,
    ) -> Delivery:
        """The option was chosen in the menu of that action_id; in a view, with `values` filled in around it."""
        return await self._screen.press(self._fresh(on), name, value, values or {}, block_id)

    async def submits(self, view: View, values: Mapping[str, Any] | None = None) -> View | None:
        """The modal was submitted. What is on the screen then: the same one with errors, another one, or None."""
        ready = {
            name: [self._upload(item) for item in value] if _are_files(value) else value
            for name, value in (values or {}).items()
        }
        return await self._screen.submit(self._fresh_view(view), ready)

    async def closes(self, view: View) -> None:
        """The modal is no longer on the screen."""
        await self._screen.close(self._fresh_view(view))

    @property
    def view(self) -> View | None:
        """The topmost modal on the screen."""
        return self._screen.top

    @property
    def _screen(self) -> Screen:
        return Screen(self.desk, self.person)

    def _draft(self, typed: str) -> Draft:
        return compose(smarten(typed) if self.desk.faults.smart_quotes else typed, short_id(), self._user)

    def _user(self, name: str) -> str | None:
        workspace = self.desk.workspace
        bots = {bot.name: bot.user for bot in workspace.bots.values()}
        return next((p.id for p in workspace.people.values() if p.name == name), bots.get(name))

    def _upload(self, file: Upload | File) -> File:
        if isinstance(file, File):
            return file
        name, content = file
        ending = name.rpartition(".")[2].lower() if "." in name else "text"
        is_text = ending in (*_TEXTS, "text")
        body = content.encode() if isinstance(content, str) else content
        mode: Any = "snippet" if is_text else "hosted"
        return self.desk.workspace.add_file(
            name, body, self.id, mode, {"txt": "text", "py": "python"}.get(ending, ending)
        )

    def _now(self, channel: Channel) -> Channel:
        return self.desk.workspace.channels[channel.id]

    def _look(self, channel: Channel) -> None:
        channel = self._now(channel)
        if self.id not in channel.members:
            raise NotAllowedError(f"{self.name} isn't in #{channel.name}")
        if channel.archived:
            raise NotAllowedError(f"#{channel.name} is archived")

    def _join(self, channel: Channel, user: str) -> Channel:
        workspace = self.desk.workspace
        channel = self._now(channel)
        channel = workspace.channels[channel.id] = replace(channel, members=channel.members | {user})
        subtype = "group_join" if channel.kind == "group" else "channel_join"
        self.desk.post(Message(channel.id, workspace.ts(), f"<@{user}> has joined the channel", user, subtype=subtype))
        self.desk.tell(channel, events.joined(workspace, channel, user))
        return channel

    def _standing(self, message: Message) -> Message:
        found = self.desk.workspace.messages.get((message.channel, message.ts))
        if found is None:
            raise NotAllowedError("the message is gone")
        return found

    def _own(self, message: Message) -> Message:
        message = self._standing(message)
        if message.user != self.id:
            raise NotAllowedError(f"the message isn't {self.name}'s")
        return message

    def _fresh(self, on: Message | View) -> Message | View:
        if isinstance(on, View):
            return self._fresh_view(on)
        mine = (m for m in self.desk.workspace.ephemerals if m.ts == on.ts and m.only_for == self.id)
        return next(mine, None) or self._standing(on)

    def _fresh_view(self, view: View) -> View:
        workspace = self.desk.workspace
        home = workspace.homes.get(self.id)
        found = workspace.views.get(view.id) or (home if home and home.id == view.id else None)
        if found is None or found.user != self.id:
            raise NotAllowedError("the view isn't on the screen")
        return found


@dataclass(frozen=True)
class OtherBot:
    """Another app's bot, such as one that posts alerts."""

    desk: Desk
    bot: Bot

    @property
    def id(self) -> str:
        """The bot id."""
        return self.bot.id

    async def posts(
        self,
        channel: Channel,
        text: str = "",
        *,
        thread: Message | None = None,
        blocks: Iterable[Json] = (),
        attachments: Iterable[Json] = (),
    ) -> Message:
        """The bot's message stands in the channel; a classic one has the subtype bot_message and no user."""
        message = Message(
            channel.id,
            self.desk.workspace.ts(),
            text,
            self.bot.user,
            tuple(blocks),
            tuple(attachments),
            thread=thread.root if thread else None,
            subtype=None if self.bot.app else "bot_message",
            bot=self.bot,
        )
        return self.desk.post(message)

    async def edits(self, message: Message, text: str) -> Message:
        """The bot's message says something else."""
        return self.desk.change(replace(message, text=text))


def _are_files(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, tuple | File) for v in value)
