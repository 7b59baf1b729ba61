"""What is said in Slack beside the diagnoses."""

from __future__ import annotations

from inspect import getmembers, isfunction

import pytest

from bot.errors import UserError
from bot.paste import Secret, Span
from bot.playground.blocks import message_complaints, view_complaints
from bot.reply import mistakes, slack
from bot.reply.post import Post
from bot.reply.visible import message


def words(post):
    return message(post.blocks)


def secret(kind, shape="39 characters", google=True):
    return Secret(kind, shape, Span(0, 1), google)


def links(post):
    return [p["url"] for b in post.blocks for s in b["elements"] for p in s["elements"] if p["type"] == "link"]


def test_a_key_notice_names_kind_and_shape_and_says_where_to_revoke():
    post = slack.key_notice([secret("AI Studio key", "39 characters, newline at the end")])
    assert words(post).split("\n")[0] == (
        "Your message shows an AI Studio key (39 characters, newline at the end). Revoke it at https://aistudio.google.com/apikey."
    )
    assert links(post) == ["https://aistudio.google.com/apikey"]
    assert "revoke first" in words(post)


@pytest.mark.parametrize(
    ("kind", "host"),
    [
        ("private key id", "console.cloud.google.com"),
        ("Google access token", "myaccount.google.com"),
        ("OAuth client secret", "console.cloud.google.com"),
    ],
)
def test_each_kind_of_google_is_revoked_at_its_own_place(kind, host):
    assert host in links(slack.key_notice([secret(kind)]))[0]


def test_another_vendors_key_is_revoked_where_it_was_made():
    text = words(
        slack.key_notice([secret("slack bot token", "", google=False), secret("openai api key", google=False)])
    )
    assert text.startswith(
        "Your message shows a slack bot token. Revoke it where it was made.\nIt shows an openai api key (39"
    )


def test_many_keys_are_named_once_each_and_counted_after_five():
    several = [secret(f"key {at}") for at in range(7)]
    assert "2 more look like secrets too." in words(slack.key_notice([*several, *several]))


def test_a_commands_answer_stands_under_one_line_with_its_asker():
    post = slack.parent("U123ABC", Post("The model &lt;x&gt; is gone &amp; away"))
    assert words(post) == "@U123ABC asked: The model <x> is gone & away"
    assert post.blocks[0]["elements"][0]["elements"][0] == {"type": "user", "user_id": "U123ABC"}
    assert post.text == "Asked: The model &lt;x&gt; is gone &amp; away"
    assert words(slack.parent("<!channel>", Post("x"))) == "Somebody asked: x"


@pytest.mark.parametrize(
    ("post", "says"),
    [
        (slack.nothing_to_read(), "There is no error to read here. Paste the whole error"),
        (slack.image_alone(), "We read text, not images. Paste the error as text"),
        (slack.unreadable("a.zip"), "a.zip is not text. Save the error as a text file, or paste it."),
        (slack.interrupted(), "Send the paste again."),
        (slack.bug("a1b2"), "Give this id to whoever runs the bot: a1b2"),
        (slack.mistake("Do this."), "Do this."),
        (slack.already("https://x.slack.com/p1"), "This message has been answered: the answer."),
        (slack.shown("https://x.slack.com/p1"), "It stands in the channel now: the answer."),
        (slack.quieted("C123"), "We no longer read #C123 unasked."),
        (slack.listening("C123"), "We read #C123 and answer"),
        (slack.listening("<!here>"), "We read this channel and answer"),
        (slack.usage(), "a slash command doesn't work in threads".capitalize()),
    ],
)
def test_each_notice_says_what_to_do(post, says):
    assert says in words(post)
    assert slack.complaints(post) == ()
    assert message_complaints(list(post.blocks)) == []


