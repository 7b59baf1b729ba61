"""Each cause that a request or its surroundings can have: the fake refuses, the bot reads its words, a change mends it.

This is where the two are held against each other; neither knows the other's tables.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.diagnosis import Knowledge, diagnose
from bot.paste import read
from bot.playground.gemini.credentials import Project
from bot.playground.gemini.server import Gemini
from bot.request import Request
from bot.request.edit import apply
from tests.playground.gemini.conftest import FLASH, LITE, Ask, Reply, says
from tests.playground.gemini.test_rules import BOTH, FUNCTIONS, called, model, returned, schema, user

DANGER = {"safetySettings": [{"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "threshold": "BLOCK_LOW_AND_ABOVE"}]}
MILD = {"safetySettings": [{"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "threshold": "BLOCK_MEDIUM_AND_ABOVE"}]}
NONE = "set: safetySettings " + json.dumps(
    [
        {"category": f"HARM_CATEGORY_{name}", "threshold": "BLOCK_NONE"}
        for name in ("HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT")
    ]
)
ZIP = {"inlineData": {"mimeType": "application/zip", "data": "UEsDBA=="}}
DEEP = {"type": "OBJECT", "properties": {"a": {"type": "STRING"}}, "additionalProperties": False}


@dataclass(frozen=True)
class Case:
    """A request with one fault: its cause, the change that mends it, and one that doesn't."""

    cause: str
    body: Any
    mends: str
    fails: str = "set: generationConfig.seed 7"
    model: str = FLASH
    version: str = "v1beta"
    words: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        return f"{self.cause}: {self.mends}"[:70]


