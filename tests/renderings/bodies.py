"""What the service answers: the bodies that the renderings are made of, each with its cause and its facts."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

MODEL = "gemini-2.5-flash"
HOST = "generativelanguage.googleapis.com"
METRIC = f"{HOST}/generate_content_free_tier_requests"


@dataclass(frozen=True, slots=True)
class Body:
    """One scripted answer. `events` are the chunks of a stream; without them the answer is `text`."""

    name: str
    http: int
    cause: str
    text: str = ""
    content_type: str = "application/json; charset=UTF-8"
    facts: dict[str, Any] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    after: float = 0.0  # seconds that the server waits first

    @property
    def is_error(self) -> bool:
        return self.http != 200


def _rpc(kind: str, **fields: Any) -> dict[str, Any]:
    return {"@type": f"type.googleapis.com/google.rpc.{kind}", **fields}


def _error(name: str, http: int, status: str, cause: str, message: str, *details: dict[str, Any], **facts: Any) -> Body:
    error: dict[str, Any] = {"code": http, "message": message, "status": status}
    if details:
        error["details"] = list(details)
    return Body(
        name,
        http,
        cause,
        json.dumps({"error": error}, indent=2) + "\n",
        facts={"http": http, "status": status, "message": message, **facts},
    )


def _quota(name: str, cause: str, quota_id: str, limit: int, delay: str, metric: str = METRIC) -> Body:
    seconds = float(delay)
    message = (
        "You exceeded your current quota, please check your plan and billing details. For more information on this error, "
        "head to: https://ai.google.dev/gemini-api/docs/rate-limits. To monitor your current usage, head to: "
        f"https://ai.dev/rate-limit. \n* Quota exceeded for metric: {metric}, limit: {limit}, model: {MODEL}\n"
        f"Please retry in {delay}s."
    )
    violation: dict[str, Any] = {
        "quotaMetric": metric,
        "quotaId": quota_id,
        "quotaDimensions": {"location": "global", "model": MODEL},
    }
    if limit:
        violation["quotaValue"] = str(limit)
    return _error(
        name,
        429,
        "RESOURCE_EXHAUSTED",
        cause,
        message,
        _rpc(
            "Help",
            links=[
                {
                    "description": "Learn more about Gemini API quotas",
                    "url": "https://ai.google.dev/gemini-api/docs/rate-limits",
                }
            ],
        ),
        _rpc("QuotaFailure", violations=[violation]),
        _rpc("RetryInfo", retryDelay=f"{int(seconds)}s"),
        quota_id=quota_id,
        quota_metric=metric,
        quota_limit=limit,
        model=MODEL,
        retry_delay_s=seconds,
    )


def _info(reason: str, **metadata: str) -> dict[str, Any]:
    return _rpc("ErrorInfo", reason=reason, domain="googleapis.com", metadata={"service": HOST, **metadata})


def _answer(name: str, cause: str, answer: dict[str, Any], **facts: Any) -> Body:
    whole = {**answer, "modelVersion": MODEL, "responseId": "nR8haZPyB7Kl1MkP"}
    return Body(name, 200, cause, json.dumps(whole, indent=2) + "\n", facts=facts)


def _candidate(finish: str, **fields: Any) -> dict[str, Any]:
    usage = {"promptTokenCount": 11, "totalTokenCount": 75, "thoughtsTokenCount": 64}
    return {"candidates": [{"finishReason": finish, "index": 0, **fields}], "usageMetadata": usage}


_HTML = """<html>
<head><title>502 Bad Gateway</title></head>
<body>
<center><h1>502 Bad Gateway</h1></center>
<hr><center>nginx</center>
</body>
</html>
"""

_PROJECT = "projects/123456789012"

BODIES: tuple[Body, ...] = (
    _quota("quota-day", "quota-day", "GenerateRequestsPerDayPerProjectPerModel-FreeTier", 250, "22.5"),
    _quota("quota-minute", "rate-limit-minute", "GenerateRequestsPerMinutePerProjectPerModel-FreeTier", 10, "41.203"),
    _quota("quota-zero", "quota-zero", "GenerateRequestsPerDayPerProjectPerModel-FreeTier", 0, "7.4"),
    _error(
        "key-invalid",
        400,
        "INVALID_ARGUMENT",
        "api-key-invalid",
        "API key not valid. Please pass a valid API key.",
        _info("API_KEY_INVALID"),
        _rpc("LocalizedMessage", locale="en-US", message="API key not valid. Please pass a valid API key."),
        reason="API_KEY_INVALID",
    ),
    _error("generic-400", 400, "INVALID_ARGUMENT", "malformed-request", "Request contains an invalid argument."),
    _error(
        "unknown-name",
        400,
        "INVALID_ARGUMENT",
        "unknown-field",
        "Invalid JSON payload received. Unknown name \"maxTokens\" at 'generation_config': Cannot find field.",
        _rpc(
            "BadRequest",
            fieldViolations=[
                {
                    "field": "generation_config",
                    "description": "Invalid JSON payload received. Unknown name \"maxTokens\" at 'generation_config': "
                    "Cannot find field.",
                }
            ],
        ),
    ),
    _error(
        "location",
        400,
        "FAILED_PRECONDITION",
        "location-unsupported",
        "User location is not supported for the API use.",
    ),
    _error(
        "too-long",
        400,
        "INVALID_ARGUMENT",
        "token-limit",
        "The input token count (1250403) exceeds the maximum number of tokens allowed (1048575).",
    ),
    _error(
        "unauthenticated",
        401,
        "UNAUTHENTICATED",
        "unauthenticated",
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
        "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
        _info(
            "ACCESS_TOKEN_TYPE_UNSUPPORTED",
            method="google.ai.generativelanguage.v1beta.GenerativeService.GenerateContent",
        ),
        reason="ACCESS_TOKEN_TYPE_UNSUPPORTED",
    ),
    _error(
        "prepay",
        402,
        "RESOURCE_EXHAUSTED",
        "quota-spend",
        "Your prepayment credits are depleted. Please go to AI Studio at https://ai.studio/projects to manage your project "
        "and billing. Learn more at https://ai.google.dev/gemini-api/docs/billing#prepay.",
    ),
    _error(
        "key-leaked",
        403,
        "PERMISSION_DENIED",
        "api-key-leaked",
        "Your API key was reported as leaked. Please use another API key.",
    ),
    _error(
        "service-disabled",
        403,
        "PERMISSION_DENIED",
        "api-not-enabled",
        "Generative Language API has not been used in project 123456789012 before or it is disabled. Enable it by visiting "
        f"https://console.developers.google.com/apis/api/{HOST}/overview?project=123456789012 then retry. If you enabled "
        "this API recently, wait a few minutes for the action to propagate to our systems and retry.",
        _info(
            "SERVICE_DISABLED", consumer=_PROJECT, serviceTitle="Generative Language API", containerInfo="123456789012"
        ),
        reason="SERVICE_DISABLED",
    ),
    _error(
        "referrer",
        403,
        "PERMISSION_DENIED",
        "api-key-restricted",
        "Requests from referer <empty> are blocked.",
        _info("API_KEY_HTTP_REFERRER_BLOCKED", consumer=_PROJECT, httpReferrer="<empty>"),
        reason="API_KEY_HTTP_REFERRER_BLOCKED",
    ),
    _error(
        "model-missing",
        404,
        "NOT_FOUND",
        "model-not-found",
        f"models/{MODEL} is not found for API version v1beta, or is not supported for generateContent. Call "
        "ListModels to see the list of available models and their supported methods.",
        model=MODEL,
        api_version="v1beta",
    ),
    _error(
        "internal",
        500,
        "INTERNAL",
        "internal",
        "An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting",
    ),
    _error("overloaded", 503, "UNAVAILABLE", "overloaded", "The model is overloaded. Please try again later."),
    _error(
        "deadline",
        504,
        "DEADLINE_EXCEEDED",
        "deadline-exceeded",
        "Deadline expired before operation could complete.",
    ),
    Body("slow", 200, "client-timeout", "{}", after=3.0),
    Body("html-502", 502, "not-gemini", _HTML, "text/html", facts={"http": 502}),
    _answer(
        "prompt-other",
        "prompt-blocked-other",
        {"promptFeedback": {"blockReason": "OTHER"}, "usageMetadata": {"promptTokenCount": 11, "totalTokenCount": 11}},
        block_reason="OTHER",
    ),
    _answer(
        "prompt-prohibited",
        "prompt-blocked-prohibited",
        {
            "promptFeedback": {"blockReason": "PROHIBITED_CONTENT"},
            "usageMetadata": {"promptTokenCount": 11, "totalTokenCount": 11},
        },
        block_reason="PROHIBITED_CONTENT",
    ),
    _answer(
        "max-tokens", "max-tokens", _candidate("MAX_TOKENS", content={"role": "model"}), finish_reason="MAX_TOKENS"
    ),
    _answer("recitation", "recitation", _candidate("RECITATION"), finish_reason="RECITATION"),
    _answer(
        "safety",
        "response-safety",
        _candidate(
            "SAFETY",
            safetyRatings=[{"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "probability": "HIGH", "blocked": True}],
        ),
        finish_reason="SAFETY",
    ),
    Body(
        "mid-stream",
        200,
        "overloaded",
        events=(
            json.dumps({"candidates": [{"content": {"role": "model", "parts": [{"text": "Once upon"}]}, "index": 0}]}),
            json.dumps(
                {
                    "error": {
                        "code": 503,
                        "message": "The model is overloaded. Please try again later.",
                        "status": "UNAVAILABLE",
                    }
                }
            ),
        ),
        facts={"http": 503, "status": "UNAVAILABLE", "message": "The model is overloaded. Please try again later."},
    ),
)

BY_NAME = {body.name: body for body in BODIES}
