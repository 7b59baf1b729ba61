"""The last yard before the network: what goes out is what was pasted, where it may go, once; what comes back is kept as it came."""

from __future__ import annotations

import json
import math
from typing import Any

import httpx2

from bot.replay.call import Access, Call, wire_body

# How a call's id is named in the headers of Google and of the proxies before it.
_ID_HEADERS = ("x-goog-request-id", "x-request-id", "x-cloud-trace-context")


class Taken(Exception):
    """The answer is here, so the SDK gets no chance to read it its own way or to send another request."""


class Wire(httpx2.AsyncClient):
    """A client for one request of google-genai. Afterwards `http`, `headers_back` and `body` hold the answer as far as it came.

    `failure` is Outcome's, None when a whole answer came, and `why` the words of what went wrong, secrets and all. The
    proxy and the certificates are those of the environment. Raises what httpx2 raises for a proxy or a file that can't be.
    """

    def __init__(self, call: Call, access: Access) -> None:
        super().__init__(follow_redirects=False, trust_env=True, headers={"accept-encoding": "gzip, deflate"})
        self._call, self._access = call, access
        self.sent = False
        self.http: int | None = None
        self.headers_back = httpx2.Headers()
        self.body = bytearray()
        self.failure: str | None = None
        self.why: str | None = None

    async def send(self, request: httpx2.Request, **_: Any) -> httpx2.Response:
        """Raises Taken, whatever came; RuntimeError for a request that must not go out."""
        if self.sent:
            raise RuntimeError("a second request for one call")
        if not _same_origin(request.url, httpx2.URL(self._access.base_url)):
            raise RuntimeError(f"the SDK would send to {request.url.host}")
        self.sent = True
        try:
            await self._receive(await super().send(self._as_pasted(request), stream=True, follow_redirects=False))
        except (httpx2.HTTPError, httpx2.StreamError, OSError) as error:
            self.failure = "unreachable" if self.http is None else "broken stream"
            self.failure = "timeout" if isinstance(error, httpx2.TimeoutException) else self.failure
            self.why = str(error) or type(error).__name__
        raise Taken

    async def _receive(self, response: httpx2.Response) -> None:
        try:
            self.http, self.headers_back = response.status_code, response.headers
            async for piece in response.aiter_bytes():
                self.body += piece[: self._access.max_bytes - len(self.body)]
                if len(self.body) >= self._access.max_bytes:
                    self.failure = "too large"
                    return
        finally:
            await response.aclose()

    def _as_pasted(self, request: httpx2.Request) -> httpx2.Request:
        """The SDK's request with the path and body of the call, where the SDK made something else of them.

        Its extra_body adds an empty generationConfig or contents, renames top-level names in snake case, loses one of two
        spellings and what begins with _; its embed_content calls batchEmbedContents.
        """
        url = httpx2.URL(self._access.base_url.rstrip("/") + "/" + self._call.path)
        if self._call.method == "models.list":
            url = url.copy_merge_params(dict(request.url.params))
        body = wire_body(self._call)
        if request.url == url and _json(request.content) == _json(body):
            return request
        headers = [
            (name, value) for name, value in request.headers.multi_items() if name not in ("host", "content-length")
        ]
        return self.build_request(
            request.method, url, headers=headers, content=body or None, extensions=request.extensions
        )

    @property
    def request_id(self) -> str | None:
        """The id that the headers give the call."""
        return next((self.headers_back[name] for name in _ID_HEADERS if self.headers_back.get(name)), None)

    @property
    def redirect(self) -> str | None:
        """Where the answer leads: the origin alone, since a path may hold secrets. None: nowhere."""
        if self.http is None or not 300 <= self.http < 400 or "location" not in self.headers_back:
            return None
        try:
            target = httpx2.URL(self._access.base_url).join(self.headers_back["location"])
        except httpx2.InvalidURL:
            return ""
        return f"{target.scheme}://{target.netloc.decode()}"


def _same_origin(one: httpx2.URL, other: httpx2.URL) -> bool:
    return (one.scheme, one.host, one.port) == (other.scheme, other.host, other.port)


def _json(content: bytes) -> Any:
    return json.loads(content) if content else None


def milliseconds(seconds: float) -> int:
    """A time-out as the SDK takes it."""
    return max(1, math.ceil(seconds * 1000))
