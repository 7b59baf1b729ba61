"""Help, a cause's page and the list of causes, as posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reply.details import entry_blocks
from bot.reply.entry import cause_lines, find, guide_line
from bot.reply.markdown import Reader
from bot.reply.page import Run
from bot.reply.post import Dict, Post, context, fallback, rich, section
from bot.reply.slots import Slots
from bot.reply.trim import checked

if TYPE_CHECKING:
    from bot.diagnosis import Knowledge

HELP = (
    (("Paste a Gemini error", True), (" in a channel where the bot is, or send it as a direct message.", False)),
    (
        ("In a thread", True),
        (", mention the bot: it reads the thread. A slash command doesn't work in threads.", False),
    ),
    (("On any message", True), (", the shortcut Debug Gemini error reads it.", False)),
    (("/gemini-debug", True), (" opens an input; with the error behind it, it answers at once.", False)),
    (("/gemini-debug explain quota-day", True), (" shows a cause; without a name, all causes.", False)),
    (("/gemini-debug quiet", True), (" and ", False), ("/gemini-debug listen", True), (" for this channel.", False)),
    (("/gemini-debug settings", True), (" for replays: your key, model, time and spend.", False)),
    (("A long error", True), (" goes in as a snippet or a text file. Keys are masked before anything is kept.", False)),
)
# A message holds 50 blocks and 12,000 characters; a list of causes stays well under both.
_CAUSES_A_BLOCK = 10


def usage() -> Post:
    """What the bot can be asked, and how."""
    blocks = [rich(section(tuple(Run(text, bold=bold) for text, bold in line))) for line in HELP]
    return checked(Post("How to ask about a Gemini error", tuple(blocks)))


def explain(cause: str, knowledge: Knowledge) -> Post:
    """The page of a cause, with the words for missing facts."""
    entry = find(cause, knowledge)
    reader = Reader(Slots(None, None), knowledge.links)
    title = reader.line(entry.title)
    head = rich(section(tuple(Run(run.text, bold=True, code=run.code) for run in title)))
    return checked(Post(fallback(title), (head, *entry_blocks(entry, reader), context(guide_line(entry, knowledge)))))


def causes(knowledge: Knowledge) -> Post:
    """Every cause with its title, by name."""
    lines = list(cause_lines(knowledge))
    blocks: list[Dict] = []
    for at in range(0, len(lines), _CAUSES_A_BLOCK):
        part = lines[at : at + _CAUSES_A_BLOCK]
        joined = tuple(run for line in part for run in (*line, Run("\n")))[:-1]
        blocks.append(rich(section(joined)))
    return checked(Post(f"{len(lines)} causes of Gemini errors", tuple(blocks)))
