"""The model and the API version."""

from __future__ import annotations

import pytest

from bot.paste.report import Report
from bot.request.check import check
from bot.request.request import UNKNOWN
from tests.request.calls import HELLO, a_call, config, held, the


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("gemini-1.5-flash-latest", "gemini-3.8-flash"),
        ("gemini-2.0-flash-exp", "gemini-3.6-flash"),
        ("gemini-pro", "gemini-3.8-flash"),
        ("models/gemini-3-pro-preview", "gemini-3.1-pro-preview"),
        ("gemini-flash-3.5", "gemini-3.5-flash"),
        ("gemini-3.5-flsh", "gemini-3.5-flash"),
        ("gemini 3.5 flash", "gemini-3.5-flash"),
        ("Gemini-3.5-Flash", "gemini-3.5-flash"),
        ("google/gemini-3.5-flash", "gemini-3.5-flash"),
        ("models/models/gemini-9-pro", "gemini-9-pro"),
        ("gpt-4o-mini", "gemini-3.8-flash"),
    ],
)
def test_a_model_that_is_none_is_named_with_the_right_one(name, right):
    found = the("model", a_call(model=name))
    assert (found.cause, found.sure, found.changes) == ("model-not-found", True, (f"model: {right}",))


@pytest.mark.parametrize("name", ["gemini-3.8-pro-preview", "gemini-3.6-flash-exp", "gemini-4-flash"])
def test_a_model_that_may_have_come_since_is_a_hint(name):
    assert held(a_call(model=name)) == {}
    assert held(a_call(model=name), sure=False) == {"model": "model-not-found"}


@pytest.mark.parametrize("name", ["gemini-3.5-pro", "gemini-3.2-flash", "gemini 9?x=1", "gemini-3.5-flash-latest"])
def test_a_model_that_no_list_has_is_named(name):
    assert held(a_call(model=name)) == {"model": "model-not-found"}


@pytest.mark.parametrize(
    "name",
    [
        "gemini-3.8-flash",
        "models/gemini-3.5-flash",
        "gemini-flash-latest",
        "gemini-9.9-flash",
        "gemini-3.5-flash-native-audio-2027",
        "tunedModels/mine-1",
        "my-own-model",
        UNKNOWN,
        None,
        "gemini-4-neon",
    ],
)
def test_a_model_that_may_exist_is_left_in_peace(name):
    assert held(a_call(model=name)) == {}


def test_a_call_names_a_model():
    assert held(a_call(model="")) == {"model": "model-not-found"}


def test_a_model_on_its_way_out_is_a_hint():
    assert held(a_call(model="gemini-2.5-flash")) == {}
    assert held(a_call(model="gemini-2.5-flash"), sure=False) == {"model": "model-not-found"}


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("gemini-embedding-001", "generateContent"),
        ("gemini-3.5-flash", "embedContent"),
        ("gemini-3.8-live", "generateContent"),
    ],
)
def test_a_model_that_does_not_do_what_is_asked_is_named(name, method):
    body = {"content": HELLO[0]} if method == "embedContent" else {"contents": HELLO}
    assert held(a_call(body, model=name, method=method)) == {"model": "model-method-unsupported"}


def test_what_a_model_does_not_give_is_named():
    field = "generationConfig.responseModalities"
    assert held(config({"responseModalities": ["IMAGE"]})) == {field: "modality-unsupported"}
    assert held(config({"responseModalities": ["AUDIO"]}, model="gemini-3.8-flash-tts")) == {}
    assert held(a_call(model="gemini-3.8-flash-tts")) == {field: "modality-unsupported"}
    assert held(config({"responseModalities": "TEXT"}, model="gemini-3.8-flash-tts")) == {field: "modality-unsupported"}
    assert held(config({"responseModalities": ["TEXT", "IMAGE"]}, model="gemini-3.1-flash-image")) == {}


