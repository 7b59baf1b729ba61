"""How a person wants to replay, and with which key: read from the modal, kept, tested, used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from slack_sdk.errors import SlackApiError
from sqlalchemy import Connection

from bot.diagnosis import diagnose
from bot.errors import UserError
from bot.jobs.kit import BIG, Kit
from bot.jobs.post import whisper
from bot.paste import Secret, mask, read
from bot.replay.call import Access, Call
from bot.replay.outcome import Outcome
from bot.replay.sending import send
from bot.reply import preferences as words
from bot.reply.post import Dict, Post
from bot.reply.preferences import Shown
from bot.settings import Settings
from bot.store import api_keys, audit, people
from bot.store.api_keys import ApiKey
from bot.store.keys import LostError
from bot.store.people import Preferences

SECONDS = 15.0  # that the test of a key may take
_GONE = frozenset(["not_found", "view_not_found", "expired_view"])
_KEYS = {
    "AI Studio key": re.compile(r"AIza[\w-]{35}", re.ASCII),
    "AI Studio auth key": re.compile(r"AQ\.[\w-]{12,}", re.ASCII),
}
_ABOUT_KEYS = frozenset(
    """a add api api_key apikey export gemini gemini_api_key google google_api_key is key keys my new save set setting
    settings the this token use x goog""".split()
)
_MODEL = re.compile(r"[a-z0-9](?:[a-z0-9-]|\.(?!\.)){0,127}")


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled in: a key and its kind if there is one, and under which input what is wrong."""

    preferences: Preferences
    key: str | None = field(default=None, repr=False)
    kind: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


class NoKeyError(UserError):
    """There is no key to replay with; its person can enter one."""


@dataclass(frozen=True, slots=True)
class Using:
    """The key that a person's replays go with."""

    key: str = field(repr=False)
    whose: Literal["own", "team", "simulated"]
    name: str  # as it may be shown


def read_form(given: Mapping[str, Any], settings: Settings) -> Filled:
    """The modal's values, by the names of its inputs, as they hold from now on."""
    errors: dict[str, str] = {}
    key = str(given.get(words.KEY) or "").strip().strip("\"'`").strip() or None
    kind = next((kind for kind, form in _KEYS.items() if key and form.fullmatch(key)), "")
    if key and not kind:
        errors[words.KEY] = words.no_gemini_key(next((one.kind for one in mask(key).secrets), None))
    model = str(given.get(words.MODEL) or "").strip().removeprefix("models/") or None
    if model and mask(f"model={model}").secrets:
        errors[words.MODEL] = words.key_in_wrong_place()
    elif model and not _MODEL.fullmatch(model):
        errors[words.MODEL] = words.no_model()
    timeout = _number(given.get(words.TIMEOUT), words.SHORTEST, min(words.LONGEST, settings.replay_seconds))
    if timeout is not None and (timeout < 0 or timeout != int(timeout)):
        errors[words.TIMEOUT] = words.no_seconds(settings.replay_seconds)
    spend = _number(given.get(words.SPEND), 0, settings.replay_spend)
    if spend is not None and spend < 0:
        errors[words.SPEND] = words.no_dollars(settings.replay_spend)
    version = given.get(words.VERSION)
    if errors:
        return Filled(Preferences(), errors=errors)
    wanted = Preferences(
        model=model,
        api_version=version if version in words.VERSIONS else None,
        timeout=None if timeout is None else int(timeout),
        spend=spend,
        unasked=words.UNASKED in (given.get(words.UNASKED) or ()),
    )
    return Filled(wanted, key, kind)


def keys_alone(text: str) -> tuple[Secret, ...]:
    """The secrets of a text that is nothing else, or that would set one: "settings AIza…", "my key is AIza…"."""
    if len(text) > BIG:
        return ()
    masked = mask(text)
    rest = list(text.lower())
    for secret in masked.secrets:
        rest[secret.span.start : secret.span.end] = " " * (secret.span.end - secret.span.start)
    beside = re.findall(r"\w+", "".join(rest))
    return masked.secrets if beside[:1] == ["settings"] or _ABOUT_KEYS.issuperset(beside) else ()


