"""What is said when many people meet one cause at one time: a line that leads to the full answer, and a first line."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.reply import replay_button, safe, words
from bot.reply.answer import DETAILS, MOST_NOTE, NOT_IT, REMOVE, metadata
from bot.reply.markdown import Reader
from bot.reply.notices import leading
from bot.reply.page import Line, Run, fit
from bot.reply.post import Post, actions, button, context, fallback, rich, section
from bot.reply.slots import Slots
from bot.reply.trim import checked

if TYPE_CHECKING:
    from bot.diagnosis import Diagnosis, Knowledge

MOST_TITLE = 300
WITHIN = " within 10 minutes"
NOT_YOUR_CODE, MOST_LIKELY_NOT = "Not your code", "Most likely not your code"
SAME, MOST_LIKELY_SAME, AND_SAME = "The same as in ", "Most likely the same as in ", ", the same as in "
THIS_ANSWER = "this answer"
HAVE_MET = "{who} met this{within}."


def who(people: int, pastes: int, channels: int, at_least: bool = False) -> str:
    """ "4 people", "3 people, 4 pastes", "6 people in 2 channels"; pastes of other bots alone are "3 pastes"."""
    persons = f"{people} {'person' if people == 1 else 'people'}" if people else ""
    shown = f"{pastes} {'paste' if pastes == 1 else 'pastes'}" if pastes != people else ""
    places = f" in {channels} channels" if channels > 1 else ""
    return ("at least " if at_least else "") + ", ".join(filter(None, (persons, shown))) + places


def line(
    found: Diagnosis, knowledge: Knowledge, now: datetime, case_id: str, link: str, met: str, *, crowd: bool,
    note: str = "",
) -> Post:  # fmt: skip
    """One line: the link to the answer that says it all, who met it so far, and the cause with the paste's own facts.

    `crowd`: so many met it, and it is such a cause, that it isn't their code. Below stand the buttons of an answer.
    """
    is_sure = found.confidence == "sure"
    if crowd:
        lead = (NOT_YOUR_CODE if is_sure else MOST_LIKELY_NOT) + AND_SAME
    else:
        lead = SAME if is_sure else MOST_LIKELY_SAME
    title = Reader(Slots(found.report, now), knowledge.links).line(knowledge.entries[found.cause or ""].title)
    said: Line = (
        Run(lead),
        leading(link, THIS_ANSWER),
        Run(f" ({met}{WITHIN}): "),
        *(Run(run.text, bold=True, code=run.code) for run in fit(title, MOST_TITLE)),
    )
    replay = replay_button.offered(found, knowledge, now)
    act = [
        *([button(replay_button.LABEL, replay_button.REPLAY, case_id)] if replay else []),
        button(words.NOT_IT, NOT_IT, f"{case_id}|{found.cause}"),
        button(words.DETAILS, DETAILS, case_id),
        button(words.REMOVE, REMOVE, case_id),
    ]
    below = [context((Run(short),))] if (short := safe.one_line(note, MOST_NOTE)) else []
    blocks = (rich(section(said)), actions("act", act), *below)
    return checked(Post(fallback(said, 600), blocks, metadata(found, case_id)))


def not_your_code(met: str, *, sure: bool) -> str:
    """The first line of a full answer: that it isn't the person's code, and why we think so."""
    return f"{NOT_YOUR_CODE if sure else MOST_LIKELY_NOT}: {HAVE_MET.format(who=met, within=WITHIN)}"
