"""The small state of the fake: who and what is in the workspace now."""

from __future__ import annotations

import secrets
import string
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.playground.app import App
from bot.playground.clock import Bell, Clock
from bot.playground.values import Bot, Channel, File, Kind, Message, Person, View

_LETTERS = string.ascii_uppercase + string.digits


@dataclass(frozen=True, slots=True)
class Trigger:
    """What a person's gesture entitles the app to: one modal, within three seconds, on that person's screen."""

    id: str
    user: str
    at: float
    used: bool = False
    view: str | None = None  # the view it was pressed in


@dataclass(frozen=True, slots=True)
class Return:
    """A response_url: where it leads and how often it was used."""

    id: str
    user: str
    channel: str
    at: float
    uses: int = 0
    message: str | None = None  # the ts that replace_original and delete_original mean
    threads: bool = True  # False for a message shortcut's, which ignores thread_ts


@dataclass
class Workspace:
    """People, channels, messages, files and views. Changing anything rings `bell`."""

    app: App
    clock: Clock
    url: str = "http://127.0.0.1/"
    bell: Bell = field(default_factory=Bell)
    people: dict[str, Person] = field(default_factory=dict)
    bots: dict[str, Bot] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    messages: dict[tuple[str, str], Message] = field(default_factory=dict)
    ephemerals: list[Message] = field(default_factory=list)
    files: dict[str, File] = field(default_factory=dict)
    uploads: dict[str, int] = field(default_factory=dict)  # file id → announced length in bytes
    views: dict[str, View] = field(default_factory=dict)
    stacks: dict[str, tuple[str, ...]] = field(default_factory=dict)  # user → ids of the modals on the screen
    homes: dict[str, View] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    returns: dict[str, Return] = field(default_factory=dict)
    _last_ts: int = 0
    _ids: int = 0

    def __post_init__(self) -> None:
        bot = Bot(self.app.bot_id, self.app.name, self.app.bot_user, self.app.id)
        self.bots[bot.id] = bot

    @property
    def files_url(self) -> str:
        """Where the private addresses of files begin."""
        return f"{self.url}files-pri/"

    @property
    def bot(self) -> Bot:
        """The bot of the app under test."""
        return self.bots[self.app.bot_id]

    def mint(self, letter: str) -> str:
        """A fresh id, such as C0000000012 for letter C."""
        self._ids += 1
        return f"{letter}{self._ids:010d}"

    def ts(self) -> str:
        """A fresh message id: seconds and microseconds, later than any before."""
        self._last_ts = max(int(self.clock.now() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def resume(self, ids: int, ts: str) -> None:
        """Fresh ids and message ids come after these."""
        self._ids = max(self._ids, ids)
        seconds, _, rest = ts.partition(".")
        self._last_ts = max(self._last_ts, int(seconds) * 1_000_000 + int(rest))

    def add_person(self, name: str) -> Person:
        """The person of that name is a member of the workspace."""
        for person in self.people.values():
            if person.name == name:
                return person
        person = Person(self.mint("U"), name)
        self.people[person.id] = person
        self.bell.ring()
        return person

    def add_channel(self, name: str, kind: Kind, members: frozenset[str]) -> Channel:
        """A new channel with these members."""
        letter = {"channel": "C", "group": "C", "im": "D", "mpim": "G"}[kind]
        channel = Channel(self.mint(letter), name, kind, members, int(self.clock.now()))
        self.channels[channel.id] = channel
        self.bell.ring()
        return channel

    def dm(self, user: str) -> Channel:
        """The direct messages between that person and the bot."""
        for channel in self.channels.values():
            if channel.kind == "im" and user in channel.members:
                return channel
        return self.add_channel("", "im", frozenset({user, self.app.bot_user}))

    def has_bot(self, channel: Channel) -> bool:
        """True where the bot is a member."""
        return self.app.bot_user in channel.members

    def keep(self, message: Message) -> Message:
        """The message stands in its channel as given, new or in the place of its former self."""
        self.messages[message.channel, message.ts] = message
        self.bell.ring()
        return message

    def drop(self, message: Message) -> None:
        """The message is gone."""
        del self.messages[message.channel, message.ts]
        self.bell.ring()

    def thread(self, channel: str, root: str) -> list[Message]:
        """The replies under `root`, oldest first; the root isn't among them."""
        return sorted((m for m in self.messages.values() if m.channel == channel and m.thread == root), key=_ts)

    def history(self, channel: str) -> list[Message]:
        """What stands in the channel itself, oldest first: no replies unless sent to the channel as well."""
        found = (m for m in self.messages.values() if m.channel == channel)
        return sorted((m for m in found if m.thread is None or m.subtype == "thread_broadcast"), key=_ts)

    def add_file(
        self, name: str, content: bytes, user: str, mode: Literal["snippet", "hosted"], filetype: str, title: str = ""
    ) -> File:
        """The file is stored, shared nowhere yet."""
        file = File(self.mint("F"), name, content, user, int(self.clock.now()), filetype, mode, title or name)
        self.files[file.id] = file
        return file

    def share(self, file: File, channel: str) -> File:
        """The file can be seen by the members of `channel`."""
        self.files[file.id] = replace(self.files[file.id], shared=self.files[file.id].shared | {channel})
        return self.files[file.id]

    def trigger(self, user: str, view: str | None = None) -> Trigger:
        """A fresh trigger for what that person just did."""
        trigger = Trigger(f"{self.mint('')}.{secrets.token_hex(8)}", user, self.clock.now(), view=view)
        self.triggers[trigger.id] = trigger
        return trigger

    def back(self, user: str, channel: str, message: str | None = None, threads: bool = True) -> Return:
        """A fresh response_url for what that person just did in `channel`."""
        back = Return(secrets.token_hex(12), user, channel, self.clock.now(), message=message, threads=threads)
        self.returns[back.id] = back
        return back


def short_id() -> str:
    """Five letters, as Slack gives to a block or an action that has no id of its own."""
    return "".join(secrets.choice(_LETTERS) for _ in range(5))


def _ts(message: Message) -> str:
    return message.ts
