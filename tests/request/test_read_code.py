"""Calls of the SDKs in Python, JavaScript, Go, Java, Kotlin and Dart."""

from __future__ import annotations

from typing import Any

import pytest

from bot.paste import read
from bot.request import UNKNOWN, Request, read_request

MODEL = "gemini-3.5-flash"


HOST = "https://generativelanguage.googleapis.com"


def found(text: str) -> Request:
    """The request of a paste that holds one."""
    request = read_request(read(text))
    assert request is not None
    return request


def user(words: Any) -> list[dict[str, Any]]:
    return [{"role": "user", "parts": [{"text": words}]}]


def python(contents: str, before: str = "", more: str = "") -> Any:
    """The contents that a call of google-genai in Python makes of an expression."""
    text = f'{before}\nresponse = client.models.generate_content(model="{MODEL}", contents={contents}{more})\nprint(response)'
    return (found(text).body or {}).get("contents")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("expression", "before", "words"),
    [
        ('"plain"', "", "plain"),
        ("'a' 'b'", "", "ab"),
        ('("a"\n  "b")', "", "ab"),
        ('"a" + "b"', "", "ab"),
        ('"""two\nlines"""', "", "two\nlines"),
        (r'"tab\t\x41\u00e9\U0001F600"', "", "tab\tAé😀"),
        (r'r"raw\n"', "", r"raw\n"),
        ('f"{{x}} {name}"', 'name = "you"', "{x} you"),
        ('f"to {name}"', "", UNKNOWN),
        ("PROMPT", 'PROMPT = "const"', "const"),
        ("self.prompt", 'self.prompt = "attribute"', "attribute"),
        ("cfg['p']", 'cfg = {"p": "subscript"}', "subscript"),
        ("cfg.p", 'cfg = Settings(p="field")', "field"),
        ("Config.PROMPT", 'class Config:\n    PROMPT = "class"', "class"),
        ("rows[1]", 'rows = ["a", "second"]', "second"),
        ("make()", 'def make():\n    return "returned"\n', "returned"),
        ('"x".strip()', "", "x"),
        ("str('x')", "", "x"),
        ("prompt", 'prompt = "a"\nprompt += more', UNKNOWN),
        ("a if b else c", "", UNKNOWN),
        ('os.environ["P"]', "", UNKNOWN),
        ("prompt", "prompt = prompt", UNKNOWN),
    ],
)
def test_values_are_followed_where_the_paste_tells_them(expression: str, before: str, words: str) -> None:
    got = python(expression, before)
    assert got in (user(words), UNKNOWN if words == UNKNOWN else None)


def test_lists_and_dicts_are_put_together() -> None:
    assert python("a + b", 'a = ["x"]\nb = ["y"]') == [{"role": "user", "parts": [{"text": "x"}, {"text": "y"}]}]
    assert python("rows", 'rows = ["x"]\nrows.append("y")') == [
        {"role": "user", "parts": [{"text": "x"}, {"text": "y"}]}
    ]
    assert python("[*rows, 'z']", 'rows = ["x"]') == [{"role": "user", "parts": [{"text": "x"}, {"text": "z"}]}]
    assert python("[*rows, 'z']") == UNKNOWN
    assert python("[x for x in rows]") is not None
    changed = found(
        f'body = {{"temperature": 1}}\nbody["top_p"] = 0.5\nbody["temperature"] = 0.1\nclient.models.generate_content(model="{MODEL}", contents="x", config=body)'
    )
    assert changed.body is not None and changed.body["generationConfig"] == {"topP": 0.5, "temperature": 0.1}
    merged = found(
        f'base = dict(temperature=1)\nclient.models.generate_content(model="{MODEL}", contents="x", config={{**base, "seed": 2 * 3}})'
    )
    assert merged.body is not None and merged.body["generationConfig"] == {"temperature": 1, "seed": 6}


def test_an_argument_is_followed_to_the_only_call() -> None:
    text = f'def ask(model, q="default"):\n    return client.models.generate_content(model=model, contents=q)\nask("{MODEL}")\n'
    request = found(text)
    assert request.model == MODEL and request.body == {"contents": user("default")}
    twice = found(text + 'ask("gemini-3.6-flash")\n')
    assert twice.model is None or twice.unsure == ("model",)


