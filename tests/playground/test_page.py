"""What the page of the playground gets and asks for, over HTTP as a browser does it."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace

import aiohttp
import pytest
from aiohttp import web

from bot.playground import pages
from bot.playground.app import whole_manifest
from bot.playground.server import Slack

SAID = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}]}


def entry(cause, *pastes):
    examples = [SimpleNamespace(claim="match", text=text) for text in pastes]
    return SimpleNamespace(cause=cause, examples=[*examples, SimpleNamespace(claim="near-miss", text="no")])


class Browser:
    """Asks as the page does."""

    def __init__(self, slack, session):
        self.slack, self.session = slack, session

    async def get(self, path, **more):
        async with self.session.get(f"{self.slack.url}{path}", allow_redirects=False, **more) as answer:
            return answer, await answer.text()

    async def do(self, gesture, person="ada", **content):
        body = {"do": gesture, "person": self.slack.person(person).id, **content}
        async with self.session.post(f"{self.slack.url}page/do", json=body) as answer:
            return await answer.json()

    async def refused(self, **body):
        async with self.session.post(f"{self.slack.url}page/do", json=body) as answer:
            return answer.status, await answer.json()

    @asynccontextmanager
    async def stream(self, person="ada", query=""):
        """The page's stream, event by event."""
        address = f"{self.slack.url}page/events?person={self.slack.person(person).id}{query}"
        async with self.session.get(address) as answer:
            yield Stream(answer)


class Stream:
    def __init__(self, answer):
        self.answer = answer

    async def next(self, wanted=None):
        """The next event, or the next of that name."""
        while True:
            lines = [(await self.answer.content.readline()).decode().rstrip("\n")]
            while lines[-1]:
                lines.append((await self.answer.content.readline()).decode().rstrip("\n"))
            if lines[0].startswith(":"):
                return ":", lines[0]
            name, content = lines[0].removeprefix("event: "), json.loads(lines[1].removeprefix("data: "))
            if wanted in (None, name):
                return name, content

    async def state(self, key):
        """What the next change of that part of the state is."""
        return (await self.next("state"))[1][key]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    slack = Slack(whole_manifest())
    for name in ("ada", "bo"):
        slack.workspace.dm(slack.person(name).id)
    slack.channel("general")
    slack.mount(pages.routes(slack, [entry("b-cause", "one", "two " * 50), entry("a-cause", "three"), entry("none")]))
    async with slack, aiohttp.ClientSession() as session:
        yield Browser(slack, session)


def own(slack, channel, blocks, **more):
    """A message of the app's bot."""
    from bot.playground.blocks import kept
    from bot.playground.values import Message

    body = Message(channel.id, slack.workspace.ts(), "x", slack.bot_user, kept(blocks), bot=slack.workspace.bot, **more)
    if body.only_for:
        slack.workspace.ephemerals.append(body)
        return body
    return slack.desk.post(body)


async def test_the_page_comes_with_a_policy_that_lets_nothing_else_in(browser):
    answer, text = await browser.get("")
    assert answer.status == 200
    assert answer.content_type == "text/html"
    assert "stand-in" in text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


async def test_every_file_of_the_page_is_served_and_nothing_else(browser):
    for name in pages.FILES:
        answer, text = await browser.get(f"page/{name}")
        assert answer.status == 200
        assert text == (pages.PLACE / name).read_text("utf-8")
    for name in ("pages.py", "..%2Fpages.py", "nothing"):
        answer, _ = await browser.get(f"page/{name}")
        assert answer.status == 404


def test_no_file_of_the_page_makes_markup_of_text_or_names_another_host():
    for path in pages.FILES.values():
        text = path.read_text("utf-8")
        for word in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            "style=",
        ):
            assert word not in text, f"{word} in {path.name}"
        addresses = [part.split('"')[0] for part in text.split("https://")[1:] + text.split("http://")[1:]]
        assert [a for a in addresses if a[:1].isalpha() and not a.startswith("www.w3.org")] == []


