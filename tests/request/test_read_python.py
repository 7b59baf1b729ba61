"""Python that is pasted as people write it: wrapped, half finished, with defaults, dicts over dicts, settings left at None."""

from __future__ import annotations

import time
from typing import Any

import pytest

from bot.paste import read
from bot.request import UNKNOWN, Request, read_request

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


@pytest.mark.parametrize(
    "call",
    [
        'await asyncio.to_thread(client.models.generate_content, model="gemini-3.5-flash", contents="hi")',
        'partial(client.models.generate_content, model="gemini-3.5-flash", contents="hi")()',
        'pool.submit(client.models.generate_content, **{"model": "gemini-3.5-flash", "contents": "hi"})',
        'loop.run_in_executor(None, client.models.generate_content, model="gemini-3.5-flash", contents="hi")',
    ],
)
def test_a_call_handed_to_another_function_is_the_call(call: str) -> None:
    request = found(CLIENT + call)
    assert (request.method, request.model) == ("generateContent", "gemini-3.5-flash")
    assert request.body == {"contents": [{"role": "user", "parts": [{"text": "hi"}]}]}


def test_the_legacy_sdk_has_its_asynchronous_names() -> None:
    before = "import google.generativeai as genai\nm = genai.GenerativeModel('gemini-3.5-flash')\n"
    assert found(before + "r = await m.generate_content_async('hi')").dialect == "legacy-python"
    assert found(before + "r = await m.count_tokens_async('hi')").method == "countTokens"


def test_the_line_that_a_traceback_shows_of_a_call_is_not_the_call() -> None:
    traceback = (
        'Traceback (most recent call last):\n  File "/app/bot.py", line 42, in handle\n'
        "    resp = client.models.generate_content(\n           ^^^^^^^^^^^^\n"
        "google.genai.errors.ServerError: 503 UNAVAILABLE. {'error': {'code': 503, 'status': 'UNAVAILABLE'}}\n"
    )
    assert read_request(read(traceback)) is None
    assert found(traceback + 'resp = client.models.generate_content(model="gemini-3.5-flash", contents="hi")').model
    whole = traceback.replace("generate_content(\n", 'generate_content(model="gemini-3.5-flash", contents="hi")\n')
    assert found(whole).model == "gemini-3.5-flash"


def test_constants_of_the_types_are_their_names() -> None:
    code = (
        "cfg = types.GenerateContentConfig(response_modalities=[types.Modality.TEXT.value],"
        " image_config=types.ImageConfig(person_generation=types.PersonGeneration.ALLOW_ALL))"
    )
    assert config(code) == {"responseModalities": ["TEXT"], "imageConfig": {"personGeneration": "ALLOW_ALL"}}


def test_a_tools_class_stands_for_the_tool() -> None:
    call = 'client.models.generate_content(model="m", contents="x", config={"tools": [types.Tool(code_execution=types.ToolCodeExecution)]})'
    body = found(CLIENT + call).body
    assert isinstance(body, dict) and body["tools"] == [{"codeExecution": {}}]


def test_a_prompt_passed_under_another_name_stands_at_the_top() -> None:
    request = found(CLIENT + 'client.models.generate_content(model="gemini-3.5-flash", prompt="hi")')
    assert request.body == {"prompt": "hi"} and request.raw == {"prompt": "hi"}


def test_a_live_session_is_no_call_of_generate_content() -> None:
    request = found(
        'config = {"response_modalities": ["AUDIO"]}\n'
        'async with client.aio.live.connect(model="gemini-3.8-live", config=config) as session:\n    pass'
    )
    assert (request.method, request.model, request.dialect) == (
        "bidiGenerateContent",
        "gemini-3.8-live",
        "python-genai",
    )


@pytest.mark.parametrize("behind", [' or ""', " if text else None", " as stream:", ".text or fallback", " and True"])
def test_what_stands_behind_a_call_is_none_of_it(behind: str) -> None:
    call = 'client.models.generate_content(model="gemini-3.5-flash", contents="hi")'
    assert found(f"{CLIENT}x = {call}{behind}").model == "gemini-3.5-flash"


