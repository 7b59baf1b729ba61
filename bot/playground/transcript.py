"""What changed on people's screens, in words: messages that came, changed or went, and modals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.playground.markdown import fence, markdown, mrkdwn, quote
from bot.playground.server import Slack
from bot.playground.values import Message, View

INLINE = 100  # characters; what is longer is shown in lines of its own
NOTHING = "*Nothing comes of it.*"


@dataclass(frozen=True, slots=True)
class Screens:
    """What all people see at one moment."""

    messages: Mapping[tuple[str, str], Message]
    private: tuple[Message, ...]
    views: Mapping[str, View]  # person → the topmost modal


def look(slack: Slack) -> Screens:
    """The screens as they are now."""
    workspace = slack.workspace
    tops = {who: workspace.views[stack[-1]] for who, stack in workspace.stacks.items() if stack}
    return Screens(dict(workspace.messages), tuple(workspace.ephemerals), tops)


def changes(slack: Slack, before: Screens, thread: str | None) -> Iterator[str]:
    """A paragraph for everything that others than people changed since then; `thread` is the root that people look at."""
    after = look(slack)
    for key, message in sorted(after.messages.items(), key=lambda item: item[1].ts):
        if message.user in slack.workspace.people or message.subtype in ("channel_join", "group_join", "tombstone"):
            continue
        if key not in before.messages:
            yield f"{_author(slack, message)}{_place(slack, message, thread)}:\n\n{quote(said(slack, message))}"
        elif _content(message) != _content(before.messages[key]):
            yield f"{_author(slack, message)} changes its message:\n\n{quote(said(slack, message))}"
    for key, message in before.messages.items():
        if key not in after.messages and message.user not in slack.workspace.people:
            yield f"{_author(slack, message)} takes its message away."
    yield from _private_changes(slack, before, after)
    for who, view in after.views.items():
        if view != before.views.get(who):
            yield f"On {named(slack, who)}'s screen:\n\n{quote(_view(slack, view))}"


def _private_changes(slack: Slack, before: Screens, after: Screens) -> Iterator[str]:
    old = {m.ts: m for m in before.private}
    for message in after.private:
        whom = f"to {named(slack, message.only_for or '')} alone"
        if message.ts not in old:
            yield f"{_author(slack, message)}, {whom}:\n\n{quote(said(slack, message))}"
        elif _content(message) != _content(old[message.ts]):
            yield f"{_author(slack, message)} changes its message {whom}:\n\n{quote(said(slack, message))}"
    left = {m.ts for m in after.private}
    for message in before.private:
        if message.ts not in left:
            yield f"{_author(slack, message)} takes its message to {named(slack, message.only_for or '')} away."


def said(slack: Slack, message: Message) -> str:
    """The message as people read it."""

    def names(name: str) -> str:
        return named(slack, name)

    return markdown(message.blocks, names) if message.blocks else mrkdwn(message.text, names)


def typed(text: str) -> str:
    """What a person typed, behind the words that say who and where."""
    if "\n" in text or len(text) > INLINE:
        return f"\n\n{fence(text)}"
    return f" {text}" if text else ""


def named(slack: Slack, name: str) -> str:
    """The name behind an id."""
    workspace = slack.workspace
    if name in workspace.channels:
        return workspace.channels[name].name
    bots = {bot.user: bot.name for bot in workspace.bots.values()}
    return workspace.people[name].name if name in workspace.people else bots.get(name, "Slack")


def _author(slack: Slack, message: Message) -> str:
    return f"**{named(slack, message.user or '')}**"


def _place(slack: Slack, message: Message, thread: str | None) -> str:
    channel = slack.workspace.channels[message.channel]
    if message.thread:
        return " in the thread" if message.thread == thread else " in another thread"
    if channel.kind == "im":
        [person] = [who for who in channel.members if who in slack.workspace.people]
        return f" to {named(slack, person)}"
    return f" in #{channel.name}"


def _content(message: Message) -> tuple[object, ...]:
    return message.text, message.blocks, message.attachments


def _view(slack: Slack, view: View) -> str:
    body = view.body
    buttons = [body[name]["text"] for name in ("submit", "close") if body.get(name)]
    trouble = [f"**{view.errors['']}**"] if "" in view.errors else []
    shown = markdown(view.blocks, lambda name: named(slack, name), view.errors)
    title = f"**{body['title']['text']}**"
    return "\n\n".join([title, shown, *trouble, " ".join(f"`[{button}]`" for button in buttons)])
