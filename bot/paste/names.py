"""The names that Google's API and its SDKs use, as tables: status, finish reason, block reason, in every spelling."""

from __future__ import annotations

import re

# google.rpc.Code, https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto (OK left out: no failure).
STATUS_NUMBERS = {
    "1": "CANCELLED",
    "2": "UNKNOWN",
    "3": "INVALID_ARGUMENT",
    "4": "DEADLINE_EXCEEDED",
    "5": "NOT_FOUND",
    "6": "ALREADY_EXISTS",
    "7": "PERMISSION_DENIED",
    "8": "RESOURCE_EXHAUSTED",
    "9": "FAILED_PRECONDITION",
    "10": "ABORTED",
    "11": "OUT_OF_RANGE",
    "12": "UNIMPLEMENTED",
    "13": "INTERNAL",
    "14": "UNAVAILABLE",
    "15": "DATA_LOSS",
    "16": "UNAUTHENTICATED",
}
STATUSES = tuple(STATUS_NUMBERS.values())

# What HTTP calls its codes. A status slot that holds one of these names no google.rpc status.
PHRASES = (
    "Bad Request",
    "Unauthorized",
    "Payment Required",
    "Forbidden",
    "Not Found",
    "Method Not Allowed",
    "Request Timeout",
    "Conflict",
    "Length Required",
    "Precondition Failed",
    "Payload Too Large",
    "Request Entity Too Large",
    "Content Too Large",
    "Unsupported Media Type",
    "Range Not Satisfiable",
    "Requested Range Not Satisfiable",
    "Unprocessable Entity",
    "Too Many Requests",
    "Client Closed Request",
    "Internal Server Error",
    "Not Implemented",
    "Bad Gateway",
    "Service Unavailable",
    "Gateway Timeout",
    "Gateway Time-out",
    "Temporary Redirect",
)

# FinishReason numbers as the legacy SDKs print them: google-ai-generativelanguage, Candidate.FinishReason.
FINISH_NUMBERS = {
    "0": "FINISH_REASON_UNSPECIFIED",
    "1": "STOP",
    "2": "MAX_TOKENS",
    "3": "SAFETY",
    "4": "RECITATION",
    "5": "OTHER",
    "6": "LANGUAGE",
    "7": "BLOCKLIST",
    "8": "PROHIBITED_CONTENT",
    "9": "SPII",
    "10": "MALFORMED_FUNCTION_CALL",
    "11": "IMAGE_SAFETY",
    "12": "UNEXPECTED_TOOL_CALL",
}

# Candidate.FinishReason of v1beta, with what Vertex and newer models add.
FINISH_REASONS = (
    *FINISH_NUMBERS.values(),
    "IMAGE_PROHIBITED_CONTENT",
    "IMAGE_RECITATION",
    "IMAGE_OTHER",
    "NO_IMAGE",
    "TOO_MANY_TOOL_CALLS",
    "MISSING_THOUGHT_SIGNATURE",
    "MALFORMED_RESPONSE",
    "MODEL_ARMOR",
)

# The finish reasons of the OpenAI-compatible endpoint and of the Vercel AI SDK.
FINISH_ELSEWHERE = {"length": "MAX_TOKENS", "content_filter": "SAFETY", "content-filter": "SAFETY"}

# PromptFeedback.BlockReason, https://ai.google.dev/api/generate-content#BlockReason
BLOCK_NUMBERS = {
    "1": "SAFETY",
    "2": "OTHER",
    "3": "BLOCKLIST",
    "4": "PROHIBITED_CONTENT",
    "5": "IMAGE_SAFETY",
}
BLOCK_REASONS = (
    *BLOCK_NUMBERS.values(),
    "BLOCKED_REASON_UNSPECIFIED",
    "MODEL_ARMOR",
    "JAILBREAK",
    "RECITATION",
    "SPII",
)

# Classes of google.api_core.exceptions that are named after a status; the HTTP ones (BadRequest, Forbidden …) are not.
STATUS_CLASSES = {
    "Cancelled": "CANCELLED",
    "InvalidArgument": "INVALID_ARGUMENT",
    "DeadlineExceeded": "DEADLINE_EXCEEDED",
    "AlreadyExists": "ALREADY_EXISTS",
    "PermissionDenied": "PERMISSION_DENIED",
    "Unauthenticated": "UNAUTHENTICATED",
    "ResourceExhausted": "RESOURCE_EXHAUSTED",
    "FailedPrecondition": "FAILED_PRECONDITION",
    "Aborted": "ABORTED",
    "OutOfRange": "OUT_OF_RANGE",
    "DataLoss": "DATA_LOSS",
}


def plain_name(name: str) -> str:
    """The letters of a name alone, in lower case: `Max-Tokens`, `MAX_TOKENS` and `MaxTokens` are one."""
    return re.sub(r"[^a-z0-9]", "", name[:80].lower())


_STATUS = {plain_name(name): name for name in STATUSES} | {"canceled": "CANCELLED"}
_FINISH = {plain_name(name): name for name in FINISH_REASONS}
_BLOCK = {plain_name(name): name for name in BLOCK_REASONS}
_PHRASE = {plain_name(name) for name in PHRASES}


def status_name(word: str) -> str | None:
    """The google.rpc status that `word` spells (`ResourceExhausted`, `permission_denied`), else None."""
    return _STATUS.get(plain_name(word))


def is_phrase(word: str) -> bool:
    """True for the reason phrase of an HTTP code, such as `Too Many Requests`."""
    return plain_name(word) in _PHRASE


def finish_name(word: str) -> str | None:
    """The finish reason that `word` spells: a number of the legacy SDKs, Go's `FinishReasonSafety`, `content_filter: OTHER`."""
    if word in FINISH_NUMBERS:
        return FINISH_NUMBERS[word]
    elsewhere, _, own = word.partition(":")
    if told := FINISH_ELSEWHERE.get(elsewhere.lower()):
        return finish_name(own.strip()) or told
    plain = plain_name(word)
    return _FINISH.get(plain.removeprefix("finishreason")) or _FINISH.get(plain)


def block_name(word: str) -> str | None:
    """The block reason that `word` spells: a number, `BlockReasonOther`, `blocked_reason_unspecified` …"""
    if word in BLOCK_NUMBERS:
        return BLOCK_NUMBERS[word]
    plain = plain_name(word)
    return _BLOCK.get(plain.removeprefix("blockedreason").removeprefix("blockreason")) or _BLOCK.get(plain)
