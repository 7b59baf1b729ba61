"""Private files, snippets and uploads."""

from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.errors import SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.app import whole_manifest
from bot.playground.server import Slack


async def fetch(url, token=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as response:
        return response.status, response.content_type, await response.read()


async def shared(slack, ada, general, name="a.log", content="boom"):
    message = await ada.writes(general, "see", files=[(name, content)])
    [file] = slack.deliveries("message")[-1].event["files"]
    assert file["id"] == message.files[0].id
    return file


@pytest.mark.parametrize("address", ["url_private", "url_private_download"])
async def test_a_private_file_needs_the_bot_token_else_a_login_page_comes_with_200(slack, ada, general, address):
    file = await shared(slack, ada, general)
    assert await fetch(file[address], slack.bot_token) == (200, "text/plain", b"boom")
    for token in (None, "xoxb-other", slack.app_token):
        status, kind, body = await fetch(file[address], token)
        assert (status, kind) == (200, "text/html")
        assert b"Sign in" in body and b"boom" not in body
    slack.revoke()
    assert (await fetch(file[address], slack.bot_token))[1] == "text/html"


async def test_without_files_read_the_login_page_comes_too():
    async with Slack(whole_manifest(), withheld=frozenset({"files:read"})) as slack:
        ada = slack.person("ada")
        file = await shared(slack, ada, slack.channel("general"))
        assert (await fetch(file["url_private"], slack.bot_token))[1] == "text/html"


async def test_a_file_may_be_missing_slow_or_broken(slack, ada, general):
    file = await shared(slack, ada, general, "a.bin", b"\x00\xff")
    assert await fetch(file["url_private"], slack.bot_token) == (200, "application/octet-stream", b"\x00\xff")
    assert (await fetch(file["url_private"].replace(file["id"], "FNONE"), slack.bot_token))[0] == 404
    slack.faults.status("file", 503)
    assert (await fetch(file["url_private"], slack.bot_token))[0] == 503
    slack.faults.slow("file", 0.01)
    assert (await fetch(file["url_private"], slack.bot_token))[0] == 200


@pytest.mark.parametrize(
    ("name", "mode", "filetype", "mimetype"),
    [
        ("trace.txt", "snippet", "text", "text/plain"),
        ("trace.py", "snippet", "python", "text/plain"),
        ("trace", "snippet", "text", "text/plain"),
        ("shot.png", "hosted", "png", "image/png"),
        ("core.bin", "hosted", "bin", "application/octet-stream"),
    ],
)
async def test_text_is_a_snippet_and_the_rest_is_hosted(slack, ada, general, name, mode, filetype, mimetype):
    file = await shared(slack, ada, general, name)
    assert (file["mode"], file["filetype"], file["mimetype"]) == (mode, filetype, mimetype)


async def test_files_info_knows_what_the_bot_may_see(slack, client, ada, general, refused):
    file = await shared(slack, ada, general)
    assert (await client.files_info(file=file["id"]))["content"] == "boom"
    elsewhere = slack.channel("elsewhere", with_bot=False)
    hidden = (await ada.writes(elsewhere, "see", files=[("b.log", "x")])).files[0]
    assert (await refused(client.files_info(file=hidden.id)))["error"] == "file_not_found"
    assert (await refused(client.files_info(file="FNONE")))["error"] == "file_not_found"
    again = await ada.writes(general, "here", files=[hidden])
    assert (await client.files_info(file=hidden.id))["file"]["channels"] == sorted([general.id, elsewhere.id])
    assert again.files[0].name == "b.log"


async def test_the_sdk_uploads_a_file_into_a_thread(slack, client, ada, general):
    root = await ada.writes(general, "root")
    answer = await client.files_upload_v2(
        filename="report.txt", content="all of it", title="Report", channel=general.id, thread_ts=root.ts,
        initial_comment="the whole", snippet_type="text",
    )  # fmt: skip
    [reply] = await slack.thread(root, count=1)
    assert (reply.subtype, reply.text, reply.files[0].text) == ("file_share", "the whole", "all of it")
    assert reply.shown == "the whole\nreport.txt"
    assert answer["file"]["title"] == "Report"
    assert await fetch(answer["file"]["url_private"], slack.bot_token) == (200, "text/plain", b"all of it")


async def test_an_upload_without_a_channel_is_shared_nowhere(slack, client, general):
    answer = await client.files_upload_v2(filename="report", content="x")
    assert answer["file"]["channels"] == []
    assert await slack.history(general) == []
    assert (await client.files_info(file=answer["file"]["id"]))["file"]["name"] == "report"


async def test_what_an_upload_refuses(slack, client, general, refused):
    assert (await refused(client.files_getUploadURLExternal(filename="a", length=0)))["error"] == "invalid_arguments"
    opened = await client.files_getUploadURLExternal(filename="a", length=3)
    named = [{"id": opened["file_id"]}]
    assert (await refused(client.files_completeUploadExternal(files=named)))["error"] == "file_not_found"
    assert (await refused(client.files_completeUploadExternal(files=[])))["error"] == "invalid_arguments"
    async with aiohttp.ClientSession() as session:
        async with session.post(opened["upload_url"], data=b"toolong") as response:
            assert response.status == 400
        async with session.post(opened["upload_url"] + "0", data=b"abc") as response:
            assert response.status == 404
        for form, status in (({"file": "no file"}, 400), (aiohttp.FormData(), 200)):
            if isinstance(form, aiohttp.FormData):
                form.add_field("file", b"abc", filename="a")
            else:
                form = aiohttp.FormData(form, default_to_multipart=True)
            async with session.post(opened["upload_url"], data=form) as response:
                assert response.status == status
    await client.files_completeUploadExternal(files=named)


async def test_the_sdk_tells_of_a_failed_upload(slack, client, monkeypatch):
    monkeypatch.setattr(slack.workspace, "uploads", {})
    original = client.files_getUploadURLExternal

    async def forgotten(**kwargs):
        answer = await original(**kwargs)
        slack.workspace.uploads.clear()
        return answer

    monkeypatch.setattr(client, "files_getUploadURLExternal", forgotten)
    with pytest.raises(SlackRequestError):
        await client.files_upload_v2(filename="a", content="x")


async def test_the_private_address_of_a_group_and_a_direct_message_is_listed(slack, client, ada):
    secret = slack.channel("secret", private=True)
    for channel, place in ((secret, "groups"), (ada.dm, "ims"), (slack.group_dm(ada), "groups")):
        file = await shared(slack, ada, channel)
        assert file[place] == [channel.id] and file["is_public"] is False
    assert isinstance(client, AsyncWebClient)