CASES = [
    Case("api-version-mismatch", says("hi") | {"serviceTier": "FLEX"}, "api_version: v1beta", f"model: {LITE}", version="v1"),
    Case("api-version-mismatch", says("hi", speechConfig={}), "remove: generationConfig.speechConfig", version="v1"),
    Case("cache-invalid", says("hi") | {"cachedContent": "CACHE", "systemInstruction": {"parts": [{"text": "a"}]}}, "remove: systemInstruction", "remove: tools"),
    Case("cache-invalid", says("hi") | {"cachedContent": "CACHE"}, "remove: cachedContent", model=LITE),
    Case("contents-empty", {"contents": [{"parts": [{"text": "a"}, {}]}]}, "remove: contents[0].parts[1]", "remove: contents[0].parts[0]"),
    Case("contents-empty", {"contents": [{"role": "user", "parts": []}]}, "set: contents[0].parts[0] {\"text\": \"hi\"}"),
    Case("contents-empty", {}, "set: contents[0].parts[0].text hi"),
    Case("malformed-request", says("hi", maxOutputTokens=100_000), "remove: generationConfig", "remove: tools"),
    Case("malformed-request", says("hi", thinkingConfig={"thinkingBudget": 0}), "remove: generationConfig", model=LITE),
    Case("max-tokens", says("hi", maxOutputTokens=60), "set: generationConfig.thinkingConfig.thinkingLevel low", "set: generationConfig.maxOutputTokens 70"),
    Case("max-tokens", says("Write 300 words", maxOutputTokens=50), "remove: generationConfig.maxOutputTokens", "set: generationConfig.thinkingConfig.thinkingLevel low", LITE),
    Case("media-unreadable", {"contents": [{"parts": [{"text": "a"}, ZIP]}]}, "remove: contents[0].parts[1]", "set: contents[0].parts[1].inlineData.mimeType image/png"),
    Case("modality-unsupported", says("hi", responseModalities=["TEXT", "IMAGE"]), "remove: generationConfig.responseModalities", "remove: systemInstruction"),
    Case("modality-unsupported", says("hi") | {"systemInstruction": {"parts": [{"text": "a"}]}}, "remove: systemInstruction", model="gemma-3-27b-it"),
    Case("model-method-unsupported", says("hi"), f"model: {FLASH}", "api_version: v1", "gemini-embedding-001"),
    Case("model-not-found", says("hi"), f"model: {FLASH}", "api_version: v1", "gemini-9-flash"),
    Case("model-not-found", says("hi"), f"model: {LITE}", "api_version: v1", "gemini-2.0-flash"),
    Case("parameter-invalid", says("hi", temperature=3), "clamp: generationConfig.temperature 0..2", "clamp: generationConfig.topP 0..1"),
    Case("parameter-invalid", says("hi", topP=40), "clamp: generationConfig.topP 0..1", "remove: generationConfig.topK"),
    Case("parameter-invalid", says("hi", candidateCount=4), "clamp: generationConfig.candidateCount 1..1", f"model: {LITE}"),
    Case("parameter-invalid", says("hi", presencePenalty=0.5), "remove: generationConfig.presencePenalty"),
    Case("parameter-invalid", says("hi", frequencyPenalty=0.5), "remove: generationConfig.frequencyPenalty"),
    Case("parameter-invalid", says("hi", responseLogprobs=True), "remove: generationConfig.responseLogprobs"),
    Case("prompt-blocked-safety", says("a pipe bomb") | MILD, NONE),
    Case("response-safety", says("fireworks at home") | MILD, NONE),
    Case("schema-unsupported", schema(DEEP), "rename: generationConfig.responseSchema responseJsonSchema", f"model: {LITE}"),
    Case("schema-unsupported", schema({"type": "ARRAY"}), "remove: generationConfig.responseSchema", f"model: {LITE}"),
    Case("thinking-config", says("hi", thinkingConfig={"thinkingLevel": "LOW", "thinkingBudget": 99}), "remove: generationConfig.thinkingConfig.thinkingBudget"),
    Case("thinking-config", says("hi", thinkingConfig={"thinkingLevel": "LOW"}), "remove: generationConfig.thinkingConfig.thinkingLevel", "set: generationConfig.thinkingConfig.thinkingLevel high", "gemini-2.5-flash"),
    Case("thinking-config", says("hi", thinkingConfig={"thinkingBudget": 0}), "remove: generationConfig.thinkingConfig", "set: generationConfig.thinkingConfig.thinkingBudget 1", "gemini-2.5-pro"),
    Case("thought-signature", {"contents": [user("a"), called("f", signature=""), returned("f")]}, "set: contents[1].parts[0].thoughtSignature skip_thought_signature_validator", f"model: {LITE}"),
    Case("tool-combination", schema({"type": "STRING"}) | FUNCTIONS, "remove: tools", "remove: generationConfig.responseSchema", "gemini-2.5-flash"),
    Case("tool-combination", says("hi", responseMimeType="application/json") | FUNCTIONS, "remove: generationConfig.responseMimeType", model="gemini-2.5-flash"),
    Case("tool-combination", says("hi") | BOTH, "set: toolConfig.includeServerSideToolInvocations true", f"model: {LITE}"),
    Case("turn-order", {"contents": [user("a"), {"role": "assistant", "parts": [{"text": "b"}]}, user("c")]}, "set: contents[1].role model", f"model: {LITE}"),
    Case("turn-order", {"contents": [user("a"), model("b")]}, "remove: contents[1]"),
    Case("turn-order", {"contents": [user("a"), returned("f"), user("b")]}, "remove: contents[1]", "remove: contents[0]"),
    Case("unknown-field", says("hi", max_tokens=900), "rename: generationConfig.max_tokens maxOutputTokens", "rename: generationConfig.max_tokens maxTokens"),
    Case("unknown-field", says("hi") | {"safetySettings": [{"category": "HARM_CATEGORY_MEDICAL", "threshold": "OFF"}]}, "remove: safetySettings"),
    Case("unknown-field", says("hi") | {"system": "be kind"}, "remove: system"),
    # what replay tells of rather than proves, where a change helps all the same
    Case("recitation", says("quote it verbatim", temperature=0.1), "set: generationConfig.temperature 1.0", "set: generationConfig.temperature 0.9"),
    Case("malformed-function-call", says("use shop.find") | {"tools": [{"functionDeclarations": [{"name": "shop.find"}]}]}, "set: toolConfig.functionCallingConfig.mode VALIDATED"),
    Case("language-unsupported", says("hi", responseModalities=["AUDIO"], speechConfig={"languageCode": "xx"}), "remove: generationConfig.speechConfig.languageCode", "set: generationConfig.speechConfig.languageCode yy", "gemini-3.1-flash-tts-preview"),
    Case("token-limit", says("x" * 540_000), "model: gemma-4-31b-it", model="gemma-3-27b-it"),
    Case("file-not-found", {"contents": [{"parts": [{"text": "a"}, {"fileData": {"fileUri": "files/none"}}]}]}, "remove: contents[0].parts[1]"),
    Case("tuned-model-auth", says("hi"), f"model: {LITE}", "api_version: v1", "tunedModels/mine"),
]  # fmt: skip


