"""The modal in which a person says how they want to replay, with the key of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from bot.reply import safe
from bot.reply.page import Line, Run
from bot.reply.post import Dict, Post, actions, button, fallback, rich, section
from bot.reply.trim import checked

CALLBACK, DONE = "preferences", "preferences_done"
OPEN, DELETE_KEY = "preferences_open", "preferences_delete_key"
KEY, MODEL, VERSION, TIMEOUT, SPEND, UNASKED = "key", "model", "api_version", "timeout", "spend", "unasked"
AS_PASTED = "as-pasted"
VERSIONS = ("v1beta", "v1", "v1alpha")
LONGEST_KEY = 400  # characters
SHORTEST, LONGEST = 1, 600  # seconds
KeyState = Literal["none", "own", "lost", "team"]
_TITLE = "Replay settings"
_KEY_HINT = (
    "It passes through Slack on its way here, as all you type in Slack does; we keep it encrypted and show its last four "
    "characters alone. Make one for this purpose at aistudio.google.com/apikey, so that you can revoke it alone. "
    "Left empty, nothing changes."
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the modal shows: of the key in use only `name` ("AI Studio key …wxyz") and since when."""

    state: KeyState
    name: str = ""
    since: float | None = None
    checked: bool = True
    model: str | None = None
    api_version: str | None = None
    timeout: int | None = None
    spend: float | None = None
    unasked: bool = False


def name_of(kind: str, last_four: str) -> str:
    """A key as it may be shown."""
    return f"{kind} …{last_four}"


def form(shown: Shown, most_seconds: int, most_spend: float, said: str = "") -> Dict:
    """The view to fill in; `said` is what was just done."""
    blocks: list[Dict] = [rich(section((Run(said, bold=True),)))] if said else []
    blocks.append(rich(section(_of_key(shown))))
    if shown.state in ("own", "lost"):
        blocks.append(actions("preferences_key", [_sure(button("Delete this key", DELETE_KEY, "me"))]))
    blocks += [
        _input(KEY, "A key of your own", {**_text(LONGEST_KEY, "AIza… or AQ.…")}, _KEY_HINT),
        _input(
            MODEL, "Model", _text(128, "gemini-2.5-flash", shown.model), "Taken where the paste doesn't name its model."
        ),
        _input(VERSION, "API version", _versions(shown.api_version), "", optional=False),
        _input(
            TIMEOUT, "Seconds that one call may take", _number(shown.timeout, SHORTEST, min(LONGEST, most_seconds)), ""
        ),
        _input(
            SPEND,
            "US dollars that your replays may cost a day",
            _number(shown.spend, 0, most_spend, decimal=True),
            f"The bot's own limit is {most_spend:g}; 0 stops whatever has a price.",
        ),
        _input(UNASKED, "Before a replay", _box(shown.unasked), ""),
    ]
    return {**_modal(blocks), "callback_id": CALLBACK, "submit": _plain("Save")}


def checking(name: str) -> Dict:
    """The view while the key is being tested."""
    return _done((Run("Checking "), Run(name, bold=True), Run(": we ask Gemini for its list of models with it.")))


def kept(name: str) -> Dict:
    """The key was taken by the service."""
    return _done(_kept(name))


def untested(name: str, why: str) -> Dict:
    """The key is kept, though the service couldn't be asked."""
    return _done(_untested(name, why))


def refused(name: str, why: str) -> Dict:
    """The key was refused, and is kept nowhere."""
    return _done(_refused(name, why))


def saved() -> Dict:
    """All but a key was saved."""
    return _done((Run("Saved."),))


def kept_post(name: str) -> Post:
    """The same for whoever closed the modal meanwhile."""
    return _post(_kept(name))


def untested_post(name: str, why: str) -> Post:
    """The same for whoever closed the modal meanwhile."""
    return _post(_untested(name, why))


def refused_post(name: str, why: str) -> Post:
    """The same for whoever closed the modal meanwhile."""
    return _post(_refused(name, why))


def key_is_lost() -> str:
    """A stored key that no secret key of the bot opens."""
    return (
        "Your key can't be read any more, since the bot's secret key was changed or lost. "
        "Enter it again: /gemini-debug settings."
    )


def no_key() -> str:
    """A replay without any key to send it with."""
    return "A replay needs a key of your own. Enter one: /gemini-debug settings."


def team_key_away() -> str:
    """The file with the team's key holds none."""
    return (
        "The team's key can't be read. Tell whoever runs the bot to look at GEMINI_DEBUG_TEAM_KEY_FILE, or enter a key "
        "of your own: /gemini-debug settings."
    )


def key_deleted(had: bool) -> str:
    """What the button did."""
    return "Your key is deleted." if had else "There was no key to delete."


def no_gemini_key(kind: str | None) -> str:
    """Under the input: what was entered is another thing than a key of the Gemini API."""
    what = f"This looks like another secret ({kind}), and it" if kind else "This"
    return f"{what} is no key of the Gemini API: those begin with AIza (39 characters) or AQ. Make one at aistudio.google.com/apikey."


def key_in_wrong_place() -> str:
    """Under another input than the key's."""
    return "This looks like a secret. A key belongs into the input above, and nowhere else."


def no_model() -> str:
    """Under the input."""
    return "A model's name has small letters, digits, dots and hyphens, such as gemini-2.5-flash."


