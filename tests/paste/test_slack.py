from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.paste.slack import MOST_BYTES, changed_text, files, is_image_alone, typed

BOT = "U0BOT"


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "block_id": "b1", "elements": list(elements)}


def section(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(parts)}


def fence(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_preformatted", "elements": list(parts), "border": 0}


def text(words: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": words, "style": style} if style else {"type": "text", "text": words}


MENTION = {"type": "user", "user_id": BOT}

PASTE = {
    "type": "message",
    "user": "U1",
    "ts": "1763800000.000100",
    "channel": "C1",
    "text": "<@U0BOT> got this since noon:\n```google.genai.errors.ClientError: 429 RESOURCE_EXHAUSTED. {'error': {'code': 429, "
    "'message': 'see: <https://ai.google.dev/gemini-api/docs/rate-limits>', 'a': '1 &lt; 2 &amp;&amp; x'}}```\nany idea?",
    "blocks": [
        rich(
            section(MENTION, text(" got this since noon:\n")),
            fence(
                text(
                    "google.genai.errors.ClientError: 429 RESOURCE_EXHAUSTED. {'error': {'code': 429, 'message': 'see: "
                ),
                {"type": "link", "url": "https://ai.google.dev/gemini-api/docs/rate-limits"},
                text("', 'a': '1 < 2 && x'}}"),
            ),
            section(text("any idea?")),
        )
    ],
}

PASTED = (
    "google.genai.errors.ClientError: 429 RESOURCE_EXHAUSTED. {'error': {'code': 429, 'message': "
    "'see: https://ai.google.dev/gemini-api/docs/rate-limits', 'a': '1 < 2 && x'}}"
)


def test_a_paste_in_a_code_block_comes_out_as_it_was_typed() -> None:
    got = typed(PASTE, BOT)
    assert got.text == f"got this since noon:\n{PASTED}\nany idea?"
    assert [got.text[span.start : span.end] for span in got.fenced] == [PASTED]


def test_without_blocks_the_text_field_gives_the_same_words() -> None:
    got = typed({**PASTE, "blocks": []}, BOT)
    assert [got.text[span.start : span.end] for span in got.fenced] == [PASTED]
    assert got.text == f"got this since noon:\n{PASTED}\nany idea?"


def test_blocks_without_a_word_give_way_to_the_text() -> None:
    assert typed({"text": "429", "blocks": [rich(section(text("")))]}).text == "429"
    assert typed({"text": "429", "blocks": "none"}).text == "429"


def test_entities_in_rich_text_were_typed_as_they_stand() -> None:
    assert typed({"text": "x", "blocks": [rich(section(text("a &lt;b&gt; &amp;")))]}).text == "a &lt;b&gt; &amp;"


@pytest.mark.parametrize(
    ("field", "was_typed"),
    [
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("&amp;lt;html&amp;gt;", "&lt;html&gt;"),
        ("&amp;amp;", "&amp;"),
        ("&quot;", "&quot;"),
        ("POST <https://generativelanguage.googleapis.com/v1beta/models/m:generateContent?key=k&amp;alt=sse>", None),
        ("see <http://ai.google.dev|ai.google.dev>", "see ai.google.dev"),
        ('File "<http://app.py|app.py>", line 3', 'File "app.py", line 3'),
        ("<mailto:a@b.de|a@b.de>", "a@b.de"),
        ("<https://x.de/?a=1&amp;b=2>", "https://x.de/?a=1&b=2"),
        ("<https://x.de|a &amp; b>", "a & b"),
        ("<@U1> and <@U2|bob>", "<@U1> and @bob"),
        ("<#C1|general> and <#C2>", "#general and <#C2>"),
        ("<!here> <!channel|channel> <!everyone>", "@here @channel @everyone"),
        ("<!subteam^S1|@infra> <!subteam^S2>", "@infra @S2"),
        ("<!date^1763800000^{date}|22 Nov 2026>", "22 Nov 2026"),
        ("<_InactiveRpcError of RPC", "<_InactiveRpcError of RPC"),
        ("<html><body>", "<html><body>"),
        ("<>", "<>"),
    ],
)
def test_the_text_field_is_undone_once(field: str, was_typed: str | None) -> None:
    expected = (
        was_typed or "POST https://generativelanguage.googleapis.com/v1beta/models/m:generateContent?key=k&alt=sse"
    )
    assert typed({"text": field}).text == expected


def test_a_bare_domain_in_rich_text_keeps_its_label() -> None:
    link = {"type": "link", "url": "http://ai.google.dev", "text": "ai.google.dev"}
    assert typed({"blocks": [rich(section(text("see "), link))]}).text == "see ai.google.dev"


def test_the_small_parts_of_rich_text_are_spelled_out() -> None:
    parts = [
        {"type": "user", "user_id": "U2"},
        {"type": "channel", "channel_id": "C2"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "broadcast", "range": "here"},
        {"type": "emoji", "name": "fire", "unicode": "1f525"},
        {"type": "emoji", "name": "wave", "skin_tone": 2},
        {"type": "date", "timestamp": 1, "format": "{date}", "fallback": "1 Jan"},
        {"type": "color", "value": "#ffffff"},
        {"type": "something_new", "text": "new"},
        {"type": "nothing"},
    ]
    assert (
        typed({"blocks": [rich(section(*parts))]}).text == "<@U2><#C2>@S1@here:fire::wave::skin-tone-2:1 Jan#ffffffnew"
    )


def test_lists_and_quotes_keep_their_lines() -> None:
    blocks = [
        rich(
            section(text("Two things:")),
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [section(text("Quota exceeded")), section(text("retry"))],
            },
            {
                "type": "rich_text_list",
                "style": "ordered",
                "indent": 1,
                "offset": 2,
                "elements": [section(text("third"))],
            },
            {"type": "rich_text_list", "style": "ordered", "elements": [section(), section(text("second"))]},
            {"type": "rich_text_quote", "elements": [text("line one\nline two")]},
        )
    ]
    assert typed({"blocks": blocks}).text == (
        "Two things:\n- Quota exceeded\n- retry\n    3. third\n1. second\nline one\nline two"
    )


def test_text_beside_a_nested_element_is_kept_in_order() -> None:
    blocks = [rich(text("loose "), section(text("set")), text("end"))]
    assert typed({"blocks": blocks}).text == "loose \nset\nend"


def test_inline_code_and_bold_are_words_alone() -> None:
    assert (
        typed({"blocks": [rich(section(text("set "), text("api_key", code=True), text("!", bold=True)))]}).text
        == "set api_key!"
    )


@pytest.mark.parametrize("start", ["<@U0BOT> ", "<@U0BOT>: ", " <@U0BOT>, ", "<@U0BOT> <@U0BOT>\n", "<@U0BOT>"])
def test_the_bots_own_mention_is_left_out_at_the_start(start: str) -> None:
    assert typed({"text": start + "429 again <@U0BOT>"}, BOT).text == "429 again <@U0BOT>"


def test_other_mentions_stay() -> None:
    assert typed({"text": "<@U9> help"}, BOT).text == "<@U9> help"
    assert typed({"text": "<@U0BOT> help"}).text == "<@U0BOT> help"
    assert typed({"text": "<@U0BOT>"}, BOT).text == ""


def test_a_mention_right_before_a_code_block_leaves_the_block_alone() -> None:
    got = typed({"blocks": [rich(section(MENTION, text(" ")), fence(text("503 UNAVAILABLE")))]}, BOT)
    assert got.text == "503 UNAVAILABLE"
    assert [(span.start, span.end) for span in got.fenced] == [(0, 15)]


def test_an_open_fence_reaches_to_the_end() -> None:
    got = typed({"text": "look ```\n503 UNAVAILABLE\nmore"})
    assert got.text == "look \n503 UNAVAILABLE\nmore"
    assert [got.text[span.start : span.end] for span in got.fenced] == ["503 UNAVAILABLE\nmore"]


def test_nul_and_lone_surrogates_become_the_replacement_letter() -> None:
    assert typed({"text": "a\x00b\ud83dc\udfff"}).text == "a\ufffdb\ufffdc\ufffd"


SENTRY = {
    "subtype": "bot_message",
    "bot_id": "B1",
    "text": "",
    "attachments": [
        {
            "color": "E03E2F",
            "fallback": "[web] ClientError: 429",
            "pretext": "New issue",
            "title": "<https://sentry.example/1|ClientError>",
            "text": "```429 RESOURCE_EXHAUSTED. {'error': {'code': 429}}```",
            "fields": [
                {"title": "environment", "value": "prod &amp; eu", "short": True},
                {"title": "", "value": "release 3"},
                {"title": "level"},
                "odd",
            ],
            "footer": "PROJ-1",
        }
    ],
}


def test_an_alert_bots_attachment_is_read_when_asked_for() -> None:
    got = typed(SENTRY, attachments=True)
    assert got.text == (
        "New issue\nClientError\n429 RESOURCE_EXHAUSTED. {'error': {'code': 429}}\nenvironment: prod & eu\nrelease 3\nlevel"
    )
    assert len(got.fenced) == 1
    assert typed(SENTRY).text == ""


def test_an_attachment_without_words_gives_its_fallback() -> None:
    assert typed({"attachments": [{"fallback": "503 &lt;b&gt;"}]}, attachments=True).text == "503 <b>"
    assert typed({"attachments": [{}]}, attachments=True).text == ""


def test_a_bots_blocks_are_read_beside_its_text() -> None:
    message = {
        "text": "Alert: pod crashed",
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": "Alert: pod crashed"}},
            {
                "type": "section",
                "text": {"type": "mrkdwn", "text": "*error* <https://x.de|503 UNAVAILABLE>"},
                "fields": [{"type": "mrkdwn", "text": "a &gt; b"}, 3],
            },
            {"type": "context", "elements": [{"type": "plain_text", "text": "eu-west &amp; co"}, {"type": "image"}]},
            {"type": "markdown", "text": "**504** DEADLINE_EXCEEDED"},
            {
                "type": "table",
                "rows": [
                    [{"type": "raw_text", "text": "code"}, rich(section(text("429")))],
                    "odd",
                ],
            },
            {"type": "divider"},
            "odd",
        ],
    }
    assert typed(message, attachments=True).text == (
        "Alert: pod crashed\n*error* 503 UNAVAILABLE\na > b\neu-west & co\n**504** DEADLINE_EXCEEDED\ncode\t429"
    )
    assert typed(message).text == "Alert: pod crashed"
    assert typed({**message, "text": ""}).text.startswith("Alert: pod crashed\n*error*")


