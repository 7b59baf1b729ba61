"""The table of fields against the packages that it is made from."""

from __future__ import annotations

import importlib.util

import pytest

from bot.request import places
from bot.request.located import spelt
from bot.request.table import enums, messages, table
from tests.request import make_fields


def have_packages() -> bool:
    try:
        return (
            importlib.util.find_spec("google.ai.generativelanguage_v1beta") is not None
            and importlib.util.find_spec("google.genai") is not None
        )
    except ModuleNotFoundError:
        return False


@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(
    not have_packages(),
    reason="google-ai-generativelanguage or google-genai is not installed: the table can't be made here",
)
def test_the_table_of_fields_is_what_the_script_makes_of_the_installed_packages():
    made, kept = make_fields.table(), table("fields")
    stale = f"the table is of {kept['made']['from']}, here are {made['made']['from']}: run python tests/request/make_fields.py"
    assert {part: made[part] for part in ("messages", "enums")} == {
        part: kept[part] for part in ("messages", "enums")
    }, stale
    if made["made"] == kept["made"]:
        assert make_fields.text(made) == make_fields.PATH.read_text(encoding="utf-8"), stale


@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(not have_packages(), reason="google-genai is not installed")
def test_every_field_of_a_configuration_has_its_place():
    from google.genai import types

    placed = {*places.GENERATION, *places.TOP, *places.NOT_SENT}
    assert {spelt(name) for name in types.GenerateContentConfig.model_fields} <= placed


def test_every_kind_of_a_field_is_a_message_an_enum_or_a_plain_one():
    plain = {"string", "int", "float", "bool", "bytes", "duration", "timestamp", "any"}
    for fields in messages().values():
        for kind, _, known, *_ in fields.values():
            name = kind.removeprefix("map ").removeprefix("enum ")
            assert kind in plain or name in messages() or name in enums(), kind
            assert known in {"both", "proto", "sdk", "enterprise"}


def test_every_row_of_every_table_has_its_source_and_its_date():
    rows = [
        *table("models")["models"],
        *table("models")["families"],
        *table("versions")["beta_only"],
        *table("told")["phrases"],
    ]
    limits, values = table("limits"), table("values")
    rows += [
        *limits["ranges"],
        *limits["counts"],
        *limits["chat"],
        *limits["bytes"],
        *values["texts"],
        *values["safety"],
        *values["media"],
    ]
    for name in ("combinations", "gone", "built_in"):
        rows += table("tools")[name]
    rows += [
        *table("schema")["refused"].values(),
        *table("sdks")["packages"].values(),
        *table("versions")["versions"].values(),
    ]
    assert all(row["source"] and row["date"] for row in rows)
