"""What surrounds the body: model, version, key, address, client, and how the body is sent."""

from __future__ import annotations

from typing import Any

import pytest

from bot.paste.span import Span
from bot.request.request import UNKNOWN, Flaw, Key
from tests.request.calls import HELLO, a_call, config, held, the

HOST = "generativelanguage.googleapis.com"


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
        "",
    ],
)
def test_a_model_that_may_exist_is_left_in_peace(name):
    assert held(a_call(model=name)) == {}


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


def keyed(key: Key | None, text: str = "", headers: dict[str, str] | None = None, **more: Any) -> dict[str, str]:
    call = a_call(key=key, **more)
    object.__setattr__(call, "headers", {"content-type": "application/json", **(headers or {})})
    return held(call, text)


def test_a_call_without_key_is_named_and_one_in_the_wrong_header_as_such():
    assert keyed(Key(None, "missing")) == {"key": "api-key-missing"}
    assert keyed(Key(None, "missing"), headers={"x-api-key": "k"}) == {"header": "api-key-missing"}
    assert keyed(Key(None, "header", "X-API-Key")) == {"header": "api-key-missing"}
    assert keyed(Key(None, "missing"), dialect="json") == {}
    assert keyed(Key(None, "missing"), dialect="python-genai") == {}
    assert keyed(None) == {}
    assert keyed(Key(None, "missing"), method="chat.completions", body={"messages": [{}]}) == {"key": "api-key-missing"}


def test_a_key_of_another_product_is_named():
    assert keyed(Key("API key", "client", "api_key", True), dialect="python-genai") == {"key": "api-key-invalid"}
    assert keyed(Key("Google access token", "header", "x-goog-api-key", True)) == {"key": "api-key-invalid"}
    assert keyed(Key("ephemeral token", "client", "api_key", True)) == {"key": "api-key-invalid"}
    assert keyed(Key("OAuth client secret", "query", "key", True)) == {"key": "api-key-invalid"}
    assert keyed(Key("Google access token", "bearer", "authorization", True)) == {}
    assert keyed(Key("placeholder", "header", "x-goog-api-key", True)) == {}


def test_a_key_in_clear_is_a_hint():
    call = a_call(key=Key("AI Studio key", "query", "key", True))
    assert held(call) == {} and held(call, sure=False) == {"key": "api-key-leaked"}


def test_a_bearer_header_takes_a_token_not_a_key():
    bearer = Key(None, "bearer", "authorization")
    assert keyed(bearer, '-H "Authorization: Bearer $GEMINI_API_KEY"') == {"header": "unauthenticated"}
    assert keyed(bearer, '-H "Authorization: Bearer $(gcloud auth print-access-token)"') == {}
    assert keyed(bearer, '-H "Authorization: Bearer $TOKEN"') == {}
    assert keyed(Key("AI Studio key", "bearer", "authorization", True)) == {"header": "unauthenticated"}
    assert keyed(bearer, "Bearer $GEMINI_API_KEY", method="chat.completions", body={"messages": [{}]}) == {}


def test_two_credentials_are_one_too_many():
    assert keyed(Key(None, "header"), headers={"x-goog-api-key": "a", "authorization": "b"}) == {
        "header": "unauthenticated"
    }


