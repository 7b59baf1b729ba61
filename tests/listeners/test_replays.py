"""Replay in the thread: from the button to what came of it, through the strict Slack, the bot and the simulated Gemini."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from slack_sdk.errors import SlackApiError

from bot.jobs import engine, preferences, replay_after
from bot.playground.gemini.credentials import Project, make_secret
from bot.playground.gemini.server import Gemini
from bot.replay.client import Access

sys.path.insert(0, str(Path(__file__).parent))

from replaying import (
    BUSY,
    SMALLEST,
    answered,
    asked,
    calm,
    given,
    keyed,
    paste,
    recorded,
    replayed,
    rows,
    running,
    told,
    whispered,
)  # fmt: skip

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def gemini(monkeypatch):
    async with Gemini() as fake:
        monkeypatch.setattr(preferences, "access", lambda kit: Access(fake.url))
        yield fake


async def test_a_replay_goes_from_the_button_over_its_plan_to_the_smallest_change(world, gemini) -> None:
    ada, general = world.pair()
    await keyed(world, ada, gemini.secret)
    reply = await answered(world, ada, general, paste())
    assert next(iter(reply.buttons)) == "Replay"
    view = await asked(world, ada, reply)
    assert "Replay of generateContent of gemini-3.5-flash on v1beta, with your own key." in view.shown
    assert "It takes 10 calls at most, " in view.shown and "(estimated)" not in view.shown and "at most $" in view.shown
    assert "Somebody else" not in view.shown
    assert [call.verb for call in gemini.calls()] == ["countTokens"]
    await ada.submits(view)
    came = await told(world, reply)
    assert SMALLEST in came.shown and "Proved:" in came.shown and "4 calls made." in came.shown
    assert "unchanged again  400 INVALID_ARGUMENT" in came.shown and "with the change  200 STOP" in came.shown
    assert "-" in came.shown and '"thinkingBudget"' in came.shown
    assert f"{ada.name}" in came.shown or ada.id in came.shown
    assert "with a key of their own." in came.shown and "imulated" not in came.shown
    assert [call.verb for call in gemini.calls()] == ["countTokens", *["generateContent"] * 3]
    [row] = await rows(world, ada)
    assert row.state == "ended" and row.verdict["kind"] == "smallest" and len(row.attempts) == 3 and row.cost > 0
    assert await recorded(world, ada) == ["replay_planned", "replay_begun", "replay_ended"]
    assert gemini.secret not in world.database()


async def test_what_passes_can_be_copied_in_every_language_by_everybody(world, gemini) -> None:
    ada, general = world.pair()
    bob = world.person("bob")
    await keyed(world, ada, gemini.secret)
    came = await replayed(world, ada, general, paste())
    for label, code in {
        "curl": "$GEMINI_API_KEY", "Python": "thinking_level", "JS": "thinkingLevel", "Go": "ThinkingLevel",
    }.items():  # fmt: skip
        await bob.presses(came, f"Copy as {label}")
        await world.slack.until(lambda label=label: bob.view is not None and f"As {label}" in bob.view.shown)
        assert code in bob.view.shown and "udget" not in bob.view.shown and gemini.secret not in bob.view.shown
        await bob.closes(bob.view)
    [row] = await rows(world, ada)
    await world.press_stale(bob, came, "replay_copy_cobol", row.id)
    assert "no longer kept" in await whispered(world, bob)
    await world.press_stale(bob, came, "replay_copy_go", "nothing")
    assert "no longer kept" in await whispered(world, bob, 2)


async def test_details_show_everybody_each_call_with_its_answer_and_no_secret(world, gemini) -> None:
    ada, general = world.pair()
    bob = world.person("bob")
    suspended = gemini.key(Project(standing="suspended"))  # its refusal repeats the key
    await keyed(world, ada, suspended)
    came = await replayed(world, ada, general, paste())
    await bob.presses(came, "Details")
    await world.slack.until(lambda: bob.view is not None and "What was answered" in bob.view.shown)
    shown = bob.view.shown
    assert "1. Sent as it is" in shown and "403 PERMISSION_DENIED · " in shown and '"code": 403' in shown
    assert " UTC" in shown and "has been suspended" in shown and suspended not in shown
    await world.press_stale(bob, came, "replay_details", "nothing")
    assert "no longer kept" in await whispered(world, bob)


async def test_who_wants_no_question_gets_none(world, gemini) -> None:
    ada, general = world.pair()
    await keyed(world, ada, gemini.secret, unasked=True)
    reply = await answered(world, ada, general, paste())
    await ada.presses(reply, "Replay")
    came = await told(world, reply)
    assert SMALLEST in came.shown and ada.view is None and len(gemini.calls("generateContent")) == 3


async def test_model_version_and_time_out_are_those_of_the_settings_where_the_paste_names_none(world, gemini) -> None:
    ada, general = world.pair()
    bob = world.person("bob")
    for who, wanted in ((ada, {"model": "gemini-3.5-flash", "api_version": "v1", "timeout": 25}), (bob, {})):
        await keyed(world, who, gemini.secret, **wanted)
    text = (
        'client.models.generate_content(model=MODEL, contents="Hello", config={"temperature": 3})\n\n'
        "google.genai.errors.ClientError: 400 INVALID_ARGUMENT. {'error': {'code': 400, 'message': "
        "'* GenerateContentRequest.generation_config.temperature: temperature must be in the range [0.0, 2.0].', "
        "'status': 'INVALID_ARGUMENT'}}"
    )
    reply = await answered(world, ada, general, text)
    await bob.presses(reply, "Replay")
    assert "your settings don't either. Name one: in your replay settings" in await whispered(world, bob)
    view = await asked(world, ada, reply)
    assert "The paste names no model; gemini-3.5-flash is taken from your settings." in view.shown
    assert "The paste names no API version; v1 is taken." in view.shown
    await ada.submits(view)
    came = await told(world, reply)
    assert "It passes with this smallest change: generationConfig.temperature brought within 0 to 2." in came.shown
    calls = gemini.calls("generateContent")
    assert {call.path.partition("?")[0] for call in calls} == {"/v1/models/gemini-3.5-flash:generateContent"}
    [row] = await rows(world, ada)
    assert row.plan["pasted"]["timeout_s"] == 25


async def test_what_is_to_be_confirmed_is_asked_for_twice_whatever_the_settings(world, gemini) -> None:
    ada, general = world.pair()
    await keyed(world, ada, gemini.secret, unasked=True)
    reply = await answered(world, ada, general, paste(tools=[{"googleSearch": {}}]))
    view = await asked(world, ada, reply)
    assert "googleSearch. Confirm that they may." in view.shown and gemini.calls() == []
    second = await ada.submits(view)
    assert "Before it is sent:" in second.shown and gemini.calls() == []
    await ada.submits(second)
    await told(world, reply)
    assert gemini.calls("generateContent")


async def test_without_a_key_it_is_said_where_one_is_entered_and_nothing_is_sent(world, gemini) -> None:
    ada, general = world.pair()
    reply = await answered(world, ada, general, paste())
    await ada.presses(reply, "Replay")
    [note] = await world.slack.ephemeral(ada, count=1)
    assert "A replay needs a key of your own" in note.shown and "Replay settings" in note.buttons
    await ada.presses(note, "Replay settings")
    await world.slack.until(lambda: ada.view is not None)
    assert "A key of your own" in ada.view.shown and gemini.calls() == [] and await rows(world, ada) == []


@pytest.mark.parametrize(
    ("how", "answer"),
    [
        ({"state": "expired"}, "400 INVALID_ARGUMENT"),
        ({"state": "leaked"}, "403 PERMISSION_DENIED"),
        ({"services": False}, "403 PERMISSION_DENIED"),
    ],
)
async def test_a_key_that_is_refused_is_another_cause_than_the_pasted_one(world, gemini, how, answer) -> None:
    ada, general = world.pair()
    await keyed(world, ada, gemini.key(**how))
    came = await replayed(world, ada, general, paste())
    assert f"It fails, of another cause than the one that you pasted: {answer}." in came.shown
    assert len(gemini.calls("generateContent")) == 1


async def test_a_key_that_nobody_knows_or_that_was_revoked_is_refused_by_the_service_and_named(world, gemini) -> None:
    ada, general = world.pair()
    await keyed(world, ada, make_secret("standard", "never given"))
    came = await replayed(world, ada, general, paste())
    assert "of another cause" in came.shown and "api-key-invalid" in came.shown
    bob = world.person("bob")
    key = gemini.key()
    await keyed(world, bob, key)
    reply = await answered(world, bob, world.channel(), paste())
    view = await asked(world, bob, reply)
    gemini.revoke(key)
    await bob.submits(view)
    assert "api-key-invalid" in (await told(world, reply)).shown


async def test_a_key_that_may_not_call_this_api_is_refused_by_the_service_and_named(world, gemini) -> None:
    """Made for another product of Google's: of the same form, and known there."""
    ada, general = world.pair()
    await keyed(world, ada, gemini.key(services=False))
    came = await replayed(world, ada, general, paste())
    assert "It fails, of another cause than the one that you pasted: 403 PERMISSION_DENIED." in came.shown
    assert "The cause now: " in came.shown and "api-key-restricted" in came.shown
    [row] = await rows(world, ada)
    assert len(row.attempts) == 1 and row.verdict["kind"] == "another"


