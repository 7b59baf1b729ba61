"""The modal of replay settings: Slack takes it in every state, and of a key it shows kind and last four alone."""

from __future__ import annotations

import json

import pytest

from bot.reply import preferences
from bot.reply.limits import complaints, view_complaints
from bot.reply.preferences import Shown

NAME = preferences.name_of("AI Studio key", "wxyz")
DAY = 1_795_000_000.0


def form(shown: Shown, said: str = "") -> str:
    view = preferences.form(shown, 300, 1.0, said)
    assert view_complaints(view) == ()
    return json.dumps(view, ensure_ascii=False)


@pytest.mark.parametrize(
    ("shown", "says", "deletable"),
    [
        (Shown("none"), "You have no key yet", False),
        (Shown("team"), "Your replays use the team's", False),
        (Shown("own", NAME, DAY), "since 18 November 2026.", True),
        (Shown("own", NAME, DAY, checked=False), "not tested yet", True),
        (Shown("lost"), "Your key can't be read any more", True),
    ],
)
def test_the_form_says_which_key_is_used(shown: Shown, says: str, deletable: bool) -> None:
    assert says in form(shown) and (preferences.DELETE_KEY in form(shown)) == deletable
    assert "Your key is deleted." in form(shown, preferences.key_deleted(True))


def test_the_form_says_that_a_key_passes_through_slack() -> None:
    assert "passes through Slack" in form(Shown("none"))


def test_the_form_begins_with_what_holds() -> None:
    view = form(Shown("own", NAME, DAY, True, "gemini-3.5-flash", "v1", 30, 0.25, True))
    assert '"initial_value": "gemini-3.5-flash"' in view and '"initial_value": "30"' in view
    assert (
        '"initial_value": "0.25"' in view and '"initial_option": {"text": {"type": "plain_text", "text": "v1"' in view
    )
    assert "initial_options" in view and "initial_options" not in form(Shown("none"))


def test_no_limit_is_offered_beyond_the_bots_own() -> None:
    assert '"max_value": "300"' in form(Shown("none")) and '"max_value": "1"' in form(Shown("none"))
    assert '"max_value": "600"' in json.dumps(preferences.form(Shown("none"), 3_600, 1.0))


HOSTILE = "400: <!channel> `x` *y*\n\n" + "z" * 2_000


@pytest.mark.parametrize(
    "view",
    [
        preferences.checking(NAME),
        preferences.kept(NAME),
        preferences.untested(NAME, HOSTILE),
        preferences.refused(NAME, HOSTILE),
        preferences.saved(),
    ],
)
def test_slack_takes_every_end_of_a_check(view: dict[str, object]) -> None:
    assert view_complaints(view) == ()


@pytest.mark.parametrize(
    "post",
    [preferences.kept_post(NAME), preferences.untested_post(NAME, HOSTILE), preferences.refused_post(NAME, HOSTILE)],
)
def test_who_closed_the_modal_reads_the_same_in_a_post(post) -> None:
    assert complaints(post) == () and NAME in post.text and "<!" not in post.text


def test_home_lists_kind_last_four_and_day() -> None:
    rows = {
        "keys": [
            {"kind": "AI Studio key", "last_four": "wxyz", "state": "saved", "created": DAY, "checked": DAY},
            {"kind": "AI Studio key", "last_four": "abcd", "state": "checking", "created": DAY, "checked": None},
        ],
        "preferences": [{}],
        "audit": [{}],
    }
    said = ["".join(run.text for run in line) for line in preferences.lines(rows)]
    assert said == [
        "Your key, encrypted: AI Studio key …wxyz, since 18 November 2026.",
        "A key that is being checked, encrypted: AI Studio key …abcd, since 18 November 2026.",
        "Your settings for replays.",
        "1 line of the record of what you did with settings, keys and replays.",
    ]
    assert preferences.lines({}) == []
    assert "2 lines" in "".join(run.text for run in preferences.lines({"audit": [{}, {}]})[0])


def test_a_key_in_a_command_is_named_by_its_kind_and_has_to_be_revoked() -> None:
    said = preferences.key_in_command([("AI Studio key", "39 characters"), ("bearer token", "")])
    assert "AI Studio key (39 characters), bearer token" in said and "revoke" in said and "settings" in said


def test_another_products_key_is_named() -> None:
    assert "(OpenAI key)" in preferences.no_gemini_key("OpenAI key") and "AIza" in preferences.no_gemini_key(None)
    assert "no key to delete" in preferences.key_deleted(False)
