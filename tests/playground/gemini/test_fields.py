"""The fields that the fake knows."""

from __future__ import annotations

import importlib.util
import json
from importlib import resources

import pytest

from bot.playground.gemini.fields import fields, values
from bot.playground.gemini.tables import table
from tests.playground.gemini import make_fields


def have_package() -> bool:
    try:
        return importlib.util.find_spec("google.ai.generativelanguage_v1beta") is not None
    except ModuleNotFoundError:
        return False


@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(not have_package(), reason="google-ai-generativelanguage is not installed")
def test_the_table_of_fields_is_what_the_script_makes_of_the_installed_package():
    made = make_fields.table()
    kept = table("fields")
    assert {part: made[part] for part in ("messages", "enums")} == {part: kept[part] for part in ("messages", "enums")}
    if made["made"] == kept["made"]:
        assert make_fields.text(made) == make_fields.PATH.read_text(encoding="utf-8")


def test_every_message_and_enum_that_a_field_names_is_in_the_tables():
    for message in {*table("fields")["messages"], *table("added")["messages"]}:
        for field in fields(message, "v1beta").values():
            assert not field.message or field.message in {*table("fields")["messages"], *table("added")["messages"]}
            assert not field.enum or values(field.enum)


def test_what_is_added_by_hand_is_not_in_the_published_protos():
    for message, rows in table("added")["messages"].items():
        assert not set(rows) & set(table("fields")["messages"].get(message, {}))


def test_v1_lacks_what_only_the_beta_has_and_nothing_else():
    for message in table("fields")["messages"]:
        missing = {f"{message}.{field.json}" for field in fields(message, "v1beta").values()} - {
            f"{message}.{field.json}" for field in fields(message, "v1").values()
        }
        assert missing <= set(table("added")["beta_only"])
    assert "systemInstruction" in fields("GenerateContentRequest", "v1")


@pytest.mark.parametrize("name", ["added", "fields", "models", "numbers", "words"])
def test_the_tables_are_in_the_package(name: str):
    text = (resources.files("bot.playground.gemini.tables") / f"{name}.json").read_text(encoding="utf-8")
    assert json.loads(text) == table(name)


def test_no_table_of_the_fake_is_one_of_the_bot():
    ours = {path.name: path.read_text() for path in (make_fields.PATH.parent).glob("*.json")}
    theirs = {path.read_text() for path in make_fields.PATH.parents[3].joinpath("request", "tables").glob("*.json")}
    assert theirs
    assert not set(ours.values()) & theirs
