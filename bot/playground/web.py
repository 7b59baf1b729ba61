"""The HTTP side of the fake: the Web API, private files, uploads, response_urls and the socket's address."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from email.utils import formatdate
from typing import Literal

from aiohttp import web

from bot.playground.args import Args, RefusedError, read_args
from bot.playground.desk import Desk
from bot.playground.journal import Call
from bot.playground.methods import METHODS
from bot.playground.methods.method import Method, need
from bot.playground.returns import use_return
from bot.playground.values import Json

LOGIN_PAGE = (
    "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head>"
    "<body><h1>Sign in to playground</h1><form action='/signin' method='post'></form></body></html>"
)
_LARGEST = 20 * 1024 * 1024  # bytes of one request


def web_app(desk: Desk) -> web.Application:
    """The routes of the fake."""
    front = Front(desk)
    app = web.Application(client_max_size=_LARGEST)
    app.router.add_route("*", "/api/{method}", front.api)
    app.router.add_get("/link/", desk.courier.sockets.link)
    app.router.add_get("/files-pri/{id}/{name:.+}", front.file)
    app.router.add_post("/upload/v1/{id}", front.upload)
    app.router.add_post("/response/{id}", front.response)
    return app


class Front:
    """Answers over HTTP."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def api(self, request: web.Request) -> web.StreamResponse:
        """One call of the Web API: answered, put on record, and hit by the faults that are on."""
        name = request.match_info["method"]
        faults = self.desk.faults
        self.desk.journal.started()
        try:
            status = faults.take(name, "status")
            headers = {"Date": formatdate(self.desk.clock.now(), usegmt=True)}
            if status:
                self._record(name, Args({}), {}, status)
                says = "<html>Server Error</html>"
                return web.Response(status=status, text=says, content_type="text/html", headers=headers)
            args = Args({})
            status = 200
            try:
                args = await read_args(request)
                answer = {"ok": True} | self._do(name, args, request)
            except RefusedError as refusal:
                answer = refusal.answer
                if "retry_after" in refusal.extra:
                    status, headers["Retry-After"] = 429, str(answer.pop("retry_after"))
            slow = faults.take(name, "slow")
            if slow:
                await self.desk.clock.sleep(slow)
            self._record(name, args, answer, status)
            if faults.take(name, "lost") and request.transport:
                request.transport.abort()
            headers["X-OAuth-Scopes"] = ",".join(self.desk.workspace.app.scopes)
            return web.json_response(answer, status=status, headers=headers)
        finally:
            self.desk.journal.ended()

    def _do(self, name: str, args: Args, request: web.Request) -> Json:
        desk = self.desk
        method = METHODS.get(name)
        if method is None:
            raise RefusedError("unknown_method", req_method=name)
        self._check_token(method, _token(request, args))
        seconds = desk.faults.take(name, "limited")
        if seconds is None:
            seconds = desk.rates.wait_for_call(name, desk.clock.now()) or None
        if seconds is not None:
            raise RefusedError("ratelimited", retry_after=seconds)
        need(desk, *method.scopes)
        code = desk.faults.take(name, "error")
        if code:
            raise RefusedError(code)
        return method.do(desk, args)

    def _check_token(self, method: Method, token: str | None) -> None:
        app = self.desk.workspace.app
        if not token:
            raise RefusedError("not_authed")
        kinds: dict[str, Literal["bot", "app"]] = {app.bot_token: "bot", app.app_token: "app"}
        if token not in kinds:
            raise RefusedError("invalid_auth")
        if kinds[token] != method.by:
            raise RefusedError("not_allowed_token_type")
        if method.by == "bot" and self.desk.faults.revoked:
            raise RefusedError("token_revoked")

    def _record(self, name: str, args: Args, answer: Json, status: int) -> None:
        kept = {key: value for key, value in args.values.items() if key != "token"}
        for key in ("blocks", "attachments", "metadata", "view", "files"):
            with suppress(RefusedError):  # what is no JSON is kept as it came
                kept |= {key: args.json(key, "")} if key in kept else {}
        self.desk.journal.called(Call(name, kept, answer, status, self.desk.clock.now()))

    async def file(self, request: web.Request) -> web.StreamResponse:
        """The content of a private file for who has the bot token and the scope; for others a page to sign in."""
        app = self.desk.workspace.app
        file = self.desk.workspace.files.get(request.match_info["id"].partition("-")[2])
        allowed = request.headers.get("Authorization") == f"Bearer {app.bot_token}" and "files:read" in app.scopes
        if not allowed or self.desk.faults.revoked:
            return web.Response(text=LOGIN_PAGE, content_type="text/html")
        if file is None:
            return web.Response(status=404, text="<html>not found</html>", content_type="text/html")
        slow = self.desk.faults.take("file", "slow")
        if slow:
            await self.desk.clock.sleep(slow)
        status = self.desk.faults.take("file", "status")
        if status:
            return web.Response(status=status)
        kind = "text/plain" if file.mode == "snippet" else "application/octet-stream"
        return web.Response(body=file.content, content_type=kind)

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """The posted bytes are the content of the file that files.getUploadURLExternal announced."""
        name = request.match_info["id"]
        workspace = self.desk.workspace
        if name not in workspace.uploads:
            return web.Response(status=404, text="not found")
        if request.content_type == "multipart/form-data":
            form = await request.post()
            parts = [part.file.read() for part in form.values() if isinstance(part, web.FileField)]
            content = parts[0] if parts else b""
        else:
            content = await request.read()
        if len(content) != workspace.uploads[name]:
            return web.Response(status=400, text="the length isn't the announced one")
        workspace.files[name] = replace(workspace.files[name], content=content)
        return web.Response(text=f"OK - {len(content)}")

    def _may_return(self) -> None:
        seconds = self.desk.faults.take("response_url", "limited")
        if seconds is not None:
            raise RefusedError("rate_limited", status=429, after=seconds)
        status = self.desk.faults.take("response_url", "status")
        if status:
            raise RefusedError("server_error", status=status)

    async def response(self, request: web.Request) -> web.StreamResponse:
        """One use of a response_url; no token, the address is the secret."""
        self.desk.journal.started()
        args = Args({})
        try:
            args = await read_args(request)
            self._may_return()
            use_return(self.desk, request.match_info["id"], args)
        except RefusedError as refusal:
            self._record("response_url", args, refusal.answer, refusal.extra.get("status", 400))
            if "status" in refusal.extra:
                after = {"Retry-After": str(refusal.extra["after"])} if "after" in refusal.extra else {}
                return web.Response(status=refusal.extra["status"], text=refusal.error, headers=after)
            return web.json_response(refusal.answer, status=400)
        else:
            self._record("response_url", args, {"ok": True}, 200)
            return web.Response(text="ok")
        finally:
            self.desk.journal.ended()
            await asyncio.sleep(0)


def _token(request: web.Request, args: Args) -> str | None:
    word, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if word == "Bearer" and token else args.text("token")