def test_a_forwarded_message_is_read_from_its_blocks() -> None:
    forwarded = {
        "is_share": True,
        "is_msg_unfurl": True,
        "from_url": "https://w.slack.com/archives/C1/p1",
        "text": "503 &lt;UNAVAILABLE&gt;",
        "message_blocks": [
            {"team": "T1", "channel": "C1", "message": {"blocks": [rich(fence(text("503 <UNAVAILABLE>")))]}}
        ],
    }
    got = typed({"text": "what is this?", "attachments": [forwarded]}, attachments=True)
    assert got.text == "what is this?\n503 <UNAVAILABLE>"
    assert len(got.fenced) == 1
    without_blocks = {**forwarded, "message_blocks": None}
    assert typed({"attachments": [without_blocks]}, attachments=True).text == "503 <UNAVAILABLE>"


def test_a_web_page_below_a_link_is_not_read() -> None:
    page = {
        "from_url": "https://ai.google.dev",
        "service_name": "Google",
        "title": "Error 429",
        "text": "Quota exceeded",
    }
    assert (
        typed({"text": "https://ai.google.dev", "attachments": [page]}, attachments=True).text
        == "https://ai.google.dev"
    )


def edit(new: dict[str, Any], old: Any) -> dict[str, Any]:
    return {"type": "message", "subtype": "message_changed", "hidden": True, "message": new, "previous_message": old}


