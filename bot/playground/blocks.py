"""Which blocks a message, a modal and a Home may hold; what Slack complains of, and how it fills in what is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.playground.elements import (
    ACCESSORIES,
    ACTIONS,
    CONTEXT,
    CONTEXT_ACTIONS,
    ID,
    TEXT,
    TYPE,
    inputs,
    plain,
    text,
)
from bot.playground.rich import RICH_TEXT
from bot.playground.schema import (
    Check,
    anything,
    by_type,
    choice,
    complaint,
    either,
    flag,
    items,
    record,
    string,
)
from bot.playground.values import Json, words
from bot.playground.workspace import short_id

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MARKDOWN = 12_000  # characters of one markdown block
MESSAGE_CHARACTERS = 13_200  # of all blocks of a message together, as measured; the documents don't say

_ID = {"block_id": ID}
_CELL = by_type(
    {
        "raw_text": record(TYPE | {"text": string(1)}),
        "raw_number": record(TYPE | {"value": anything}, {"text": string(1)}),
        "rich_text": RICH_TEXT,
    }
)
_COLUMN = record({}, {"align": choice("left", "center", "right"), "is_wrapped": flag})
_TABLE = record(
    TYPE | {"rows": items(items(_CELL, 1, 20), 1, 100)},
    _ID | {"column_settings": items(_COLUMN, 0, 20)},
)
_IMAGE = either(
    "image_url",
    "slack_file",
    record(
        TYPE | {"alt_text": string(1, 2_000)},
        _ID | {"image_url": string(1, 3_000), "slack_file": anything, "title": plain(2_000)},
    ),
)


def _input(files: bool) -> Check:
    return record(
        TYPE | {"label": plain(2_000), "element": inputs(files=files)},
        _ID | {"hint": plain(2_000), "optional": flag, "dispatch_action": flag},
    )


_EVERYWHERE: dict[str, Check] = {
    "section": either(
        "text",
        "fields",
        record(
            TYPE,
            _ID | {"text": text(TEXT), "fields": items(text(2_000), 1, 10), "accessory": ACCESSORIES, "expand": flag},
        ),
    ),
    "header": record(TYPE | {"text": plain(150)}, _ID),
    "divider": record(TYPE, _ID),
    "image": _IMAGE,
    "context": record(TYPE | {"elements": items(CONTEXT, 1, 10)}, _ID),
    "actions": record(TYPE | {"elements": items(ACTIONS, 1, 25)}, _ID),
    "rich_text": RICH_TEXT,
}
_IN_MESSAGES = by_type(
    _EVERYWHERE
    | {
        "markdown": record(TYPE | {"text": string(1, MARKDOWN)}, _ID),
        "context_actions": record(TYPE | {"elements": items(CONTEXT_ACTIONS, 1, 5)}, _ID),
        "table": _TABLE,
        "input": _input(files=False),
    }
)
_IN_MODALS = by_type(_EVERYWHERE | {"input": _input(files=True)})
_IN_HOMES = by_type(_EVERYWHERE | {"input": _input(files=False)})

_VIEW = {
    "private_metadata": string(0, 3_000),
    "callback_id": string(0, 255),
    "external_id": string(0, 255),
}
_MODAL = record(
    TYPE | {"title": plain(24), "blocks": items(_IN_MODALS, 0, VIEW_BLOCKS)},
    _VIEW | {"submit": plain(24), "close": plain(24), "clear_on_close": flag, "notify_on_close": flag},
)
_HOME = record(TYPE | {"blocks": items(_IN_HOMES, 0, VIEW_BLOCKS)}, _VIEW)


def message_complaints(blocks: Any) -> list[str]:
    """What Slack holds against the blocks of a message; empty when it takes them."""
    found = list(items(_IN_MESSAGES, 0, MESSAGE_BLOCKS)(blocks, "/blocks"))
    if not found:
        found = list(_twice(blocks, "/blocks"))
    return found


def view_complaints(view: Any, kind: str) -> list[str]:
    """What Slack holds against a view of the kind `modal` or `home`; empty when it takes it."""
    if not isinstance(view, dict):
        return [complaint("must provide an object", "/view")]
    if view.get("type") != kind:
        return [complaint(f"must be of type {kind}", "/view/type")]
    found = list((_MODAL if kind == "modal" else _HOME)(view, "/view"))
    if found:
        return [complaint("failed to match all allowed schemas", "/view"), *found]
    blocks = view["blocks"]
    if kind == "modal" and "submit" not in view:
        found += [
            complaint("must define `submit` to use an `input` block in modals", f"/view/blocks/{i}/input")
            for i, block in enumerate(blocks)
            if block["type"] == "input"
        ]
    return found + list(_twice(blocks, "/view/blocks"))


def _twice(blocks: list[Json], at: str) -> Iterator[str]:
    """Complaints about ids that occur twice: a block_id in the whole, an action_id in one block."""
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        name = block.get("block_id")
        if name is not None and name in seen:
            yield complaint(f'`block_id` "{name}" already exists', f"{at}/{index}/block_id")
        seen.add(name or "")
        actions: set[str] = set()
        for number_, element in enumerate(block.get("elements", ())):
            name = element.get("action_id")
            if name is not None and name in actions:
                where = f"{at}/{index}/elements/{number_}/action_id"
                yield complaint(f'`action_id` "{name}" already exists', where)
            actions.add(name or "")


def characters(blocks: list[Json]) -> int:
    """The characters of all texts in these blocks."""
    return sum(len(word) for word in words(blocks))


def tables(blocks: list[Json]) -> int:
    """How many tables there are."""
    return sum(block["type"] == "table" for block in blocks)


def kept(blocks: list[Json]) -> tuple[Json, ...]:
    """The blocks as Slack keeps them: with ids and with the flags of text objects filled in."""
    return tuple({**_filled(block), "block_id": block.get("block_id") or short_id()} for block in blocks)


_ACTING = {"button", "overflow", "radio_buttons", "checkboxes", "feedback_buttons", "icon_button"}
_ACTING_ENDS = ("_select", "picker", "_input")


def _filled(value: Any) -> Any:
    if isinstance(value, list):
        return [_filled(item) for item in value]
    if not isinstance(value, dict):
        return value
    found: Json = {key: _filled(item) for key, item in value.items()}
    kind = str(value.get("type", ""))
    if kind == "mrkdwn":
        found.setdefault("verbatim", False)
    elif kind == "plain_text":
        found.setdefault("emoji", True)
    elif kind in _ACTING or kind.endswith(_ACTING_ENDS):
        found.setdefault("action_id", short_id())
    return found