async def shown(kit: Kit, person: str, home: str | None) -> Shown:
    """What the modal shows of the person; `home` is the workspace that they belong to."""

    def look(connection: Connection) -> tuple[Preferences, ApiKey | None]:
        return people.preferences_of(connection, kit.me.team, person), api_keys.of(connection, kit.me.team, person)

    wanted, key = await kit.store.run(look)
    values = asdict(wanted)
    if key is None:
        return Shown("team" if may_use_team_key(kit, person, home) else "none", **values)
    try:
        kit.cipher.open(key.sealed, key.owner)
    except LostError:
        return Shown("lost", **values)
    name = words.name_of(key.kind, key.last_four)
    return Shown("own", name, key.created, key.checked is not None, **values)


async def keep(kit: Kit, person: str, filled: Filled) -> str | None:
    """What was filled in holds from now on; of a key, which is sealed and not used before it was tested, the id."""

    def write(connection: Connection) -> str | None:
        team, now = kit.me.team, kit.time
        if people.preferences_of(connection, team, person) != filled.preferences:
            people.prefer(connection, team, person, filled.preferences, now)
            audit.record(connection, team, person, "settings_changed", now)
        if filled.key is None:
            return None
        audit.record(connection, team, person, "key_entered", now)
        return api_keys.put(connection, kit.cipher, team, person, filled.key, filled.kind, now)

    return await kit.store.run(write)


async def drop_key(kit: Kit, person: str) -> bool:
    """The person has no key here any more; False if they had none."""

    def write(connection: Connection) -> bool:
        had = api_keys.drop_of(connection, kit.me.team, person)
        if had:
            audit.record(connection, kit.me.team, person, "key_deleted", kit.time)
        return had

    return await kit.store.run(write)


async def check_key(kit: Kit, asked: Mapping[str, Any]) -> None:
    """The key that was entered is used from now on, or gone if the service refuses it; its person reads which and why."""
    key = await kit.store.run(lambda c: api_keys.find(c, asked["key_id"]))
    if key is None:
        return  # forgotten, or another was entered meanwhile
    name = words.name_of(key.kind, key.last_four)
    try:
        opened = await kit.store.run(lambda c: api_keys.read(c, kit.cipher, key))
    except LostError:
        await kit.store.run(lambda c: api_keys.drop(c, key.id))
        raise UserError(words.key_is_lost()) from None
    outcome = await send(Call("models.list", None, "v1beta", None, SECONDS), opened.secret, access(kit))
    verdict = judged(outcome)
    if verdict == "refused":
        why = _why(kit, outcome)
        await kit.store.run(lambda c: _refuse(c, key, kit.time))
        await _tell(kit, asked, words.refused(name, why), words.refused_post(name, why))
        return
    checked = kit.time if verdict == "taken" else None
    if not await kit.store.run(lambda c: _save(c, key, checked, kit.time)):
        return
    if verdict == "taken":
        await _tell(kit, asked, words.kept(name), words.kept_post(name))
    else:
        why = said(outcome)
        await _tell(kit, asked, words.untested(name, why), words.untested_post(name, why))


def judged(outcome: Outcome) -> Literal["taken", "refused", "unasked"]:
    """Whether the service knows the key. Requests are counted after the key was looked at, so 429 says that it is good;
    5xx, silence, and a refusal of the machine's place or of the account's money say nothing of it."""
    if outcome.passed or outcome.http == 429:
        return "taken"
    of_key = outcome.http in (401, 403) or (outcome.http == 400 and outcome.status != "FAILED_PRECONDITION")
    return "refused" if of_key or outcome.failure == "refused" else "unasked"


