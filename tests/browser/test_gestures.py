"""Commands, the shortcut, buttons, modals and the Home on the page."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_the_command_with_text_is_answered_below_a_line_of_its_own(tab, channel, pastes):
    await tab.goes(channel)
    await tab.page.locator("#composer").press_sequentially("/gem")
    await tab.sees("#channel [role=option][aria-selected=true]", "/gemini-debug")
    await tab.page.keyboard.press("Tab")
    assert await tab.page.locator("#composer").input_value() == "/gemini-debug "
    await tab.writes(f"/gemini-debug {pastes['overloaded']}")
    parent = await tab.sees("#messages .message", "asked:")
    await parent.locator(".thread-link").click()
    await tab.reply("overloaded")


async def test_an_empty_modal_comes_back_with_an_error_and_a_full_one_is_answered(tab, channel, pastes):
    await tab.goes(channel)
    await tab.writes("/gemini-debug")
    modal = tab.page.get_by_role("dialog", name="Read a Gemini error")
    box = modal.get_by_label("The error")
    await box.wait_for()
    assert await box.evaluate("node => node === document.activeElement")
    await modal.get_by_role("button", name="Read it").click()
    await modal.get_by_text("Paste an error or add a file.").wait_for()
    assert await box.get_attribute("aria-invalid") == "true"
    assert await box.evaluate("node => node === document.activeElement")
    await box.fill(pastes["api-key-expired"])
    await modal.get_by_role("button", name="Read it").click()
    await modal.wait_for(state="detached")
    parent = await tab.sees("#messages .message", "asked:")
    await parent.locator(".thread-link").click()
    await tab.reply("api-key-expired")


async def test_a_file_in_the_modal_is_answered_for_one_person_who_may_show_it(tab, channel, pastes):
    await tab.goes(channel)
    await tab.writes("/gemini-debug")
    modal = tab.page.get_by_role("dialog")
    await modal.get_by_label("Or a file").set_input_files(
        {"name": "trace.log", "mimeType": "text/plain", "buffer": pastes["api-key-invalid"].encode()}
    )
    await modal.get_by_label("Only me").check()
    await modal.get_by_role("button", name="Read it").click()
    mine = await tab.sees("#messages .message.ephemeral", "api-key-invalid")
    assert "Only visible to you" in await mine.inner_text()
    await mine.get_by_role("button", name="Show in channel").click()
    parent = await tab.sees("#messages .message", "asked:")
    await tab.sees("#messages .message.ephemeral", "in the channel now")
    await tab.page.get_by_role("link", name="the answer").click()
    await tab.reply("api-key-invalid")
    assert await parent.count() == 1


async def test_a_modal_is_left_by_escape_and_by_its_buttons_and_the_focus_comes_back(tab, channel):
    await tab.goes(channel)
    modal = tab.page.get_by_role("dialog")
    for leave in ("Escape", "Cancel", "Close"):
        await tab.writes("/gemini-debug")
        await modal.get_by_label("The error").wait_for()
        if leave == "Escape":
            await tab.page.keyboard.press("Escape")
        else:
            await modal.get_by_role("button", name=leave, exact=True).click()
        await modal.wait_for(state="detached")
        assert await tab.page.evaluate("document.activeElement.id") == "composer"


async def test_what_slack_would_not_send_stays_in_the_box_with_the_reason(tab, channel, ada):
    root = await ada.writes(channel, "x")
    await tab.goes(channel, f"/{root.ts}")
    await tab.writes("/dance now")
    await tab.sees("#channel .composer [role=alert]", "/dance is not a valid command")
    assert await tab.page.locator("#composer").input_value() == "/dance now"
    box = tab.page.locator("#thread-composer-text")
    await box.fill("/gemini-debug help")
    await box.press("Enter")
    await tab.sees("#thread .composer [role=alert]", "not supported in threads")


async def test_a_note_for_one_person_is_dismissed(tab, channel):
    await tab.goes(channel)
    await tab.writes("/gemini-debug help")
    note = await tab.sees("#messages .message.ephemeral", "Only visible to you")
    await note.get_by_role("button", name="Dismiss").click()
    await tab.misses("#messages .message.ephemeral")


async def test_the_shortcut_answers_a_message_that_the_bot_left_alone(tab, channel, bo):
    await bo.writes(channel, "the model is overloaded, they say: 503 UNAVAILABLE", thread=None)
    message = await bo.writes(channel, "```\nJSON mode gives finish_reason MAX_TOKENS with gemini-2.5-flash\n```")
    await tab.goes(channel)
    line = tab.page.locator(f"#messages [data-ts='{message.ts}']")
    await tab.menu(line, "Debug Gemini error")
    await line.locator(".thread-link").click()
    await tab.reply("max-tokens")


async def test_details_opens_the_whole_entry(tab, channel, pastes):
    await tab.goes(channel)
    await tab.writes(pastes["quota-day"])
    reply = await tab.reply("quota-day")
    await reply.get_by_role("button", name="Details").click()
    modal = tab.page.get_by_role("dialog", name="Details")
    await modal.get_by_text("What we read").wait_for()
    assert "TypeScript" in await modal.inner_text()
    await modal.get_by_role("button", name="Close").last.click()
    await modal.wait_for(state="detached")
    focused = await tab.page.evaluate("document.activeElement.innerText")
    assert focused == "Details"


async def test_not_it_names_the_next_cause_and_keeps_the_focus_there(tab, channel, pastes):
    await tab.goes(channel)
    await tab.writes(pastes["overloaded"])
    reply = await tab.reply("overloaded")
    before = await reply.inner_text()
    await reply.get_by_role("button", name="Not it").click()
    await tab.misses("#replies .context code", "overloaded")
    after = await tab.page.locator("#replies .message").last.inner_text()
    assert after != before
    assert await tab.page.evaluate("document.activeElement.closest('#replies .message') !== null")


async def test_remove_takes_the_answer_away(tab, channel, pastes):
    await tab.goes(channel)
    await tab.writes(pastes["api-key-invalid"])
    reply = await tab.reply("api-key-invalid")
    await reply.get_by_role("button", name="Remove").click()
    await tab.misses("#replies .message .badge")
    await tab.misses("#messages .thread-link")


async def test_an_unclear_paste_is_asked_about_with_buttons(tab, channel):
    await tab.goes()
    await tab.page.locator("#directs a").click()
    await tab.writes("my gemini call fails")
    reply = await tab.sees("#replies .message", "unknown")
    buttons = reply.last.locator(".actions").first.get_by_role("button")
    assert await buttons.count() >= 2
    await buttons.first.click()
    await tab.sees("#replies .context", "likely")


async def test_the_app_has_tabs_for_its_home_its_messages_and_itself(tab):
    await tab.goes()
    await tab.page.locator("#directs a").click()
    await tab.page.get_by_role("tab", name="About").click()
    await tab.sees("#home dt", "/gemini-debug")
    await tab.page.keyboard.press("ArrowLeft")
    await tab.page.get_by_role("tab", name="Messages", selected=True).wait_for()
    await tab.page.keyboard.press("ArrowLeft")
    await tab.sees("#home", "kept of you")


@pytest.mark.parametrize(
    "fault", ["Double delivery", "Retry storm", "Rate limited", "Slow", "Refuses blocks"], ids=lambda name: name
)
async def test_the_answer_comes_once_whatever_slack_does(tab, channel, slack, pastes, fault):
    await tab.goes(channel)
    await tab.page.locator("#sidebar summary").click()
    switch = tab.page.get_by_role("switch", name=fault)
    await switch.check()
    await tab.sees("#faults-on", "1 on")
    await tab.writes(pastes["overloaded"])
    await tab.sees("#replies .message .badge")
    await slack.settled()
    assert await tab.page.locator("#replies .message").filter(has=tab.page.locator(".badge")).count() == 1
    assert "overloaded" in await tab.page.locator("#replies .message").last.inner_text()
    if fault in ("Rate limited", "Refuses blocks"):  # for one post alone
        assert not await switch.is_checked()
    else:
        await switch.uncheck()


async def test_the_raw_payloads_are_shown_and_hidden(tab, channel, pastes):
    await tab.goes(channel)
    await tab.page.get_by_role("switch", name="Raw payloads").check()
    await tab.writes(pastes["overloaded"])
    await tab.reply("overloaded")
    record = await tab.sees("#records li", "chat.postMessage")
    await record.first.locator("summary").click()
    await tab.sees("#records pre", '"thread_ts"')
    await tab.sees("#records pre", '"ok": true')
    delivery = await tab.sees("#records li:has-text('acknowledged')", "message")
    await delivery.first.locator("summary").click()
    await tab.sees("#records pre", "event_callback")
    await tab.page.get_by_role("button", name="Hide the raw payloads").click()
    assert not await tab.page.locator("#journal").is_visible()
    assert not await tab.page.get_by_role("switch", name="Raw payloads").is_checked()
