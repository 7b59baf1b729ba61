"""Ways of writing a call that people have and no documentation shows."""

from __future__ import annotations

import json
import time

import pytest

from bot.paste import read
from bot.request import UNKNOWN, Request, read_request
from bot.request.check import check

URL = "https://generativelanguage.googleapis.com/v1beta/models/gemini-3.5-flash:generateContent"
HI = [{"parts": [{"text": "hi"}]}]


def found(text: str) -> Request:
    """The request of a paste that holds one."""
    request = read_request(read(text))
    assert request is not None
    return request


def faults(text: str) -> list[tuple[str, str]]:
    """Field and cause of all that surely stands against the request of a paste."""
    report = read(text)
    request = read_request(report)
    assert request is not None
    return [(fault.field, fault.cause) for fault in check(request, report) if fault.sure]


def test_a_slash_before_the_method_hides_neither_model_nor_method() -> None:
    request = found(f"curl {URL.replace(':generate', '/generate')} -H 'x-goog-api-key: k' -d '{{\"contents\":[]}}'")
    assert (request.model, request.method) == ("gemini-3.5-flash", "generateContent")


def test_maps_and_lists_of_anything_are_read_in_go() -> None:
    request = found(
        "payload := map[string]interface{}{\n"
        '\t"contents": []map[string]interface{}{{"parts": []map[string]string{{"text": "hi"}}}},\n'
        '\t"generationConfig": map[string]any{"stopSequences": []interface{}{"a", "b"}},\n}\n'
        "body, _ := json.Marshal(payload)\n"
        f'http.Post("{URL}?key="+key, "application/json", bytes.NewReader(body))'
    )
    assert request.body == {"contents": HI, "generationConfig": {"stopSequences": ["a", "b"]}}


def test_an_address_is_put_together_by_a_pattern_and_its_values() -> None:
    url = URL.replace("gemini-3.5-flash", "%s") + "?key=%s&n=%d%%"
    go = f'url := fmt.Sprintf("{url}", "gemini-3.5-flash", apiKey, 1)\nhttp.Post(url, "application/json", body)'
    request = found(go)
    assert (request.model, request.method) == ("gemini-3.5-flash", "generateContent")
    assert request.key is not None
    assert request.key.where == "query"


def test_a_pattern_with_too_few_values_leaves_the_rest_open() -> None:
    request = found(
        'client.Models.GenerateContent(ctx, "gemini-3.5-flash", genai.Text(fmt.Sprintf("%s and %s", "a")), nil)'
    )
    assert request.body == {"contents": [{"role": "user", "parts": [{"text": UNKNOWN}]}]}
    whole = found(
        'client.Models.GenerateContent(ctx, "gemini-3.5-flash", genai.Text(fmt.Sprintf("100%% of %s", "a")), nil)'
    )
    assert whole.body == {"contents": [{"role": "user", "parts": [{"text": "100% of a"}]}]}


def test_java_formats_words_in_two_ways() -> None:
    for words in ('String.format("say %s%n", "hi")', '"say %s%n".formatted("hi")'):
        request = found(f'client.models.generateContent("gemini-3.5-flash", {words}, null);')
        assert request.body == {"contents": [{"role": "user", "parts": [{"text": "say hi\n"}]}]}


def test_a_value_may_stand_on_the_line_behind_its_name() -> None:
    request = found(
        "GenerateContentConfig config =\n    GenerateContentConfig.builder()\n        .maxOutputTokens(9)\n        .build();\n"
        'client.models.generateContent("gemini-3.5-flash", "hi", config);'
    )
    assert request.body == {
        "contents": [{"role": "user", "parts": [{"text": "hi"}]}],
        "generationConfig": {"maxOutputTokens": 9},
    }


def test_a_client_of_javas_is_built_from_its_builder() -> None:
    call = 'client.models.generateContent("gemini-3.5-flash", "hi", null);'
    client = 'Client client = Client.builder().apiKey(k).httpOptions(HttpOptions.builder().apiVersion("v1").build()).build();'
    assert found(f"{client}\n{call}").api_version == "v1"
    assert found(call).api_version is None


