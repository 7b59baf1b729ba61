"""1,000 secrets of every kind through every entrance, the settings modal among them: none is said, kept, logged or counted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import ahocorasick
import pytest

from bot import metrics
from bot.jobs import answer, engine, preferences
from bot.playground.gemini.credentials import Project
from bot.playground.gemini.server import Gemini
from bot.replay.client import Access
from tests.listeners.test_secrets import everything_said
from tests.seeded import Planted, planted

pytestmark = pytest.mark.asyncio(loop_scope="session")

# As many in every run, and all thousand in a soak.
COUNTS = [250, pytest.param(1_000, marks=pytest.mark.soak)]
SUSPENDED = (
    "google.genai.errors.ClientError: 403 PERMISSION_DENIED. {'error': {'code': 403, 'message': \"Permission denied: "
    "Consumer 'api_key:§' has been suspended.\", 'status': 'PERMISSION_DENIED'}}"
)
INVALID = (
    "google.genai.errors.ClientError: 400 INVALID_ARGUMENT. {'error': {'code': 400, 'message': 'API key not valid. "
    "Please pass a valid API key.', 'status': 'INVALID_ARGUMENT', 'details': [{'@type': "
    "'type.googleapis.com/google.rpc.DebugInfo', 'detail': 'Invalid API key: §'}]}}"
)
ERRORS = (SUSPENDED, INVALID, "httpx2.LocalProtocolError: Illegal header value b'§'")
REQUEST = """curl 'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent?key=%s' \\
  -H 'x-goog-api-key: %s' -H 'Authorization: Bearer %s' -d '{"contents": [{"parts": [{"text": "api_key=%s"}]}]}'