@pytest.mark.parametrize(
    ("part", "want"),
    [
        (
            'types.Part.from_uri(file_uri="files/x", mime_type="image/png")',
            {"fileData": {"fileUri": "files/x", "mimeType": "image/png"}},
        ),
        ("types.Part.from_text(text='t')", {"text": "t"}),
        (
            "types.Part.from_function_call(name='f', args={'a_b': 1})",
            {"functionCall": {"name": "f", "args": {"a_b": 1}}},
        ),
        (
            "types.Part.from_function_response(name='f', response={'r': 1})",
            {"functionResponse": {"name": "f", "response": {"r": 1}}},
        ),
        (
            "types.Part(inline_data=types.Blob(mime_type='a/b', data=x))",
            {"inlineData": {"mimeType": "a/b", "data": UNKNOWN}},
        ),
        ("{'text': 't'}", {"text": "t"}),
    ],
)
def test_parts_are_made_as_the_sdk_makes_them(part: str, want: dict[str, Any]) -> None:
    assert python(f"[{part}]") == [{"role": "user", "parts": [want]}]


def test_contents_keep_their_roles() -> None:
    assert python("[types.UserContent('a'), types.ModelContent(parts=['b']), image]") == [
        {"role": "user", "parts": [{"text": "a"}]},
        {"role": "model", "parts": [{"text": "b"}]},
        UNKNOWN,
    ]


def test_a_configuration_goes_where_rest_has_it() -> None:
    request = found(
        f"""client = genai.Client(api_key="sk-0123456789", http_options={{"api_version": "v1", "timeout": 30, "base_url": "https://proxy.test/x", "headers": {{"X-A": "b", "X-C": c}}}})
client.models.generate_content(model="{MODEL}", contents="x", config=types.GenerateContentConfig(
    system_instruction="s", speech_config="Kore", stop_sequences=stops, tools=[*more], labels={{"Team_A": "x"}},
    http_options=types.HttpOptions(timeout=10), automatic_function_calling={{}}, max_tokens=5, generation_config={{"top_p": 1}},
    safety_settings=[types.SafetySetting(category=types.HarmCategory.HARM_CATEGORY_HARASSMENT, threshold=types.HarmBlockThreshold.OFF)]))"""
    )
    body = request.body
    assert isinstance(body, dict)
    assert body["systemInstruction"] == {"parts": [{"text": "s"}]}
    assert body["generationConfig"]["speechConfig"]["voiceConfig"]["prebuiltVoiceConfig"] == {"voiceName": "Kore"}
    assert body["generationConfig"]["stopSequences"] == UNKNOWN and body["tools"] == UNKNOWN
    assert body["labels"] == {"Team_A": "x"}
    assert body["safetySettings"] == [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "OFF"}]
    assert request.raw["generationConfig.maxTokens"] == 5
    assert (request.api_version, request.host, request.timeout_unit) == ("v1", "proxy.test", "ms")
    assert request.headers == {"x-a": "b", "x-c": UNKNOWN}
    assert request.key is not None and request.key.literal and request.key.where == "client"


def test_arguments_that_the_call_does_not_have_are_kept_as_strays() -> None:
    request = found(
        f'client.models.generate_content(model="{MODEL}", contents="x", generation_config={{"temperature": 1}}, request_options={{"timeout": 3}}, **extra)'
    )
    assert request.raw == {"generationConfig": {"temperature": 1}}
    assert found(f'client.models.generate_content("{MODEL}", "by place")').body == {"contents": user("by place")}
    assert found(f'client.models.generate_content(**{{"model": "{MODEL}", "contents": "x"}})').model == MODEL


def test_vertex_and_project_are_seen_on_the_client() -> None:
    text = (
        'client = genai.Client({}, project="p", location="l")\nclient.models.generate_content(model="m", contents="x")'
    )
    assert found(text.format("vertexai=True")).product == "vertex"
    off = found(text.format("vertexai=False"))
    assert off.product == "gemini" and off.project_settings == ("project", "location")


def test_other_methods_are_named() -> None:
    client = "client = genai.Client()\n"
    assert found(client + f'client.models.count_tokens(model="{MODEL}", contents="x")').method == "countTokens"
    many = found(client + 'client.models.embed_content(model="e", contents=["a", "b"], config={"task_type": "X"})')
    assert many.method == "batchEmbedContents"
    assert many.body == {"requests": [{"content": {"parts": [{"text": t}]}, "taskType": "X"} for t in "ab"]}
    assert found(client + "for m in client.models.list():\n    print(m)").http_method == "GET"
    assert found(client + 'client.models.get(model="m1")').model == "m1"
    assert found(client + 'client.files.upload(file="a.pdf")').method == "files.upload"
    assert found(client + 'client.files.delete(name="a")').http_method == "DELETE"
    assert found(client + "client.caches.list()").method == "cachedContents.list"
    cache = found(client + 'client.caches.create(model="m", config={"ttl": "1s", "http_options": {"timeout": 5}})')
    assert cache.body == {"model": "m", "ttl": "1s"} and cache.timeout == 5
    assert found(client + 'client.caches.create(model="m")').body == {"model": "m"}
    talk = found(client + 'client.interactions.create(agent="a", input="x", http_options={})')
    assert talk.product == "interactions" and talk.body == {"agent": "a", "input": "x"}
    assert read_request(read(client + "client.interactions.get(id)\nclient.models.create(x)")) is None
    images = found(client + 'client.models.generate_images(model="imagen-4", prompt="x")')
    assert images.method == "predict"


