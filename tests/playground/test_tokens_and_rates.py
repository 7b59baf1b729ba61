"""Who may call what, and how often."""

from __future__ import annotations

import json
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import limits
from bot.playground.app import whole_manifest
from bot.playground.methods import METHODS
from bot.playground.server import Slack


async def raw(slack: Slack, method: str, **kwargs: Any) -> tuple[int, dict[str, Any]]:
    async with aiohttp.ClientSession() as session, session.post(slack.api_url + method, **kwargs) as response:
        return response.status, await response.json()


async def test_the_bot_token_tells_who_the_bot_is(slack, client):
    answer = await client.auth_test()
    assert (answer["user_id"], answer["bot_id"]) == (slack.bot_user, slack.app.bot_id)
    assert "chat:write" in answer.headers["X-OAuth-Scopes"].split(",")


@pytest.mark.parametrize(
    ("token", "error"),
    [(None, "not_authed"), ("xoxb-other", "invalid_auth"), ("xapp-1-playground", "not_allowed_token_type")],
)
async def test_a_wrong_token_is_refused(slack, refused, token, error):
    client = AsyncWebClient(token=token, base_url=slack.api_url, retry_handlers=[])
    assert (await refused(client.auth_test()))["error"] == error


async def test_socket_mode_needs_the_app_token(slack, client, refused):
    answer = await refused(client.apps_connections_open(app_token=slack.bot_token))
    assert answer["error"] == "not_allowed_token_type"
    assert (await client.apps_connections_open(app_token=slack.app_token))["url"].startswith("ws://127.0.0.1:")


async def test_a_revoked_token_is_refused(slack, client, refused):
    slack.revoke()
    assert (await refused(client.auth_test()))["error"] == "token_revoked"
    assert [call.ok for call in slack.calls("auth.test")] == [False]


async def test_an_unknown_method_is_refused(client, refused):
    assert (await refused(client.api_call("chat.shout")))["error"] == "unknown_method"


CALLS: dict[str, dict[str, Any]] = {
    "bots.info": {"bot": "B0GEMINI01"},
    "chat.delete": {"channel": "C1", "ts": "1"},
    "chat.postEphemeral": {"channel": "C1", "user": "U1", "text": "x"},
    "chat.postMessage": {"channel": "C1", "text": "x"},
    "chat.update": {"channel": "C1", "ts": "1", "text": "x"},
    "conversations.open": {"users": "U1"},
    "files.completeUploadExternal": {"files": [{"id": "F1"}]},
    "files.getUploadURLExternal": {"filename": "a", "length": 1},
    "files.info": {"file": "F1"},
    "reactions.add": {"channel": "C1", "timestamp": "1", "name": "eyes"},
    "reactions.remove": {"channel": "C1", "timestamp": "1", "name": "eyes"},
    "users.info": {"user": "U1"},
}


def test_every_method_with_a_scope_is_tried_without_it():
    assert {name for name, method in METHODS.items() if method.scopes} == CALLS.keys()


@pytest.mark.parametrize("method", CALLS)
async def test_a_method_without_its_scope_is_refused(method, refused):
    scopes = METHODS[method].scopes
    async with Slack(whole_manifest(), withheld=frozenset(scopes)) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        answer = await refused(client.api_call(method, json=CALLS[method]))
        assert (answer["error"], answer["needed"]) == ("missing_scope", scopes[0])
        assert answer["provided"] == ",".join(slack.app.scopes)


@pytest.mark.parametrize(
    ("kind", "scope"),
    [("general", "channels:history"), ("secret", "groups:history"), ("im", "im:history"), ("mpim", "mpim:history")],
)
async def test_reading_needs_the_scope_of_the_kind_of_channel(kind, scope, refused):
    async with Slack(whole_manifest(), withheld=frozenset({scope})) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        ada = slack.person("ada")
        channels = {
            "general": slack.channel("general"),
            "secret": slack.channel("secret", private=True),
            "im": ada.dm,
            "mpim": slack.group_dm(ada, slack.person("bo")),
        }
        answer = await refused(client.conversations_history(channel=channels.pop(kind).id))
        assert (answer["error"], answer["needed"]) == ("missing_scope", scope)
        for other in channels.values():
            await client.conversations_history(channel=other.id)


async def test_arguments_come_as_a_form_as_json_or_in_the_address(slack, general):
    blocks = [{"type": "divider"}]
    auth = {"Authorization": f"Bearer {slack.bot_token}"}
    form = {"token": slack.bot_token, "channel": general.id, "text": "form", "blocks": json.dumps(blocks)}
    assert (await raw(slack, "chat.postMessage", data=form))[1]["message"]["blocks"][0]["type"] == "divider"
    body = {"channel": general.id, "text": "json", "blocks": blocks}
    assert (await raw(slack, "chat.postMessage", json=body, headers=auth))[1]["message"]["text"] == "json"
    query = {"channel": general.id, "text": "query"}
    assert (await raw(slack, "chat.postMessage", params=query, headers=auth))[1]["message"]["text"] == "query"
    assert slack.calls("chat.postMessage")[0].args["blocks"] == blocks
    assert "token" not in slack.calls("chat.postMessage")[0].args