async def test_a_key_that_was_deleted_after_the_plan_ends_it_with_a_sentence(world, gemini) -> None:
    ada, general = world.pair()
    await keyed(world, ada, gemini.secret)
    reply = await answered(world, ada, general, paste())
    view = await asked(world, ada, reply)
    before = len(gemini.calls())
    await preferences.drop_key(world.bot.kit, ada.id)
    await ada.submits(view)
    came = await told(world, reply)
    assert "Not replayed: A replay needs a key of your own." in came.shown and len(gemini.calls()) == before
    [row] = await rows(world, ada)
    assert row.state == "ended" and row.verdict is None


async def test_an_unknown_value_is_replaced_and_named(world, gemini) -> None:
    ada, general = world.pair()
    await keyed(world, ada, gemini.secret)
    text = (
        "config = types.GenerateContentConfig(\n"
        '    thinking_config=types.ThinkingConfig(thinking_level="high", thinking_budget=1024),\n)\n'
        'client.models.generate_content(model="gemini-3.5-flash", contents=question, config=config)\n\n'
        "google.genai.errors.ClientError: 400 INVALID_ARGUMENT. {'error': {'code': 400, 'message': 'Request contains an "
        "invalid argument.', 'status': 'INVALID_ARGUMENT'}}"
    )
    reply = await answered(world, ada, general, text)
    view = await asked(world, ada, reply)
    assert "The value of contents isn't in the paste; it is replaced by Hello." in view.shown
    await ada.submits(view)
    came = await told(world, reply)
    assert SMALLEST in came.shown and 'ThinkingConfig(thinking_level="high"),' in came.shown
    assert gemini.calls("generateContent")[0].body["contents"] == [{"role": "user", "parts": [{"text": "Hello"}]}]


