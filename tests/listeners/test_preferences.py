"""Replay settings: the modal from a command and from Home, the key that is tested before it is used, and whose key counts."""

from __future__ import annotations

import asyncio
import json
from contextlib import contextmanager
from dataclasses import replace

import pytest
import pytest_asyncio
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import select, update

from bot.errors import UserError
from bot.jobs import engine, preferences, sweep
from bot.playground.gemini.credentials import Project, make_secret
from bot.playground.gemini.server import Gemini
from bot.replay.client import Access
from bot.store import api_keys, tables
from bot.store.people import Preferences

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOBODYS = make_secret("standard", "nobody's")


@pytest_asyncio.fixture(loop_scope="session")
async def gemini(monkeypatch):
    async with Gemini() as fake:
        monkeypatch.setattr(preferences, "access", lambda kit: Access(fake.url))
        yield fake


async def form(world, actor):
    await actor.commands(world.channel(), "/gemini-debug", "settings")
    return await world.slack.view(actor)


async def entered(world, actor, values) -> str:
    """What stands on the screen after the form was sent off and the key was tested."""
    await actor.submits(await form(world, actor), values)
    await world.slack.until(lambda: "Checking" not in actor.view.shown, within=10)
    await engine.drain(5)
    return actor.view.shown.removeprefix("Replay settings\n")


async def using(world, actor):
    return await preferences.key_for(world.bot.kit, actor.id, world.bot.kit.me.team)


@contextmanager
def given(world, **settings):
    """The bot with other settings for a while."""
    own = world.bot.kit.settings.__dict__
    before = dict(own)
    own.update(settings)
    try:
        yield
    finally:
        own.clear()
        own.update(before)


async def recorded(world, actor) -> list[str]:
    wanted = select(tables.audit.c.kind).where(tables.audit.c.person == actor.id).order_by(tables.audit.c.id)
    return list(await world.bot.kit.store.run(lambda c: c.execute(wanted).scalars().all()))


async def test_a_key_that_gemini_takes_is_used_and_shown_by_kind_and_last_four(world, gemini) -> None:
    ada = world.person()
    assert "You have no key yet" in (await form(world, ada)).shown
    said = await entered(world, ada, {"key": gemini.secret})
    assert f"Saved: AI Studio key …{gemini.secret[-4:]}" in said
    assert (await using(world, ada)).key == gemini.secret and (await using(world, ada)).whose == "own"
    assert [call.verb for call in gemini.calls()] == ["models.list"] or len(gemini.calls()) == 1
    assert f"Your key: AI Studio key …{gemini.secret[-4:]}" in (await form(world, ada)).shown
    assert await recorded(world, ada) == ["key_entered", "key_saved"]
    assert gemini.secret not in repr(await using(world, ada))


async def test_the_modal_says_checking_until_it_is_known(world, gemini) -> None:
    ada = world.person()
    waits = asyncio.Event()

    async def send(*_):
        await waits.wait()
        return preferences.Outcome(http=200)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preferences, "send", send)
        view = await ada.submits(await form(world, ada), {"key": gemini.secret})
        assert f"Checking AI Studio key …{gemini.secret[-4:]}" in view.shown
        with pytest.raises(UserError, match="key of your own"):
            await using(world, ada)
        waits.set()
        await world.slack.until(lambda: "Saved: " in ada.view.shown)
        await engine.drain(5)


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"state": "expired"}, "400 INVALID_ARGUMENT: API key expired"),
        ({"state": "leaked"}, "403 PERMISSION_DENIED: Your API key was reported as leaked"),
        ({"services": False}, "are blocked"),
        ({"referrers": ("https://app.example",)}, "Requests from referer"),
        ({"project": Project(standing="suspended")}, "has been suspended"),
        ({"kind": "auth", "state": "expired"}, "API key expired"),
    ],
)
async def test_a_key_that_gemini_refuses_is_kept_nowhere_and_it_is_said_why(world, gemini, how, why) -> None:
    ada = world.person()
    secret = gemini.key(**how)
    said = await entered(world, ada, {"key": secret})
    assert "Not saved" in said and why in said and secret not in said
    with pytest.raises(UserError, match="key of your own"):
        await using(world, ada)
    assert await recorded(world, ada) == ["key_entered", "key_refused"]
    assert secret[-4:] not in str(await kept(world, ada))


