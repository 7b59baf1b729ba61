"""Which events the app gets for what people and bots do."""

from __future__ import annotations

import pytest

from bot.playground.app import whole_manifest
from bot.playground.inputs import NotAllowedError
from bot.playground.server import Slack


def events(slack: Slack):
    return [d.event for d in slack.deliveries() if d.event]


def shapes(slack: Slack):
    return [(e["type"], e.get("subtype")) for e in events(slack)]


async def test_a_mention_comes_twice_with_two_event_ids(slack, ada, general):
    message = await ada.writes(general, "@gemini-debug help", files=[("a.log", "boom")])
    one, two = slack.deliveries()
    assert (one.event["type"], two.event["type"]) == ("message", "app_mention")
    assert one.payload["event_id"] != two.payload["event_id"]
    assert one.event["ts"] == two.event["ts"] == message.ts
    assert one.event["client_msg_id"] and one.event["files"] and one.event["channel_type"] == "channel"
    assert not {"client_msg_id", "files", "channel_type", "subtype"} & two.event.keys()
    assert one.payload["authorizations"][0]["user_id"] == slack.bot_user


async def test_the_mention_may_come_first_and_with_files(slack, ada, general):
    slack.faults.mention_first = slack.faults.mention_files = True
    await ada.writes(general, f"{slack.mention} help", files=[("a.log", "boom")])
    assert [e["type"] for e in events(slack)] == ["app_mention", "message"]
    assert events(slack)[0]["files"]


async def test_a_direct_message_is_no_mention(slack, ada):
    await ada.writes(ada.dm, f"{slack.mention} help")
    [event] = events(slack)
    assert (event["type"], event["channel_type"], event["channel"]) == ("message", "im", ada.dm.id)


async def test_the_kind_of_channel_is_told(slack, ada, general):
    for channel in (general, slack.channel("secret", private=True), slack.group_dm(ada), ada.dm):
        await ada.writes(channel, "x")
    assert [e["channel_type"] for e in events(slack)] == ["channel", "group", "mpim", "im"]


async def test_nothing_comes_from_where_the_bot_is_not(slack, ada):
    elsewhere = slack.channel("elsewhere", with_bot=False)
    await ada.writes(elsewhere, f"{slack.mention} help")
    assert events(slack) == []
    await ada.invites(elsewhere)
    await ada.writes(elsewhere, "x")
    assert shapes(slack) == [("message", "channel_join"), ("member_joined_channel", None), ("message", None)]
    assert events(slack)[1]["user"] == slack.bot_user


@pytest.mark.parametrize("missing", ["event", "scope"])
async def test_an_event_needs_its_subscription_and_its_scope(missing):
    manifest = whole_manifest()
    if missing == "event":
        manifest["settings"]["event_subscriptions"]["bot_events"].remove("message.channels")
    else:
        manifest["oauth_config"]["scopes"]["bot"].remove("channels:history")
    async with Slack(manifest) as slack:
        ada = slack.person("ada")
        await ada.writes(slack.channel("general"), f"{slack.mention} help")
        assert [e["type"] for e in events(slack)] == ["app_mention"]


async def test_an_edit_tells_the_new_and_the_old_text(slack, ada, general):
    message = await ada.writes(general, "one")
    edited = await ada.edits(message, "two < three")
    event = events(slack)[-1]
    assert (event["subtype"], event["hidden"], event["channel"]) == ("message_changed", True, general.id)
    assert event["ts"] != message.ts == event["message"]["ts"]
    assert (event["message"]["text"], event["previous_message"]["text"]) == ("two &lt; three", "one")
    assert event["message"]["edited"]["user"] == ada.id
    assert slack.now(message) == edited


async def test_a_deletion_tells_the_old_text(slack, ada, general):
    message = await ada.writes(general, "one")
    await ada.deletes(message)
    event = events(slack)[-1]
    assert (event["subtype"], event["deleted_ts"]) == ("message_deleted", message.ts)
    assert event["previous_message"]["text"] == "one"
    assert slack.now(message) is None


async def test_a_deleted_root_with_replies_leaves_a_tombstone(slack, ada, general):
    message = await ada.writes(general, "one")
    await ada.writes(general, "reply", thread=message.ts)
    await ada.deletes(message)
    event = events(slack)[-1]
    assert event["subtype"] == "message_changed"
    stone = event["message"]
    assert (stone["subtype"], stone["user"], stone["hidden"]) == ("tombstone", "USLACKBOT", True)
    assert (stone["thread_ts"], stone["reply_count"]) == (message.ts, 1)
    assert event["previous_message"]["text"] == "one"


async def test_only_the_author_edits_and_deletes(slack, ada, general):
    message = await ada.writes(general, "one")
    bo = slack.person("bo")
    with pytest.raises(NotAllowedError):
        await bo.edits(message, "two")
    await ada.deletes(message)
    with pytest.raises(NotAllowedError):
        await ada.deletes(message)


async def test_people_write_only_where_they_are(slack, ada):
    bo = slack.person("bo")
    small = slack.channel("small", only=[bo])
    with pytest.raises(NotAllowedError):
        await ada.writes(small, "x")
    await ada.joins(small)
    await ada.writes(small, "x")
    with pytest.raises(NotAllowedError):
        await ada.writes(slack.channel("old", archived=True), "x")


