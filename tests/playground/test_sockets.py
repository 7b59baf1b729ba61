"""Socket Mode: tickets, connections, envelopes, silence."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest

from bot.playground import socket as playground_socket


async def test_on_a_socket_the_envelope_comes_again_after_four_seconds(slack, bolt, ada, general, over_socket):
    seen = []
    reached, again, allowed = asyncio.Event(), asyncio.Event(), asyncio.Event()

    @bolt.middleware
    async def slow(request, next_):
        seen.append((request.headers.get("x-slack-retry-num"), request.headers.get("x-slack-retry-reason")))
        (again if reached.is_set() else reached).set()
        if len(seen) == 1:
            await allowed.wait()
        await next_()

    async with over_socket(bolt):
        await ada.writes(general, "hello")
        await reached.wait()
        await slack.clock.advance(4)
        await again.wait()
        await slack.settled()
        allowed.set()
    [delivery] = slack.deliveries("message")
    assert [a.outcome for a in delivery.attempts] == ["timeout", "acknowledged"]
    assert seen == [(["0"], [""]), (["1"], ["timeout"])]


async def test_sockets_are_greeted_pinged_and_answered(slack, bolt, over_socket):
    async with over_socket(bolt) as handler:
        await slack.until(lambda: slack.sockets.pongs == 1)
        async with aiohttp.ClientSession() as session:
            url = (await bolt.client.apps_connections_open(app_token=slack.app_token))["url"]
            async with session.ws_connect(url, autoping=False) as second:
                hello = await second.receive_json()
                assert (hello["type"], hello["num_connections"]) == ("hello", 2)
                assert hello["connection_info"]["app_id"] == slack.app.id
                assert (await second.receive()).type == aiohttp.WSMsgType.PING
                await second.ping(b"anybody")
                pong = await second.receive()
                assert (pong.type, pong.data) == (aiohttp.WSMsgType.PONG, b"anybody")
                await second.send_json({"envelope_id": "unknown"})
                await second.send_bytes(b"noise")
            await slack.until(lambda: len(slack.sockets.open) == 1)
        assert await handler.client.is_connected()


async def test_an_address_is_good_once_and_for_thirty_seconds(slack, client):
    async def connect(url):
        async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
            return (await socket.receive_json())["type"]

    url = (await client.apps_connections_open(app_token=slack.app_token))["url"]
    assert await connect(url) == "hello"
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await connect(url)
    late = (await client.apps_connections_open(app_token=slack.app_token))["url"]
    await slack.clock.advance(31)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await connect(late)


async def test_the_eleventh_connection_is_sent_away(slack, client, monkeypatch):
    monkeypatch.setattr(playground_socket, "CONNECTIONS", 1)
    async with aiohttp.ClientSession() as session:
        urls = [(await client.apps_connections_open(app_token=slack.app_token))["url"] for _ in range(2)]
        async with session.ws_connect(urls[0]) as first, session.ws_connect(urls[1]) as second:
            assert (await first.receive_json())["type"] == "hello"
            answer = await second.receive_json()
            assert (answer["type"], answer["reason"]) == ("disconnect", "too_many_websockets")
            assert (await second.receive()).type == aiohttp.WSMsgType.CLOSE


def test_ten_connections_are_allowed():
    assert playground_socket.CONNECTIONS == 10


async def test_each_envelope_goes_to_one_connection(slack, client, ada, general):
    got = []

    async def listen(socket):
        async for message in socket:
            envelope = json.loads(message.data)
            if "envelope_id" in envelope:
                got.append(envelope)
                await socket.send_json({"envelope_id": envelope["envelope_id"]})

    async with aiohttp.ClientSession() as session:
        urls = [(await client.apps_connections_open(app_token=slack.app_token))["url"] for _ in range(2)]
        async with session.ws_connect(urls[0]) as one, session.ws_connect(urls[1]) as other:
            listening = [asyncio.ensure_future(listen(one)), asyncio.ensure_future(listen(other))]
            await slack.connected(2)
            for number in range(5):
                await ada.writes(general, str(number))
            await slack.settled(calm=0)
            assert sorted(e["payload"]["event"]["text"] for e in got) == list("01234")
            assert {e["type"] for e in got} == {"events_api"}
            assert {e["accepts_response_payload"] for e in got} == {False}
        await asyncio.gather(*listening)


async def test_a_refreshed_connection_is_warned_and_comes_back(slack, bolt, ada, general, over_socket):
    seen = []

    @bolt.event("message")
    async def take(event):
        seen.append(event["text"])

    async with over_socket(bolt):
        refresh = asyncio.ensure_future(slack.refresh_sockets())
        await slack.until(lambda: len(slack.calls("apps.connections.open")) == 2)
        await slack.connected()
        await ada.writes(general, "still there")
        await slack.until(lambda: slack.deliveries("message")[0].attempts)
        await slack.clock.advance(10)
        await refresh
        await slack.connected()
        await slack.settled()
    assert seen == ["still there"]


async def test_a_silent_socket_brings_nothing_and_answers_no_ping(slack, client, ada, general):
    slack.faults.silent_socket = True
    async with aiohttp.ClientSession() as session:
        url = (await client.apps_connections_open(app_token=slack.app_token))["url"]
        async with session.ws_connect(url, autoping=False) as socket:
            await socket.receive_json()
            await ada.writes(general, "hello")
            await socket.ping(b"anybody")
            await slack.clock.advance(4)
            await slack.until(lambda: slack.deliveries()[0].attempts)
            await slack.clock.advance(4)
            await slack.until(lambda: len(slack.deliveries()[0].attempts) == 2)
            slack.faults.silent_socket = False
            await slack.clock.advance(60)
            kinds = []
            while not kinds or kinds[-1] != aiohttp.WSMsgType.TEXT:
                message = await socket.receive()
                kinds.append(message.type)
            assert set(kinds) == {aiohttp.WSMsgType.PING, aiohttp.WSMsgType.TEXT}
            envelope = json.loads(message.data)
            assert (envelope["retry_attempt"], envelope["retry_reason"]) == (2, "timeout")
            await socket.send_json({"envelope_id": envelope["envelope_id"]})
            await slack.settled(calm=0)


async def test_what_came_while_nobody_was_connected_waits(slack, client, ada, general):
    async with aiohttp.ClientSession() as session:

        async def connect():
            return session.ws_connect((await client.apps_connections_open(app_token=slack.app_token))["url"])

        async with await connect():
            await slack.connected()
        await slack.until(lambda: not slack.sockets.open)
        await ada.writes(general, "hello")
        async with await connect() as socket:
            assert (await socket.receive_json())["type"] == "hello"
            envelope = await socket.receive_json()
            assert envelope["payload"]["event"]["text"] == "hello"
            await socket.send_json({"envelope_id": envelope["envelope_id"]})
            await slack.settled(calm=0)


async def test_the_sdk_finds_a_dropped_connection_again(slack, bolt, ada, general, over_socket):
    async with over_socket(bolt):
        await slack.sockets.close()
        await slack.until(lambda: len(slack.calls("apps.connections.open")) == 2)
        await slack.connected()
        await ada.writes(general, "hello")
        await slack.settled()
    assert slack.deliveries("message")[0].state == "acknowledged"