@pytest.mark.parametrize(
    ("host", "says"),
    [
        ("evil.example", "This call goes to evil.example, and your key goes to Google's own host alone."),
        ("us-central1-aiplatform.googleapis.com", "Vertex AI, which takes no key of the Gemini API. We don't send it."),
    ],
)
async def test_a_call_to_another_host_is_named_and_not_sent(world, gemini, host, says) -> None:
    ada, general = world.pair()
    await keyed(world, ada, gemini.secret, unasked=True)
    text = paste(host=host)
    reply = await answered(world, ada, general, f"<@{world.slack.bot_user}> {text}")
    if "Replay" not in reply.buttons:
        pytest.fail(reply.shown)
    await ada.presses(reply, "Replay")
    assert says in await whispered(world, ada)
    await calm()
    assert gemini.calls() == [] and await rows(world, ada) == []


async def test_a_redirect_is_not_followed_with_the_key(world, gemini) -> None:
    ada, general = world.pair()
    await keyed(world, ada, gemini.secret, unasked=True)
    async with Gemini() as elsewhere:
        gemini.weather.redirected(elsewhere.url)
        reply = await answered(world, ada, general, paste())
        await ada.presses(reply, "Replay")
        came = await told(world, reply)
        assert "sent us elsewhere. Your key doesn't go there." in came.shown
        assert elsewhere.calls() == [] and len(gemini.calls()) == 1


