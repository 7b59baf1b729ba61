"""The way out: by the proxy and with the certificates that the environment names, to Slack as to Gemini.

Gemini's client reads them itself. Slack's SDK takes HTTPS_PROXY for whatever it calls and passes over NO_PROXY, and aiohttp
has HTTPS_PROXY for https alone; so here stands what makes the three of them agree.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

_LIKE = {"wss": "https", "ws": "http"}


def session(**more: Any) -> aiohttp.ClientSession:
    """A session that goes by HTTPS_PROXY and HTTP_PROXY but for NO_PROXY's hosts, and trusts SSL_CERT_FILE."""
    # aiohttp made its own context when it was imported, and keeps it.
    connector = aiohttp.TCPConnector(ssl=ssl.create_default_context())
    return aiohttp.ClientSession(connector=connector, trust_env=True, **more)


def web_client(url: str, http: aiohttp.ClientSession) -> AsyncWebClient:
    """A client of Slack's Web API without a token; its session knows the way."""
    return by_its_session(AsyncWebClient(base_url=url, session=http))


def by_its_session(client: AsyncWebClient) -> AsyncWebClient:
    """The same client, without the proxy that the SDK took from the environment for every host."""
    client.proxy = None
    return client


def proxy_to(url: str) -> str | None:
    """The proxy for that address, WebSockets' among them; None: there is none, or NO_PROXY names the host."""
    parts, proxies = urlsplit(url), getproxies()
    if not parts.hostname or proxy_bypass(parts.hostname):
        return None
    found = proxies.get(parts.scheme) or proxies.get(_LIKE.get(parts.scheme, ""))
    return found if found is None or "://" in found else f"http://{found}"


def shown(address: str) -> str:
    """An address, or what stands for one, as a person may see it."""
    return re.sub(r"^((?:[a-z0-9]+://)?)[^/]*@", r"\1…@", address)


def complaints() -> Iterator[str]:
    """What no way leads by."""
    for scheme in ("https", "http"):
        proxy = getproxies().get(scheme, "")
        kind = urlsplit(proxy).scheme if "://" in proxy else "http"
        if kind != "http":
            yield f"{scheme.upper()}_PROXY is a proxy of the kind {kind}, and only one that begins with http:// can be used."
