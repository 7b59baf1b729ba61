"""Whatever a person pasted: no post breaks a limit of Slack, pings anybody or shows one address and leads to another."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.diagnosis import Diagnosis, Evidence, Question, load
from bot.paste import Report, Secret, Span
from bot.playground.blocks import message_complaints, view_complaints
from bot.reply import limits, safe, slack, terminal
from bot.reply.page import Run, fit, text_of
from bot.reply.terminal import Style
from bot.reply.visible import message, visible

KNOWLEDGE = load(Path(__file__).parent / "entries")
NOW = datetime(2026, 11, 25, 22, 45, tzinfo=UTC)
CAUSES = [None, "not-gemini", "gone", *KNOWLEDGE.entries]

HOSTILE = st.sampled_from(
    [
        "<!channel>", "<!here>", "<@U123>", "<!subteam^S1>", "<#C1|x>", "@here", "@channel", "```", "`", "</pre>", "\x1b[2J", "\x00",
        "<https://a.example|https://b.example>", "[x](https://evil.example)", "https://evil.example", "*", "_", "~", ":smile:", "\u202e",
        "\ud800", "{model|x}", "\ue0000\ue001", "&lt;", "&amp;", "🙂" * 80, "x" * 4_000, "\n" * 5, "|", '"', "a. B. " * 300,
    ]
)  # fmt: skip
WORDS = st.lists(st.one_of(HOSTILE, st.text(max_size=40)), max_size=6).map("".join)
FACT = st.one_of(st.none(), WORDS)
NUMBER = st.one_of(st.none(), st.integers(), st.floats())
SECRETS = st.lists(
    st.builds(Secret, WORDS, WORDS, st.builds(Span, st.integers(0, 50), st.integers(0, 50)), st.booleans()), max_size=7
)


@st.composite
def diagnoses(draw: st.DrawFn) -> Diagnosis:
    text = draw(WORDS)
    facts = {
        name: draw(FACT)
        for name in (
            "status",
            "reason",
            "message",
            "model",
            "host",
            "method",
            "quota_id",
            "field",
            "sdk",
            "finish_reason",
            "exception",
        )
    }
    numbers = {name: draw(NUMBER) for name in ("http", "retry_delay_s", "quota_limit", "close_code")}
    report = Report(text=text, secrets=tuple(draw(SECRETS)), **facts, **numbers)
    evidence = draw(st.lists(st.builds(Evidence, WORDS, st.integers(0, 20), st.integers(0, 200)), max_size=6))
    answers = st.dictionaries(WORDS.filter(str.strip), st.sampled_from(["max-tokens", "gone"]), max_size=6)
    return Diagnosis(
        draw(st.sampled_from(CAUSES)),
        draw(st.sampled_from(["sure", "likely", "unknown"])),
        tuple(evidence),
        tuple(draw(st.lists(st.sampled_from([*KNOWLEDGE.entries, "gone"]), max_size=3))),
        draw(st.one_of(st.none(), st.builds(Question, WORDS, answers))),
        report,
        True,
    )


def mrkdwn(block):
    """Every text of a block that Slack reads as markup."""
    if block.get("type") == "mrkdwn":
        yield block["text"]
    for part in [*block.get("elements", ()), block.get("text")]:
        if isinstance(part, dict):
            yield from mrkdwn(part)


def parts(block):
    """Every element of rich_text within a block."""
    for element in block.get("elements", ()):
        yield element
        yield from parts(element)


def harmless(post):
    assert message_complaints(list(post.blocks)) == []  # so says the strict Slack, which knows nothing of ours
    for text in [post.text, *(text for block in post.blocks for text in mrkdwn(block))]:
        assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)|@(here|channel|everyone)", text)
    for block in post.blocks:
        for part in parts(block):
            assert part["type"] not in ("user", "usergroup", "broadcast", "channel", "emoji", "date")
            if part["type"] == "link":
                assert part["url"] in {*KNOWLEDGE.links.values(), "https://example.com/quota"}
                assert not safe.hides(part["text"], part["url"])
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e\ud800-\udfff]", post.text + message(post.blocks))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(diagnoses(), st.booleans(), WORDS)
def test_no_answer_breaks_a_limit_or_pings(diagnosis, private, note):
    post = slack.diagnosis(diagnosis, KNOWLEDGE, NOW, "case-1", private=private, note=note)
    assert slack.complaints(post) == ()
    assert 0 < len(message(post.blocks)) < 1_500
    harmless(post)
    assert set(post.metadata["event_payload"]) == {"cause", "confidence", "case"}
    assert len(slack.answers(diagnosis, KNOWLEDGE)) == sum(
        part.get("action_id", "").startswith("answer_") for block in post.blocks for part in parts(block)
    )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(diagnoses())
def test_no_other_view_of_a_diagnosis_breaks_a_limit_or_pings(diagnosis):
    view = slack.details(diagnosis, KNOWLEDGE, NOW)
    assert slack.view_complaints(view) == ()
    assert view_complaints(view, "modal") == []
    assert sum(len(visible(block)) for block in view["blocks"]) <= limits.WHOLE
    harmless(slack.Post("details", tuple(view["blocks"])))
    for post in (
        slack.exhausted(diagnosis, KNOWLEDGE, NOW, "c"),
        slack.plain(slack.diagnosis(diagnosis, KNOWLEDGE, NOW, "c")),
    ):
        assert slack.complaints(post) == ()
        harmless(post)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(diagnoses(), st.booleans())
def test_no_page_of_the_terminal_moves_the_cursor(diagnosis, colour):
    page = terminal.page(diagnosis, KNOWLEDGE, NOW, Style(72, colour))
    assert not re.search("[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f\ud800-\udfff\u202e]", page)
    assert not re.search(r"\x1b(?!\[\d+m)", page)
    page.encode()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(SECRETS.filter(bool), WORDS)
def test_no_notice_breaks_a_limit_or_pings(secrets, words):
    for post in (slack.key_notice(secrets), slack.mistake(words), slack.bug(words), slack.already(words)):
        assert slack.complaints(post) == ()
        assert not re.search(r"[<>]|@(here|channel)", post.text)
    parent = slack.parent(
        words, slack.diagnosis(Diagnosis(None, "unknown", (), (), None, Report(words), True), KNOWLEDGE, NOW, "c")
    )
    assert slack.complaints(parent) == ()


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.text(max_size=30), max_size=5), st.integers(1, 60))
def test_a_fitted_line_is_never_longer_than_asked(texts, most):
    line = tuple(Run(text, code=at % 2 == 1) for at, text in enumerate(texts))
    assert len(text_of(fit(line, most))) <= most


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 20 * 366 * 86_400).map(lambda seconds: NOW + timedelta(seconds=seconds)))
def test_midnight_is_never_more_than_25_hours_away(now):
    from bot.reply.slots import until_midnight

    left = re.fullmatch(r"(?:(\d+) h)? ?(?:(\d+) min)?", until_midnight(now))
    assert left and timedelta() < timedelta(hours=int(left[1] or 0), minutes=int(left[2] or 0)) <= timedelta(hours=25)