def test_talk_about_a_call_is_no_call() -> None:
    for text in (
        "Does `client.models.generate_content()` retry by itself?",
        "TypeError: GenerativeServiceClient.generate_content() got an unexpected keyword argument 'max_retries'",
        "self._client.generate_content(request, **kwargs) is where it ends",
        "use types.GenerateContentConfig(tools=_TOOLS) there",
        "chat.send_message(x) hangs",
    ):
        assert read_request(read(text)) is None, text


def test_a_cut_call_gives_what_is_there() -> None:
    request = found(f'client.models.generate_content(\n    model="{MODEL}",\n    contents="Hello the')
    assert request.model == MODEL and request.body == {"contents": UNKNOWN}
    assert found(f'client.models.generate_content(model="{MODEL}", contents=..., config={{"seed": 1, …').model == MODEL


def test_chats_add_the_message_to_their_history() -> None:
    request = found(
        f'chat = client.chats.create(model="{MODEL}", history=old, config={{"seed": 1}}, foo=2)\nchat.send_message("x", config={{"top_k": 3}})'
    )
    assert request.body is not None and request.body["contents"] == UNKNOWN
    assert request.body["generationConfig"] == {"seed": 1, "foo": 2, "topK": 3}
    unknown = found(f'chat = client.chats.create(model="{MODEL}", history=None)\nchat.send_message(q)')
    assert unknown.body == {"contents": [{"role": "user", "parts": [{"text": UNKNOWN}]}]}


def test_the_legacy_sdk_has_its_settings_on_the_model() -> None:
    text = """import google.generativeai as genai
genai.configure(api_key=KEY, transport="rest", client_options={"api_endpoint": "https://x.test/y"})
model = genai.GenerativeModel("gemini-1.5-flash", {"temperature": 0.5}, safety_settings="BLOCK_NONE", tools=[{"name": "f"}], foo=1)
r = model.generate_content(["a", "b"], {"top_k": 2}, request_options={"timeout": 60}, stream=True)"""
    request = found(text)
    assert request.method == "streamGenerateContent" and request.host == "x.test"
    assert request.timeout == 60 and request.timeout_unit == "s"
    body = request.body
    assert isinstance(body, dict)
    assert (
        body["contents"] == [{"role": "user", "parts": [{"text": "a"}, {"text": "b"}]}]
        and body["safetySettings"] == "BLOCK_NONE"
    )
    assert body["tools"] == [{"functionDeclarations": [{"name": "f"}]}]
    assert body["generationConfig"]["temperature"] == 0.5 and body["generationConfig"]["topK"] == 2
    assert found('m = genai.GenerativeModel("g")\nm.generate_content(*parts, generation_config=cfg)').body == {
        "contents": UNKNOWN,
        "generationConfig": UNKNOWN,
    }
    assert found('genai.embed_content(model="models/e", content=["a", "b"], title="t")').method == "batchEmbedContents"


def test_vertex_models_are_named_as_vertex() -> None:
    text = 'import vertexai\nfrom vertexai.generative_models import GenerativeModel\nm = GenerativeModel("g-1")\nm.generate_content("x")'
    assert (found(text).product, found(text).sdk) == ("vertex", "vertexai")


def test_javascript_is_read_through_its_types() -> None:
    request = found(
        """const ai: GoogleGenAI = new GoogleGenAI({ apiKey: 'xyz', vertexai: false, apiVersion: 'v1alpha' });
const base = { temperature: 0.2 as const };
const r = await ai.models.generateContent({
  model: 'm-1'!, contents: [createModelContent('yes'), createUserContent([createPartFromText(`a ${1}`), createPartFromBase64(b, 'image/png')])],
  config: { ...base, abortSignal: c.signal, tools: [{ functionDeclarations: [fn as FunctionDeclaration] }], httpOptions: { timeout: 60 * 1000 }, 'seed': 7, ...rest },
} satisfies Params);
console.log(r?.text!.length ?? 0);"""
    )
    assert request.timeout == 60_000 and request.api_version == "v1alpha"
    assert isinstance(request.body, dict)
    assert request.body["contents"][0] == {"role": "model", "parts": [{"text": "yes"}]}
    assert request.body["contents"][1]["parts"][1] == {"inlineData": {"data": UNKNOWN, "mimeType": "image/png"}}
    assert request.body["generationConfig"] == {"temperature": 0.2, "seed": 7}
    assert found("const x = await ai.models.generateContent(params);\nconst k = 1;").body is None


