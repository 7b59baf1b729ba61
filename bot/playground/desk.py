"""Where posts, edits and deletions are entered, whoever makes them, and where the app hears of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.playground import events
from bot.playground.clock import Clock
from bot.playground.deliver import Courier
from bot.playground.faults import Faults
from bot.playground.journal import Journal
from bot.playground.limits import Rates
from bot.playground.values import Channel, Json, Message, words
from bot.playground.wire import message_json
from bot.playground.workspace import Workspace

UNFURL = 1.0  # seconds between a message with a link and its unfurl
_LINK = re.compile(r"https?://")


@dataclass
class Desk:
    """The workspace with everything that watches over it."""

    workspace: Workspace
    courier: Courier
    faults: Faults
    rates: Rates
    journal: Journal

    @property
    def clock(self) -> Clock:
        """The time."""
        return self.workspace.clock

    def post(self, message: Message) -> Message:
        """The message stands, the app hears of it, and an unfurl is on its way where there is a link."""
        self.workspace.keep(message)
        self.tell(self.workspace.channels[message.channel], events.posted(self.workspace, message, self.faults))
        linked = _LINK.search(message.text) or any(_LINK.search(w) for w in words(list(message.blocks)))
        if self.faults.unfurls and message.unfurls and linked:
            self.courier.begin(self._unfurl(message.channel, message.ts))
        return message

    def change(self, message: Message) -> Message:
        """The message has this new form, and the app hears of the edit."""
        before = message_json(self.workspace, self.workspace.messages[message.channel, message.ts])
        self.workspace.keep(message)
        self.tell(self.workspace.channels[message.channel], events.changed(self.workspace, message, before))
        return message

    def remove(self, message: Message) -> None:
        """The message is gone; one that has replies leaves a tombstone instead, which the app hears of as an edit."""
        before = message_json(self.workspace, message)
        channel = self.workspace.channels[message.channel]
        if self.workspace.thread(message.channel, message.ts):
            stone = Message(message.channel, message.ts, "This message was deleted.", "USLACKBOT", subtype="tombstone")
            self.workspace.keep(stone)
            self.tell(channel, events.changed(self.workspace, stone, before))
        else:
            self.workspace.drop(message)
            self.tell(channel, events.deleted(self.workspace, message, before))

    def tell(self, channel: Channel | None, happened: list[events.Event]) -> None:
        """The events that the manifest wants are on their way, those of a channel only where the bot is a member."""
        if channel is not None and not self.workspace.has_bot(channel):
            return
        for name, event in happened:
            if events.is_wanted(self.workspace.app, name):
                payload = events.callback(self.workspace.app, event, self.clock.now())
                self.courier.event(payload)
                if self.faults.connect_twice:
                    self.courier.event(events.shared(payload))

    async def _unfurl(self, channel: str, ts: str) -> None:
        await self.clock.sleep(UNFURL)
        message = self.workspace.messages.get((channel, ts))
        if message:
            card: Json = {"id": 1, "fallback": "A page", "title": "A page", "from_url": "https://example.com/"}
            self.change(replace(message, attachments=(*message.attachments, card)))