def said(outcome: Outcome) -> str:
    """What came of the call, in a few words: its code and message, or why there was none."""
    if outcome.http is None or outcome.failure:
        return " ".join(str(each) for each in (outcome.failure, outcome.http) if each)
    told = f"{outcome.http} {outcome.status or ''}".strip()
    return f"{told}: {outcome.message}" if outcome.message else told


async def preferences_of(kit: Kit, person: str) -> Preferences:
    """How the person wants to replay."""
    return await kit.store.run(lambda c: people.preferences_of(c, kit.me.team, person))


async def key_for(kit: Kit, person: str, home: str | None) -> Using:
    """The key that the person's replays go with: their own before the team's. Without one a stand-in of the service
    answers, where there is one; else NoKeyError, and UserError where the team's can't be read.

    `home` is the workspace that the person belongs to, as Slack's payload says: `user.team_id`.
    """
    key = await kit.store.run(lambda c: api_keys.of(c, kit.me.team, person))
    if key is not None:
        try:
            opened = await kit.store.run(lambda c: api_keys.read(c, kit.cipher, key))
        except LostError:
            raise NoKeyError(words.key_is_lost()) from None
        return Using(opened.secret, "own", words.name_of(key.kind, key.last_four))
    if may_use_team_key(kit, person, home):
        return _team_key(kit)
    if kit.simulated is not None:
        return Using(kit.simulated.key, "simulated", kit.simulated.name)
    raise NoKeyError(words.no_key())


def may_use_team_key(kit: Kit, person: str, home: str | None) -> bool:
    """Whether the admin lets this person use the team's key. `all` leaves out who comes from another workspace."""
    users = kit.settings.team_key_users
    if kit.settings.team_key_file is None or users == "none":
        return False
    return home == kit.me.team if users == "all" else person in users


def access_with(kit: Kit, using: Using) -> Access:
    """The way to what answers replays with that key."""
    simulated = kit.simulated if using.whose == "simulated" else None
    return access(kit) if simulated is None else Access(simulated.url)


def access(kit: Kit) -> Access:
    """The way to Gemini as the admin set it."""
    return Access(kit.settings.gemini_url) if kit.settings.gemini_url else Access()


def _team_key(kit: Kit) -> Using:
    """Read anew each time, so that a new key needs no restart."""
    try:
        key = kit.settings.team_key_file.read_text("utf-8").strip() if kit.settings.team_key_file else ""
    except (OSError, UnicodeDecodeError):
        key = ""
    if not key:
        raise UserError(words.team_key_away())
    return Using(key, "team", words.name_of("the team's key", key[-4:]))


def _number(value: object, least: float, most: float) -> float | None:
    """None: left empty; -1: no number from `least` to `most`."""
    text = str(value or "").strip()
    if not text:
        return None
    if not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", text, re.ASCII):
        return -1
    number = float(text)
    return number if least <= number <= most else -1


def _why(kit: Kit, outcome: Outcome) -> str:
    """The service's own words, and where to read on."""
    found = diagnose(read(outcome.paste()), kit.knowledge, "asked")
    more = f" See /gemini-debug explain {found.cause}." if found.cause in kit.knowledge.entries else ""
    ended = said(outcome)
    return f"{ended}{'' if ended.endswith('.') else '.'}{more}"


def _save(connection: Connection, key: ApiKey, checked: float | None, now: float) -> bool:
    if not api_keys.save(connection, key, checked):
        return False
    audit.record(connection, key.team, key.person, "key_saved", now)
    return True


def _refuse(connection: Connection, key: ApiKey, now: float) -> None:
    if api_keys.drop(connection, key.id):
        audit.record(connection, key.team, key.person, "key_refused", now)


async def _tell(kit: Kit, asked: Mapping[str, Any], view: Dict, post: Post) -> None:
    """On the modal, or if it was closed as a direct message."""
    try:
        await kit.client.views_update(view_id=asked["view"], view=view)
    except SlackApiError as error:
        if error.response.get("error") not in _GONE:
            raise
        await whisper(kit, asked["person"], None, post)
