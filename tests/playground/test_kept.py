"""What --data keeps stands there again, whatever ended the process."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import UserError
from bot.playground.app import whole_manifest
from bot.playground.kept import Kept
from bot.playground.server import Slack
from bot.playground.values import Message, View


@contextmanager
def kept(folder: Path) -> Iterator[tuple[Slack, Kept]]:
    """A workspace that isn't listening; nothing is closed at its end but the file."""
    with Kept(folder) as file:
        slack = Slack(whole_manifest())
        file.hold(slack)
        yield slack, file


async def test_people_channels_messages_and_files_stand_there_again(tmp_path: Path) -> None:
    with kept(tmp_path) as (slack, _):
        ada, general = slack.person("ada"), slack.channel("general")
        secret = slack.channel("secret", private=True, only=[ada])
        root = await ada.writes(general, "look: `x` https://example.com", files=[("trace.log", b"\xff\x00binary")])
        reply = await ada.writes(general, "more", thread=root)
        edited = await ada.edits(reply, "less")
        await ada.reacts(root, "eyes")
        before = slack.workspace
        root = before.messages[general.id, root.ts]
    with kept(tmp_path) as (slack, _):
        assert slack.workspace.people == before.people
        assert slack.workspace.channels == before.channels and secret.id in before.channels
        assert slack.workspace.messages == before.messages
        assert slack.workspace.messages[general.id, edited.ts].text == "less"
        assert slack.workspace.messages[general.id, root.ts].files[0].content == b"\xff\x00binary"
        assert slack.workspace.files == before.files
        assert slack.person("ada").id == ada.id and slack.channel("general").id == general.id


async def test_what_was_taken_away_stays_away(tmp_path: Path) -> None:
    with kept(tmp_path) as (slack, _):
        ada, general = slack.person("ada"), slack.channel("general")
        await ada.deletes(await ada.writes(general, "gone"))
        stays = await ada.writes(general, "stays")
    with kept(tmp_path) as (slack, _):
        assert [m.text for m in slack.workspace.messages.values()] == ["stays"]
        assert slack.workspace.messages[general.id, stays.ts] == stays


async def test_modals_homes_and_answers_to_come_stand_there_again(tmp_path: Path) -> None:
    with kept(tmp_path) as (slack, _):
        ada, general = slack.person("ada"), slack.channel("general")
        view = View("V1", ada.id, {"blocks": [], "title": {"type": "plain_text", "text": "T"}}, "h", "V1")
        slack.workspace.views["V1"] = view
        slack.workspace.stacks[ada.id] = ("V1",)
        slack.workspace.homes[ada.id] = view
        back = slack.workspace.back(ada.id, general.id)
        slack.workspace.uploads["F1"] = 12
    with kept(tmp_path) as (slack, _):
        assert slack.person("ada").view == view and slack.home(slack.person("ada")) == view
        assert slack.workspace.returns == {back.id: back}
        assert slack.workspace.uploads == {"F1": 12}


async def test_what_one_person_sees_stands_there_again_as_it_was_last(tmp_path: Path) -> None:
    with kept(tmp_path) as (slack, _):
        ada, general = slack.person("ada"), slack.channel("general")
        seen = slack.workspace.ephemerals
        first, second, third = (Message(general.id, f"{n}.000001", "x", only_for=ada.id) for n in (1, 2, 3))
        for message in (first, second, third):
            seen.append(message)
        changed = Message(general.id, second.ts, "y", only_for=ada.id)
        seen[seen.index(second)] = changed
        seen.remove(first)
    with kept(tmp_path) as (slack, _):
        assert slack.ephemerals(slack.person("ada")) == [changed, third]


async def test_fresh_ids_and_times_come_after_all_that_were_given_out(tmp_path: Path) -> None:
    with kept(tmp_path) as (slack, _):
        ada, general = slack.person("ada"), slack.channel("general")
        await slack.clock.advance(1e6)
        last = await ada.writes(general, "from the future")
        ids = {slack.workspace.mint("V") for _ in range(50)}
    with kept(tmp_path) as (slack, _):
        after = await slack.person("ada").writes(general, "now")
        assert after.ts > last.ts
        assert not ids & {slack.workspace.mint("V") for _ in range(50)}


async def test_an_event_that_the_bot_has_not_heard_comes_again(tmp_path: Path) -> None:
    with kept(tmp_path) as (slack, _):
        slack.sockets.ever = True
        ada, general = slack.person("ada"), slack.channel("general")
        await ada.writes(general, "unheard")
        [unheard] = slack.deliveries("message")
        await slack.desk.courier.close()
    with kept(tmp_path) as (slack, file):
        file.deliver_again(slack)
        [again] = slack.deliveries("message")
        assert again.payload == unheard.payload
        slack.journal.note(replace(again, state="acknowledged"))
    with kept(tmp_path) as (slack, file):
        file.deliver_again(slack)
        assert slack.deliveries() == []


async def test_an_event_of_this_run_is_not_doubled(tmp_path: Path) -> None:
    with kept(tmp_path) as (slack, file):
        await slack.person("ada").writes(slack.channel("general"), "new")
        file.deliver_again(slack)
        assert len(slack.deliveries("message")) == 1


async def test_a_gesture_is_not_kept(tmp_path: Path) -> None:
    with kept(tmp_path) as (slack, _):
        await slack.person("ada").commands(slack.channel("general"), "/gemini-debug", "help")
    with kept(tmp_path) as (slack, file):
        file.deliver_again(slack)
        assert slack.deliveries() == []


def test_the_port_is_remembered(tmp_path: Path) -> None:
    with Kept(tmp_path) as file:
        assert file.port == 0
        file.port = 4321
    with Kept(tmp_path) as file:
        assert file.port == 4321


def test_a_folder_is_for_one_playground_at_a_time(tmp_path: Path) -> None:
    with Kept(tmp_path), pytest.raises(UserError, match=f"Another playground is kept in {tmp_path}"):
        Kept(tmp_path)


def test_a_file_that_is_something_else_is_named(tmp_path: Path) -> None:
    (tmp_path / "slack.sqlite").write_bytes(b"no database at all, and long enough to be read as one" * 40)
    with pytest.raises(UserError, match=r"slack\.sqlite can't be read"):
        Kept(tmp_path)


def test_a_file_of_another_version_is_named(tmp_path: Path) -> None:
    with Kept(tmp_path):
        pass
    rows = sqlite3.connect(tmp_path / "slack.sqlite")
    rows.execute("PRAGMA user_version = 99")
    rows.close()
    with pytest.raises(UserError, match="another version of gemini-debug"):
        Kept(tmp_path)


def test_a_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="Nothing can be kept in"):
        Kept(tmp_path / "file" / "below")