def test_a_key_passed_as_a_plain_string_is_the_clients() -> None:
    request = found(
        "const ai = new GoogleGenAI('YOUR_KEY');\nawait ai.models.generateContent({model: 'm', contents: 'x'});"
    )
    assert request.key is not None and request.key.kind == "placeholder"


def test_other_objects_generate_contents_of_their_own() -> None:
    assert (
        read_request(read("const p = new Pipeline();\nconst r = await p.generateContent('x');\nconsole.log(r);"))
        is None
    )


def test_go_is_read_through_its_pointers() -> None:
    text = """client, err := genai.NewClient(ctx, &genai.ClientConfig{Backend: genai.BackendVertexAI, Project: "p"})
cfg := &genai.GenerateContentConfig{Temperature: genai.Ptr[float32](0.5), Labels: map[string]string{"a_b": "c"}, MediaResolution: genai.MediaResolutionLow,
	ToolConfig: &genai.ToolConfig{FunctionCallingConfig: &genai.FunctionCallingConfig{Mode: genai.FunctionCallingConfigModeAny}}}
cfg.TopP = genai.Ptr[float32](0.9)
for r, err := range client.Models.GenerateContentStream(ctx, "m-1", []*genai.Content{{Parts: []*genai.Part{{Text: "x"}}, Role: genai.RoleModel}}, cfg) {
}"""
    request = found(text)
    assert (request.product, request.method) == ("vertex", "streamGenerateContent")
    assert isinstance(request.body, dict)
    assert request.body["contents"] == [{"parts": [{"text": "x"}], "role": "model"}]
    assert request.body["generationConfig"] == {
        "temperature": 0.5,
        "mediaResolution": "MEDIA_RESOLUTION_LOW",
        "topP": 0.9,
    }
    assert request.body["toolConfig"] == {"functionCallingConfig": {"mode": "ANY"}}
    assert (
        found("ctx := context.TODO()\npage, err := client.Models.List(ctx, nil)\nif err != nil {}").method
        == "models.list"
    )
    parts = found(
        'client := genai.NewClient(ctx, nil)\nr, err := client.Models.GenerateContent(ctx, "m", []*genai.Content{genai.NewContentFromParts([]*genai.Part{genai.NewPartFromURI("u", "a/b"), genai.NewPartFromBytes(d, "c/d")}, genai.RoleUser)}, nil)'
    )
    assert isinstance(parts.body, dict)
    assert parts.body["contents"][0]["parts"][0] == {"fileData": {"fileUri": "u", "mimeType": "a/b"}}


def test_the_legacy_go_sdk_has_setters() -> None:
    text = """client, err := genai.NewClient(ctx, option.WithAPIKey("k"))
model := client.GenerativeModel("m-1")
model.SetTemperature(0.4)
model.SafetySettings = []*genai.SafetySetting{{Category: genai.HarmCategoryHarassment, Threshold: genai.HarmBlockLowAndAbove}}
cs := model.StartChat()
cs.History = []*genai.Content{{Parts: []genai.Part{genai.Text("a")}, Role: "user"}}
res, err := cs.SendMessage(ctx, genai.Text("b"))"""
    request = found(text)
    assert request.dialect == "legacy-go" and request.key is not None and request.key.literal
    assert isinstance(request.body, dict)
    assert request.body["contents"][1] == {"role": "user", "parts": [{"text": "b"}]}
    assert request.body["safetySettings"][0]["threshold"] == "BLOCK_LOW_AND_ABOVE"
    embedded = found('em := client.EmbeddingModel("e-1")\nr, err := em.EmbedContent(ctx, genai.Text("a"))')
    assert embedded.method == "embedContent" and embedded.body == {"content": {"parts": [{"text": "a"}]}}


