"""What a person fills in and chooses: states of inputs and actions of elements, as Slack's client sends them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.playground.values import Json, View, elements


class NotAllowedError(Exception):
    """Slack's client doesn't let a person do this."""


_TEXT = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
_ONE = ("static_select", "radio_buttons", "overflow", "external_select")
_MANY = ("multi_static_select", "checkboxes", "multi_external_select")
_SELECTED = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "rich_text_input": "rich_text_value",
    "file_input": "files",
}


def state_of(view: View, values: Mapping[str, Any]) -> Json:
    """`state.values` of the view with `values` filled in, each named by action_id, block_id or label.

    NotAllowedError when a name means nothing, when an input that isn't optional is empty, or holds too much.
    """
    left = dict(values)
    state: Json = {}
    for block, element in elements(view.blocks):
        if block["type"] in ("actions", "section") and element["type"] in ("button", "overflow"):
            continue
        label = block.get("label", {}).get("text")
        names = [n for n in (element["action_id"], block["block_id"], label) if n in left]
        value = left.pop(names[0]) if names else _initial(element)
        if block["type"] == "input" and not block.get("optional") and value in (None, "", [], ()):
            raise NotAllowedError(f"{label!r} has to be filled in")
        _check_length(element, value)
        state.setdefault(block["block_id"], {})[element["action_id"]] = {"type": element["type"]} | filled(
            element, value
        )
    if left:
        raise NotAllowedError(f"the view has no input {', '.join(map(repr, left))}")
    return state


def filled(element: Json, value: Any) -> Json:
    """What the state of one element says when it holds `value`; options are named by value or label."""
    kind = element["type"]
    if kind in _TEXT:
        return {"value": value or None}
    if kind in _ONE:
        return {"selected_option": None if value is None else _option(element, value)}
    if kind in _MANY:
        return {"selected_options": [_option(element, item) for item in value or ()]}
    return {_SELECTED[kind]: list(value or ()) if kind.startswith("multi_") or kind == "file_input" else value}


def action_of(block: Json, element: Json, value: Any = None) -> Json:
    """The action of pressing the element, or of choosing `value` in it."""
    action = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
    if element["type"] in ("button", "icon_button"):
        extra = {key: element[key] for key in ("text", "value", "style") if key in element}
        return action | extra
    if element["type"] == "feedback_buttons":
        chosen = element[f"{value}_button"]
        return action | {"text": chosen["text"], "value": chosen["value"]}
    return action | filled(element, value)


def find_element(blocks: tuple[Json, ...], name: str, within: str | None = None) -> tuple[Json, Json, str | None]:
    """The block, the element and, for feedback, which of the two buttons, that has this action_id or label.

    Only in the block of the id `within`, where one is given.
    """
    for block, element in elements(blocks):
        if within not in (None, block["block_id"]):
            continue
        if name in (element["action_id"], element.get("text", {}).get("text")):
            return block, element, None
        for side in ("positive", "negative"):
            if element.get(f"{side}_button", {}).get("text", {}).get("text") == name:
                return block, element, side
    labels = [e.get("text", {}).get("text") or e["action_id"] for _, e in elements(blocks)]
    raise NotAllowedError(f"there is no {name!r} among {labels}")


def _initial(element: Json) -> Any:
    if element["type"] in _MANY:
        return [option["value"] for option in element.get("initial_options", ())]
    if element["type"] in _ONE:
        return element.get("initial_option", {}).get("value")
    starts = (value for key, value in element.items() if key.startswith("initial_"))
    return next(starts, None)


def _option(element: Json, name: Any) -> Json:
    groups = [option for group in element.get("option_groups", ()) for option in group["options"]]
    for option in [*element.get("options", ()), *groups]:
        if name in (option["value"], option["text"]["text"]):
            return {"text": option["text"], "value": option["value"]}
    raise NotAllowedError(f"there is no option {name!r}")


def _check_length(element: Json, value: Any) -> None:
    if element["type"] == "plain_text_input" and value:
        if len(value) > element.get("max_length", 3_000):
            raise NotAllowedError(f"no more than {element.get('max_length', 3_000)} characters")
        if len(value) < element.get("min_length", 0):
            raise NotAllowedError(f"at least {element['min_length']} characters")
    if element["type"] == "file_input" and len(value or ()) > element.get("max_files", 10):
        raise NotAllowedError(f"no more than {element.get('max_files', 10)} files")
