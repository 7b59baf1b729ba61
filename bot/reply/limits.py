"""Slack's limits, checked before every post: what is over one is refused whole, and the person would read nothing.

Lengths are in UTF-16 code units, the larger count of the two that Slack may mean. The numbers are from Slack's
documentation; those of rich_text and of the whole message are what others have measured, with room to spare.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bot.reply.post import Post
from bot.reply.visible import visible

UPDATE_TEXT = 4_000
WHOLE = 12_000
BLOCKS, VIEW_BLOCKS = 50, 100
# https://docs.slack.dev/reference/methods/views.open: 250 kB of JSON, in which a letter may take six bytes.
VIEW_WHOLE = 36_000
SECTION, FIELD, FIELDS, HEADER = 3_000, 2_000, 10, 150
RICH_ELEMENT, RICH_BLOCK = 3_000, 4_000
CONTEXT, CONTEXT_TEXT, ACTIONS, CONTEXT_ACTIONS = 10, 3_000, 25, 5
LABEL, VALUE, URL, ID = 75, 2_000, 3_000, 255
MARKDOWN = 12_000
INPUT_LABEL, HINT, PLACEHOLDER, INPUT_TEXT, OPTIONS = 2_000, 2_000, 150, 3_000, 10
VIEW_TITLE, VIEW_BUTTON, VIEW_METADATA = 24, 24, 3_000
METADATA_BYTES = 8_000

Some = Mapping[str, Any]


def complaints(post: Post) -> tuple[str, ...]:
    """Everything that Slack would refuse about a message; empty when it can be posted and updated."""
    return tuple(_message(post))


def view_complaints(view: Some) -> tuple[str, ...]:
    """Everything that Slack would refuse about a modal."""
    return tuple(_view(view))


def size(text: str) -> int:
    """The length of a text as Slack counts at most."""
    return len(text) + sum(character > "\uffff" for character in text)


def _message(post: Post) -> Iterator[str]:
    if not post.text.strip():
        yield "a message needs a text"
    yield from _long("the message's text", post.text, UPDATE_TEXT)
    yield from _many("blocks of a message", post.blocks, BLOCKS)
    yield from _long("the whole message", "".join(map(visible, post.blocks)), WHOLE)
    yield from _blocks(post.blocks)
    if post.metadata is not None and len(repr(post.metadata).encode("utf-8", "replace")) > METADATA_BYTES:
        yield f"metadata holds at most {METADATA_BYTES:,} bytes"


def _view(view: Some) -> Iterator[str]:
    yield from _text("the view's title", view.get("title"), VIEW_TITLE)
    for name in ("submit", "close"):
        if name in view:
            yield from _text(f"the view's {name}", view[name], VIEW_BUTTON)
    yield from _long("private_metadata", view.get("private_metadata", ""), VIEW_METADATA)
    yield from _long("callback_id", view.get("callback_id", ""), ID)
    yield from _many("blocks of a view", view.get("blocks", ()), VIEW_BLOCKS)
    yield from _long("the whole view", "".join(map(visible, view.get("blocks", ()))), VIEW_WHOLE)
    yield from _blocks(view.get("blocks", ()))


def _blocks(blocks: Sequence[Some]) -> Iterator[str]:
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(ids)) < len(ids):
        yield "two blocks have one block_id"
    for block in blocks:
        yield from _long("block_id", block.get("block_id", ""), ID)
        check = _CHECKS.get(block.get("type", ""))
        if check is None:
            yield f"there is no block {block.get('type')!r}"
        else:
            yield from check(block)


def _section(block: Some) -> Iterator[str]:
    if "text" not in block and not block.get("fields"):
        yield "a section needs a text or fields"
    if "text" in block:
        yield from _text("section", block["text"], SECTION)
    yield from _many("fields of a section", block.get("fields", ()), FIELDS)
    for field in block.get("fields", ()):
        yield from _text("field", field, FIELD)
    if "accessory" in block:
        yield from _elements([block["accessory"]])


def _header(block: Some) -> Iterator[str]:
    yield from _text("header", block.get("text"), HEADER)


def _markdown(block: Some) -> Iterator[str]:
    yield from _text("markdown", {"text": block.get("text", "")}, MARKDOWN)


def _context(block: Some) -> Iterator[str]:
    yield from _filled("context", block.get("elements", ()), CONTEXT)
    for element in block.get("elements", ()):
        if element.get("type") != "image":
            yield from _text("context", element, CONTEXT_TEXT)


def _actions(block: Some) -> Iterator[str]:
    most = ACTIONS if block["type"] == "actions" else CONTEXT_ACTIONS
    yield from _filled(block["type"], block.get("elements", ()), most)
    yield from _elements(block.get("elements", ()))


def _elements(elements: Sequence[Some]) -> Iterator[str]:
    ids = [element["action_id"] for element in elements if "action_id" in element]
    if len(set(ids)) < len(ids):
        yield "two elements of a block have one action_id"
    for element in elements:
        yield from _long("action_id", element.get("action_id", ""), ID)
        if element.get("type") == "button":
            yield from _text("button", element.get("text"), LABEL)
            yield from _long("a button's value", element.get("value", ""), VALUE)
            yield from _long("a button's url", element.get("url", ""), URL)
        if "placeholder" in element:
            yield from _text("placeholder", element["placeholder"], PLACEHOLDER)
        if "options" in element:
            yield from _filled("options", element["options"], OPTIONS)
            for option in element["options"]:
                yield from _text("option", option.get("text"), LABEL)
                yield from _long("an option's value", option.get("value", ""), LABEL)
        if element.get("type") == "plain_text_input" and element.get("max_length", 0) > INPUT_TEXT:
            yield f"an input takes at most {INPUT_TEXT:,} characters"


def _input(block: Some) -> Iterator[str]:
    yield from _text("input label", block.get("label"), INPUT_LABEL)
    if "hint" in block:
        yield from _text("hint", block["hint"], HINT)
    yield from _elements([block.get("element", {})])


def _rich_text(block: Some) -> Iterator[str]:
    if not block.get("elements"):
        yield "a rich_text block needs an element"
    yield from _long("a rich_text block", visible(block), RICH_BLOCK)
    for element in block.get("elements", ()):
        yield from _long(f"a {element.get('type')}", visible(element), RICH_ELEMENT)
        if not element.get("elements"):
            yield f"a {element.get('type')} needs an element"
        for part in element.get("elements", ()):
            if part.get("type") == "text" and not part.get("text"):
                yield "a text in a rich_text block is empty"
            yield from _long("a link's url", part.get("url", ""), URL)


def _nothing(_: Some) -> Iterator[str]:
    yield from ()


_CHECKS: Mapping[str, Callable[[Some], Iterator[str]]] = {
    "section": _section,
    "header": _header,
    "markdown": _markdown,
    "context": _context,
    "actions": _actions,
    "context_actions": _actions,
    "input": _input,
    "rich_text": _rich_text,
    "divider": _nothing,
}


def _text(what: str, text: Some | None, most: int) -> Iterator[str]:
    words = (text or {}).get("text", "")
    if not words.strip():
        yield f"{what}: the text is empty"
    yield from _long(f"the text of {what}", words, most)


def _long(what: str, text: str, most: int) -> Iterator[str]:
    if size(text) > most:
        yield f"{what} holds at most {most:,} characters, not {size(text):,}"


def _many(what: str, items: Sequence[object], most: int) -> Iterator[str]:
    if len(items) > most:
        yield f"at most {most} {what}, not {len(items)}"


def _filled(what: str, items: Sequence[object], most: int) -> Iterator[str]:
    if not items:
        yield f"{what} needs an element"
    yield from _many(f"elements of {what}", items, most)
