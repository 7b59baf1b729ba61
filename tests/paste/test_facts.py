"""One table a fact: how people and programs spell it."""

from __future__ import annotations

import pytest

from bot.paste import read

TABLES: dict[tuple[str, object], list[str]] = {
    ("model", "gemini-2.5-flash"): [
        "model='gemini-2.5-flash'",
        "I use gemini-2.5-flash.",
        "google/gemini-2.5-flash",
        "Model Group=gemini/gemini-2.5-flash",
        "GEMINI_MODEL=gemini-2.5-flash",
        "`gemini-2.5-flash`",
        "Publisher Model `projects/p/locations/us/publishers/google/models/gemini-2.5-flash` was not found",
        "limit: 20, model: gemini-2.5-flash",
        "modelVersion: gemini-2.5-flash",
        "gemini-2.5-flash仍然存在这个问题",
        'model: "gemini/gemini-2.5-flash"',
        "model=vertex_ai/gemini-2.5-flash, thinking high",
        'model="google/gemini-2.5-flash"',
        "POST /v1/projects/p/locations/l/publishers/google/models/gemini-2.5-flash:generateContent",
    ],
    ("model", "models/gemini-2.5-flash"): [
        "it says models/gemini-2.5-flash",
        "gemini-2.0 doesn't mind: Logprobs is not enabled for models/gemini-2.5-flash",
        "models/gemini-2.5-flash is not found for API version v1",
    ],
    ("model", "models/own-1"): ['{"error": {"code": 429, "model": "models/own-1"}}'],
    ("model", "models/default"): ["models/default is not found for API version v1beta"],
    ("model", "models/text-embedding-004"): ["models/text-embedding-004"],
    ("model", "tunedModels/my-model-7"): ["access tunedModels/my-model-7"],
    ("model", "deep-research-pro-preview-12-2025"): ["deep-research-pro-preview-12-2025 with generateContent"],
    ("model", "antigravity-preview-05-2026"): ["model: antigravity-preview-05-2026"],
    ("model", "textembedding-gecko@003"): ["the old textembedding-gecko@003 is gone"],
    ("model", None): [
        "gemini-cli",
        "gemini-api-key",
        "model: process.env.MODEL",
        "model: gpt-4o",
        "gemini-flash.py",
        "gemini-proxy",
    ],
    ("api_version", "v1"): ["https://generativelanguage.googleapis.com/v1/models/x", "for API version v1, or"],
    ("api_version", "v1main"): ["is not found for API version v1main, or is not supported"],
    ("api_version", "v1beta"): [
        "method google.ai.generativelanguage.v1beta.GenerativeService.GenerateContent are blocked",
        "apiVersion: 'v1beta'",
        "api_version = 'v1beta'",
        "/v1beta/models/gemini-pro:generateContent",
        "在 API version v1beta中找不到",
    ],
    ("api_version", "v1beta1"): ["google.cloud.aiplatform.v1beta1.PredictionService", "/v1beta1/projects/x"],
    ("host", "us-central1-aiplatform.googleapis.com"): ["https://us-central1-aiplatform.googleapis.com/v1/projects"],
    ("host", "gateway.example.com"): ["https://gateway.example.com/v1/models/gemini-pro:generateContent"],
    ("host", "cloudcode-pa.googleapis.com"): ["https://cloudcode-pa.googleapis.com/v1internal:loadCodeAssist"],
    ("method", "generateContent"): ["models/x:generateContent", "or is not supported for generateContent."],
    ("retry_delay_s", 30.0): [
        "retry in 30s",
        "Please retry in 30s.",
        "Retry-After: 30",
        "try again in 30s",
        "retry after 30 seconds",
        '"retryDelay": "30s"',
        "retryDelay:30s",
        "retry_delay {\n  seconds: 30\n}",
        '"retryDelay": {"seconds": 30}',
    ],
    ("retry_delay_s", 66670.0): ["Your quota will reset after 18h31m10s."],
    ("retry_delay_s", 0.4): ['retryDelay: "400ms"', "Please retry in 400ms."],
    ("retry_delay_s", None): ["Retrying x._chat_with_retry in 2.0 seconds", "seconds: 30"],
    ("quota_limit", 250): ["Quota exceeded for metric: a.b/c, limit: 250", 'quota: x, quotaValue: "250"'],
    ("quota_limit", 0): [
        "Quota exceeded, limit: 0, model: x",
        '"quota_limit_value": "0", "quota_limit": "PerDay"',
        '[reason: "RATE_LIMIT_EXCEEDED" metadata { key: "service" value: "a.b" } metadata { key: "quota_limit_value" value: "0" }]',
    ],
    ("quota_limit", 500): [
        "- **Quota ID:** `PerDay`\n- **Quota Value:** `500`",
        "Quota exceeded, the quota limit is 500",
    ],
    ("quota_limit", 7): ['{"error": {"code": 429, "metadata": {"quota_limit": "7"}}}'],
    ("quota_limit", 0.5): ["Quota exceeded, limit: 0.5"],
    ("quota_limit", 1000000): ["Quota exceeded, limit: 1,000,000"],
    ("quota_limit", None): ["speed limit: 250", 'quotaValue: "lots"'],
    ("quota_id", "GenerateRequestsPerDayPerProject"): [
        "the quota is GenerateRequestsPerDayPerProject I think",
        "quotaId: GenerateRequestsPerDayPerProject",
        '"quota_limit": "GenerateRequestsPerDayPerProject", "reason": "RATE_LIMIT_EXCEEDED"',
    ],
    ("quota_metric", "generativelanguage.googleapis.com/generate_content_free_tier_requests"): [
        "Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_free_tier_requests, limit: 0",
        "metric generativelanguage.googleapis.com/generate_content_free_tier_requests",
    ],
    ("sdk_version", "1.10.0"): [
        "google-genai 1.10.0",
        "google-genai==1.10.0",
        '"@google/genai": "^1.10.0"',
        "google-generativeai (1.10.0)",
        "google-genai version: 1.10.0",
        "google-genai-sdk/1.10.0 gl-python/3.12",
        "Package version: 1.10.0",
        "Name: google-genai\nVersion: 1.10.0",
        "CLI Version   1.10.0",
        "node_modules/@google+genai@1.10.0/x",
        "**Version:** 1.10.0",
        "| google-genai | 1.10.0 |",
        "google genai 1.10.0",
        "moved google-genai from 1.9.0 to 1.10.0 and now",
        "google-genai 1.9.0 -> 1.10.0 broke it",
    ],
    ("sdk_version", None): ["Python Version: 3.11.2", "google-genai is great", "gemini 2.5"],
    ("close_code", 1011): [
        "close code 1011",
        "closed with 1011",
        "code=1011",
        "1011 (internal error)",
        'onclose 1011 "Internal"',
        "received 1011 (internal error)",
    ],
    ("close_code", None): [
        "1000 requests",
        "in 1008 ms",
        "1011 tokens",
        "x.1011 (internal error)",
        "a1011 (policy)",
        "10",
    ],
    ("finish_reason", "MAX_TOKENS"): [
        "finishReason: MAX_TOKENS",
        "finish_reason=MAX_TOKENS",
        "finish reason was MAX_TOKENS",
        "finish_reason: 2",
        "FinishReason.MAX_TOKENS",
        "finish_reason=<FinishReason.MAX_TOKENS: 'MAX_TOKENS'>",
        '\\"finishReason\\": \\"MAX_TOKENS\\"',
        "FinishReasonMaxTokens",
        "the `finishReason` is `MAX_TOKENS`",
        'finish_reason: "length"',
        "it stopped with MAX_TOKENS",
        "[finish_reason](https://ai.google.dev/api/generate-content#finishreason) is 2.",
        "one: finish_reason: STOP, two: finish_reason: MAX_TOKENS",
        "finishReason 是 MAX_TOKENS，被截断了",
        "o finishReason é MAX_TOKENS",
        'finish_reason comes back as "max_tokens"',
        "finishReason MAX_TOKENSです",
        "responseStoppedEarly(reason: GoogleGenerativeAI.FinishReason.maxTokens, response: x)",
        "ResponseStoppedException: Content generation stopped. Reason: MAX_TOKENS",
    ],
    ("finish_reason", "STOP"): ["finish_reason: STOP", "finish_reason: 1", "Finish reason: FinishReason.STOP"],
    ("finish_reason", "OTHER"): ['finish_reason: "content_filter: OTHER"', "finish reason is content_filter: OTHER"],
    ("finish_reason", "SAFETY"): ['finish_reason: "content_filter"', "finish reason is content_filter: it stopped"],
    ("finish_reason", "RECITATION"): ["Candidate was blocked due to RECITATION", "finish_reason 4: reciting"],
    ("finish_reason", "MALFORMED_FUNCTION_CALL"): ["Vertex says MALFORMED_FUNCTION_CALL to it"],
    ("finish_reason", None): ["MAX_TOKENS = 5", "the finish reason is odd"],
    ("block_reason", "OTHER"): [
        "block_reason: OTHER",
        "BlockedReason.OTHER",
        "block_reason=<BlockedReason.OTHER: 'OTHER'>",
        "Text not available. Response was blocked due to OTHER",
        "promptFeedback: { blockReason: 'OTHER' }",
        "it says blocked, reason: other",
        "block_reason: 2",
    ],
    ("block_reason", "SAFETY"): ["PromptBlockedException: Prompt was blocked: SAFETY\n\tat x"],
    ("block_reason", "PROHIBITED_CONTENT"): ["まとめ: ❌ PROHIBITED_CONTENT"],
    ("block_reason", None): ["block_reason: odd", "blocked"],
    ("field", "max_tokens"): [
        'Unknown name "max_tokens": Cannot find field.',
        "Unknown name \\\"max_tokens\\\" at 'generation_config': Cannot find field.",
        "1 validation error for GenerateContentConfig\nmax_tokens\n  Extra inputs are not permitted",
        "Unknown field for GenerationConfig:\n  max_tokens",
        "got an unexpected keyword argument 'max_tokens'",
        "max_tokens parameter is not supported in Gemini API.",
        "max_tokens parameter is only supported in Gemini Enterprise Agent Platform mode",
        'Protocol message GenerationConfig has no "max_tokens" field.',
        "Unable to submit request because it has a max_tokens value of 50 but the supported range is",
        "`max_tokens` must be in the range of [0.0,1.0]",
        "and 'max_tokens' does not exist in type 'GenerateContentConfig'",
        '"fieldViolations": [{"field": "max_tokens"}]',
    ],
    ("field", "GenerateContentRequest.contents[1].parts"): [
        "* GenerateContentRequest.contents[1].parts: contents.parts must not be empty."
    ],
    ("field", "aspectRatio"): ["`aspectRatio` does not support `1:1` as a valid value."],
    ("field", "file.size_bytes"): ["Invalid value at 'file.size_bytes' (TYPE_INT64), \"undefined\""],
    ("reason", "SERVICE_DISABLED"): ['"reason": "SERVICE_DISABLED", "domain": "googleapis.com"'],
    ("reason", None): ["reason: second", "reason: of state, message: none here"],
    ("message", None): ["I get a 404 since January", "429 errors, here's the trace", "404, what do I use instead?"],
    ("message", "Thinking level is not supported."): ['fails with an API 400: "Thinking level is not supported."'],
    ("message", "No API key was provided."): ["ValueError: No API key was provided.\n  at x"],
    ("message", 'Unknown name "maxTokens" here.'): ['details = "Unknown name "maxTokens" here."\nstatus: 400'],
    ("message", "cut short"): ['{"error": {"code": 400, "message": "cut short" and\n then, "status": "INTERNAL"}}'],
    ("message", "It can't be."): [
        '{"error": {"message": "It can\\u0027t be."}}',
        "{'error': {'message': \"It can't be.\"}}",
    ],
}