async def test_a_link_is_unfurled_a_second_later_when_turned_on(slack, client, ada, general):
    slack.faults.unfurls = True
    message = await ada.writes(general, "see https://example.com/")
    await client.chat_postMessage(channel=general.id, text="see https://example.com/", unfurl_links=False)
    await slack.clock.advance(0.9)
    assert shapes(slack) == [("message", None)] * 2
    await slack.clock.advance(0.2)
    await slack.settled(calm=0)
    assert shapes(slack)[2:] == [("message", "message_changed")]
    event = events(slack)[-1]
    assert event["message"]["text"] == event["previous_message"]["text"]
    assert "edited" not in event["message"]
    assert slack.now(message).attachments


async def test_an_unfurl_of_a_message_that_is_gone_is_none(slack, ada, general):
    slack.faults.unfurls = True
    message = await ada.writes(general, "see https://example.com/")
    await ada.deletes(message)
    await slack.clock.advance(1.1)
    await slack.settled(calm=0)
    assert shapes(slack) == [("message", None), ("message", "message_deleted")]


async def test_a_long_paste_becomes_a_snippet(slack, ada, general):
    message = await ada.writes(general, "x" * 12_000)
    assert not message.files
    message = await ada.writes(general, "line\n" * 3_000)
    event = events(slack)[-1]
    assert (event["subtype"], event["text"]) == ("file_share", "")
    [file] = event["files"]
    assert (file["mode"], file["size"], file["lines"]) == ("snippet", 15_000, 3_000)
    assert file["preview"].count("line") == 5 and file["preview_is_truncated"]
    assert message.files[0].text == "line\n" * 3_000


async def test_files_may_come_without_a_subtype(slack, ada, general):
    slack.faults.bare_files = True
    await ada.writes(general, "x", files=[("shot.png", b"\x89PNG")])
    [event] = events(slack)
    assert "subtype" not in event
    assert (event["files"][0]["mode"], event["files"][0]["mimetype"]) == ("hosted", "image/png")


async def test_files_of_another_workspace_are_stubs(slack, client, ada, general):
    slack.faults.file_stubs = True
    await ada.writes(general, "x", files=[("a.log", "boom")])
    [stub] = events(slack)[0]["files"]
    assert stub["file_access"] == "check_file_info" and "url_private" not in stub
    assert (await client.files_info(file=stub["id"]))["file"]["url_private"]


async def test_joining_a_private_channel_is_a_group_join(slack, ada):
    await ada.joins(slack.channel("secret", private=True))
    assert shapes(slack) == [("message", "group_join"), ("member_joined_channel", None)]


async def test_quotes_may_be_curly_outside_of_code(slack, ada, general):
    slack.faults.smart_quotes = True
    message = await ada.writes(general, '{"a": \'b\'} --flag `"c"`\n```\n"d"\n```')
    assert message.text == '{“a”: ‘b’} —flag `"c"`\n```"d"```'


async def test_old_clients_send_no_blocks(slack, ada, general):
    slack.faults.text_mode = True
    await ada.writes(general, "a < b")
    [event] = events(slack)
    assert "blocks" not in event and event["text"] == "a &lt; b"


async def test_blocks_can_be_given_as_they_are(slack, ada, general):
    blocks = [{"type": "rich_text", "block_id": "b", "elements": []}]
    await ada.writes(general, "as <it> is", blocks=blocks)
    [event] = events(slack)
    assert (event["text"], event["blocks"]) == ("as <it> is", blocks)


async def test_a_broadcast_reply_carries_its_root(slack, ada, general):
    root = await ada.writes(general, "root")
    await ada.writes(general, "reply", thread=root, broadcast=True)
    event = events(slack)[-1]
    assert (event["subtype"], event["thread_ts"], event["root"]["text"]) == ("thread_broadcast", root.ts, "root")


async def test_other_bots_post_with_and_without_a_user(slack, ada, general):
    root = await ada.writes(general, "root")
    modern, classic = slack.bot("sentry"), slack.bot("hook", classic=True)
    message = await modern.posts(general, "boom", thread=root)
    await classic.posts(general, attachments=[{"fallback": "boom", "text": "boom"}])
    await modern.edits(message, "boom again")
    first, second, third = events(slack)[1:]
    assert first["bot_id"] == modern.id and first["user"] and first["bot_profile"]["name"] == "sentry"
    assert (second["subtype"], second["bot_id"], second["username"]) == ("bot_message", classic.id, "hook")
    assert "user" not in second and second["text"] == "" and second["attachments"][0]["text"] == "boom"
    assert third["subtype"] == "message_changed"


async def test_the_bots_own_posts_come_back_to_it(slack, client, general):
    await client.chat_postMessage(channel=general.id, text="x")
    [event] = events(slack)
    assert (event["user"], event["bot_id"]) == (slack.bot_user, slack.app.bot_id)


async def test_home_and_reactions_are_told(slack, client, ada, general):
    message = await ada.writes(general, "x")
    await ada.reacts(message, "eyes")
    assert await ada.opens_home() is None
    await client.views_publish(user_id=ada.id, view={"type": "home", "blocks": []})
    assert (await ada.opens_home()).body["type"] == "home"
    await ada.opens_home("messages")
    reaction, first, second, third = events(slack)[1:]
    assert (reaction["reaction"], reaction["item"]["ts"], reaction["item_user"]) == ("eyes", message.ts, ada.id)
    assert (first["tab"], "view" in first) == ("home", False)
    assert (second["tab"], second["view"]["type"]) == ("home", "home")
    assert (third["tab"], "view" in third) == ("messages", False)


async def test_a_reaction_to_a_classic_bot_names_no_user(slack, ada, general):
    message = await slack.bot("hook", classic=True).posts(general, "x")
    await ada.reacts(message, "eyes")
    assert "item_user" not in events(slack)[-1]
