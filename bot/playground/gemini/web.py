"""The web side: addresses to methods, who calls, errors and streams in their forms, and the weather at the door."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from bot.playground.gemini import chat, methods, pages
from bot.playground.gemini.catalog import is_method
from bot.playground.gemini.credentials import Caller
from bot.playground.gemini.errors import Refusal, invalid
from bot.playground.gemini.journal import Call, headers_of, query_of
from bot.playground.gemini.world import Answer, Wire, World

Method = Callable[[World, Wire], Awaitable[Answer]]
_ALL, _BETA = "v1|v1beta|v1alpha", "v1beta|v1alpha"
_JSON = "application/json; charset=UTF-8"
_GOOGLE = {
    "Server": "scaffolding on HTTPServer2",
    "Vary": "Origin, X-Origin, Referer",
    "X-Content-Type-Options": "nosniff",
    "X-Simulated": "bot.playground.gemini",
}
_VERBS: dict[str, Method] = {
    "generateContent": methods.generate,
    "streamGenerateContent": methods.generate,
    "countTokens": methods.count_tokens,
    "embedContent": methods.embed,
    "batchEmbedContents": methods.embed_batch,
}
_ROUTES: tuple[tuple[str, re.Pattern[str], Method], ...] = tuple(
    (verb, re.compile(pattern), method)
    for verb, pattern, method in (
        ("GET", rf"/(?P<version>{_ALL})/models", methods.list_models),
        ("GET", rf"/(?P<version>{_ALL})/models/(?P<name>[^/:]+)", methods.get_model),
        ("POST", rf"/upload/(?P<version>{_ALL})/files", methods.upload),
        ("GET", rf"/(?P<version>{_ALL})/files", methods.list_files),
        ("GET", rf"/(?P<version>{_ALL})/files/(?P<name>[^/:]+)", methods.get_file),
        ("DELETE", rf"/(?P<version>{_ALL})/files/(?P<name>[^/:]+)", methods.delete_file),
        ("POST", rf"/(?P<version>{_BETA})/cachedContents", methods.create_cache),
        ("GET", rf"/(?P<version>{_BETA})/cachedContents/(?P<name>[^/:]+)", methods.get_cache),
        ("DELETE", rf"/(?P<version>{_BETA})/cachedContents/(?P<name>[^/:]+)", methods.delete_cache),
        ("POST", r"/(?P<version>v1beta)/openai/chat/completions", chat.complete),
    )
)
_CALL = re.compile(rf"/(?P<version>{_ALL})/(?:models/)?(?P<name>[^/:]+|tunedModels/[^/:]+):(?P<verb>\w+)")


class _Open:
    """Nothing stands in front."""


@dataclass(frozen=True, slots=True)
class _Route:
    method: Method
    version: str
    name: str
    verb: str


def web_app(world: World, most_bytes: int) -> web.Application:
    """The application that answers every address."""

    async def front(request: web.Request) -> web.StreamResponse:
        return await _Front(world, request, most_bytes).answer()

    app = web.Application(client_max_size=0)
    app.router.add_route("*", "/{tail:.*}", front)
    return app


def find_route(verb: str, path: str) -> _Route | None:
    """What the address leads to; None where Google's front end knows nothing of it."""
    for method, pattern, run in _ROUTES:
        if verb == method and (found := pattern.fullmatch(path)):
            parts = found.groupdict()
            return _Route(run, parts["version"], unquote(parts.get("name", "")), run.__name__)
    found = _CALL.fullmatch(path) if verb == "POST" else None
    if found and is_method(found["verb"]) and ("/models/" in path or found["name"].startswith("tunedModels/")):
        run = _VERBS.get(found["verb"], methods.nothing)
        return _Route(run, found["version"], unquote(found["name"]), found["verb"])
    return None