def test_single_quotes_keep_the_shell_from_filling_in_the_key():
    assert keyed(Key(None, "header"), "curl -H 'x-goog-api-key: $GEMINI_API_KEY'") == {"key": "api-key-invalid"}
    assert keyed(Key(None, "query"), "curl 'https://x/y?key=${KEY}'") == {"key": "api-key-invalid"}
    assert keyed(Key(None, "header"), """curl -H 'x-goog-api-key: '"$GEMINI_API_KEY" """) == {}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"http_method": "GET"}, {"method": "malformed-request"}),
        ({"host": "gemini.googleapis.com"}, {"host": "malformed-request"}),
        ({"host": "generativelanguage.googleapi.com"}, {"host": "malformed-request"}),
        ({"host": "my-proxy.example"}, {}),
        ({"host": HOST, "path": "/v1beta/models/m:generateContent"}, {}),
        ({"host": HOST, "path": "/v1beta/models/m/generateContent"}, {"url": "malformed-request"}),
        ({"host": HOST, "path": "/v1beta/gemini-3.5-flash:generateContent"}, {"url": "malformed-request"}),
        ({"host": HOST, "path": "/models/gemini-3.5-flash:generateContent"}, {"url": "malformed-request"}),
        ({"host": HOST, "path": "/v1beta/v1/models/m:generateContent"}, {"url": "malformed-request"}),
        ({"host": HOST, "path": "/v1/chat/completions"}, {"url": "malformed-request"}),
        (
            {"host": HOST, "path": "/v1/projects/p/locations/l/publishers/google/models/m:generateContent"},
            {"url": "vertex-gemini-mixup"},
        ),
        ({"host": HOST, "path": "/v1beta/models/m:generateText"}, {"method": "model-method-unsupported"}),
        ({"host": HOST, "path": "/v1beta/models/m:generatecontent"}, {"method": "malformed-request"}),
        ({"host": HOST, "path": "/v1beta/models/m:generatContent"}, {"method": "malformed-request"}),
        ({"host": HOST, "path": "/v1beta/models/m:somethingElse"}, {}),
    ],
)
def test_an_address_that_leads_nowhere_is_named(more, expected):
    assert held(a_call(**more)) == expected


def test_a_gemini_key_does_not_open_vertex():
    vertex = {
        "product": "vertex",
        "host": "us-central1-aiplatform.googleapis.com",
        "path": "/v1/projects/p/locations/l/publishers/google/models/m:generateContent",
    }
    assert held(a_call(**vertex, key=Key("AI Studio key", "header", "x-goog-api-key", True))) == {
        "url": "vertex-gemini-mixup"
    }
    assert held(a_call(**vertex, key=Key(None, "bearer"))) == {}
    assert held(a_call(**vertex), "401 API keys are not supported by this API") == {"url": "vertex-gemini-mixup"}


@pytest.mark.parametrize("dialect", ["legacy-python", "legacy-js", "legacy-go"])
def test_a_package_that_is_no_longer_kept_is_named(dialect):
    assert held(a_call(dialect=dialect)) == {"sdk": "sdk-outdated"}
    assert held(a_call(dialect="adk", sdk="google-generativeai")) == {"sdk": "sdk-outdated"}


@pytest.mark.parametrize(
    ("dialect", "text", "field"),
    [
        ("python-genai", "genai.Client(api_key=os.environ['K']).models.generate_content()", "sdk"),
        ("python-genai", "client = genai.Client('AIza')", "sdk"),
        ("python-genai", "client = genai.Client(apiKey=k)", "sdk"),
        ("python-genai", "r = await client.models.generate_content()", "sdk"),
        ("python-genai", "async for c in client.aio.models.generate_content_stream()", "sdk"),
        ("legacy-python", "from google import genai\ngenai.configure(api_key=k)", "sdk"),
        ("js-genai", "import { GoogleGenAI } from '@google/genai';\nai.getGenerativeModel({})", "sdk"),
        ("js-genai", "for await (const c of ai.models.generateContentStream({}))", "sdk"),
        ("js-genai", "new GoogleGenAI(process.env.KEY)", "key"),
        ("js-genai", "new GoogleGenAI('abc')", "key"),
    ],
)
def test_a_way_of_calling_that_no_client_takes_is_named(dialect, text, field):
    assert list(held(a_call(dialect=dialect), text)) == [field]


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("python-genai", "client = genai.Client(api_key=k)\nclient.models.generate_content()"),
        ("python-genai", "async with genai.Client().aio as client:\n    r = await client.models.generate_content()"),
        ("python-genai", "async for c in await client.aio.models.generate_content_stream()"),
        ("js-genai", "new GoogleGenAI({})\nfor await (const c of await ai.models.generateContentStream({}))"),
        ("js-genai", "new GoogleGenAI(options)"),
    ],
)
def test_a_way_of_calling_that_works_is_left_in_peace(dialect, text):
    assert held(a_call(dialect=dialect), text) == {}


def test_litellm_calls_vertex_without_its_prefix():
    text = 'completion(model="gemini-3.5-flash")'
    spans = {"model": Span(text.index('"'), text.rindex('"') + 1)}
    assert held(a_call(dialect="litellm", spans=spans), text) == {"model": "vertex-gemini-mixup"}
    text = 'completion(model="gemini/gemini-3.5-flash")'
    spans = {"model": Span(text.index('"'), text.rindex('"') + 1)}
    assert held(a_call(dialect="litellm", spans=spans), text) == {}
    assert held(a_call(dialect="litellm"), text) == {}


