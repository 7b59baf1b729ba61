"""The app's Home: what is kept of the person who looks at it, to be had and to be deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.reply import preferences, safe
from bot.reply.page import Line, Run
from bot.reply.post import Dict, Post, actions, button, code, context, rich, section

EXPORT, FORGET = "home_export", "home_forget"
PAGE, PAGES = 2_900, 30  # characters of a page, which is a message; more pages would take Slack more than half a minute
LONGEST_TEXT = 2_000  # characters of one paste in an export
Rows = Sequence[Mapping[str, Any]]


def home(kept: Mapping[str, Rows], days: int, said: str = "") -> Dict:
    """The view. `kept` has the rows by what they are, as the store names them, `said` what was just done."""
    lines = [*_lines(kept)]
    blocks: list[Dict] = [_header("What is kept of you")]
    if said:
        blocks.append(rich(section((Run(said, bold=True),))))
    blocks += [rich(section(line)) for line in lines] or [rich(section((Run("Nothing."),)))]
    if lines:
        blocks.append(
            actions(
                "home", [button("Send me all of it", EXPORT, "me"), _sure(button("Delete all of it", FORGET, "me"))]
            )
        )
    blocks.append(actions("home_settings", [button("Replay settings", preferences.OPEN, "me")]))
    blocks.append(
        context(
            (
                Run(
                    f"A paste is forgotten by itself {days} days after it came. Keys are masked before anything is kept. Deleting "
                    "leaves answers in channels as they stand; their buttons no longer work, so press Remove below them first."
                ),
            )
        )
    )
    return {"type": "home", "blocks": blocks}


def forgotten(kept: Mapping[str, Rows], under_way: int) -> str:
    """What was deleted, in a sentence, for Home and terminal."""
    parts = [_count(len(kept[name]), *words) for name, words in _NAMES.items() if kept.get(name)]
    said = f"Deleted: {', '.join(parts)}." if parts else "There was nothing to delete."
    if under_way:
        said += f" {_count(under_way, 'answer is', 'answers are')} still on the way: do this again in a minute."
    return said


def whole(kept: Mapping[str, Rows]) -> str:
    """All that is kept as JSON."""
    return json.dumps(kept, ensure_ascii=False, indent=1)


def export(kept: Mapping[str, Rows]) -> list[Post]:
    """All that is kept as messages for the person alone; a long paste is cut, and where there is too much that is said."""
    cut = {**kept, "cases": [{**case, "text": _cut(str(case.get("text") or ""))} for case in kept["cases"]]}
    if "replays" in kept:
        cut["replays"] = [{**one, **{name: _cut(_json(one.get(name))) for name in _LONG}} for one in kept["replays"]]
    pages = [*_pages(whole(cut))]
    posts = [
        _page(f"What is kept of you, {number} of {len(pages)}", page) for number, page in enumerate(pages[:PAGES], 1)
    ]
    if len(pages) > PAGES:
        more = f"There are {len(pages) - PAGES} more pages. Whoever runs the bot can give you all: gemini-debug forget --show."
        posts.append(Post(safe.escape(more), (rich(section((Run(more),))),)))
    return posts


_LONG = ("plan", "attempts")  # of a replay
_NAMES = {
    "cases": ("paste", "pastes"),
    "rejections": ("Not it", "times Not it"),
    "choices": ("choice in the form", "choices in the form"),
    "channels": ("name beside a channel's quiet or listen", "names beside a channel's quiet or listen"),
    "keys": ("API key", "API keys"),
    "preferences": ("set of replay settings", "sets of replay settings"),
    "replays": ("replay", "replays"),
    "audit": ("name in the record of settings, keys and replays", "names in the record of settings, keys and replays"),
}


def _lines(kept: Mapping[str, Rows]) -> Iterator[Line]:
    if cases := kept["cases"]:
        since = datetime.fromtimestamp(min(case["created"] for case in cases), UTC)
        yield (
            Run(_count(len(cases), "paste", "pastes"), bold=True),
            Run(
                f" that you posted or asked about, since {since:%-d %B %Y}: the text, where it stands, and our diagnosis."
            ),
        )
    if rejections := kept["rejections"]:
        yield Run(_count(len(rejections), "time", "times"), bold=True), Run(" you said of an answer that it is not it.")
    for choice in kept["choices"]:
        who = "you alone" if choice["visibility"] == "me" else "the channel"
        yield Run("Your choice", bold=True), Run(f" in the form: the answer is seen by {who}.")
    if channels := kept["channels"]:
        yield (
            Run(_count(len(channels), "channel", "channels"), bold=True),
            Run(" that you told to be quiet or to listen."),
        )
    if replays := kept.get("replays"):
        yield (
            Run(_count(len(replays), "replay", "replays"), bold=True),
            Run(" that you began, or others of your pastes: what was sent and what came back, without any key."),
        )
    yield from preferences.lines(kept)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]} … ({len(text)} characters in all)"


def _pages(text: str) -> Iterator[str]:
    """The text in pieces that end at the end of a line where there is one."""
    while len(text) > PAGE:
        end = text.rfind("\n", 1, PAGE) + 1 or PAGE
        yield text[:end]
        text = text[end:]
    yield text


def _page(title: str, text: str) -> Post:
    return Post(title, (rich(section((Run(title),)), code(text)),))


def _header(words: str) -> Dict:
    return {"type": "header", "text": {"type": "plain_text", "text": words, "emoji": False}}


def _sure(pressed: Dict) -> Dict:
    def plain(words: str) -> Dict:
        return {"type": "plain_text", "text": words, "emoji": False}

    asks = {
        "title": plain("Delete all of it"),
        "text": plain(
            "It can't be had back. Answers in channels stay as they stand, and their buttons no longer work."
        ),
        "confirm": plain("Delete"),
        "deny": plain("Keep"),
        "style": "danger",
    }
    return {**pressed, "style": "danger", "confirm": asks}
