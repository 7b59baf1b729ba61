"""A replay in Slack: its plan as a modal, the message that says how far it is, and what came of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from bot.reply import limits, preferences, safe
from bot.reply import replay_words as words
from bot.reply.page import Block, Fence, Item, Line, Paragraph, Run, text_of
from bot.reply.post import Dict, Post, actions, button, context, elements, fallback, rich, section
from bot.reply.replay import dollars, plan_page
from bot.reply.replay_details import details
from bot.reply.replay_outcome import LANGUAGES, Came, table
from bot.reply.trim import checked, shortened_blocks

if TYPE_CHECKING:
    from bot.replay.attempt import Attempt
    from bot.replay.plan import Plan
    from bot.request.render import Language

EVENT = "gemini_replay"
SEND, CONFIRM = "replay_send", "replay_confirm"  # views
STOP, COPY, REPORT, DETAILS = "replay_stop", "replay_copy_", "replay_report", "replay_details"  # buttons
PAGE, PAGES = 2_900, 12  # characters of code in one block of a modal, and such blocks
Whose = Literal["own", "team", "simulated"]
BY: dict[Whose, str] = {
    "own": words.OWN_KEY,
    "team": "with the team's key",
    "simulated": "with the simulated Gemini",
}
_WITH: dict[Whose, str] = {
    "own": "with a key of their own",
    "team": "with the team's key",
    "simulated": "with the simulated Gemini",
}
SIMULATED = "The simulated Gemini answers, not Google's: no key is set, and nothing leaves this machine."
BEGINS = "It begins."
_NAMED = "Simulated Gemini: "
_NOT_THE_POSTER = "Somebody else posted this. It goes by settings of your own."
_COUNTING = "Its tokens are being counted, which is the first call."
_NOTHING_SENT = "It ended before a call was sent."
_LABELS: dict[str, str] = {"curl": "curl", "python": "Python", "javascript": "JS", "go": "Go"}
IN_SETTINGS = "in your replay settings, /gemini-debug settings"


@dataclass(frozen=True, slots=True)
class Behind:
    """Who replays, whether their own paste, and with whose key."""

    person: str
    is_poster: bool
    whose: Whose


def plan_view(plan: Plan, behind: Behind, replay_id: str, *, counting: bool = False) -> Dict:
    """The plan to agree to; `counting`: its tokens aren't known yet."""
    free = behind.whose == "simulated"
    above = [*_simulated(behind)]
    if not behind.is_poster:
        above.append(Paragraph((Run(_NOT_THE_POSTER),)))
    blocks = [rich(*elements(above))] if above else []
    blocks += [rich(*elements(part)) for part in plan_page(plan, BY[behind.whose], free=free)]
    if counting:
        blocks.append(context((Run(_COUNTING),)))
    return {**_modal("Replay", blocks), "callback_id": SEND, "private_metadata": replay_id, "submit": _plain("Send")}


def confirm_view(plan: Plan, behind: Behind, replay_id: str) -> Dict:
    """What takes a second word before it is sent."""
    asks = [
        Item((Run(words.CONFIRMS[one.kind].format(value=safe.one_line(one.value, 200))),), "•") for one in plan.confirm
    ]
    blocks = [rich(*elements((*_simulated(behind), Paragraph((Run("Before it is sent:", bold=True),)), *asks)))]
    view = _modal("Confirm the replay", blocks)
    return {**view, "callback_id": CONFIRM, "private_metadata": replay_id, "submit": _plain("Confirm and send")}


def sentence_view(says: str) -> Dict:
    """A sentence in place of the plan."""
    return _modal("Replay", [rich(section((Run(says),)))], close="Close")


def copy_view(language: Language, code: str, simulated: bool) -> Dict:
    """The request that passes, in that language; the key is an environment variable."""
    pages = _pages(code)
    blocks: list[Dict] = [rich(*elements(_simulated(Behind("", True, "simulated"))))] if simulated else []
    blocks += [rich(*elements((Fence(language, page),))) for page in pages[:PAGES]]
    if len(pages) > PAGES:
        blocks.append(context((Run("The rest is too long for Slack; the change stands in the thread."),)))
    return _modal(f"As {_LABELS[language]}", blocks, close="Close")


def details_view(attempts: Sequence[Attempt], simulated: bool) -> Dict:
    """Each call with its answer."""
    blocks: list[Dict] = [rich(*elements(_simulated(Behind("", True, "simulated"))))] if simulated else []
    blocks += [rich(*elements(part)) for part in details(attempts, timed=not simulated)]
    return _modal("What was answered", blocks or [rich(section((Run(_NOTHING_SENT),)))], close="Close")


def running(plan: Plan, behind: Behind, replay_id: str, says: str) -> Post:
    """How far it is, with Stop."""
    blocks = [
        rich(section_of(behind, f"replays {_call(plan)}")),
        rich(section((Run(says),))),
        actions("replay", [button("Stop", STOP, replay_id)]),
    ]
    return _post((Run(_named(behind)), Run(says)), blocks, replay_id)