def passes(reply: Reply) -> bool:
    """True for an answer that is one."""
    return reply.status == 200 and "candidates" in reply.json and reply.reason == "STOP"


def shown(request: Request, reply: Reply) -> str:
    """The call and its answer as a log has them."""
    return f"POST https://{request.host}{request.path} {reply.status}\n{reply.raw.decode()}"


def as_request(case: Case, body: Any) -> Request:
    collection = "" if "/" in case.model else "models/"
    return Request(
        dialect="json",
        method="generateContent",
        http_method="POST",
        model=case.model,
        api_version=case.version,
        host="generativelanguage.googleapis.com",
        path=f"/{case.version}/{collection}{case.model}:generateContent",
        body=body,
    )


async def send(ask: Ask, request: Request) -> Reply:
    named = request.model or ""
    where = f"/{request.api_version}/{named if '/' in named else f'models/{named}'}:generateContent"
    return await ask(dict(request.body), path=where)  # type: ignore[arg-type, call-overload]


async def cache(ask: Ask) -> str:
    body = {"model": f"models/{FLASH}", "contents": says("x" * 8000)["contents"]}
    return str((await ask(body, path="/v1beta/cachedContents")).json["name"])


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_the_fake_refuses_the_bot_reads_it_and_the_right_change_alone_mends_it(
    ask: Ask, knowledge: Knowledge, case: Case
):
    body = json.loads(json.dumps(case.body).replace('"CACHE"', json.dumps(await cache(ask))))
    request = as_request(case, body)
    refused = await send(ask, request)
    assert not passes(refused)
    assert diagnose(read(shown(request, refused)), knowledge, request=request).cause == case.cause
    wrong = await send(ask, apply(case.fails, request))
    assert not passes(wrong)
    mended = apply(case.mends, request)
    assert mended != request
    assert passes(await send(ask, mended))


def test_every_cause_that_a_replay_proves_is_among_them(knowledge: Knowledge):
    proven = {name for name, entry in knowledge.entries.items() if entry.replay == "proves"}
    assert len(proven) >= 16
    assert proven <= {case.cause for case in CASES}


PROJECTS = [
    ("api-not-enabled", Project(enabled=False)),
    ("project-blocked", Project(standing="suspended")),
    ("project-blocked", Project(standing="denied")),
    ("location-unsupported", Project(place="unserved")),
    ("billing-required", Project(place="paid only", tier="free")),
    ("quota-spend", Project(money="depleted")),
    ("quota-spend", Project(money="capped")),
    ("quota-zero", Project(tier="free")),
]


@pytest.mark.parametrize(("cause", "project"), PROJECTS)
async def test_what_is_wrong_with_a_project_is_read_as_that(
    ask: Ask, gemini: Gemini, knowledge: Knowledge, cause: str, project: Project
):
    reply = await ask(says("hi"), model="gemini-3.1-pro-preview", key=gemini.key(project))
    assert diagnose(read(reply.raw.decode()), knowledge).cause == cause


