"""How long strings and lists in blocks may be: the longest that passes, and one more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.playground.blocks import message_complaints

Json = dict[str, Any]


def plain(text: str = "x") -> Json:
    return {"type": "plain_text", "text": text}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain(), **more}


def option(**more: Any) -> Json:
    return {"text": plain(), "value": "x", **more}


def section(text: Any = None, **more: Any) -> Json:
    return {"type": "section", "text": text or plain(), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def context(*elements: Json) -> Json:
    return {"type": "context", "elements": list(elements)}


def table(rows: int, columns: int) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns] * rows}


def feedback(text: str = "x", value: str = "x") -> Json:
    one = {"text": plain(text), "value": value}
    return {"type": "feedback_buttons", "action_id": "f", "positive_button": one, "negative_button": one}


def typed(**more: Any) -> Json:
    return {"type": "input", "label": plain(), "element": {"type": "plain_text_input", **more}}


CONFIRM = {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain()}


IMAGE = {"type": "image", "alt_text": "x", "image_url": "https://x"}


ICON = {"type": "icon_button", "icon": "trash", "text": plain()}


def confirm(**more: Any) -> list[Json]:
    return [actions(button(confirm=CONFIRM | more))]


def select(**more: Any) -> list[Json]:
    return [actions({"type": "static_select", "options": [option()], **more})]


def line(**more: Any) -> list[Json]:
    return [typed() | more]


def icon(**more: Any) -> list[Json]:
    return [{"type": "context_actions", "elements": [ICON | more]}]


# the longest string that fits, and where it stands
LONGEST: list[tuple[int, Callable[[str], list[Json]]]] = [
    (2_000, lambda s: [IMAGE | {"alt_text": s}]),
    (3_000, lambda s: [IMAGE | {"image_url": s}]),
    (2_000, lambda s: [IMAGE | {"title": plain(s)}]),
    (2_000, lambda s: [section(accessory=IMAGE | {"alt_text": s})]),
    (3_000, lambda s: [section(accessory=IMAGE | {"image_url": s})]),
    (3_000, lambda s: [context({"type": "mrkdwn", "text": s})]),
    (2_000, lambda s: line(label=plain(s))),
    (2_000, lambda s: line(hint=plain(s))),
    (3_000, lambda s: [typed(initial_value=s)]),
    (150, lambda s: [typed(placeholder=plain(s))]),
    (100, lambda s: confirm(title=plain(s))),
    (300, lambda s: confirm(text=plain(s))),
    (30, lambda s: confirm(confirm=plain(s))),
    (30, lambda s: confirm(deny=plain(s))),
    (75, lambda s: select(options=[option(description=plain(s))])),
    (3_000, lambda s: select(options=[option(url=s)])),
    (75, lambda s: select(option_groups=[{"label": plain(s), "options": [option()]}])),
    (3_000, lambda s: [actions(button(url=s))]),
    (75, lambda s: [actions(button(accessibility_label=s))]),
    (2_000, lambda s: [{"type": "context_actions", "elements": [feedback(value=s)]}]),
    (75, lambda s: icon(text=plain(s))),
    (2_000, lambda s: icon(value=s)),
    (75, lambda s: icon(accessibility_label=s)),
    (12_000, lambda s: [{"type": "markdown", "text": s}]),
]


MOST: list[tuple[int, Callable[[int], list[Json]]]] = [
    (100, lambda n: select(option_groups=[{"label": plain(), "options": [option()] * n}])),
    (100, lambda n: select(option_groups=[{"label": plain(), "options": [option()]}] * n)),
    (20, lambda n: [table(1, 1) | {"column_settings": [{"align": "left"}] * n}]),
    (2, lambda n: [typed(dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"] * n})]),
]


def nothing_in(kind: str) -> list[Json]:
    return [actions({"type": kind, "options": []})]


@pytest.mark.parametrize(("most", "build"), LONGEST)
def test_a_string_is_so_long_and_no_longer(most, build):
    assert message_complaints(build("x" * most)) == []
    assert any(f"less than {most + 1} " in c for c in message_complaints(build("x" * (most + 1))))


@pytest.mark.parametrize("build", [LONGEST[0][1], LONGEST[1][1], LONGEST[17][1], LONGEST[19][1], LONGEST[23][1]])
def test_a_string_that_is_there_is_not_empty(build):
    assert any("must be more than 0 characters" in c for c in message_complaints(build("")))


@pytest.mark.parametrize(("most", "build"), MOST)
def test_a_list_is_so_long_and_no_longer(most, build):
    assert message_complaints(build(most)) == []
    assert any(f"no more than {most} items" in c for c in message_complaints(build(most + 1)))


@pytest.mark.parametrize("kind", ["static_select", "checkboxes", "radio_buttons", "overflow"])
def test_a_choice_has_something_to_choose_from(kind):
    assert any("must provide at least 1 items" in c for c in message_complaints(nothing_in(kind)))


def test_the_least_length_of_an_input_is_at_most_3000():
    assert message_complaints([typed(min_length=3_000)]) == []
    assert message_complaints([typed(min_length=3_001)])
