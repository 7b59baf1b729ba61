"""Changes of a request, and of the person's own text."""

from __future__ import annotations

from typing import Any

import pytest

from bot.paste.span import Span
from bot.request.edit import BadChange, Edit, apply, clamped, diff, edited, read_change, spread, turn
from bot.request.request import UNKNOWN, Request
from bot.request.rewrite import rewrite, written
from tests.request.calls import HELLO, a_call, config


@pytest.mark.parametrize(
    ("words", "settings", "expected"),
    [
        ("set: generationConfig.temperature 1", {"temperature": 3}, {"temperature": 1}),
        ("set: generationConfig.thinkingConfig.thinkingLevel low", {}, {"thinkingConfig": {"thinkingLevel": "low"}}),
        ('set: generationConfig.stopSequences ["a"]', {"stopSequences": "a"}, {"stopSequences": ["a"]}),
        ("remove: generationConfig.topK", {"topK": 0, "topP": 1}, {"topP": 1}),
        ("remove: generationConfig.topK", {"topP": 1}, {"topP": 1}),
        ("clamp: generationConfig.temperature 0..2", {"temperature": 2.7}, {"temperature": 2}),
        ("clamp: generationConfig.topP 0.5..1.0", {"topP": 0.1}, {"topP": 0.5}),
        ("clamp: generationConfig.topP 0..1", {"topP": 0.5}, {"topP": 0.5}),
        ("rename: generationConfig.maxTokens maxOutputTokens", {"maxTokens": 9}, {"maxOutputTokens": 9}),
        ("move: generationConfig.topK generationConfig.topP", {"topK": 1}, {"topP": 1}),
    ],
)
def test_a_change_edits_the_body(words, settings, expected):
    before = config(settings)
    assert apply(words, before).body == {"contents": HELLO, "generationConfig": expected}
    assert before.body == {"contents": HELLO, "generationConfig": settings}


def test_a_change_reaches_into_lists_and_takes_what_a_client_would_not_send():
    call = a_call({"contents": [{"role": "assistant", "parts": [{"text": "a"}, {"text": ""}]}]})
    assert apply("set: contents[0].role model", call).body["contents"][0]["role"] == "model"
    assert apply("remove: contents[0].parts[1]", call).body["contents"][0]["parts"] == [{"text": "a"}]
    assert apply("remove: contents[5]", call).body == call.body
    assert apply("set: contents[5].role x", call).body == call.body
    assert apply("set: contents[0].role.deep x", call).body == call.body
    assert apply("set: tools[0].googleSearch {}", a_call()).body["tools"] == [{"googleSearch": {}}]
    sdk = a_call(dialect="js-genai", raw={"generationConfig.maxTokens": 5})
    renamed = apply("rename: generationConfig.maxTokens maxOutputTokens", sdk)
    assert renamed.body["generationConfig"] == {"maxOutputTokens": 5} and renamed.raw == {}
    assert apply("move: temperature generationConfig.temperature", a_call({"temperature": 1})).body == {
        "generationConfig": {"temperature": 1}
    }


def test_model_version_and_timeout_are_changed_beside_the_body():
    call = a_call(model="old", api_version="v1", path="/v1/models/old:generateContent", timeout=30, timeout_unit="ms")
    assert (apply("model: new", call).model, apply("model: new", call).path) == (
        "new",
        "/v1/models/new:generateContent",
    )
    assert apply("api_version: v1beta", call).path == "/v1beta/models/old:generateContent"
    assert apply("timeout: 60", call).timeout == 60_000
    assert apply("timeout: 60", a_call(timeout=1, timeout_unit="s")).timeout == 60
    assert apply("model: new", a_call(model=None)).model == "new"
    assert apply("set: contents x", Request("curl", body=UNKNOWN)).body == UNKNOWN


@pytest.mark.parametrize(
    "words", ["", "do: it", "set: x", "remove: x y", "clamp: x high", "model:", "rename: x", "temperature"]
)
def test_a_change_that_can_t_be_read_says_so(words):
    with pytest.raises(BadChange):
        read_change(words)


