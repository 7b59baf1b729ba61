"""Blocks as a person reads them, in Markdown: for a terminal and for the report of a bug."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bot.playground.values import Json

Names = Callable[[str], str]  # what a person reads for the id of a user or a channel
_ENTITY = re.compile(r"<([^<>]+)>")


def markdown(blocks: Iterable[Mapping[str, Any]], names: Names, objections: Mapping[str, str] | None = None) -> str:
    """Everything that the blocks show, a paragraph each; `objections` stand below the inputs of those ids."""
    shown = (_block(block, names, (objections or {}).get(block.get("block_id", ""), "")) for block in blocks)
    return "\n\n".join(part for part in shown if part)


def mrkdwn(text: str, names: Names) -> str:
    """Slack's own markup with its links, mentions and escapes as a person reads them."""
    found = _ENTITY.sub(lambda entity: _entity(entity[1], names), text)
    return found.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def fence(text: str) -> str:
    """Lines shown literally."""
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    marks = "`" * max(3, longest + 1)
    return f"{marks}\n{text}\n{marks}"


def quote(text: str) -> str:
    """The text set off from what is around it."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _block(block: Mapping[str, Any], names: Names, objection: str) -> str:
    match block["type"]:
        case "rich_text":
            return "\n\n".join(part for part in (_rich(one, names) for one in block["elements"]) if part)
        case "section":
            texts = [block.get("text"), *block.get("fields", ())]
            parts = [_text(text, names) for text in texts if text]
            return "\n\n".join([*parts, *([_element(block["accessory"])] if "accessory" in block else [])])
        case "context":
            return " ".join(_text(one, names) if "text" in one else _element(one) for one in block["elements"])
        case "actions" | "context_actions":
            return " ".join(_element(one) for one in block["elements"])
        case "header":
            return f"**{block['text']['text']}**"
        case "markdown":
            return str(block["text"])
        case "divider":
            return "---"
        case "table":
            return "\n".join("| " + " | ".join(_cell(cell, names) for cell in row) + " |" for row in block["rows"])
        case "input":
            return _input(block, objection)
        case kind:
            return f"({kind})"


def _rich(element: Json, names: Names) -> str:
    match element["type"]:
        case "rich_text_preformatted":
            return fence("".join(_plain(run) for run in element["elements"]).strip("\n"))
        case "rich_text_quote":
            return quote(_line(element["elements"], names))
        case "rich_text_list":
            indent = "   " * element.get("indent", 0)
            first = element.get("offset", 0) + 1
            ordered = element["style"] == "ordered"
            return "\n".join(
                f"{indent}{f'{number}.' if ordered else '-'} {_line(one['elements'], names)}"
                for number, one in enumerate(element["elements"], first)
            )
        case _:
            return _line(element["elements"], names).strip("\n")


def _line(runs: list[Json], names: Names) -> str:
    return "".join(_run(run, names) for run in runs)


def _run(run: Json, names: Names) -> str:
    match run["type"]:
        case "user":
            return f"@{names(run['user_id'])}"
        case "channel":
            return f"#{names(run['channel_id'])}"
        case "broadcast":
            return f"@{run['range']}"
        case "emoji":
            return f":{run['name']}:"
        case "link":
            return _link(run["url"], run.get("text"))
    style, text = run.get("style", {}), str(run["text"])
    words = text.strip()
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    for name, mark in (("code", "`"), ("bold", "**"), ("italic", "*"), ("strike", "~~")):
        if style.get(name) and words:
            words = f"{mark}{words}{mark}"
    return before + words + (after if words else "")


def _plain(run: Json) -> str:
    return str(run.get("text") or run.get("url") or "")


def _link(url: str, text: str | None) -> str:
    """A link; one to a message has an address of this moment only, which nobody else can follow."""
    if "/archives/" in url:
        return f"[{text or 'the message'}]"
    return url if text in (None, "", url) else f"[{text}]({url})"


def _entity(inside: str, names: Names) -> str:
    what, _, words = inside.partition("|")
    if what[0] in "@#":
        return what[0] + names(what[1:])
    if what[0] == "!":
        return f"@{what[1:]}"
    return _link(what, words)


def _text(text: Json, names: Names) -> str:
    return mrkdwn(text["text"], names) if text["type"] == "mrkdwn" else str(text["text"])


def _cell(cell: Json, names: Names) -> str:
    return _block(cell, names, "") if cell["type"] == "rich_text" else str(cell.get("text", ""))


def _element(element: Json) -> str:
    if element["type"] == "feedback_buttons":
        return " ".join(f"`[{element[f'{side}_button']['text']['text']}]`" for side in ("positive", "negative"))
    words = element.get("text") or element.get("placeholder") or {"text": element.get("alt_text", element["type"])}
    return f"`[{words['text']}]`"


def _input(block: Mapping[str, Any], objection: str) -> str:
    element = block["element"]
    first = element.get("initial_option", {}).get("value")
    options = [
        f"({'x' if option['value'] == first else ' '}) {option['text']['text']}"
        for option in element.get("options", ())
    ]
    empty = "`[Choose a file]`" if element["type"] == "file_input" else "`[                ]`"
    parts = [f"{block['label']['text']}: {'  '.join(options) or empty}"]
    return "\n\n".join(parts + ([f"**{objection}**"] if objection else []))