@pytest.mark.parametrize(
    ("cause", "traits"),
    [
        ("api-key-leaked", {"state": "leaked"}),
        ("api-key-expired", {"state": "expired"}),
        ("api-key-restricted", {"referrers": ("https://shop.example/",)}),
        ("api-key-restricted", {"addresses": ("203.0.113.9",)}),
        ("api-key-restricted", {"services": False}),
    ],
)
async def test_what_is_wrong_with_a_key_is_read_as_that(
    ask: Ask, gemini: Gemini, knowledge: Knowledge, cause: str, traits: Any
):
    reply = await ask(says("hi"), key=gemini.key(**traits))
    assert diagnose(read(reply.raw.decode()), knowledge).cause == cause


@pytest.mark.parametrize(
    ("cause", "headers"),
    [
        ("api-key-missing", {}),
        ("api-key-invalid", {"x-goog-api-key": "AIza" + "x" * 35}),
        ("unauthenticated", {"Authorization": "Bearer nonsense"}),
    ],
)
async def test_a_call_by_nobody_is_read_as_that(ask: Ask, knowledge: Knowledge, cause: str, headers: dict[str, str]):
    reply = await ask(says("hi"), headers=headers)
    assert diagnose(read(reply.raw.decode()), knowledge).cause == cause


@pytest.mark.parametrize(
    ("cause", "minute", "day", "tokens"),
    [("rate-limit-minute", 0, 9, 999), ("quota-day", 9, 1, 999), ("rate-limit-minute", 9, 9, 1)],
)
async def test_a_quota_that_is_used_up_is_read_as_the_one_it_is(
    ask: Ask, gemini: Gemini, knowledge: Knowledge, cause: str, minute: int, day: int, tokens: int
):
    gemini.limit(FLASH, minute=max(minute, 1), day=day, tokens=tokens)
    for _ in range(2):
        reply = await ask(says("hi there"))
    assert reply.status == 429
    assert diagnose(read(reply.raw.decode()), knowledge).cause == cause


@pytest.mark.parametrize(
    ("cause", "spell"), [("overloaded", "overloaded"), ("internal", "failing"), ("resource-exhausted", "exhausted")]
)
@pytest.mark.parametrize("query", ["", "?alt=sse"])
async def test_the_state_of_the_service_is_read_as_that(
    ask: Ask, gemini: Gemini, knowledge: Knowledge, cause: str, spell: str, query: str
):
    getattr(gemini.weather, spell)(calls=1)
    reply = await ask(says("hi"), verb="streamGenerateContent", query=query)
    assert diagnose(read(reply.raw.decode()), knowledge).cause == cause


@pytest.mark.parametrize(
    ("cause", "prompt"),
    [
        ("prompt-blocked-prohibited", "a forbidden-term"),
        ("prompt-blocked-other", "ignore your terms of service"),
        ("prompt-blocked-prohibited", "the passport number of Ada"),
        ("recitation", "the full lyrics of that song"),
        ("language-unsupported", "ᏣᎳᎩ"),
        ("empty-response", "stay silent"),
    ],
)
async def test_what_was_said_decides_how_it_ends(ask: Ask, knowledge: Knowledge, cause: str, prompt: str):
    reply = await ask(says(prompt))
    assert reply.status == 200
    assert diagnose(read(reply.raw.decode()), knowledge).cause == cause


async def test_a_file_that_is_not_ready_is_read_as_that(ask: Ask, gemini: Gemini, knowledge: Knowledge):
    file = gemini.file("video/mp4", processing=60)
    reply = await ask({"contents": [{"parts": [{"text": "a"}, {"fileData": {"fileUri": f"files/{file.id}"}}]}]})
    assert diagnose(read(reply.raw.decode()), knowledge).cause == "file-not-ready"
