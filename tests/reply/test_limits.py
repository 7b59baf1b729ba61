"""Each limit of Slack, and what becomes of a post that is over one."""

from __future__ import annotations

import pytest

from bot.reply import limits, slack
from bot.reply.post import Post
from bot.reply.trim import PLAIN, cut
from bot.reply.visible import message


def words(count):
    return {"type": "mrkdwn", "text": "x" * count}


def plain(count):
    return {"type": "plain_text", "text": "x" * count}


def button(count=1, value="v", **more):
    return {"type": "button", "text": plain(count), "value": value, **more}


def rich(*parts):
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(parts)}]}


def text(count):
    return {"type": "text", "text": "x" * count}


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


def entry(element):
    return {"type": "input", "label": plain(1), "element": element}


SECTION = {"type": "section", "text": words(1)}

REFUSED = {
    "the text of section holds at most 3,000 characters, not 3,001": {"type": "section", "text": words(3_001)},
    "the text of field holds at most 2,000 characters, not 2,001": {"type": "section", "fields": [words(2_001)]},
    "at most 10 fields of a section, not 11": {"type": "section", "fields": [words(1)] * 11},
    "a section needs a text or fields": {"type": "section"},
    "section: the text is empty": {"type": "section", "text": words(0)},
    "the text of header holds at most 150 characters, not 151": {"type": "header", "text": plain(151)},
    "header: the text is empty": {"type": "header"},
    "the text of markdown holds at most 12,000 characters, not 12,001": {"type": "markdown", "text": "x" * 12_001},
    "at most 10 elements of context, not 11": {"type": "context", "elements": [words(1)] * 11},
    "context needs an element": {"type": "context", "elements": []},
    "the text of context holds at most 3,000 characters, not 3,001": {"type": "context", "elements": [words(3_001)]},
    "at most 25 elements of actions, not 26": actions(*[button()] * 26),
    "actions needs an element": actions(),
    "at most 5 elements of context_actions, not 6": {"type": "context_actions", "elements": [button()] * 6},
    "two elements of a block have one action_id": actions(button(action_id="a"), button(action_id="a")),
    "the text of button holds at most 75 characters, not 76": actions(button(76)),
    "button: the text is empty": actions(button(0)),
    "a button's value holds at most 2,000 characters, not 2,001": actions(button(value="x" * 2_001)),
    "a button's url holds at most 3,000 characters, not 3,001": actions(button(url="x" * 3_001)),
    "action_id holds at most 255 characters, not 256": {**SECTION, "accessory": button(action_id="x" * 256)},
    "block_id holds at most 255 characters, not 256": {**SECTION, "block_id": "x" * 256},
    "a rich_text block holds at most 4,000 characters, not 4,002": rich(text(2_001), text(2_001)),
    "a rich_text_section holds at most 3,000 characters, not 3,001": rich(text(3_001)),
    "a rich_text_section needs an element": rich(),
    "a rich_text block needs an element": {"type": "rich_text", "elements": []},
    "a text in a rich_text block is empty": rich(text(0)),
    "a link's url holds at most 3,000 characters, not 3,001": rich({"type": "link", "url": "x" * 3_001, "text": "a"}),
    "there is no block 'card'": {"type": "card"},
    "an input takes at most 3,000 characters": entry({"type": "plain_text_input", "max_length": 3_001}),
    "the text of placeholder holds at most 150 characters, not 151": entry({"placeholder": plain(151)}),
    "the text of input label holds at most 2,000 characters, not 2,001": {"type": "input", "label": plain(2_001)},
    "the text of hint holds at most 2,000 characters, not 2,001": {**entry({}), "hint": plain(2_001)},
    "at most 10 elements of options, not 11": entry({"options": [{"text": plain(1), "value": "v"}] * 11}),
    "the text of option holds at most 75 characters, not 76": entry({"options": [{"text": plain(76), "value": "v"}]}),
    "an option's value holds at most 75 characters, not 76": entry(
        {"options": [{"text": plain(1), "value": "v" * 76}]}
    ),
}


@pytest.mark.parametrize("says", REFUSED)
def test_a_block_over_a_limit_is_complained_of(says):
    assert says in limits.complaints(Post("text", (REFUSED[says],)))


def test_a_post_at_every_limit_is_well():
    post = Post(
        "x" * 4_000,
        (
            {"type": "section", "text": words(3_000)},
            {"type": "section", "fields": [words(20)] * 10},
            {"type": "header", "text": plain(150)},
            {"type": "context", "elements": [words(300)] * 9 + [{"type": "image", "image_url": "u"}]},
            actions(*[button(75, "v" * 2_000)] * 25),
            rich(text(2_500)),
            {"type": "divider"},
            {"type": "markdown", "text": "x"},
            entry({"type": "plain_text_input", "max_length": 3_000, "placeholder": plain(150)}),
        ),
    )
    assert limits.complaints(post) == ()