async def test_pressed_twice_it_runs_once(world, gemini) -> None:
    ada, general = world.pair()
    await keyed(world, ada, gemini.secret, unasked=True)
    gemini.weather.slow(1.5, calls=1)
    reply = await answered(world, ada, general, paste())
    await ada.presses(reply, "Replay")
    await running(world, reply)
    await ada.presses(reply, "Replay")
    assert "Your replay of this runs already" in await whispered(world, ada)
    await told(world, reply)
    assert len(await rows(world, ada)) == 1 and len(gemini.calls("generateContent")) == 3


async def test_a_plan_that_was_sent_off_twice_runs_once(world, gemini) -> None:
    ada, general = world.pair()
    await keyed(world, ada, gemini.secret)
    reply = await answered(world, ada, general, paste())
    first = await asked(world, ada, reply)
    again = await asked(world, ada, reply)
    assert first.id != again.id
    await ada.submits(again)
    await told(world, reply)
    [row] = await rows(world, ada)
    from bot.jobs import replay_begin

    kit = world.bot.kit
    assert "runs already" in str(await replay_begin.refused(kit, row.id, ada.id))
    assert "no longer kept" in str(await replay_begin.refused(kit, first.body["private_metadata"], ada.id))
    assert "no longer kept" in str(await replay_begin.refused(kit, row.id, "U0OTHER"))
    assert (await replay_begin.to_confirm(kit, row.id, "U0OTHER"))["blocks"]


async def test_somebody_else_replays_with_what_is_theirs_and_it_is_said(world, gemini) -> None:
    ada, general = world.pair()
    bob = world.person("bob")
    await keyed(world, bob, gemini.secret, unasked=False)
    reply = await answered(world, ada, general, paste())
    view = await asked(world, bob, reply)
    assert "Somebody else posted this. It goes by settings of your own." in view.shown
    await bob.submits(view)
    came = await told(world, reply)
    assert "which somebody else posted, by settings of their own and with a key of their own." in came.shown
    theirs = hashlib.sha256(gemini.secret.encode()).hexdigest()[:16]
    assert {call.headers["x-goog-api-key"] for call in gemini.calls()} == {f"sha256:{theirs}"}


async def test_the_teams_key_is_used_where_the_person_has_none(world, gemini, tmp_path) -> None:
    ada, general = world.pair()
    file = tmp_path / "key"
    file.write_text(gemini.secret)
    with given(world, team_key_file=file, team_key_users="all"):
        came = await replayed(world, ada, general, paste())
    assert SMALLEST in came.shown and "with the team's key." in came.shown and gemini.secret not in came.shown


async def test_a_service_that_hangs_is_given_up_in_time(world, gemini) -> None:
    ada, general = world.pair()
    await keyed(world, ada, gemini.secret, unasked=True)
    gemini.weather.slow(60)
    with given(world, replay_seconds=2):
        reply = await answered(world, ada, general, paste())
        await ada.presses(reply, "Replay")
        came = await told(world, reply)
    assert "no answer in time" in came.shown and len(gemini.calls("generateContent")) <= 2


async def test_a_busy_service_is_no_fault_of_the_request_and_can_be_reported(world, gemini) -> None:
    ada, general = world.pair()
    await keyed(world, ada, gemini.secret, unasked=True)
    gemini.weather.overloaded("*")
    with given(world, replay_seconds=3):
        reply = await answered(world, ada, general, paste(config=None, error=BUSY))
        await ada.presses(reply, "Replay")
        came = await told(world, reply)
    assert "It is not your request: the service is down." in came.shown and "503 UNAVAILABLE" in came.shown
    await ada.presses(came, "Report to Google")
    await ada.presses(came, "Report to Google")
    await world.slack.until(lambda: any(m.files for m in world.ours(reply)), within=20)
    await calm()
    [shared] = [m for m in world.ours(reply) if m.files]
    [file] = shared.files
    assert "https://discuss.ai.google.dev" in shared.shown and file.name.startswith("gemini-report-")
    text = file.text
    assert "503 UNAVAILABLE" in text and "$GEMINI_API_KEY" in text and "google-genai " in text
    assert "| time | what was sent | answer | seconds | request id |" in text and "Z | unchanged |" in text
    assert gemini.secret not in text
    again = {"person": ada.id, "channel": came.channel, "thread": came.root, "replay": (await rows(world, ada))[0].id}
    await replay_after.report(world.bot.kit, again, True)
    assert len([m for m in world.ours(reply) if m.files]) == 1
    world.slack.faults.error("files.getUploadURLExternal", "internal_error")
    with pytest.raises(SlackApiError):
        await replay_after.report(world.bot.kit, again, False)


