"""What blocks may hold: what passes, and what Slack says of what doesn't."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.models import blocks as sdk

from bot.playground.blocks import characters, kept, message_complaints

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


ICON = {"type": "icon_button", "icon": "trash", "text": plain()}


def confirm(**more: Any) -> list[Json]:
    return [actions(button(confirm=CONFIRM | more))]


def icon(**more: Any) -> list[Json]:
    return [{"type": "context_actions", "elements": [ICON | more]}]


@pytest.mark.parametrize(("good", "bad", "says"), [p[1:] for p in PAIRS], ids=[p[0] for p in PAIRS])
def test_a_message_holds_so_much_and_no_more(good, bad, says):
    assert message_complaints(good) == []
    assert any(says in complaint for complaint in message_complaints(bad))


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
