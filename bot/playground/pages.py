"""The page of the playground: its files, its stream of what happens, and what a person does on it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import web

from bot.playground.gestures import NotAGestureError, perform
from bot.playground.inputs import NotAllowedError
from bot.playground.mirror import Mirror
from bot.playground.server import Slack
from bot.playground.values import Json

if TYPE_CHECKING:
    from bot.diagnosis import Entry

PLACE = Path(__file__).parent / "page"
_KINDS = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
FILES = {path.name: path for path in sorted(PLACE.iterdir()) if path.suffix in _KINDS}
# Nothing from elsewhere, nothing inline, and no text can become markup.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
_LOOPBACK = ("127.0.0.1", "localhost")
_HEARTBEAT = 15.0  # seconds of silence on the stream
_LABEL = 56  # characters of an example in the menu


def routes(slack: Slack, entries: Iterable[Entry] = ()) -> list[web.RouteDef]:
    """For `slack.mount`. The page at `/`, its own API under `/page/`.

    The pastes at hand are the entries' own examples. They are looked at when somebody asks, so that a list may be
    filled after this.
    """
    page = Page(slack, entries)
    return [
        web.get("/", page.index),
        web.get("/page/events", page.events),
        web.post("/page/do", page.do),
        web.get("/page/examples", page.examples),
        web.get("/page/examples/{cause}/{number}", page.example),
        web.get("/page/files/{id}", page.file),
        web.get("/page/{name}", page.asset),
        web.get("/archives/{channel}/p{ts}", page.link),
    ]


class Page:
    """Answers to the page, and to nobody from another site."""

    def __init__(self, slack: Slack, entries: Iterable[Entry]) -> None:
        self._slack = slack
        self._entries = entries

    async def index(self, request: web.Request) -> web.StreamResponse:
        """The page."""
        return _asset(request, "index.html")

    async def asset(self, request: web.Request) -> web.StreamResponse:
        """A file that the page consists of."""
        return _asset(request, request.match_info["name"])

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Everything that the person sees, then every change, as server-sent events; the journal too if asked for."""
        _check(request)
        person = request.query.get("person") or next(iter(self._slack.workspace.people), "")
        if person not in self._slack.workspace.people:
            raise web.HTTPNotFound(text="no such person")
        stream = web.StreamResponse(headers=HEADERS | {"Content-Type": "text/event-stream"})
        await stream.prepare(request)
        mirror = Mirror(self._slack, person, "journal" in request.query)
        try:
            while True:
                said = "".join(_event(name, content) for name, content in mirror.changes())
                if said:
                    await stream.write(said.encode())
                elif not await self._slack.workspace.bell.next(_HEARTBEAT):
                    await stream.write(b": still here\n\n")
        except ConnectionResetError:  # the page was closed
            return stream

    async def do(self, request: web.Request) -> web.StreamResponse:
        """A person's gesture was done, or `says` tells why Slack's client wouldn't let them."""
        _check(request)
        if request.content_type != "application/json":  # what a form of another site can't send
            raise web.HTTPUnsupportedMediaType
        try:
            asked = await request.json()
            if not isinstance(asked, dict):
                raise NotAGestureError
            await perform(self._slack, asked)
        except NotAllowedError as refusal:
            return web.json_response({"ok": False, "says": str(refusal)}, headers=HEADERS)
        except (NotAGestureError, ValueError):
            return web.json_response({"ok": False, "says": "The page can't do that."}, status=400, headers=HEADERS)
        return web.json_response({"ok": True}, headers=HEADERS)

    async def examples(self, request: web.Request) -> web.StreamResponse:
        """Every cause with the first words of each paste that it answers."""
        _check(request)
        listed = [
            {"cause": entry.cause, "pastes": [_label(text) for text in matches(entry)]}
            for entry in sorted(self._entries, key=lambda entry: entry.cause)
        ]
        return web.json_response([one for one in listed if one["pastes"]], headers=HEADERS)

    async def example(self, request: web.Request) -> web.StreamResponse:
        """One paste, whole."""
        _check(request)
        number = request.match_info["number"]
        pastes = [p for entry in self._entries if entry.cause == request.match_info["cause"] for p in matches(entry)]
        if not number.isdecimal() or int(number) >= len(pastes):
            raise web.HTTPNotFound(text="no such paste")
        return web.Response(text=pastes[int(number)], headers=HEADERS)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A shared text file, for the person at the page to read."""
        _check(request)
        file = self._slack.workspace.files.get(request.match_info["id"])
        if file is None or not file.shared or file.mode != "snippet":
            raise web.HTTPNotFound(text="no such file")
        return web.Response(text=file.text, headers=HEADERS)

    async def link(self, request: web.Request) -> web.StreamResponse:
        """A permalink leads to its message on the page."""
        channel, digits = request.match_info["channel"], request.match_info["ts"]
        message = self._slack.workspace.messages.get((channel, f"{digits[:-6]}.{digits[-6:]}"))
        at = f"{quote(channel)}/{message.root}" if message and message.thread else quote(channel)
        raise web.HTTPFound(f"/#/{at}")


def matches(entry: Entry) -> list[str]:
    """The pastes that the entry claims to answer."""
    return [example.text for example in entry.examples if example.claim == "match"]


def _asset(request: web.Request, name: str) -> web.StreamResponse:
    _check_host(request)
    path = FILES.get(name)
    if path is None:
        raise web.HTTPNotFound(text="no such file")
    return web.FileResponse(path, headers=HEADERS | {"Content-Type": f"{_KINDS[path.suffix]}; charset=utf-8"})


def _check(request: web.Request) -> None:
    """Only the page itself and the address bar may ask, no other site."""
    _check_host(request)
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        raise web.HTTPForbidden(text="This is for the page of the playground alone.")


def _check_host(request: web.Request) -> None:
    """No other name that leads to loopback is taken for ours."""
    if request.url.host not in _LOOPBACK:
        raise web.HTTPForbidden(text="The playground is at 127.0.0.1 and localhost alone.")


def _label(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LABEL else words[: _LABEL - 1].rstrip() + "…"


def _event(name: str, content: Json) -> str:
    return f"event: {name}\ndata: {json.dumps(content)}\n\n"
