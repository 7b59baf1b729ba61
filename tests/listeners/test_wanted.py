"""Where the bot listens."""

from __future__ import annotations

from typing import Any

import pytest

from bot.jobs.ask import Ask
from bot.listeners.wanted import is_read


class Listening:
    """Settings of which only LISTEN matters."""

    def __init__(self, listen: Any) -> None:
        self.listen = listen


def ask(entrance: Any = "message") -> Ask:
    return Ask("k", "k", "A", "T", "C1", "1.1", "1.1", "U1", entrance, False, "")


@pytest.mark.parametrize(
    ("listen", "word", "read"),
    [
        ("all", None, True),
        ("none", None, False),
        (("C1", "C2"), None, True),
        (("C2",), None, False),
        ("all", "quiet", False),
        ("none", "listen", True),
        (("C2",), "listen", True),
        (("C1",), "quiet", False),
    ],
)
def test_a_channels_own_word_goes_before_the_setting(listen: Any, word: Any, read: bool) -> None:
    assert is_read(Listening(listen), ask(), word) is read  # type: ignore[arg-type]


def test_alert_channels_are_read_whatever_listen_says_until_they_want_quiet() -> None:
    assert is_read(Listening("none"), ask("alert"), None)  # type: ignore[arg-type]
    assert not is_read(Listening("all"), ask("alert"), "quiet")  # type: ignore[arg-type]
