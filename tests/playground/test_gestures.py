"""Commands, shortcuts, buttons, modals: what the app gets, and what its answers do."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from bot.playground.app import whole_manifest
from bot.playground.inputs import NotAllowedError
from bot.playground.screen import TROUBLE
from bot.playground.server import Slack


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


async def test_a_command_carries_its_fields_and_no_ts(slack, bolt, ada, general, over):
    bodies = []

    @bolt.command("/gemini-debug")
    async def command(ack, body):
        bodies.append(body)
        await ack()

    async with over(bolt):
        delivery = await ada.commands(general, "/gemini-debug", "429 <x> & y")
    assert delivery.state == "acknowledged"
    [body] = bodies
    assert (body["text"], body["user_id"], body["user_name"]) == ("429 <x> & y", ada.id, "ada")
    assert (body["channel_id"], body["channel_name"], body["team_id"]) == (general.id, "general", slack.app.team)
    assert not {"ts", "thread_ts", "message_ts"} & body.keys()
    assert slack.ephemerals(ada) == []


async def test_a_commands_answer_is_seen_by_the_person_or_by_all(slack, bolt, ada, general, over):
    @bolt.command("/gemini-debug")
    async def command(ack, body):
        if body["text"] == "all":
            await ack(text="for all", response_type="in_channel")
        elif body["text"] == "bad":
            await ack(blocks=[{"type": "banner"}])
        else:
            await ack("for you")

    async with over(bolt):
        for text in ("you", "all", "bad"):
            await ada.commands(general, "/gemini-debug", text)
        assert [m.text for m in slack.ephemerals(ada)] == ["for you", "failed with the error 'invalid_blocks'"]
        assert [m.text for m in await slack.history(general)] == ["for all"]
        await slack.settled()


async def test_a_command_is_not_for_threads_nor_unknown(slack, ada, general):
    root = await ada.writes(general, "x")
    with pytest.raises(NotAllowedError, match="not supported in threads"):
        await ada.commands(general, "/gemini-debug", "x", thread=root)
    with pytest.raises(NotAllowedError, match="not a valid command"):
        await ada.commands(general, "/other")
    with pytest.raises(NotAllowedError):
        await ada.commands(slack.channel("small", only=[]), "/gemini-debug")


async def test_a_late_acknowledgement_of_a_command_is_a_timeout_without_retry(slack, bolt, ada, general, over):
    reached, allowed = asyncio.Event(), asyncio.Event()

    @bolt.command("/gemini-debug")
    async def command(ack):
        reached.set()
        await allowed.wait()

    async with over(bolt):
        sent = asyncio.ensure_future(ada.commands(general, "/gemini-debug"))
        await reached.wait()
        await slack.clock.advance(3)
        delivery = await sent
        allowed.set()
        await slack.settled()
    assert (delivery.state, len(delivery.attempts)) == ("given up", 1)
    assert "operation_timeout" in slack.ephemerals(ada)[0].text


async def test_a_command_that_the_app_does_not_know_fails_at_once(slack, bolt, ada, general, over_http):
    async with over_http(bolt):
        await ada.commands(general, "/gemini-debug")
    assert "dispatch_failed" in slack.ephemerals(ada)[0].text


async def test_a_command_works_where_the_bot_is_not(slack, bolt, ada, over):
    @bolt.command("/gemini-debug")
    async def command(ack, respond):
        await ack()
        await respond("by the address")

    elsewhere = slack.channel("elsewhere", with_bot=False)
    async with over(bolt):
        await ada.commands(elsewhere, "/gemini-debug")
        assert [m.text for m in await slack.ephemeral(ada)] == ["by the address"]


async def post(url, **body):
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as response:
        return response.status, await response.text()


async def test_a_response_url_works_five_times_in_thirty_minutes(slack, ada, general):
    payloads = [(await ada.commands(general, "/gemini-debug")).payload for _ in range(2)]
    url, other = (payload["response_url"] for payload in payloads)
    for number in range(5):
        assert await post(url, text=str(number)) == (200, "ok")
    assert await post(url, text="over") == (404, "used_url")
    assert (await post(other, blocks=[{"type": "banner"}]))[0] == 400
    assert (await post(other))[0] == 400
    assert await post(other, text="all", response_type="in_channel") == (200, "ok")
    await slack.clock.advance(1_800)
    assert await post(other, text="late") == (404, "expired_url")
    assert (await post(f"{slack.url}response/none", text="x"))[0] == 404
    assert [m.text for m in slack.ephemerals(ada)][2:] == ["0", "1", "2", "3", "4"]
    assert [m.text for m in await slack.history(general)] == ["all"]
    assert slack.calls("response_url")[-1].answer["error"] == "no_active_hooks"


async def test_a_response_url_replaces_and_deletes_its_message(slack, client, ada, general):
    await client.chat_postMessage(channel=general.id, text="old", blocks=[actions(button("Go", "go"))])
    [message] = await slack.history(general)
    url = (await ada.presses(message, "Go")).payload["response_url"]
    await post(url, text="new", replace_original=True)
    assert [m.text for m in await slack.history(general)] == ["new"]
    await post(url, delete_original=True)
    assert await slack.history(general) == []
    await post(url, delete_original=True)

    await client.chat_postEphemeral(channel=general.id, user=ada.id, text="x", blocks=[actions(button("Go", "go"))])
    url = (await ada.presses(slack.ephemerals(ada)[0], "Go")).payload["response_url"]
    await post(url, text="new", replace_original=True, blocks=[actions(button("Go", "go"))])
    assert [m.text for m in slack.ephemerals(ada)] == ["new"]
    await post(url, delete_original=True)
    assert slack.ephemerals(ada) == []


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


async def test_a_home_is_published_and_updated(slack, client, ada, refused):
    home = {"type": "home", "blocks": [actions(button("Go", "go"))]}
    view = (await client.views_publish(user_id=ada.id, view=home))["view"]
    answer = await refused(client.views_publish(user_id=ada.id, view=home, hash="other"))
    assert answer["error"] == "hash_conflict"
    await client.views_publish(user_id=ada.id, view=home, hash=view["hash"])
    await client.views_update(view_id=view["id"], view=home)
    pressed = (await ada.presses(slack.home(ada), "Go")).payload
    assert pressed["view"]["type"] == "home"
    assert (await refused(client.views_publish(user_id="UNONE", view=home)))["error"] == "user_not_found"
    answer = await refused(client.views_publish(user_id=ada.id, view=modal()))
    assert answer["error"] == "invalid_arguments"


async def test_a_home_needs_its_tab_in_the_manifest(refused):
    from slack_sdk.web.async_client import AsyncWebClient

    manifest = whole_manifest()
    manifest["features"]["app_home"]["home_tab_enabled"] = False
    async with Slack(manifest) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        home = {"type": "home", "blocks": []}
        ada = slack.person("ada")
        assert (await refused(client.views_publish(user_id=ada.id, view=home)))["error"] == "not_enabled"


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


async def test_unnamed_conversations_have_a_general_name(slack, ada):
    async def name(channel):
        return (await ada.commands(channel, "/gemini-debug")).payload["channel_name"]

    assert await name(ada.dm) == "directmessage"
    assert await name(slack.channel("secret", private=True)) == "privategroup"
    assert await name(slack.group_dm(ada)) == "mpdm"