def test_an_embedding_of_vercels_takes_its_settings_along() -> None:
    request = found(
        "await embed({ model: google.textEmbedding('gemini-embedding-001'), value: 'hi', "
        "providerOptions: { google: { outputDimensionality: 512 } } });"
    )
    assert request.body == {"content": {"parts": [{"text": "hi"}]}, "outputDimensionality": 512}


def test_extra_body_is_sent_as_it_stands_by_javascript_alone() -> None:
    call = (
        'completions.create({ model: "gemini-3.5-flash", messages: [], extra_body: { google: { a: 1 } } });'
        " // new OpenAI({ baseURL: 'https://generativelanguage.googleapis.com/v1beta/openai/' })"
    )
    request = found("const r = await openai.chat." + call)
    assert request.body == {"model": "gemini-3.5-flash", "messages": [], "extra_body": {"google": {"a": 1}}}


def test_a_package_with_contents_is_no_request() -> None:
    assert read_request(read('{"dependencies": {"@google/genai": "^2"}, "contents": ["dist"]}')) is None
    assert found('{"contents": ["hi"], "generationConfig": {}}').method == "generateContent"


def test_powershell_casts_and_bytes_are_looked_through() -> None:
    request = found(
        '$body = [ordered]@{ contents = @(@{ parts = @(@{ text = "hi" }) }) } | ConvertTo-Json -Depth 9\n'
        f'Invoke-RestMethod -Uri "{URL}?key=$k" -Method Post -Body ([System.Text.Encoding]::UTF8.GetBytes($body))'
    )
    assert request.body == {"contents": HI}


def test_what_belongs_in_config_is_found_beside_it() -> None:
    call = 'await ai.models.generateContent({ model: "gemini-3.5-flash", contents: "hi", %s });'
    assert faults(call % "generationConfig: { maxOutputTokens: 9 }") == [("generationConfig", "sdk-usage")]
    assert faults(call % 'systemInstruction: "be kind"') == [("systemInstruction", "sdk-usage")]
    assert faults(call % 'config: { systemInstruction: "be kind" }') == []


def test_an_old_model_object_takes_settings_in_its_generation_config_alone() -> None:
    call = 'await genAI.getGenerativeModel({ model: "gemini-3.5-flash", %s }).generateContent("hi");'
    assert ("generationConfig.maxOutputTokens", "sdk-usage") in faults(call % "maxOutputTokens: 9")
    assert faults(call % "generationConfig: { maxOutputTokens: 9 }") == [("sdk", "sdk-outdated")]


def test_what_the_service_names_around_a_fault_is_said_once() -> None:
    body = '{"contents":[{"parts":[{"text":"hi"}]}],"generationConfig":{"responseMimeType":"application/json","responseSchema":{"type":"array"}}}'
    error = "\n400 GenerateContentRequest.generation_config.response_schema.items: missing field."
    assert faults(body + error) == [("generationConfig.responseSchema.items", "schema-unsupported")]


def test_a_method_by_its_name_in_an_sdk_is_named_rightly() -> None:
    for written, right in (("generateContentStream", "streamGenerateContent"), ("generate_content", "generateContent")):
        url = URL.replace("generateContent", written)
        text = f"curl {url} -H 'x-goog-api-key: k' -H 'Content-Type: application/json' -d '{{\"contents\": {json.dumps(HI)}}}'"
        report = read(text)
        request = read_request(report)
        assert request is not None
        assert [(f.field, f.cause, right in f.says) for f in check(request, report) if f.sure] == [
            ("method", "malformed-request", True)
        ]


def test_a_compatible_call_without_openai_in_its_path_lacks_that_alone() -> None:
    text = (
        "curl https://generativelanguage.googleapis.com/v1beta/chat/completions -H 'Authorization: Bearer $GEMINI_API_KEY' "
        '-H "Content-Type: application/json" -d \'{"model": "gemini-3.5-flash", "messages": [{"role": "user", "content": "hi"}]}\''
    )
    assert found(text).method == "chat.completions"
    assert faults(text) == [("url", "malformed-request")]


