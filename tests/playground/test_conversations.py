"""Reading channels and threads, people and bots."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.app import whole_manifest
from bot.playground.server import Slack

META = {"event_type": "gemini_diagnosis", "event_payload": {"case": "1"}}


async def test_history_is_the_channels_own_newest_first(client, ada, general):
    first = await ada.writes(general, "first")
    await ada.writes(general, "reply", thread=first)
    second = await ada.writes(general, "second")
    answer = await client.conversations_history(channel=general.id)
    assert [m["ts"] for m in answer["messages"]] == [second.ts, first.ts]
    assert answer["messages"][1]["reply_count"] == 1
    assert answer["has_more"] is False


async def test_history_between_two_times(client, ada, general):
    ts = [(await ada.writes(general, str(number))).ts for number in range(4)]

    async def read(**kwargs):
        answer = await client.conversations_history(channel=general.id, **kwargs)
        return [m["text"] for m in answer["messages"]]

    assert await read(oldest=ts[1], latest=ts[3]) == ["2"]
    assert await read(oldest=ts[1], latest=ts[3], inclusive=True) == ["3", "2", "1"]
    assert await read(latest=ts[1]) == ["0"]


async def test_pages_lead_on_by_cursor(client, ada, general):
    for number in range(5):
        await ada.writes(general, str(number))
    pages, cursor = [], None
    while cursor != "":
        answer = await client.conversations_history(channel=general.id, limit=2, cursor=cursor)
        pages.append([m["text"] for m in answer["messages"]])
        cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
        assert answer["has_more"] is bool(cursor)
    assert pages == [["4", "3"], ["2", "1"], ["0"]]


async def test_a_small_page_of_a_thread_is_its_oldest(client, ada, general):
    root = await ada.writes(general, "root")
    for number in range(3):
        await ada.writes(general, str(number), thread=root)
    answer = await client.conversations_replies(channel=general.id, ts=root.ts, limit=2)
    assert [m["text"] for m in answer["messages"]] == ["root", "0"]
    assert answer["has_more"] is True
    assert (answer["messages"][0]["reply_count"], answer["messages"][1]["thread_ts"]) == (3, root.ts)


async def test_a_reply_alone_is_given_for_its_own_ts_and_the_root_always(client, ada, general):
    root = await ada.writes(general, "root")
    reply = await ada.writes(general, "reply", thread=root)
    later = await ada.writes(general, "later", thread=reply)
    assert later.thread == root.ts
    answer = await client.conversations_replies(channel=general.id, ts=reply.ts)
    assert [m["text"] for m in answer["messages"]] == ["reply"]
    answer = await client.conversations_replies(channel=general.id, ts=root.ts, oldest=reply.ts)
    assert [m["text"] for m in answer["messages"]] == ["root", "later"]


async def test_metadata_is_given_only_when_asked_for(client, ada, general):
    root = await ada.writes(general, "root")
    await client.chat_postMessage(channel=general.id, thread_ts=root.ts, text="x", metadata=META)
    found = await client.conversations_replies(channel=general.id, ts=root.ts)
    assert "metadata" not in found["messages"][1]
    found = await client.conversations_replies(channel=general.id, ts=root.ts, include_all_metadata=True)
    assert found["messages"][1]["metadata"] == META


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"cursor": "bm9uZQ=="}, "invalid_cursor"),
        ({"cursor": "%%"}, "invalid_cursor"),
        ({"limit": 1_000}, "invalid_limit"),
        ({"limit": 0}, "invalid_limit"),
        ({"oldest": "yesterday"}, "invalid_ts_oldest"),
        ({"latest": "now"}, "invalid_ts_latest"),
    ],
)
async def test_wrong_arguments_of_history_are_refused(client, ada, general, refused, arguments, error):
    await ada.writes(general, "x")
    assert (await refused(client.conversations_history(channel=general.id, **arguments)))["error"] == error


async def test_the_bot_reads_only_where_it_is(slack, client, refused):
    elsewhere = slack.channel("elsewhere", with_bot=False)
    hidden = slack.channel("hidden", with_bot=False, private=True)
    assert (await refused(client.conversations_history(channel=elsewhere.id)))["error"] == "not_in_channel"
    assert (await refused(client.conversations_history(channel=hidden.id)))["error"] == "channel_not_found"
    assert (await refused(client.conversations_replies(channel=elsewhere.id, ts="1")))["error"] == "not_in_channel"


async def test_a_thread_that_is_not_there_is_not_found(client, general, refused):
    answer = await refused(client.conversations_replies(channel=general.id, ts="1700000000.000001"))
    assert answer["error"] == "thread_not_found"


async def test_conversations_are_told_apart_by_kind(slack, client, ada, general, refused):
    secret = slack.channel("secret", private=True)
    group = slack.group_dm(ada, slack.person("bo"))
    slack.channel("hidden", private=True, with_bot=False)
    slack.channel("old", archived=True)
    info = {c.id: (await client.conversations_info(channel=c.id))["channel"] for c in (general, secret, group, ada.dm)}
    assert info[general.id]["is_channel"] and info[general.id]["is_member"]
    assert info[secret.id]["is_private"] and info[secret.id]["name"] == "secret"
    assert info[group.id]["is_mpim"]
    assert info[ada.dm.id]["is_im"] and info[ada.dm.id]["user"] == ada.id
    listed = await client.conversations_list(types="public_channel,private_channel", exclude_archived=True)
    assert [c["name"] for c in listed["channels"]] == ["general", "secret"]
    listed = await client.conversations_list()
    assert [c["name"] for c in listed["channels"]] == ["general", "old"]
    assert (await refused(client.conversations_list(types="rooms")))["error"] == "invalid_types"


@pytest.mark.parametrize("scope", ["channels:read", "groups:read", "im:read", "mpim:read"])
async def test_conversations_need_the_scope_of_their_kind(scope, refused):
    async with Slack(whole_manifest(), withheld=frozenset({scope})) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        ada = slack.person("ada")
        channel, kind = {
            "channels:read": (slack.channel("general"), "public_channel"),
            "groups:read": (slack.channel("secret", private=True), "private_channel"),
            "im:read": (ada.dm, "im"),
            "mpim:read": (slack.group_dm(ada), "mpim"),
        }[scope]
        for call in (client.conversations_info(channel=channel.id), client.conversations_list(types=kind)):
            answer = await refused(call)
            assert (answer["error"], answer["needed"]) == ("missing_scope", scope)


async def test_direct_messages_are_opened_with_a_person(client, ada, refused):
    opened = await client.conversations_open(users=ada.id)
    assert opened["channel"] == {"id": ada.dm.id}
    opened = await client.conversations_open(users=ada.id, return_im=True)
    assert opened["channel"]["user"] == ada.id
    assert (await refused(client.conversations_open(users="UNONE")))["error"] == "user_not_found"
    assert (await refused(client.conversations_open(users="")))["error"] == "users_list_not_supplied"


async def test_people_and_bots_have_names(slack, client, ada, refused):
    assert (await client.users_info(user=ada.id))["user"]["name"] == "ada"
    assert (await client.users_info(user=slack.bot_user))["user"]["is_bot"] is True
    assert (await refused(client.users_info(user="UNONE")))["error"] == "user_not_found"
    assert (await client.bots_info(bot=slack.app.bot_id))["bot"]["user_id"] == slack.bot_user
    classic = slack.bot("hook", classic=True)
    assert "user_id" not in (await client.bots_info(bot=classic.id))["bot"]
    assert (await refused(client.bots_info(bot="BNONE")))["error"] == "bot_not_found"