def test_an_edit_changes_the_words() -> None:
    assert changed_text(edit({"text": "503", "edited": {"ts": "2"}}, {"text": "429"}))


def test_an_unfurl_changes_no_words() -> None:
    page = {"from_url": "https://ai.google.dev", "title": "Rate limits"}
    assert not changed_text(edit({**PASTE, "attachments": [page]}, PASTE))
    assert not changed_text(edit({**PASTE, "reply_count": 1}, PASTE))


def test_an_edit_that_sets_the_same_words_as_code_counts() -> None:
    assert changed_text(edit({"blocks": [rich(fence(text("503")))]}, {"blocks": [rich(section(text("503")))]}))


def test_an_edit_that_takes_a_file_away_counts() -> None:
    assert changed_text(edit({"text": "x"}, {"text": "x", "files": [{"id": "F1"}]}))


def test_without_the_old_message_the_edited_mark_decides() -> None:
    assert changed_text(edit({"text": "503", "edited": {"ts": "2"}}, None))
    assert not changed_text(edit({"text": "503"}, None))


def test_a_deleted_message_or_another_event_is_no_edit() -> None:
    assert not changed_text(edit({"subtype": "tombstone", "text": "This message was deleted."}, {"text": "429"}))
    assert not changed_text({"type": "message", "text": "429"})
    assert not changed_text(None)


SNIPPET = {
    "id": "F1",
    "name": "Untitled",
    "title": "Untitled",
    "mimetype": "text/plain",
    "filetype": "text",
    "mode": "snippet",
    "size": 5100,
    "lines": 80,
    "preview": "Traceback (most recent call last):",
    "url_private": "https://files.slack.com/files-pri/T1-F1/untitled",
    "url_private_download": "https://files.slack.com/files-pri/T1-F1/download/untitled",
    "is_external": False,
}