def test_what_a_model_lacks_is_named():
    body = {
        "contents": HELLO,
        "systemInstruction": HELLO[0],
        "tools": [{"functionDeclarations": [{"name": "f"}]}],
        "generationConfig": {"responseMimeType": "application/json"},
    }
    causes = held(a_call(body, model="gemma-3-27b-it"))
    assert causes["systemInstruction"] == "modality-unsupported"
    assert causes["tools"] == "tool-combination"
    assert held(a_call(model="gemma-3-27b-it")) == {}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"cachedContent": "cachedContents/a"}, "cachedContent"),
        ({"serviceTier": "flex"}, "serviceTier"),
        (
            {"generationConfig": {"responseModalities": ["AUDIO"], "speechConfig": {"voiceConfig": {}}}},
            "generationConfig.speechConfig",
        ),
        ({"generationConfig": {"responseModalities": ["AUDIO"]}}, "generationConfig.responseModalities"),
        ({"tools": [{"computerUse": {}}]}, "tools[0].computerUse"),
    ],
)
def test_what_v1_does_not_have_is_named(body, field):
    call = a_call(
        {"contents": HELLO, **body},
        api_version="v1",
        model="gemini-3.8-flash-tts" if "generationConfig" in body else "gemini-3.5-flash",
    )
    assert the(field, call).cause == "api-version-mismatch"
    assert (
        held(
            a_call(
                {"contents": HELLO, **body},
                api_version="v1beta",
                model="gemini-3.8-flash-tts" if "generationConfig" in body else "gemini-3.5-flash",
            )
        )
        == {}
    )


def test_what_v1_has_today_is_left_in_peace():
    body = {
        "contents": HELLO,
        "systemInstruction": HELLO[0],
        "tools": [{"googleSearch": {}}],
        "generationConfig": {"responseMimeType": "application/json", "thinkingConfig": {"thinkingLevel": "low"}},
    }
    assert held(a_call(body, api_version="v1")) == {}


def test_a_version_of_another_api_is_named():
    assert held(a_call(api_version="v1beta1")) == {"apiVersion": "api-version-mismatch"}
    assert held(a_call(api_version="v2")) == {"apiVersion": "api-version-mismatch"}
    assert held(a_call(api_version="v7beta")) == {}
    assert held(
        a_call(
            {"model": "models/gemini-3.5-flash", "contents": HELLO}, method="cachedContents.create", api_version="v1"
        )
    ) == {"apiVersion": "api-version-mismatch"}


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("gemini/gemini-3.5-flash", "gemini-3.5-flash"),
        ("openrouter/google/gemini-3.5-flash:free", "gemini-3.5-flash"),
        ("gemini-3.1-pro", "gemini-3.1-pro-preview"),
        ("gemini-3-pro", "gemini-3.1-pro-preview"),
        ("gemini-3-flash", "gemini-3-flash-preview"),
    ],
)
def test_a_name_with_more_or_less_than_the_model_s_is_named_with_it(name, right):
    found = the("model", a_call(model=name))
    assert (found.cause, found.sure, found.changes) == ("model-not-found", True, (f"model: {right}",))


def test_a_newer_python_client_calls_v1_by_itself():
    body = {"contents": HELLO, "cachedContent": "cachedContents/a"}
    call = a_call(body, dialect="python-genai")

    def with_client(version: str | None) -> list[str]:
        return [found.cause for found in check(call, Report("", sdk_version=version)) if found.sure]

    assert with_client("3.4.0") == ["api-version-mismatch"]
    assert with_client("2.34.0") == with_client(None) == []


@pytest.mark.parametrize("name", ["...", "…", "<model name>", "{model}", "[MODEL]"])
def test_what_stands_in_a_models_place_is_no_name(name):
    assert held(a_call(model=name)) == {}


def test_models_twice_in_an_address_leads_nowhere():
    path = "/v1beta/models/models/gemini-3.5-flash:generateContent"
    call = a_call(path=path, model="models/gemini-3.5-flash")
    assert the("model", call).changes == ("model: gemini-3.5-flash",)
