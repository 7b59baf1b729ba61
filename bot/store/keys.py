"""The keys with which stored API keys are encrypted, and what they seal and open."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

FILE = "secret.key"


class LostError(Exception):
    """What was sealed can't be opened: by none of the secret keys, or it was sealed for somebody else."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A secret in clear, which no repr shows. `stale`: an older secret key sealed it, so it has to be sealed anew."""

    secret: str = field(repr=False)
    stale: bool


class Cipher:
    """Seals by the first of the secret keys, opens by all. ValueError if one of them is none."""

    def __init__(self, secret_keys: Sequence[str]) -> None:
        self._newest = Fernet(secret_keys[0])
        self._all = MultiFernet([Fernet(key) for key in secret_keys])

    def seal(self, secret: str, owner: str) -> str:
        """The secret as text that tells nothing, not even its owner's neighbours: only for `owner` it can be opened."""
        return self._newest.encrypt(_bound(secret, owner)).decode()

    def open(self, sealed: str, owner: str) -> Opened:
        """What was sealed for that owner. LostError where no secret key opens it."""
        try:
            return Opened(_freed(self._newest.decrypt(sealed.encode()), owner), stale=False)
        except InvalidToken:
            pass
        try:
            return Opened(_freed(self._all.decrypt(sealed.encode()), owner), stale=True)
        except InvalidToken:
            raise LostError from None


def secret_keys(given: Sequence[str], folder: Path) -> tuple[str, ...]:
    """The keys that were given, else the one in the key file, which is made on the first start for its owner alone."""
    if given:
        return tuple(given)
    file = folder / FILE
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as new:
            new.write(Fernet.generate_key())
    except FileExistsError:
        pass
    return (file.read_text(encoding="ascii").strip(),)


def _bound(secret: str, owner: str) -> bytes:
    return f"{owner}\n{secret}".encode()


def _freed(bound: bytes, owner: str) -> str:
    """Who can write the database but has no secret key can't hand one person's secret to another."""
    named, _, secret = bound.decode().partition("\n")
    if named != owner:
        raise LostError
    return secret
