"""Commands and their answers, and what a response_url does."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from bot.playground.inputs import NotAllowedError


def plain(text: str):
    return {"type": "plain_text", "text": text}


def actions(*elements, **more):
    return {"type": "actions", "elements": list(elements), **more}


def button(text: str, action_id: str, **more):
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


async def post(url, **body):
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as response:
        return response.status, await response.text()


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


async def test_a_response_url_may_be_limited_or_fail_and_then_costs_no_use(slack, ada, general):
    url = (await ada.commands(general, "/gemini-debug")).payload["response_url"]
    slack.faults.limited("response_url", 7)
    slack.faults.status("response_url", 503)
    async with aiohttp.ClientSession() as session:
        async with session.post(url, json={"text": "x"}) as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (429, "7")
        async with session.post(url, json={"text": "x"}) as answer:
            assert answer.status == 503
    for _ in range(5):
        assert await post(url, text="x") == (200, "ok")


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


async def test_unnamed_conversations_have_a_general_name(slack, ada):
    async def name(channel):
        return (await ada.commands(channel, "/gemini-debug")).payload["channel_name"]

    assert await name(ada.dm) == "directmessage"
    assert await name(slack.channel("secret", private=True)) == "privategroup"
    assert await name(slack.group_dm(ada)) == "mpdm"
