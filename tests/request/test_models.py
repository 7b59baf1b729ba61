"""What is known of models, a team's own file, and models.list beside it."""

from __future__ import annotations

import json

import pytest

from bot.paste.report import Report
from bot.request.check import check
from bot.request.listing import Difference, differences
from bot.request.models import BadModels, checked, distance, models
from bot.request.table import table
from tests.request.calls import a_call


def test_a_model_is_found_by_its_name_and_an_old_one_by_its_family():
    known = models()
    assert known.find("models/gemini-3.8-flash").state == "current"
    assert known.find("gemini-1.5-flash-8b").gone
    assert known.find("gemini-2.0-flash-lite-001").successor == "gemini-3.1-flash-lite"
    assert known.find("gemini-12") is None
    assert "embedContent" in known.find("gemini-embedding-001").methods
    assert known.find("gemini-3.8-live").methods == ("bidiGenerateContent",)


def test_every_successor_is_a_model_that_lives():
    known = models()
    for row in (*known.rows.values(), *known.families):
        if row.successor:
            assert not known.find(row.successor).gone, row.id
        assert row.successor or not row.gone, row.id


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("gemini-3.5-falsh", "gemini-3.5-flash"),
        ("gemini_3.5_flash", "gemini-3.5-flash"),
        ("gemini3.5-flash", "gemini-3.5-flash"),
        ("gemini-3.9-flash", None),
        ("gemini-3.5", None),
        ("my-model", None),
    ],
)
def test_a_misspelt_name_means_a_model_with_the_same_figures(written, meant):
    row = models().meant(written)
    assert (row.id if row else None) == meant


def test_letters_that_differ_are_counted():
    assert [distance("kitten", other, 3) for other in ("kitten", "kittne", "sitten", "sitting", "k")] == [0, 1, 1, 3, 4]
    assert distance("abcdef", "uvwxyz", 2) == 3


def test_a_team_s_own_file_has_the_last_word(tmp_path):
    path = tmp_path / "models.json"
    path.write_text(
        json.dumps(
            {
                "models": [
                    {
                        "id": "gemini-3.8-flash",
                        "state": "shut down",
                        "successor": "gemini-5",
                        "source": "us",
                        "date": "2027-01-01",
                    }
                ],
                "families": [{"id": "ours-*", "state": "current"}],
            }
        )
    )
    known = models(path)
    assert known.find("gemini-3.8-flash").gone and known.find("ours-1").id == "ours-*"
    assert not models().find("gemini-3.8-flash").gone
    assert [found.cause for found in check(a_call(model="gemini-3.8-flash"), Report(""), known)] == ["model-not-found"]


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"models": [{"id": "x"}]}',
        '{"models": [{"id": "x", "state": "dead"}]}',
        '{"models": [{"id": "x", "state": "current", "color": 1}]}',
        '{"models": [5]}',
        '{"models": {"id": "x", "state": "current"}}',
        '{"rows": []}',
        '{"models": [{"state": "current"}]}',
        '{"models": [{"id": " ", "state": "current"}]}',
        '{"models": [{"id": "x", "state": null}]}',
        '{"models": [{"id": "x", "state": "current", "kind": "sound"}]}',
        '{"models": [{"id": "x", "state": "current", "until": "soon"}]}',
        '{"models": [{"id": "x", "state": "current", "output": "65536"}]}',
        '{"models": [{"id": "x", "state": "current", "input": true}]}',
        '{"models": [{"id": "x", "state": "current", "levels": "high"}]}',
        '{"models": [{"id": "x", "state": "current", "budget": [1]}]}',
        '{"families": [{"id": "x*", "state": ["current"]}]}',
        "[" * 100_000,
    ],
)
def test_a_file_that_can_t_be_used_says_so(tmp_path, text):
    path = tmp_path / "models.json"
    path.write_text(text)
    with pytest.raises(BadModels, match=r"models\.json"):
        models(path)
    with pytest.raises(BadModels):
        models(tmp_path / "none.json")


def test_what_is_null_in_a_row_is_not_said(tmp_path):
    path = tmp_path / "models.json"
    path.write_text('{"about": "ours", "models": [{"id": "x", "state": "current", "kind": null, "output": null}]}')
    assert (models(path).find("x").kind, models(path).find("x").output) == ("text", None)


def test_every_row_of_ours_would_do_in_a_file_of_a_team():
    loaded = table("models")
    assert all(checked(row) == row for row in (*loaded["models"], *loaded["families"]))


def test_models_list_is_held_against_the_rows():
    listed = [
        {
            "name": "models/gemini-3.8-flash",
            "inputTokenLimit": 1048576,
            "outputTokenLimit": 100,
            "supportedGenerationMethods": ["generateContent"],
        },
        {"name": "models/gemini-embedding-001", "supportedGenerationMethods": ["predict"]},
        {"name": "models/gemini-1.5-pro"},
        {"name": "models/gemini-77"},
        {"name": "models/text-embedding-004"},
    ]
    found = differences(models(), listed)
    assert Difference("gemini-3.8-flash", "output tokens", "65536", "100") in found
    assert Difference("gemini-77", "model", "", "listed") in found
    assert Difference("gemini-1.5-pro", "model", "shut down", "listed") in found
    assert Difference("text-embedding-004", "state", "shut down", "listed") in found
    assert Difference("gemini-3.5-flash", "model", "current", "") in found
    assert [d.listed for d in found if d.what == "methods"] == ["predict"]
