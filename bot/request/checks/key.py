"""The key: whether there is one, whether it is Gemini's, and whether it travels where the service looks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.request.call import REST, Call
from bot.request.finding import Finding
from bot.request.request import Key

_SOURCE = "https://ai.google.dev/gemini-api/docs/api-key"
_OURS = frozenset({"AI Studio key", "AI Studio auth key", "Gemini API key"})
# What the reader of secrets names by where it stands, not by what it looks like.
_VAGUE = frozenset(
    {"placeholder", "key in an address", "password", "credentials", "rejected header value", "basic credentials"}
)
_NEAR_HEADERS = frozenset(
    "x-google-api-key x-api-key api-key apikey x-goog-apikey x-goog-key goog-api-key google-api-key x-gemini-api-key "
    "gemini-api-key x-google-apikey x-goog-api key x-goog-api-token x-goog-api_key x_goog_api_key".split()
)
_KEY_VARIABLE = re.compile(r"(?:GEMINI|GOOGLE|GENAI|AI_?STUDIO)\w*_?KEY|\bAPI_?KEY", re.IGNORECASE)
_TOKEN = re.compile(r"gcloud|access.?token|oauth|id.?token", re.IGNORECASE)
_BEARER = re.compile(r"Bearer[ \t\"'`+]{1,6}([^\s\"'`]{1,80}(?:[\"'][\w-]{1,60}[\"'])?)", re.IGNORECASE)
_UNEXPANDED = re.compile(
    r"'(?:x-goog-api-key:[ \t]*\$\{?\w+\}?|https?://[^'\s]*[?&]key=\$\{?\w+\}?[^'\s]*)'", re.IGNORECASE
)
# What may carry a key that the reader of the call did not see: a file, a variable, a client made elsewhere, what was cut.
_CARRIED = re.compile(
    r"api.?key|\bauth|\bkey\b|token(?!s)|credential|secret|(?<![\w-])(?:-K|--config)\b|(?:-H|--header)[ =]+[\"']?[@$]"
    r"|\.create\(|headers?[.(\[]|\.\.\.|…|\[@\]|\{\{",
    re.IGNORECASE,
)
_HOST = "generativelanguage.googleapis.com"
_SHELLS = frozenset({"curl", "powershell"})


def check(call: Call) -> Iterator[Finding]:
    """What the credential of a call holds against it."""
    request, key = call.request, call.request.key
    if request.product not in ("gemini", "interactions"):
        return
    names = {name.lower(): value for name, value in request.headers.items()}
    compatible = request.method == "chat.completions" or "/openai/" in (request.path or "")
    if key is not None:
        yield from _missing(call, key, names, compatible)
        yield from _foreign(call, key)
        if key.where == "bearer" and not compatible:
            yield from _bearer(call, key)
        yield from _clings(call, key)
        if key.literal and key.kind in _OURS:
            says = "The key stands in this paste: whoever reads it can use it. Make a new one and delete this one."
            yield call.found("key", "api-key-leaked", says, sure=False, source=_SOURCE)
    if "authorization" in names and "x-goog-api-key" in names and names["authorization"]:
        says = "The call passes two credentials, x-goog-api-key and Authorization; the service takes one. Drop Authorization."
        yield call.found("header", "unauthenticated", says, source=_SOURCE)
    if request.dialect in _SHELLS and (match := _UNEXPANDED.search(call.report.text)) and request.dialect == "curl":
        says = f"In single quotes the shell sends {match[0][-24:-1]} as it stands, not the key. Write double quotes."
        if "$" in match[0]:
            yield call.found("key", "api-key-invalid", says, source=_SOURCE)


def _missing(call: Call, key: Key, names: dict[str, str], compatible: bool) -> Iterator[Finding]:
    torn = any(flaw.kind in ("cmd quotes", "shell quotes") for flaw in call.request.flaws)
    near = next((name for name in (*names, (key.name or "").lower()) if name in _NEAR_HEADERS), None)
    elsewhere = key.where == "missing" or (key.where == "header" and near is not None and "x-goog-api-key" not in names)
    if not elsewhere or torn or call.request.dialect not in REST - {"json"}:
        return
    if near is not None:
        right = "Authorization: Bearer" if compatible else "x-goog-api-key"
        says = f"The service does not look into the header {near}: the key goes into {right}."
        yield call.found("header", "api-key-missing", says, source=_SOURCE)
    else:
        right = "the header Authorization: Bearer" if compatible else "the header x-goog-api-key"
        says = f"The call passes no API key: send it in {right}."
        yield call.found("key", "api-key-missing", says, sure=_bare(call), source=_SOURCE)


def _bare(call: Call) -> bool:
    """True where the paste shows the whole call and nothing in it may carry a key, or where the service says so."""
    text = call.report.text
    if "unregistered callers" in text or "established identity" in text:
        return True
    return call.request.host in (None, _HOST) and _CARRIED.search(text) is None


def _foreign(call: Call, key: Key) -> Iterator[Finding]:
    if not key.literal or key.kind is None or key.kind in _OURS | _VAGUE:
        return
    if key.where == "bearer" and key.kind in ("Google access token", "bearer token", "JSON Web Token"):
        return
    what = {
        "API key": "The key has not the form of a Gemini key (those begin with AIza or AQ.)",
        "ephemeral token": "An ephemeral token is for the Live API alone",
        "Google access token": "An OAuth access token is no API key",
    }.get(key.kind, f"This is a key of another kind ({key.kind})")
    says = f"{what}. Make one in Google AI Studio."
    yield call.found("key", "api-key-invalid", says, source=_SOURCE)


def _bearer(call: Call, key: Key) -> Iterator[Finding]:
    written = next((match[1] for match in _BEARER.finditer(call.report.text)), "")
    named = _KEY_VARIABLE.search(written) is not None and not _TOKEN.search(written)
    if (key.literal and key.kind in _OURS) or named:
        says = "Authorization: Bearer takes an OAuth token; an API key goes into the header x-goog-api-key."
        yield call.found("header", "unauthenticated", says, source=_SOURCE)


def _clings(call: Call, key: Key) -> Iterator[Finding]:
    """What clings to a key: the clients take blanks and line ends off its ends, the service takes nothing off."""
    span = call.request.spans.get("key")
    if span is None or not key.literal or key.kind not in _OURS:
        return
    for secret in call.report.secrets:
        odd = secret.shape.partition(", ")[2]
        if odd and secret.span.start < span.end and span.start < secret.span.end and "curly" not in odd:
            says = f"The key has something clinging to it: {odd}. Copy it again, without."
            sure = call.rest and "newline" in odd
            yield call.found("key", "api-key-invalid", says, sure=sure, source=_SOURCE)
