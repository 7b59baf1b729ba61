"""What changed on people's screens, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.playground.app import whole_manifest
from bot.playground.server import Slack
from bot.playground.transcript import changes, look, typed
from bot.playground.values import Message, View


@pytest.fixture
def slack() -> Slack:
    """A workspace that isn't listening."""
    slack = Slack(whole_manifest())
    slack.person("ada")
    slack.channel("general")
    return slack


def bots(slack: Slack, channel: str, text: str, thread: str | None = None) -> Message:
    return Message(channel, slack.workspace.ts(), text, slack.bot_user, thread=thread)


async def test_messages_that_come_change_and_go_are_told_in_their_order(slack: Slack) -> None:
    ada, general = slack.person("ada"), slack.channel("general")
    root = await ada.writes(general, "hi")
    old, older = (slack.workspace.keep(bots(slack, general.id, f"old {n}", root.ts)) for n in (1, 2))
    before = look(slack)
    slack.workspace.keep(bots(slack, general.id, f"new <@U1> &amp; <#{general.id}>"))
    slack.workspace.keep(bots(slack, ada.dm.id, "directly"))
    slack.workspace.keep(bots(slack, general.id, "there", root.ts))
    slack.workspace.keep(bots(slack, general.id, "elsewhere", "1.000001"))
    slack.workspace.keep(replace(old, text="changed"))
    slack.workspace.keep(replace(older, reactions={"eyes": ("U1",)}))  # nobody's words
    await ada.edits(root, "a person's own change is what the step says")
    slack.workspace.keep(replace(bots(slack, general.id, "joined"), subtype="channel_join"))
    assert list(changes(slack, before, root.ts)) == [
        "**gemini-debug** changes its message:\n\n> changed",
        "**gemini-debug** in #general:\n\n> new @Slack & #general",
        "**gemini-debug** to ada:\n\n> directly",
        "**gemini-debug** in the thread:\n\n> there",
        "**gemini-debug** in another thread:\n\n> elsewhere",
    ]
    before = look(slack)
    slack.workspace.drop(old)
    slack.workspace.drop(root)
    assert list(changes(slack, before, root.ts)) == ["**gemini-debug** takes its message away."]


def test_what_one_person_sees_is_told_as_theirs(slack: Slack) -> None:
    ada, general = slack.person("ada"), slack.channel("general")
    seen = slack.workspace.ephemerals
    stays, changing, going = (replace(bots(slack, general.id, text), only_for=ada.id) for text in ("a", "b", "c"))
    seen += [stays, changing, going]
    before = look(slack)
    seen[1] = replace(changing, text="d")
    del seen[2]
    seen.append(replace(bots(slack, general.id, "slow"), user="USLACKBOT", only_for=ada.id))
    assert list(changes(slack, before, None)) == [
        "**gemini-debug** changes its message to ada alone:\n\n> d",
        "**Slack**, to ada alone:\n\n> slow",
        "**gemini-debug** takes its message to ada away.",
    ]


def test_a_modal_is_told_when_it_comes_and_when_it_changes(slack: Slack) -> None:
    ada = slack.person("ada")
    body = {"title": {"text": "Head"}, "close": {"text": "Close"}, "blocks": [{"type": "divider"}]}
    view = slack.workspace.views["V1"] = View("V1", ada.id, body, "h", "V1")
    before = look(slack)
    slack.workspace.stacks[ada.id] = ("V1",)
    assert list(changes(slack, before, None)) == ["On ada's screen:\n\n> **Head**\n>\n> ---\n>\n> `[Close]`"]
    before = look(slack)
    assert list(changes(slack, before, None)) == []
    slack.workspace.views["V1"] = replace(view, errors={"": "We had some trouble"})
    [said] = changes(slack, before, None)
    assert "> **We had some trouble**\n>\n> `[Close]`" in said
    before = look(slack)
    slack.workspace.stacks[ada.id] = ()
    assert list(changes(slack, before, None)) == []


def test_what_was_typed_stands_in_its_line_while_it_is_short() -> None:
    assert typed("") == ""
    assert typed("short") == " short"
    assert typed("two\nlines") == "\n\n```\ntwo\nlines\n```"
    assert typed("x" * 101) == f"\n\n```\n{'x' * 101}\n```"
