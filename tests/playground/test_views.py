"""Modals: opening, changing, submitting, closing."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from bot.playground.inputs import NotAllowedError
from bot.playground.screen import TROUBLE


def plain(text: str):
    return {"type": "plain_text", "text": text}


def actions(*elements, **more):
    return {"type": "actions", "elements": list(elements), **more}


def button(text: str, action_id: str, **more):
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def modal(*blocks, **more):
    return {
        "type": "modal",
        "callback_id": "ask",
        "title": plain("Ask"),
        "submit": plain("Send"),
        "blocks": list(blocks) or [typed()],
        **more,
    }


def typed(**more):
    element = {"type": "plain_text_input", "action_id": "paste", "multiline": True, **more.pop("element", {})}
    return {"type": "input", "block_id": "p", "label": plain("Paste"), "element": element, **more}


OPTIONS = [{"text": plain(word.title()), "value": word} for word in ("one", "two", "three")]


def opens(bolt, view):
    @bolt.command("/gemini-debug")
    async def command(ack, body, client):
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=view)


async def opened(slack, ada, channel):
    await ada.commands(channel, "/gemini-debug")
    return await slack.view(ada)


async def post(url, **body):
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as response:
        return response.status, await response.text()


async def test_a_modal_opens_within_three_seconds_and_once(slack, client, ada, general, refused):
    async def trigger():
        return (await ada.commands(general, "/gemini-debug")).payload["trigger_id"]

    used = await trigger()
    await client.views_open(trigger_id=used, view=modal())
    assert (await refused(client.views_open(trigger_id=used, view=modal())))["error"] == "exchanged_trigger_id"
    late = await trigger()
    await slack.clock.advance(3.1)
    assert (await refused(client.views_open(trigger_id=late, view=modal())))["error"] == "expired_trigger_id"
    assert (await refused(client.views_open(trigger_id="none", view=modal())))["error"] == "invalid_trigger_id"
    long = modal(title=plain("x" * 25))
    answer = await refused(client.views_open(trigger_id=await trigger(), view=long))
    assert answer["error"] == "invalid_arguments"
    message = "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    assert message in answer["response_metadata"]["messages"]
    body = {"trigger_id": await trigger()}
    assert (await refused(client.api_call("views.open", json=body)))["error"] == "invalid_arguments"
    assert len(slack.views(ada)) == 1


async def test_three_views_lie_over_each_other_and_no_more(slack, client, ada, general, refused):
    step = modal(actions(button("More", "more")), submit=plain("x"))
    trigger = (await ada.commands(general, "/gemini-debug")).payload["trigger_id"]
    await client.views_open(trigger_id=trigger, view=step)
    for _ in range(2):
        pressed = (await ada.presses(ada.view, "More")).payload
        assert pressed["container"] == {"type": "view", "view_id": ada.view.id}
        await client.views_push(trigger_id=pressed["trigger_id"], view=step)
    first, second, third = slack.views(ada)
    assert (third.root, third.previous) == (first.id, second.id)
    trigger = (await ada.presses(ada.view, "More")).payload["trigger_id"]
    assert (await refused(client.views_push(trigger_id=trigger, view=step)))["error"] == "push_limit_reached"
    trigger = (await ada.commands(general, "/gemini-debug")).payload["trigger_id"]
    assert (await refused(client.views_push(trigger_id=trigger, view=step)))["error"] == "invalid_arguments"
    await client.views_open(trigger_id=trigger, view=step)
    assert len(slack.views(ada)) == 1


async def test_a_view_is_updated_by_id_by_name_and_by_hash(slack, client, ada, general, refused):
    trigger = (await ada.commands(general, "/gemini-debug")).payload["trigger_id"]
    view = (await client.views_open(trigger_id=trigger, view=modal(external_id="mine")))["view"]
    await client.views_update(view_id=view["id"], hash=view["hash"], view=modal(title=plain("Two"), external_id="mine"))
    assert slack.views(ada)[0].shown.startswith("Two")
    answer = await refused(client.views_update(view_id=view["id"], hash=view["hash"], view=modal()))
    assert answer["error"] == "hash_conflict"
    await client.views_update(external_id="mine", view=modal(title=plain("Three"), external_id="mine"))
    assert slack.views(ada)[0].shown.startswith("Three")
    assert (await refused(client.views_update(view_id="VNONE", view=modal())))["error"] == "not_found"
    bo = slack.person("bo")
    trigger = (await bo.commands(general, "/gemini-debug")).payload["trigger_id"]
    answer = await refused(client.views_open(trigger_id=trigger, view=modal(external_id="mine")))
    assert answer["error"] == "duplicate_external_id"


async def test_a_submitted_modal_tells_its_values_and_closes(slack, bolt, ada, general, over):
    states = []

    @bolt.view("ask")
    async def submitted(ack, view):
        states.append(view["state"]["values"])
        await ack()

    where = {"type": "radio_buttons", "action_id": "where", "options": OPTIONS, "initial_option": OPTIONS[0]}
    boxes = {"type": "checkboxes", "action_id": "boxes", "options": OPTIONS, "initial_options": OPTIONS[1:]}
    many = {"type": "multi_users_select", "action_id": "many"}
    files = {"type": "file_input", "action_id": "files"}
    blocks = [
        typed(),
        actions(where, button("Not a value", "b"), block_id="w"),
        {"type": "input", "block_id": "x", "label": plain("Boxes"), "element": boxes},
        {"type": "input", "block_id": "m", "label": plain("Who"), "element": many, "optional": True},
        {"type": "input", "block_id": "f", "label": plain("Files"), "element": files, "optional": True},
    ]
    opens(bolt, modal(*blocks))
    async with over(bolt):
        view = await opened(slack, ada, general)
        left = await ada.submits(view, {"Paste": "429", "f": [("a.log", "boom")], "many": [ada.id]})
        await slack.settled()
    [state] = states
    assert left is None and ada.view is None
    assert state["p"]["paste"] == {"type": "plain_text_input", "value": "429"}
    assert state["w"] == {
        "where": {"type": "radio_buttons", "selected_option": OPTIONS[0] | {"text": plain("One") | {"emoji": True}}}
    }
    assert [o["value"] for o in state["x"]["boxes"]["selected_options"]] == ["two", "three"]
    assert state["m"]["many"]["selected_users"] == [ada.id]
    assert state["f"]["files"]["files"][0]["name"] == "a.log"
    assert slack.deliveries("view_submission")[0].payload["response_urls"] == []


async def test_the_client_checks_before_it_submits(slack, client, ada, general):
    view = modal(
        typed(element={"max_length": 5, "min_length": 2}),
        {
            "type": "input",
            "block_id": "f",
            "label": plain("Files"),
            "optional": True,
            "element": {"type": "file_input", "action_id": "files", "max_files": 1},
        },
    )
    trigger = (await ada.commands(general, "/gemini-debug")).payload["trigger_id"]
    await client.views_open(trigger_id=trigger, view=view)
    for values, words in (
        ({}, "has to be filled in"),
        ({"paste": "123456"}, "no more than 5 characters"),
        ({"paste": "1"}, "at least 2 characters"),
        ({"paste": "123", "nothing": "x"}, "no input 'nothing'"),
        ({"paste": "123", "files": [("a", "x"), ("b", "y")]}, "no more than 1 files"),
    ):
        with pytest.raises(NotAllowedError, match=words):
            await ada.submits(ada.view, values)
    await ada.submits(ada.view, {"paste": "1234"})


async def test_a_modals_answer_is_honoured(slack, bolt, ada, general, over):
    answers = {
        "errors": {"response_action": "errors", "errors": {"p": "that is no error"}},
        "update": {"response_action": "update", "view": modal(title=plain("Updated"))},
        "push": {"response_action": "push", "view": modal(title=plain("Pushed"))},
        "clear": {"response_action": "clear"},
        "wrong place": {"response_action": "errors", "errors": {"nowhere": "x"}},
        "wrong view": {"response_action": "update", "view": modal(title=plain("x" * 25))},
        "wrong action": {"response_action": "shout"},
    }

    @bolt.view("ask")
    async def submitted(ack, view):
        await ack(**answers[view["state"]["values"]["p"]["paste"]["value"]])

    opens(bolt, modal())
    async with over(bolt):
        view = await opened(slack, ada, general)

        async def submit(answer):
            return await ada.submits(ada.view, {"paste": answer})

        assert (await submit("errors")).errors == {"p": "that is no error"}
        assert "that is no error" in ada.view.shown
        for wrong in ("wrong place", "wrong view", "wrong action"):
            assert (await submit(wrong)).errors == {"": TROUBLE}
        updated = await submit("update")
        assert (updated.id, updated.errors) == (view.id, {})
        assert updated.shown.startswith("Updated")
        pushed = await submit("push")
        assert pushed.shown.startswith("Pushed") and len(slack.views(ada)) == 2
        assert await submit("clear") is None
        assert slack.views(ada) == []
        await slack.settled()


async def test_a_late_answer_leaves_the_modal_with_trouble(slack, bolt, ada, general, over):
    reached, allowed = asyncio.Event(), asyncio.Event()

    @bolt.view("ask")
    async def submitted(ack):
        reached.set()
        await allowed.wait()

    opens(bolt, modal())
    async with over(bolt):
        view = await opened(slack, ada, general)
        submitting = asyncio.ensure_future(ada.submits(view, {"paste": "x"}))
        await reached.wait()
        await slack.clock.advance(3)
        assert (await submitting).errors == {"": TROUBLE}
        allowed.set()
        await slack.settled()


async def test_a_modal_replaced_while_it_is_submitted_stays_replaced(slack, bolt, ada, general, over):
    @bolt.view("ask")
    async def submitted(ack, body, client):
        await client.views_open(trigger_id=body["trigger_id"], view=modal(title=plain("Other")))
        await ack()

    opens(bolt, modal())
    async with over(bolt):
        view = await opened(slack, ada, general)
        assert (await ada.submits(view, {"paste": "x"})).shown.startswith("Other")
        with pytest.raises(NotAllowedError):
            await ada.submits(view, {"paste": "x"})
        await slack.settled()


async def test_closing_is_told_when_asked_for(slack, bolt, ada, general, over):
    closed = []

    @bolt.view_closed("ask")
    async def close(ack, body):
        await ack()
        closed.append((body["view"]["callback_id"], body["is_cleared"]))

    opens(bolt, modal(notify_on_close=True, clear_on_close=True))
    async with over(bolt):
        await ada.closes(await opened(slack, ada, general))
        assert ada.view is None
        await slack.settled()
    assert closed == [("ask", True)]


async def test_closing_is_not_told_otherwise(slack, client, ada, general):
    trigger = (await ada.commands(general, "/gemini-debug")).payload["trigger_id"]
    await client.views_open(trigger_id=trigger, view=modal())
    await ada.closes(ada.view)
    assert slack.deliveries("view_closed") == []


async def test_a_channel_picker_with_a_response_url_gives_one(slack, client, ada, general):
    picker = {"type": "conversations_select", "action_id": "c", "response_url_enabled": True}
    view = modal({"type": "input", "block_id": "b", "label": plain("Where"), "element": picker})
    trigger = (await ada.commands(general, "/gemini-debug")).payload["trigger_id"]
    await client.views_open(trigger_id=trigger, view=view)
    await ada.submits(ada.view, {"Where": general.id})
    [given] = slack.deliveries("view_submission")[0].payload["response_urls"]
    assert given["channel_id"] == general.id
    assert await post(given["response_url"], text="x", response_type="in_channel") == (200, "ok")


async def test_a_press_in_a_modal_sends_what_is_filled_in(slack, client, ada, general):
    trigger = (await ada.commands(general, "/gemini-debug")).payload["trigger_id"]
    await client.views_open(trigger_id=trigger, view=modal(typed(), actions(button("Go", "go"))))
    payload = (await ada.presses(ada.view, "Go")).payload
    assert payload["view"]["state"]["values"]["p"]["paste"]["value"] is None
    payload = (await ada.presses(ada.view, "Go", {"paste": "x"})).payload
    assert payload["view"]["state"]["values"]["p"]["paste"]["value"] == "x"
