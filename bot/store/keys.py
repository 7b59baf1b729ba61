"""The keys with which stored API keys are encrypted."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet

FILE = "secret.key"


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