async def test_without_the_scope_the_report_comes_in_words(world, gemini) -> None:
    ada, general = world.pair()
    await keyed(world, ada, gemini.secret, unasked=True)
    gemini.weather.overloaded("*")
    with given(world, replay_seconds=3):
        reply = await answered(world, ada, general, paste(config=None, error=BUSY))
        await ada.presses(reply, "Replay")
        came = await told(world, reply)
    world.slack.faults.error("files.getUploadURLExternal", "missing_scope")
    await ada.presses(came, "Report to Google")
    notes = await world.slack.ephemeral(ada, count=2)
    assert "ready to be posted" in notes[0].shown and "# generateContent of gemini-3.5-flash: 503" in notes[1].shown


async def test_a_request_that_passes_now_was_not_the_fault(world, gemini) -> None:
    ada, general = world.pair()
    await keyed(world, ada, gemini.secret, unasked=True)
    reply = await answered(world, ada, general, paste(config=None, error=BUSY))
    await ada.presses(reply, "Replay")
    came = await told(world, reply)
    assert "It passes now, unchanged: it was not your request." in came.shown and came.buttons == ("Details",)


async def test_stop_is_for_who_began_and_for_admins(world, gemini) -> None:
    ada = world.person()
    bob, boss = world.person("bob"), world.asides["boss"]
    await keyed(world, ada, gemini.secret, unasked=True)
    gemini.weather.slow(30)
    for who in (ada, boss):
        reply = await answered(world, ada, world.channel(), paste())
        await ada.presses(reply, "Replay")
        message = await running(world, reply)
        await world.slack.until(lambda: gemini.calls("generateContent") != [], within=10)
        await bob.presses(message, "Stop")
        assert "Only the person who began this replay" in (await world.slack.ephemeral(bob))[-1].shown
        await who.presses(message, "Stop")
        came = await told(world, reply, within=10)
        assert "Stopped." in came.shown
        [*_, row] = await rows(world, ada)
        assert row.stopped == who.id and row.verdict["kind"] == "stopped"
        await world.press_stale(ada, came, "replay_stop", row.id)
    assert (await recorded(world, ada))[-1] == "replay_stopped"
    await world.press_stale(ada, came, "replay_stop", "nothing")
    notes = [note.shown for note in await world.slack.ephemeral(ada, count=3)]
    assert any("ended already" in note for note in notes) and any("no longer kept" in note for note in notes)


async def test_what_a_person_may_spend_a_day_is_a_limit(world, gemini) -> None:
    ada, general = world.pair()
    await keyed(world, ada, gemini.secret, spend=0.00001)
    reply = await answered(world, ada, general, paste())
    await ada.presses(reply, "Replay")
    assert "of the $0.00 that they may a day" in await whispered(world, ada)
    bob = world.person("bob")
    await keyed(world, bob, gemini.secret)
    view = await asked(world, bob, reply)
    with given(world, replay_spend=0.0):
        refused = await bob.submits(view)
        assert "Your replays cost" in refused.shown
    assert gemini.calls("generateContent") == []


async def test_more_than_the_setting_allows_do_not_run_at_one_time(world, gemini) -> None:
    ada, general = world.pair()
    await keyed(world, ada, gemini.secret, unasked=True)
    gemini.weather.slow(30)
    with given(world, replay_concurrent=1):
        reply = await answered(world, ada, general, paste())
        await ada.presses(reply, "Replay")
        message = await running(world, reply)
        other = await answered(world, ada, world.channel(), paste())
        await ada.presses(other, "Replay")
        assert "One replay is running, as many as may at one time" in await whispered(world, ada)
        await ada.presses(message, "Stop")
        await told(world, reply, within=10)