def test_a_timeout_is_a_number():
    with pytest.raises(BadChange):
        apply("timeout: soon", a_call())


def test_what_is_no_number_is_not_clamped():
    assert clamped("hot", "0..2") is None
    assert clamped(1, "0..2") is None


def test_of_two_edits_that_overlap_the_first_counts():
    assert edited("abcdef", [Edit(1, 3, "X"), Edit(2, 4, "Y"), Edit(5, 6, "")]) == "aXde"


def test_a_diff_has_the_lines_that_differ():
    assert diff("a\nb\nc\nd\ne", "a\nB\nc\nd\nE") == "-b\n+B\n…\n-e\n+E"
    assert diff("a", "a") == ""


def marked(text: str, dialect: str = "curl", **more: Any) -> tuple[Request, str]:
    """A request whose fields stand in the text between ‹path|…›; a name as ‹name:path|…›."""
    spans: dict[str, Span] = {}
    opened: list[tuple[str, int]] = []
    plain: list[str] = []
    at = 0
    while at < len(text):
        if text[at] == "‹":
            path, _, _ = text[at + 1 :].partition("|")
            opened.append((path, len(plain)))
            at += len(path) + 2
        elif text[at] == "›":
            path, start = opened.pop()
            spans[path] = Span(start, len(plain))
            at += 1
        else:
            plain.append(text[at])
            at += 1
    return a_call(more.pop("body", {}), dialect=dialect, spans=spans, **more), "".join(plain)


C = "generationConfig"
CURL = f'‹name:{C}|"generationConfig"›: ‹{C}|{{‹name:{C}.temperature|"temperature"›: ‹{C}.temperature|3›, ‹name:{C}.max_|"max_tokens"›: ‹{C}.max_|5›}}›'


def after(words: str, text: str, dialect: str = "curl", **more: Any) -> str | None:
    call, plain = marked(text, dialect, **more)
    edits = rewrite(words, call, plain)
    return None if edits is None else edited(plain, edits)


def test_a_number_is_changed_alone():
    body = {C: {"temperature": 3}}
    assert (
        after(f"clamp: {C}.temperature 0..2", CURL, body=body)
        == '"generationConfig": {"temperature": 2, "max_tokens": 5}'
    )
    assert (
        after(f"set: {C}.temperature 1", CURL, body=body) == '"generationConfig": {"temperature": 1, "max_tokens": 5}'
    )
    go = f"‹name:{C}.temperature|Temperature›: ‹{C}.temperature|genai.Ptr[float32](2.4)›,"
    assert (
        after(f"clamp: {C}.temperature 0..2", go, "go-genai", body={C: {"temperature": 2.4}})
        == "Temperature: genai.Ptr[float32](2),"
    )
    assert after(f"clamp: {C}.temperature 0..2", CURL, body={C: {"temperature": 1}}) is None
    assert after(f"clamp: {C}.topP 0..2", CURL, body={C: {"topP": 9}}) is None
    twice = f"‹{C}.topK|[7, 7]›"
    assert after(f"clamp: {C}.topK 0..2", twice, body={C: {"topK": 7}}) is None


def test_a_name_keeps_its_quotes_and_its_spelling():
    body = {C: {"max_": 5}}
    assert (
        after(f"rename: {C}.max_ maxOutputTokens", CURL, body=body)
        == '"generationConfig": {"temperature": 3, "max_output_tokens": 5}'
    )
    go = f"‹name:{C}.Foo|Foo›: ‹{C}.Foo|5›"
    assert after(f"rename: {C}.Foo topK", go, "go-genai") == "TopK: 5"
    python = f"f(‹name:{C}.top|top›=‹{C}.top|5›)"
    assert after(f"rename: {C}.top topK", python, "python-genai") == "f(top_k=5)"
    assert after(f"rename: {C}.gone topK", CURL) is None


