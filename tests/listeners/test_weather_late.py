"""Events from long ago, clocks that are wrong, and one message that is told twice."""

from __future__ import annotations

import time
from dataclasses import replace
from types import SimpleNamespace

import pytest
import structlog

from bot import client, metrics, trace
from bot.jobs import engine, work
from bot.listeners import late
from bot.playground import events
from bot.playground.values import Message

pytestmark = pytest.mark.asyncio(loop_scope="session")

MINUTE, HOUR = 60.0, 3600.0
KEY = "AIza" + "SyK5kN3gEYbytUUxghYc-8weIfJ7tz0klMn"


def dropped(why: str) -> float:
    return metrics.REGISTRY.get_sample_value("gemini_debug_dropped_total", {"why": why}) or 0.0


def tell(world, message: Message, ago: float) -> Message:
    """The message stands there since long ago, and its event comes only now."""
    workspace = world.slack.workspace
    message = replace(message, ts=f"{float(workspace.ts()) - ago:.6f}")
    workspace.keep(message)
    for _, event in events.posted(workspace, message, world.slack.faults):
        world.slack.desk.courier.event(events.callback(workspace.app, event, float(message.ts)))
    return message


def said(world, text: str, ago: float) -> Message:
    ada, general = world.pair()
    return tell(world, Message(general.id, "", text, ada.id), ago)


async def settled(world) -> None:
    await world.slack.settled()
    await engine.drain(3)


async def test_a_paste_of_eleven_minutes_ago_is_dropped_with_a_record(world, pastes) -> None:
    before = dropped("old_event")
    with structlog.testing.capture_logs() as logs:
        message = said(world, pastes["api-key-invalid"], 11 * MINUTE)
        await settled(world)
    assert world.ours(message) == [] and await world.kept(message) is None and not await world.job(message)
    assert world.delivered(message) == "acknowledged" and dropped("old_event") == before + 1
    [line] = [line for line in logs if line["event"] == "dropped"]
    assert line["why"] == "old_event" and len(line["case"]) == 24 and "API key" not in str(logs)


async def test_a_paste_of_nine_minutes_ago_and_a_mention_of_half_an_hour_ago_are_answered(world, pastes) -> None:
    heard = said(world, pastes["api-key-invalid"], 9 * MINUTE)
    asked = said(world, f"{world.slack.mention} {pastes['api-key-expired']}", 30 * MINUTE)
    await world.slack.thread(heard, count=1)
    await world.slack.thread(asked, count=1)


async def test_a_mention_of_two_hours_ago_is_dropped_once_although_slack_tells_it_twice(world, pastes) -> None:
    before = dropped("old_event")
    with structlog.testing.capture_logs() as logs:
        message = said(world, f"{world.slack.mention} {pastes['api-key-invalid']}", 2 * HOUR)
        await settled(world)
    assert len({one.event["type"] for one in world.slack.deliveries() if one.event.get("ts") == message.ts}) == 2
    assert world.ours(message) == [] and dropped("old_event") == before + 1
    assert [line["event"] for line in logs].count("dropped") == 1


async def test_of_dropped_messages_so_many_are_remembered_and_no_more(world, pastes, monkeypatch) -> None:
    monkeypatch.setattr(late, "RECORDED", 2)
    monkeypatch.setattr(late, "_recorded", late.OrderedDict())
    messages = [said(world, f"{world.slack.mention} {pastes['api-key-invalid']}", 2 * HOUR) for _ in range(3)]
    await settled(world)
    assert len(late._recorded) == 2 and {key.rsplit(":")[-1] for key in late._recorded} < {one.ts for one in messages}


async def test_an_old_message_without_a_failure_is_not_worth_a_record(world) -> None:
    before = dropped("old_event")
    said(world, "soup", 2 * HOUR)
    await settled(world)
    assert dropped("old_event") == before


async def test_nobody_is_told_of_a_key_that_they_showed_hours_ago(world) -> None:
    before = dropped("old_event")
    message = said(world, f"my key is {KEY}", 5 * HOUR)
    await settled(world)
    assert world.slack.ephemerals(world.slack.actor(message.user)) == [] and dropped("old_event") == before + 1


async def test_what_was_answered_in_time_and_is_told_once_more_hours_later_is_no_loss(world, pastes) -> None:
    message = said(world, pastes["api-key-invalid"], 9 * MINUTE)
    await world.slack.thread(message, count=1)
    before = dropped("old_event")
    workspace = world.slack.workspace
    for _, event in events.posted(workspace, message, world.slack.faults):
        world.slack.desk.courier.event(events.callback(workspace.app, event, float(message.ts)))
    told = world.bot.kit.client._told
    world.bot.kit.client._told = (told[0] + HOUR, told[1])
    await settled(world)
    world.bot.kit.client._told = told
    assert len(world.ours(message)) == 1 and dropped("old_event") == before