async def test_a_key_that_nobody_knows_is_refused_with_the_page_to_read_on(world, gemini) -> None:
    said = await entered(world, world.person(), {"key": NOBODYS})
    assert "API key not valid" in said and "/gemini-debug explain api-key-invalid" in said


async def test_an_old_key_stays_in_use_when_the_new_one_is_refused(world, gemini) -> None:
    ada = world.person()
    await entered(world, ada, {"key": gemini.secret})
    assert "Not saved" in await entered(world, ada, {"key": NOBODYS})
    assert (await using(world, ada)).key == gemini.secret


@pytest.mark.parametrize("weather", ["lost", "proxied", "redirected", "unserved"])
async def test_what_says_nothing_of_the_key_leaves_it_saved_and_untested(world, gemini, weather) -> None:
    ada = world.person()
    secret = gemini.secret
    if weather == "unserved":
        secret = gemini.key(Project(place="unserved"))
    elif weather == "redirected":
        gemini.weather.redirected("https://evil.example/")
    else:
        getattr(gemini.weather, weather)()
    assert "Saved, but not tested" in await entered(world, ada, {"key": secret})
    assert (await using(world, ada)).key == secret and "not tested yet" in (await form(world, ada)).shown


@pytest.mark.parametrize(("http", "says"), [(200, "Saved: "), (403, "Not saved: "), (503, "not tested: ")])
async def test_who_closed_the_modal_reads_it_as_a_direct_message(world, gemini, monkeypatch, http, says) -> None:
    ada, waits = world.person(), asyncio.Event()

    async def send(*_):
        await waits.wait()
        return preferences.Outcome(http=http)

    monkeypatch.setattr(preferences, "send", send)
    view = await ada.submits(await form(world, ada), {"key": gemini.secret})
    await ada.closes(view)
    waits.set()
    await world.slack.until(lambda: world.in_channel(ada.dm), within=10)
    assert says in world.in_channel(ada.dm)[-1].shown


async def test_weather_at_slack_is_waited_out(world, gemini) -> None:
    ada = world.person()
    world.slack.faults.error("views.update", "internal_error", times=1)
    assert "Saved: " in await entered(world, ada, {"key": gemini.secret})
    assert (await using(world, ada)).key == gemini.secret


async def test_what_is_wrong_stands_under_its_input_and_nothing_is_kept(world) -> None:
    ada = world.person()
    view = await ada.submits(
        await form(world, ada),
        {
            "key": "xoxb-482910573821-4829105738214-aB3dE5fG7hJ9kL1mN3pQ5rS7",
            "model": "not a model",
            "spend": "7",
            "timeout": "9999",
        },
    )
    assert view.errors.keys() == {"key", "model", "spend", "timeout"} and "another secret (Slack" in view.errors["key"]
    assert await preferences.preferences_of(world.bot.kit, ada.id) == Preferences()
    assert await recorded(world, ada) == []


async def test_settings_without_a_key_hold_at_once_and_are_shown_again(world) -> None:
    ada = world.person()
    values = {
        "model": "gemini-3.5-flash",
        "api_version": "v1",
        "timeout": "30",
        "spend": "0.25",
        "unasked": ["unasked"],
    }
    assert await entered(world, ada, values) == "Saved."
    wanted = Preferences("gemini-3.5-flash", "v1", 30, 0.25, True)
    assert await preferences.preferences_of(world.bot.kit, ada.id) == wanted
    assert await entered(world, ada, {}) == "Saved."  # as it was
    assert await preferences.preferences_of(world.bot.kit, ada.id) == wanted
    assert await recorded(world, ada) == ["settings_changed"]
    assert await preferences.preferences_of(world.bot.kit, world.person("bob").id) == Preferences()