def test_a_word_keeps_its_quotes():
    text = "‹contents[0].role|'assistant'›"
    body = {"contents": [{"role": "assistant"}]}
    assert after("set: contents[0].role model", text, "js-genai", body=body) == "'model'"
    assert after("set: contents[0].role model", '‹contents[0].role|\\"assistant\\"›', "cmd", body=body) == '\\"model\\"'
    assert after("set: contents[0].role model", "‹contents[0].role|ROLE›", "js-genai", body=body) == '"model"'
    assert (
        after(
            f'set: {C}.stopSequences ["END"]',
            f"‹{C}.stopSequences|'END'›",
            "python-genai",
            body={C: {"stopSequences": "END"}},
        )
        == "['END']"
    )


@pytest.mark.parametrize(
    ("value", "dialect", "expected"),
    [
        (True, "python-genai", "True"), (None, "python-genai", "None"), (False, "powershell", "$false"), (True, "curl", "true"),
        ({"a": [1, 2.5]}, "curl", '{"a": [1, 2.5]}'), ("x", "curl", '"x"'),
    ],
)  # fmt: skip
def test_a_value_is_written_in_its_language(value, dialect, expected):
    assert written(value, dialect) == expected


def test_curly_quotes_are_not_written():
    assert written("x", "curl", "“") == '"x"'


def test_a_field_goes_with_its_comma_and_its_line():
    body = {C: {"temperature": 3, "max_": 5}}
    assert after(f"remove: {C}.max_", CURL, body=body) == '"generationConfig": {"temperature": 3}'
    assert after(f"remove: {C}.temperature", CURL, body=body) == '"generationConfig": {"max_tokens": 5}'
    lines = f"f(\n    ‹name:{C}.topK|top_k›=‹{C}.topK|0›,\n    ‹name:{C}.topP|top_p›=‹{C}.topP|1›,\n)"
    assert after(f"remove: {C}.topK", lines, "python-genai") == "f(\n    top_p=1,\n)"
    wrapped = f"‹name:{C}.thinkingConfig|thinking_config›=types.ThinkingConfig(‹{C}.thinkingConfig|budget=0›), x=1"
    assert after(f"remove: {C}.thinkingConfig", wrapped, "python-genai") == "x=1"
    alone = f"f(‹name:{C}.topK|top_k›=‹{C}.topK|0›)"
    assert after(f"remove: {C}.topK", alone, "python-genai") == "f()"
    assert after(f"remove: {C}.gone", CURL) is None


def test_a_missing_field_is_written_as_its_siblings_are():
    assert after(f"set: {C}.topK 5", CURL) == '"generationConfig": {"temperature": 3, "max_tokens": 5, "top_k": 5}'
    lines = f"{{\n  ‹name:{C}|'generationConfig'›: ‹{C}|{{\n    ‹name:{C}.topP|'topP'›: ‹{C}.topP|1›\n  }}›\n}}"
    assert (
        after(f"set: {C}.responseMimeType text/plain", lines, "js-fetch")
        == "{\n  'generationConfig': {\n    'topP': 1,\n    'responseMimeType': 'text/plain'\n  }\n}"
    )
    shell = f"@{{ ‹name:{C}.topP|topP› = ‹{C}.topP|1›; ‹name:{C}.seed|seed› = ‹{C}.seed|2› }}"
    assert after(f"set: {C}.topK 5", shell, "powershell") == "@{ topP = 1; seed = 2; topK = 5 }"
    go = f"X{{‹name:{C}.topP|TopP›: genai.Ptr(‹{C}.topP|1›)}}"
    assert after(f"set: {C}.topK 5", go, "go-genai") == "X{TopP: genai.Ptr(1), TopK: 5}"


