"""Every kind of block as the page shows it, and what a press of it tells the app. No bot here: the test is the app."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.playground import pages
from bot.playground.app import whole_manifest
from bot.playground.blocks import kept, message_complaints, view_complaints
from bot.playground.methods.views import lay_over
from bot.playground.server import Slack
from bot.playground.values import Message, View

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def slack(chromium) -> AsyncIterator[Slack]:
    slack = Slack(whole_manifest())
    slack.workspace.dm(slack.person("ada").id)
    slack.channel("general")
    slack.mount(pages.routes(slack))
    async with slack:
        yield slack


def plain(words):
    return {"type": "plain_text", "text": words}


def mrkdwn(words):
    return {"type": "mrkdwn", "text": words}


def run(words, **style):
    return {"type": "text", "text": words} | ({"style": style} if style else {})


def section(*runs):
    return {"type": "rich_text_section", "elements": list(runs)}


def options(*words):
    return [{"text": plain(word), "value": word.lower()} for word in words]


def post(slack, channel, *blocks):
    """The blocks as a message of the app, taken as Slack takes them."""
    assert message_complaints(list(blocks)) == []
    message = Message(
        channel.id, slack.workspace.ts(), "x", slack.bot_user, kept(list(blocks)), bot=slack.workspace.bot
    )
    return slack.desk.post(message)


async def shows(tab, slack, channel, *blocks):
    """The body of the message with these blocks."""
    message = post(slack, channel, *blocks)
    await tab.goes(channel)
    return await tab.sees(f"[data-ts='{message.ts}'] .body")


async def texts(body, selector):
    return await body.locator(selector).all_inner_texts()


async def test_mrkdwn(tab, slack, channel, ada):
    words = (
        f"*bold* _italic_ ~gone~ `co &lt;de&gt;` <https://example.com/a?b&amp;c|a link> <https://example.com> <@{ada.id}> "
        f"<#{channel.id}|x> <!here> <!subteam^S1|@team> <!date^1700000000^on {{date_num}}|then> snake_case_name 2*3*4 :eyes: "
        "&lt;script&gt; &amp;lt;\n&gt; quoted *too*\n```fence *not* <http://a.dev|a.dev>\n&gt; line```\nafter"
    )
    body = await shows(tab, slack, channel, {"type": "section", "text": mrkdwn(words)})
    assert await texts(body, "b") == ["bold", "too"]
    assert await texts(body, "i") == ["italic"]
    assert await texts(body, "s") == ["gone"]
    assert await texts(body, "code") == ["co <de>", "fence *not* a.dev\n> line"]
    assert await texts(body, "blockquote") == ["quoted too"]
    assert await texts(body, ".mention") == ["@ada", f"#{channel.name}", "@here", "@team"]
    assert await texts(body, "time") == ["on 2023-11-14"]
    assert await texts(body, ".emoji") == ["👀"]
    links = body.locator("a[target=_blank]")
    assert [await links.nth(n).get_attribute("href") for n in range(2)] == [
        "https://example.com/a?b&c",
        "https://example.com",
    ]
    shown = await body.inner_text()
    assert "snake_case_name 2*3*4" in shown
    assert "<script> &lt;" in shown
    assert shown.rstrip().endswith("after")


async def test_plain_text_has_emoji_and_no_formatting(tab, slack, channel):
    body = await shows(
        tab,
        slack,
        channel,
        {"type": "header", "text": plain("*Head* :tada:")},
        {"type": "section", "fields": [plain("_one_"), mrkdwn("_two_")]},
        {"type": "divider"},
        {"type": "context", "elements": [mrkdwn("`small`"), plain("words :+1:")]},
    )
    assert await texts(body, "h3") == ["*Head* 🎉"]
    assert await texts(body, ".fields > div") == ["_one_", "two"]
    assert await body.locator("hr").count() == 1
    assert await texts(body, ".context code") == ["small"]
    assert await texts(body, ".context .emoji") == ["👍"]


async def test_rich_text_in_every_kind_and_style(tab, slack, channel, ada):
    styles = {"bold": "b", "italic": "i", "strike": "s", "code": "code", "underline": "u", "highlight": "mark"}
    block = {
        "type": "rich_text",
        "elements": [
            section(*(run(name, **{name: True}) for name in styles), run("both", bold=True, italic=True)),
            section(
                {"type": "link", "url": "https://example.com/", "text": "words"},
                {"type": "link", "url": "https://example.org/"},
                {"type": "link", "url": "javascript:alert(1)", "text": "dead"},
                {"type": "emoji", "name": "nothing_known"},
                {"type": "emoji", "name": "any", "unicode": "1f680"},
                {"type": "user", "user_id": ada.id},
                {"type": "usergroup", "usergroup_id": "S1"},
                {"type": "channel", "channel_id": channel.id},
                {"type": "broadcast", "range": "everyone"},
                {"type": "color", "value": "#3366ff"},
                {"type": "date", "timestamp": 1_700_000_000, "format": "{date_num}"},
            ),
            {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [section(run("point"))]},
            {
                "type": "rich_text_list",
                "style": "ordered",
                "offset": 2,
                "border": 1,
                "elements": [section(run("three"))],
            },
            {"type": "rich_text_quote", "elements": [run("quote")]},
            {"type": "rich_text_preformatted", "elements": [run("a < b\n  c"), {"type": "link", "url": "http://x.py"}]},
        ],
    }
    body = await shows(tab, slack, channel, block)
    for name, tag in styles.items():
        assert name in await texts(body, tag)
    assert await texts(body, "b i, i b") == ["both"]
    assert await texts(body, "a[target=_blank]") == ["words", "https://example.org/"]
    assert await texts(body, ".dead") == ["dead"]
    assert await texts(body, ".mention") == ["@ada", "@S1", f"#{channel.name}", "@everyone"]
    assert await texts(body, ".emoji") == ["🚀"]
    assert ":nothing_known:" in await body.inner_text()
    assert await body.locator(".swatch").evaluate("n => getComputedStyle(n).backgroundColor") == "rgb(51, 102, 255)"
    assert await texts(body, "time") == ["2023-11-14"]
    assert await texts(body, "ul.indent-1 li") == ["point"]
    assert await body.locator(".bordered ol").get_attribute("start") == "3"
    assert await texts(body, "blockquote") == ["quote"]
    assert await texts(body, "pre") == ["a < b\n  chttp://x.py"]


async def test_markdown(tab, slack, channel):
    words = (
        "# Head\n\nText **bold** *it* ~~no~~ `c < d` [link](https://example.com) <b>\nhttps://example.org/x.\n\n"
        "- a\n- b\n  - nested\n1. one\n2. two\n\n> quote\n\n```py\nprint('**x**')\n```\n\n| a | b |\n|---|:-:|\n| 1 | *2* |\n\n---\n- [x] done"
    )
    body = await shows(tab, slack, channel, {"type": "markdown", "text": words})
    assert await texts(body, "h3") == ["Head"]
    assert await texts(body, "b") == ["bold"]
    assert await texts(body, "p code") == ["c < d"]
    assert await texts(body, "a") == ["link", "https://example.org/x"]
    assert await texts(body, "ul ul li") == ["nested"]
    assert await texts(body, "ol li") == ["one", "two"]
    assert await texts(body, "pre") == ["print('**x**')"]
    assert await texts(body, "th") == ["a", "b"]
    assert await texts(body, "td") == ["1", "2"]
    assert await body.locator("hr").count() == 1
    assert "☑ done" in await body.inner_text()
    assert "<b>" in await body.inner_text()


async def test_a_table(tab, slack, channel):
    rich = {"type": "rich_text", "elements": [section(run("bold", bold=True))]}
    head = [{"type": "raw_text", "text": "Model"}, {"type": "raw_text", "text": "Limit"}]
    row = [rich, {"type": "raw_number", "value": 15}]
    body = await shows(
        tab, slack, channel, {"type": "table", "rows": [head, row], "column_settings": [{"align": "center"}]}
    )
    assert await texts(body, "th[scope=col]") == ["Model", "Limit"]
    assert await texts(body, "td") == ["bold", "15"]
    assert await body.locator("td.to-center b").count() == 1
    assert await body.locator("td.to-right").inner_text() == "15"


async def test_an_image_is_its_words_and_is_fetched_from_nowhere(tab, slack, channel):
    image = {"type": "image", "image_url": "https://example.com/x.png", "alt_text": "a chart"}
    body = await shows(tab, slack, channel, image, {"type": "context", "elements": [image]})
    assert await texts(body, ".picture") == ["image: a chart", "image: a chart"]


def pressed(slack):
    return [delivery.payload["actions"][0] for delivery in slack.deliveries("block_actions")]


async def test_presses_and_choices_tell_the_app(tab, slack, channel, ada):
    confirm = {
        "title": plain("Sure?"),
        "text": mrkdwn("*Really*?"),
        "confirm": plain("Do it"),
        "deny": plain("Leave it"),
    }
    elements = [
        {"type": "button", "action_id": "one", "text": plain("One"), "style": "primary"},
        {"type": "button", "action_id": "ask", "text": plain("Ask"), "style": "danger", "confirm": confirm},
        {"type": "static_select", "action_id": "pick", "placeholder": plain("Pick"), "options": options("A", "B")},
        {"type": "overflow", "action_id": "more", "options": options("C")},
        {"type": "radio_buttons", "action_id": "radio", "options": options("D", "E")},
        {"type": "checkboxes", "action_id": "boxes", "options": options("F", "G")},
        {"type": "users_select", "action_id": "who", "placeholder": plain("Who")},
        {"type": "datepicker", "action_id": "day"},
    ]
    feedback = {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": {"text": plain("Good"), "value": "+"},
        "negative_button": {"text": plain("Bad"), "value": "-"},
    }
    bin_ = {"type": "icon_button", "action_id": "bin", "icon": "trash", "text": plain("Bin")}
    accessory = {"type": "button", "action_id": "one", "text": plain("Beside")}
    body = await shows(
        tab,
        slack,
        channel,
        {"type": "actions", "elements": elements},
        {"type": "section", "text": mrkdwn("x"), "accessory": accessory},
        {"type": "context_actions", "elements": [feedback, bin_]},
    )
    before = len(pressed(slack))

    async def told(key):
        await slack.until(lambda: len(pressed(slack)) > len(seen) + before)
        seen.append(pressed(slack)[-1])
        return seen[-1][key]

    seen = []
    await body.get_by_role("button", name="One").click()
    assert await told("action_id") == "one"
    await body.get_by_role("button", name="Ask").click()
    question = tab.page.get_by_role("dialog", name="Sure?")
    assert await question.locator("b").inner_text() == "Really"
    await question.get_by_role("button", name="Leave it").click()
    await body.get_by_role("button", name="Ask").click()
    await question.get_by_role("button", name="Do it").click()
    assert await told("action_id") == "ask"
    await body.get_by_label("Pick").select_option("b")
    assert (await told("selected_option"))["value"] == "b"
    await body.get_by_label("More options").select_option("c")
    assert (await told("selected_option"))["value"] == "c"
    await body.get_by_label("E", exact=True).check()
    assert (await told("selected_option"))["value"] == "e"
    await body.get_by_label("G", exact=True).check()
    assert [option["value"] for option in await told("selected_options")] == ["g"]
    await body.get_by_label("Who").select_option(ada.id)
    assert await told("selected_user") == ada.id
    await body.get_by_label("day").fill("2026-11-25")
    await body.get_by_label("day").blur()
    assert await told("selected_date") == "2026-11-25"
    await body.get_by_role("button", name="Beside").click()
    assert (await told("text"))["text"] == "Beside"
    await body.get_by_role("button", name="Bad").click()
    assert await told("value") == "-"
    await body.get_by_role("button", name="Bin").click()
    assert await told("action_id") == "bin"


def field(name, element, **more):
    return {"type": "input", "block_id": name, "label": plain(name), "element": element | {"action_id": name}, **more}


async def test_a_modal_with_every_input_gives_what_was_filled_in(tab, slack, channel, ada):
    view = {
        "type": "modal",
        "title": plain("Everything"),
        "submit": plain("Send"),
        "blocks": [
            field("Text", {"type": "plain_text_input", "multiline": True}, hint=plain("A hint")),
            field("Mail", {"type": "email_text_input"}, optional=True),
            field("Number", {"type": "number_input", "is_decimal_allowed": False}),
            field("Menu", {"type": "static_select", "options": options("A", "B"), "initial_option": options("A")[0]}),
            field("Many", {"type": "multi_static_select", "options": options("A", "B", "C")}),
            field("Radio", {"type": "radio_buttons", "options": options("A", "B")}),
            field("Boxes", {"type": "checkboxes", "options": options("A", "B"), "initial_options": options("B")}),
            field("Where", {"type": "conversations_select"}),
            field("Day", {"type": "datepicker", "initial_date": "2026-01-02"}),
            field("Time", {"type": "timepicker"}),
            field("Moment", {"type": "datetimepicker"}),
            field("Rich", {"type": "rich_text_input"}),
            field("Files", {"type": "file_input"}),
        ],
    }
    assert view_complaints(view, "modal") == []
    await tab.goes(channel)
    lay_over(slack.desk, ada.id, view | {"blocks": list(kept(view["blocks"]))})
    modal = tab.page.get_by_role("dialog", name="Everything")
    await modal.get_by_role("button", name="Send").click()
    assert await modal.get_by_text("This has to be filled in.").count() == 9
    await modal.get_by_label("Text").fill("a\nb")
    await modal.get_by_label("Number").fill("7")
    await modal.get_by_label("Menu").select_option("b")
    await modal.get_by_label("Many").select_option(["a", "c"])
    await modal.get_by_role("radiogroup", name="Radio").get_by_label("B").check()
    await modal.get_by_role("group", name="Boxes").get_by_label("A").check()
    await modal.get_by_label("Where").select_option(channel.id)
    await modal.get_by_label("Time").fill("10:30")
    await modal.get_by_label("Moment").fill("2026-11-25T10:30")
    await modal.get_by_label("Rich").fill("words")
    files = [{"name": name, "mimeType": "text/plain", "buffer": b"x"} for name in ("a.txt", "b.log")]
    await modal.get_by_label("Files").set_input_files(files)
    await modal.get_by_role("button", name="Send").click()
    await slack.until(lambda: slack.deliveries("view_submission"))
    values = slack.deliveries("view_submission")[0].payload["view"]["state"]["values"]
    got = {name: value[name] for name, value in values.items()}
    assert got["Text"]["value"] == "a\nb"
    assert got["Mail"]["value"] is None
    assert got["Number"]["value"] == "7"
    assert got["Menu"]["selected_option"]["value"] == "b"
    assert [one["value"] for one in got["Many"]["selected_options"]] == ["a", "c"]
    assert got["Radio"]["selected_option"]["value"] == "b"
    assert [one["value"] for one in got["Boxes"]["selected_options"]] == ["a", "b"]
    assert got["Where"]["selected_conversation"] == channel.id
    assert got["Day"]["selected_date"] == "2026-01-02"
    assert got["Time"]["selected_time"] == "10:30"
    assert got["Moment"]["selected_date_time"] == 1_795_602_600
    assert got["Rich"]["rich_text_value"]["elements"][0]["elements"][0]["text"] == "words"
    assert [file["name"] for file in got["Files"]["files"]] == ["a.txt", "b.log"]
    await modal.get_by_text("We had some trouble connecting. Try again?").wait_for()  # nobody is there to answer
    assert await modal.get_by_label("Text").input_value() == "a\nb"


async def test_the_home_is_shown_and_pressed(tab, slack, ada):
    element = {"type": "button", "action_id": "go", "text": plain("Go")}
    blocks = [{"type": "header", "text": plain("At home")}, {"type": "actions", "elements": [element]}]
    await tab.goes()
    await tab.page.locator("#directs a").click()
    await slack.until(lambda: slack.deliveries("app_home_opened"))
    await tab.page.get_by_role("tab", name="Home").click()
    await tab.sees("#home", "has published nothing here yet")
    await slack.until(lambda: slack.deliveries("app_home_opened")[-1].event["tab"] == "home")
    body = {"type": "home", "blocks": list(kept(blocks))}
    slack.workspace.homes[ada.id] = View("V1", ada.id, body, "1", "V1")
    slack.workspace.bell.ring()
    await tab.sees("#home h3", "At home")
    await tab.page.locator("#home").get_by_role("button", name="Go").click()
    await slack.until(lambda: any(d.payload.get("view") for d in slack.deliveries("block_actions")))


async def test_attachments_and_classic_bots(tab, slack, channel):
    alerts = slack.bot("alerts", classic=True)
    fields = [{"title": "Host", "value": "`a1`"}]
    await alerts.posts(channel, "", attachments=[{"title": "Down", "text": "*503* UNAVAILABLE", "fields": fields}])
    await tab.goes(channel)
    message = await tab.sees("#messages .message", "Down")
    assert await texts(message, ".attachment b") == ["Down", "503", "Host"]
    assert await texts(message, ".by b") == ["alerts"]
