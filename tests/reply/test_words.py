"""Markdown, slots, sentences and the choice of code."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfoNotFoundError

import pytest

from bot.paste import Report
from bot.reply import code
from bot.reply.compose import Reply
from bot.reply.markdown import Reader
from bot.reply.page import Fence, Item, Paragraph, Run, cut, fit, length, sentence_ends, text_of, words
from bot.reply.post import elements
from bot.reply.shorten import shorten, size
from bot.reply.slots import Slots, until_midnight
from bot.reply.visible import visible

NOW = datetime(2026, 11, 25, 22, 45, tzinfo=UTC)
LINKS = {"models": "https://ai.google.dev/models"}


def reader(**facts):
    return Reader(Slots(Report(text="", **facts), NOW), LINKS)


def test_markdown_becomes_blocks():
    text = "One *two* **three** `four` [five](models)\nsix.\n\n1. a\n2. b\n   - c\n\n```py\nx = 1\n```\n\n    indented\n\n- d\n\n  more"
    assert reader().blocks(text) == (
        Paragraph(
            (
                Run("One "),
                Run("two", italic=True),
                Run(" "),
                Run("three", bold=True),
                Run(" "),
                Run("four", code=True),
                Run(" "),
                Run("five", link="https://ai.google.dev/models"),
                Run(" six."),
            )
        ),
        Item((Run("a"),), "1."),
        Item((Run("b"),), "2."),
        Item((Run("c"),), "•", 1),
        Fence("py", "x = 1"),
        Fence("", "indented"),
        Item((Run("d"),), "•"),
        Paragraph((Run("more"),)),
    )


def test_html_is_shown_not_obeyed():
    assert text_of(reader().line("a <b>c</b> <!channel>")) == "a <b>c</b> <!channel>"


def test_a_hard_break_is_a_space_and_an_image_is_left_out():
    assert text_of(reader().line("a  \nb")) == "a b"
    assert reader().blocks("![alt](https://a.example/x.png)") == ()


@pytest.mark.parametrize("target", ["unknown", "http://a.example", "ftp://a.example"])
def test_a_link_that_leads_nowhere_safe_is_plain_words(target):
    assert reader().line(f"[words]({target})") == (Run("words"),)


def test_a_fact_can_not_become_markup_or_a_link():
    line = reader(model="**x** [a](https://evil.example) `y` <@U1>").line("the model {model|?} is *here*")
    assert line == (Run("the model **x** [a](https://evil.example) `y` <@U1> is "), Run("here", italic=True))


def test_a_fact_in_the_words_of_a_link_can_not_show_another_address():
    assert reader(model="https://evil.example").line("[{model|x}](models)") == (Run("https://evil.example"),)
    assert reader(model="gemini").line("[{model|x}](models)") == (Run("gemini", link=LINKS["models"]),)


def test_letters_that_stand_in_for_slots_are_taken_out_of_the_text():
    assert text_of(reader().line("a\ue0009\ue001b")) == "a9b"


def test_slots_stand_in_bold_in_code_and_beside_underscores():
    line = reader(quota_limit=20).line("**{quota_limit|all}** `{model|m}` {api_version|v1}_x")
    assert line == (Run("20", bold=True), Run(" "), Run("m", code=True), Run(" v1_x"))


def test_a_slot_that_is_none_stays_as_it_is():
    assert text_of(reader().line("{wrong|x} {model}")) == "{wrong|x} {model}"


@pytest.mark.parametrize(
    ("fact", "value", "shown"),
    [
        ("retry_delay_s", 21.4, "22"),
        ("retry_delay_s", 0.25, "0.2"),
        ("quota_limit", 1_000_000, "1,000,000"),
        ("quota_limit", 250.0, "250"),
        ("quota_limit", 2.5, "2.5"),
        ("quota_limit", float("nan"), "w"),
        ("close_code", 1007, "1007"),
        ("http", 429, "429"),
        ("model", "publishers/google/models/gemini-x", "gemini-x"),
        ("model", "\x00", "w"),
        ("message", "a\nb", "a b"),
        ("field", "x" * 90, "x" * 79 + "…"),
    ],
)
def test_a_fact_is_spelt_for_reading(fact, value, shown):
    assert text_of(reader(**{fact: value}).line(f"{{{fact}|w}}")) == shown


def test_in_code_a_number_has_no_comma_and_a_fact_can_not_end_a_string():
    fence = '```python\nf("{model|gemini-x}", {quota_limit|1}, {a: 1})\n```'
    (block,) = reader(model='"; import os', quota_limit=20_000).blocks(fence)
    assert block == Fence("python", 'f("gemini-x", 20000, {a: 1})')


def test_without_a_report_every_slot_has_its_words():
    bare = Slots(None, None)
    assert bare.fill("{model|This model} until {until_midnight|some hours}") == "This model until some hours"


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (datetime(2026, 11, 25, 22, 48, tzinfo=UTC), "9 h 12 min"),
        (datetime(2026, 11, 26, 7, 59, 30, tzinfo=UTC), "1 min"),
        (datetime(2026, 11, 26, 8, 0, tzinfo=UTC), "24 h"),
        (datetime(2026, 3, 8, 9, 0, tzinfo=UTC), "22 h"),  # at 2 in the morning the clocks go forward
        (datetime(2026, 11, 1, 8, 0, tzinfo=UTC), "24 h"),
    ],
)
def test_the_time_until_midnight_pacific(now, left):
    assert until_midnight(now) == left


def test_every_hour_of_a_year_has_a_midnight_within_25_hours():
    for hour in range(0, 365 * 24, 7):
        left = until_midnight(NOW + timedelta(hours=hour))
        assert left and int(left.split()[0]) <= 60


def test_a_system_without_time_zones_has_no_midnight(monkeypatch):
    def none(name):
        raise ZoneInfoNotFoundError(name)

    monkeypatch.setattr("zoneinfo.ZoneInfo", none)
    assert until_midnight(NOW) is None


def test_sentences_end_at_full_stops_but_not_in_code_or_numbers():
    line = (Run("See "), Run("a. B", code=True), Run(" at 2.5 e.g. here. Then more? Yes"))
    assert [text_of(line)[:end] for end in sentence_ends(line)] == [
        "See a. B at 2.5 e.g. here.",
        "See a. B at 2.5 e.g. here. Then more?",
        "See a. B at 2.5 e.g. here. Then more? Yes",
    ]
    assert sentence_ends(words("One.")) == [4]


def test_a_line_is_fitted_at_a_sentence_or_a_word():
    line = (Run("One two. ", bold=True), Run("Three four five."))
    assert fit(line, 100) is line
    assert fit(line, 20) == (Run("One two.", bold=True),)
    assert text_of(fit(words("alpha beta gamma"), 12)) == "alpha beta…"
    assert text_of(fit(words("alphabetagamma"), 8)) == "alphabe…"
    assert text_of(fit(words("ab"), 1)) == "…"


def test_a_line_cut_after_a_space_has_no_space_at_its_end():
    assert cut((Run("one"), Run(" "), Run("two")), 4) == (Run("one"),)
    assert cut(words("one"), 0) == ()


PYTHON, TYPESCRIPT, GO = Fence("python", "p"), Fence("typescript", "t"), Fence("go", "g")
CURL, PIP, NPM, GET = (
    Fence("sh", "curl x"),
    Fence("sh", "pip install x"),
    Fence("bash", "npm i x"),
    Fence("sh", "go get x"),
)
MIXED = Fence("sh", "# one of\npip install x\nnpm i x\ngo get x")
JSON, EMPTY = Fence("json", "{}"), Fence("sh", "")
WORDS = Paragraph((Run("w"),))


@pytest.mark.parametrize(
    ("blocks", "language", "chosen"),
    [
        ((WORDS, PYTHON, TYPESCRIPT, GO), "python", (WORDS, PYTHON)),
        ((WORDS, PYTHON, TYPESCRIPT, GO), "go", (WORDS, GO)),
        ((PYTHON, TYPESCRIPT, GO), "sh", (PYTHON,)),
        ((CURL, PYTHON), "sh", (CURL,)),
        ((CURL, PYTHON), "typescript", (CURL,)),
        ((PIP, NPM, GET), "typescript", (NPM,)),
        ((PIP, NPM, GET), "python", (PIP,)),
        ((PIP, NPM, GET), "go", (GET,)),
        ((JSON, PYTHON, GO), "go", (JSON, GO)),
        ((MIXED,), "go", (Fence("sh", "# one of\ngo get x"),)),
        ((MIXED, PYTHON), "python", (PYTHON,)),
        ((MIXED, CURL), "sh", (CURL,)),
        ((MIXED,), "sh", (MIXED,)),
        ((JSON,), "go", (JSON,)),
        ((EMPTY,), "python", (EMPTY,)),
        ((WORDS,), "python", (WORDS,)),
    ],
)
def test_code_is_chosen_by_language(blocks, language, chosen):
    assert code.choose(blocks, language) == chosen


def test_a_paste_without_sdk_gets_python():
    assert code.language_of(None) == "python"
    assert code.language_of(Report(text="", sdk="vercel-ai")) == "typescript"


def test_a_reply_that_fits_stays_whole_and_one_that_never_fits_becomes_its_title():
    reply = Reply(
        words("A title of some words"),
        diagnosis=(WORDS,),
        evidence=("e" * 100,),
        steps=((WORDS, PYTHON),),
        asks="a" * 90,
    )
    assert shorten(reply) is reply
    least = shorten(reply, 40)
    assert text_of(least.title) == "A title of some…"
    assert least == Reply(least.title, asks="a" * 90, shortened=True)


def test_what_goes_first_is_what_a_hurried_reader_misses_least():
    step = (Paragraph(words("Do it. Then more.")), Fence("python", "x" * 20))
    reply = Reply(words("Title"), (Paragraph(words("Why. And. Because.")),), ("e" * 90,) * 3, steps=(step, step, step))
    steps = [shorten(reply, most) for most in range(size(reply), 20, -1)]
    seen = [
        (len(one.steps), len(one.evidence), length(one.diagnosis), length(one.steps[0])) for one in steps if one.steps
    ]
    assert list(dict.fromkeys(seen)) == [
        (3, 3, 18, 37),
        (3, 2, 18, 37),
        (3, 2, 9, 37),
        (3, 2, 4, 37),
        (2, 2, 4, 37),
        (1, 2, 4, 37),
        (1, 1, 4, 37),
        (1, 1, 4, 17),
        (1, 1, 4, 6),
        (1, 1, 0, 6),
    ]


def test_a_step_may_begin_with_code():
    assert [visible(one) for one in elements((PYTHON, WORDS), "1.")] == ["1. ", "p", "w"]
    assert elements((Paragraph(()),)) == []
