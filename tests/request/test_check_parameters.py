"""Parameters: ranges, words, thinking, and settings that need or exclude each other."""

from __future__ import annotations

import pytest

from bot.paste.span import Span
from bot.request.request import Flaw
from tests.request.calls import HELLO, a_call, config, held, the


@pytest.mark.parametrize(
    ("settings", "field", "change"),
    [
        ({"temperature": 2.7}, "temperature", "clamp: generationConfig.temperature 0..2"),
        ({"temperature": -1}, "temperature", "clamp: generationConfig.temperature 0..2"),
        ({"topP": 1.2}, "topP", "clamp: generationConfig.topP 0..1"),
        ({"topK": 0}, "topK", "set: generationConfig.topK 1"),
        ({"candidateCount": 9}, "candidateCount", "clamp: generationConfig.candidateCount 1..8"),
        ({"candidateCount": 2}, "candidateCount", "remove: generationConfig.candidateCount"),
        ({"maxOutputTokens": 0}, "maxOutputTokens", "set: generationConfig.maxOutputTokens 1"),
        ({"maxOutputTokens": 100_000}, "maxOutputTokens", "clamp: generationConfig.maxOutputTokens 1..65536"),
        ({"presencePenalty": 3}, "presencePenalty", "clamp: generationConfig.presencePenalty -2..2"),
        ({"seed": 1e12}, "seed", "clamp: generationConfig.seed -2147483648..2147483647"),
        ({"responseLogprobs": True, "logprobs": 21}, "logprobs", "clamp: generationConfig.logprobs 0..20"),
        ({"logprobs": 3}, "logprobs", "set: generationConfig.responseLogprobs true"),
        ({"responseMimeType": "json"}, "responseMimeType", "set: generationConfig.responseMimeType application/json"),
        (
            {"imageConfig": {"aspectRatio": "16x9"}},
            "imageConfig.aspectRatio",
            "set: generationConfig.imageConfig.aspectRatio 16:9",
        ),
        (
            {"imageConfig": {"imageSize": "2k"}},
            "imageConfig.imageSize",
            "set: generationConfig.imageConfig.imageSize 2K",
        ),
    ],
)
def test_a_parameter_out_of_its_range_is_named_with_the_range(settings, field, change):
    found = the(f"generationConfig.{field}", config(settings))
    assert (found.cause, found.changes) == ("parameter-invalid", (change,))


def test_six_stop_sequences_are_one_too_many():
    assert held(config({"stopSequences": list("abcdef")})) == {"generationConfig.stopSequences": "parameter-invalid"}


def test_the_ends_of_a_range_are_within_it():
    assert (
        held(
            config({"temperature": 2, "topP": 1, "topK": 1, "maxOutputTokens": 65536, "candidateCount": 1, "seed": -5})
        )
        == {}
    )
    assert held(config({"candidateCount": 8}, model="gemini-2.5-flash")) == {}


def test_the_output_limit_of_a_model_that_is_not_known_is_not_known():
    assert held(config({"maxOutputTokens": 100_000}, model="gemini-9-flash")) == {}


def test_old_safety_categories_are_no_longer_taken():
    body = {
        "contents": HELLO,
        "safetySettings": [{"category": "HARM_CATEGORY_TOXICITY", "threshold": "BLOCK_NONE"}, "x"],
    }
    assert held(a_call(body)) == {"safetySettings[0].category": "unknown-field", "safetySettings[1]": "unknown-field"}


def test_a_schema_needs_its_mime_type_and_one_schema_is_enough():
    schema = {"type": "STRING"}
    assert held(config({"responseSchema": schema})) == {"generationConfig.responseMimeType": "schema-unsupported"}
    assert held(config({"responseSchema": schema}, flaws=(Flaw("cut", Span(0, 1)),))) == {}
    assert held(config({"responseSchema": schema, "responseMimeType": "text/x.enum"})) == {}
    both = {"responseSchema": schema, "responseJsonSchema": {}, "responseMimeType": "application/json"}
    assert held(config(both)) == {"generationConfig.responseJsonSchema": "schema-unsupported"}


