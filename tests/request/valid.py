"""Random requests that the service would take, for hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from bot.request import Request

MODELS = ("gemini-3.8-flash", "gemini-3.6-flash", "gemini-3.5-flash-lite", "gemini-3.1-pro-preview")
# Any words but lone surrogates, our own private marks, and what a paste can't hold.
WORDS = st.text(
    st.characters(
        exclude_categories=("Cs", "Co", "Cn"), exclude_characters="\x00\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
    ),
    min_size=1,
    max_size=40,
)
NAMES = st.from_regex(r"[a-z][a-z_]{2,12}", fullmatch=True)
NUMBERS = st.integers(1, 64)
SCHEMAS = st.recursive(
    st.sampled_from([{"type": "STRING"}, {"type": "INTEGER"}, {"type": "BOOLEAN"}]),
    lambda inner: st.one_of(
        inner.map(lambda items: {"type": "ARRAY", "items": items}),
        st.dictionaries(NAMES, inner, min_size=1, max_size=3).map(
            lambda fields: {"type": "OBJECT", "properties": fields, "required": sorted(fields)[:1]}
        ),
    ),
    max_leaves=4,
)
DECLARATIONS = st.fixed_dictionaries({"name": NAMES, "description": WORDS}, optional={"parameters": SCHEMAS})
TOOLS = st.lists(
    st.one_of(
        st.just({"googleSearch": {}}),
        st.just({"codeExecution": {}}),
        st.lists(DECLARATIONS, min_size=1, max_size=2).map(lambda many: {"functionDeclarations": many}),
    ),
    min_size=1,
    max_size=2,
)
SAFETY = st.fixed_dictionaries(
    {
        "category": st.sampled_from(["HARM_CATEGORY_HARASSMENT", "HARM_CATEGORY_HATE_SPEECH"]),
        "threshold": st.sampled_from(["BLOCK_NONE", "BLOCK_ONLY_HIGH", "OFF"]),
    }
)
GENERATION = st.fixed_dictionaries(
    {},
    optional={
        "temperature": st.floats(0, 2, width=16).map(lambda n: round(n, 3)),
        "topP": st.sampled_from([0.1, 0.95, 1.0]),
        "topK": NUMBERS,
        "maxOutputTokens": st.integers(1, 60_000),
        "stopSequences": st.lists(WORDS, min_size=1, max_size=3),
        "seed": st.integers(0, 10_000),
        "responseMimeType": st.just("application/json"),
        "responseSchema": SCHEMAS,
        "thinkingConfig": st.sampled_from(
            [{"thinkingLevel": "LOW"}, {"includeThoughts": True, "thinkingLevel": "HIGH"}]
        ),
    },
)
FILES = st.builds(lambda name: {"fileData": {"fileUri": f"files/{name}", "mimeType": "application/pdf"}}, NAMES)
PARTS = st.lists(st.one_of(st.builds(lambda words: {"text": words}, WORDS), FILES), min_size=1, max_size=3)


@st.composite
def contents(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Turns of user and model, the last one the user's."""
    turns = draw(st.integers(0, 2))
    said: list[dict[str, Any]] = []
    for _ in range(turns):
        said += [{"role": "user", "parts": draw(PARTS)}, {"role": "model", "parts": draw(PARTS)}]
    return [*said, {"role": "user", "parts": draw(PARTS)}]


def _named_apart(tools: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tools with a name of its own for each function."""
    count = 0
    for tool in tools:
        rows = tool.get("functionDeclarations", [])
        for place, row in enumerate(rows):
            rows[place] = {**row, "name": f"{row['name']}{count}"}
            count += 1
    return tools


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """A request to generateContent, or its streaming twin."""
    body: dict[str, Any] = {"contents": draw(contents())}
    if draw(st.booleans()):
        body["systemInstruction"] = {"parts": [{"text": draw(WORDS)}]}
    if config := draw(GENERATION):
        if "responseSchema" in config:
            config["responseMimeType"] = "application/json"
        body["generationConfig"] = config
    if draw(st.booleans()):
        body["tools"] = _named_apart(draw(TOOLS))
    if draw(st.booleans()):
        body["safetySettings"] = draw(st.lists(SAFETY, min_size=1, max_size=2))
    stream = draw(st.booleans())
    return Request(
        dialect="curl",
        method="streamGenerateContent" if stream else "generateContent",
        http_method="POST",
        model=draw(st.sampled_from(MODELS)),
        api_version=draw(st.sampled_from(["v1", "v1beta"])),
        host="generativelanguage.googleapis.com",
        stream=stream,
        body=body,
    )
