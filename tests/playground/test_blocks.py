"""Every limit of blocks and views: the largest that passes, and one more that doesn't."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.models import blocks as sdk

from bot.playground.blocks import characters, kept, message_complaints, view_complaints

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


def rich(*parts: Json) -> Json:
    return {"type": "rich_text", "elements": list(parts)}


def feedback(text: str = "x", value: str = "x") -> Json:
    one = {"text": plain(text), "value": value}
    return {"type": "feedback_buttons", "action_id": "f", "positive_button": one, "negative_button": one}


def typed(**more: Any) -> Json:
    return {"type": "input", "label": plain(), "element": {"type": "plain_text_input", **more}}


def modal(**more: Any) -> Json:
    return {"type": "modal", "title": plain(), "submit": plain(), "blocks": [], **more}


RUN = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}
CONFIRM = {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain()}

# what passes, what doesn't, and what Slack says of it
PAIRS: list[tuple[str, list[Json], list[Json], str]] = [
    ("blocks", [{"type": "divider"}] * 50, [{"type": "divider"}] * 51, "no more than 50 items allowed"),
    ("section", [section(plain("x" * 3_000))], [section(plain("x" * 3_001))], "must be less than 3001 characters"),
    ("empty", [section(plain("x"))], [section(plain(""))], "must be more than 0 characters"),
    (
        "field",
        [{"type": "section", "fields": [plain("x" * 2_000)] * 10}],
        [{"type": "section", "fields": [plain("x" * 2_001)]}],
        "must be less than 2001 characters",
    ),
    (
        "fields",
        [{"type": "section", "fields": [plain()] * 10}],
        [{"type": "section", "fields": [plain()] * 11}],
        "no more than 10 items allowed",
    ),
    ("text or fields", [section()], [{"type": "section"}], "missing required field: text"),
    (
        "header",
        [{"type": "header", "text": plain("x" * 150)}],
        [{"type": "header", "text": plain("x" * 151)}],
        "must be less than 151 characters",
    ),
    (
        "plain header",
        [{"type": "header", "text": plain()}],
        [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
        "unsupported type: mrkdwn",
    ),
    (
        "markdown",
        [{"type": "markdown", "text": "x" * 12_000}],
        [{"type": "markdown", "text": "x" * 12_001}],
        "must be less than 12001 characters",
    ),
    ("context", [context(*[plain()] * 10)], [context(*[plain()] * 11)], "no more than 10 items allowed"),
    ("some context", [context(plain())], [context()], "must provide at least 1 items"),
    (
        "actions",
        [actions(*[button(action_id=str(i)) for i in range(25)])],
        [actions(*[button(action_id=str(i)) for i in range(26)])],
        "no more than 25 items allowed",
    ),
    (
        "context actions",
        [{"type": "context_actions", "elements": [feedback()]}],
        [{"type": "context_actions", "elements": [feedback()] * 6}],
        "no more than 5 items allowed",
    ),
    ("rows", [table(100, 1)], [table(101, 1)], "no more than 100 items allowed"),
    ("columns", [table(1, 20)], [table(1, 21)], "no more than 20 items allowed"),
    (
        "button text",
        [actions(button() | {"text": plain("x" * 75)})],
        [actions(button() | {"text": plain("x" * 76)})],
        "must be less than 76 characters",
    ),
    (
        "button value",
        [actions(button(value="x" * 2_000))],
        [actions(button(value="x" * 2_001))],
        "must be less than 2001 characters",
    ),
    (
        "button style",
        [actions(button(style="danger"))],
        [actions(button(style="large"))],
        "must be a valid enum value",
    ),
    (
        "feedback text",
        [{"type": "context_actions", "elements": [feedback("x" * 75, "x" * 2_000)]}],
        [{"type": "context_actions", "elements": [feedback("x" * 76)]}],
        "must be less than 76 characters",
    ),
    (
        "action_id",
        [actions(button(action_id="x" * 255))],
        [actions(button(action_id="x" * 256))],
        "must be less than 256 characters",
    ),
    ("block_id", [section(block_id="x" * 255)], [section(block_id="x" * 256)], "must be less than 256 characters"),
    (
        "block_id twice",
        [section(block_id="a"), section(block_id="b"), section(), section()],
        [section(block_id="a"), section(block_id="a")],
        '`block_id` "a" already exists [json-pointer:/blocks/1/block_id]',
    ),
    (
        "action_id twice",
        [actions(button(action_id="a")), actions(button(action_id="a"), button(), button())],
        [actions(button(action_id="a"), button(action_id="a"))],
        '`action_id` "a" already exists [json-pointer:/blocks/0/elements/1/action_id]',
    ),
    ("unknown block", [section()], [{"type": "banner"}], "unsupported type: banner [json-pointer:/blocks/0/type]"),
    ("no type", [section()], [{}], "missing required field: type"),
    ("type of a type", [section()], [{"type": []}], "unsupported type: []"),
    ("no block", [section()], ["divider"], "must provide an object"),  # type: ignore[list-item]
    (
        "unknown key",
        [actions(button())],
        [actions(button(disabled=True))],
        "invalid additional property: disabled [json-pointer:/blocks/0/elements/0]",
    ),
    (
        "wrong element",
        [actions(button())],
        [actions({"type": "plain_text_input"})],
        "unsupported type: plain_text_input",
    ),
    ("bare text", [section()], [section("words")], "must provide an object [json-pointer:/blocks/0/text]"),
    ("text of a number", [section()], [section(plain(1))], "must provide a string"),  # type: ignore[arg-type]
    ("emoji of mrkdwn", [section()], [section({"type": "mrkdwn", "text": "x", "emoji": True})], "emoji"),
    ("flag", [section(expand=True)], [section(expand=1)], "must provide a boolean"),
    ("elements", [context(plain())], [{"type": "context", "elements": plain()}], "must provide an array"),
    (
        "image",
        [{"type": "image", "alt_text": "x", "image_url": "https://x"}],
        [{"type": "image", "alt_text": "x"}],
        "missing required field: image_url",
    ),
    ("divider", [{"type": "divider"}], [{"type": "divider", "text": plain()}], "invalid additional property: text"),
    (
        "confirm",
        [actions(button(confirm=CONFIRM))],
        [actions(button(confirm={**CONFIRM, "deny": plain("x" * 31)}))],
        "must be less than 31 characters",
    ),
    (
        "confirm object",
        [actions(button(confirm=CONFIRM))],
        [actions(button(confirm="sure?"))],
        "must provide an object",
    ),
    (
        "overflow",
        [section(accessory={"type": "overflow", "options": [option()] * 5})],
        [section(accessory={"type": "overflow", "options": [option()] * 6})],
        "no more than 5 items allowed",
    ),
    (
        "options",
        [actions({"type": "static_select", "options": [option()] * 100})],
        [actions({"type": "static_select", "options": [option()] * 101})],
        "no more than 100 items allowed",
    ),
    (
        "option text",
        [actions({"type": "static_select", "options": [option(text=plain("x" * 75))]})],
        [actions({"type": "static_select", "options": [option(text=plain("x" * 76))]})],
        "must be less than 76 characters",
    ),
    (
        "option value",
        [actions({"type": "static_select", "options": [option(value="x" * 150)]})],
        [actions({"type": "static_select", "options": [option(value="x" * 151)]})],
        "must be less than 151 characters",
    ),
    (
        "choices",
        [actions({"type": "checkboxes", "options": [option()] * 10})],
        [actions({"type": "radio_buttons", "options": [option()] * 11})],
        "no more than 10 items allowed",
    ),
    (
        "typed lengths",
        [typed(max_length=3_000, min_length=0)],
        [typed(max_length=3_001)],
        "must be between 1 and 3000",
    ),
    ("typed number", [typed(max_length=1)], [typed(max_length="1")], "must provide an integer"),
    ("typed boolean", [typed(max_length=1)], [typed(max_length=True)], "must provide an integer"),
    (
        "file input",
        [typed()],
        [{"type": "input", "label": plain(), "element": {"type": "file_input"}}],
        "unsupported type: file_input",
    ),
    ("input", [typed()], [{"type": "input", "label": plain()}], "missing required field: element"),
    ("rich text", [rich(RUN)], [rich({"type": "rich_text_table"})], "unsupported type: rich_text_table"),
    (
        "rich run",
        [rich({"type": "rich_text_preformatted", "elements": RUN["elements"], "border": 0})],
        [rich({"type": "rich_text_preformatted", "elements": [{"type": "text", "text": ""}]})],
        "must be more than 0 characters",
    ),
    (
        "rich style",
        [rich({**RUN, "elements": [{"type": "text", "text": "x", "style": {"code": True}}]})],
        [rich({**RUN, "elements": [{"type": "text", "text": "x", "style": {"loud": True}}]})],
        "invalid additional property: loud",
    ),
    (
        "rich list",
        [rich({"type": "rich_text_list", "style": "bullet", "elements": [RUN]})],
        [rich({"type": "rich_text_list", "style": "stars", "elements": [RUN]})],
        "must be a valid enum value",
    ),
]


@pytest.mark.parametrize(("good", "bad", "says"), [p[1:] for p in PAIRS], ids=[p[0] for p in PAIRS])
def test_a_message_holds_so_much_and_no_more(good, bad, says):
    assert message_complaints(good) == []
    assert any(says in complaint for complaint in message_complaints(bad))


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


@pytest.mark.parametrize(("most", "build"), LONGEST)
def test_a_string_is_so_long_and_no_longer(most, build):
    assert message_complaints(build("x" * most)) == []
    assert any(f"less than {most + 1} " in c for c in message_complaints(build("x" * (most + 1))))


@pytest.mark.parametrize("build", [LONGEST[0][1], LONGEST[1][1], LONGEST[17][1], LONGEST[19][1], LONGEST[23][1]])
def test_a_string_that_is_there_is_not_empty(build):
    assert any("must be more than 0 characters" in c for c in message_complaints(build("")))


MOST: list[tuple[int, Callable[[int], list[Json]]]] = [
    (100, lambda n: select(option_groups=[{"label": plain(), "options": [option()] * n}])),
    (100, lambda n: select(option_groups=[{"label": plain(), "options": [option()]}] * n)),
    (20, lambda n: [table(1, 1) | {"column_settings": [{"align": "left"}] * n}]),
    (2, lambda n: [typed(dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"] * n})]),
]


@pytest.mark.parametrize(("most", "build"), MOST)
def test_a_list_is_so_long_and_no_longer(most, build):
    assert message_complaints(build(most)) == []
    assert any(f"no more than {most} items" in c for c in message_complaints(build(most + 1)))


def nothing_in(kind: str) -> list[Json]:
    return [actions({"type": kind, "options": []})]


@pytest.mark.parametrize("kind", ["static_select", "checkboxes", "radio_buttons", "overflow"])
def test_a_choice_has_something_to_choose_from(kind):
    assert any("must provide at least 1 items" in c for c in message_complaints(nothing_in(kind)))


def test_the_least_length_of_an_input_is_at_most_3000():
    assert message_complaints([typed(min_length=3_000)]) == []
    assert message_complaints([typed(min_length=3_001)])


VIEWS: list[tuple[str, str, Json, Any, str]] = [
    ("blocks", "modal", modal(blocks=[section()] * 100), modal(blocks=[section()] * 101), "no more than 100 items"),
    ("title", "modal", modal(title=plain("x" * 24)), modal(title=plain("x" * 25)), "must be less than 25 characters"),
    ("submit", "modal", modal(submit=plain("x" * 24)), modal(submit=plain("x" * 25)), "must be less than 25"),
    ("close", "modal", modal(close=plain("x" * 24)), modal(close=plain("x" * 25)), "must be less than 25"),
    ("metadata", "modal", modal(private_metadata="x" * 3_000), modal(private_metadata="x" * 3_001), "less than 3001"),
    ("callback_id", "modal", modal(callback_id="x" * 255), modal(callback_id="x" * 256), "less than 256"),
    ("external_id", "modal", modal(external_id="x" * 255), modal(external_id="x" * 256), "less than 256"),
    ("empty names", "modal", modal(external_id="", callback_id="", private_metadata=""), modal(blocks=1), "array"),
    ("no title", "modal", modal(), {"type": "modal", "blocks": []}, "missing required field: title"),
    ("key", "modal", modal(), modal(submit_disabled=True), "invalid additional property: submit_disabled"),
    ("markdown", "modal", modal(), modal(blocks=[{"type": "markdown", "text": "x"}]), "unsupported type: markdown"),
    (
        "submit of an input",
        "modal",
        modal(blocks=[typed()]),
        {"type": "modal", "title": plain(), "blocks": [typed()]},
        "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]",
    ),
    (
        "file input",
        "modal",
        modal(blocks=[{"type": "input", "label": plain(), "element": {"type": "file_input", "max_files": 10}}]),
        modal(blocks=[{"type": "input", "label": plain(), "element": {"type": "file_input", "max_files": 11}}]),
        "must be between 1 and 10",
    ),
    (
        "block_id twice",
        "modal",
        modal(blocks=[section(block_id="a"), section(block_id="b")]),
        modal(blocks=[section(block_id="a"), section(block_id="a")]),
        "[json-pointer:/view/blocks/1/block_id]",
    ),
    ("kind", "modal", modal(), {"type": "home", "blocks": []}, "must be of type modal"),
    ("object", "modal", modal(), "view", "must provide an object"),
    ("home", "home", {"type": "home", "blocks": [section()] * 100}, modal(), "must be of type home"),
    (
        "home title",
        "home",
        {"type": "home", "blocks": []},
        {"type": "home", "blocks": [], "title": plain()},
        "invalid additional property: title",
    ),
]


@pytest.mark.parametrize(("kind", "good", "bad", "says"), [v[1:] for v in VIEWS], ids=[v[0] for v in VIEWS])
def test_a_view_holds_so_much_and_no_more(kind, good, bad, says):
    assert view_complaints(good, kind) == []
    assert any(says in complaint for complaint in view_complaints(bad, kind))


def test_what_the_sdk_builds_is_taken():
    built = [
        sdk.SectionBlock(text="*x*", accessory=sdk.ButtonElement(text="x", action_id="a", value="v")),
        sdk.HeaderBlock(text="x"),
        sdk.DividerBlock(),
        sdk.MarkdownBlock(text="**x**"),
        sdk.ContextBlock(elements=[sdk.MarkdownTextObject(text="x"), sdk.PlainTextObject(text="x")]),
        sdk.ActionsBlock(elements=[sdk.ButtonElement(text="x", action_id="a", style="primary")]),
        sdk.RichTextBlock(
            elements=[
                sdk.RichTextPreformattedElement(elements=[{"type": "text", "text": "x"}]),
                sdk.RichTextQuoteElement(elements=[{"type": "link", "url": "https://x"}]),
            ]
        ),
        sdk.ContextActionsBlock(
            elements=[
                sdk.FeedbackButtonsElement(
                    action_id="f",
                    positive_button=sdk.FeedbackButtonObject(text="Good", value="good"),
                    negative_button=sdk.FeedbackButtonObject(text="Bad", value="bad"),
                ),
                sdk.IconButtonElement(action_id="i", icon="trash", text="Remove"),
            ]
        ),
    ]
    assert message_complaints([block.to_dict() for block in built]) == []


def test_slack_fills_in_ids_and_flags():
    first, second = kept([actions(button()), section({"type": "mrkdwn", "text": "x"}, block_id="mine")])
    [filled] = first["elements"]
    assert first["block_id"]
    assert filled["action_id"]
    assert filled["text"]["emoji"] is True
    assert second["block_id"] == "mine"
    assert second["text"]["verbatim"] is False


def test_characters_are_those_that_are_read():
    assert characters([section(plain("12345")), rich(RUN), actions(button(value="not counted"))]) == 7