def test_a_field_moves_into_an_object_that_is_made_for_it():
    top = '{‹name:contents|"contents"›: ‹contents|[]›, ‹name:temperature|"temperature"›: ‹temperature|0.1›}'
    moved = after("move: temperature generationConfig.temperature", top, body={"temperature": 0.1})
    assert moved is None or '"generationConfig": {"temperature": 0.1}' in moved
    first = '{‹name:temperature|"temperature"›: ‹temperature|0.1›, ‹name:contents|"contents"›: ‹contents|[]›}'
    assert (
        after("move: temperature generationConfig.temperature", first)
        == '{"contents": [], "generationConfig": {"temperature": 0.1}}'
    )
    both = '{‹name:topK|"topK"›: ‹topK|5›, ‹name:generationConfig|"generationConfig"›: ‹generationConfig|{‹name:generationConfig.topP|"topP"›: ‹generationConfig.topP|1›}›}'
    assert after("move: topK generationConfig.topK", both) == '{"generationConfig": {"topP": 1, "topK": 5}}'
    assert after("move: topK generationConfig.topK", "f(‹name:topK|top_k›=‹topK|5›)", "python-genai") is None
    assert after("set: toolConfig.functionCallingConfig.mode ANY", both) == (
        '{"topK": 5, "generationConfig": {"topP": 1}, "toolConfig": {"functionCallingConfig": {"mode": "ANY"}}}'
    )
    assert after("set: generationConfig.topK 1", "nothing stands here") is None


def test_model_version_and_timeout_are_changed_where_they_stand():
    url = "https://x/‹apiVersion|v1›/models/‹model|gemini-pro›:generateContent"
    assert (
        after("model: gemini-3.8-flash", url, model="gemini-pro")
        == "https://x/v1/models/gemini-3.8-flash:generateContent"
    )
    assert after("api_version: v1beta", url, api_version="v1") == "https://x/v1beta/models/gemini-pro:generateContent"
    assert after("model: x", "‹model|MODEL›", model="gemini-pro") is None
    assert after("model: x", "no model", model="gemini-pro") is None
    assert after("timeout: 60", "timeout=‹timeout|30›", timeout=30.0, timeout_unit="ms") == "timeout=60000"
    assert after("timeout: 60", "no timeout", timeout=30.0, timeout_unit="ms") is None


def test_only_a_change_that_can_be_shown_is_shown():
    call, plain = marked(CURL, body={C: {"temperature": 3}})
    with pytest.raises(BadChange):
        rewrite("no change at all", call, plain)
    assert rewrite(f"remove: {C}.gone", call, plain) is None
    made = rewrite(f"clamp: {C}.temperature 0..2", call, plain)
    assert made is not None
    assert diff(plain, edited(plain, made)).splitlines() == [
        '-"generationConfig": {"temperature": 3, "max_tokens": 5}',
        '+"generationConfig": {"temperature": 2, "max_tokens": 5}',
    ]
    assert diff(plain, edited(plain, ())) == ""


@pytest.mark.parametrize(
    ("dialect", "text", "expected"),
    [
        (
            "python-genai",
            "f(‹name:contents|contents›=‹contents|'a'›, config={‹name:generationConfig.topP|'top_p'›: ‹generationConfig.topP|1›})",
            "f(contents='a', config={'top_p': 1, 'tool_config': {'include_server_side_tool_invocations': True}})",
        ),
        (
            "python-genai",
            "f(‹name:contents|contents›=‹contents|a›, config=Config(‹name:tools|tools›=‹tools|[a()]›))",
            'f(contents=a, config=Config(tools=[a()], tool_config={"include_server_side_tool_invocations": True}))',
        ),
        (
            "js-genai",
            "f({ ‹name:contents|contents›: ‹contents|a›, config: { ‹name:tools|tools›: ‹tools|[a]› } })",
            "f({ contents: a, config: { tools: [a], toolConfig: { includeServerSideToolInvocations: true} } })".replace(
                "{ include", "{include"
            ),
        ),
        (
            "powershell",
            "@{ ‹name:contents|contents› = ‹contents|$a›; ‹name:tools|tools› = ‹tools|$b› }",
            "@{ contents = $a; tools = $b; toolConfig = @{includeServerSideToolInvocations = $true} }",
        ),
        ("python-genai", "f(‹name:contents|contents›=‹contents|'a'›)", None),
        ("go-genai", "C{‹name:tools|Tools›: ‹tools|a›}", None),
    ],
)
def test_a_setting_goes_where_the_client_takes_it_with_the_object_around_it(dialect, text, expected):
    assert after("set: toolConfig.includeServerSideToolInvocations true", text, dialect) == expected