async def test_home_opens_the_modal_and_lists_what_is_kept_without_the_key(world, gemini) -> None:
    ada = world.person()
    await ada.opens_home()
    await world.slack.until(lambda: world.slack.home(ada))
    await ada.presses(world.slack.home(ada), "Replay settings")
    view = await world.slack.view(ada)
    await ada.submits(view, {"key": gemini.secret, "timeout": "9"})
    await engine.drain(5)
    await ada.opens_home()
    await world.slack.until(lambda: "Your key" in world.slack.home(ada).shown)
    shown = world.slack.home(ada).shown
    assert f"encrypted: AI Studio key …{gemini.secret[-4:]}, since " in shown and "Your settings for replays" in shown
    await ada.presses(world.slack.home(ada), "Send me all of it")
    await world.slack.until(lambda: world.in_channel(ada.dm))
    whole = json.loads(world.in_channel(ada.dm)[0].blocks[0]["elements"][1]["elements"][0]["text"])
    [key] = whole["keys"]
    assert (key["kind"], key["last_four"], key["state"]) == ("AI Studio key", gemini.secret[-4:], "saved")
    assert whole["preferences"][0]["timeout"] == 9
    assert [row["kind"] for row in whole["audit"]] == ["settings_changed", "key_entered", "key_saved"]
    assert gemini.secret not in json.dumps(whole)


async def test_forgetting_takes_the_key_at_once_even_while_it_is_checked(world, gemini) -> None:
    ada = world.person()
    await entered(world, ada, {"key": gemini.secret, "timeout": "9"})
    waits = asyncio.Event()

    async def send(*_):
        await waits.wait()
        return preferences.Outcome(http=200)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preferences, "send", send)
        await ada.submits(await form(world, ada), {"key": gemini.key()})
        await ada.opens_home()
        await world.slack.until(lambda: world.slack.home(ada))
        await ada.presses(world.slack.home(ada), "Delete all of it")
        assert await kept(world, ada) == []
        waits.set()
        await engine.drain(5)
    assert await kept(world, ada) == [] and await recorded(world, ada) == []
    assert "2 API keys, 1 set of replay settings" in world.slack.home(ada).shown


async def test_the_key_alone_is_deleted_by_its_button_and_by_nobody_else(world, gemini) -> None:
    ada, bob = world.person(), world.person("bob")
    await entered(world, ada, {"key": gemini.secret})
    await entered(world, bob, {"key": gemini.secret})
    view = await form(world, ada)
    await ada.presses(view, "Delete this key")
    await world.slack.until(lambda: "Your key is deleted." in ada.view.shown)
    assert "You have no key yet" in ada.view.shown and await kept(world, ada) == []
    assert (await using(world, bob)).key == gemini.secret
    assert (await recorded(world, ada))[-1] == "key_deleted"
    assert not await preferences.drop_key(world.bot.kit, ada.id)


async def test_a_key_behind_the_command_is_refused_and_to_be_revoked(world) -> None:
    ada, general = world.pair()
    bare = "q7" * 22  # of no known kind
    for text in (f"settings {NOBODYS}", NOBODYS, f"my key is {NOBODYS}", f"settings {bare}"):
        delivery = await ada.commands(general, "/gemini-debug", text)
        assert delivery.state == "acknowledged" and ada.view is None
    notes = await world.slack.ephemeral(ada, count=4)
    assert all("revoke the key" in note.shown and "kept nothing" in note.shown for note in notes)
    await engine.drain(3)
    assert world.in_channel(general) == [] and NOBODYS not in world.database() and bare not in world.database()
    assert await kept(world, ada) == []


async def test_with_the_secret_key_lost_it_is_said_and_the_key_can_be_given_again(world, gemini) -> None:
    ada = world.person()
    await entered(world, ada, {"key": gemini.secret})
    with given(world, secret_key=(SecretStr(Fernet.generate_key().decode()),)):
        assert "Your key can't be read any more" in (await form(world, ada)).shown
        with pytest.raises(UserError, match="can't be read any more"):
            await using(world, ada)
        await sweep.sweep(world.bot.kit)
        assert "Saved: " in await entered(world, ada, {"key": gemini.secret})
        assert (await using(world, ada)).key == gemini.secret
    with pytest.raises(UserError, match="can't be read any more"):
        await using(world, ada)


