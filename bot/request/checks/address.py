"""Where the call goes: host, path, verb, and which of Google's two products lives there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.request.call import Call, is_known
from bot.request.finding import Finding
from bot.request.models import distance

_SOURCE = "https://ai.google.dev/api"
_VERTEX = "https://cloud.google.com/vertex-ai/generative-ai/docs/start/api-keys"
_HOST = "generativelanguage.googleapis.com"
_POSTED = frozenset({
    "generateContent", "streamGenerateContent", "countTokens", "embedContent", "batchEmbedContents",
    "cachedContents.create", "chat.completions",
})  # fmt: skip
_VERBS = (
    "generateContent", "streamGenerateContent", "countTokens", "embedContent", "batchEmbedContents", "batchGenerateContent",
    "asyncBatchEmbedContent", "predict", "predictLongRunning", "generateAnswer", "bidiGenerateContent", "countMessageTokens",
    "countTextTokens",
)  # fmt: skip
_PALM = {"generateText": "generateContent", "generateMessage": "generateContent", "embedText": "embedContent",
         "batchEmbedText": "batchEmbedContents", "chat": "generateContent", "generate": "generateContent",
         "completions": "generateContent", "rawPredict": "generateContent", "streamRawPredict": "streamGenerateContent"}  # fmt: skip
# Names that the SDKs have for a method.
_SDKS = {"generateContentStream": "streamGenerateContent", "generate_content": "generateContent",
         "generate_content_stream": "streamGenerateContent", "stream_generate_content": "streamGenerateContent",
         "count_tokens": "countTokens", "embed_content": "embedContent", "sendMessage": "generateContent"}  # fmt: skip
_CALLED = re.compile(r"/models/(?P<model>[^/:?]+)(?P<mark>[:/])(?P<verb>[A-Za-z_]+)/?$")
_BARE = re.compile(r"^/v1\w*/(?P<model>gemini-[^/:?]+):(?P<verb>\w+)$")
_BASE = re.compile(
    r"(?:base_?url|api_base)[\"']?\s*[:=]\s*[\"'`]https?://generativelanguage\.googleapis\.com(?P<path>(?:/[\w./-]*)?)[\"'`]",
    re.IGNORECASE,
)
_TWICE = re.compile(r"^/(?:v\d\w*/){2,}")
_UNVERSIONED = re.compile(r"^/models/[^/:]+:\w+$")
_PLACE = re.compile(r"^/v\d\w*/(?:projects|publishers)/")
_STRANGERS = frozenset({
    "ai.google.dev", "aistudio.google.com", "gemini.google.com", "api.gemini.google.com", "gemini.googleapis.com",
    "api.gemini.com", "generativelanguage.google.com", "generativeai.googleapis.com", "makersuite.google.com",
    "api.google.dev", "generativelanguage.googleapis.dev", "genai.googleapis.com",
})  # fmt: skip


def check(call: Call) -> Iterator[Finding]:
    """What the address and the verb hold against the call."""
    request = call.request
    if request.product == "vertex":
        yield from _vertex(call)
        return
    if request.http_method == "GET" and request.method in _POSTED:
        says = f"{request.method} is called with POST; this sends GET."
        yield call.found("method", "malformed-request", says, source=_SOURCE)
    yield from _base(call)
    host = (request.host or "").lower()
    if is_known(request.host) and host and host != _HOST:
        yield from _host(call, host)
    if is_known(request.path) and request.path and host in ("", _HOST):
        yield from _path(call, request.path.split("?")[0])


def _base(call: Call) -> Iterator[Finding]:
    """The address that a client is given to put its own path behind."""
    match = _BASE.search(call.report.text)
    if match is None:
        return
    path, dialect = match["path"].strip("/"), call.request.dialect
    if dialect == "openai-compat" and "openai" not in path:
        says = f"The OpenAI-compatible endpoint is at https://{_HOST}/v1beta/openai/."
        yield call.found("url", "malformed-request", says, source="https://ai.google.dev/gemini-api/docs/openai")
    elif dialect in ("python-genai", "js-genai", "go-genai") and path:
        says = f"The client puts the API version behind its base URL itself: give it https://{_HOST} alone."
        yield call.found("url", "malformed-request", says, source="google-genai 3.6.1, HttpOptions")


def _vertex(call: Call) -> Iterator[Finding]:
    key, path = call.request.key, call.request.path or ""
    ours = (
        key is not None
        and key.where in ("header", "query", "client")
        and key.kind in ("AI Studio key", "AI Studio auth key")
    )
    told = "API keys are not supported by this API" in call.report.text
    if (ours or told) and "/projects/" in path:
        says = f"This is the address of Vertex AI, and the key is the Gemini API's: call https://{_HOST}/v1beta/models/…, or send an OAuth token."
        yield call.found("url", "vertex-gemini-mixup", says, source=_VERTEX)


def _host(call: Call, host: str) -> Iterator[Finding]:
    if host in _STRANGERS or (host.startswith("generative") and distance(host, _HOST, 4) <= 4):
        says = f"The Gemini API is at {_HOST}, not at {host}."
        yield call.found("host", "malformed-request", says, source=_SOURCE)


def _path(call: Call, path: str) -> Iterator[Finding]:
    says = None
    if _PLACE.match(path):
        says = f"{path[:40]}… is an address of Vertex AI; the Gemini API has /v1beta/models/…"
        yield call.found("url", "vertex-gemini-mixup", says, source=_VERTEX)
        return
    if _TWICE.match(path):
        says = "The address names the API version twice."
    elif match := _BARE.match(path):
        says = f"The address lacks models/ before the model: /v1beta/models/{match['model']}:{match['verb']}."
    elif _UNVERSIONED.match(path) and call.request.host and "host" not in call.request.unsure:
        says = f"The address lacks the API version: /v1beta{path}."
    elif match := _CALLED.search(path):
        yield from _verb(call, match)
    elif re.match(r"^/v1\w*/chat/completions", path):
        says = "The OpenAI-compatible endpoint is at /v1beta/openai/chat/completions."
    if says is not None:
        yield call.found("url", "malformed-request", says, source=_SOURCE)


def _verb(call: Call, match: re.Match[str]) -> Iterator[Finding]:
    verb, model = match["verb"], match["model"]
    right = next((known for known in _VERBS if known.lower() == verb.lower()), None)
    if match["mark"] == "/":
        says = f"Between the model and the method stands a colon: models/{model}:{right or 'generateContent'}."
        yield call.found("url", "malformed-request", says, source=_SOURCE)
    elif right is None and (
        verb in _PALM or verb in _SDKS or (near := [k for k in _VERBS if distance(k.lower(), verb.lower(), 3) <= 3])
    ):
        meant = _PALM.get(verb) or _SDKS.get(verb) or near[0]
        says = f"There is no method {verb}: it is called {meant}."
        yield call.found(
            "method", "model-method-unsupported" if verb in _PALM else "malformed-request", says, source=_SOURCE
        )
    elif right is not None and right != verb:
        says = f"The method is spelt {right}, not {verb}."
        yield call.found("method", "malformed-request", says, source=_SOURCE)