def test_a_list_around_a_new_field_is_made_too():
    text = '{‹name:seed|"seed"›: ‹seed|1›, ‹name:system|"system"›: ‹system|"be kind"›}'
    moved = after("move: system systemInstruction.parts[0].text", text, body={"system": "be kind"})
    assert moved == '{"seed": 1, "systemInstruction": {"parts": [{"text": "be kind"}]}}'
    shell = "@{ ‹name:seed|seed› = ‹seed|1› }"
    assert after("set: contents[0].parts[0].text hi", shell, "powershell") == (
        '@{ seed = 1; contents = @(@{parts = @(@{text = "hi"})}) }'
    )
    assert after("set: a[0].b 1", "{‹name:a[0].c|c›: ‹a[0].c|2›}") == "{c: 2, b: 1}"
    assert after("set: a[1] 1", '{‹name:b|"b"›: ‹b|2›}', "go-genai") is None


@pytest.mark.parametrize(
    ("dialect", "call", "expected"),
    [
        ("python-genai", "Part(‹name:P.functionCall|function_call›=‹P.functionCall|c›)", 'thought_signature=b"x")'),
        ("go-genai", "Part{‹name:P.functionCall|FunctionCall›: &‹P.functionCall|c›}", 'ThoughtSignature: []byte("x")}'),
        ("curl", '{‹name:P.functionCall|"functionCall"›: ‹P.functionCall|{}›}', '"thoughtSignature": "x"}'),
    ],
)
def test_a_signature_is_bytes_where_the_client_has_bytes(dialect, call, expected):
    part = "contents[0].parts[0]"
    made = after(f"set: {part}.thoughtSignature x", call.replace("P.", f"{part}."), dialect)
    assert made is not None and made.endswith(expected)


def test_a_value_is_set_in_its_own_kind_of_words():
    member = "Setting(threshold=‹S.threshold|types.HarmBlockThreshold.BLOCK_LOW_AND_ABOVE›)"
    held = {"S": {"threshold": "BLOCK_LOW_AND_ABOVE"}}
    assert after("set: S.threshold BLOCK_NONE", member, "python-genai", body=held) == (
        "Setting(threshold=types.HarmBlockThreshold.BLOCK_NONE)"
    )
    assert after("set: S.text hi", '{"text": ‹S.text|""›}', body={"S": {"text": ""}}) == '{"text": "hi"}'
    assert after('set: S ["a"]', "Parts: ‹S|[]*genai.Part{}›,", "go-genai", body={"S": []}) is None
    assert after('set: S ["a"]', '"S": ‹S|[]›', body={"S": []}) == '"S": ["a"]'


def test_the_only_field_goes_with_its_line():
    text = '{\n  "a": {\n    ‹name:a.b|"b"›: ‹a.b|{\n      "c": 1\n    }›\n  }\n}'
    assert after("remove: a.b", text, body={"a": {"b": {"c": 1}}}) == '{\n  "a": {\n  }\n}'


@pytest.mark.parametrize(
    ("words", "body", "expected"),
    [
        ("set: s[*].t X", {"s": [{"t": 1}, {"t": 2}]}, ("set: s[0].t X", "set: s[1].t X")),
        ("set: s[*].t X", {"s": []}, ()),
        ("set: s[*].t X", {}, ()),
        ("remove: s", {"s": 1}, ("remove: s",)),
        ("model: new", None, ("model: new",)),
    ],
)
def test_one_change_stands_for_each_item_of_a_list(words, body, expected):
    assert spread(words, body) == expected
    with pytest.raises(BadChange):
        spread("nonsense", body)


def test_items_leave_a_list_last_and_from_its_end():
    asked = ["remove: s[0]", "set: s[2].t 1", "move: s[2].parts[1] x", "remove: s[10]", "remove: s[2]", "remove: topK"]
    assert sorted(asked, key=turn) == [
        "set: s[2].t 1", "remove: topK", "remove: s[10]", "move: s[2].parts[1] x", "remove: s[2]", "remove: s[0]",
    ]  # fmt: skip
