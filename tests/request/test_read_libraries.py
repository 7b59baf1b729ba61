"""HTTP libraries, OpenAI's SDK, LangChain, LiteLLM, ADK, the Vercel AI SDK; bare bodies; what is written back."""

from __future__ import annotations

import dataclasses
import json

import pytest

from bot.paste import Report, read
from bot.request import UNKNOWN, Request, read_request
from bot.request.render import render

HOST = "https://generativelanguage.googleapis.com"
URL = f"{HOST}/v1beta/models/gemini-3.5-flash:generateContent"
CONTENTS = {"contents": [{"parts": [{"text": "hi"}]}]}
HI = '{"contents": [{"parts": [{"text": "hi"}]}]}'


def found(text: str) -> Request:
    """The request of a paste that holds one."""
    request = read_request(read(text))
    assert request is not None
    return request


def kinds(request: Request) -> list[str]:
    return [flaw.kind for flaw in request.flaws]


@pytest.mark.parametrize(
    "text",
    [
        f'requests.request("POST", "{URL}", json={HI})',
        f"requests.post('{URL}', data='{HI}')",
        f'body = {HI}\nrequests.post("{URL}", data=json.dumps(body), timeout=3)',
        f"import urllib.request\nurllib.request.urlopen('{URL}', data=json.dumps({HI}).encode())",
        f"const r = await fetch('{URL}', {{ method: 'POST', body: '{HI}' }});",
        f"const r = await fetch(new URL('{URL}'), {{ method: 'POST', body: JSON.stringify({HI}) }});",
        f"const r = await axios.post('{URL}', {HI});",
        f"const r = await axios({{ method: 'post', url: '{URL}', data: {HI} }});",
        f"const r = await got.post('{URL}', {{ json: {HI} }}).json();",
        f"$.ajax({{ url: '{URL}', type: 'POST', data: JSON.stringify({HI}) }});\nconst x = 1;",
        f'resp, err := http.Post("{URL}", "application/json", strings.NewReader(`{HI}`))\nif err != nil {{}}',
        f'b, err := json.Marshal(map[string]any{{"contents": []any{{map[string]any{{"parts": []any{{map[string]any{{"text": "hi"}}}}}}}}}})\nreq, err := http.NewRequestWithContext(ctx, http.MethodPost, "{URL}", bytes.NewBuffer(b))',
        f"final r = await http.post(Uri.parse('{URL}'), headers: {{'x-goog-api-key': k}}, body: jsonEncode({HI}));",
    ],
)
def test_http_libraries_send_the_same_body(text: str) -> None:
    request = found(text)
    assert request.body == CONTENTS
    assert request.model == "gemini-3.5-flash" and request.http_method == "POST"


def test_an_object_where_text_belongs_is_not_stringified() -> None:
    assert kinds(found(f"const r = await fetch('{URL}', {{ method: 'POST', body: {HI} }});")) == ["not stringified"]
    assert kinds(found(f"requests.post('{URL}', json=json.dumps({HI}))")) == ["stringified twice"]
    assert kinds(found(f"requests.post('{URL}', json='{HI}')")) == ["stringified twice"]
    assert found(f"requests.post('{URL}', json=payload)").body == UNKNOWN


def test_methods_and_keys_of_http_calls_are_read() -> None:
    get = found(f"const r = await fetch('{HOST}/v1beta/models?key=' + key);")
    assert (get.method, get.http_method) == ("models.list", "GET")
    assert get.key is not None and get.key.where == "query"
    header = found(f'requests.post("{URL}", headers={{"Authorization": f"Bearer {{t}}"}}, json={HI}, timeout=(3, 4))')
    assert header.key is not None and header.key.where == "bearer" and header.timeout is None
    assert found(f'requests.post("{URL}", headers=h, json={HI})').key is None
    assert found(f'requests.post("{URL}", params={{"key": "YOUR_KEY"}}, json={HI})').key is not None
    assert (
        found(
            f"const r = await fetch('{URL}', {{ method: m, body: JSON.stringify({HI}), timeout: 500 }});"
        ).timeout_unit
        == "ms"
    )