def test_the_new_client_in_javascript_knows_its_settings_in_camel_case_alone() -> None:
    call = 'await ai.models.generateContent({ model: "gemini-3.5-flash", contents: "hi", config: { %s } });'
    text = call % "max_output_tokens: 9"
    assert found(text).body == {"contents": [{"role": "user", "parts": [{"text": "hi"}]}]}
    assert faults(text) == [("generationConfig.max_output_tokens", "unknown-field")]
    assert faults(call % "maxOutputTokens: 9") == []
    assert faults(call % "generationConfig: {}") == [("generationConfig.generationConfig", "unknown-field")]


def test_text_as_a_method_is_the_old_client_on_the_new_one() -> None:
    call = 'const response = await ai.models.generateContent({ model: "gemini-3.5-flash", contents: "hi" });\n'
    assert faults(call + "TypeError: response.text is not a function") == [("sdk", "sdk-usage")]
    assert faults(call + "console.log(response.response.text());") == [("sdk", "sdk-usage")]
    assert faults(call + "console.log(response.text);") == []


def test_an_old_model_object_counts_its_tools_along() -> None:
    text = (
        'const model = genAI.getGenerativeModel({ model: "gemini-3.5-flash", tools: [{ codeExecution: {} }] });\n'
        'await model.countTokens("hi");'
    )
    assert faults(text) == [("sdk", "sdk-outdated")]


def test_a_body_whose_quotes_are_closed_before_its_brackets_is_unclosed() -> None:
    call = f"curl {URL} -H 'x-goog-api-key: k' -H 'Content-Type: application/json' -d "
    assert faults(call + '\'{"contents": [{"parts": [{"text": "hi"}]}]\'') == [("body", "malformed-request")]
    assert faults(call + '\'{"contents": [{"parts": [{"text": "hi"}]}], …\'') == []
    assert faults(call + '\'{"contents": [{"parts": [{"text": "hi"}]}]') == []


@pytest.mark.parametrize(
    "text",
    [
        "from openai import OpenAI\nclient = OpenAI()\nclient.models.list()",
        'client = anthropic.Anthropic()\nclient.messages.batches.list()\nclient.files.upload(file="a")',
        'const client = new Mistral({ apiKey });\nawait client.files.upload({ file: "a" });',
        '# openai 3.57\nclient.batches.create(input_file_id="f", endpoint="/v1/chat/completions")',
    ],
)
def test_files_and_models_of_another_vendor_are_no_request(text: str) -> None:
    assert read_request(read(text)) is None


def test_files_and_models_of_google_are_one() -> None:
    assert found("for m in client.models.list():\n    print(m.name)").method == "models.list"
    assert found('client = genai.Client()\nf = client.files.upload(file="a.pdf")').method == "files.upload"
    assert found("const ai = new GoogleGenAI({});\nawait ai.files.list();").method == "files.list"


def test_an_embedding_of_vercels_leaves_its_own_settings_at_home() -> None:
    request = found(
        "await embed({ model: google.embedding('gemini-embedding-001'), value: 'hi', "
        "providerOptions: { google: { content: [[{ text: 'more' }]] } } });"
    )
    assert request.body == {"content": HI[0]}


@pytest.mark.parametrize("call", ["", '\nr = client.models.generate_content(model="gemini-3.5-flash", contents=x)'])
@pytest.mark.parametrize(
    "word", ["iVBORw0KGgoA", "a_", "a.", "curl ", "curl -H 'a' \\\n", "Invoke-RestMethod -Uri $x "]
)
def test_a_long_paste_is_read_over_a_few_times_at_most(word: str, call: str) -> None:
    def took(letters: int) -> float:
        report = read(word * (letters // len(word)) + call)
        started = time.process_time()
        read_request(report)
        return time.process_time() - started

    took(4_000)
    # Ten times as much may take ten times as long; reading it over for each word would take a hundred times.
    assert took(80_000) < 40 * max(took(8_000), 0.01)
