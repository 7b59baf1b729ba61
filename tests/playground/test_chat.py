"""Posting, updating, deleting, and what Slack refuses."""

from __future__ import annotations

import pytest

from bot.playground.app import whole_manifest
from bot.playground.server import Slack

DIVIDER = [{"type": "divider"}]
META = {"event_type": "gemini_diagnosis", "event_payload": {"cause": "quota-day"}}


def section(text: str) -> dict:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


async def test_a_post_stands_in_its_thread_and_is_the_bots(slack, client, ada, general):
    root = await ada.writes(general, "help")
    answer = await client.chat_postMessage(channel=general.id, thread_ts=root.ts, text="hi", blocks=[section("*hi*")])
    [reply] = await slack.thread(root, count=1)
    assert (reply.ts, reply.thread, reply.shown) == (answer["ts"], root.ts, "*hi*")
    message = answer["message"]
    assert (message["user"], message["bot_id"], message["app_id"]) == (slack.bot_user, slack.app.bot_id, slack.app.id)
    assert (message["thread_ts"], message["parent_user_id"]) == (root.ts, ada.id)
    assert message["blocks"][0]["block_id"]
    assert message["blocks"][0]["text"]["verbatim"] is False


async def test_a_post_by_name_by_person_and_to_nobody(slack, client, ada, general, refused):
    assert (await client.chat_postMessage(channel="#general", text="x"))["channel"] == general.id
    assert (await client.chat_postMessage(channel=ada.id, text="x"))["channel"] == ada.dm.id
    assert (await refused(client.chat_postMessage(channel="CNONE", text="x")))["error"] == "channel_not_found"
    assert (await refused(client.api_call("chat.postMessage", json={"text": "x"})))["error"] == "channel_not_found"


async def test_the_bot_posts_only_where_it_is(slack, client, ada, refused):
    elsewhere = slack.channel("elsewhere", with_bot=False)
    hidden = slack.channel("hidden", with_bot=False, private=True)
    closed = slack.channel("closed", archived=True)
    assert (await refused(client.chat_postMessage(channel=elsewhere.id, text="x")))["error"] == "not_in_channel"
    assert (await refused(client.chat_postMessage(channel=hidden.id, text="x")))["error"] == "channel_not_found"
    assert (await refused(client.chat_postMessage(channel=closed.id, text="x")))["error"] == "is_archived"
    await ada.invites(elsewhere)
    await client.chat_postMessage(channel=elsewhere.id, text="x")


async def test_with_chat_write_public_it_posts_in_every_public_channel():
    manifest = whole_manifest()
    manifest["oauth_config"]["scopes"]["bot_optional"] = ["chat:write.public"]
    async with Slack(manifest) as slack:
        from slack_sdk.web.async_client import AsyncWebClient

        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        elsewhere = slack.channel("elsewhere", with_bot=False)
        await client.chat_postMessage(channel=elsewhere.id, text="x")


@pytest.mark.parametrize("content", [{}, {"text": ""}, {"text": " "}, {"text": "", "blocks": []}])
async def test_a_post_without_content_is_refused(client, general, refused, content):
    answer = await refused(client.api_call("chat.postMessage", json={"channel": general.id, **content}))
    assert answer["error"] == "no_text"


async def test_a_text_of_more_than_40000_characters_is_cut_with_a_warning(slack, client, general):
    answer = await client.chat_postMessage(channel=general.id, text="x" * 40_001, blocks=DIVIDER)
    assert answer["warning"] == "message_truncated"
    assert len((await slack.history(general))[0].text) == 40_000
    answer = await client.chat_postMessage(channel=general.id, text="x" * 40_000, blocks=DIVIDER)
    assert "warning" not in answer.data


async def test_a_long_text_without_blocks_comes_in_pieces(slack, client, general):
    await client.chat_postMessage(channel=general.id, text="x" * 4_000)
    assert len(await slack.history(general)) == 1
    await client.chat_postMessage(channel=general.id, text="y" * 4_001)
    assert [len(m.text) for m in await slack.history(general)] == [4_000, 4_000, 1]


async def test_markdown_text_is_alone_and_short(slack, client, general, refused):
    await client.chat_postMessage(channel=general.id, markdown_text="**hi**")
    assert (await slack.history(general))[0].blocks[0]["type"] == "markdown"
    both = client.chat_postMessage(channel=general.id, markdown_text="hi", text="hi")
    assert (await refused(both))["error"] == "markdown_text_conflict"
    both = client.chat_postMessage(channel=general.id, markdown_text="hi", blocks=DIVIDER)
    assert (await refused(both))["error"] == "markdown_text_conflict"
    long = client.chat_postMessage(channel=general.id, markdown_text="x" * 12_001)
    assert (await refused(long))["error"] == "msg_too_long"