def test_java_builders_are_objects() -> None:
    text = """import com.google.genai.Client;
GenerateContentConfig config = GenerateContentConfig.builder().topP(1.5f).stopSequences("a", "b").tools(Tool.builder().googleSearch(GoogleSearch.builder().build()).build())
    .responseSchema(Schema.builder().type(Type.Known.OBJECT).required("x").build()).build();
GenerateContentResponse response = client.models.generateContent("m-1", Content.fromParts(Part.fromText("x"), Part.fromBytes(b, "a/b")), config);"""
    body = found(text).body
    assert isinstance(body, dict)
    assert body["generationConfig"]["topP"] == 1.5 and body["generationConfig"]["stopSequences"] == ["a", "b"]
    assert body["tools"] == [{"googleSearch": {}}]
    assert body["generationConfig"]["responseSchema"] == {"type": "OBJECT", "required": ["x"]}
    assert body["contents"][0]["parts"][0] == {"text": "x"}


def test_java_setters_take_a_builder_that_is_not_built_yet() -> None:
    text = """var thinking = ThinkingConfig.builder().includeThoughts(true);
GenerateContentConfig.Builder builder = GenerateContentConfig.builder().topK(5f)
    .imageConfig(ImageConfig.builder().aspectRatio("1:1")).tools(Tool.builder().urlContext(UrlContext.builder()));
client.models.generateContent("m-1", "x", builder.temperature(1f).thinkingConfig(thinking.thinkingBudget(7).build()).build());"""
    assert found(text).body == {
        "contents": [{"role": "user", "parts": [{"text": "x"}]}],
        "generationConfig": {
            "topK": 5,
            "imageConfig": {"aspectRatio": "1:1"},
            "temperature": 1,
            "thinkingConfig": {"includeThoughts": True, "thinkingBudget": 7},
        },
        "tools": [{"urlContext": {}}],
    }


def test_kotlin_blocks_are_contents() -> None:
    text = """val model = GenerativeModel(modelName = "m-1", apiKey = key, generationConfig = generationConfig { topK = 5 })
val r = model.generateContent(content("user") { image(photo)
  text("Say $it and ${it.name}") })
println(r.text)"""
    body = found(text).body
    assert isinstance(body, dict)
    assert body["generationConfig"] == {"topK": 5}
    assert body["contents"][0]["parts"] == [UNKNOWN, {"text": UNKNOWN}]


def test_dart_asks_for_its_api_version() -> None:
    text = """final model = GenerativeModel(model: 'm-1', apiKey: Platform.environment['K']!, requestOptions: RequestOptions(apiVersion: 'v1'));
final chat = model.startChat(history: [Content.text('a'), Content.model([TextPart('b')])]);
final r = await chat.sendMessage(Content.text('''c'''));"""
    request = found(text)
    assert request.api_version == "v1"
    assert isinstance(request.body, dict)
    assert [turn["role"] for turn in request.body["contents"]] == ["user", "model", "user"]


def test_the_request_nearest_before_the_error_is_meant() -> None:
    call = 'client.models.generate_content(model="{}", contents="x")\n'
    error = "google.genai.errors.ClientError: 400 INVALID_ARGUMENT. {'error': {'code': 400, 'message': 'x y', 'status': 'INVALID_ARGUMENT'}}\n"
    request = found(call.format("m-1") + call.format("m-2") + error + call.format("m-3"))
    assert request.model == "m-2" and request.others == 2
    assert found(error + call.format("m-1") + call.format("m-2")).model == "m-1"
    assert found(call.format("m-1") + call.format("m-2")).model == "m-1"


def test_what_only_the_words_around_say_is_unsure() -> None:
    request = found(
        'models/gemini-1.5-pro is not found for API version v1beta\nmodel = genai.GenerativeModel(NAME)\nmodel.generate_content("x")'
    )
    assert (request.model, request.api_version) == ("gemini-1.5-pro", "v1beta")
    assert set(request.unsure) >= {"model", "api_version"}


@pytest.mark.parametrize(
    "text",
    [
        f"axios.post('{HOST}/v1beta/models/gemini-3.5-flash:generateContent?key=' + KEY, {{ contents: [{{ parts: [{{ text: 'hi' }}] }}] }})",
        f"UrlFetchApp.fetch('{HOST}/v1beta/models/gemini-3.5-flash:generateContent?key=' + KEY, {{ method: 'post', payload: JSON.stringify({{ contents: [{{ parts: [{{ text: 'hi' }}] }}] }}) }})",
    ],
)
def test_a_line_without_any_keyword_is_javascript_by_its_library(text: str) -> None:
    request = found(text)
    assert (request.dialect, request.http_method, request.flaws) == ("js-fetch", "POST", ())
    assert request.body == {"contents": [{"parts": [{"text": "hi"}]}]}