def test_addresses_of_others_are_not_ours() -> None:
    for text in (
        "requests.post('https://api.openai.com/v1/x', json={})\n# not generativelanguage.googleapis.com",
        "fetch(url)\n// generativelanguage.googleapis.com is down",
        "requests.get()\ngenerativelanguage.googleapis.com",
    ):
        assert read_request(read(text)) is None, text
    assert found(f"requests.post(url, json={HI})  # googleapis.com").body == CONTENTS


def test_openai_against_gemini_keeps_its_names() -> None:
    request = found(
        f'client = AsyncOpenAI(api_key="sk-abc", base_url="{HOST}/v1beta/openai/", timeout=9, default_headers={{"a": "b"}})\n'
        'await client.beta.chat.completions.parse(model="gemini-3.5-flash", messages=msgs, stream=True, timeout=5, extra_body={"x": 1}, response_format=Out)'
    )
    assert (request.method, request.api_version, request.stream, request.timeout) == (
        "chat.completions",
        "v1beta",
        True,
        5,
    )
    assert request.body == {
        "model": "gemini-3.5-flash",
        "messages": UNKNOWN,
        "stream": True,
        "x": 1,
        "response_format": UNKNOWN,
    }
    assert request.key is not None and (request.key.kind, request.key.where) == ("OpenAI key", "bearer")
    assert request.headers == {"a": "b"}
    js = found(
        f"const openai = new OpenAI({{ baseURL: '{HOST}/v1beta/openai/', timeout: 100 }});\nawait openai.embeddings.create({{ model: 'e', input: 'x' }});"
    )
    assert (js.method, js.timeout_unit) == ("embeddings", "ms")
    assert found('client.chat.completions.create(model="gemini-3.5-flash", messages=[])').model == "gemini-3.5-flash"
    listed = found(f'client = OpenAI(base_url="{HOST}/v1beta/openai/")\nprint(client.models.list())')
    assert listed.http_method == "GET"
    for text in (
        'c = AzureOpenAI()\nc.chat.completions.create(model="gemini-3.5-flash")',
        'client.chat.completions.create(model="gpt-5", messages=[])',
    ):
        assert read_request(read(text)) is None


def test_langchain_is_asked_by_its_own_name() -> None:
    request = found(
        'llm = ChatGoogleGenerativeAI(model="models/gemini-3.5-flash", n=2, stop="x", timeout=7, google_api_key="YOUR_KEY", safety_settings={HarmCategory.HARM_CATEGORY_HARASSMENT: HarmBlockThreshold.BLOCK_NONE}, top_x=1, project="p")\n'
        'for c in llm.stream([SystemMessage(content="s"), HumanMessage(content=[{"type": "text", "text": "t"}, {"type": "image_url", "image_url": u}, {"type": "odd"}]), AIMessage("a"), unknown]):\n    pass'
    )
    body = request.body
    assert isinstance(body, dict)
    assert (
        request.method == "streamGenerateContent" and request.timeout == 7 and request.project_settings == ("project",)
    )
    assert body["generationConfig"] == {"candidateCount": 2, "stopSequences": ["x"]}
    assert body["safetySettings"] == [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}]
    assert body["systemInstruction"] == {"parts": [{"text": "s"}]}
    assert body["contents"][0]["parts"] == [{"text": "t"}, {"inlineData": UNKNOWN}, UNKNOWN]
    assert request.raw == {"generationConfig.topX": 1}
    chained = found('print(ChatGoogleGenerativeAI(model="g-1").invoke("x"))')
    assert chained.body == {"contents": [{"role": "user", "parts": [{"text": "x"}]}]}
    tools = found('llm = ChatGoogleGenerativeAI(model="g-1")\nllm.bind_tools([f]).invoke("x")')
    assert tools.body is not None and "tools" in tools.body
    alone = found('from langchain_google_genai import GoogleGenerativeAI\nllm = GoogleGenerativeAI(model="g-1")')
    assert alone.body == {"contents": UNKNOWN}
    assert found('llm = ChatVertexAI(model="g-1")').product == "vertex"
    assert found('e = GoogleGenerativeAIEmbeddings(model="e-1")\ne.embed_query("q")').body == {
        "content": {"parts": [{"text": "q"}]}
    }
    assert (
        found('e = GoogleGenerativeAIEmbeddings(model="e-1")\ne.embed_documents(["q"])').method == "batchEmbedContents"
    )
    assert (
        found('const m = new ChatGoogleGenerativeAI({ model: "g-1" });\nawait m.invoke("x");').sdk
        == "@langchain/google-genai"
    )
    assert read_request(read('init_chat_model("gpt-5", model_provider="openai")')) is None


