"""Causes that lie outside the code of whoever meets them; they are data, in blameless.yml, with the reason for each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from bot.diagnosis.front import parse_yaml


@cache
def read_blameless() -> Mapping[str, str]:
    """Each cause, with the words of its entry that say that the code isn't at fault.

    Declared and not worked out: five people with a wrong key made five mistakes or share one key, and neither the
    number of people nor the code of the answer tells that from a service that is down.
    """
    text = (Path(__file__).parent / "blameless.yml").read_text("utf-8")
    return {str(cause): str(words) for cause, words in parse_yaml(text).items()}
