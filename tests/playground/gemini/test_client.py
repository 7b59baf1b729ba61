"""Google's own client against the fake, as the replay uses it and as people do."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.playground.gemini.server import Gemini
from tests.playground.gemini.conftest import FLASH, LITE, says

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from google import genai
    from google.genai import errors, types

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def client(gemini: Gemini, monkeypatch: pytest.MonkeyPatch) -> Iterator[genai.Client]:
    for name in ("GOOGLE_API_KEY", "GEMINI_API_KEY", "GOOGLE_GEMINI_BASE_URL", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    options = types.HttpOptions(base_url=gemini.url, api_version="v1beta")
    with genai.Client(api_key=gemini.secret, vertexai=False, http_options=options) as made:
        yield made


async def run(call: Callable[[], Any]) -> Any:
    return await asyncio.to_thread(call)


def raw(body: dict[str, Any], **more: Any) -> types.GenerateContentConfig:
    """What sends a pasted body as it stands."""
    return types.GenerateContentConfig(
        http_options=types.HttpOptions(extra_body=body, **more),
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
        automatic_continuation=False,
    )


async def test_all_that_the_client_can_set_is_known(client: genai.Client, gemini: Gemini):
    config = types.GenerateContentConfig(
        system_instruction="be kind", temperature=0.5, top_p=0.5, top_k=5, candidate_count=1, max_output_tokens=900,
        stop_sequences=["zzz"], seed=5, response_mime_type="application/json", media_resolution="MEDIA_RESOLUTION_LOW",
        response_json_schema={"type": "object", "properties": {"a": {"type": "string"}}}, response_modalities=["TEXT"],
        safety_settings=[{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "OFF"}], service_tier="flex", store=True,
        thinking_config={"thinking_level": "LOW", "include_thoughts": True}, labels={"a": "b"},
        tools=[{"function_declarations": [{"name": "f", "parameters": {"type": "OBJECT", "properties": {"a": {"type": "STRING"}}}}]}],
        tool_config={"function_calling_config": {"mode": "AUTO"}},
    )  # fmt: skip
    reply = await run(lambda: client.models.generate_content(model=LITE, contents="hi", config=config))
    assert reply.text == '{"a": "simulated"}'
    assert reply.usage_metadata.thoughts_token_count == 24
    assert gemini.calls()[0].body["generationConfig"]["topP"] == 0.5


async def test_a_pasted_body_arrives_as_it_was_pasted(client: genai.Client, gemini: Gemini):
    body = {"contents": [{"parts": [{"txt": "hi"}]}], "generationConfig": {"temperature": "9", "top_p": 0.1}, "foo": 1}
    with pytest.raises(errors.ClientError) as caught:
        await run(lambda: client.models.generate_content(model=FLASH, contents="x", config=raw(body)))
    assert gemini.calls()[0].body == body
    assert caught.value.code == 400
    assert caught.value.status == "INVALID_ARGUMENT"
    assert "Unknown name \"txt\" at 'contents[0].parts[0]': Cannot find field." in caught.value.message


async def test_the_client_streams_counts_embeds_and_lists(client: genai.Client, gemini: Gemini):
    def whole() -> str:
        parts = client.models.generate_content_stream(model=LITE, contents="Write 90 words")
        return "".join(part.text or "" for part in parts)

    assert len((await run(whole)).split()) == 90
    assert (await run(lambda: client.models.count_tokens(model=LITE, contents="x" * 40))).total_tokens == 10
    found = await run(lambda: client.models.embed_content(model="gemini-embedding-001", contents="harbour"))
    assert len(found.embeddings[0].values) == 3072
    names = await run(lambda: [model.name for model in client.models.list(config={"page_size": 5})])
    assert f"models/{FLASH}" in names
    assert (await run(lambda: client.models.get(model=LITE))).output_token_limit == 65536


async def test_the_async_client_reads_an_error_of_a_stream(gemini: Gemini):
    options = types.HttpOptions(base_url=gemini.url, api_version="v1beta")
    with genai.Client(api_key=gemini.secret, vertexai=False, http_options=options) as made:
        async with made.aio as client:
            gemini.weather.overloaded(calls=1)
            with pytest.raises(errors.ServerError) as caught:
                async for _ in await client.models.generate_content_stream(model=LITE, contents="hi"):
                    pass
            assert caught.value.code == 503
            assert (await client.models.generate_content(model=LITE, contents="hi")).text


async def test_the_client_raises_for_an_error_in_the_middle_of_a_stream(client: genai.Client, gemini: Gemini):
    gemini.weather.fails_streams(1)
    with pytest.raises(errors.ServerError, match="503 UNAVAILABLE"):
        await run(lambda: list(client.models.generate_content_stream(model=LITE, contents="Write 90 words")))


async def test_the_client_of_today_calls_v1_and_hears_of_the_beta(gemini: Gemini):
    options = types.HttpOptions(base_url=gemini.url)
    with genai.Client(api_key=gemini.secret, vertexai=False, http_options=options) as client:
        config = types.GenerateContentConfig(service_tier="flex")
        with pytest.raises(errors.ClientError, match='Unknown name "serviceTier": Cannot find field'):
            await run(lambda: client.models.generate_content(model=LITE, contents="hi", config=config))
    assert gemini.calls()[0].path.startswith("/v1/")


async def test_a_file_goes_up_and_into_a_request(client: genai.Client, gemini: Gemini, tmp_path: Any):
    path = tmp_path / "note.txt"
    path.write_text("hello")
    file = await run(lambda: client.files.upload(file=path))
    assert file.state.name == "ACTIVE"
    reply = await run(lambda: client.models.generate_content(model=LITE, contents=["what is it", file]))
    assert reply.text
    await run(lambda: client.files.delete(name=file.name))
    with pytest.raises(errors.ClientError, match="You do not have permission to access the File"):
        await run(lambda: client.models.generate_content(model=LITE, contents=["what is it", file]))


async def test_a_cache_is_made_and_used(client: genai.Client):
    config = types.CreateCachedContentConfig(contents=["x" * 8000], ttl="600s")
    kept = await run(lambda: client.caches.create(model=LITE, config=config))
    used = types.GenerateContentConfig(cached_content=kept.name)
    reply = await run(lambda: client.models.generate_content(model=LITE, contents="hi", config=used))
    assert reply.usage_metadata.cached_content_token_count == 2000


async def test_a_timeout_of_seconds_is_a_deadline_that_the_service_refuses(client: genai.Client):
    options = raw(says("hi"), timeout=8000)
    with pytest.raises(errors.ClientError, match="Manually set deadline 8s is too short"):
        await run(lambda: client.models.generate_content(model=LITE, contents="x", config=options))