def test_two_system_messages_are_one_instruction() -> None:
    request = found(
        'completion(model="gemini/g-1", messages=[{"role":"system","content":"a"},{"role":"system","content":"b"},{"role":"user"}, ("human", "c"), "d"])'
    )
    assert isinstance(request.body, dict)
    assert request.body["systemInstruction"] == {"parts": [{"text": "a"}, {"text": "b"}]}
    assert len(request.body["contents"]) == 3


def test_litellm_names_are_gemini_names() -> None:
    request = found(
        'litellm.completion(model="gemini/gemini-3.5-flash", messages=m, api_key=k, timeout=4, stop=["x"], tools=t, reasoning_effort="low", response_format={"type": "json_object"}, odd=1)'
    )
    body = request.body
    assert isinstance(body, dict)
    assert body["contents"] == UNKNOWN and body["tools"] == UNKNOWN
    assert body["generationConfig"] == {
        "stopSequences": ["x"],
        "thinkingConfig": UNKNOWN,
        "responseMimeType": "application/json",
    }
    assert request.raw == {"model": "gemini/gemini-3.5-flash", "generationConfig.odd": 1}
    schema = found('completion(model="gemini/g-1", messages=[], response_format=Out)')
    assert schema.body is not None and schema.body["generationConfig"]["responseSchema"] == UNKNOWN
    assert found('litellm.embedding(model="gemini/e-1", input="x")').method == "embedContent"
    assert found('llm = LLM(model="gemini/g-1", temperature=0.7)').sdk == "crewai"
    for text in ('LLM(model="gemini-1")', 'completion(model="openrouter/google/gemini-2")', "completion(model=m)"):
        assert read_request(read(text)) is None


def test_adk_agents_are_requests_of_their_model() -> None:
    assert found('root = Agent(model="gemini-3.5-flash", instruction=text, name="a")').body == {
        "contents": UNKNOWN,
        "systemInstruction": UNKNOWN,
    }
    inner = found('from google.adk.agents import LlmAgent\na = LlmAgent(model=LiteLlm(model="gemini/g-1"))')
    assert inner.model == "g-1"
    assert found("import google.adk\na = LlmAgent(model=MODEL)").model is None
    for text in ('Agent(name="x")', 'Agent(model="gpt-5", instruction="x")', 'Agent(model="gemini-3.5-flash")'):
        assert read_request(read(text)) is None


def test_vercel_calls_are_googles_by_their_model() -> None:
    request = found(
        f"""const google = createGoogleGenerativeAI({{ apiKey: 'YOUR_KEY', baseURL: '{HOST}/v1beta', headers: h }});
const m = google('g-1', {{ structuredOutputs: true }});
const r = streamText({{
  model: m, prompt: [{{ role: 'user', content: 'x' }}], maxTokens: 5, output: Output.object({{ schema }}),
  tools: {{ google_search: google.tools.googleSearch({{}}), weather: tool({{ a: 1 }}) }},
  providerOptions: {{ google: {{ cachedContent: 'c', serviceTier: 'flex', odd: 1 }} }},
}});"""
    )
    body = request.body
    assert isinstance(body, dict)
    assert (request.model, request.method, request.host) == (
        "g-1",
        "streamGenerateContent",
        "generativelanguage.googleapis.com",
    )
    assert body["tools"] == [{"googleSearch": {}}, {"functionDeclarations": [{"name": "weather"}]}]
    assert body["cachedContent"] == "c" and body["generationConfig"]["responseSchema"] == UNKNOWN
    assert request.raw == {"generationConfig.maxTokens": 5, "generationConfig.odd": 1}
    assert found("await generateText({ model: 'google/g-1', tools: t });").body == {
        "contents": UNKNOWN,
        "tools": UNKNOWN,
    }
    assert (
        found("await generateObject({ model: vertex('g-1'), output: 'no-schema', prompt: 'x' });").product == "vertex"
    )
    assert found("await embed({ model: google.textEmbedding('e-1'), value: 'x' });").method == "embedContent"
    assert (
        found("await generateText({ model: google(MODEL), messages: [{ role: 'system', content: 's' }] });").model
        is None
    )
    for text in (
        "await generateText({ model: openai('gpt'), prompt: 'google' })",
        "await generateText({ model })",
        "await generateText(opts)",
        "await embed({ model: 'x' })",
    ):
        assert read_request(read(text)) is None


