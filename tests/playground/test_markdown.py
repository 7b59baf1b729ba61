"""Blocks as a person reads them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground.markdown import fence, markdown, mrkdwn, quote

NAMES = {"U1": "ada", "C1": "general"}.__getitem__


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def text(words: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": words, "style": style}


def rich(kind: str, *elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": f"rich_text_{kind}", "elements": list(elements), **more}]}


def line(*words: str) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": [text(word) for word in words]}


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        (rich("section", text("1. ", bold=True), text("x", italic=True, code=True)), "**1.** *`x`*"),
        (rich("section", text("  ", bold=True), text("gone", strike=True)), "  ~~gone~~"),
        (rich("section", {"type": "user", "user_id": "U1"}, {"type": "channel", "channel_id": "C1"}), "@ada#general"),
        (rich("section", {"type": "broadcast", "range": "here"}, {"type": "emoji", "name": "eyes"}), "@here:eyes:"),
        (rich("section", {"type": "link", "url": "https://a.b/c", "text": "c"}), "[c](https://a.b/c)"),
        (rich("section", {"type": "link", "url": "https://a.b/c"}), "https://a.b/c"),
        (rich("section", {"type": "link", "url": "http://127.0.0.1:1/archives/C1/p1"}), "[the message]"),
        (rich("preformatted", text("a\n"), {"type": "link", "url": "https://a.b"}), "```\na\nhttps://a.b\n```"),
        (rich("quote", text("a\nb")), "> a\n> b"),
        (rich("list", line("a"), line("b"), style="bullet", indent=1), "   - a\n   - b"),
        (rich("list", line("a"), line("b"), style="ordered", offset=2), "3. a\n4. b"),
        (rich("section", text("")), ""),
        ({"type": "section", "text": {"type": "mrkdwn", "text": "*x* &lt;y&gt;"}}, "*x* <y>"),
        ({"type": "section", "fields": [plain("a"), plain("b")]}, "a\n\nb"),
        ({"type": "section", "text": plain("a"), "accessory": {"type": "button", "text": plain("B")}}, "a\n\n`[B]`"),
        ({"type": "context", "elements": [plain("a"), {"type": "image", "alt_text": "pic"}]}, "a `[pic]`"),
        ({"type": "actions", "elements": [{"type": "static_select", "placeholder": plain("Pick")}]}, "`[Pick]`"),
        (
            {
                "type": "context_actions",
                "elements": [
                    {
                        "type": "feedback_buttons",
                        "positive_button": {"text": plain("Good")},
                        "negative_button": {"text": plain("Bad")},
                    },
                    {"type": "icon_button", "text": plain("Delete")},
                ],
            },
            "`[Good]` `[Bad]` `[Delete]`",
        ),
        ({"type": "header", "text": plain("Head")}, "**Head**"),
        ({"type": "markdown", "text": "# as *is*"}, "# as *is*"),
        ({"type": "divider"}, "---"),
        (
            {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}, rich("section", text("b"))]]},
            "| a | b |",
        ),
        (
            {"type": "input", "label": plain("File"), "element": {"type": "file_input"}},
            "File: `[Choose a file]`",
        ),
        ({"type": "image", "image_url": "https://a.b"}, "(image)"),
    ],
)
def test_a_block_is_shown(block: dict[str, Any], shown: str) -> None:
    assert markdown([block], NAMES) == shown


def test_blocks_stand_apart_and_empty_ones_not_at_all() -> None:
    assert markdown([rich("section", text("a")), rich("section"), {"type": "divider"}], NAMES) == "a\n\n---"


def test_an_objection_stands_below_its_input() -> None:
    field = {"type": "input", "block_id": "one", "label": plain("Paste"), "element": {"type": "plain_text_input"}}
    assert (
        markdown([field], NAMES, {"one": "Too short.", "two": "x"}) == "Paste: `[                ]`\n\n**Too short.**"
    )


def test_slacks_own_markup_is_read() -> None:
    words = "<@U1> in <#C1> <!here> <https://a.b|a> <https://a.b> <http://127.0.0.1/archives/C/p1|this> &amp;&lt;"
    assert mrkdwn(words, NAMES) == "@ada in #general @here [a](https://a.b) https://a.b [this] &<"


def test_a_fence_is_longer_than_those_inside() -> None:
    assert fence("```\nx\n```") == "````\n```\nx\n```\n````"


def test_a_quote_leaves_no_blanks_at_the_end() -> None:
    assert quote("a\n\nb") == "> a\n>\n> b"
