"""What becomes of what a person types."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.blocks import message_complaints
from bot.playground.composer import compose


def draft(typed: str):
    return compose(typed, "B", {"gemini-debug": "U0BOT"}.get)


def parts(typed: str):
    [block] = draft(typed).blocks
    return block["elements"]


def section(*elements):
    return {"type": "rich_text_section", "elements": list(elements)}


def words(text: str, **style):
    return {"type": "text", "text": text} | ({"style": style} if style else {})


@pytest.mark.parametrize(
    ("typed", "text", "elements"),
    [
        ("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d", [words("a < b && c > d")]),
        ("&lt;", "&amp;lt;", [words("&lt;")]),
        (
            "see https://ai.google.dev/a?b=1&c=2.",
            "see <https://ai.google.dev/a?b=1&amp;c=2>.",
            [words("see "), {"type": "link", "url": "https://ai.google.dev/a?b=1&c=2"}, words(".")],
        ),
        (
            "at ai.google.dev, now",
            "at <http://ai.google.dev|ai.google.dev>, now",
            [words("at "), {"type": "link", "url": "http://ai.google.dev", "text": "ai.google.dev"}, words(", now")],
        ),
        (
            'File "app.py", line 3',
            'File "<http://app.py|app.py>", line 3',
            [words('File "'), {"type": "link", "url": "http://app.py", "text": "app.py"}, words('", line 3')],
        ),
        (
            "google.genai.errors.ClientError",
            "google.genai.errors.ClientError",
            [words("google.genai.errors.ClientError")],
        ),
        ("a `x<y` b", "a `x&lt;y` b", [words("a "), words("x<y", code=True), words(" b")]),
        (
            "`app.py`",
            "`<http://app.py|app.py>`",
            [{"type": "link", "url": "http://app.py", "text": "app.py", "style": {"code": True}}],
        ),
        (
            "hi <@U0BOT> and @gemini-debug",
            "hi <@U0BOT> and <@U0BOT>",
            [words("hi "), {"type": "user", "user_id": "U0BOT"}, words(" and "), {"type": "user", "user_id": "U0BOT"}],
        ),
        ("mail @nobody", "mail @nobody", [words("mail @nobody")]),
        ("@here look", "<!here> look", [{"type": "broadcast", "range": "here"}, words(" look")]),
        (
            ":eyes: at 12:30:15",
            ":eyes: at 12:30:15",
            [{"type": "emoji", "name": "eyes"}, words(" at 12:30:15")],
        ),
    ],
)
def test_text_is_rewritten_and_the_block_is_clean(typed, text, elements):
    assert draft(typed).text == text
    assert parts(typed) == [section(*elements)]


def test_a_fence_is_a_preformatted_part_with_links_and_nothing_else():
    typed = "before\n```\n@here `x` see https://x.io :eyes:\n```\nafter"
    assert draft(typed).text == "before\n```@here `x` see <https://x.io> :eyes:```\nafter"
    before, fence, after = parts(typed)
    assert (before, after) == (section(words("before")), section(words("after")))
    assert fence["type"] == "rich_text_preformatted"
    assert fence["elements"] == [words("@here `x` see "), {"type": "link", "url": "https://x.io"}, words(" :eyes:")]


def test_quoted_lines_are_a_quote():
    typed = "they said\n> one < two\n> three\nand so on"
    assert draft(typed).text == "they said\n&gt; one &lt; two\n&gt; three\nand so on"
    assert [part["type"] for part in parts(typed)] == ["rich_text_section", "rich_text_quote", "rich_text_section"]
    assert parts(typed)[1]["elements"] == [words("one < two\nthree")]


def test_nothing_typed_gives_nothing():
    assert (draft("").text, draft("").blocks) == ("", ())


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("`<>&@:/.\n> "), max_size=200))
def test_whatever_is_typed_makes_blocks_that_slack_takes(typed):
    blocks = list(draft(typed).blocks)
    assert message_complaints(blocks) == []