def came(
    plan: Plan, found: Came, behind: Behind, replay_id: str, *, cost: float = 0.0, reportable: bool = False
) -> Post:
    """What came of it: verdict, before and after, the change, and what can be done with it."""
    title: Line = (Run(_named(behind) + text_of(found.title), bold=True),)
    blocks = [rich(section(title))]
    if found.says:
        blocks.append(rich(*elements(found.says)))
    if found.rows:
        timed = behind.whose != "simulated"  # its seconds mean nothing
        rows = found.rows if timed else tuple((row[0], row[1], "-", *row[3:]) for row in found.rows)
        blocks.append(rich(*elements((table(rows),))))
    if found.diff:
        blocks.append(rich(*elements((Fence("diff", found.diff),))))
    if found.tried:
        tried = (Item((Run(one),), "•") for one in found.tried)
        blocks.append(rich(*elements((Paragraph((Run(words.ALSO_TRIED),)), *tried))))
    pressable = [
        button(f"Copy as {_LABELS[language]}", f"{COPY}{language}", replay_id)
        for language in LANGUAGES
        if language in found.copies
    ]
    if reportable:
        pressable.append(button("Report to Google", REPORT, replay_id))
    pressable.append(button("Details", DETAILS, replay_id))
    blocks.append(actions("replay", pressable))
    paid = f" It cost about ${dollars(cost)}." if cost > 0 else ""
    blocks.append(rich(section_of(behind, f"replayed {_call(plan)}", paid)))
    return _post(title, blocks, replay_id)


def ended(behind: Behind, replay_id: str, says: str) -> Post:
    """It ended without a verdict, and why."""
    line: Line = (Run(_named(behind)), Run(says))
    return _post(line, [rich(section(line))], replay_id)


def no_key(says: str) -> Post:
    """There is no key to replay with, and a button that leads to where one is entered."""
    blocks = (rich(section((Run(says),))), actions("replay_key", [button("Replay settings", preferences.OPEN, "me")]))
    return checked(Post(fallback((Run(says),)), blocks))


def report_post(places: Iterable[tuple[str, str]], simulated: bool) -> Post:
    """What stands above the report: where to post it."""
    led = "\n".join(f"{what}: {address}" for what, address in places)
    begins = "A report of what the simulated Gemini answered" if simulated else "A report"
    says = f"{begins}, without keys, ready to be posted. Read it first: it holds the request.\n{led}"
    return checked(Post(safe.escape(says), (rich(section((Run(says),))),)))


def report_pages(text: str) -> list[Post]:
    """The report in messages, for where the bot may share no files."""
    return [checked(Post("The report", (rich(*elements((Fence("", page),))),))) for page in _pages(text)[:PAGES]]


def section_of(behind: Behind, does: str, more: str = "") -> Dict:
    """A sentence that begins with the person."""
    known = re.fullmatch(r"[UW][A-Z0-9]{2,20}", behind.person)
    who = {"type": "user", "user_id": behind.person} if known else {"type": "text", "text": "Somebody"}
    others = "" if behind.is_poster else ", which somebody else posted, by settings of their own and"
    says = f" {does}{others} {_WITH[behind.whose]}.{more}"
    return {"type": "rich_text_section", "elements": [who, {"type": "text", "text": says}]}


def runs_already() -> str:
    """A second press of the same person."""
    return "Your replay of this runs already: its message stands in the thread, with a button to stop it."


def all_taken(most: int) -> str:
    """As many run as may."""
    running = "One replay is" if most == 1 else f"{most} replays are"
    return f"{running} running, as many as may at one time. Press Replay again in a minute."


def spent(used: float, cap: float, first: float) -> str:
    """What a replay costs is more than what is left for the day."""
    return (
        f"Your replays cost ${used:.2f} of the ${cap:.2f} that they may a day, and one call of this one may cost "
        f"${dollars(first)}. The day ends at midnight UTC; your own limit stands in /gemini-debug settings."
    )


def gone() -> str:
    """A plan or replay that is no longer kept."""
    return "This replay is no longer kept. Press Replay below the answer again."


def ended_already() -> str:
    """Stop, pressed too late."""
    return "This replay has ended already."


def not_yours() -> str:
    """Stop, pressed by somebody else."""
    return "Only the person who began this replay, or an admin of the bot, can stop it."


def key_is_away() -> str:
    """The key of a replay that was begun is gone."""
    return "Not replayed: the key that it was to go with is no longer kept."


def broke_off(says: str = "") -> str:
    """It ended by a fault of ours, or of what it needs."""
    return says or "The replay broke off. No call is sent a second time; press Replay again to begin anew."


def not_replayed(says: str) -> str:
    """Nothing was sent, and why."""
    return f"Not replayed: {says}"


def _simulated(behind: Behind) -> Sequence[Block]:
    return [Paragraph((Run(SIMULATED, bold=True),))] if behind.whose == "simulated" else []


def _named(behind: Behind) -> str:
    return _NAMED if behind.whose == "simulated" else ""


def _call(plan: Plan) -> str:
    model = words.OF_MODEL.format(model=safe.one_line(plan.pasted.model, 80)) if plan.pasted.model else ""
    return f"{plan.pasted.method}{model}"


def _post(line: Line, blocks: Iterable[Dict], replay_id: str) -> Post:
    metadata = {"event_type": EVENT, "event_payload": {"case": replay_id}}
    return replace(checked(Post(fallback(line), tuple(blocks))), metadata=metadata)


def _pages(code: str) -> list[str]:
    """The code in pieces that end at the end of a line where there is one."""
    pages = []
    while len(code) > PAGE:
        end = code.rfind("\n", 1, PAGE) + 1 or PAGE
        pages.append(code[:end])
        code = code[end:]
    return [*pages, code]


def _modal(title: str, blocks: Sequence[Dict], close: str = "Cancel") -> Dict:
    shown = shortened_blocks(blocks, limits.VIEW_BLOCKS, limits.VIEW_WHOLE)
    return {"type": "modal", "title": _plain(title), "close": _plain(close), "blocks": shown}


def _plain(text: str) -> Dict:
    return {"type": "plain_text", "text": text, "emoji": False}
