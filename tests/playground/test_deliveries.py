"""Bringing events to the real Bolt app: acknowledgements, retries, signatures."""

from __future__ import annotations

import asyncio
import json
import time

import aiohttp
import pytest
from aiohttp import web

from bot.playground.server import Slack
from bot.playground.signing import sign, signed_headers


async def serve(slack: Slack, respond):
    app = web.Application()
    app.router.add_post("/slack/events", respond)
    return slack.hosting(app)


async def test_an_acknowledged_event_is_delivered_once(slack, bolt, ada, general, over):
    seen = []

    @bolt.event("message")
    async def take(event, body, request):
        seen.append((event["text"], body["event_id"]))

    async with over(bolt):
        await ada.writes(general, "hello")
        await slack.settled()
    [delivery] = slack.deliveries("message")
    assert seen == [("hello", delivery.payload["event_id"])]
    assert (delivery.state, [a.outcome for a in delivery.attempts]) == ("acknowledged", ["acknowledged"])


async def test_the_bot_answers_in_the_thread(slack, bolt, ada, general, over):
    @bolt.event("app_mention")
    async def answer(event, client):
        await client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text="pong")

    async with over(bolt):
        message = await ada.writes(general, "@gemini-debug ping")
        [reply] = await slack.thread(message, count=1)
        await slack.settled()
    assert reply.shown == "pong"


async def test_an_unhandled_event_comes_four_times(slack, bolt, ada, general, over_http):
    async with over_http(bolt):
        bolt._async_listeners.clear()
        await ada.writes(general, "hello")
        for number, seconds in enumerate((0, 60, 300), 1):
            await slack.until(lambda number=number: len(slack.deliveries("message")[0].attempts) == number)
            assert slack.deliveries("message")[0].state == "under way"
            await slack.clock.advance(seconds)
        await slack.settled(calm=0)
    [delivery] = slack.deliveries("message")
    assert [(a.number, a.outcome) for a in delivery.attempts] == [(n, "http_error") for n in range(4)]
    assert delivery.state == "given up"


async def test_over_http_three_seconds_are_the_limit(slack, bolt, ada, general, over_http):
    seen = []
    reached, again, allowed = asyncio.Event(), asyncio.Event(), asyncio.Event()

    @bolt.middleware
    async def slow(request, next_):
        seen.append((request.headers.get("x-slack-retry-num"), request.headers.get("x-slack-retry-reason")))
        (again if reached.is_set() else reached).set()
        if len(seen) == 1:
            await allowed.wait()
        await next_()

    async with over_http(bolt):
        await ada.writes(general, "hello")
        await reached.wait()
        await slack.clock.advance(3)
        await again.wait()
        await slack.settled()
        allowed.set()
    [delivery] = slack.deliveries("message")
    assert [a.outcome for a in delivery.attempts] == ["http_timeout", "acknowledged"]
    assert seen == [(None, None), (["1"], ["http_timeout"])]


@pytest.mark.parametrize(("fault", "times"), [("double_delivery", 2), ("retry_storm", 4)])
async def test_an_acknowledged_event_can_come_again_with_the_same_id(slack, bolt, ada, general, over, fault, times):
    ids = []

    @bolt.event("message")
    async def take(body):
        ids.append(body["event_id"])

    setattr(slack.faults, fault, True)
    async with over(bolt):
        await ada.writes(general, "hello")
        await slack.settled()
    assert len(ids) == times and len(set(ids)) == 1
    assert slack.deliveries("message")[0].state == "acknowledged"


async def test_no_retry_is_asked_for_by_a_header(slack, ada, general):
    async def respond(request):
        return web.Response(status=500, headers={"X-Slack-No-Retry": "1"})

    async with await serve(slack, respond):
        await ada.writes(general, "hello")
        await slack.settled(calm=0)
    [delivery] = slack.deliveries()
    assert (delivery.state, len(delivery.attempts)) == ("given up", 1)


async def test_redirects_are_followed_twice_at_most(slack, ada, general):
    async def respond(request):
        raise web.HTTPTemporaryRedirect("/slack/events")

    async with await serve(slack, respond):
        await ada.writes(general, "hello")
        await slack.until(lambda: slack.deliveries()[0].attempts)
    assert slack.deliveries()[0].attempts[0].outcome == "too_many_redirects"


async def test_a_closed_door_is_a_failed_connection_and_tls_that_is_none_an_error_of_it(slack, ada, general):
    slack.request_url = "http://127.0.0.1:1/slack/events"
    await ada.writes(general, "hello")
    await slack.until(lambda: slack.deliveries()[0].attempts)
    slack.request_url = slack.url.replace("http:", "https:")
    await ada.writes(general, "hello")
    await slack.until(lambda: slack.deliveries()[1].attempts)
    assert [d.attempts[0].outcome for d in slack.deliveries()] == ["connection_failed", "ssl_error"]


async def test_nobody_there_is_told_and_not_waited_for(slack, ada, general):
    await ada.writes(general, "hello")
    delivery = await ada.commands(general, "/gemini-debug", "x")
    await slack.settled(calm=0)
    assert [d.state for d in slack.deliveries()] == ["nobody", "nobody"] and delivery.state == "nobody"


async def test_bolt_accepts_the_signature_and_refuses_others(slack, bolt, general, over_http):
    body = json.dumps({"type": "url_verification", "challenge": "c"})
    now = int(time.time())

    async def knock(headers):
        async with aiohttp.ClientSession() as session:
            kind = {"Content-Type": "application/json"}
            async with session.post(slack.request_url, data=body, headers=headers | kind) as response:
                return response.status

    async with over_http(bolt):
        assert await knock(signed_headers(slack.signing_secret, now, body)) == 200
        assert await knock(signed_headers("another", now, body)) == 401
        assert await knock(signed_headers(slack.signing_secret, now - 360, body)) == 401


def test_a_signature_is_that_of_slacks_own_example():
    body = (
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&"
        "channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&"
        "response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&"
        "trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    assert sign("8f742231b10e8888abcd99yyyzzz85a5", 1531420618, body) == signature


async def test_an_event_of_a_shared_channel_is_told_for_either_workspace_under_an_id_of_its_own(slack, ada, general):
    slack.faults.connect_twice = True
    await ada.writes(general, "hello")
    first, second = (delivery.payload for delivery in slack.deliveries("message"))
    assert first["event"] == second["event"] and first["event_time"] == second["event_time"]
    differ = {name for name in first if first[name] != second[name]}
    assert differ == {
        "team_id", "context_team_id", "event_id", "authorizations", "is_ext_shared_channel", "event_context"
    }  # fmt: skip
