"""Pages of HTML: of Google's front end for what no service answers, and of proxies that stand in between."""

from __future__ import annotations

from html import escape
from http import HTTPStatus


def not_found(path: str) -> str:
    """What Google's front end shows for an address that leads to no method."""
    return (
        "<!DOCTYPE html>\n<html lang=en>\n  <meta charset=utf-8>\n"
        "  <title>Error 404 (Not Found)!!1</title>\n"
        "  <a href=//www.google.com/><span id=logo aria-label=Google></span></a>\n"
        "  <p><b>404.</b> <ins>That’s an error.</ins>\n"
        f"  <p>The requested URL <code>{escape(path)}</code> was not found on this server.  "
        "<ins>That’s all we know.</ins>\n"
    )


def of_proxy(status: int) -> str:
    """What a proxy of the kind of nginx shows under that code."""
    title = f"{status} {HTTPStatus(status).phrase}"
    return (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n"
        f"<center><h1>{title}</h1></center>\r\n<hr><center>nginx/1.27.0</center>\r\n</body>\r\n</html>\r\n"
    )
