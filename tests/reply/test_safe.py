"""What a person pasted, made harmless."""

from __future__ import annotations

import pytest

from bot.reply import safe


def test_exactly_three_characters_are_escaped():
    assert safe.escape("a & b < c > d \" ' * _") == "a &amp; b &lt; c &gt; d \" ' * _"


@pytest.mark.parametrize(
    "words", ["<!channel>", "<!here|x>", "<@U123>", "<!subteam^S1>", "<https://a.example|https://b.example>"]
)
def test_no_markup_of_slack_survives(words):
    assert "<" not in safe.escape(words)


@pytest.mark.parametrize("word", ["@here", "@channel", "@Everyone"])
def test_a_word_that_pings_is_broken_up(word):
    assert word not in safe.escape(f"ask {word} now")
    assert safe.escape("a@example.com") == "a@example.com"


def test_colours_cursor_moves_titles_and_hidden_letters_go():
    assert safe.clean("\x1b[31mred\x1b[0m \x1b]0;title\x07 a\x00b\u202ec\ud800d\ufeff") == "red  abcd"
    assert safe.clean("a\r\nb\rc\u2028d\te") == "a\nb\nc\nd\te"


def test_a_line_is_one_line_and_ends_in_an_ellipsis_where_it_is_cut():
    assert safe.one_line(" a\n\t b ") == "a b"
    assert safe.one_line("abcdef", 4) == "abc…"


@pytest.mark.parametrize(
    ("address", "well"),
    [
        ("https://ai.google.dev/x", True),
        ("http://ai.google.dev", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://a.example/ b", False),
        ("https://a.example/|x", False),
        ("https://[", False),
    ],
)
def test_a_link_leads_to_an_https_address_only(address, well):
    assert safe.is_web(address) is well


@pytest.mark.parametrize(
    ("text", "address", "hides"),
    [
        ("the models page", "https://ai.google.dev/models", False),
        ("https://ai.google.dev/models", "https://ai.google.dev/models", False),
        ("google.dev", "https://ai.google.dev/models", False),
        ("https://ai.google.dev", "https://evil.example", True),
        ("see www.google.com", "https://evil.example", True),
        ("ai.google.dev", "https://evil.example/ai.google.dev", True),
        ("https://ai.google.dev@evil.example", "https://ai.google.dev", True),
        ("anything", "https://[", True),
    ],
)
def test_a_link_that_shows_another_address_is_seen(text, address, hides):
    assert safe.hides(text, address) is hides