def test_a_message_has_at_most_50_blocks_12000_characters_and_a_text_of_4000():
    assert "at most 50 blocks of a message, not 51" in limits.complaints(Post("t", (SECTION,) * 51))
    heavy = ({"type": "section", "text": words(3_000)},) * 5
    assert "the whole message holds at most 12,000 characters, not 15,000" in limits.complaints(Post("t", heavy))
    assert "the message's text holds at most 4,000 characters, not 4,001" in limits.complaints(Post("x" * 4_001))
    assert limits.complaints(Post(" ")) == ("a message needs a text",)
    assert "metadata holds at most 8,000 bytes" in limits.complaints(Post("t", (), {"a": "x" * 8_000}))


def test_block_ids_differ_within_a_message():
    assert "two blocks have one block_id" in limits.complaints(Post("t", ({**SECTION, "block_id": "a"},) * 2))


def test_letters_outside_the_first_plane_count_twice():
    assert limits.size("a🙂") == 3
    assert limits.complaints(Post("🙂" * 2_001))


def test_a_modal_has_limits_of_its_own():
    view = {
        "title": plain(25),
        "submit": plain(25),
        "close": plain(25),
        "private_metadata": "x" * 3_001,
        "callback_id": "x" * 256,
        "blocks": [SECTION] * 101,
    }
    assert limits.view_complaints(view) == (
        "the text of the view's title holds at most 24 characters, not 25",
        "the text of the view's submit holds at most 24 characters, not 25",
        "the text of the view's close holds at most 24 characters, not 25",
        "private_metadata holds at most 3,000 characters, not 3,001",
        "callback_id holds at most 255 characters, not 256",
        "at most 100 blocks of a view, not 101",
    )
    assert limits.view_complaints({"title": plain(24), "blocks": [SECTION] * 100}) == ()


TRIMMED = (
    {"type": "section", "text": words(3_500), "fields": [words(2_500)] * 2},
    {"type": "section", "fields": [words(1)] * 12},
    {"type": "header", "text": plain(200)},
    rich(text(2_999), text(50), text(50)),
    rich(text(0)),
    rich({"type": "link", "url": "https://example.com", "text": "x" * 3_500}),
    {"type": "context", "elements": [words(3_500)] + [{"type": "image", "image_url": "u"}] * 12},
    {"type": "divider"},
    {"type": "image", "image_url": "u"},
    actions(button(100), button(value="x" * 2_001), {"type": "overflow"}),
)


@pytest.mark.parametrize("block", TRIMMED, ids=lambda block: block["type"])
def test_a_shortened_block_keeps_its_limit(block):
    post = slack.shortened(Post("t", (block,)))
    assert limits.complaints(post) == ()


def test_a_shortened_post_loses_blocks_before_the_last_two():
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": str(at)}} for at in range(60)]
    post = slack.shortened(Post("t" * 5_000, tuple(blocks)))
    assert limits.complaints(post) == ()
    assert message(post.blocks).split("\n")[-3:] == ["47", "58", "59"]


def test_a_shortened_post_keeps_the_whole_limit():
    post = slack.shortened(Post("t", ({"type": "section", "text": words(3_000)},) * 6))
    assert len(post.blocks) == 4


def test_the_longest_form_that_slack_takes_is_chosen():
    well = Post("t", (SECTION,))
    assert slack.checked(well) is well
    assert slack.checked(Post("t", (rich(text(3_500)),))).blocks
    assert slack.checked(Post("t", ({"type": "card", "text": "words"},))) == Post("words")


def test_a_plain_post_has_the_words_of_the_blocks_without_the_buttons_escaped():
    post = Post("t", (rich(text(3), {"type": "text", "text": " <!channel> & @here"}), actions(button())))
    assert slack.plain(post) == Post("xxx &lt;!channel&gt; &amp; @\u2060here")
    assert slack.plain(Post("t")) == Post("t")
    assert slack.plain(Post(" ")) == Post("…")
    assert len(slack.plain(Post("t", (rich(text(2_000)), rich(text(2_000))))).text) == PLAIN


def test_a_text_is_cut_at_a_sentence_and_never_inside_an_escape():
    assert cut("One two three. Four five", 20) == "One two three."
    assert cut("One. Two three four five", 20) == "One. Two three four…"
    assert cut("abcdefgh&amp;", 12) == "abcdefgh…"
    assert cut("🙂" * 10, 10) == "🙂🙂🙂🙂…"
    assert cut("short", 10) == "short"
