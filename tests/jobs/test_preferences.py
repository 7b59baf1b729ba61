"""What was filled in, and what a key's test says."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.jobs.preferences import judged, keys_alone, read_form, said
from bot.paste import mask
from bot.playground.gemini.credentials import make_secret
from bot.replay.client import Outcome
from bot.reply import preferences as words
from bot.settings import Settings
from bot.store.people import Preferences
from tests.seeded import planted

STANDARD, AUTH = make_secret("standard", "s"), make_secret("auth", "a")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, replay_seconds=300, replay_spend=1.0)


def test_what_is_left_empty_is_as_the_paste_has_it(settings: Settings) -> None:
    filled = read_form({}, settings)
    assert (filled.preferences, filled.key, filled.errors) == (Preferences(), None, {})


def test_everything_filled_in_holds(settings: Settings) -> None:
    given = {
        words.KEY: f' "{STANDARD}"\n',
        words.MODEL: "models/gemini-3.5-flash",
        words.VERSION: "v1",
        words.TIMEOUT: "30",
        words.SPEND: "0.50",
        words.UNASKED: [words.UNASKED],
    }
    filled = read_form(given, settings)
    assert filled.preferences == Preferences("gemini-3.5-flash", "v1", 30, 0.5, True)
    assert (filled.key, filled.kind) == (STANDARD, "AI Studio key") and STANDARD not in repr(filled)
    assert read_form({words.KEY: AUTH}, settings).kind == "AI Studio auth key"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (words.KEY, STANDARD[:-1]),
        (words.KEY, STANDARD + "x"),
        (words.KEY, "my key"),
        (words.KEY, "sk-proj-" + "aB3" * 16),
        (words.KEY, "ya29.a0Af" + "b4" * 40),
        (words.KEY, "AIzа" + STANDARD[4:]),  # with a Cyrillic letter
        (words.KEY, "\x00" + STANDARD),
        (words.MODEL, "gemini 2.5"),
        (words.MODEL, "../../v1/files"),
        (words.MODEL, "Gemini-2.5-Flash"),
        (words.MODEL, "gemini\ud800"),
        (words.MODEL, STANDARD),
        (words.MODEL, "m" * 129),
        (words.TIMEOUT, "0"),
        (words.TIMEOUT, "301"),
        (words.TIMEOUT, "1.5"),
        (words.TIMEOUT, "-3"),
        (words.TIMEOUT, "١٢"),
        (words.SPEND, "1.01"),
        (words.SPEND, "NaN"),
        (words.SPEND, "1e-3"),
        (words.SPEND, "-0.5"),
        (words.SPEND, "inf"),
    ],
)
def test_what_cannot_hold_is_said_under_its_own_input_and_not_repeated(
    settings: Settings, name: str, value: str
) -> None:
    filled = read_form({name: value, words.SPEND if name != words.SPEND else words.TIMEOUT: "1"}, settings)
    assert list(filled.errors) == [name] and filled.key is None and filled.preferences == Preferences()
    assert len(value) < 8 or value not in filled.errors[name]


def test_a_version_that_is_none_of_the_options_is_left_to_the_paste(settings: Settings) -> None:
    for version in (words.AS_PASTED, "v9/../v1", None):
        assert read_form({words.VERSION: version}, settings).preferences.api_version is None


def test_of_1000_secrets_of_every_kind_none_passes_for_a_model(settings: Settings) -> None:
    kept = [one.kind for one in planted(1_000, seed=11) if not read_form({words.MODEL: one.secret}, settings).errors]
    assert kept == []


@pytest.mark.parametrize(
    "text",
    [
        f"settings {STANDARD}",
        STANDARD,
        f"my key is {AUTH}",
        f"set api_key={STANDARD}",
        f'export GEMINI_API_KEY="{STANDARD}"',
        f"settings please use the following one {STANDARD}",
    ],
)
def test_a_command_that_gives_a_key_is_known(text: str) -> None:
    assert [key.kind for key in keys_alone(text)] == [one.kind for one in mask(text).secrets] != []


@pytest.mark.parametrize(
    "text",
    [
        f"400 API_KEY_INVALID {STANDARD}",
        f"API key not valid. Please pass a valid API key. {STANDARD}",
        "settings",
        "my key does not work",
        f"{STANDARD} " + "429 RESOURCE_EXHAUSTED " * 400,
    ],
)
def test_a_paste_that_shows_a_key_is_a_paste(text: str) -> None:
    assert keys_alone(text) == ()


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [
        (Outcome(http=200), "taken"),
        (Outcome(http=429, status="RESOURCE_EXHAUSTED"), "taken"),
        (Outcome(http=400, status="INVALID_ARGUMENT"), "refused"),
        (Outcome(http=400, status="FAILED_PRECONDITION"), "unasked"),
        (Outcome(http=401), "refused"),
        (Outcome(http=402), "unasked"),
        (Outcome(http=403, status="PERMISSION_DENIED"), "refused"),
        (Outcome(http=404), "unasked"),
        (Outcome(http=503), "unasked"),
        (Outcome(http=302, failure="redirect", message="https://evil.example"), "unasked"),
        (Outcome(failure="timeout"), "unasked"),
        (Outcome(failure="refused", message="key"), "refused"),
    ],
)
def test_only_the_services_word_on_the_key_itself_counts(outcome: Outcome, verdict: str) -> None:
    assert judged(outcome) == verdict


def test_what_came_of_a_test_is_said_in_a_few_words() -> None:
    assert said(Outcome(http=400, status="INVALID_ARGUMENT", message="Bad key.")) == "400 INVALID_ARGUMENT: Bad key."
    assert said(Outcome(http=503)) == "503" and said(Outcome(failure="timeout")) == "timeout"
    assert said(Outcome(http=302, failure="redirect")) == "redirect 302"