async def test_a_deletion_of_hours_ago_takes_the_answer_along_and_an_old_edit_makes_no_new_one(world, pastes) -> None:
    answered = said(world, pastes["api-key-invalid"], 9 * MINUTE)
    silent = said(world, "soup", 9 * MINUTE)
    await world.slack.thread(answered, count=1)
    await world.kept(answered)
    workspace, courier = world.slack.workspace, world.slack.desk.courier
    before = dropped("old_event")
    old = f"{float(workspace.ts()) - 3 * HOUR:.6f}"
    changed = replace(silent, text=pastes["api-key-invalid"])
    place = {"channel": silent.channel, "channel_type": "channel", "ts": old, "event_ts": old, "type": "message"}
    was = {"ts": silent.ts, "user": silent.user, "text": "soup", "type": "message"}
    edit = {"subtype": "message_changed", "hidden": True, "message": was | {"text": changed.text}}
    courier.event(events.callback(workspace.app, place | edit | {"previous_message": was}, float(old)))
    gone = {"subtype": "message_deleted", "hidden": True, "deleted_ts": answered.ts}
    was = was | {"ts": answered.ts, "user": answered.user}
    place = place | {"channel": answered.channel}
    courier.event(events.callback(workspace.app, place | gone | {"previous_message": was}, float(old)))
    await world.slack.until(lambda: world.ours(answered) == [])
    await settled(world)
    assert world.ours(silent) == [] and dropped("old_event") == before + 1


@pytest.mark.parametrize("off", [-HOUR, HOUR])
async def test_a_clock_of_ours_that_is_wrong_by_an_hour_loses_nothing_and_revives_nothing(
    world, pastes, monkeypatch, off: float
) -> None:
    ours = SimpleNamespace(time=lambda: time.time() + off, monotonic=time.monotonic)
    for module in (trace, work, client):  # the fake signs by its own clock, as Slack does
        monkeypatch.setattr(module, "time", ours)
    monkeypatch.setattr(type(world.bot.kit), "time", world.bot.kit.time + off)
    message = said(world, pastes["api-key-invalid"], 0)
    [reply] = await world.slack.thread(message, count=1)
    await world.kept(message)
    old = said(world, pastes["api-key-invalid"], 11 * MINUTE)
    await settled(world)
    assert world.cause(reply) == "api-key-invalid" and world.ours(old) == []


async def test_until_slack_has_told_the_time_ours_has_to_do(world) -> None:
    ours = world.bot.kit.client
    told, ours._told = ours._told, None
    try:
        assert abs(ours.time() - time.time()) < 1
        ours._note_time({"Date": "no date"})
        assert ours._told is None
    finally:
        ours._told = told


async def test_an_event_without_a_time_is_as_old_as_its_message(world, pastes) -> None:
    ada, general = world.pair()
    workspace = world.slack.workspace
    message = workspace.keep(Message(general.id, workspace.ts(), pastes["api-key-invalid"], ada.id))
    [(_, event)] = events.posted(workspace, message, world.slack.faults)
    payload = events.callback(workspace.app, event | {"event_ts": None}, 0) | {"event_time": "soon"}
    world.slack.desk.courier.event(payload)
    await world.slack.thread(message, count=1)


async def test_a_message_of_a_shared_channel_that_is_told_for_both_workspaces_is_answered_once(world, pastes) -> None:
    world.slack.faults.connect_twice = True
    ada, general = world.pair()
    heard = await ada.writes(general, pastes["api-key-invalid"])
    asked = await ada.writes(general, f"{world.slack.mention} {pastes['api-key-expired']}")
    await world.slack.thread(heard, count=1)
    await world.slack.thread(asked, count=1)
    await settled(world)
    assert len(world.ours(heard)) == len(world.ours(asked)) == 1
    told = [d.payload["team_id"] for d in world.slack.deliveries("message") if d.event.get("ts") == heard.ts]
    assert len(set(told)) == 2
    await ada.edits(heard, pastes["model-not-found"])
    await world.slack.until(lambda: world.cause(world.ours(heard)[0]) == "model-not-found")
    await ada.deletes(heard)
    await world.slack.until(lambda: world.ours(heard) == [])
    await settled(world)
    assert (await world.kept(heard)).gone is not None
