"""What a listener hands over: plain values that can be kept as JSON, with every secret masked already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from bot.paste import Report, Secret, Span, mask, read
from bot.store.cases import Place

Entrance = Literal["message", "mention", "direct", "alert", "command", "modal", "shortcut"]


@dataclass(frozen=True, slots=True)
class Attached:
    """A text file that has to be fetched; `url` as Slack gave it."""

    id: str
    name: str
    url: str
    size: int
    stub: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """A paste and where its answer belongs. `case_key` names the case, `key` the job: they differ for an edit."""

    key: str
    case_key: str
    app: str
    team: str
    channel: str
    ts: str | None
    thread: str | None
    person: str
    entrance: Entrance
    asked: bool
    text: str
    secrets: tuple[Secret, ...] = ()
    files: tuple[Attached, ...] = ()
    image_alone: bool = False
    unreadable: str = ""  # name of a file that holds no text
    private: bool = False
    response_url: str | None = None
    author: str | None = None  # who wrote the message, when somebody else asked

    @property
    def place(self) -> Place:
        """Where it stands, for the store."""
        return Place(self.app, self.team, self.channel, self.ts, self.thread, self.person, self.entrance, self.asked)

    @property
    def google_keys(self) -> tuple[Secret, ...]:
        """The secrets whose owner has to revoke them at Google."""
        return tuple(secret for secret in self.secrets if secret.google)

    def report(self) -> Report:
        """The text's report, with the secrets that were masked in it."""
        return reading(self.text, self.secrets)

    def with_text(self, text: str) -> Ask:
        """The same with another text, masked."""
        masked = mask(text)
        return replace(self, text=masked.text, secrets=masked.secrets)

    def payload(self) -> dict[str, Any]:
        """The ask as JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Press:
    """A button that somebody pressed below an answer."""

    key: str
    app: str
    team: str
    channel: str
    message_ts: str
    person: str
    case: str
    choice: str
    response_url: str | None
    private: bool = False  # only this person sees the answer

    def payload(self) -> dict[str, Any]:
        """The press as JSON."""
        return asdict(self)


def ask_of(payload: Mapping[str, Any]) -> Ask:
    """The ask that `payload()` gave."""
    files = tuple(Attached(**file) for file in payload["files"])
    return Ask(**{**payload, "secrets": secrets_of(payload["secrets"]), "files": files})


def press_of(payload: Mapping[str, Any]) -> Press:
    """The press that `payload()` gave."""
    return Press(**payload)


def secrets_of(kept: Sequence[Mapping[str, Any]] | None) -> tuple[Secret, ...]:
    """Secrets as they were kept: kind, shape and place, never the secret."""
    return tuple(Secret(**{**one, "span": Span(**one["span"])}) for one in kept or ())


def reading(text: str, secrets: Sequence[Secret]) -> Report:
    """The report of a text whose secrets were masked before."""
    report = read(text)
    return replace(report, secrets=tuple(secrets)) if secrets else report
