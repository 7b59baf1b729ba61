"""A random valid request in every language has no finding; with one fault put into it, it has that one and no other."""

from __future__ import annotations

import copy
import dataclasses
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings

from bot.paste import read
from bot.request import Request, read_request
from bot.request.check import check
from bot.request.render import Language, render
from tests.request.valid import requests

LANGUAGES: tuple[Language, ...] = ("curl", "json", "python", "javascript", "go")
Body = dict[str, Any]


class Fault(NamedTuple):
    """One fault: what it does to the body, to the request or to the text, and the finding that it must give."""

    field: str
    cause: str
    body: Callable[[Body], Any] | None = None
    request: dict[str, Any] | None = None
    text: tuple[str, str] | None = None  # a pattern and what stands in its place
    languages: tuple[Language, ...] = LANGUAGES


def _config(**settings_: Any) -> Callable[[Body], Any]:
    return lambda body: body.setdefault("generationConfig", {}).update(settings_)


def _turn(index: int, **content: Any) -> Callable[[Body], Any]:
    return lambda body: body["contents"][index].update(content)


def _called(body: Body) -> None:
    """A function's response that answers no call."""
    answer = {"functionResponse": {"name": "f", "response": {"ok": True}}}
    body["contents"] = [{"role": "user", "parts": [{"text": "go"}]}, {"role": "user", "parts": [answer]}]


def _unsigned(body: Body) -> None:
    call, answer = {"functionCall": {"name": "f", "args": {}}}, {"functionResponse": {"name": "f", "response": {}}}
    turns = [("user", {"text": "go"}), ("model", call), ("user", answer)]
    body["contents"] = [{"role": role, "parts": [part]} for role, part in turns]


WRITTEN: tuple[Language, ...] = ("curl", "json")  # every letter of the body stands in the text
SDKS: tuple[Language, ...] = ("python", "javascript", "go")
ADDRESSED: tuple[Language, ...] = ("curl", *SDKS)  # the model stands in the text
MARK = 424242
SEED = rf"(?i)\bseed(?=[\"']?\s*:\s*\D{{0,20}}{MARK})"
PICTURE = {"inlineData": {"mimeType": "image/gif", "data": "R0lGODlhAQABAAAAACw="}}
FAULTS: dict[str, Fault] = {
    "unknown": Fault("generationConfig.wobble", "unknown-field", _config(seed=MARK), text=(SEED, "wobble"), languages=("curl", "json", "python", "javascript")),
    "misspelt": Fault("generationConfig.seeed", "unknown-field", _config(seed=MARK), text=(SEED, "seeed"), languages=("curl", "json", "python", "javascript")),
    "misplaced": Fault("temperature", "unknown-field", lambda body: body.update(temperature=1), languages=WRITTEN),
    "misplaced in a turn": Fault("contents[0].temperature", "unknown-field", _turn(0, temperature=1), languages=("curl", "json", "python", "javascript")),
    "wrong type": Fault("generationConfig.maxOutputTokens", "unknown-field", _config(maxOutputTokens="many"), languages=("curl", "json", "python", "javascript")),
    "wrong enum": Fault("safetySettings[0].category", "unknown-field", lambda body: body.update(safetySettings=[{"category": "HARM_CATEGORY_RUDE", "threshold": "OFF"}])),
    "out of range": Fault("generationConfig.topP", "parameter-invalid", _config(topP=1.5)),
    "too many": Fault("generationConfig.stopSequences", "parameter-invalid", _config(stopSequences=list("abcdef"))),
    "missing": Fault("contents", "contents-empty", lambda body: body.update(contents=[]), languages=("curl", "json", "python", "javascript")),
    "empty parts": Fault("contents[0].parts", "contents-empty", _turn(0, parts=[]), languages=("curl", "json", "python", "javascript")),
    "empty text": Fault("contents[0].parts[0].text", "contents-empty", _turn(0, parts=[{"text": ""}]), languages=("curl", "json", "python", "javascript")),
    "in conflict": Fault("generationConfig.thinkingConfig", "thinking-config", _config(thinkingConfig={"thinkingLevel": "LOW", "thinkingBudget": 512})),
    "not on this API version": Fault("serviceTier", "api-version-mismatch", lambda body: body.update(serviceTier="flex"), {"api_version": "v1"}, languages=("curl", "python", "javascript")),
    "not with this model": Fault("generationConfig.responseModalities", "modality-unsupported", _config(responseModalities=["AUDIO"]), {"api_version": "v1beta"}, languages=ADDRESSED),
    "not with this generation": Fault("generationConfig.candidateCount", "parameter-invalid", _config(candidateCount=2), languages=ADDRESSED),
    "a role": Fault("contents[0].role", "turn-order", _turn(0, role="assistant"), languages=("curl", "json", "python", "javascript")),
    "a response without a call": Fault("contents[1]", "turn-order", _called, languages=("curl", "json", "python", "javascript")),
    "a call without its signature": Fault("contents[1].parts[0].thoughtSignature", "thought-signature", _unsigned, languages=("curl", "python", "javascript")),
    "a schema": Fault("generationConfig.responseSchema.items", "schema-unsupported", _config(responseMimeType="application/json", responseSchema={"type": "ARRAY"})),
    "a keyword in a schema": Fault("generationConfig.responseSchema.oneOf", "schema-unsupported", _config(responseMimeType="application/json", responseSchema={"oneOf": []}), languages=("curl", "json", "javascript")),
    "a kind of file": Fault("contents[0].parts[0].inlineData.mimeType", "media-unreadable", _turn(0, parts=[PICTURE])),
    "a model that is gone": Fault("model", "model-not-found", request={"model": "gemini-1.5-pro"}, languages=ADDRESSED),
    "a model that is misspelt": Fault("model", "model-not-found", request={"model": "gemini-3.8-flahs"}, languages=ADDRESSED),
    "a model for something else": Fault("model", "model-method-unsupported", request={"model": "gemini-embedding-001"}, languages=ADDRESSED),
    "a version that is none": Fault("apiVersion", "api-version-mismatch", request={"api_version": "v2"}, languages=ADDRESSED),
    "a key of another product": Fault("key", "api-key-invalid", text=(r"os\.environ\[\"GEMINI_API_KEY\"\]|process\.env\.GEMINI_API_KEY", '"sk-proj-' + "aB3" * 16 + '"'), languages=("python", "javascript")),
    "a key in the wrong header": Fault("header", "api-key-missing", text=("x-goog-api-key", "x-api-key"), languages=("curl",)),
    "no key": Fault("key", "api-key-missing", text=(r'  -H "x-goog-api-key: \$GEMINI_API_KEY" \\\n', ""), languages=("curl",)),
    "a host": Fault("host", "malformed-request", text=(r"generativelanguage\.googleapis\.com", "generativelanguage.google.com"), languages=("curl",)),
    "a method": Fault("method", "malformed-request", text=(r"enerateContent(?=[\"?])", "eneratecontent"), languages=("curl",)),
    "a path": Fault("url", "malformed-request", text=("/models/", "/"), languages=("curl",)),
    "a timeout in seconds": Fault("timeout", "client-timeout", text=(r"(http_?[oO]ptions[\"']?\s*[:=]\s*\{)", r"\1 timeout: 30, "), languages=("javascript",)),
    "a timeout in seconds in a dict": Fault("timeout", "client-timeout", text=(r"http_options=\{", 'http_options={"timeout": 30, '), languages=("python",)),
    "the old way on the new client": Fault("sdk", "sdk-usage", text=(r"client = genai\.Client\(api_key=", "client = genai.Client(token="), languages=("python",)),
}  # fmt: skip
PAIRS = [(kind, language) for kind, fault in FAULTS.items() for language in fault.languages]