async def test_private_answers_have_no_replay_and_say_so(world, gemini) -> None:
    ada, general = world.pair()
    await ada.commands(general, "/gemini-debug")
    await world.slack.until(lambda: ada.view is not None)
    await ada.submits(ada.view, {"paste": paste(), "visibility": "me"})
    [note] = await world.slack.ephemeral(ada, count=1)
    assert "Replay" not in note.buttons and "shown in the channel, it can be replayed" in note.shown
    await ada.presses(note, "Show in channel")
    await world.slack.until(lambda: world.in_channel(general) != [])
    [above] = world.in_channel(general)
    [reply] = await world.slack.thread(above, count=1)
    await keyed(world, ada, gemini.secret)
    await ada.submits(await asked(world, ada, reply))
    assert SMALLEST in (await told(world, reply)).shown


async def test_an_answer_that_a_replay_tells_nothing_about_has_no_button(world, gemini, pastes) -> None:
    ada = world.person()
    for text in (pastes["api-key-expired"], pastes["overloaded"]):
        assert "Replay" not in (await answered(world, ada, world.channel(), text)).buttons


async def test_where_a_replay_would_show_nothing_details_say_why(world, gemini) -> None:
    ada = world.person()
    said = "API key expired. Please renew the API key."
    for text in (paste(error=(400, "INVALID_ARGUMENT", said)), f"400 INVALID_ARGUMENT. {said}"):
        reply = await answered(world, ada, world.channel(), text)
        assert "Replay" not in reply.buttons
        await ada.presses(reply, "Details")
        await world.slack.until(lambda: ada.view is not None)
        why = "Sending it again would show nothing: an expired key stays expired."
        assert (why in ada.view.shown) is ("curl" in text)
        await ada.closes(ada.view)


async def test_with_the_answer_its_replays_go(world, gemini) -> None:
    ada, general = world.pair()
    await keyed(world, ada, gemini.secret, unasked=True)
    reply = await answered(world, ada, general, paste())
    await ada.presses(reply, "Replay")
    await told(world, reply)
    await ada.presses(reply, "Remove")
    await world.slack.until(lambda: world.ours(reply) == [], within=10)
    await calm()
    assert await rows(world, ada) == []
    await world.press_stale(ada, reply, "replay", world.case(reply))
    assert "This case is no longer kept" in await whispered(world, ada)


async def test_a_replay_under_way_goes_when_its_message_is_deleted_and_when_its_person_is_forgotten(
    world, gemini
) -> None:
    ada, general = world.pair()
    await keyed(world, ada, gemini.secret, unasked=True)
    gemini.weather.slow(30)
    message = await ada.writes(general, paste())
    [reply] = await world.slack.thread(message, count=1, within=20)
    await ada.presses(reply, "Replay")
    await running(world, reply)
    await world.slack.until(lambda: gemini.calls("generateContent") != [], within=10)
    await ada.deletes(message)
    await world.slack.until(lambda: world.ours(reply) == [], within=10)
    await calm()
    bob = world.person("bob")
    await keyed(world, bob, gemini.secret, unasked=True)
    reply = await answered(world, ada, world.channel(), paste())
    await bob.presses(reply, "Replay")
    await running(world, reply)
    await bob.opens_home()
    await world.slack.until(lambda: world.slack.home(bob))
    assert "1 replay" in world.slack.home(bob).shown
    await bob.presses(world.slack.home(bob), "Delete all of it")
    await world.slack.until(lambda: [m.ts for m in world.ours(reply)] == [reply.ts], within=10)
    await calm()
    assert bob.id not in json.dumps([replace(row).person for row in await rows(world, bob)])


async def test_an_export_holds_the_replays_without_a_key(world, gemini) -> None:
    ada, general = world.pair()
    await keyed(world, ada, gemini.secret, unasked=True)
    reply = await answered(world, ada, general, paste())
    await ada.presses(reply, "Replay")
    await told(world, reply)
    await ada.opens_home()
    await world.slack.until(lambda: world.slack.home(ada))
    await ada.presses(world.slack.home(ada), "Send me all of it")
    await world.slack.until(lambda: world.slack.workspace.history(ada.dm.id) != [], within=10)
    await engine.drain(5)
    said = "".join(m.shown for m in world.slack.workspace.history(ada.dm.id))
    assert '"verdict"' in said and "smallest" in said and gemini.secret not in said
