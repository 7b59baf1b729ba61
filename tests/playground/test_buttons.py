"""Shortcuts, buttons, menus and feedback."""

from __future__ import annotations

import pytest

from bot.playground.app import whole_manifest
from bot.playground.inputs import NotAllowedError
from bot.playground.server import Slack


def plain(text: str):
    return {"type": "plain_text", "text": text}


def actions(*elements, **more):
    return {"type": "actions", "elements": list(elements), **more}


def button(text: str, action_id: str, **more):
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


OPTIONS = [{"text": plain(word.title()), "value": word} for word in ("one", "two", "three")]


async def test_a_shortcut_tells_the_message_and_its_thread(slack, bolt, ada, general, over):
    bodies = []

    @bolt.shortcut("debug")
    async def shortcut(ack, body, respond):
        await ack()
        bodies.append(body)
        await respond("for you", thread_ts=body["message"]["ts"])

    async with over(bolt):
        root = await ada.writes(general, "429")
        reply = await ada.writes(general, "500", thread=root)
        await ada.shortcuts("debug", reply)
        [answer] = await slack.ephemeral(ada)
        await slack.settled()
    [body] = bodies
    assert (body["message"]["text"], body["message"]["thread_ts"]) == ("500", root.ts)
    assert (body["channel"], body["user"]["id"]) == ({"id": general.id, "name": "general"}, ada.id)
    assert answer.thread is None, "the address of a shortcut knows no threads"
    with pytest.raises(NotAllowedError):
        await ada.shortcuts("other", root)
    await ada.deletes(reply)
    with pytest.raises(NotAllowedError):
        await ada.shortcuts("debug", reply)


async def test_a_press_tells_the_button_the_message_and_the_place(slack, bolt, ada, general, over):
    got = []

    @bolt.action("not_it")
    async def press(ack, action, body):
        await ack()
        got.append((action, body))

    async with over(bolt):
        root = await ada.writes(general, "429")
        await bolt.client.chat_postMessage(
            channel=general.id, thread_ts=root.ts, text="x", blocks=[actions(button("Not it", "not_it", value="v"))]
        )
        [reply] = await slack.thread(root, count=1)
        assert reply.buttons == ("Not it",)
        await ada.presses(reply, "Not it")
        await ada.presses(reply, "not_it")
        await slack.settled()
    action, body = got[0]
    assert len(got) == 2
    assert (action["type"], action["value"], action["action_id"]) == ("button", "v", "not_it")
    assert (body["container"]["message_ts"], body["container"]["thread_ts"]) == (reply.ts, root.ts)
    assert (body["message"]["ts"], body["channel"]["id"]) == (reply.ts, general.id)
    assert body["response_url"] and body["trigger_id"]
    with pytest.raises(NotAllowedError, match="Not it"):
        await ada.presses(reply, "Other")


async def test_an_ephemeral_message_is_pressed_without_being_shown_again(slack, client, ada, general):
    await client.chat_postEphemeral(
        channel=general.id,
        user=ada.id,
        text="x",
        blocks=[{"type": "section", "text": plain("x"), "accessory": button("Go", "go")}],
    )
    [message] = slack.ephemerals(ada)
    payload = (await ada.presses(message, "go")).payload
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload
    with pytest.raises(NotAllowedError):
        await slack.person("bo").presses(message, "go")


async def test_menus_and_feedback_tell_what_was_chosen(slack, client, ada, general):
    one = {"text": plain("Good"), "value": "good"}
    other = {"text": plain("Bad"), "value": "bad"}
    feedback = {"type": "feedback_buttons", "action_id": "f", "positive_button": one, "negative_button": other}
    icon = {"type": "icon_button", "action_id": "i", "icon": "trash", "text": plain("Remove"), "value": "r"}
    groups = [{"label": plain("Numbers"), "options": OPTIONS}]
    await client.chat_postMessage(
        channel=general.id,
        text="x",
        blocks=[
            actions({"type": "static_select", "action_id": "s", "option_groups": groups}, block_id="b"),
            {"type": "context_actions", "elements": [feedback, icon]},
            actions({"type": "overflow", "action_id": "o", "options": OPTIONS}),
            actions({"type": "users_select", "action_id": "u"}),
        ],
    )
    [message] = await slack.history(general)
    chosen = (await ada.chooses(message, "s", "Two")).payload
    assert chosen["actions"][0]["selected_option"]["value"] == "two"
    assert chosen["state"]["values"]["b"]["s"]["selected_option"]["value"] == "two"
    assert (await ada.presses(message, "Bad")).payload["actions"][0]["value"] == "bad"
    assert (await ada.presses(message, "Good")).payload["actions"][0]["value"] == "good"
    assert (await ada.presses(message, "Remove")).payload["actions"][0]["value"] == "r"
    assert (await ada.chooses(message, "o", "one")).payload["actions"][0]["selected_option"]["value"] == "one"
    assert (await ada.chooses(message, "u", ada.id)).payload["actions"][0]["selected_user"] == ada.id
    with pytest.raises(NotAllowedError):
        await ada.chooses(message, "s", "four")


async def test_without_interactivity_nothing_can_be_pressed():
    manifest = whole_manifest()
    manifest["settings"]["interactivity"]["is_enabled"] = False
    async with Slack(manifest) as slack:
        ada = slack.person("ada")
        message = await slack.bot("x").posts(slack.channel("general"), blocks=[actions(button("Go", "go"))])
        with pytest.raises(NotAllowedError):
            await ada.presses(message, "Go")
        with pytest.raises(NotAllowedError):
            await ada.shortcuts("debug", message)
