"""Python that is pasted as people write it: wrapped, half finished, with defaults, dicts over dicts, settings left at None."""

from __future__ import annotations

from typing import Any

from bot.paste import read
from bot.request import Request, read_request

CLIENT = "client = genai.Client()\n"


def found(code: str) -> Request:
    request = read_request(read(code))
    assert request is not None
    return request


def config(code: str) -> Any:
    """What the code before a plain call gives as `cfg`, as generationConfig."""
    call = f'{code}\nclient.models.generate_content(model="gemini-3.5-flash", contents="hi", config=cfg)'
    body = found(CLIENT + call).body
    assert isinstance(body, dict)
    return body.get("generationConfig")


def test_one_dict_laid_over_another_is_both() -> None:
    assert config('a = dict(seed=1, top_k=3)\ncfg = a | {"seed": 2}') == {"topK": 3, "seed": 2}


def test_a_setting_left_at_none_is_not_sent() -> None:
    assert config("cfg = types.GenerateContentConfig(seed=None, top_k=4)") == {"topK": 4}
    legacy = (
        "genai.GenerativeModel('gemini-3.5-flash', generation_config={'top_k': 4, 'seed': None}).generate_content('x')"
    )
    body = found("import google.generativeai as genai\n" + legacy).body
    assert isinstance(body, dict) and body["generationConfig"] == {"topK": 4}


def test_a_comma_that_is_missing_before_the_next_name_ends_the_value() -> None:
    assert config("cfg = types.GenerateContentConfig(\n    seed=8\n    top_k=4,\n)") == {"seed": 8, "topK": 4}
    assert config('cfg = {\n    "response_mime_type": "text/plain"\n    "top_k": 4\n    "seed": 8\n}') == {
        "responseMimeType": "text/plain",
        "topK": 4,
        "seed": 8,
    }


def test_a_parameter_with_a_type_has_its_default() -> None:
    code = (
        "def ask(prompt: str, limit: int = 400, kinds: dict[str, int] = {}) -> str:\n"
        '    return client.models.generate_content(model="gemini-3.5-flash", contents=prompt,'
        " config={'max_output_tokens': limit})\n"
        'ask("Capital of Laos?")'
    )
    assert found(CLIENT + code).body == {
        "contents": [{"role": "user", "parts": [{"text": "Capital of Laos?"}]}],
        "generationConfig": {"maxOutputTokens": 400},
    }


def test_names_that_other_languages_keep_for_themselves_are_variables() -> None:
    function = 'function = types.FunctionDeclaration(name="f", description="d")\n'
    call = 'client.models.generate_content(model="m", contents="x", config={"tools": [{"function_declarations": [function]}]})'
    body = found(CLIENT + function + call).body
    assert isinstance(body, dict)
    assert body["tools"] == [{"functionDeclarations": [{"name": "f", "description": "d"}]}]
