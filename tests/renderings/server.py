"""A scripted service on loopback: one port for each body, so that an SDK needs nothing but an address."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from bodies import BODIES, Body


def _handler(body: Body) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_POST(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            self.rfile.read(length)
            if body.after:
                time.sleep(body.after)
            stream = "stream" in self.path and "alt=sse" in self.path
            text, kind = body.text, body.content_type
            if body.events:
                text = "".join(f"data: {event}\r\n\r\n" for event in body.events)
                kind = "text/event-stream"
            elif body.http == 200 and stream:
                text, kind = f"data: {json.dumps(json.loads(text))}\r\n\r\n", "text/event-stream"
            elif body.is_error and "/openai/" in self.path and text.startswith("{"):
                text = f"[{text.rstrip()}\n]\n"  # the OpenAI-compatible endpoint wraps its errors in a list
            data = text.encode()
            self.send_response(body.http)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            with contextlib.suppress(OSError):  # whoever asked may have left
                self.wfile.write(data)

        do_GET = do_POST  # noqa: N815  the name that http.server asks for

    return Handler


@contextlib.contextmanager
def serving() -> Iterator[dict[str, str]]:
    """Body name → address, while the block runs."""
    servers = [(body.name, ThreadingHTTPServer(("127.0.0.1", 0), _handler(body))) for body in BODIES]
    try:
        for _, server in servers:
            threading.Thread(target=server.serve_forever, daemon=True).start()
        yield {name: f"http://127.0.0.1:{server.server_address[1]}" for name, server in servers}
    finally:
        for _, server in servers:
            server.shutdown()
            server.server_close()
