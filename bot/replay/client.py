"""The only user of google-genai: one call, one attempt, one answer."""

from __future__ import annotations

import asyncio
import json
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx2
from google import genai
from google.genai import types
from google.genai.client import DebugConfig
from pydantic import SecretStr

from bot.errors import UserError
from bot.replay import answer
from bot.replay.call import GEMINI, Access, Call, refusal, wire_body
from bot.replay.outcome import Outcome
from bot.replay.wire import Taken, Wire, milliseconds

__all__ = ["GEMINI", "Access", "Call", "Outcome", "list_models", "send"]

LISTING_SECONDS = 30.0  # for one page
_PAGE, _MOST_PAGES = 1000, 20
_hiding = threading.Lock()


async def send(call: Call, key: SecretStr | str, access: Access) -> Outcome:
    """What came of the call. Nothing that the service or the network does raises; cancelling ends the call at once."""
    return (await _send(call, _plain(key), access))[0]


async def list_models(
    key: SecretStr | str, access: Access, api_version: str = "v1beta"
) -> tuple[Mapping[str, Any], ...]:
    """The models of models.list, all pages, as the REST API gives them. UserError says why there are none."""
    secret = _plain(key)
    rows: list[Mapping[str, Any]] = []
    page: dict[str, Any] = {"pageSize": _PAGE}
    for _ in range(_MOST_PAGES):
        outcome, body = await _send(Call("models.list", None, api_version, page, LISTING_SECONDS), secret, access)
        if not outcome.passed:
            raise UserError(_unlisted(outcome, access))
        loaded = answer.first(body)
        rows += answer.dicts(loaded.get("models"))
        if not loaded.get("nextPageToken"):
            break
        page = {"pageSize": _PAGE, "pageToken": str(loaded["nextPageToken"])}
    return tuple(rows)


async def _send(call: Call, key: str, access: Access) -> tuple[Outcome, str]:
    """The outcome, and the whole body for who needs more of it."""
    against = refusal(call, key)
    if against is not None:
        return Outcome(failure="refused", message=against, at=time.time()), ""
    try:
        wire = await asyncio.to_thread(Wire, call, access)  # it reads the certificates
    except (ImportError, OSError, ValueError, httpx2.InvalidURL) as error:
        # A proxy that httpx2 can't use, or a file of certificates that isn't there.
        return Outcome(failure="unreachable", message=answer.clean(str(error), key, answer.TEXT), at=time.time()), ""
    try:
        sdk = await asyncio.to_thread(_sdk, call, key, access, wire)
        at, started = time.time(), time.perf_counter()
        async with asyncio.timeout(call.timeout_s), wire:
            await _ask(call, sdk.aio.models)
    except Taken:
        pass
    except TimeoutError:
        wire.failure = "timeout"
    except Exception as error:  # a mistake of the SDK's or ours, and what it holds may hold the key
        raise RuntimeError(f"google-genai sent nothing: {type(error).__name__}") from None
    body = wire.body.decode("utf-8", "replace")
    return _outcome(call, key, wire, body, at, time.perf_counter() - started), body


async def _ask(call: Call, models: genai.models.AsyncModels) -> None:
    """The SDK sends the call by its wire, which raises Taken."""
    options = types.HttpOptions(api_version=call.api_version, timeout=milliseconds(call.told_s or call.timeout_s))
    if not call.method.startswith("models."):
        options.extra_body = json.loads(wire_body(call))  # a copy, since the SDK writes into it
    model = call.model or ""
    match call.method:
        case "generateContent":
            await models.generate_content(model=model, contents="-", config=_generate(options))
        case "streamGenerateContent":
            await anext(await models.generate_content_stream(model=model, contents="-", config=_generate(options)))
        case "countTokens":
            await models.count_tokens(model=model, contents="-", config=types.CountTokensConfig(http_options=options))
        case "embedContent":
            await models.embed_content(model=model, contents="-", config=types.EmbedContentConfig(http_options=options))
        case "models.get":
            await models.get(model=model, config=types.GetModelConfig(http_options=options))
        case _:  # models.list, for no other gets here
            query = call.body or {}
            size, page = query.get("pageSize"), query.get("pageToken")
            await models.list(config=types.ListModelsConfig(http_options=options, page_size=size, page_token=page))
    raise RuntimeError("nothing went out")


