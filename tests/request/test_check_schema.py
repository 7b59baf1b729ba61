"""Schemas: what responseSchema and parameters don't take."""

from __future__ import annotations

import pytest

from bot.paste.span import Span
from bot.request.request import UNKNOWN, Flaw
from tests.request.calls import HELLO, a_call, config, held, the

WHERE = "generationConfig.responseSchema"


def schema(inside, **more):
    return config({"responseMimeType": "application/json", "responseSchema": inside}, **more)


@pytest.mark.parametrize(
    ("inside", "field"),
    [
        (
            {"type": "OBJECT", "properties": {"a": {"type": "STRING"}}, "additionalProperties": False},
            "additionalProperties",
        ),
        ({"type": "OBJECT", "properties": {"a": {"$ref": "#/$defs/A"}}}, "properties.a.$ref"),
        ({"type": "ARRAY"}, "items"),
        ({"type": "ARRAY", "items": {"type": "STRING", "const": "x"}}, "items.const"),
        ({"type": ["STRING", "NULL"]}, "type"),
        ({"type": "TEXT"}, "type"),
        ({"type": "STRNG"}, "type"),
        ({"type": "INTEGER", "enum": [1, 2]}, "enum"),
        ({"type": "NUMBER", "enum": ["1"]}, "enum"),
        ({"type": "OBJECT", "properties": {"a": {"type": "STRING"}}, "required": ["b"]}, "required"),
        ({"type": "OBJECT", "properties": {"a": {"type": "STRING", "required": True}}}, "properties.a.required"),
        ({"type": "OBJECT", "properties": ["a"]}, "properties"),
        ({"anyOf": [{"type": "STRING"}, {"oneOf": []}]}, "anyOf[1].oneOf"),
        ({"type": "STRING", "minLength": "short"}, "minLength"),
        ({"type": "STRING", "homemade": 1}, "homemade"),
        ({"type": "OBJECT", "properties": {"a": "STRING"}}, "properties.a"),
    ],
)
def test_a_keyword_that_the_api_does_not_take_is_named(inside, field):
    assert held(schema(inside)) == {f"{WHERE}.{field}": "schema-unsupported"}


def test_a_schema_of_the_api_s_own_kind_is_left_in_peace():
    inside = {
        "type": "object",
        "properties": {"a": {"type": "string", "enum": ["x"], "nullable": True, "format": "date-time"}, "b": {"type": "array", "items": {"type": "integer"}}},
        "required": ["a"], "propertyOrdering": ["a", "b"], "title": "T",
    }  # fmt: skip
    assert held(schema(inside)) == {}
    assert held(schema({"type": "OBJECT", "properties": {"a": UNKNOWN}, "required": UNKNOWN})) == {}
    assert held(schema(UNKNOWN)) == {}


def test_an_object_without_properties_is_a_hint_alone():
    call = a_call(
        {
            "contents": HELLO,
            "tools": [{"functionDeclarations": [{"name": "f", "parameters": {"type": "OBJECT", "properties": {}}}]}],
        }
    )
    assert held(call) == {}
    assert held(call, sure=False) == {"tools[0].functionDeclarations[0].parameters.properties": "schema-unsupported"}


def test_json_schema_has_fields_of_its_own():
    inside = {"$defs": {}, "type": ["string", "null"], "additionalProperties": False}
    assert held(config({"responseMimeType": "application/json", "responseJsonSchema": inside})) == {}
    found = the(f"{WHERE}.oneOf", schema({"oneOf": []}))
    assert "responseJsonSchema" in found.says and "anyOf" in found.says
    assert found.changes == (f"rename: {WHERE} responseJsonSchema",)
    assert the(f"{WHERE}.additionalProperties", schema({"type": "STRING", "additionalProperties": True})).changes == (
        f"remove: {WHERE}.additionalProperties",
        f"rename: {WHERE} responseJsonSchema",
    )


def test_references_are_written_out_by_the_python_client_and_schemas_by_libraries():
    inside = {"type": "OBJECT", "$defs": {}, "properties": {"a": {"$ref": "#/$defs/A"}}}
    assert held(schema(inside, dialect="python-genai")) == {}
    assert held(schema({**inside, "additionalProperties": False}, dialect="vercel-ai")) == {}
    declared = [{"functionDeclarations": [{"name": "f", "description": "d", "parameters": inside}]}]
    at = "tools[0].functionDeclarations[0].parameters"
    assert held(a_call({"contents": HELLO, "tools": declared}, dialect="python-genai")) == {
        f"{at}.$defs": "schema-unsupported",
        f"{at}.properties.a.$ref": "schema-unsupported",
    }


def test_what_a_cut_schema_lacks_may_stand_further_on():
    assert held(schema({"type": "ARRAY"}, flaws=(Flaw("cut", Span(0, 1)),))) == {}


def test_a_schema_without_end_is_read_to_a_depth():
    inside: dict = {"type": "ARRAY"}
    inside["items"] = inside
    assert held(schema(inside)) == {}
