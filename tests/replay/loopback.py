"""What stands at the other end of the wire in the tests of the client: a server that keeps what it was asked, and a proxy."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bot.replay.client import Access, Call

KEY = "AIzaSy" + "D3moKey0fNobody_1234567890abcdefg"
HELLO = {"contents": [{"parts": [{"text": "Hello"}]}]}
WELL = {
    "candidates": [{"content": {"role": "model", "parts": [{"text": "Hi there"}]}, "finishReason": "STOP"}],
    "usageMetadata": {"promptTokenCount": 2, "totalTokenCount": 5, "promptTokensDetails": [{"tokenCount": 2}]},
    "responseId": "r-1",
}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Loopback:
    """A server at 127.0.0.1 and what it was asked."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)

    @property
    def access(self) -> Access:
        """The way to it."""
        return Access(self.url)


def a_call(
    method: str = "generateContent",
    body: object = HELLO,
    *,
    model: str | None = "gemini-2.5-flash",
    timeout_s: float = 20.0,
    api_version: str = "v1beta",
) -> Call:
    """A call of that method."""
    return Call(method, model, api_version, body, timeout_s)  # type: ignore[arg-type]


@contextlib.asynccontextmanager
async def server(handler: Handler | None = None, tls: ssl.SSLContext | None = None) -> AsyncIterator[Loopback]:
    """A server that answers with `handler`, else with a good answer."""
    at = Loopback()

    async def answer(request: web.Request) -> web.StreamResponse:
        at.asked.append(
            Asked(
                request.method,
                request.path_qs,
                {k.lower(): v for k, v in request.headers.items()},
                await request.read(),
            )
        )
        return await handler(request) if handler else web.json_response(WELL)

    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    host, port = runner.addresses[0][:2]
    at.url = f"http{'s' if tls else ''}://{host}:{port}/"
    try:
        yield at
    finally:
        await runner.cleanup()


def replies(status: int, body: str | bytes, content_type: str = "application/json", **headers: str) -> Handler:
    """A handler with that answer."""

    async def handler(_: web.Request) -> web.StreamResponse:
        content = body.encode() if isinstance(body, str) else body
        return web.Response(status=status, body=content, headers={"content-type": content_type, **headers})

    return handler


Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def talking(talk: Talk) -> AsyncIterator[str]:
    """What talks with everybody who connects, byte by byte; its address. Afterwards every connection is closed."""
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await talk(reader, writer)
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.get_running_loop().create_task(serve(reader, writer)))

    listening = await asyncio.start_server(accept, "127.0.0.1", 0)
    host, port = listening.sockets[0].getsockname()
    try:
        yield f"http://{host}:{port}/"
    finally:
        listening.close()
        await asyncio.wait_for(asyncio.gather(*tasks), 10)
        await listening.wait_closed()


@contextlib.asynccontextmanager
async def proxy() -> AsyncIterator[Loopback]:
    """A forward proxy, for http by whole address and for https by CONNECT; `asked` holds the first line and the headers of each
    request. A password in its address is not looked at."""
    at = Loopback()

    async def carry(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while piece := await source.read(65536):
                sink.write(piece)
                await sink.drain()
        sink.close()

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        method, target, _ = first.split(" ")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}
        at.asked.append(Asked(method, target, headers, b""))
        address = target if method == "CONNECT" else target.split("/")[2]
        host, _, port = address.rpartition(":")
        far_reader, far_writer = await asyncio.open_connection(host, int(port))
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            far_writer.write(head)
        await asyncio.gather(carry(reader, far_writer), carry(far_reader, writer))
        with contextlib.suppress(ConnectionError):
            await far_writer.wait_closed()

    async with talking(pass_on) as url:
        at.url = url.rstrip("/")
        yield at


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A context for a server at 127.0.0.1, and the file of the certificate that one must trust to talk to it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    trusted, private = folder / "certificate.pem", folder / "key.pem"
    trusted.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, private)
    return context, trusted
