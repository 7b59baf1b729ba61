"""Pastes and outcomes to try a replay with."""

from __future__ import annotations

import json
from typing import Any

from bot.replay.outcome import Outcome

HELLO = [{"role": "user", "parts": [{"text": "Hi"}]}]
INVALID = {"error": {"code": 400, "message": "Request contains an invalid argument.", "status": "INVALID_ARGUMENT"}}


def curl(
    body: Any, error: Any = INVALID, model: str = "gemini-3.5-flash", verb: str = "generateContent", **more: str
) -> str:
    """A call by curl, and the error behind it (None: none)."""
    version, host = more.get("version", "v1beta"), more.get("host", "generativelanguage.googleapis.com")
    written = body if isinstance(body, str) else json.dumps(body, indent=2)
    call = (
        f'curl "https://{host}/{version}/models/{model}:{verb}" -H "x-goog-api-key: $KEY" '
        f"-H 'Content-Type: application/json' -d '{written}'"
    )
    return call if error is None else f"{call}\n\n{json.dumps(error)}"


def config(settings: Any, error: Any = INVALID, **more: str) -> str:
    return curl({"contents": HELLO, "generationConfig": settings}, error, **more)


def error(code: int, status: str, message: str, *details: Any) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "status": status, "details": list(details)}}


def failed(body: dict[str, Any], seconds: float = 0.5) -> Outcome:
    """The outcome that an error's body gives."""
    told = body["error"]
    return Outcome(
        http=told["code"],
        status=told["status"],
        message=told["message"],
        details=tuple(told.get("details", ())),
        seconds=seconds,
        raw=json.dumps(body),
    )


def ended(reason: str = "STOP", text: str = "Hello", **more: Any) -> Outcome:
    """An answer that ended so."""
    usage = {"promptTokenCount": 10, "candidatesTokenCount": 20}
    return Outcome(**{"http": 200, "finish_reasons": (reason,), "text": text, "usage": usage, "seconds": 1.0, **more})


RANGE = error(
    400,
    "INVALID_ARGUMENT",
    "* GenerateContentRequest.generation_config.temperature: temperature must be in the range [0.0, 2.0].",
)
BUSY = error(503, "UNAVAILABLE", "The model is overloaded. Please try again later.")
LIMITED = error(
    429,
    "RESOURCE_EXHAUSTED",
    "You exceeded your current quota.\nPlease retry in 22s.",
    {
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        "violations": [{"quotaId": "GenerateRequestsPerMinutePerProjectPerModel-FreeTier", "quotaValue": "10"}],
    },
    {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "22s"},
)
DAILY = error(
    429,
    "RESOURCE_EXHAUSTED",
    "You exceeded your current quota.",
    {
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        "violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier", "quotaValue": "250"}],
    },
)
BLOCKED = {"promptFeedback": {"blockReason": "SAFETY"}}
HOT = {"temperature": 3}
UNKNOWN = error(
    400,
    "INVALID_ARGUMENT",
    "Invalid JSON payload received. Unknown name \"wishes\" at 'generation_config': Cannot find field.",
)
GONE = error(
    404,
    "NOT_FOUND",
    "models/gemini-3.5-flash is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.",
)
INTERNAL = error(
    500,
    "INTERNAL",
    "An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting",
)