def test_bare_bodies_say_what_is_wrong_with_them() -> None:
    request = found(
        '{contents: [{\'parts\': [{"text": "a\nb"} {"text": nope,}], // c\n}], "generationConfig": {"seed": True}'
    )
    assert set(kinds(request)) >= {
        "unquoted name",
        "single quotes",
        "line break in a string",
        "missing comma",
        "trailing comma",
        "comment",
        "unquoted value",
        "Python literal",
    }
    assert {"cut"} & set(kinds(request))
    assert found('{"generationConfig": {"seed": 1}}').method == "generateContent"
    assert found('{"content": {"parts": []}, "taskType": "X"}').method == "embedContent"
    assert found('{"contents": "hi"} with streamGenerateContent: /models/m:streamGenerateContent').stream
    assert found('{"contents": [...]}').body == {"contents": UNKNOWN}
    assert found('{"model": "models/gemini-3.5-flash", "contents": {"role": "user"}}').model == "gemini-3.5-flash"
    assert "cut" in kinds(found('{"contents": [{"parts": [{"text": "a'))
    assert "unclosed" in kinds(found('{"contents": [{"parts": [{"text": "a"}}], "x": 1}'))


def test_other_json_is_no_body() -> None:
    for text in (
        '{"error": {"code": 400}, "contents": []}',
        '{"contents": {"a": 1}}',
        '{"contents": [{"title": "page"}]}',
        '{"requests": [{"a": 1}]}',
        '{"content": {"parts": [{"text": "x"}], "role": "model"}}',
        "contents = [1, 2]",
        '["contents": [1]',
    ):
        assert read_request(read(text)) is None, text


def test_both_spellings_of_a_field_stay_apart() -> None:
    request = found('{"contents": [], "generation_config": {"top_p": 1}, "generationConfig": {"topK": 1}}')
    assert isinstance(request.body, dict) and set(request.body) == {"contents", "generation_config", "generationConfig"}


def test_a_huge_file_in_a_body_is_not_kept() -> None:
    data = "QUJD" * 500_000
    body = {"contents": [{"parts": [{"inlineData": {"mimeType": "image/png", "data": data}}]}]}
    request = read_request(Report(text=json.dumps(body)))
    assert request is not None and isinstance(request.body, dict)
    assert request.body["contents"][0]["parts"][0]["inlineData"]["data"] == "<base64, 2000000 characters>"


def test_nesting_without_end_is_passed_over() -> None:
    assert read_request(Report(text="requests.post(" + "[" * 5000 + " generativelanguage.googleapis.com")) is None
    assert read_request(Report(text='{"contents": ' + "[" * 5000)) is None
    deep = read_request(Report(text='{"contents": [{"parts": ' + '[{"a": ' * 5000))
    assert deep is not None and "cut" in kinds(deep)


def test_what_is_not_known_is_written_as_a_variable() -> None:
    body = {"contents": [{"parts": [{"text": UNKNOWN}]}], "generationConfig": {"responseSchema": UNKNOWN}}
    request = Request("json", method="generateContent", http_method="POST", body=body)
    for language in ("python", "javascript", "go"):
        assert UNKNOWN not in (render(request, language) or "")  # type: ignore[arg-type]
    curl = render(request, "curl") or ""
    assert "$YOUR_TEXT" in curl and "$MODEL" in curl
    again = found(curl)
    assert isinstance(again.body, dict) and again.body["contents"] == body["contents"]