async def test_a_key_that_was_lost_before_its_check_is_gone_and_it_is_said(world, gemini) -> None:
    ada, kit = world.person(), world.bot.kit
    key_id = await preferences.keep(kit, ada.id, preferences.Filled(Preferences(), gemini.secret, "AI Studio key"))
    with given(world, secret_key=(SecretStr(Fernet.generate_key().decode()),)), pytest.raises(UserError, match="again"):
        await preferences.check_key(kit, {"key_id": key_id, "view": "V0", "person": ada.id})
    assert await kept(world, ada) == []
    await preferences.check_key(kit, {"key_id": key_id, "view": "V0", "person": ada.id})  # gone: nothing to do


async def test_the_daily_round_seals_by_the_newest_secret_key_and_drops_checks_that_never_ended(world, gemini) -> None:
    ada, kit = world.person(), world.bot.kit
    await entered(world, ada, {"key": gemini.secret})
    await preferences.keep(kit, ada.id, preferences.Filled(Preferences(), NOBODYS, "AI Studio key"))
    old = update(tables.api_keys).where(tables.api_keys.c.state == "checking").values(created=1.0)
    await kit.store.run(lambda c: c.execute(old))
    newest, file = Fernet.generate_key().decode(), (kit.settings.data_dir / "secret.key").read_text()
    both = tuple(map(SecretStr, (newest, file)))
    with given(world, secret_key=both):
        await sweep.sweep(kit)
    assert [row.state for row in await kept(world, ada)] == ["saved"]
    with given(world, secret_key=both[:1]):
        assert (await using(world, ada)).key == gemini.secret
    with given(world, secret_key=both[::-1]):
        await sweep.sweep(kit)  # back, for the tests to come
    assert (await using(world, ada)).key == gemini.secret


async def test_the_teams_key_is_for_those_whom_the_setting_names_and_an_own_key_wins(world, gemini, tmp_path) -> None:
    ada, bob, team = world.person(), world.person("bob"), world.bot.kit.me.team
    file = tmp_path / "key"
    file.write_text(gemini.key() + "\n")
    await entered(world, bob, {"key": gemini.secret})
    kit = world.bot.kit
    for users, home, allowed in [
        ("none", team, False), ("all", team, True), ("all", "T0OTHER", False), ("all", None, False),
        ((ada.id,), "T0OTHER", True), ((bob.id,), team, False),
    ]:  # fmt: skip
        with given(world, team_key_file=file, team_key_users=users):
            assert preferences.may_use_team_key(kit, ada.id, home) is allowed
            if allowed:
                found = await preferences.key_for(kit, ada.id, home)
                assert (found.key, found.whose) == (file.read_text().strip(), "team") and found.key not in repr(found)
            else:
                with pytest.raises(UserError, match="key of your own"):
                    await preferences.key_for(kit, ada.id, home)
            assert (await preferences.key_for(kit, bob.id, home)).whose == "own"
    with given(world, team_key_file=file, team_key_users="all"):
        assert "Your replays use the team's" in (await form(world, ada)).shown
        for broken in (b"", b"\xff\xfe"):
            file.write_bytes(broken)
            with pytest.raises(UserError, match="GEMINI_DEBUG_TEAM_KEY_FILE"):
                await preferences.key_for(kit, ada.id, team)
        file.unlink()
        with pytest.raises(UserError, match="GEMINI_DEBUG_TEAM_KEY_FILE"):
            await preferences.key_for(kit, ada.id, team)


async def test_where_keys_go_is_the_admins_setting_alone(world) -> None:
    kit = world.bot.kit
    assert preferences.access(kit) == Access()
    proxy = kit.settings.model_copy(update={"gemini_url": "http://127.0.0.1:9/"})
    assert preferences.access(replace(kit, settings=proxy)) == Access("http://127.0.0.1:9/")


async def kept(world, actor):
    wanted = select(tables.api_keys).where(tables.api_keys.c.person == actor.id)
    return await world.bot.kit.store.run(lambda c: c.execute(wanted).all())


async def test_a_key_of_the_store_is_found_by_its_owner_alone(world, gemini) -> None:
    ada, bob, kit = world.person(), world.person("bob"), world.bot.kit
    await entered(world, ada, {"key": gemini.secret})
    assert await kit.store.run(lambda c: api_keys.of(c, kit.me.team, bob.id)) is None
    assert await kit.store.run(lambda c: api_keys.of(c, "T0OTHER", ada.id)) is None
