"""The address, the client, and how the body is sent."""

from __future__ import annotations

from typing import Any

import pytest

from bot.paste.span import Span
from bot.request.request import Flaw, Key
from tests.request.calls import HELLO, a_call, config, held, the

HOST = "generativelanguage.googleapis.com"


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
    assert held(a_call(dialect=dialect), "model = genai.GenerativeModel()") == {"sdk": "sdk-outdated"}
    assert held(a_call(dialect="adk", sdk="google-generativeai")) == {"sdk": "sdk-outdated"}
    assert held(a_call(dialect=dialect, product="vertex", sdk="vertexai"), "model = GenerativeModel()") == {}


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
    text = 'completion(model="gemini-3.5-flash", vertex_project="p")'
    spans = {"model": Span(text.index('"'), text.index('"', 20) + 1)}
    assert held(a_call(dialect="litellm", spans=spans), text) == {}


def test_a_project_is_vertex_s():
    assert held(a_call(dialect="go-genai", project_settings=("project", "location"))) == {"sdk": "vertex-gemini-mixup"}
    assert held(a_call(dialect="python-genai", product="vertex", project_settings=("vertexai=True", "project"))) == {}


def test_a_project_is_a_hint_where_the_environment_may_choose_vertex():
    mixup = {"sdk": "vertex-gemini-mixup"}
    unkeyed = {"dialect": "python-genai", "key": Key(None, "client", None), "project_settings": ("project", "location")}
    assert held(a_call(**unkeyed)) == {} and held(a_call(**unkeyed), sure=False) == mixup
    assert held(a_call(**unkeyed), "ValueError: Gemini API does not support project/location.") == mixup
    assert held(a_call(dialect="python-genai", project_settings=("vertexai", "project"))) == {}


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
    assert flawed("unclosed") == {"body": "malformed-request"}
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
    assert held(a_call(dialect="powershell"), text + " -depth 10") == {}
    assert held(a_call(dialect="powershell"), text + " -Depth $deep") == {}
    assert held(a_call(dialect="powershell"), "Invoke-RestMethod -Uri $u -Body $b | ConvertTo-Json") == {}


def test_a_dict_as_data_is_sent_as_a_form():
    post = "requests.post(url, data="
    assert held(a_call(dialect="python-requests"), post + '{"contents": []})') == {"body": "malformed-request"}
    assert held(a_call(dialect="python-requests"), "body = {\n}\n" + post + "body)") == {"body": "malformed-request"}
    assert held(a_call(dialect="python-requests"), "body = json.dumps({})\n" + post + "body)") == {}
    assert held(a_call(dialect="python-requests"), "requests.post(url, json={})") == {}


def test_curl_without_content_type_sends_a_form_which_the_service_s_word_makes_sure():
    call = a_call()
    object.__setattr__(call, "headers", {"x-goog-api-key": "k"})
    assert held(call, "curl -d '{}'") == {}
    assert held(call, "curl -d '{}'", sure=False) == {"header": "malformed-request"}
    told = """Invalid JSON payload received. Unknown name "{}": Cannot bind query parameter."""
    assert held(call, told) == {"header": "malformed-request"}
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


@pytest.mark.parametrize(
    "text",
    [
        'os.environ["GOOGLE_GENAI_USE_VERTEXAI"] = "true"\nclient = genai.Client(api_key=k)',
        "export GOOGLE_GENAI_USE_VERTEXAI=1",
        "client = genai.Client(api_key=os.getenv('K'), credentials=creds)",
    ],
)
def test_settings_of_both_products_are_named(text):
    assert held(a_call(dialect="python-genai"), text) == {"sdk": "vertex-gemini-mixup"}
    assert held(a_call(dialect="curl"), text) == {}


def test_a_client_s_lists_are_lists():
    body = {"contents": HELLO, "tools": {"googleSearch": {}}}
    assert held(a_call(body, dialect="js-genai")) == {"tools": "unknown-field"}
    assert held(a_call(body)) == {}


def test_an_address_that_the_code_makes_may_hold_a_version():
    path = "/models/gemini-3.5-flash:generateContent"
    assert held(a_call(path=path)) == {} and held(a_call(path=path, host="h", unsure=("host",))) == {}
    assert held(a_call(path=path, host="generativelanguage.googleapis.com")) == {"url": "malformed-request"}


def test_the_old_way_of_calling_beside_the_new_one_is_a_hint():
    text = "from google import genai\nwas: genai.GenerativeModel('m')\nclient.models.generate_content(model='m')"
    assert held(a_call(dialect="python-genai"), text) == {}
    assert held(a_call(dialect="python-genai"), text, sure=False) == {"sdk": "sdk-usage"}


def test_a_plain_http_call_uses_no_package():
    assert held(a_call(dialect="dart")) == {"sdk": "sdk-outdated"}
    assert held(a_call(dialect="dart", path="/v1beta/models/gemini-3.5-flash:generateContent")) == {}


def test_the_old_package_has_no_client():
    old = 'import google.generativeai as genai\nclient = genai.Client(api_key="k")'
    assert held(a_call(dialect="python-genai"), old) == {"sdk": "sdk-outdated"}
    assert held(a_call(dialect="python-genai"), "from google import genai\nclient = genai.Client()") == {}