def test_each_method_is_written_as_its_sdk_has_it() -> None:
    embed = Request(
        "json",
        method="embedContent",
        model="e-1",
        body={"content": {"parts": [{"text": "x"}]}, "outputDimensionality": 3},
    )
    for language in ("python", "javascript", "go"):
        again = found(render(embed, language) or "")  # type: ignore[arg-type]
        assert (again.method, again.body) == ("embedContent", embed.body)
    chat = Request(
        "json",
        method="chat.completions",
        http_method="POST",
        model="g-1",
        body={"model": "g-1", "messages": [], "a-b": {}},
    )
    assert "openai/chat/completions" in (render(chat, "curl") or "") and render(chat, "go") is None
    assert (
        found(render(dataclasses.replace(chat, body={"model": "g-1", "messages": []}), "python") or "").method
        == "chat.completions"
    )
    assert found(render(chat, "javascript") or "").method == "chat.completions"


def test_what_a_language_cannot_say_is_not_written() -> None:
    request = Request(
        "json", method="generateContent", http_method="POST", model="g-1", body={"contents": [], "temperature": 1}
    )
    assert render(request, "python") is None
    assert render(dataclasses.replace(request, body={"generationConfig": {"odd": 1}}), "python") is None
    assert render(dataclasses.replace(request, body=UNKNOWN), "python") is None
    assert render(dataclasses.replace(request, body=UNKNOWN), "json") is None
    assert render(dataclasses.replace(request, method=None), "curl") is None
    assert "@body.json" in (render(dataclasses.replace(request, body=UNKNOWN), "curl") or "")
    assert "-X POST" in (render(dataclasses.replace(request, body=None), "curl") or "")
    for body in (
        {"contents": [1]},
        {"contents": [], "generationConfig": {"imageConfig": {}}},
        {"contents": 1},
        {"contents": [], "generationConfig": {"temperature": "x"}},
        {"contents": [], "generationConfig": {"stopSequences": [1]}},
        {"contents": [], "labels": []},
    ):
        assert render(dataclasses.replace(request, body=body), "go") is None
    listed = Request("curl", method="models.list", http_method="GET")
    assert "/v1beta/models" in (render(listed, "curl") or "") and render(listed, "python") is None
    cache = Request("curl", method="cachedContents.create", http_method="POST", body={"ttl": "1s"})
    assert "/v1beta/cachedContents" in (render(cache, "curl") or "")
    vertex = Request(
        "curl",
        product="vertex",
        method="generateContent",
        http_method="POST",
        model="g",
        path="/v1/publishers/google/models/g:generateContent",
        host="aiplatform.googleapis.com",
        body={"contents": []},
    )
    assert "Bearer $ACCESS_TOKEN" in (render(vertex, "curl") or "") and "/publishers/" in (render(vertex, "curl") or "")
    moved = dataclasses.replace(
        vertex, path="/v1beta/interactions", product="interactions", method="interactions.create", host=None
    )
    assert "/v1beta/interactions" in (render(moved, "curl") or "")


def test_go_writes_every_type_that_it_knows() -> None:
    body = {
        "contents": [
            {
                "role": "user",
                "parts": [
                    {"functionResponse": {"name": "f", "response": {"a": [1, None, "x", True]}}},
                    {"inlineData": {"mimeType": "a/b", "data": UNKNOWN}},
                ],
            }
        ],
        "labels": {"a": "b"},
        "generationConfig": {
            "responseLogprobs": True,
            "responseJsonSchema": {"type": UNKNOWN},
            "responseModalities": ["TEXT"],
        },
    }
    again = found(render(Request("json", method="generateContent", model="g-1", body=body), "go") or "")
    assert isinstance(again.body, dict)
    assert again.body["labels"] == {"a": "b"}
    assert again.body["contents"][0]["parts"][0] == body["contents"][0]["parts"][0]  # type: ignore[index]