def test_langchains_openai_model_may_point_at_gemini() -> None:
    base = "https://generativelanguage.googleapis.com/v1beta/openai/"
    request = found(
        f'llm = ChatOpenAI(model="gemini-3.5-flash", temperature=1, api_key=KEY, base_url="{base}")\nllm.invoke("hi")'
    )
    assert (request.dialect, request.method, request.api_version) == ("openai-compat", "chat.completions", "v1beta")
    assert request.body == {
        "model": "gemini-3.5-flash",
        "temperature": 1,
        "messages": [{"role": "user", "content": "hi"}],
    }
    assert request.key is not None and request.key.name == "api_key"
    several = found(f'llm = ChatOpenAI(model_name="gemini-3.5-flash", openai_api_base="{base}")\nllm.invoke(rows)')
    assert isinstance(several.body, dict) and several.body["messages"] == UNKNOWN
    assert read_request(read('llm = ChatOpenAI(model="gpt-4o")\nllm.invoke("hi")')) is None
    assert read_request(read('llm = ChatOpenAI(model="m", base_url="https://api.groq.com/openai/v1")')) is None


def test_the_environment_may_choose_vertex() -> None:
    chosen = 'os.environ["GOOGLE_GENAI_USE_VERTEXAI"] = "True"\nos.environ["GOOGLE_CLOUD_PROJECT"] = "p"\n'
    call = 'client.models.generate_content(model="gemini-3.5-flash", contents="hi")'
    assert found(f"{chosen}{CLIENT}{call}").product == "vertex"
    assert found(f"{chosen}client = genai.Client(api_key=KEY)\n{call}").product == "gemini"
    assert found(chosen.split("\n")[0] + f"\n{CLIENT}{call}").product == "gemini"


def test_what_is_no_content_before_the_names_of_a_legacy_call_is_passed_over() -> None:
    body = found("m = genai.GenerativeModel('gemini-3.5-flash')\nm.generate_content('hi', False)").body
    assert body == {"contents": [{"role": "user", "parts": [{"text": "hi"}]}]}


def test_a_functions_response_is_a_schema_and_a_responses_own_data_is_not() -> None:
    declared = '{"name": "f", "response": {"type": "OBJECT", "property_ordering": ["a_b"], "properties": {"a_b": {"type": "STRING"}}}}'
    said = '{"role": "user", "parts": [{"function_response": {"name": "f", "response": {"a_b": 1}}}]}'
    request = found(
        f'client.models.generate_content(model="m", contents=[{said}], config={{"tools": [{{"function_declarations": [{declared}]}}]}})'
    )
    assert isinstance(request.body, dict)
    schema = {"type": "OBJECT", "propertyOrdering": ["a_b"], "properties": {"a_b": {"type": "STRING"}}}
    assert request.body["tools"] == [{"functionDeclarations": [{"name": "f", "response": schema}]}]
    assert request.body["contents"][0]["parts"][0]["functionResponse"]["response"] == {"a_b": 1}


NEWER = f'{CLIENT}client.models.generate_content(model="gemini-3.5-flash", contents="newer")'
OLDER = 'client.models.generate_content(model="gemini-1.5-pro", contents="older", config={"temperature": 9})'


@pytest.mark.parametrize(
    "aside",
    [
        f"# {OLDER}\n",
        f"    # was: {OLDER}\n",
        f'PROMPT = """Explain this:\n{OLDER}\n"""\n',
        f"def f():\n    '''Like {OLDER}.'''\n",
        'cache = client.caches.create(model="gemini-3.5-flash", config={"ttl": "300s"})\n',
    ],
)
def test_a_call_in_a_comment_or_in_a_prompt_is_not_the_call(aside: str) -> None:
    request = found(aside + NEWER)
    assert request.model == "gemini-3.5-flash"
    assert request.body == {"contents": [{"role": "user", "parts": [{"text": "newer"}]}]}


def test_a_call_in_a_comment_is_the_call_where_there_is_no_other() -> None:
    assert found(f"# {OLDER}").model == "gemini-1.5-pro"
    assert found(f'"""{OLDER}"""').model == "gemini-1.5-pro"
    assert found(f'text = """never closed\n{OLDER}\n{NEWER}').model == "gemini-1.5-pro"


def test_a_cache_is_the_request_where_nothing_else_is_asked() -> None:
    cache = 'client.caches.create(model="gemini-3.5-flash", config={"ttl": "300s"})'
    assert found(cache).method == "cachedContents.create"


def test_a_dict_made_by_a_loop_is_open() -> None:
    code = 'cfg = {k: v for k, v in {"max_output_tokens": n}.items() if v is not None}'
    assert config(code) is None
    assert config('cfg = {"seed": 3, "system_instruction": "a" if b else "wait for me", "top_k": 4}') == {
        "seed": 3,
        "topK": 4,
    }