def test_a_snippet_is_text_to_download() -> None:
    (file,) = files({"files": [SNIPPET]})
    assert (file.kind, file.size, file.stub, file.too_big) == ("text", 5100, False, False)
    assert file.url == SNIPPET["url_private_download"]
    assert file.preview.startswith("Traceback")


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"mimetype": "application/json"}, "text"),
        ({"mimetype": "text/x-python; charset=utf-8"}, "text"),
        ({"mimetype": "application/octet-stream", "name": "crash.log"}, "text"),
        ({"filetype": "python"}, "text"),
        ({"name": "core.bin"}, "other"),
        ({"mimetype": "application/pdf", "name": "log.txt.pdf"}, "other"),
        ({"mimetype": "image/png", "filetype": "png"}, "image"),
        ({"mode": "tombstone"}, "gone"),
        ({"mode": "hidden_by_limit"}, "gone"),
        ({"file_access": "file_not_found"}, "gone"),
        ({}, "other"),
    ],
)
def test_the_kind_of_a_file_is_told_from_its_fields(fields: dict[str, Any], kind: str) -> None:
    assert files({"files": [fields]})[0].kind == kind


@pytest.mark.parametrize(
    "url",
    [
        "http://files.slack.com/x",
        "https://evil.example/files.slack.com",
        "https://files.slack.com.evil.example/x",
        "https://files.slack.com@evil.example/x",
        "https://[x",
        "",
        None,
    ],
)
def test_the_token_goes_to_slacks_file_host_alone(url: Any) -> None:
    assert files({"files": [{"id": "F1", "url_private": url}]})[0].url is None


def test_a_file_of_another_workspace_is_a_stub() -> None:
    assert files({"files": [{"id": "F1", "mode": "file_access", "file_access": "check_file_info"}]})[0].stub


def test_a_big_file_is_told() -> None:
    assert files({"files": [{"size": MOST_BYTES + 1}]})[0].too_big
    assert files({"files": [{"size": -1}]})[0].size is None
    assert files({"files": "odd"}) == ()
    assert files(None) == ()


def test_a_picture_without_words_is_an_image_alone() -> None:
    picture = {"files": [{"mimetype": "image/png"}], "text": "<@U0BOT>"}
    assert is_image_alone(picture, BOT)
    assert not is_image_alone({**picture, "text": "why?"}, BOT)
    assert not is_image_alone({"files": [{"mimetype": "image/png"}, SNIPPET]}, BOT)
    assert not is_image_alone({"text": ""})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "type",
                    "text",
                    "blocks",
                    "elements",
                    "attachments",
                    "files",
                    "fields",
                    "style",
                    "indent",
                    "offset",
                    "url",
                    "label",
                    "message",
                    "subtype",
                    "edited",
                    "previous_message",
                    "message_blocks",
                    "rows",
                    "mode",
                    "mimetype",
                    "size",
                    "title",
                    "value",
                    "fallback",
                    "user_id",
                    "is_share",
                    "name",
                ]
            ),
            inner
            | st.sampled_from(
                [
                    "rich_text",
                    "rich_text_section",
                    "rich_text_list",
                    "rich_text_preformatted",
                    "rich_text_quote",
                    "section",
                    "header",
                    "context",
                    "markdown",
                    "table",
                    "link",
                    "user",
                    "emoji",
                    "mrkdwn",
                    "plain_text",
                    "ordered",
                    "message_changed",
                    "snippet",
                    "image/png",
                ]
            ),
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(json_values, st.booleans())
def test_no_message_raises(message: Any, attachments: bool) -> None:
    got = typed(message, BOT, attachments=attachments)
    assert all(0 <= span.start <= span.end <= len(got.text) for span in got.fenced)
    got.text.encode()
    files(message)
    is_image_alone(message)
    assert changed_text(message) in (True, False)
    assert changed_text(edit(message, message)) in (True, False)


@given(st.text())
def test_what_is_escaped_as_slack_does_is_typed_again(words: str) -> None:
    clean = words.replace("\x00", "").replace("```", "").encode("utf-8", "ignore").decode()
    escaped = clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert typed({"text": escaped}).text == (clean if clean.strip() else "")
    assert typed({"blocks": [rich(section(text("x" + clean)))]}).text == "x" + clean


def test_blocks_nested_without_end_stop() -> None:
    block: dict[str, Any] = section(text("deep"))
    for _ in range(500):
        block = {"type": "rich_text_section", "elements": [block]}
    assert typed({"text": "plain", "blocks": [rich(block)]}).text == "plain"
