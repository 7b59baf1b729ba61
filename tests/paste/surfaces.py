"""The renderings of gemini-facts, section 1, as data: what each surface prints of one error, and the facts in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

QUOTA_MESSAGE = (
    "You exceeded your current quota, please check your plan and billing details. For more information on this error, "
    "head to: https://ai.google.dev/gemini-api/docs/rate-limits.\n* Quota exceeded for metric: "
    "generativelanguage.googleapis.com/generate_content_free_tier_requests, limit: 250, model: gemini-2.5-flash\n"
    "Please retry in 22.5s."
)
KEY_MESSAGE = "API key not valid. Please pass a valid API key."
METRIC = "generativelanguage.googleapis.com/generate_content_free_tier_requests"
QUOTA_ID = "GenerateRequestsPerDayPerProjectPerModel-FreeTier"
RATE_LIMITS = "https://ai.google.dev/gemini-api/docs/rate-limits"
URL = "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent"

QUOTA_BODY: dict[str, Any] = {
    "error": {
        "code": 429,
        "message": QUOTA_MESSAGE,
        "status": "RESOURCE_EXHAUSTED",
        "details": [
            {
                "@type": "type.googleapis.com/google.rpc.Help",
                "links": [{"description": "Learn more about Gemini API quotas", "url": RATE_LIMITS}],
            },
            {
                "@type": "type.googleapis.com/google.rpc.QuotaFailure",
                "violations": [
                    {
                        "quotaMetric": METRIC,
                        "quotaId": QUOTA_ID,
                        "quotaDimensions": {"location": "global", "model": "gemini-2.5-flash"},
                        "quotaValue": "250",
                    }
                ],
            },
            {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "22s"},
        ],
    }
}
KEY_BODY: dict[str, Any] = {
    "error": {
        "code": 400,
        "message": KEY_MESSAGE,
        "status": "INVALID_ARGUMENT",
        "details": [
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "API_KEY_INVALID",
                "domain": "googleapis.com",
                "metadata": {"service": "generativelanguage.googleapis.com"},
            },
            {"@type": "type.googleapis.com/google.rpc.LocalizedMessage", "locale": "en-US", "message": KEY_MESSAGE},
        ],
    }
}
PROTOBUF_QUOTA = (
    f'[violations {{\n  quota_metric: "{METRIC}"\n  quota_id: "{QUOTA_ID}"\n  quota_dimensions {{\n    key: "model"\n'
    '    value: "gemini-2.5-flash"\n  }\n  quota_dimensions {\n    key: "location"\n    value: "global"\n  }\n'
    '  quota_value: 250\n}\n, links {\n  description: "Learn more about Gemini API quotas"\n'
    f'  url: "{RATE_LIMITS}"\n}}\n, retry_delay {{\n  seconds: 22\n}}\n]'
)
PROTOBUF_KEY = (
    '[reason: "API_KEY_INVALID"\ndomain: "googleapis.com"\nmetadata {\n  key: "service"\n'
    f'  value: "generativelanguage.googleapis.com"\n}}\n, locale: "en-US"\nmessage: "{KEY_MESSAGE}"\n]'
)
GO_MAPS = (
    "[map[@type:type.googleapis.com/google.rpc.Help links:[map[description:Learn more about Gemini API quotas "
    f"url:{RATE_LIMITS}]]] map[@type:type.googleapis.com/google.rpc.QuotaFailure violations:[map[quotaDimensions:"
    f"map[location:global model:gemini-2.5-flash] quotaId:{QUOTA_ID} quotaMetric:{METRIC} quotaValue:250]]] "
    "map[@type:type.googleapis.com/google.rpc.RetryInfo retryDelay:22s]]"
)
TRACE = (
    'Traceback (most recent call last):\n  File "/app/main.py", line 403, in <module>\n    ask()\n'
    '  File "/venv/lib/python3.12/site-packages/google/genai/errors.py", line 184, in raise_error\n'
)

LINE = json.dumps(QUOTA_BODY)
PRETTY = json.dumps(QUOTA_BODY, indent=2)
KEY_LINE = json.dumps(KEY_BODY)
KEY_PRETTY = json.dumps(KEY_BODY, indent=2)

QUOTA = {
    "http": 429,
    "status": "RESOURCE_EXHAUSTED",
    "message": QUOTA_MESSAGE,
    "model": "gemini-2.5-flash",
    "quota_id": QUOTA_ID,
    "quota_limit": 250,
    "quota_metric": METRIC,
    "retry_delay_s": 22.0,
}
IN_MESSAGE = {
    "http": 429,
    "message": QUOTA_MESSAGE,
    "model": "gemini-2.5-flash",
    "quota_limit": 250,
    "quota_metric": METRIC,
    "retry_delay_s": 22.5,
}
KEY = {"http": 400, "status": "INVALID_ARGUMENT", "reason": "API_KEY_INVALID", "message": KEY_MESSAGE}
CALLED = {
    "api_version": "v1beta",
    "host": "generativelanguage.googleapis.com",
    "method": "generateContent",
    "model": "gemini-2.5-flash",
}


@dataclass(frozen=True)
class Surface:
    """What one surface prints, and what is to be read from it; `nested` is true where details stand in a body."""

    name: str
    text: str
    facts: dict[str, Any]


def nested(body: str, levels: int) -> str:
    """The body as a string in a string in a string, as gateways hand it on."""
    for _ in range(levels):
        body = json.dumps({"error": {"message": body, "code": 500, "status": "Internal Server Error"}})
    return body


def without(facts: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: None if name in names else value for name, value in facts.items()}


API_ERROR = "google.genai.errors.ClientError"
SURFACES = [
    Surface("python-genai", f"{TRACE}{API_ERROR}: 429 RESOURCE_EXHAUSTED. {QUOTA_BODY!r}",
            {**QUOTA, "sdk": "python-genai", "exception": API_ERROR}),
    Surface("python-genai, bad key", f"{TRACE}{API_ERROR}: 400 INVALID_ARGUMENT. {KEY_BODY!r}", KEY),
    Surface("python-genai, HTML body", "google.genai.errors.ServerError: 502 Bad Gateway. "
            "{'message': '<html><head><title>502</title></head></html>', 'status': 'Bad Gateway'}",
            {"http": 502, "status": None, "sdk": "python-genai"}),
    Surface("python-genai, empty body", f"{API_ERROR}: 404 Not Found. {{'message': '', 'status': 'Not Found'}}",
            {"http": 404, "status": None}),
    Surface("python-genai, aiohttp", f"{API_ERROR}: 429 Too Many Requests. "
            + repr({"message": PRETTY, "status": "Too Many Requests"}), QUOTA),
    Surface("python-genai, redirect", "google.genai.errors.APIError: 307 Temporary Redirect. "
            "{'message': '', 'status': 'Temporary Redirect'}", {"http": 307, "status": None}),
    Surface("python-genai interactions", "google.genai._gaos.lib.compat_errors.RateLimitError: Error code: 429 - "
            + repr(QUOTA_BODY), {**QUOTA, "sdk": "python-genai"}),
    Surface("legacy-python, gRPC", f"google.api_core.exceptions.ResourceExhausted: 429 {QUOTA_MESSAGE} {PROTOBUF_QUOTA}",
            {**QUOTA, "sdk": "legacy-python"}),
    Surface("legacy-python, gRPC, bad key",
            f"google.api_core.exceptions.InvalidArgument: 400 {KEY_MESSAGE} {PROTOBUF_KEY}",
            {**KEY, "exception": "google.api_core.exceptions.InvalidArgument"}),
    Surface("legacy-python, REST", "google.api_core.exceptions.TooManyRequests: 429 POST "
            f"{URL}?%24alt=json%3Benum-encoding%3Dint: {QUOTA_MESSAGE} {QUOTA_BODY['error']['details']!r}",
            {**without(QUOTA, "status"), **CALLED, "sdk": "legacy-python"}),
    Surface("js-genai", f"ApiError: {LINE}", {**QUOTA, "sdk": "js-genai", "exception": "ApiError"}),
    Surface("js-genai, in a stream", 'ApiError: got status: UNAVAILABLE. {"error":{"code":503,"message":"The model is '
            'overloaded. Please try again later.","status":"UNAVAILABLE"}}',
            {"http": 503, "status": "UNAVAILABLE", "message": "The model is overloaded. Please try again later."}),
    Surface("js-genai, JSON in JSON", "ApiError: "
            + json.dumps({"error": {"message": PRETTY, "code": 429, "status": "Too Many Requests"}}), QUOTA),
    Surface("js-genai before June 2025", f"ClientError: got status: 400 Bad Request. {KEY_PRETTY}", KEY),
    Surface("js-genai interactions", f"RateLimitError: 429 {QUOTA_MESSAGE}", IN_MESSAGE),
    Surface("legacy-js", f"Error: [GoogleGenerativeAI Error]: Error fetching from {URL}: [429 Too Many Requests] "
            f"{QUOTA_MESSAGE} {json.dumps(QUOTA_BODY['error']['details'])}",
            {**without(QUOTA, "status"), **CALLED, "sdk": "legacy-js"}),
    Surface("legacy-js over HTTP/2", f"[GoogleGenerativeAI Error]: Error fetching from {URL}: [404 ] models/gemini-1 "
            "is not found for API version v1beta", {"http": 404, "model": "models/gemini-1", "api_version": "v1beta"}),
    Surface("go-genai", f"Error 429, Message: {QUOTA_MESSAGE}, Status: RESOURCE_EXHAUSTED, Details: {GO_MAPS}",
            {**QUOTA, "sdk": "go-genai"}),
    Surface("go-genai, HTML body", "Error 502, Message: <html></html>, Status: 502 Bad Gateway, Details: []",
            {"http": 502, "status": None, "sdk": "go-genai"}),
    Surface("legacy-go", f"googleapi: Error 400: {KEY_MESSAGE}\nerror details: name = ErrorInfo reason = API_KEY_INVALID "
            "domain = googleapis.com metadata = map[service:generativelanguage.googleapis.com]",
            {"http": 400, "reason": "API_KEY_INVALID", "sdk": "legacy-go"}),
    Surface("legacy-go, quota", f"googleapi: Error 429: {QUOTA_MESSAGE}\nerror details: name = QuotaFailure subj =  desc = "
            "\nerror details: retry in 22s\nerror details: name = Help desc = Learn more", {**IN_MESSAGE, "sdk": "legacy-go"}),
    Surface("legacy-go, no body", "googleapi: got HTTP response code 503 with body: <html>", {"http": 503}),
    Surface("legacy-go, blocked", "blocked: candidate: FinishReasonSafety", {"finish_reason": "SAFETY"}),
    Surface("legacy-go, prompt blocked", "blocked: prompt: BlockReasonOther", {"block_reason": "OTHER"}),
    Surface("java", f"com.google.genai.errors.ClientException: 429 . {QUOTA_MESSAGE}\n"
            "\tat com.google.genai.errors.ApiException.throwFromResponse(ApiException.java:500)",
            {**IN_MESSAGE, "sdk": "java", "exception": "com.google.genai.errors.ClientException"}),
    Surface("rest", PRETTY, QUOTA),
    Surface("rest, array", f"[{KEY_PRETTY}\n]", KEY),
    Surface("rest, SSE", f'data: {{"candidates":[{{"index":0}}]}}\n\ndata: {LINE}\n', QUOTA),
    Surface("interactions REST", '{"error":{"code":"invalid_request","message":"No such field."}}',
            {"reason": "invalid_request", "message": "No such field.", "http": None, "status": None}),
    Surface("interactions stream", '{"event_type":"error","error":{"code":"not_found","message":"No such model."}}',
            {"status": "NOT_FOUND", "message": "No such model."}),
    Surface("gRPC Python", "<_InactiveRpcError of RPC that terminated with:\n\tstatus = StatusCode.RESOURCE_EXHAUSTED\n"
            '\tdetails = "Resource has been exhausted (e.g. check quota)."\n\tdebug_error_string = "UNKNOWN:Error"\n>',
            {"status": "RESOURCE_EXHAUSTED", "message": "Resource has been exhausted (e.g. check quota)."}),
    Surface("gRPC Go", "rpc error: code = ResourceExhausted desc = Resource has been exhausted.",
            {"status": "RESOURCE_EXHAUSTED", "http": None}),
    Surface("gRPC Node", "Error: 8 RESOURCE_EXHAUSTED: Resource has been exhausted.",
            {"status": "RESOURCE_EXHAUSTED", "http": None}),
    Surface("openai-compat", f"openai.BadRequestError: Error code: 400 - {[KEY_BODY]!r}", {**KEY, "sdk": "openai-compat"}),
    Surface("openai-compat, JS", "BadRequestError: 400 status code (no body)", {"http": 400, "sdk": "openai-compat"}),
    Surface("gemini-cli, sentence", f"✕ [API Error: {KEY_MESSAGE} (Status: INVALID_ARGUMENT)]",
            {"status": "INVALID_ARGUMENT", "sdk": "gemini-cli"}),
    Surface("gemini-cli, body", f"✕ [API Error: {nested(PRETTY, 1)}]", {**QUOTA, "sdk": "gemini-cli"}),
    Surface("gemini-cli, array", f"[API Error: [{PRETTY}]]", QUOTA),
    Surface("langchain", "langchain_google_genai.chat_models.GoogleRateLimitError: Error calling model 'gemini-2.5-flash' "
            f"(RESOURCE_EXHAUSTED): 429 RESOURCE_EXHAUSTED. {QUOTA_BODY!r}", {**QUOTA, "sdk": "langchain"}),
    Surface("langchain before 4", "langchain_google_genai.chat_models.ChatGoogleGenerativeAIError: Invalid argument "
            f"provided to Gemini: 400 {KEY_MESSAGE} {PROTOBUF_KEY}",
            {"http": 400, "reason": "API_KEY_INVALID", "sdk": "langchain"}),
    Surface("langchainjs", f"RateLimitQuotaExhaustedError: [GoogleGenerativeAI Error]: Error fetching from {URL}: "
            f"[429 Too Many Requests] {QUOTA_MESSAGE}", {**IN_MESSAGE, "sdk": "langchainjs"}),
    Surface("litellm", f"litellm.RateLimitError: litellm.RateLimitError: geminiException - {PRETTY}",
            {**QUOTA, "sdk": "litellm"}),
    Surface("litellm, other code", f"litellm.AuthenticationError: geminiException - {KEY_PRETTY} status_code: 401", KEY),
    Surface("litellm, bytes", "litellm.MidStreamFallbackError: vertex_ai_betaException - "
            + repr(KEY_PRETTY.encode()), KEY),
    Surface("litellm proxy", json.dumps({"error": {"message": f"litellm.BadRequestError: GeminiException - {KEY_PRETTY}",
            "type": None, "param": None, "code": "401"}}), KEY),
    Surface("vercel-ai", f"AI_RetryError: Failed after 2 attempts. Last error: {QUOTA_MESSAGE}",
            {"http": None, "quota_limit": 250, "sdk": "vercel-ai"}),
    Surface("vercel-ai, dumped", f"APICallError [AI_APICallError]: {KEY_MESSAGE}\n  url: '{URL}',\n"
            "  requestBodyValues: { generationConfig: { maxOutputTokens: 403 } },\n  statusCode: 400,\n"
            "  responseHeaders: { 'content-length': '500' },\n  isRetryable: false,\n  data: { error: { code: 400, "
            f"message: '{KEY_MESSAGE}', status: 'INVALID_ARGUMENT', details: [Array] }} }}",
            {**without(KEY, "reason"), **CALLED, "sdk": "vercel-ai"}),
    Surface("dart", f"GenerativeAIException: Server Error [400]: {KEY_PRETTY}", {**KEY, "sdk": "dart"}),
    Surface("android", f"com.google.ai.client.generativeai.type.ServerException: Unexpected Response:\n{KEY_PRETTY}",
            {**KEY, "sdk": "android"}),
    Surface("vertexjs", f"ClientError: [VertexAI.ClientError]: got status: 400 Bad Request. {KEY_LINE}", KEY),
    Surface("Live API", "websockets.exceptions.ConnectionClosedError: received 1011 (internal error) Deadline expired "
            "before operation could complete.; then sent 1011 (internal error)", {"close_code": 1011, "http": None}),
]  # fmt: skip
