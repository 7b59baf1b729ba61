"""The manifest that a Slack app is made from, as manifest.yml has it or for another way of running."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bot.errors import UserError
from bot.places import place

PATH = "/slack/events"
_HTTP_LINE = re.compile(r"^( *)# http: (\w+): URL$")
_HTTP_VALUE = re.compile(r"^( *\w+): \w+ # http: (\w+)$")


def text(http: str | None = None, listen: bool = True) -> str:
    """manifest.yml for Socket Mode, or for HTTP at that address; without `listen` nothing that only listening needs."""
    url = None if http is None else _events_url(http)
    lines = place("manifest.yml").read_text(encoding="utf-8").splitlines()
    kept = [_line(line, url) for line in lines if listen or not line.endswith(" # listen")]
    return "\n".join(kept) + "\n"


def _line(line: str, url: str | None) -> str:
    if url is None:
        return line
    line = _HTTP_LINE.sub(lambda found: f"{found[1]}{found[2]}: {url}", line)
    return _HTTP_VALUE.sub(r"\1: \2", line)


def _events_url(http: str) -> str:
    """Where Slack posts: the given address, with our path unless it has one."""
    parts = urlsplit(http)
    if (
        parts.scheme != "https"
        or not re.fullmatch(r"[A-Za-z0-9.-]+(:\d+)?", parts.netloc)
        or re.search(r"[\s\"'#]", http)
    ):
        raise UserError(
            f"{http} is not an address that Slack can call. It begins with https://, as in https://bot.example.com"
        )
    return http if parts.path.strip("/") else f"https://{parts.netloc}{PATH}"