def _generate(options: types.HttpOptions) -> types.GenerateContentConfig:
    return types.GenerateContentConfig(
        http_options=options,
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
        automatic_continuation=False,
    )


def _sdk(call: Call, key: str, access: Access, wire: Wire) -> genai.Client:
    """A client of the SDK which knows nothing but what it is told here."""
    with _without_its_variables():
        return genai.Client(
            vertexai=False,
            api_key=key,
            debug_config=DebugConfig(client_mode=None, replays_directory=None, replay_id=None),
            http_options=types.HttpOptions(
                base_url=access.base_url,
                api_version=call.api_version,
                retry_options=types.HttpRetryOptions(attempts=1),
                httpx_async_client=wire,
                httpx_client=httpx2.Client(
                    transport=httpx2.MockTransport(_nothing_else)
                ),  # it wants both or makes its own
            ),
        )


def _nothing_else(request: httpx2.Request) -> httpx2.Response:
    raise RuntimeError("a request beside the one")


@contextmanager
def _without_its_variables() -> Iterator[None]:
    """The SDK reads its variables as it is made; one of them, GOOGLE_GENAI_HTTP_CLIENT, no argument overrules."""
    with _hiding:
        names = [name for name in os.environ if name.startswith("GOOGLE_") or name == "GEMINI_API_KEY"]
        hidden = {name: os.environ.pop(name) for name in names}
        try:
            yield
        finally:
            os.environ.update(hidden)


def _plain(key: SecretStr | str) -> str:
    return (key.get_secret_value() if isinstance(key, SecretStr) else key).strip()


def _outcome(call: Call, key: str, wire: Wire, body: str, at: float, seconds: float) -> Outcome:
    said = answer.read(call.method, body, key)
    well = wire.http is not None and 200 <= wire.http < 300
    failure, message = wire.failure, said.message
    if wire.redirect is not None:
        failure, message = "redirect", answer.clean(wire.redirect, key, answer.TEXT)
    elif failure is None and well:
        failure = said.failure
    if wire.why is not None:
        message = answer.clean(wire.why, key, answer.TEXT)
    request_id = wire.request_id or said.response_id
    return Outcome(
        http=said.code if well and said.code else wire.http,
        status=said.status,
        message=message,
        details=said.details,
        finish_reasons=said.finish_reasons,
        block_reason=said.block_reason,
        usage=said.usage or {},
        seconds=seconds,
        text=said.text,
        raw=answer.raw(body, key),
        failure=failure,
        at=at,
        request_id=answer.clean(request_id, key, 200) if request_id else None,
    )


def _unlisted(outcome: Outcome, access: Access) -> str:
    """Why there is no list, and what to do."""
    if outcome.failure == "refused":
        return "That is no API key: a key is one word of letters, figures and signs. Copy it again from AI Studio."
    if outcome.failure in ("unreachable", "timeout", "broken stream"):
        why = (
            f" ({outcome.message})"
            if outcome.message
            else " (no answer in time)"
            if outcome.failure == "timeout"
            else ""
        )
        return f"Gemini can't be reached at {access.base_url}{why}. Check the network, HTTPS_PROXY and GEMINI_DEBUG_GEMINI_URL."
    if outcome.failure is not None or outcome.message is None:
        return (
            f"What answers at {access.base_url} is not the Gemini API (HTTP {outcome.http}"
            f"{', a redirect' if outcome.failure == 'redirect' else ''}). Check HTTPS_PROXY and GEMINI_DEBUG_GEMINI_URL."
        )
    return f"Gemini refuses the list of models with this key: {outcome.http} {outcome.status or ''}. {outcome.message}"