def test_the_whole_page_weighs_less_than_150_kilobytes():
    assert sum(path.stat().st_size for path in pages.FILES.values()) < 150_000


async def test_another_site_is_refused(browser):
    for headers in ({"Host": "evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        answer, _ = await browser.get("page/events", headers=headers)
        assert answer.status == 403
    for site in ("same-origin", "none"):
        answer, _ = await browser.get("page/examples", headers={"Sec-Fetch-Site": site})
        assert answer.status == 200
    answer, _ = await browser.get("", headers={"Host": "evil.example"})
    assert answer.status == 403
    answer, _ = await browser.get("", headers={"Sec-Fetch-Site": "cross-site"})  # a link to it may be followed
    assert answer.status == 200


async def test_a_form_of_another_site_cannot_act(browser):
    async with browser.session.post(f"{browser.slack.url}page/do", data={"do": "write"}) as answer:
        assert answer.status == 415


async def test_what_is_no_gesture_is_refused(browser):
    ada = browser.slack.person("ada").id
    general = browser.slack.channel("general").id
    for body in (
        {},
        {"do": "dance", "person": ada},
        {"do": "write", "person": "U1"},
        {"do": "write", "person": ["U1"]},
        {"do": "write", "person": ada, "channel": "C1", "text": "x"},
        {"do": "write", "person": ada, "channel": general, "text": 1},
        {"do": "write", "person": ada, "channel": general, "text": "x", "files": [{"name": "x"}]},
        {"do": "write", "person": ada, "channel": general, "text": "x", "files": [{"name": "x", "content": "?"}]},
        {"do": "fault", "person": ada, "name": "fire", "on": True},
    ):
        status, answer = await browser.refused(**body)
        assert status == 400, body
        assert answer["ok"] is False
    for raw in ("[]", "{", '"x"'):
        async with browser.session.post(
            f"{browser.slack.url}page/do", data=raw, headers={"Content-Type": "application/json"}
        ) as answer:
            assert answer.status == 400


async def test_a_stream_begins_with_everything_and_goes_on_with_what_changes(browser):
    ada = browser.slack.person("ada")
    message = await ada.writes(browser.slack.channel("general"), "a < b")
    async with browser.stream() as stream:
        name, state = await stream.next()
        assert name == "state"
        assert state["me"] == ada.id
        assert [p["name"] for p in state["people"]] == ["ada", "bo"]
        assert [c["kind"] for c in state["channels"]] == ["im", "channel"]  # not the other's direct messages
        assert state["app"]["commands"][0]["command"] == "/gemini-debug"
        assert state["app"]["shortcuts"][0]["callback_id"] == "debug"
        assert state["app"]["has_home"] is True
        assert state["app"]["delivery"] == "Socket Mode"
        name, content = await stream.next()
        assert name == "messages"
        assert content["whole"] is True
        assert content["set"][0]["text"] == "a &lt; b"
        await ada.edits(message, "c")
        name, content = await stream.next()
        assert (name, content["whole"], content["set"][0]["edited"]) == ("messages", False, True)
        await ada.deletes(message)
        name, content = await stream.next()
        assert content["gone"] == [f"{message.channel}:{message.ts}:"]


async def test_a_stream_of_nobody_is_the_first_persons_and_of_a_stranger_is_refused(browser):
    async with browser.session.get(f"{browser.slack.url}page/events") as answer:
        assert (await Stream(answer).next())[1]["me"] == browser.slack.person("ada").id
    answer, _ = await browser.get("page/events?person=U1")
    assert answer.status == 404


async def test_a_stream_says_now_and_then_that_it_is_still_there(browser, monkeypatch):
    monkeypatch.setattr(pages, "_HEARTBEAT", 0.01)
    async with browser.stream() as stream:
        await stream.next("messages")
        assert (await stream.next())[0] == ":"


async def test_a_page_that_was_closed_is_no_mishap(browser, monkeypatch, caplog):
    async def closed(self, data):
        raise ConnectionResetError

    async with browser.stream() as stream:
        await stream.next("messages")
        monkeypatch.setattr(web.StreamResponse, "write", closed)
        await browser.do("write", channel=browser.slack.channel("general").id, text="x")
        assert await stream.answer.content.read() == b""
    assert caplog.records == []


async def test_everybody_sees_only_their_own(browser):
    slack = browser.slack
    ada, bo, general = slack.person("ada"), slack.person("bo"), slack.channel("general")
    await ada.writes(ada.dm, "to the bot")
    own(slack, general, [SAID], only_for=bo.id)
    async with browser.stream("ada") as stream:
        _, content = await stream.next("messages")
        assert [m["text"] for m in content["set"]] == ["to the bot"]
    async with browser.stream("bo") as stream:
        _, content = await stream.next("messages")
        assert [m["only_for"] for m in content["set"]] == [bo.id]


async def test_messages_tell_their_author_files_and_reactions(browser):
    slack = browser.slack
    ada, general = slack.person("ada"), slack.channel("general")
    with_files = await ada.writes(general, "", files=[("a.log", "1\n2\n3\n4\n5\n6\n7"), ("x.png", b"\x89PNG")])
    await ada.reacts(with_files, "eyes")
    await slack.bot("alerts", classic=True).posts(general, "down")
    own(slack, general, [SAID])
    await ada.deletes(await _answered(slack, general))
    async with browser.stream() as stream:
        _, content = await stream.next("messages")
    shown = {m["name"]: m for m in content["set"]}
    log, image = shown["ada"]["files"] if shown["ada"]["files"] else content["set"][0]["files"]
    assert (log["lines"], log["preview"], log["is_cut"]) == (7, "1\n2\n3\n4\n5\n6", True)
    assert (image["mode"], image["lines"]) == ("hosted", 0)
    assert content["set"][0]["reactions"] == [{"name": "eyes", "count": 1}]
    assert shown["alerts"]["is_bot"] is True
    assert shown["gemini-debug"]["user"] == slack.bot_user
    assert shown["Slackbot"]["subtype"] == "tombstone"
    _, text = await browser.get(f"page/files/{log['id']}")
    assert text == "1\n2\n3\n4\n5\n6\n7"
    for name in (image["id"], "F1", slack.workspace.add_file("x", b"x", ada.id, "snippet", "text").id):
        answer, _ = await browser.get(f"page/files/{name}")
        assert answer.status == 404


async def _answered(slack, general):
    root = await slack.person("ada").writes(general, "root")
    await slack.person("bo").writes(general, "reply", thread=root)
    return root


async def test_a_person_writes_edits_and_deletes(browser):
    slack = browser.slack
    general = slack.channel("general")
    content = base64.b64encode("grüße".encode()).decode()
    assert await browser.do("write", channel=general.id, text="hi", files=[{"name": "a.txt", "content": content}]) == {
        "ok": True
    }
    [message] = await slack.history(general)
    assert (message.text, message.files[0].text) == ("hi", "grüße")
    await browser.do("write", channel=general.id, text="reply", thread=message.ts, broadcast=True)
    [reply] = await slack.thread(message)
    assert reply.subtype == "thread_broadcast"
    await browser.do("edit", channel=general.id, ts=reply.ts, text="better")
    assert slack.now(reply).text == "better"
    answer = await browser.do("edit", "bo", channel=general.id, ts=reply.ts, text="mine")
    assert answer == {"ok": False, "says": "the message isn't bo's"}
    await browser.do("delete", channel=general.id, ts=reply.ts)
    assert slack.now(reply) is None
    answer = await browser.do("delete", channel=general.id, ts=reply.ts)
    assert answer == {"ok": False, "says": "This message is gone."}


async def test_a_slash_at_the_beginning_is_a_command(browser):
    slack = browser.slack
    general = slack.channel("general")
    for text, said in (
        ("/gemini-debug", ""),
        ("/gemini-debug explain x", "explain x"),
        ("/gemini-debug\n429\nx", "429\nx"),
        ("/gemini-debug 429\nx", "429\nx"),
    ):
        await browser.do("write", channel=general.id, text=text)
        assert slack.deliveries("slash_commands")[-1].payload["text"] == said
    answer = await browser.do("write", channel=general.id, text="/dance")
    assert answer["says"] == "/dance is not a valid command"
    root = await slack.person("ada").writes(general, "x")
    answer = await browser.do("write", channel=general.id, text="/gemini-debug x", thread=root.ts)
    assert "not supported in threads" in answer["says"]


async def test_the_bot_is_invited_by_command_or_button(browser):
    slack = browser.slack
    for name in ("one", "two"):
        slack.channel(name, with_bot=False)
    await browser.do("write", channel=slack.channel("one").id, text="/invite @gemini-debug")
    await browser.do("invite", channel=slack.channel("two").id)
    assert all(slack.workspace.has_bot(slack.channel(name)) for name in ("one", "two"))


async def test_the_shortcut_of_a_message(browser):
    slack = browser.slack
    message = await slack.person("bo").writes(slack.channel("general"), "429")
    await browser.do("shortcut", callback_id="debug", channel=message.channel, ts=message.ts)
    assert slack.deliveries("message_action")[0].payload["message"]["ts"] == message.ts


def button(label, action="go", block="one"):
    element = {"type": "button", "text": {"type": "plain_text", "text": label}, "action_id": action}
    return {"type": "actions", "block_id": block, "elements": [element]}


MENU = {
    "type": "static_select",
    "action_id": "menu",
    "options": [{"text": {"type": "plain_text", "text": "A"}, "value": "a"}],
}


async def test_buttons_and_menus_of_messages(browser):
    slack = browser.slack
    general = slack.channel("general")
    menu = {"type": "actions", "block_id": "three", "elements": [MENU]}
    message = own(slack, general, [button("One"), button("Two", block="two"), menu])
    at = {"channel": general.id, "ts": message.ts}
    await browser.do("press", **at, name="go", block_id="two")
    assert slack.deliveries("block_actions")[0].payload["actions"][0]["text"]["text"] == "Two"
    await browser.do("press", **at, name="menu", block_id="three", value="a")
    assert slack.deliveries("block_actions")[1].payload["actions"][0]["selected_option"]["value"] == "a"
    answer = await browser.do("press", **at, name="go", block_id="three")
    assert "there is no 'go'" in answer["says"]


async def test_what_one_person_sees_can_be_pressed_and_dismissed(browser):
    slack = browser.slack
    ada, general = slack.person("ada"), slack.channel("general")
    message = own(slack, general, [button("One")], only_for=ada.id)
    at = {"channel": general.id, "ts": message.ts}
    await browser.do("press", **at, name="One")
    assert slack.deliveries("block_actions")[0].payload["container"]["is_ephemeral"] is True
    await browser.do("dismiss", **at)
    assert slack.ephemerals(ada) == []
    standing = own(slack, general, [SAID])
    await browser.do("dismiss", channel=general.id, ts=standing.ts)
    assert slack.now(standing) is standing


TEXT = {
    "type": "input",
    "block_id": "text",
    "label": {"type": "plain_text", "text": "Text"},
    "element": {"type": "plain_text_input", "action_id": "text"},
}
FILE = TEXT | {"block_id": "file", "element": {"type": "file_input", "action_id": "file"}, "optional": True}
MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Title"},
    "submit": {"type": "plain_text", "text": "Send"},
    "notify_on_close": True,
    "blocks": [TEXT, FILE, {"type": "actions", "block_id": "acts", "elements": [MENU]}],
}


async def test_a_modal_is_seen_pressed_submitted_and_closed(browser, bolt, over_page):
    bolt.view("")(_refuse)
    async with over_page(bolt, browser.slack) as client, browser.stream() as stream:
        slack = browser.slack
        assert await stream.state("views") == []
        ada = slack.person("ada")
        trigger = slack.workspace.trigger(ada.id).id
        await client.views_open(trigger_id=trigger, view=MODAL)
        [view] = await stream.state("views")
        assert view["body"]["title"]["text"] == "Title"
        assert view["errors"] == {}
        name = view["id"]
        await browser.do("press", view=name, name="menu", block_id="acts", value="a", values={"text": "half"})
        state = slack.deliveries("block_actions")[0].payload["view"]["state"]["values"]
        assert state["text"]["text"]["value"] == "half"
        content = base64.b64encode(b"log").decode()
        await browser.do(
            "submit", view=name, values={"text": "x", "file": [{"name": "a.log", "content": content}], "menu": "a"}
        )
        values = slack.deliveries("view_submission")[0].payload["view"]["state"]["values"]
        assert values["file"]["file"]["files"][0]["name"] == "a.log"
        [view] = await stream.state("views")
        assert view["errors"] == {"text": "Say more."}
        answer = await browser.do("submit", view=name)
        assert answer["says"] == "'Text' has to be filled in"
        await browser.do("close", view=name)
        assert await stream.state("views") == []
        answer = await browser.do("close", view=name)
        assert answer["says"] == "This is no longer on the screen."
        assert len(slack.deliveries("view_closed")) == 1


async def _refuse(ack):
    await ack(response_action="errors", errors={"text": "Say more."})


@pytest.fixture
def bolt(browser):
    from slack_bolt.async_app import AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    client = AsyncWebClient(token=browser.slack.bot_token, base_url=browser.slack.api_url, retry_handlers=[])
    app = AsyncApp(client=client, signing_secret=browser.slack.signing_secret)

    async def taken(ack):
        await ack()

    app.action({"type": "block_actions", "action_id": "menu"})(taken)
    app.view_closed("")(taken)
    return app


@pytest.fixture
def over_page():
    @asynccontextmanager
    async def run(app, slack):
        async with slack.hosting(app.web_app()):
            yield app.client

    return run


async def test_the_home_is_opened_seen_and_pressed(browser):
    slack = browser.slack
    ada = slack.person("ada")
    from bot.playground.blocks import kept
    from bot.playground.values import View

    async with browser.stream() as stream:
        assert await stream.state("home") is None
        await browser.do("home", tab="home")
        assert slack.deliveries("app_home_opened")[0].event["tab"] == "home"
        body = {"type": "home", "blocks": list(kept([button("One")]))}
        slack.workspace.homes[ada.id] = View("V1", ada.id, body, "1", "V1")
        slack.workspace.bell.ring()
        assert (await stream.state("home"))["id"] == "V1"
        await browser.do("press", view="V1", name="go", block_id="one")
        assert slack.deliveries("block_actions")[0].payload["container"]["view_id"] == "V1"


@pytest.mark.parametrize("name", ["double_delivery", "retry_storm", "rate_limited", "slow", "refuses_blocks"])
async def test_every_fault_can_be_turned_on_and_off(browser, name):
    async with browser.stream() as stream:
        assert (await stream.state("faults"))[name] is False
        for on in (True, False):
            await browser.do("fault", name=name, on=on)
            faults = await stream.state("faults")
            assert faults[name] is on
            assert not any(value for other, value in faults.items() if other != name)


async def test_a_post_that_had_to_wait_or_was_refused_turns_its_fault_off(browser):
    slack = browser.slack
    general = slack.channel("general")
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    for name, error in (("rate_limited", "ratelimited"), ("refuses_blocks", "invalid_blocks")):
        await browser.do("fault", name=name, on=True)
        for wanted in (error, None):
            body = {"channel": general.id, "text": "x", "blocks": [SAID]}
            async with browser.session.post(f"{slack.api_url}chat.postMessage", json=body, headers=headers) as answer:
                assert (await answer.json()).get("error") == wanted
        async with browser.stream() as stream:
            assert (await stream.state("faults"))[name] is False


async def test_a_slow_slack_answers_late_and_not_otherwise(browser):
    slack = browser.slack
    await browser.do("fault", name="slow", on=True)
    assert slack.faults.take("auth.test", "slow") == slack.faults.take("views.open", "slow") == 1.5
    await browser.do("fault", name="slow", on=False)
    assert slack.faults.take("auth.test", "slow") is None


async def test_the_journal_is_told_only_to_who_asks_for_it(browser):
    slack = browser.slack
    general = slack.channel("general")
    await slack.person("ada").writes(general, "x")
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    async with browser.session.post(f"{slack.api_url}auth.test", headers=headers), browser.stream() as stream:
        assert [(await stream.next())[0] for _ in range(2)] == ["state", "messages"]
        async with browser.stream(query="&journal") as other:
            _, content = await other.next("journal")
            delivery = next(r for r in content["set"] if r["way"] == "out")
            call = next(r for r in content["set"] if r["way"] == "in")
            assert (delivery["name"], delivery["state"], delivery["ok"]) == ("message", "nobody", False)
            assert delivery["parts"]["payload"]["event"]["text"] == "x"
            assert (call["name"], call["state"], call["ok"]) == ("auth.test", "ok", True)
            await browser.session.post(f"{slack.api_url}dance", headers=headers)
            _, content = await other.next("journal")
            assert [(r["name"], r["state"], r["ok"]) for r in content["set"]] == [("dance", "unknown_method", False)]
            await browser.do("write", channel=general.id, text="/gemini-debug x")
            _, content = await other.next("journal")
            assert content["set"][0]["name"] == "/gemini-debug"


async def test_the_journal_tells_presses_and_repeats_apart(browser, bolt, over_page):
    slack = browser.slack
    general = slack.channel("general")

    async def nothing(ack):
        await ack()

    bolt.event("message")(nothing)
    bolt.action("go")(nothing)
    async with over_page(bolt, slack):
        await browser.do("fault", name="double_delivery", on=True)
        message = own(slack, general, [button("One")])
        await slack.settled()
        await browser.do("press", channel=general.id, ts=message.ts, name="One")
        async with browser.stream(query="&journal") as stream:
            assert (await stream.next("state"))[1]["app"]["delivery"] == "signed HTTP"
            _, content = await stream.next("journal")
    assert [(r["name"], r["state"]) for r in content["set"] if r["way"] == "out"] == [
        ("message", "acknowledged, 2 times"),
        ("block_actions · go", "acknowledged"),
    ]


async def test_the_entries_examples_are_at_hand(browser):
    _, text = await browser.get("page/examples")
    listed = json.loads(text)
    assert [(one["cause"], len(one["pastes"])) for one in listed] == [("a-cause", 1), ("b-cause", 2)]
    assert listed[1]["pastes"][1].endswith("…")
    assert len(listed[1]["pastes"][1]) <= 56
    _, text = await browser.get("page/examples/b-cause/1")
    assert text == "two " * 50
    for path in ("b-cause/2", "b-cause/x", "z-cause/0", "none/0"):
        answer, _ = await browser.get(f"page/examples/{path}")
        assert answer.status == 404


async def test_a_permalink_leads_to_its_message(browser):
    slack = browser.slack
    general = slack.channel("general")
    root = await slack.person("ada").writes(general, "x")
    reply = await slack.person("bo").writes(general, "y", thread=root)
    for message, wanted in ((reply, f"/#/{general.id}/{root.ts}"), (root, f"/#/{general.id}")):
        answer, _ = await browser.get(f"archives/{general.id}/p{message.ts.replace('.', '')}")
        assert (answer.status, answer.headers["Location"]) == (302, wanted)
    answer, _ = await browser.get("archives/C1/p1")
    assert answer.headers["Location"] == "/#/C1"
