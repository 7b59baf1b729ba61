"""Random valid requests, left in peace; and one fault of each kind put into them, found alone."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.paste.report import Report
from bot.request.check import check
from tests.request.calls import a_call, held

TEXT = st.text(min_size=1, max_size=12)
PART = st.one_of(
    st.fixed_dictionaries({"text": TEXT}),
    st.just({"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}}),
    st.just(
        {"fileData": {"fileUri": "https://generativelanguage.googleapis.com/v1beta/files/a", "mimeType": "video/mp4"}}
    ),
)
TURNS = st.lists(st.lists(PART, min_size=1, max_size=3), min_size=1, max_size=3).map(
    lambda turns: [
        {"role": ("user", "model")[(len(turns) - i) % 2 == 0], "parts": parts} for i, parts in enumerate(turns)
    ]
)
SCHEMA = st.recursive(
    st.sampled_from(
        [
            {"type": "STRING"},
            {"type": "integer"},
            {"type": "STRING", "enum": ["a", "b"]},
            {"type": "BOOLEAN", "nullable": True},
        ]
    ),
    lambda inner: st.one_of(
        inner.map(lambda items: {"type": "ARRAY", "items": items}),
        inner.map(
            lambda value: {"type": "OBJECT", "properties": {"a": value, "b": {"type": "NUMBER"}}, "required": ["a"]}
        ),
        inner.map(lambda value: {"anyOf": [value, {"type": "STRING"}]}),
    ),
    max_leaves=4,
)
CONFIG = st.fixed_dictionaries(
    {},
    optional={
        "temperature": st.floats(0, 2), "topP": st.floats(0, 1), "topK": st.integers(1, 64), "maxOutputTokens": st.integers(1, 65536),
        "stopSequences": st.lists(TEXT, max_size=5), "seed": st.integers(-(2**31), 2**31 - 1),
        "thinkingConfig": st.sampled_from([{"thinkingLevel": "low"}, {"includeThoughts": True}, {"thinkingBudget": 512}]),
        "mediaResolution": st.sampled_from(["MEDIA_RESOLUTION_LOW", "media_resolution_high"]),
    },
)  # fmt: skip
SAFETY = st.lists(
    st.fixed_dictionaries({
        "category": st.sampled_from(["HARM_CATEGORY_HARASSMENT", "HARM_CATEGORY_HATE_SPEECH"]),
        "threshold": st.sampled_from(["BLOCK_NONE", "OFF", "BLOCK_ONLY_HIGH"]),
    }),
    max_size=2,
)  # fmt: skip


@st.composite
def bodies(draw: Any) -> dict[str, Any]:
    body: dict[str, Any] = {"contents": draw(TURNS), "generationConfig": draw(CONFIG), "safetySettings": draw(SAFETY)}
    if draw(st.booleans()):
        body["generationConfig"] |= {"responseMimeType": "application/json", "responseSchema": draw(SCHEMA)}
    if draw(st.booleans()):
        body["systemInstruction"] = {"parts": [{"text": draw(TEXT)}]}
    body["tools"] = draw(
        st.sampled_from(
            [
                [],
                [{"googleSearch": {}}],
                [
                    {
                        "functionDeclarations": [
                            {"name": "f", "parameters": {"type": "OBJECT", "properties": {"x": {"type": "STRING"}}}}
                        ]
                    }
                ],
            ]
        )
    )
    return body


FAULTS: dict[str, Any] = {
    "generationConfig.temperature": lambda body: body["generationConfig"].update(temperature=2.5),
    "generationConfig.topP": lambda body: body["generationConfig"].update(topP=-0.1),
    "generationConfig.maxTokens": lambda body: body["generationConfig"].update(maxTokens=5),
    "generationConfig.candidateCount": lambda body: body["generationConfig"].update(candidateCount=2),
    "generationConfig.thinkingConfig": lambda body: body["generationConfig"].update(
        thinkingConfig={"thinkingLevel": "low", "thinkingBudget": 1}
    ),
    "temperature": lambda body: body.update(temperature=1),
    "stream": lambda body: body.update(stream=True),
    "contents[0].role": lambda body: body["contents"][0].update(role="assistant"),
    "contents[0].parts": lambda body: body["contents"][0].update(parts=[]),
    "contents[0].generationConfig": lambda body: body["contents"][0].update(generationConfig={}),
    "contents[0].parts[0]": lambda body: body["contents"][0]["parts"].insert(0, {}),
    "safetySettings[0].category": lambda body: body.update(
        safetySettings=[{"category": "HARM_CATEGORY_RUDE", "threshold": "OFF"}]
    ),
    "systemInstruction": lambda body: body.update(systemInstruction="be brief"),
    "generationConfig.responseSchema.oneOf": lambda body: body["generationConfig"].update(
        responseMimeType="application/json", responseSchema={"oneOf": []}
    ),
    "toolConfig.functionCallingConfig.mode": lambda body: body.update(
        tools=[{"functionDeclarations": [{"name": "f"}]}], toolConfig={"functionCallingConfig": {"mode": "SOMETIMES"}}
    ),
}


@settings(max_examples=120, deadline=None)
@given(bodies())
def test_a_valid_request_is_left_in_peace(body):
    assert held(a_call(body)) == {}


@settings(max_examples=150, deadline=None)
@given(bodies(), st.sampled_from(sorted(FAULTS)))
def test_one_fault_is_found_and_nothing_else(body, field):
    faulty = copy.deepcopy(body)
    FAULTS[field](faulty)
    assert list(held(a_call(faulty))) == [field]


ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from([
        "contents", "parts", "role", "text", "tools", "functionDeclarations", "functionCall", "functionResponse", "args", "name", "parameters", "type", "items", "enum", "required",
        "properties", "generationConfig", "thinkingConfig", "thinkingLevel", "thinkingBudget", "responseSchema", "responseModalities", "safetySettings", "category", "toolConfig",
        "functionCallingConfig", "mode", "allowedFunctionNames", "inlineData", "mimeType", "data", "fileData", "cachedContent", "systemInstruction", "requests", "content", "maxTokens", "imageConfig",
    ]), inner, max_size=4)),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            [
                "contents",
                "generationConfig",
                "tools",
                "toolConfig",
                "safetySettings",
                "systemInstruction",
                "cachedContent",
                "requests",
                "content",
                "messages",
            ]
        ),
        ANYTHING,
        max_size=5,
    ),
    st.sampled_from(
        [
            "generateContent",
            "countTokens",
            "embedContent",
            "batchEmbedContents",
            "cachedContents.create",
            "chat.completions",
            None,
        ]
    ),
    st.sampled_from(["curl", "python-genai", "js-genai"]),
)
def test_no_body_is_too_strange_to_check(body, method, dialect):
    assert isinstance(
        check(a_call(body, method=method, dialect=dialect, model="gemini-3.8-flash"), Report("Error: Unknown name")),
        tuple,
    )
