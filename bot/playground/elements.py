"""Text objects, options and interactive elements: which keys they have and how long they may be."""

from __future__ import annotations

from bot.playground.schema import (
    Check,
    anything,
    by_type,
    choice,
    either,
    flag,
    items,
    matching,
    number,
    record,
    string,
)

TEXT = 3_000  # characters of a text object, unless its place says less
ID = string(1, 255)  # block_id, action_id, callback_id
TYPE = {"type": anything}


def text(high: int, *kinds: str) -> Check:
    """A text object of 1 to `high` characters, of the kinds plain_text and mrkdwn unless told."""
    body = TYPE | {"text": string(1, high)}
    shapes = {"plain_text": record(body, {"emoji": flag}), "mrkdwn": record(body, {"verbatim": flag})}
    return matching(by_type({kind: shapes[kind] for kind in kinds or tuple(shapes)}))


def plain(high: int) -> Check:
    """A plain_text object of 1 to `high` characters."""
    return text(high, "plain_text")


_CONFIRM = record(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": choice("primary", "danger")},
)
_OPTION = record(
    {"text": text(75), "value": string(0, 150)},
    {"description": text(75), "url": string(1, 3_000)},
)
_GROUP = record({"label": plain(75), "options": items(_OPTION, 1, 100)})
_ACTION = {"action_id": ID}
_FOCUS = {"focus_on_load": flag}
_PLACEHOLDER = {"placeholder": plain(150)}
_PICK = _ACTION | _FOCUS | _PLACEHOLDER | {"confirm": _CONFIRM}
_DISPATCH = {"dispatch_action_config": record({"trigger_actions_on": items(string(1), 1, 2)})}

_BUTTON = record(
    TYPE | {"text": plain(75)},
    _ACTION
    | {"url": string(1, 3_000), "value": string(0, 2_000), "style": choice("primary", "danger")}
    | {"confirm": _CONFIRM, "accessibility_label": string(1, 75)},
)
_STATIC = either(
    "options",
    "option_groups",
    record(
        TYPE,
        _PICK
        | {"options": items(_OPTION, 1, 100), "option_groups": items(_GROUP, 1, 100)}
        | {"initial_option": _OPTION, "initial_options": items(_OPTION, 1), "max_selected_items": number(1, 100)},
    ),
)
_OTHER_SELECT = record(
    TYPE,
    _PICK
    | {"min_query_length": number(0, 100), "max_selected_items": number(1, 100), "filter": anything}
    | {"response_url_enabled": flag, "default_to_current_conversation": flag}
    | {f"initial_{word}": anything for word in ("option", "options", "user", "users", "channel", "channels")}
    | {f"initial_conversation{end}": anything for end in ("", "s")},
)
_CHOICES = TYPE | {"options": items(_OPTION, 1, 10)}
_RADIO = record(_CHOICES, _ACTION | _FOCUS | {"initial_option": _OPTION, "confirm": _CONFIRM})
_BOXES = record(_CHOICES, _ACTION | _FOCUS | {"initial_options": items(_OPTION, 1), "confirm": _CONFIRM})
_OVERFLOW = record(TYPE | {"options": items(_OPTION, 1, 5)}, _ACTION | {"confirm": _CONFIRM})
_DATE = record(TYPE, _PICK | {"initial_date": string(10, 10)})
_TIME = record(TYPE, _PICK | {"initial_time": string(5, 5), "timezone": string(1)})
_MOMENT = record(TYPE, _ACTION | _FOCUS | {"initial_date_time": anything, "confirm": _CONFIRM})
_LINE = _ACTION | _FOCUS | _PLACEHOLDER | _DISPATCH | {"initial_value": string(0, 3_000)}
_TEXT_INPUT = record(TYPE, _LINE | {"multiline": flag, "min_length": number(0, 3_000), "max_length": number(1, 3_000)})
_NUMBER_INPUT = record(TYPE | {"is_decimal_allowed": flag}, _LINE | {"min_value": string(1), "max_value": string(1)})
_FILE_INPUT = record(TYPE, _ACTION | {"filetypes": items(string(1), 1), "max_files": number(1, 10)})
_IMAGE = either(
    "image_url",
    "slack_file",
    record(TYPE | {"alt_text": string(1, 2_000)}, {"image_url": string(1, 3_000), "slack_file": anything}),
)
_FEEDBACK = record(
    {"text": plain(75), "value": string(1, 2_000)},
    {"accessibility_label": string(1, 75)},
)
_FEEDBACK_BUTTONS = record(TYPE | {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, _ACTION)
_ICON_BUTTON = record(
    TYPE | {"icon": choice("trash"), "text": plain(75)},
    _ACTION
    | {"value": string(0, 2_000), "confirm": _CONFIRM, "accessibility_label": string(1, 75)}
    | {"visible_to_user_ids": items(string(1))},
)

_SELECTS: dict[str, Check] = {
    "static_select": _STATIC,
    "multi_static_select": _STATIC,
    **{
        f"{multi}{kind}_select": _OTHER_SELECT
        for multi in ("", "multi_")
        for kind in ("external", "users", "conversations", "channels")
    },
}
_CLICKS: dict[str, Check] = {
    "radio_buttons": _RADIO,
    "checkboxes": _BOXES,
    "datepicker": _DATE,
    "timepicker": _TIME,
}
ACCESSORIES = by_type({"button": _BUTTON, "overflow": _OVERFLOW, "image": _IMAGE, **_SELECTS, **_CLICKS})
ACTIONS = by_type({"button": _BUTTON, "overflow": _OVERFLOW, "datetimepicker": _MOMENT, **_SELECTS, **_CLICKS})
CONTEXT_ACTIONS = by_type({"feedback_buttons": _FEEDBACK_BUTTONS, "icon_button": _ICON_BUTTON})
CONTEXT = by_type(
    {
        "image": _IMAGE,
        "mrkdwn": record(TYPE | {"text": string(1, TEXT)}, {"verbatim": flag}),
        "plain_text": record(TYPE | {"text": string(1, TEXT)}, {"emoji": flag}),
    }
)


def inputs(*, files: bool) -> Check:
    """What an input block may hold; a file input stands in modals alone."""
    shapes: dict[str, Check] = {
        "plain_text_input": _TEXT_INPUT,
        "email_text_input": record(TYPE, _LINE),
        "url_text_input": record(TYPE, _LINE),
        "number_input": _NUMBER_INPUT,
        "rich_text_input": record(TYPE, _ACTION | _FOCUS | _PLACEHOLDER | _DISPATCH | {"initial_value": anything}),
        "datetimepicker": _MOMENT,
        **_SELECTS,
        **_CLICKS,
    }
    return by_type(shapes | {"file_input": _FILE_INPUT} if files else shapes)