def no_seconds(most: int) -> str:
    """Under the input."""
    return f"A whole number of seconds from {SHORTEST} to {min(LONGEST, most)}."


def no_dollars(most: float) -> str:
    """Under the input."""
    return f"A number from 0 to {most:g}, such as 0.50."


def key_in_command(kinds: Sequence[tuple[str, str]]) -> str:
    """A key was typed behind the command; `kinds` has each secret's kind and shape."""
    what = ", ".join(f"{kind} ({shape})" if shape else kind for kind, shape in kinds)
    return (
        f"We take no key from a command, and kept nothing of this one: {what}. A command stands in your history and passes "
        "through Slack, so revoke the key at https://aistudio.google.com/apikey and make a new one. "
        "The new one goes into the form alone: /gemini-debug settings, without anything behind it."
    )


def lines(rows: Mapping[str, Sequence[Mapping[str, object]]]) -> list[Line]:
    """What Home says of keys, preferences and what is on record; the rows are those of the store."""
    found: list[Line] = []
    for key in rows.get("keys", ()):
        name = name_of(str(key["kind"]), str(key["last_four"]))
        what = "Your key" if key["state"] == "saved" else "A key that is being checked"
        found.append((Run(what, bold=True), Run(f", encrypted: {name}, since {_day(key['created'])}.")))
    if rows.get("preferences"):
        found.append((Run("Your settings", bold=True), Run(" for replays.")))
    if audit := rows.get("audit"):
        number = f"{len(audit)} {'line' if len(audit) == 1 else 'lines'}"
        found.append((Run(number, bold=True), Run(" of the record of what you did with settings, keys and replays.")))
    return found


def _of_key(shown: Shown) -> Line:
    since = f", since {_day(shown.since)}" if shown.since is not None else ""
    untested = "" if shown.checked else ", not tested yet since Gemini couldn't be asked"
    match shown.state:
        case "own":
            return Run("Your key: "), Run(shown.name, bold=True), Run(f"{since}{untested}.")
        case "lost":
            return (Run(key_is_lost(), bold=True),)
        case "team":
            return (Run("You have no key of your own. Your replays use the team's."),)
    return (Run("You have no key yet. A replay needs one."),)


def _kept(name: str) -> Line:
    return Run("Saved: "), Run(name, bold=True), Run(". Gemini takes it. Your replays use it from now on.")


def _untested(name: str, why: str) -> Line:
    return (
        Run("Saved, but not tested: "),
        Run(name, bold=True),
        Run(f". Gemini couldn't be asked ({safe.one_line(why)})."),
    )


def _refused(name: str, why: str) -> Line:
    return (
        Run("Not saved: "),
        Run(name, bold=True),
        Run(f". Gemini refuses it: {safe.one_line(why, 600)} We kept nothing of it."),
    )


def _done(line: Line) -> Dict:
    return {**_modal([rich(section(line))]), "callback_id": DONE}


def _post(line: Line) -> Post:
    return checked(Post(fallback(line, 1_000), (rich(section(line)),)))


def _modal(blocks: list[Dict]) -> Dict:
    return {"type": "modal", "title": _plain(_TITLE), "close": _plain("Close"), "blocks": blocks}


def _text(most: int, placeholder: str, value: str | None = None) -> Dict:
    filled = {"initial_value": value} if value else {}
    return {"type": "plain_text_input", "max_length": most, "placeholder": _plain(placeholder), **filled}


def _number(value: float | None, least: float, most: float, decimal: bool = False) -> Dict:
    filled = {} if value is None else {"initial_value": f"{value:g}"}
    return {
        "type": "number_input",
        "is_decimal_allowed": decimal,
        "min_value": f"{least:g}",
        "max_value": f"{most:g}",
        **filled,
    }


def _versions(chosen: str | None) -> Dict:
    labels = {AS_PASTED: "As in the paste", **{version: version for version in VERSIONS}}
    options = {value: {"text": _plain(label), "value": value} for value, label in labels.items()}
    first = options.get(chosen or AS_PASTED, options[AS_PASTED])
    return {"type": "static_select", "options": list(options.values()), "initial_option": first}


def _box(ticked: bool) -> Dict:
    option = {"text": _plain("Begin without asking me"), "value": UNASKED}
    filled = {"initial_options": [option]} if ticked else {}
    return {"type": "checkboxes", "options": [option], **filled}


def _input(name: str, label: str, element: Dict, hint: str, optional: bool = True) -> Dict:
    hinted = {"hint": _plain(hint)} if hint else {}
    return {
        "type": "input",
        "block_id": name,
        "label": _plain(label),
        "element": {**element, "action_id": name},
        "optional": optional,
        **hinted,
    }


def _sure(pressed: Dict) -> Dict:
    asks = {
        "title": _plain("Delete this key"),
        "text": _plain(
            "It is gone here at once. Revoke it at aistudio.google.com/apikey as well if you no longer need it."
        ),
        "confirm": _plain("Delete"),
        "deny": _plain("Keep"),
        "style": "danger",
    }
    return {**pressed, "style": "danger", "confirm": asks}


def _day(time: object) -> str:
    return f"{datetime.fromtimestamp(float(str(time)), UTC):%-d %B %Y}"


def _plain(text: str) -> Dict:
    return {"type": "plain_text", "text": text, "emoji": False}
