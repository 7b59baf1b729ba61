"""Which models there are, for whom, with which methods."""

from __future__ import annotations

import pytest

from bot.playground.gemini.catalog import models
from bot.playground.gemini.credentials import Project
from bot.playground.gemini.server import Gemini
from tests.playground.gemini.conftest import LITE, Ask, says


async def test_a_model_that_never_was_is_not_found_for_the_version(ask: Ask):
    reply = await ask(says("hi"), model="gemini-9-flash", version="v1")
    assert (reply.status, reply.error["status"]) == (404, "NOT_FOUND")
    assert reply.message == (
        "models/gemini-9-flash is not found for API version v1, or is not supported for generateContent. "
        "Call ListModels to see the list of available models and their supported methods."
    )


async def test_a_model_of_old_answers_only_who_used_it_before_and_shows_itself_to_all(ask: Ask, gemini: Gemini):
    newcomer = gemini.key(Project(newcomer=True))
    reply = await ask(says("hi"), model="gemini-2.5-flash", key=newcomer)
    assert reply.status == 404
    assert (
        "is no longer available to new users. Please update your code to use models/gemini-3.6-flash" in reply.message
    )
    assert (await ask(says("hi"), model="gemini-2.5-flash")).status == 200
    assert (await ask(method="GET", path="/v1beta/models/gemini-2.5-flash", key=newcomer)).status == 200


async def test_a_model_that_was_shut_down_answers_nobody(ask: Ask):
    assert "no longer available. Please update" in (await ask(says("hi"), model="gemini-2.0-flash")).message
    assert (await ask(method="GET", path="/v1beta/models/gemini-2.0-flash")).status == 404


async def test_an_alias_says_which_model_answered(ask: Ask):
    reply = await ask(says("hi"), model="gemini-flash-lite-latest")
    assert reply.json["modelVersion"] == LITE


@pytest.mark.parametrize(
    ("model", "verb", "said"),
    [
        ("gemini-embedding-001", "generateContent", "generateContent"),
        ("gemini-embedding-001", "streamGenerateContent", "generateContent"),
        (LITE, "embedContent", "embedContent"),
        ("gemini-3.8-live", "generateContent", "generateContent"),
        (LITE, "predict", "predict"),
    ],
)
async def test_a_model_without_the_method_is_not_supported_for_it(ask: Ask, model: str, verb: str, said: str):
    body = {"content": says("hi")["contents"][0]} if verb == "embedContent" else says("hi")
    reply = await ask(body, model=model, verb=verb)
    assert reply.status == 404
    assert f"or is not supported for {said}. Call ListModels" in reply.message


async def test_a_method_that_is_not_simulated_says_so(ask: Ask):
    reply = await ask(says("hi"), model=LITE, verb="batchGenerateContent")
    assert (reply.status, reply.message) == (400, "batchGenerateContent is not simulated.")


async def test_a_name_with_blanks_is_no_name(ask: Ask):
    reply = await ask(says("hi"), path="/v1beta/models/gemini%20flash:generateContent")
    assert reply.message == "* GenerateContentRequest.model: unexpected model name format\n"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1beta/models/google/gemini-3.8-flash:generateContent"),
        ("POST", "/v1beta1/models/gemini-3.8-flash:generateContent"),
        ("POST", "/v1beta/models/gemini-3.8-flash"),
        ("GET", "/v1beta/models/gemini-3.8-flash:generateContent"),
        ("POST", "/v1beta/models/gemini-3.8-flash:generate"),
        ("POST", "/v1beta/gemini-3.8-flash:generateContent"),
        ("POST", "/v1/cachedContents"),
        ("GET", "/<b>"),
    ],
)
async def test_an_address_of_no_method_gets_the_page_of_googles_front_end(ask: Ask, method: str, path: str):
    reply = await ask(method=method, path=path, headers={})
    assert reply.status == 404
    assert reply.headers["Content-Type"].startswith("text/html")
    assert b"<title>Error 404 (Not Found)!!1</title>" in reply.raw
    assert b"<b>404.</b>" in reply.raw
    assert b"/<b>" not in reply.raw


@pytest.mark.parametrize("version", ["v1", "v1beta", "v1alpha"])
async def test_the_list_comes_in_pages(ask: Ask, version: str):
    names: list[str] = []
    token = ""
    while True:
        page = (await ask(method="GET", path=f"/{version}/models", query=f"?pageSize=10{token}")).json
        names += [model["name"] for model in page["models"]]
        if "nextPageToken" not in page:
            break
        token = f"&pageToken={page['nextPageToken']}"
    assert names == [model.name for model in models().values() if model.state != "shut down"]
    assert (await ask(method="GET", path=f"/{version}/models", query="?pageSize=many")).status == 400


async def test_a_model_shows_its_limits_and_methods(ask: Ask):
    entry = (await ask(method="GET", path=f"/v1/models/{LITE}")).json
    assert (entry["inputTokenLimit"], entry["outputTokenLimit"], entry["maxTemperature"]) == (1048576, 65536, 2)
    assert "generateContent" in entry["supportedGenerationMethods"]
    assert entry["thinking"] is True
    assert "simulated" in entry["displayName"]