@pytest.mark.parametrize(
    ("model", "thinking", "field"),
    [
        ("gemini-3.6-flash", {"thinkingLevel": "low", "thinkingBudget": 512}, ""),
        ("gemini-3.8-flash", {"thinkingLevel": "minimal"}, ".thinkingLevel"),
        ("gemini-3.7-flash", {"thinkingLevel": "MINIMAL"}, ".thinkingLevel"),
        ("gemini-2.5-flash", {"thinkingLevel": "low"}, ".thinkingLevel"),
        ("gemini-2.5-pro", {"thinkingBudget": 0}, ".thinkingBudget"),
        ("gemini-2.5-flash", {"thinkingBudget": 30_000}, ".thinkingBudget"),
        ("gemini-2.5-flash-lite", {"thinkingBudget": 100}, ".thinkingBudget"),
        ("gemini-3.1-pro-preview", {"thinkingBudget": 0}, ".thinkingBudget"),
        ("gemini-3.5-flash", {"thinkingBudget": 100_000}, ".thinkingBudget"),
        ("gemini-3.5-flash", {"thinkingBudget": -2}, ".thinkingBudget"),
        ("gemini-2.5-flash-image", {"includeThoughts": True}, ""),
    ],
)
def test_thinking_that_the_model_does_not_take_is_named(model, thinking, field):
    assert held(config({"thinkingConfig": thinking}, model=model)) == {
        f"generationConfig.thinkingConfig{field}": "thinking-config"
    }


@pytest.mark.parametrize(
    ("model", "thinking"),
    [
        ("gemini-3.5-flash", {"thinkingLevel": "minimal"}),
        ("gemini-3.5-flash", {"thinkingBudget": 1024}),
        ("gemini-3.1-pro-preview", {"thinkingLevel": "medium"}),
        ("gemini-2.5-flash", {"thinkingBudget": 0}),
        ("gemini-2.5-flash-lite", {"thinkingBudget": 0}),
        ("gemini-2.5-pro", {"thinkingBudget": -1}),
        ("gemini-9-flash", {"thinkingLevel": "minimal"}),
        ("gemini-3.8-flash", {"thinkingLevel": "thinking_level_low"}),
    ],
)
def test_thinking_that_the_model_takes_is_left_in_peace(model, thinking):
    call = config({"thinkingConfig": thinking}, model=model)
    assert {
        field for field in held(call) if field.startswith("generationConfig.thinkingConfig.thinkingBudget")
    } == set()
    assert "thinking-config" not in held(call).values()


def test_an_embedding_has_3072_dimensions_at_most():
    body = {"content": {"parts": [{"text": "x"}]}, "outputDimensionality": 4096}
    assert held(a_call(body, method="embedContent", model="gemini-embedding-001")) == {
        "outputDimensionality": "parameter-invalid"
    }


def test_the_compatible_endpoint_has_its_own_few_ranges():
    def ask(**body):
        return a_call(
            {"messages": [{"role": "user", "content": "x"}], **body}, method="chat.completions", dialect="openai-compat"
        )

    assert held(ask(temperature=3)) == {"temperature": "parameter-invalid"}
    assert held(ask(temperature=1, max_tokens=5, reasoning_effort="low", whatever=1)) == {}
    assert held(ask(n=3)) == {"n": "parameter-invalid"} and held(ask(n=1)) == {}
    thinking = {"google": {"thinking_config": {"thinking_budget": 5}}}
    assert held(ask(reasoning_effort="low", extra_body=thinking)) == {"reasoning_effort": "thinking-config"}
    shown = {"google": {"thinking_config": {"include_thoughts": True}, "cached_content": "cachedContents/a"}}
    assert held(ask(reasoning_effort="low", extra_body=shown)) == {}
    assert held(ask(generationConfig={})) == {"generationConfig": "unknown-field"}
    assert held(a_call({"messages": []}, method="chat.completions", dialect="openai-compat")) == {
        "messages": "contents-empty"
    }


def test_a_word_for_thinking_that_is_none_is_found_as_a_word():
    assert held(config({"thinkingConfig": {"thinkingLevel": "none"}})) == {
        "generationConfig.thinkingConfig.thinkingLevel": "unknown-field"
    }