@pytest.mark.parametrize(
    ("fact", "value", "text"),
    [pytest.param(fact, value, text, id=text[:60]) for (fact, value), texts in TABLES.items() for text in texts],
)
def test_a_fact_is_read_however_it_is_spelled(fact: str, value: object, text: str) -> None:
    assert getattr(read(text), fact) == value


@pytest.mark.parametrize("fact", ["http", "status", "quota_limit", "quota_id", "retry_delay_s"])
def test_a_span_holds_the_words_that_a_fact_was_read_from(fact: str) -> None:
    text = (
        'at 10:00 \x1b[31m{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "details": [{"quotaId": "PerDay", '
        '"quotaValue": "250"}, {"retryDelay": "22s"}]}}'
    )
    words = {
        "http": "429",
        "status": "RESOURCE_EXHAUSTED",
        "quota_limit": "250",
        "quota_id": "PerDay",
        "retry_delay_s": "22s",
    }
    report = read(text)
    span = report.spans[fact]
    assert report.text[span.start : span.end] == words[fact]


def test_a_request_config_names_no_model_of_another_vendor() -> None:
    assert read("{'model': 'claude-3', 'error': {'code': 400, 'message': 'no way'}}").model is None


@pytest.mark.parametrize(
    ("text", "sdk"),
    [
        ("pip install google-genai", "python-genai"),
        ("import google.generativeai as genai", "legacy-python"),
        ('import { GoogleGenAI } from "@google/genai"', "js-genai"),
        ("some words", None),
    ],
)
def test_the_sdk_is_told_by_its_signs(text: str, sdk: str | None) -> None:
    assert read(text).sdk == sdk
