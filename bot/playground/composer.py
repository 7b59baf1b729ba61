"""What Slack's client makes of what a person types or pastes: a rich_text block, and `text` with its rewritings.

In `text` the characters & < > are escaped and links stand in angle brackets, even inside code. In the block the same
words stand clean, in parts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.playground.values import Json

# Slack takes bare names with these endings for web addresses, file names such as app.py and README.md among them.
_TLDS = "com|org|net|io|dev|ai|app|co|cloud|me|py|sh|rs|md|de|uk|fr|jp"
_FENCE = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
_TOKEN = re.compile(
    r"(?P<mention><@(?P<user>[UW][A-Z0-9]+)>)"
    r"|(?P<url>https?://[^\s<>\"'`|{}\\^\[\]]+)"
    rf"|(?P<bare>(?<![\w@./\-])(?:[a-z0-9\-]+\.)+(?:{_TLDS})(?![\w\-]|\.\w)(?:/[^\s<>\"'`]*)?)"
    r"|(?P<broadcast>(?<!\S)@(?P<range>here|channel|everyone)\b)"
    r"|(?P<name>(?<!\S)@(?P<who>[a-z0-9][a-z0-9._\-]*[a-z0-9]))"
    r"|(?P<emoji>:(?P<word>[a-z0-9_+\-]*[a-z][a-z0-9_+\-]*):)"
    r"|`(?P<code>[^`\n]+)`",
    re.IGNORECASE,
)
_CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
_TRAILING = ".,;:!?)"


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as the client sends it."""

    text: str
    blocks: tuple[Json, ...]


def escape(text: str) -> str:
    """The three characters that have a meaning in `text`, escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def smarten(typed: str) -> str:
    """The text with curly quotes and dashes outside of code, as macOS and iOS type them."""
    return "".join(part if _CODE.fullmatch(part) else _curl(part) for part in _CODE.split(typed))


def _curl(prose: str) -> str:
    for pattern, sign in ((r'(?<![^\s(\[{])"', "“"), (r'"', "”"), (r"(?<![^\s(\[{])'", "‘"), (r"'", "’"), ("--", "—")):
        prose = re.sub(pattern, sign, prose)
    return prose


def compose(typed: str, block_id: str, user_of: Callable[[str], str | None]) -> Draft:
    """The message of what was typed; `user_of` gives the id of a member's name, by which @name becomes a mention."""
    parts: list[Json] = []
    text: list[str] = []
    end = 0
    for fence in _FENCE.finditer(typed):
        _prose(typed[end : fence.start()].removesuffix("\n") if fence.start() else "", parts, text, user_of)
        pieces = _pieces(fence.group(1), user_of, code=True)
        parts.append({"type": "rich_text_preformatted", "elements": _elements(pieces), "border": 0})
        text.append("```" + "".join(_marked(piece) for piece in pieces) + "```")
        end = fence.end()
    _prose(typed[end:].removeprefix("\n") if end else typed, parts, text, user_of)
    return Draft("\n".join(text), ({"type": "rich_text", "block_id": block_id, "elements": parts},) if parts else ())


def _prose(typed: str, parts: list[Json], text: list[str], user_of: Callable[[str], str | None]) -> None:
    for is_quote, run in _runs(typed):
        pieces = _pieces(run, user_of)
        kind = "rich_text_quote" if is_quote else "rich_text_section"
        parts.append({"type": kind, "elements": _elements(pieces)})
        marked = "".join(_marked(piece) for piece in pieces)
        text.append("\n".join(f"&gt; {line}" for line in marked.split("\n")) if is_quote else marked)


def _runs(typed: str) -> list[tuple[bool, str]]:
    """Stretches of lines that are quotes, and that aren't."""
    found: list[tuple[bool, list[str]]] = []
    for line in typed.split("\n") if typed else []:
        is_quote = line.startswith("> ")
        if not found or found[-1][0] != is_quote:
            found.append((is_quote, []))
        found[-1][1].append(line[2:] if is_quote else line)
    return [(is_quote, "\n".join(lines)) for is_quote, lines in found if any(lines)]


def _pieces(run: str, user_of: Callable[[str], str | None], code: bool = False) -> list[Json]:
    """The run as rich_text elements, each with what stands for it in `text` under the key `marked`."""
    found: list[Json] = []
    end = 0
    for match in _TOKEN.finditer(run):
        element = _element(match, user_of, code)
        if element is None:
            continue
        _add_text(found, run[end : match.start()])
        found.append(element)
        end = match.end() - len(element.pop("given_back", ""))
    _add_text(found, run[end:])
    return found


def _add_text(found: list[Json], words: str) -> None:
    if words:
        found.append({"type": "text", "text": words, "marked": escape(words)})


def _element(match: re.Match[str], user_of: Callable[[str], str | None], code: bool) -> Json | None:
    if match["url"]:
        url = match["url"].rstrip(_TRAILING)
        return {"type": "link", "url": url, "marked": f"<{escape(url)}>", "given_back": match["url"][len(url) :]}
    if match["bare"]:
        words = match["bare"].rstrip(_TRAILING)
        marked = f"<http://{escape(words)}|{escape(words)}>"
        rest = match["bare"][len(words) :]
        return {"type": "link", "url": f"http://{words}", "text": words, "marked": marked, "given_back": rest}
    if code:
        return None
    if match["mention"]:
        return {"type": "user", "user_id": match["user"], "marked": match["mention"]}
    if match["broadcast"]:
        return {"type": "broadcast", "range": match["range"], "marked": f"<!{match['range']}>"}
    if match["emoji"]:
        return {"type": "emoji", "name": match["word"], "marked": match["emoji"]}
    if match["code"]:
        return _code(match["code"])
    user = user_of(match["who"])
    return {"type": "user", "user_id": user, "marked": f"<@{user}>"} if user else None


def _code(words: str) -> Json:
    link = _TOKEN.fullmatch(words)
    if link and (link["url"] or link["bare"]):
        element = _element(link, lambda _: None, code=True) or {}
        return element | {"style": {"code": True}, "marked": f"`{element['marked']}`"}
    return {"type": "text", "text": words, "style": {"code": True}, "marked": f"`{escape(words)}`"}


def _elements(pieces: list[Json]) -> list[Json]:
    return [{key: value for key, value in piece.items() if key != "marked"} for piece in pieces]


def _marked(piece: Json) -> str:
    return str(piece["marked"])
