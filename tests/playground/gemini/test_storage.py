"""Uploaded files and cached content."""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground.gemini.credentials import Project
from bot.playground.gemini.server import Gemini
from tests.playground.gemini.conftest import FLASH, LITE, Ask, says

OTHERS = Project(number="161803398874")


def about(uri: str) -> dict[str, Any]:
    return {
        "contents": [{"parts": [{"text": "what is in it"}, {"fileData": {"fileUri": uri, "mimeType": "text/plain"}}]}]
    }


async def test_a_file_is_uploaded_shown_used_and_deleted(ask: Ask, gemini: Gemini):
    headers = {"x-goog-api-key": gemini.secret, "Content-Type": "text/plain"}
    file = (await ask(raw=b"hello", path="/upload/v1beta/files", headers=headers)).json["file"]
    assert (file["state"], file["sizeBytes"], file["mimeType"]) == ("ACTIVE", "5", "text/plain")
    assert (await ask(method="GET", path=f"/v1beta/{file['name']}")).json == file
    assert (await ask(method="GET", path="/v1beta/files")).json["files"] == [file]
    assert (await ask(about(file["uri"]))).status == 200
    assert (await ask(method="DELETE", path=f"/v1beta/{file['name']}")).json == {}
    reply = await ask(about(file["uri"]))
    name = file["name"].removeprefix("files/")
    assert (reply.status, reply.error["status"]) == (403, "PERMISSION_DENIED")
    assert reply.message == f"You do not have permission to access the File {name} or it may not exist."
    assert (await ask(method="GET", path="/v1beta/files")).json == {}


async def test_a_resumable_upload_goes_in_two_steps(ask: Ask, gemini: Gemini):
    start = {
        "x-goog-api-key": gemini.secret,
        "X-Goog-Upload-Command": "start",
        "X-Goog-Upload-Header-Content-Type": "video/mp4",
    }
    reply = await ask(raw=b"{}", path="/upload/v1beta/files", headers=start)
    url = reply.headers["X-Goog-Upload-URL"]
    assert url.startswith(f"{gemini.url}/upload/v1beta/files?upload_id=")
    finish = {"X-Goog-Upload-Command": "upload, finalize"}  # the address is the key now
    done = await ask(raw=b"film", path=url.removeprefix(gemini.url), headers=finish)
    assert done.headers["X-Goog-Upload-Status"] == "final"
    assert (done.json["file"]["state"], done.json["file"]["mimeType"]) == ("PROCESSING", "video/mp4")
    stranger = await ask(raw=b"film", path="/upload/v1beta/files?upload_id=none", headers=finish)
    assert stranger.status == 403


async def test_a_file_that_is_not_ready_is_a_failed_precondition_until_it_is(ask: Ask, gemini: Gemini):
    file = gemini.file("video/mp4", processing=30)
    reply = await ask(about(f"files/{file.id}"))
    assert reply.error["status"] == "FAILED_PRECONDITION"
    assert reply.message == f"The File {file.id} is not in an ACTIVE state and usage is not allowed."
    await gemini.clock.advance(31)
    assert (await ask(about(f"files/{file.id}"))).status == 200
    broken = gemini.file("video/mp4", failed=True)
    assert "is not in an ACTIVE state" in (await ask(about(f"files/{broken.id}"))).message


async def test_a_file_lives_two_days_and_in_its_project(ask: Ask, gemini: Gemini):
    file = gemini.file()
    assert (await ask(about(f"files/{file.id}"), key=gemini.key(OTHERS))).status == 403
    await gemini.clock.advance(48 * 3600 + 1)
    assert (await ask(about(f"files/{file.id}"))).status == 403


@pytest.mark.parametrize(
    ("uri", "status", "said"),
    [
        ("https://www.example.com/a.txt", 200, ""),
        ("https://gone.invalid/a.txt", 400, "Cannot fetch content from the provided URL."),
        ("gs://bucket/a.txt", 400, "Invalid or unsupported file uri: gs://bucket/a.txt"),
        ("https://generativelanguage.googleapis.com/v1beta/files/none", 403, "the File none or it may not exist"),
    ],
)
async def test_an_address_of_elsewhere_is_never_fetched(ask: Ask, uri: str, status: int, said: str):
    reply = await ask(about(uri))
    assert reply.status == status
    assert not said or said in reply.message


async def test_content_is_cached_used_and_expires(ask: Ask, gemini: Gemini):
    body = {"model": f"models/{FLASH}", "contents": says("x" * 8000)["contents"], "ttl": "600s"}
    kept = (await ask(body, path="/v1beta/cachedContents")).json
    assert kept["usageMetadata"]["totalTokenCount"] == 2000
    assert "contents" not in kept
    assert (await ask(method="GET", path=f"/v1beta/{kept['name']}")).json == kept
    used = says("hi") | {"cachedContent": kept["name"]}
    usage = (await ask(used)).json["usageMetadata"]
    assert (usage["cachedContentTokenCount"], usage["promptTokenCount"]) == (2000, 2001)
    reply = await ask(used | {"systemInstruction": {"parts": [{"text": "a"}]}})
    assert reply.message.startswith(
        "CachedContent can not be used with GenerateContent request setting system_instruction"
    )
    assert (await ask(used, model=LITE)).message == (
        f"Model used by GenerateContent request (models/{LITE}) and CachedContent (models/{FLASH}) has to be the same."
    )
    assert (await ask(used, key=gemini.key(OTHERS))).status == 403
    await gemini.clock.advance(601)
    reply = await ask(used)
    assert (reply.status, reply.message) == (403, "CachedContent not found (or permission denied)")


async def test_a_cache_can_be_deleted(ask: Ask):
    body = {"model": f"models/{FLASH}", "contents": says("x" * 8000)["contents"]}
    kept = (await ask(body, path="/v1beta/cachedContents")).json
    assert (await ask(method="DELETE", path=f"/v1beta/{kept['name']}")).status == 200
    assert (await ask(method="GET", path=f"/v1beta/{kept['name']}")).status == 403


async def test_too_little_is_not_cached_and_nothing_on_the_free_tier(ask: Ask, gemini: Gemini):
    small = {"model": f"models/{FLASH}", "contents": says("x" * 400)["contents"]}
    reply = await ask(small, path="/v1beta/cachedContents")
    assert reply.message == "Cached content is too small. total_token_count=100, min_total_token_count=1024"
    large = {"model": f"models/{FLASH}", "contents": says("x" * 8000)["contents"]}
    reply = await ask(large, path="/v1beta/cachedContents", key=gemini.key(Project(tier="free")))
    assert (reply.status, "TotalCachedContentStorageTokensPerModelFreeTier" in reply.message) == (429, True)
    nameless = await ask({"contents": large["contents"], "model": "models/none"}, path="/v1beta/cachedContents")
    assert "is not supported for createCachedContent" in nameless.message