async def test_blocks_that_are_no_list_are_no_blocks(client, general, refused):
    for blocks in ("{", {"type": "divider"}):
        body = {"channel": general.id, "text": "x", "blocks": blocks}
        assert (await refused(client.api_call("chat.postMessage", json=body)))["error"] == "invalid_blocks_format"
    await client.api_call("chat.postMessage", json={"channel": general.id, "text": "x", "blocks": ""})


async def test_invalid_blocks_are_told_with_their_place(client, general, refused):
    answer = await refused(client.chat_postMessage(channel=general.id, text="x", blocks=[section("x" * 3_001)]))
    assert answer["error"] == "invalid_blocks"
    words = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert words in answer["errors"]
    assert f"[ERROR] {words}" in answer["response_metadata"]["messages"]


async def test_all_blocks_together_hold_about_13200_characters(client, general, refused):
    def markdown(*lengths: int) -> list[dict]:
        return [{"type": "markdown", "text": "x" * length} for length in lengths]

    await client.chat_postMessage(channel=general.id, text="x", blocks=markdown(12_000, 1_200))
    answer = await refused(client.chat_postMessage(channel=general.id, text="x", blocks=markdown(12_000, 1_201)))
    assert answer["error"] == "msg_blocks_too_long"


async def test_a_message_holds_one_table(client, general, refused):
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}
    await client.chat_postMessage(channel=general.id, text="x", blocks=[table])
    answer = await refused(client.chat_postMessage(channel=general.id, text="x", blocks=[table, table]))
    assert answer["error"] == "invalid_attachments"


async def test_attachments_are_objects_and_at_most_100(client, general, refused):
    card = {"text": "x", "fallback": "x"}
    await client.chat_postMessage(channel=general.id, text="x", attachments=[card] * 100)
    answer = await refused(client.chat_postMessage(channel=general.id, text="x", attachments=[card] * 101))
    assert answer["error"] == "too_many_attachments"
    answer = await refused(client.chat_postMessage(channel=general.id, text="x", attachments=["card"]))
    assert answer["error"] == "invalid_attachments"


@pytest.mark.parametrize(
    "value", [[], {"event_type": ""}, {"event_type": "x"}, {"event_type": "x", "event_payload": 1}]
)
async def test_metadata_has_a_type_and_a_payload(client, general, refused, value):
    body = {"channel": general.id, "text": "x", "metadata": value}
    assert (await refused(client.api_call("chat.postMessage", json=body)))["error"] == "invalid_metadata_format"


async def test_a_thread_that_is_not_there_is_refused(client, ada, general, refused):
    for ts, error in (("0", "invalid_thread_ts"), ("1700000000.000001", "thread_not_found")):
        answer = await refused(client.chat_postMessage(channel=general.id, text="x", thread_ts=ts))
        assert answer["error"] == error
    root = await ada.writes(general, "root")
    await ada.deletes(root)
    answer = await refused(client.chat_postMessage(channel=general.id, text="x", thread_ts=root.ts))
    assert answer["error"] == "thread_not_found"


async def test_a_reply_can_be_sent_to_the_channel_as_well(slack, client, ada, general):
    root = await ada.writes(general, "root")
    await client.chat_postMessage(channel=general.id, text="x", thread_ts=root.ts, reply_broadcast=True)
    assert [m.subtype for m in await slack.history(general)] == [None, "thread_broadcast"]
    [reply] = await slack.thread(root)
    assert reply.subtype == "thread_broadcast"


async def test_an_update_replaces_text_and_blocks(slack, client, general):
    ts = (await client.chat_postMessage(channel=general.id, text="one", blocks=DIVIDER, metadata=META))["ts"]
    await client.chat_update(channel=general.id, ts=ts, text="two")
    [message] = await slack.history(general)
    assert (message.text, message.blocks, message.metadata) == ("two", (), META)
    assert message.edited is not None


async def test_changing_blocks_alone_shows_no_edit(slack, client, general):
    ts = (await client.chat_postMessage(channel=general.id, text="one"))["ts"]
    await client.chat_update(channel=general.id, ts=ts, text="one", blocks=DIVIDER)
    await client.api_call("chat.update", json={"channel": general.id, "ts": ts, "blocks": DIVIDER * 2})
    [message] = await slack.history(general)
    assert (message.edited, message.text, len(message.blocks)) == (None, "one", 2)


async def test_what_an_update_refuses(slack, client, ada, general, refused):
    ts = (await client.chat_postMessage(channel=general.id, text="one"))["ts"]
    await client.chat_update(channel=general.id, ts=ts, text="x" * 4_000)
    assert (await refused(client.chat_update(channel=general.id, ts=ts, text="x" * 4_001)))["error"] == "msg_too_long"
    body = {"channel": general.id, "ts": ts, "text": ""}
    assert (await refused(client.api_call("chat.update", json=body)))["error"] == "no_text"
    theirs = await ada.writes(general, "mine")
    answer = await refused(client.chat_update(channel=general.id, ts=theirs.ts, text="x"))
    assert answer["error"] == "cant_update_message"
    assert (await refused(client.chat_update(channel=general.id, ts="1", text="x")))["error"] == "message_not_found"
    only = await client.chat_postEphemeral(channel=general.id, user=ada.id, text="x")
    answer = await refused(client.chat_update(channel=general.id, ts=only["message_ts"], text="x"))
    assert answer["error"] == "message_not_found"
    body = {"channel": general.id, "text": "x"}
    assert (await refused(client.api_call("chat.update", json=body)))["error"] == "invalid_arguments"


