"""Everything that belongs to a paste: its text, its files, and for a mention the thread around it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.diagnosis import Diagnosis
from bot.diagnosis.diagnose import NOT_GEMINI, Mode
from bot.errors import UserError
from bot.jobs.ask import Ask, Attached
from bot.jobs.download import fetch
from bot.jobs.kit import Kit, diagnosed
from bot.jobs.thread import Said, failure_of, read_thread

MOST_FILES = 3


@dataclass(frozen=True, slots=True)
class Gathered:
    """What there was to read, with its diagnosis; None: there was nothing. `note`: what of it was left out.
    `posters`: whose keys were seen, each with their own, where not all of them are of who wrote `ask`."""

    ask: Ask
    diagnosis: Diagnosis | None
    note: str = ""
    posters: tuple[Ask, ...] = ()


async def gather(kit: Kit, ask: Ask) -> Gathered:
    """The paste with all that belongs to it. UserError if what was asked about can't be read."""
    mode: Mode = "asked" if ask.asked else "heard"
    own = await _with_files(kit, ask, ask.files)
    found = await _diagnosis(kit, own.ask, mode)
    if not _looks_around(ask) or (found is not None and _is_decisive(found)):
        return replace(own, diagnosis=found)
    try:
        around = await _thread(kit, own.ask)
    except UserError as mistake:
        if found is None:
            raise
        return replace(own, diagnosis=found, note=str(mistake))
    if around is None:
        return replace(own, diagnosis=found)
    wider = await _diagnosis(kit, around.ask, mode)
    if found is not None and (wider is None or _is_nothing(wider)) and not _is_nothing(found):
        return replace(own, diagnosis=found)
    return replace(around, diagnosis=wider)


def _is_decisive(found: Diagnosis) -> bool:
    """Whether the words themselves show the failure, rather than ask about one that stands elsewhere."""
    return not _is_nothing(found) and (found.confidence == "sure" or bool(found.report.errors))


def _is_nothing(found: Diagnosis) -> bool:
    return found.cause in (None, NOT_GEMINI)


def _looks_around(ask: Ask) -> bool:
    """A mention is about its thread; and its event may lack the files that its message has."""
    return ask.ts is not None and (ask.entrance == "mention" or (ask.entrance == "direct" and ask.thread != ask.ts))


async def _thread(kit: Kit, ask: Ask) -> Gathered | None:
    """The failure in the thread, or the whole of the thread if none stands out; None if there is nothing else."""
    said = await read_thread(kit, ask.channel, ask.thread or ask.ts or "")
    own = next((one for one in said if one.ts == ask.ts), None)
    if own and own.files and not ask.files:
        return await _with_files(kit, ask, own.files)
    others = [one for one in said if one.ts != ask.ts and (one.text.strip() or one.files)]
    failure = await failure_of(kit, others)
    chosen = failure or next((one for one in reversed(others) if one.files), None)
    if chosen:
        found = await _with_files(kit, _by(ask, chosen), chosen.files)
        return replace(found, posters=(ask, found.ask))
    if not others:
        return None
    whole = ask.with_text("\n".join([*(one.text for one in others), ask.text]))
    return Gathered(whole, None, posters=(ask, *(_by(ask, one) for one in others)))


def _by(ask: Ask, said: Said) -> Ask:
    """What was asked about is this message of the thread, and somebody else's."""
    return replace(ask.with_text(said.text), author=said.author)


async def _with_files(kit: Kit, ask: Ask, files: tuple[Attached, ...]) -> Gathered:
    """The text with what its files hold below it. A file that can't be read matters only where there is no other text."""
    texts, notes = [ask.text] if ask.text.strip() else [], []
    mistakes: list[UserError] = []
    for file in files[:MOST_FILES]:
        try:
            fetched = await fetch(kit, file)
        except UserError as mistake:
            mistakes.append(mistake)
            continue
        texts.append(fetched.text)
        notes += [fetched.note] if fetched.note else []
    if mistakes and ask.asked and not texts:
        raise mistakes[0]
    notes += [str(mistake) for mistake in mistakes if ask.asked]
    whole = ask if len(texts) == 1 and texts[0] == ask.text else _joined(ask, texts)
    return Gathered(whole, None, " ".join(notes))


def _joined(ask: Ask, texts: list[str]) -> Ask:
    """The texts below each other; what was masked in the first keeps its kind and shape, for offsets stay."""
    joined = ask.with_text("\n".join(texts))
    return replace(joined, secrets=(*ask.secrets, *joined.secrets))


async def _diagnosis(kit: Kit, ask: Ask, mode: Mode) -> Diagnosis | None:
    return await diagnosed(ask.report, len(ask.text), kit.knowledge, mode) if ask.text.strip() else None
