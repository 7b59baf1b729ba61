"""Written conversations played against the real bot, those of the README among them."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from bot.errors import UserError
from bot.playground import play, script
from bot.playground.play import FAULTS, opened, played

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "tests" / "scripts").glob("*.txt"))
EXPIRED = (
    "google.genai.errors.ClientError: 400 INVALID_ARGUMENT. {'error': {'code': 400, 'message': 'API key expired. "
    "Please renew the API key.', 'status': 'INVALID_ARGUMENT'}}"
)
# In README.md: <!-- tests/scripts/x.txt --> and the script itself in a fence, or <!-- played: tests/scripts/x.txt --> and
# what it prints, up to <!-- end -->.
SHOWN = re.compile(r"<!-- (played: )?(tests/scripts/\S+) -->\n+(.*?)\n+<!-- end -->", re.S)


async def paragraphs(written: str, over_http: bool = False) -> list[str]:
    return [one async for one in played(script.read(written, "talk.txt", FAULTS), over_http)]


async def refusal(written: str) -> str:
    with pytest.raises(UserError) as mistake:
        await paragraphs(written)
    return str(mistake.value)


def shown() -> list[tuple[str, str, str]]:
    return SHOWN.findall((ROOT / "README.md").read_text("utf-8"))


def test_the_readme_shows_every_script() -> None:
    assert {name for _, name, _ in shown()} == {str(path.relative_to(ROOT)) for path in SCRIPTS}


@pytest.mark.parametrize(("how", "name", "words"), shown())
async def test_a_conversation_in_the_readme_is_what_the_script_prints(how: str, name: str, words: str) -> None:
    if not how:
        assert words == f"```\n{(ROOT / name).read_text('utf-8').rstrip()}\n```"
        return
    printed = "\n\n".join([one async for one in played(opened(ROOT / name))])
    assert words == printed, f"put what `gemini-debug playground --script {name}` prints between the marks in README.md"


async def test_everybody_everything_and_the_same_over_http() -> None:
    written = f"""
without the bot: #away
faults: double_delivery

ada in #general: good morning
bo runs /gemini-debug help
ada runs /gemini-debug
ada submits
ada submits:
    The error:
        {EXPIRED}
    Who sees the answer: Only me
ada presses Show in channel
bo in #general with trace.log:
    {EXPIRED}
ada in thread: thank you
bo presses Details
bo closes
bo edits: never mind
bo deletes
bo in #away: {EXPIRED}
shortcut by ada
ada invites gemini-debug to #away
shortcut by ada on bo's message
31 minutes pass
bo to gemini-debug:
    {EXPIRED}
"""
    said = await paragraphs(written)
    text = "\n".join(said)
    assert said[:2] == ["**ada** in #general: good morning", "*Nothing comes of it.*"]
    assert said[3].startswith("**gemini-debug**, to bo alone:\n\n> **Paste a Gemini error**")
    assert said[5].startswith("On ada's screen:\n\n> **Read a Gemini error**")
    assert "(x) In the channel  ( ) Only me" in said[5] and said[5].endswith("> `[Read it]` `[Cancel]`")
    assert "> **Paste an error or add a file.**" in said[7]
    assert said[8].startswith("**ada** submits\n\nThe error:\n\n```\ngoogle.genai") and said[8].endswith("Only me")
    assert said[9].startswith("**gemini-debug**, to ada alone:\n\n> **This API key has expired")
    assert said[11] == "**gemini-debug** in #general:\n\n> @ada asked: " + said[9].split("**")[3]
    assert said[12].startswith("**gemini-debug** in the thread:\n\n> **This API key has expired")
    assert said[13] == (
        "**gemini-debug** changes its message to ada alone:\n\n> It stands in the channel now: [the answer]."
    )
    assert said[14].startswith("**bo** in #general with trace.log:\n\n```\ngoogle.genai")
    assert "> `[Not it]` `[Details]` `[Remove]`\n>\n> sure · `api-key-expired` · guide: Set up your API key" in said[15]
    assert said[16:18] == ["**ada** in the thread: thank you", "*Nothing comes of it.*"]
    assert "127.0.0.1" not in text
    assert "**bo** deletes the message" in said and "*31 minutes pass.*" in said
    assert "**ada** uses the shortcut *Debug Gemini error*" in said
    assert said[-1].startswith("**gemini-debug** in the thread:") and said[-2].startswith("**bo** to gemini-debug:")
    assert await paragraphs(written, over_http=True) == said


async def test_paragraphs_are_printed_with_a_line_between_them(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(play, "print", lambda words, **_: said.append(words), raising=False)
    assert await play.play(script.read("ada in #general: hello\n1 minute passes\n")) == 0
    assert said == ["**ada** in #general: hello", "\n*Nothing comes of it.*", "\n*1 minute passes.*"]


async def test_a_step_that_cannot_be_done_is_named_by_its_line() -> None:
    hello = "ada in #general: hello\n"
    assert await refusal("shortcut by ada") == "talk.txt:1: there is no message yet."
    assert await refusal(f"{hello}bo edits: x") == "talk.txt:2: bo has written nothing."
    assert await refusal(f"{hello}ada presses Not it") == "talk.txt:2: ada sees no button Not it; there are none."
    in_modal = "ada runs /gemini-debug\nada presses Not it"
    assert await refusal(in_modal) == "talk.txt:2: there is no 'Not it' among ['paste', 'file', 'visibility']."
    assert await refusal(f"{hello}ada closes") == "talk.txt:2: there is no modal on ada's screen."
    assert await refusal(f"{hello}ada runs /giphy") == "talk.txt:2: /giphy is not a valid command."


async def test_a_bot_that_does_not_end_its_work_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never() -> bool:
        await asyncio.sleep(0)
        return False

    monkeypatch.setattr(play, "STEP_SECONDS", 0.5)
    monkeypatch.setattr("bot.jobs.engine.idle", never)
    said = await refusal("ada in #general: hi")
    assert said == "talk.txt:1: the bot hasn't ended its work in 0 s: a job is under way."


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no\.txt can't be read: No such file or directory\."):
        opened(tmp_path / "no.txt")
    (tmp_path / "bin.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match=r"bin\.txt can't be read: it is not UTF-8 text\."):
        opened(tmp_path / "bin.txt")