async def test_a_rich_text_message_stays_one(client, general, refused):
    rich = [
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}]}
    ]
    ts = (await client.chat_postMessage(channel=general.id, text="x", blocks=rich))["ts"]
    answer = await refused(client.chat_update(channel=general.id, ts=ts, text="x", blocks=DIVIDER))
    assert answer["error"] == "block_mismatch"
    await client.chat_update(channel=general.id, ts=ts, text="x", blocks=rich)


async def test_the_bot_deletes_its_own_messages_alone(slack, client, ada, general, refused):
    theirs = await ada.writes(general, "mine")
    assert (await refused(client.chat_delete(channel=general.id, ts=theirs.ts)))["error"] == "cant_delete_message"
    ts = (await client.chat_postMessage(channel=general.id, text="one"))["ts"]
    await client.chat_delete(channel=general.id, ts=ts)
    assert (await refused(client.chat_delete(channel=general.id, ts=ts)))["error"] == "message_not_found"
    assert await slack.history(general) == [theirs]


async def test_an_ephemeral_message_is_seen_by_one_member_and_kept_nowhere(slack, client, ada, general, refused):
    bo = slack.person("bo")
    await client.chat_postEphemeral(channel=general.id, user=ada.id, text="only you")
    assert [m.shown for m in await slack.ephemeral(ada)] == ["only you"]
    assert slack.ephemerals(bo) == []
    assert (await client.conversations_history(channel=general.id))["messages"] == []
    outsider = slack.channel("small", only=[ada])
    answer = await refused(client.chat_postEphemeral(channel=outsider.id, user=bo.id, text="x"))
    assert answer["error"] == "user_not_in_channel"
    body = {"channel": general.id, "user": ada.id}
    answer = await refused(client.api_call("chat.postEphemeral", json=body))
    assert answer["error"] == "no_text"
    elsewhere = slack.channel("elsewhere", with_bot=False)
    answer = await refused(client.chat_postEphemeral(channel=elsewhere.id, user=ada.id, text="x"))
    assert answer["error"] == "not_in_channel"


async def test_a_permalink_leads_to_the_message_and_its_thread(client, ada, general, refused):
    root = await ada.writes(general, "root")
    link = (await client.chat_getPermalink(channel=general.id, message_ts=root.ts))["permalink"]
    assert link.endswith(f"/archives/{general.id}/p{root.ts.replace('.', '')}")
    reply = await ada.writes(general, "reply", thread=root)
    link = (await client.chat_getPermalink(channel=general.id, message_ts=reply.ts))["permalink"]
    assert link.endswith(f"?thread_ts={root.ts}&cid={general.id}")
    answer = await refused(client.chat_getPermalink(channel=general.id, message_ts="1"))
    assert answer["error"] == "message_not_found"


async def test_a_reaction_stands_once(slack, client, ada, general, refused):
    message = await ada.writes(general, "x")

    def arguments(name: str) -> dict:
        return {"channel": general.id, "timestamp": message.ts, "name": name}

    await client.reactions_add(**arguments("eyes"))
    assert (await refused(client.reactions_add(**arguments(":eyes:"))))["error"] == "already_reacted"
    await ada.reacts(message, "eyes")
    assert slack.now(message).reactions == {"eyes": (slack.bot_user, ada.id)}
    [seen] = (await client.conversations_history(channel=general.id))["messages"]
    assert seen["reactions"] == [{"name": "eyes", "users": [slack.bot_user, ada.id], "count": 2}]
    await client.reactions_remove(**arguments("eyes"))
    assert (await refused(client.reactions_remove(**arguments("eyes"))))["error"] == "no_reaction"
    await client.reactions_add(**arguments("tada"))
    await client.reactions_remove(**arguments("tada"))
    assert slack.now(message).reactions == {"eyes": (ada.id,)}
    assert (await refused(client.reactions_add(**arguments("no name"))))["error"] == "invalid_name"
    elsewhere = slack.channel("elsewhere", with_bot=False)
    answer = await refused(client.reactions_add(channel=elsewhere.id, timestamp="1", name="eyes"))
    assert answer["error"] == "not_in_channel"


async def test_refused_blocks_are_refused_as_often_as_asked(slack, client, general, refused):
    slack.faults.refused_blocks = 1
    answer = await refused(client.chat_postMessage(channel=general.id, text="x", blocks=DIVIDER))
    assert answer["error"] == "invalid_blocks"
    await client.chat_postMessage(channel=general.id, text="x", blocks=DIVIDER)