def _plain(request: Request) -> Request:
    """The request without what a fault may meet: a body of its own, no tools, no JSON, no thinking."""
    body = copy.deepcopy(dict(request.body)) if isinstance(request.body, dict) else {}
    body.pop("tools", None)
    for name in ("responseMimeType", "responseSchema", "thinkingConfig", "seed"):
        body.get("generationConfig", {}).pop(name, None)
    return dataclasses.replace(request, body=body, model="gemini-3.8-flash")


def _found(text: str) -> list[tuple[str, str]]:
    report = read(text)
    request = read_request(report)
    assert request is not None, text
    return [(found.field, found.cause) for found in check(request, report) if found.sure]


@pytest.mark.parametrize("language", LANGUAGES)
@given(request_=requests())
@settings(max_examples=25, deadline=None)
def test_a_valid_request_is_left_in_peace_in_every_language(language: Language, request_: Request) -> None:
    text = render(request_, language)
    assert text is not None
    assert _found(text) == []


@pytest.mark.parametrize(("kind", "language"), PAIRS)
@given(request_=requests())
@settings(max_examples=2, deadline=None)
def test_one_fault_is_found_and_nothing_else(kind: str, language: Language, request_: Request) -> None:
    fault = FAULTS[kind]
    request = _plain(request_)
    assert isinstance(request.body, dict)
    if fault.body:
        fault.body(request.body)
    text = render(dataclasses.replace(request, **(fault.request or {})), language)
    assert text is not None
    if fault.text:
        pattern, instead = fault.text
        text, count = re.subn(pattern, instead, text, count=1)
        assert count == 1
    assert _found(text) == [(fault.field, fault.cause)]


def test_every_language_is_tried_with_many_kinds_of_fault() -> None:
    assert all(sum(language in fault.languages for fault in FAULTS.values()) >= 11 for language in LANGUAGES)