def test_a_project_is_vertex_s():
    assert held(a_call(dialect="go-genai", project_settings=("project", "location"))) == {"sdk": "vertex-gemini-mixup"}
    assert held(a_call(dialect="python-genai", product="vertex", project_settings=("vertexai=True", "project"))) == {}


def test_a_timeout_in_seconds_is_named_where_milliseconds_are_meant():
    assert the("timeout", a_call(dialect="js-genai", timeout=60, timeout_unit="ms")).changes == ("timeout: 60",)
    assert held(a_call(dialect="js-genai", timeout=60_000, timeout_unit="ms")) == {}
    assert held(a_call(dialect="python-requests", timeout=60, timeout_unit="s")) == {}
    short = a_call(dialect="python-genai", timeout=5_000, timeout_unit="ms")
    assert held(short) == {} and held(short, sure=False) == {"timeout": "client-timeout"}
    assert held(short, "Manually set deadline 5s is too short.") == {"timeout": "client-timeout"}


def flawed(kind: str, text: str = "", **more: Any) -> dict[str, str]:
    return held(a_call(flaws=(Flaw(kind, Span(0, 1), "generationConfig"),), **more), text)


def test_a_body_that_no_reader_takes_is_named_and_a_lenient_one_left_in_peace():
    assert flawed("missing comma") == {"body": "malformed-request"}
    assert flawed("not stringified", dialect="js-fetch") == {"body": "malformed-request"}
    assert flawed("cmd quotes", dialect="cmd") == {"body": "malformed-request"}
    assert flawed("twice") == {"generationConfig": "malformed-request"}
    assert flawed("trailing comma") == {} and flawed("smart quotes") == {} and flawed("cut") == {}
    assert flawed("missing comma", dialect="json") == {}
    assert flawed("trailing comma", "Invalid JSON payload received. Expected , or }") == {"body": "malformed-request"}
    assert flawed("trailing comma", 'Invalid JSON payload received. Unknown name "x"') == {}
    assert (
        flawed("single quotes", dialect="python-requests") == {}
        and flawed("Python literal", dialect="python-genai") == {}
    )


def test_powershell_stops_at_a_depth():
    text = "$b = @{ contents = 1 } | ConvertTo-Json"
    assert held(a_call(dialect="powershell"), text) == {"body": "malformed-request"}
    assert held(a_call(dialect="powershell"), text + " -Depth 3") == {"body": "malformed-request"}
    assert held(a_call(dialect="powershell"), text + " -Depth 10") == {}
    assert held(a_call(dialect="powershell"), "Invoke-RestMethod -Uri $u -Body $b | ConvertTo-Json") == {}


def test_a_dict_as_data_is_sent_as_a_form():
    post = "requests.post(url, data="
    assert held(a_call(dialect="python-requests"), post + '{"contents": []})') == {"body": "malformed-request"}
    assert held(a_call(dialect="python-requests"), "body = {\n}\n" + post + "body)") == {"body": "malformed-request"}
    assert held(a_call(dialect="python-requests"), "body = json.dumps({})\n" + post + "body)") == {}
    assert held(a_call(dialect="python-requests"), "requests.post(url, json={})") == {}


def test_curl_without_content_type_sends_a_form():
    call = a_call()
    object.__setattr__(call, "headers", {"x-goog-api-key": "k"})
    assert held(call, "curl -d '{}'") == {"header": "malformed-request"}
    assert held(call, "curl --json '{}'") == {}


def test_a_finding_stands_where_its_field_stands_in_the_paste():
    text = "first\nsecond temperature: 3"
    at = Span(text.index("3"), len(text))
    found = the(
        "generationConfig.temperature", config({"temperature": 3}, spans={"generationConfig.temperature": at}), text
    )
    assert (found.span, found.line) == (at, 2)
    around = the("generationConfig.temperature", config({"temperature": 3}, spans={"generationConfig": at}), text)
    assert around.span == at
    nowhere = the("generationConfig.temperature", config({"temperature": 3}), text)
    assert (nowhere.span, nowhere.line) == (None, None)