"""


class Searched:
    """Every stretch of every secret, found in one pass over a text."""

    def __init__(self, secrets: list[Planted]) -> None:
        self._automaton = ahocorasick.Automaton()
        for one in secrets:
            for tell in one.tells:
                self._automaton.add_word(tell, one.secret)
        self._automaton.make_automaton()

    def told(self, words: str) -> set[str]:
        """The secrets of which a stretch stands in the words, broken over lines too."""
        flat = "".join(words.replace("\\n", "").split())
        return {secret for text in (words, flat) for _, secret in self._automaton.iter(text)}


def in_error(one: Planted, number: int) -> str:
    """The secret as an error repeats it; a key of several lines stands in its own words."""
    return one.text if "\n" in one.secret else ERRORS[number % len(ERRORS)].replace("§", one.secret)


def in_request(batch: list[Planted], error: str) -> str:
    """Secrets in the four places of a call, and the others beside it."""
    four = [one for one in batch if one.kind in ("AI Studio key", "AI Studio auth key", "Google access token")]
    call = REQUEST % tuple(four[at % len(four)].secret for at in range(4)) if four else ""
    return "\n".join([call, *(one.text for one in batch if one not in four[:4]), error])


def batches(secrets: Iterator[Planted], most: int, characters: int = 2_400) -> Iterator[list[Planted]]:
    """The secrets in batches that one message takes."""
    batch: list[Planted] = []
    for one in secrets:
        if batch and (len(batch) == most or sum(len(each.text) + 1 for each in batch) + len(one.text) > characters):
            yield batch
            batch = []
        batch.append(one)
    yield batch


@pytest.mark.parametrize("count", COUNTS)
async def test_of_1000_secrets_none_is_said_kept_logged_or_counted(
    world, pastes, capfd, caplog, monkeypatch, count: int
) -> None:
    secrets = list(planted(count, seed=17))
    errors = list(pastes.values())
    settings = count // 100 * 12
    typed = iter(secrets[settings:])
    async with Gemini() as gemini:
        monkeypatch.setattr(preferences, "access", lambda kit: Access(gemini.url))
        await through_the_settings(world, secrets[:settings])
        suspended = gemini.key(Project(standing="suspended"))  # its refusal repeats the key
        real = [Planted("AI Studio key", secret, "§") for secret in (gemini.secret, suspended)]
        await through_the_settings(world, real)
        for number, batch in enumerate(batches(typed, 14)):
            await DOORS[number % len(DOORS)](world, batch, errors[number % len(errors)], monkeypatch)
    await world.slack.settled()
    await engine.drain(5)

    searched = Searched([*secrets, *real])
    heard = json.dumps([delivery.payload for delivery in world.slack.journal.deliveries], ensure_ascii=False)
    fetched = [file.content.decode("utf-8", "replace") for file in world.slack.workspace.files.values()]
    arrived = searched.told(heard.replace("\\n", "\n") + "\n".join(fetched))
    assert len(arrived) > 0.95 * count and {one.secret for one in real} <= arrived
    out, err = capfd.readouterr()
    assert searched.told(everything_said(world)) == set()
    assert searched.told(world.database()) == set()
    assert searched.told(out + err + caplog.text) == set()
    assert searched.told(metrics.text().decode()) == set()
    folder = world.bot.kit.settings.data_dir
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".sqlite" for path in files)
    assert [path.name for path in files if searched.told(path.read_bytes().decode("latin-1"))] == []


async def through_the_settings(world, secrets: list[Planted]) -> None:
    """Each secret in one of the modal's inputs; keys that have the form of Gemini's are tested."""
    ada = world.person()
    for at in range(0, len(secrets), 4):
        await ada.commands(world.channel(), "/gemini-debug", "settings")
        view = await world.slack.view(ada)
        places = (("key", 400), ("model", 128), ("timeout", 400), ("spend", 400))
        values = {name: one.secret[:most] for (name, most), one in zip(places, secrets[at : at + 4], strict=False)}
        if "\n" not in values["key"]:
            alone = await ada.submits(view, {"key": values["key"]})
            await world.slack.until(lambda: "Checking" not in ada.view.shown, within=10)
            if alone is None or not alone.errors:
                await ada.commands(world.channel(), "/gemini-debug", "settings")
                view = await world.slack.view(ada)
        view = await ada.submits(view, values)
        assert view is not None and (view.errors or len(values) == 1)
        await world.slack.until(lambda: "Checking" not in ada.view.shown, within=10)


async def in_channel(world, batch, error, _) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, paste(batch, error))
    [reply] = await world.slack.thread(message, count=1)
    await ada.presses(reply, "Details")
    await ada.presses(reply, "not_it")
    await ada.edits(message, paste(batch[::-1], error) + "\nedited")


async def directly(world, batch, error, _) -> None:
    ada = world.person()
    await ada.writes(ada.dm, "\n".join(one.text for one in batch))
    await ada.writes(ada.dm, paste(batch, error))


async def in_a_file(world, batch, error, _) -> None:
    ada, general = world.pair()
    await world.slack.thread(await ada.writes(general, files=[("app.log", paste(batch, error))]), count=1)


async def by_command(world, batch, error, _) -> None:
    ada, general = world.pair()
    await ada.commands(general, "/gemini-debug", paste(batch, error))
    for one in batch[:2]:
        await ada.commands(general, "/gemini-debug", f"settings {one.secret}")


async def by_modal(world, batch, error, _) -> None:
    ada = world.person()
    await ada.commands(world.channel(), "/gemini-debug")
    await ada.submits(await world.slack.view(ada), {"paste": paste(batch, error)[:3_000]})


async def by_shortcut(world, batch, error, _) -> None:
    ada = world.person()
    await ada.shortcuts("debug", await ada.writes(world.channel(with_bot=False), paste(batch, error)))


async def as_request(world, batch, error, _) -> None:
    ada, general = world.pair()
    message = await ada.writes(general, f"{world.slack.mention} {in_request(batch, error)}")
    [reply] = await world.slack.thread(message, count=1)
    await ada.presses(reply, "Details")


async def in_errors(world, batch, _, __) -> None:
    ada = world.person()
    await ada.writes(ada.dm, "\n".join(in_error(one, number) for number, one in enumerate(batch)))


async def in_a_bug(world, batch, error, monkeypatch) -> None:
    """What breaks holds the paste's words in its own."""

    async def broken(kit, ask):
        raise ValueError(paste(batch, error), batch)

    with monkeypatch.context() as patch:
        patch.setattr(answer, "gather", broken)
        ada = world.person()
        [reply] = await world.slack.thread(await ada.writes(ada.dm, paste(batch, error)), count=1)
    assert "Something of ours broke" in reply.shown


def paste(batch: list[Planted], error: str) -> str:
    return "\n".join([*(one.text for one in batch), error])


DOORS: tuple[Callable, ...] = (
    in_channel, directly, in_a_file, by_command, by_modal, by_shortcut, as_request, in_errors, in_a_bug,
)  # fmt: skip