class _Front:
    """One call, from its first byte to its last."""

    def __init__(self, world: World, request: web.Request, most_bytes: int) -> None:
        self.world = world
        self.request = request
        self.most_bytes = most_bytes
        self.route = find_route(request.method, request.rel_url.raw_path)
        self.place = len(world.journal.calls)
        self.sent = b""

    async def answer(self) -> web.StreamResponse:
        """The response, which is in the journal then too."""
        request, journal = self.request, self.world.journal
        call = Call(
            request.method, request.path, query_of(request.query.items()), headers_of(request.headers.items()), b"",
            self.world.clock.now(),
        )  # fmt: skip
        journal.calls.append(call)
        raw = await request.read()
        journal.calls[self.place] = call = replace(call, raw=raw)
        try:
            response = await self._answer(raw)
        finally:
            journal.calls[self.place] = replace(call, answer=self.sent)
        if response is None:  # the connection is closed, so this goes nowhere
            return web.Response(status=499)
        journal.calls[self.place] = replace(call, status=response.status, answer=self.sent)
        return response

    async def _answer(self, raw: bytes) -> web.StreamResponse | None:
        at_door = self._door()
        if not isinstance(at_door, _Open):
            return at_door
        if self.route is None:
            return self._page(404, pages.not_found(self.request.path))
        try:
            if len(raw) > self.most_bytes:
                raise invalid(
                    f"Request payload size exceeds the limit: {self.most_bytes} bytes. Please use a valid size."
                )
            answer = await self.route.method(self.world, self._wire(self.route, raw))
        except Refusal as refusal:
            return self._refused(refusal)
        if self._streams(answer):
            return await self._stream(answer)
        return self._json(200, answer.body, answer.headers)

    def _door(self) -> web.StreamResponse | _Open | None:
        """What stands in front answers, None for a connection that is lost; _Open where nothing stands there."""
        take, now = self.world.weather.take, self.world.clock.now()
        if take("lost", "*", now):
            if self.request.transport:
                self.request.transport.close()
            return None
        if status := take("proxy", "*", now):
            return self._page(status, pages.of_proxy(status), {"Server": "nginx/1.27.0"})
        if to := take("redirect", "*", now):
            return web.Response(status=307, headers={"Location": f"{to.rstrip('/')}{self.request.rel_url}"})
        if take("garbled", "*", now):
            return self._page(200, "<!doctype html><title>Sign in</title><p>Sign in to the network.")
        return _Open()

    def _wire(self, route: _Route, raw: bytes) -> Wire:
        request = self.request
        rpc = f"google.ai.generativelanguage.{route.version}.GenerativeService.{route.verb[:1].upper()}{route.verb[1:]}"
        headers, query = dict(request.headers), dict(request.query)
        begun = self.world.storage.begun(query.get("upload_id", ""))
        caller = (
            Caller(begun[0])
            if begun and route.method is methods.upload
            else self.world.keyring.caller(
                request.headers, request.query, rpc, request.remote or "", bearer_keys=self._chats
            )
        )
        url = f"{request.url.origin()}/{route.version}"
        return Wire(route.version, route.name, route.verb, headers, query, raw, caller.project, url, caller.login)

    # forms

    @property
    def _sse(self) -> bool:
        asks = "sse" in (self.request.query.get("alt"), self.request.query.get("$alt"))
        return asks or self._chats

    @property
    def _chats(self) -> bool:
        return self.route is not None and self.route.method is chat.complete

    def _streams(self, answer: Answer) -> bool:
        return bool(answer.events) and (self._chats or self.request.path.endswith(":streamGenerateContent"))

    def _refused(self, refusal: Refusal) -> web.Response:
        """The error in the form of the method: in a list of one for a stream of JSON and for OpenAI's clients."""
        streams = self.request.path.endswith(":streamGenerateContent")
        listed = self._chats or (streams and not self._sse)
        kind = "text/event-stream" if streams and self._sse else _JSON
        return self._json(refusal.code, [refusal.body] if listed else refusal.body, {"Content-Type": kind})

    def _json(self, status: int, body: Any, headers: Any) -> web.Response:
        self.sent = (json.dumps(body, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")
        known = {"Content-Type": _JSON, "X-Gemini-Service-Tier": "standard", **_GOOGLE, **headers}
        return web.Response(status=status, body=self.sent, headers=known)

    def _page(self, status: int, text: str, headers: dict[str, str] | None = None) -> web.Response:
        self.sent = text.encode()
        known = {**_GOOGLE, "Content-Type": "text/html; charset=UTF-8", **(headers or {})}
        return web.Response(status=status, body=self.sent, headers=known)

    async def _stream(self, answer: Answer) -> web.StreamResponse:
        """The events one by one, as server-sent events or as a list; with what the weather does to them."""
        world, sse = self.world, self._sse
        now = world.clock.now()
        cut = world.weather.take("cut stream", answer.model, now)
        fails = world.weather.take("failing stream", answer.model, now)
        stalls = world.weather.take("stalled", answer.model, now)
        kind = "text/event-stream" if sse else _JSON
        response = web.StreamResponse(headers={"Content-Type": kind, **_GOOGLE})
        response.enable_chunked_encoding()
        await response.prepare(self.request)
        events = list(answer.events)
        if fails is not None:
            said = Refusal(503, "The model is overloaded. Please try again later.")
            events = [*events[: int(fails)], said.body]
        for place, event in enumerate(events):
            if place and stalls:
                await world.clock.sleep(stalls)
            chunk = _framed(event, place, len(events), sse)
            if cut is not None and place >= int(cut):
                await self._write(response, chunk[: len(chunk) // 2])
                if self.request.transport:
                    self.request.transport.close()
                return response
            await self._write(response, chunk)
        if self._chats:
            await self._write(response, b"data: [DONE]\n\n")
        with contextlib.suppress(ConnectionError):  # the caller may be gone
            await response.write_eof()
        return response

    async def _write(self, response: web.StreamResponse, chunk: bytes) -> None:
        self.sent += chunk
        with contextlib.suppress(ConnectionError):  # the caller may be gone
            await response.write(chunk)
        await asyncio.sleep(0)


def _framed(event: Any, place: int, many: int, sse: bool) -> bytes:
    if sse:
        return f"data: {json.dumps(event, ensure_ascii=False)}\r\n\r\n".encode("utf-8", "surrogatepass")
    text = json.dumps(event, indent=2, ensure_ascii=False)
    before, after = "[" if place == 0 else ",\r\n", "\n]" if place == many - 1 else "\n"
    return f"{before}{text}{after}".encode("utf-8", "surrogatepass")