def test_a_link_to_an_answer_is_a_link_and_a_broken_one_is_words():
    assert links(slack.already("https://x.slack.com/p1")) == ["https://x.slack.com/p1"]
    assert links(slack.already("http://127.0.0.1:4000/archives/C1/p1")) == ["http://127.0.0.1:4000/archives/C1/p1"]
    assert words(slack.already("nowhere")) == "This message has been answered: nowhere."
    assert words(slack.already("")) == "This message has been answered: the answer."


def test_the_sentences_of_mistakes_name_what_they_are_about():
    assert "no_access" in mistakes.thread_unread("no_access")
    assert "files:read" in mistakes.file_login_page("a.log")
    assert "(Slack answered 404)" in mistakes.file_gone("a.log", 404)
    assert "couldn't fetch a.log:" in mistakes.file_gone("a.log")
    assert mistakes.cut("a.log", 3_210_000) == "a.log has 3.2 MB; we read its first and last half megabyte"
    assert "/invite" in mistakes.not_member()


def test_no_sentence_shouts_or_begs():
    sentences = [mistakes.EMPTY, slack.busy()]
    for name, function in getmembers(mistakes, isfunction):
        if name not in ("binary", "unknown_cause"):
            sentences.append(
                function(*["x"] * (function.__code__.co_argcount - (name == "cut")), *[1] * (name == "cut"))
            )
    notices = [
        slack.usage(),
        slack.nothing_to_read(),
        slack.image_alone(),
        slack.bug("x"),
        slack.quieted("C1"),
        slack.listening("C1"),
    ]
    for sentence in [*sentences, *map(words, notices)]:
        assert sentence.strip()
        assert not {"!", "sorry", "please", "unfortunately"} & set(sentence.lower().replace("!", " ! ").split())


def test_the_modal_takes_a_paste_a_file_and_a_choice_of_who_sees_the_answer():
    view = slack.modal("C1|T1")
    assert slack.view_complaints(view) == ()
    assert view_complaints(view, "modal") == []
    assert view["callback_id"] == "paste" and view["private_metadata"] == "C1|T1"
    assert [(block["block_id"], block["element"]["type"], block["optional"]) for block in view["blocks"]] == [
        ("paste", "plain_text_input", True),
        ("file", "file_input", True),
        ("visibility", "radio_buttons", False),
    ]
    assert view["blocks"][0]["element"]["max_length"] == 3_000
    assert view["blocks"][2]["element"]["initial_option"]["value"] == "channel"
    assert slack.modal("", "me")["blocks"][2]["element"]["initial_option"]["value"] == "me"
    assert slack.modal_empty() == {"paste": "Paste an error or add a file."}


def test_a_cause_is_explained_with_the_words_for_missing_facts(knowledge):
    post = slack.explain("Quota_Day", knowledge)
    text = words(post)
    assert text.startswith("The daily quota of this model is used up: all requests\n")
    assert "comes back at midnight Pacific, in some hours" in text
    assert "TypeScript\nawait ai" in text and "4. This fourth step" in text
    assert text.endswith("`quota-day` · guide: 429 RESOURCE_EXHAUSTED, Tokens")
    assert slack.complaints(post) == ()


def test_an_entry_without_sources_names_none(knowledge):
    assert "Sources" not in words(slack.explain("max-tokens", knowledge))


def test_a_misspelt_cause_is_answered_with_the_nearest(knowledge):
    with pytest.raises(UserError, match=r"We know no cause named qouta-day\. Did you mean quota-day\?"):
        slack.explain("qouta-day", knowledge)
    with pytest.raises(UserError, match=r"We know no cause named zzz\. Without a name"):
        slack.explain("zzz", knowledge)
    with pytest.raises(UserError, match="no cause named that"):
        slack.explain("``", knowledge)


def test_all_causes_are_listed_with_their_titles(knowledge):
    post = slack.causes(knowledge)
    assert words(post).split("\n") == [
        "empty-response The answer is empty",
        "max-tokens The output limit was reached.",
        "quota-day The daily quota of this model is used up: all requests",
    ]
    assert post.text == "3 causes of Gemini errors"