@pytest.mark.parametrize(
    ("body", "kind", "error"),
    [
        ("{", "application/json", "invalid_json"),
        ("[]", "application/json", "json_not_object"),
        ("<a/>", "text/xml", "invalid_post_type"),
    ],
)
async def test_a_body_that_is_no_arguments_is_refused(slack, body, kind, error):
    headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": kind}
    assert (await raw(slack, "auth.test", data=body, headers=headers))[1] == {"ok": False, "error": error}


async def test_a_number_that_is_none_is_an_invalid_argument(client, general, refused):
    assert (await refused(client.conversations_history(channel=general.id, limit="many")))[
        "error"
    ] == "invalid_arguments"


async def test_the_call_over_a_minutes_allowance_gets_429_and_the_seconds_to_wait(slack, client, general, refused):
    ts = (await client.chat_postMessage(channel=general.id, text="0"))["ts"]
    for number in range(50):
        await client.chat_update(channel=general.id, ts=ts, text=str(number))
    answer = await refused(client.chat_update(channel=general.id, ts=ts, text="over"))
    assert (answer.status_code, answer["error"]) == (429, "ratelimited")
    assert 55 <= int(answer.headers["Retry-After"]) <= 60
    await slack.clock.advance(60)
    await client.chat_update(channel=general.id, ts=ts, text="again")


def test_the_allowance_of_each_method_is_slacks():
    tiers = {
        20: "conversations.list reactions.remove",
        50: "apps.connections.open bots.info chat.delete chat.update conversations.history conversations.info "
        "conversations.open conversations.replies reactions.add",
        100: "chat.postEphemeral files.completeUploadExternal files.getUploadURLExternal files.info users.info "
        "views.open views.publish views.push views.update",
        300: "auth.test chat.getPermalink chat.postMessage",
    }
    assert {method: calls for calls, methods in tiers.items() for method in methods.split()} == limits.A_MINUTE
    assert limits.A_MINUTE.keys() == METHODS.keys()


async def test_one_post_a_second_and_channel_after_a_burst(refused):
    async with Slack(whole_manifest(), burst=2) as slack:
        slack.person("ada")
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        one, other = slack.channel("one"), slack.channel("other")
        for _ in range(2):
            await client.chat_postMessage(channel=one.id, text="x")
        answer = await refused(client.chat_postMessage(channel=one.id, text="x"))
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
        await client.chat_postMessage(channel=other.id, text="x")
        await slack.clock.advance(1)
        await client.chat_postMessage(channel=one.id, text="x")


async def test_limits_can_be_turned_off():
    async with Slack(whole_manifest(), rate_limits=False, burst=1) as slack:
        slack.person("ada")
        general = slack.channel("general")
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        for _ in range(3):
            await client.chat_postMessage(channel=general.id, text="x")


async def test_a_rate_limited_method_says_when_to_come_back_and_the_sdk_does(
    slack, client, general, refused, monkeypatch
):
    slack.faults.limited("chat.postMessage", retry_after=7)
    answer = await refused(client.chat_postMessage(channel=general.id, text="x"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    monkeypatch.setattr("random.random", lambda: 0.0)  # the SDK waits up to a second longer
    slack.faults.limited("chat.postMessage", retry_after=0)
    client.retry_handlers = [AsyncRateLimitErrorRetryHandler(max_retry_count=1)]
    await client.chat_postMessage(channel=general.id, text="x")
    assert [call.status for call in slack.calls("chat.postMessage")] == [429, 429, 200]


async def test_a_method_can_fail_with_a_code_a_status_or_slowly(slack, client, general, refused):
    slack.faults.error("chat.postMessage", "internal_error", times=2)
    for _ in range(2):
        assert (await refused(client.chat_postMessage(channel=general.id, text="x")))["error"] == "internal_error"
    slack.faults.status("*", 503)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=general.id, text="x")
    assert caught.value.response.status_code == 503
    assert await slack.history(general) == []
    slack.faults.slow("chat.postMessage", 0.01)
    await client.chat_postMessage(channel=general.id, text="x")
    slack.faults.error("auth.test", "fatal_error", times=None)
    for _ in range(3):
        await refused(client.auth_test())
    slack.faults.clear()
    await client.auth_test()


async def test_a_lost_answer_leaves_the_work_done(slack, client, general):
    slack.faults.lost("chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=general.id, text="done")
    assert [m.text for m in await slack.history(general, count=1)] == ["done"]


async def test_every_answer_carries_the_time_of_slacks_clock(slack, client):
    await slack.clock.advance(3 * 3_600)
    answer = await client.auth_test()
    assert abs(parsedate_to_datetime(answer.headers["Date"]).timestamp() - slack.clock.now()) < 5
