"""Whether a message gets an answer: decided before it is acknowledged. Of what doesn't, nothing is kept."""

from __future__ import annotations

from dataclasses import replace

from bot.jobs.ask import Ask
from bot.jobs.kit import Kit, diagnosed
from bot.settings import Settings
from bot.store import cases, channels
from bot.store.channels import State


async def is_wanted(kit: Kit, ask: Ask) -> bool:
    """Spoken to: always. Heard: in a channel that is read, a failure that the thread hasn't been told of, or a file to see."""
    if ask.asked:
        return True
    found = await diagnosed(ask.report, len(ask.text), kit.knowledge, "heard") if ask.text.strip() else None
    shows = found is not None and found.reply
    if not shows and not ask.files:
        return False
    word = await kit.store.run(lambda c: channels.state(c, ask.team, ask.channel))
    if not is_read(kit.settings, ask, word):
        return False
    if not shows or found is None:
        return True
    return await kit.store.run(lambda c: cases.may_speak(c, ask.team, ask.channel, ask.thread or "", found.cause))


async def warning_of(kit: Kit, ask: Ask) -> Ask | None:
    """What is left of an ask without an answer that shows keys of Google where we read: whom to tell of which. Else None.

    Its key holds their number, so that an edit brings a second warning only with a further key.
    """
    keys = ask.google_keys
    if not keys or ask.entrance == "alert":
        return None
    word = await kit.store.run(lambda c: channels.state(c, ask.team, ask.channel))
    if not is_read(kit.settings, ask, word):
        return None
    return replace(ask, key=f"{ask.case_key}:keys:{len(keys)}", text="", secrets=keys, files=())


def is_read(settings: Settings, ask: Ask, word: State | None) -> bool:
    """Whether the channel is read unasked: its own word goes before the setting LISTEN."""
    if word is not None:
        return word == "listen"
    listen = settings.listen
    return listen == "all" or ask.entrance == "alert" or (listen != "none" and ask.channel in listen)