def test_the_legacy_sdk_has_short_names_for_safety_and_tools() -> None:
    code = (
        'm = genai.GenerativeModel("gemini-3.5-flash", tools="code_execution")\n'
        'm.generate_content("x", safety_settings={"HATE": "BLOCK_NONE", "danger": "low", "HARM_CATEGORY_SEXUAL": "high"})'
    )
    body = found(code).body
    assert isinstance(body, dict)
    assert body["tools"] == [{"codeExecution": {}}]
    assert body["safetySettings"] == [
        {"category": "HARM_CATEGORY_HATE_SPEECH", "threshold": "BLOCK_NONE"},
        {"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "threshold": "BLOCK_LOW_AND_ABOVE"},
        {"category": "HARM_CATEGORY_SEXUAL", "threshold": "BLOCK_ONLY_HIGH"},
    ]


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ('"a {} b {}".format("x", n)', "a x b 3"),
        ('"a {q} {{b}}".format(q="x")', "a x {b}"),
        ('"a {0:>4} {0!r}".format(n)', "a 3 3"),
        ('P.format(lang="de")', "to de"),
        ('"a {} {}".format("x")', UNKNOWN),
        ('"a {}".format(run())', UNKNOWN),
        ('"%s of %d%%" % ("x", n)', "x of 3%"),
        ('"%(q)s" % {"q": "x"}', "x"),
        ('"%s" % name', UNKNOWN),
        ('"only %s" % "x"', "only x"),
    ],
)
def test_values_are_put_into_a_strings_holes(expression: str, words: Any) -> None:
    code = f'n = 3\nP = "to {{lang}}"\n{CLIENT}client.models.generate_content(model="m", contents={expression})'
    said = words if words == UNKNOWN else [{"role": "user", "parts": [{"text": words}]}]
    assert found(code).body == {"contents": said}


def test_a_remainder_is_computed() -> None:
    assert config("n = 9\ncfg = dict(seed=n % 4, top_k=2)") == {"seed": UNKNOWN, "topK": 2}


def test_what_is_set_below_a_name_is_set() -> None:
    code = 'cfg = {"thinking_config": {}}\ncfg["thinking_config"]["include_thoughts"] = True\n'
    assert config(code) == {"thinkingConfig": {"includeThoughts": True}}
    assert config('cfg = {"seed": 1}\ncfg.update({"seed": 2}, )\ncfg.update(top_k=3)\ncfg["seed"] = 4') == {
        "topK": 3,
        "seed": 4,
    }
    assert config('cfg = {"thinking_config": {}}\ncfg["thinking_config"].update(include_thoughts=True)') == {
        "thinkingConfig": {"includeThoughts": True}
    }


def test_a_list_grows_by_what_extends_it() -> None:
    turns = 'c = [{"role": "user", "parts": [{"text": "a"}]}]\n'
    call = 'client.models.generate_content(model="m", contents=c)'
    model = {"role": "model", "parts": [{"text": "b"}]}
    body = found(f"{CLIENT}{turns}c.extend([{model}])\n{call}").body
    assert body == {"contents": [{"role": "user", "parts": [{"text": "a"}]}, model]}
    assert found(f"{CLIENT}{turns}c.extend(history)\n{call}").body == {"contents": UNKNOWN}


def test_a_class_of_the_paste_gives_the_defaults_of_its_fields() -> None:
    settings = "class Settings:\n    limit: int = 256\n\nsettings = Settings()\n"
    assert config(f"{settings}cfg = dict(max_output_tokens=settings.limit, seed=settings.seed)") == {
        "maxOutputTokens": 256,
        "seed": UNKNOWN,
    }


def test_a_line_may_go_on_behind_a_backslash() -> None:
    request = found(
        f'{CLIENT}r = client.models \\\n    .generate_content(model="gemini-3.5-flash", \\\n  contents="hi")'
    )
    assert request.model == "gemini-3.5-flash"


def test_an_object_written_as_text_is_text() -> None:
    body = found(f'{CLIENT}client.models.generate_content(model="m", contents=json.dumps({{"rows": [1]}}))').body
    assert body == {"contents": UNKNOWN}


def test_calls_handed_on_without_end_are_read_in_time() -> None:
    started = time.process_time()
    read_request(read(f"{NEWER}\n" + "f(a.generate_content, x=1\n" * 2_000))
    assert time.process_time() - started < 2
