"""The page itself: its weight, its border, narrow and dark screens, and life without a mouse."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

CONTRAST = """() => {
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => { paint.clearRect(0, 0, 1, 1); paint.fillStyle = color; paint.fillRect(0, 0, 1, 1); return [...paint.getImageData(0, 0, 1, 1).data]; };
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
  const back = (node) => { for (let at = node; at; at = at.parentElement) { const style = getComputedStyle(at); if (style.backgroundImage !== "none") return null; const color = rgba(style.backgroundColor); if (color[3] > 250) return color; } return [255, 255, 255]; };
  const found = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    if (!own || !node.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || node.closest("svg, .unseen, :disabled, .emoji")) continue;
    const under = back(node);
    if (!under) continue;
    const [a, b] = [light(rgba(getComputedStyle(node).color)), light(under)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) found.push(`${node.tagName}.${node.className} ${ratio.toFixed(2)} ${node.textContent.slice(0, 30)}`);
  }
  return found;
}"""

NAMELESS = """() => [...document.querySelectorAll("button, a, input, select, textarea, nav, main, aside, section, [role=dialog], [role=log]")]
  .filter((node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest("[aria-hidden=true]"))
  .filter((node) => !(node.getAttribute("aria-label") || node.innerText?.trim() || node.labels?.length || node.getAttribute("aria-labelledby")))
  .map((node) => node.outerHTML.slice(0, 120))"""


async def test_the_whole_page_weighs_less_than_150_kilobytes(tab):
    bodies = []
    tab.page.on("response", lambda answer: bodies.append(answer) if "/events" not in answer.url else None)
    await tab.goes()
    await tab.page.get_by_label("Paste an example").wait_for()
    weight = 0
    for answer in bodies:
        weight += len(await answer.body())
    print("bytes of the page, the list of examples included:", weight)
    assert 20_000 < weight < 150_000
    assert all(answer.status == 200 for answer in bodies)


async def test_the_page_says_that_it_is_a_stand_in(tab, channel):
    for width in (1280, 380):
        await tab.page.set_viewport_size({"width": width, "height": 720})
        await tab.goes(channel)
        border = await tab.sees("#border", "A local stand-in for Slack, not Slack.")
        assert await border.is_visible()
        assert "stand-in" in await tab.page.title()


async def test_no_words_of_a_message_become_markup(tab, channel, ada, slack):
    evil = "<img src=x onerror=\"document.title='hit'\"> <script>document.title='hit'</script> <b>bold</b>"
    await ada.writes(channel, evil)
    alerts = slack.bot("alerts")
    await alerts.posts(channel, f"{evil} <javascript:alert(1)|click> *ok*")
    await alerts.posts(
        channel, "x", blocks=[{"type": "markdown", "block_id": "m", "text": f"{evil} [x](javascript:alert(1))"}]
    )
    await tab.goes(channel)
    await tab.sees("#messages .message b", "ok")
    assert await tab.page.locator("#messages img, #messages script, #messages a[href^=javascript]").count() == 0
    assert "hit" not in await tab.page.title()
    assert "<script>" in await tab.page.locator("#messages .message").first.inner_text()


async def test_380_pixels_are_enough(tab, channel, pastes):
    await tab.page.set_viewport_size({"width": 380, "height": 720})
    await tab.goes(channel)
    await tab.writes(pastes["quota-day"])
    link = await tab.sees("#messages .thread-link", "1 reply")
    assert not await tab.overflows()
    await link.click()
    reply = await tab.reply("quota-day")
    assert not await tab.overflows()
    assert not await tab.page.locator("#channel").is_visible()
    box = await reply.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 380
    await reply.get_by_role("button", name="Details").click()
    modal = tab.page.get_by_role("dialog", name="Details")
    await modal.wait_for()
    assert not await tab.overflows()
    assert (await modal.bounding_box())["width"] <= 380
    await tab.page.keyboard.press("Escape")
    await tab.page.get_by_role("button", name="Back to the channel").click()
    await tab.page.get_by_role("button", name="Channels and switches").click()
    await tab.page.locator("#channels a", has_text="random").click()
    await tab.sees("#channel-name", "random")
    assert not await tab.page.locator("#sidebar").is_visible()
    await tab.page.get_by_role("button", name="Channels and switches").click()
    await tab.page.get_by_role("switch", name="Raw payloads").check()
    await tab.page.keyboard.press("Escape")
    await tab.sees("#records li")
    assert not await tab.overflows()
    assert await tab.page.evaluate(NAMELESS) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_light_and_dark_can_be_read(tab, channel, pastes, theme):
    await tab.page.emulate_media(color_scheme=theme)
    await tab.goes(channel)
    await tab.writes("/gemini-debug help")
    await tab.sees(".message.ephemeral")
    await tab.writes(pastes["quota-day"])
    await tab.reply("quota-day")
    await tab.page.locator("#sidebar summary").click()
    await tab.page.get_by_role("switch", name="Raw payloads").check()
    await tab.sees("#records li")
    background = await tab.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == {"light": "rgb(255, 255, 255)", "dark": "rgb(26, 29, 33)"}[theme]
    assert await tab.page.evaluate(CONTRAST) == []
    await tab.page.locator("#replies").get_by_role("button", name="Details").click()
    await tab.page.get_by_role("dialog").wait_for()
    assert await tab.page.evaluate(CONTRAST) == []


async def test_the_switch_of_the_theme_holds_until_the_next_visit(tab, channel):
    await tab.page.emulate_media(color_scheme="light")
    await tab.goes(channel)
    await tab.page.get_by_label("Theme").select_option("dark")
    dark = "rgb(26, 29, 33)"
    assert await tab.page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    await tab.page.reload()
    await tab.sees("#channel-name", channel.name)
    assert await tab.page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


async def test_everything_has_a_name_and_its_landmarks(tab, channel, pastes):
    await tab.goes(channel)
    await tab.writes(pastes["overloaded"])
    await tab.reply("overloaded")
    assert await tab.page.evaluate(NAMELESS) == []
    for role, name in (
        ("banner", None),
        ("navigation", "Channels, direct messages and switches"),
        ("main", channel.name),
        ("complementary", f"Thread #{channel.name}"),
        ("list", "Messages of the thread"),
    ):
        assert await tab.page.get_by_role(role, **({"name": name} if name else {})).count() >= 1, role
    assert await tab.page.evaluate(
        "new Set([...document.querySelectorAll('[id]')].map((n) => n.id)).size === document.querySelectorAll('[id]').length"
    )


async def test_the_keyboard_alone_is_enough(tab, channel, pastes):
    page, keys = tab.page, tab.page.keyboard
    await tab.goes(channel)
    await keys.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "skip"
    await keys.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "composer"
    await keys.insert_text(pastes["overloaded"])
    await keys.press("Enter")
    await tab.reply("overloaded")
    assert await page.evaluate("document.activeElement.id") == "composer"  # an answer takes no focus away

    async def tabs_to(test: str, key: str = "Tab") -> None:
        for _ in range(40):
            await keys.press(key)
            if await page.evaluate(f"(node => {test})(document.activeElement)"):
                return
        raise AssertionError(f"never at {test}")

    await tabs_to("node.closest('#replies') && node.innerText === 'Details'")
    await keys.press("Enter")
    await page.get_by_role("dialog", name="Details").wait_for()
    await keys.press("Escape")
    await page.get_by_role("dialog").wait_for(state="detached")
    assert await page.evaluate("document.activeElement.innerText") == "Details"
    await keys.press("Escape")  # leaves the thread
    await page.locator("#thread").wait_for(state="hidden")
    assert await page.evaluate("document.activeElement.className") == "thread-link"
    await keys.press("ArrowUp")  # from message to message
    await page.evaluate("document.activeElement.closest('.message').querySelector('[data-focus=more]').focus()")
    await keys.press("Enter")
    await page.get_by_role("menu").wait_for()
    await keys.press("End")
    assert await page.evaluate("document.activeElement.innerText") == "Delete message"
    await keys.press("Escape")
    assert await page.evaluate("document.activeElement.dataset.focus") == "more"
    await page.locator("#composer").focus()
    await keys.press("ArrowUp")  # edits one's last message
    assert await page.evaluate("document.activeElement.getAttribute('aria-label')") == "Edit message"
    await keys.press("Escape")
    await page.get_by_label("Edit message").wait_for(state="detached")


async def test_what_the_playground_did_not_take_stays_in_the_box(tab, channel):
    await tab.goes(channel)
    await tab.page.route("**/page/do", lambda route: route.abort())
    await tab.page.locator("#composer").fill("hello")
    await tab.page.locator("#composer").press("Enter")
    await tab.sees("#channel .composer [role=alert]", "doesn't answer")
    assert await tab.page.locator("#composer").input_value() == "hello"
    await tab.page.unroute("**/page/do")
    await tab.page.locator("#composer").press("Enter")
    await tab.sees("#messages .message", "hello")
    tab.complaints.clear()  # the browser says so too
