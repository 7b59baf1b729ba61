"""Text files out of Slack. The token goes to Slack's file host alone, and no redirect takes it elsewhere."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import aiohttp

from bot import pace
from bot.errors import UserError
from bot.jobs.ask import Attached
from bot.jobs.kit import Kit
from bot.paste.slack import MOST_BYTES, files
from bot.reply import mistakes
from bot.reply.file import decode

HALF = MOST_BYTES // 2
FILE_HOST = "files.slack.com"
SECONDS = 20.0
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Fetched:
    """The text of a file; `note` says what of it was left out."""

    text: str
    note: str = ""


async def fetch(kit: Kit, file: Attached) -> Fetched:
    """The file's text, of a large one its head and tail. UserError says why it can't be read; it lives on."""
    known = await _known(kit, file) if file.stub or not file.url else file
    name = known.name
    if not _may_go(kit, known.url):
        raise UserError(mistakes.file_refused_host(name))
    token = kit.settings.slack_bot_token
    headers = {"Authorization": f"Bearer {token.get_secret_value() if token else ''}"}
    pace.errand().steps_aside()
    async with asyncio.timeout(SECONDS), kit.http.get(known.url, headers=headers, allow_redirects=False) as answer:
        if answer.status >= 500 or answer.status == 429:
            answer.raise_for_status()  # Slack's weather: the job tries again
        if answer.status in (301, 302, 303, 307, 308) or (answer.content_type == "text/html" and not _is_html(name)):
            raise UserError(mistakes.file_login_page(name))
        if answer.status != 200:
            raise UserError(mistakes.file_gone(name, answer.status))
        head, tail, size = await _head_and_tail(answer)
    if size <= MOST_BYTES:
        return Fetched(await asyncio.to_thread(decode, head + tail, name))
    return Fetched(await asyncio.to_thread(_cut, head, tail, size, name), mistakes.cut(name, size))


async def _known(kit: Kit, file: Attached) -> Attached:
    """The file with its address, which a file of another workspace lacks at first."""
    answer = await kit.client.files_info(file=file.id)
    info = answer.get("file") or {}
    [known] = files({"files": [info]})
    if known.kind != "text":
        raise UserError(mistakes.file_not_text(known.name or file.name))
    url = str(info.get("url_private_download") or info.get("url_private") or "")
    return replace(file, name=known.name, url=url, size=known.size or 0, stub=False)


def _may_go(kit: Kit, url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.netloc == FILE_HOST:
        return True
    api = urlsplit(kit.settings.slack_api_url)
    return api.hostname != "slack.com" and (parts.scheme, parts.netloc) == (api.scheme, api.netloc)


async def _head_and_tail(answer: aiohttp.ClientResponse) -> tuple[bytes, bytes, int]:
    """The first half megabyte, the last one of the rest, and the size of the whole; never more than that in memory."""
    head, tail, size = bytearray(), bytearray(), 0
    async for chunk in answer.content.iter_chunked(64 * 1024):
        size += len(chunk)
        space = HALF - len(head)
        head += chunk[:space]
        tail += chunk[max(space, 0) :]
        del tail[: max(len(tail) - HALF, 0)]
    return bytes(head), bytes(tail), size


def _cut(head: bytes, tail: bytes, size: int, name: str) -> str:
    """The text of both ends; the tail has the encoding that the head names."""
    mark = next((mark for mark in _UTF_16 if head.startswith(mark)), b"")
    whole = tail[(size - len(tail)) % 2 :] if mark else tail
    return f"{decode(head, name)}\n…\n{decode(mark + whole, name)}"


def _is_html(name: str) -> bool:
    return name.lower().endswith((".html", ".htm"))
