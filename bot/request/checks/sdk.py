"""The client: packages no longer kept, ways of calling that no client takes, timeouts in another unit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.request.call import Call
from bot.request.finding import Finding
from bot.request.table import table

_SDKS = "https://ai.google.dev/gemini-api/docs/libraries"
_BALANCED = r"\((?:[^()]|\([^()]*\))*\)"
_ONE_LINER = re.compile(rf"\bgenai\.Client{_BALANCED}\s*\.(?:models|chats|files|caches)\.")
_PLAIN_KEY = re.compile(
    r"new\s+GoogleGenAI\(\s*(?:[\"'`]|process\.env\b|import\.meta\.env\b|\w*(?:api_?key|_KEY)\w*\s*\))", re.IGNORECASE
)
_OLD_CALLS = re.compile(r"\.getGenerativeModel\(|\bgenai\.(?:configure|GenerativeModel)\(")
_NEW_PYTHON = re.compile(r"from google import genai\b|import google\.genai\b")
_LEGACY_PYTHON = re.compile(
    r"GenerativeModel|generative-?ai\b|\.configure\(|embed_content|start_chat|\bpalm\b", re.IGNORECASE
)
_OLD_PYTHON = re.compile(r"google\.generativeai|\bgoogle-generativeai\b")
_OLD_PYTHON_AS = re.compile(r"import google\.generativeai as genai\b")
_CLIENTS = frozenset({"python-genai", "js-genai", "go-genai", "java"})
_FLIPPED = re.compile(r"GOOGLE_GENAI_USE_(?:VERTEXAI|ENTERPRISE)[\"'\]]*\s*=\s*[\"']?(?:true|1)\b", re.IGNORECASE)
# Vertex AI is meant.
_LITELLM_VERTEX = re.compile(
    r"custom_llm_provider|vertex_(?:project|location|credentials|ai)\b|VERTEXAI_", re.IGNORECASE
)
_NO_PROJECT = re.compile(
    r"not support(?:ed)? (?:for )?(?:project|Gemini API backend)|mutually exclusive", re.IGNORECASE
)
_INNER = r"[^()]*(?:\([^()]*\)[^()]*)*"
_BOTH = re.compile(rf"\bgenai\.Client\((?={_INNER}\bapi_key\s*=)(?={_INNER}\bcredentials\s*=)")
_POSITIONAL = re.compile(
    r"\bgenai\.Client\(\s*(?:[\"']|os\.(?:environ|getenv)|\w*(?:api_?key|_KEY)\w*\s*\))", re.IGNORECASE
)
_KEYWORD = re.compile(r"\bgenai\.Client\([^()]*?\b(?P<name>apiKey|key|token|api_token)\s*=")
_SYNC_AWAITED = re.compile(r"\bawait\s+\w*client\.(?:models|chats)\.\w+\(")
_LOOP_PYTHON = re.compile(r"async for\s+\w+\s+in\s+\w*client\.aio\.models\.generate_content_stream\(")
_LOOP_JS = re.compile(r"for await\s*\(\s*(?:const|let|var)\s+\w+\s+of\s+\w+\.models\.generateContentStream\(")
_EXPECTED = re.compile(r"(?:got an unexpected keyword argument|unexpected keyword) '(?P<name>\w+)'")


def check(call: Call) -> Iterator[Finding]:
    """What the client, and the way it is called, hold against the request."""
    text, dialect = call.report.text, call.request.dialect
    new = ".models.generate_content" in text or ".models.generateContent" in text
    mixed = dialect in ("python-genai", "js-genai", "legacy-python", "legacy-js") and _mixed(text, dialect)
    if mixed:
        says = "This is the old client's way of calling, on the new client, which has client.models.generate_content (in JavaScript ai.models.generateContent)."
        yield call.found("sdk", "sdk-usage", says, sure=not new, source=_SDKS)
    else:
        yield from _deprecated(call)
    if dialect == "python-genai":
        yield from _python(call, text)
    elif dialect == "js-genai":
        yield from _javascript(call, text)
    elif dialect == "litellm":
        yield from _litellm(call)
    yield from _mixup(call)
    yield from _timeout(call)


def _mixed(text: str, dialect: str) -> bool:
    if dialect in ("js-genai", "legacy-js"):
        return "@google/genai" in text and ".getGenerativeModel(" in text and "@google/generative-ai" not in text
    return bool(_NEW_PYTHON.search(text) and _OLD_CALLS.search(text) and not _OLD_PYTHON.search(text))


def _deprecated(call: Call) -> Iterator[Finding]:
    known = table("sdks")
    row = known["packages"].get(call.request.sdk or "") or known["packages"].get(
        "" if call.request.path else known["dialects"].get(call.request.dialect, "")
    )
    if call.request.product == "vertex":
        return
    if row is not None and (call.request.dialect != "legacy-python" or _LEGACY_PYTHON.search(call.report.text)):
        name = next(name for name, value in known["packages"].items() if value is row)
        says = f"{name} has not been kept since {row['until']}; its successor is {row['successor']}."
        yield call.found("sdk", "sdk-outdated", says, source=row["source"])


def _python(call: Call, text: str) -> Iterator[Finding]:
    says = None
    if _ONE_LINER.search(text):
        says = "The client is thrown away before the call is sent, and closes its connection. Keep it: client = genai.Client(…), then client.models.…"
    elif _POSITIONAL.search(text):
        says = "genai.Client takes the key by name: genai.Client(api_key=…)."
    elif "genai.Client(" in text and _OLD_PYTHON_AS.search(text) and not _NEW_PYTHON.search(text):
        says = "google.generativeai has no Client: that is google-genai's. Write from google import genai."
        yield call.found("sdk", "sdk-outdated", says, source=_SDKS)
        return
    elif match := _KEYWORD.search(text):
        says = f"genai.Client has no {match['name']}: the key is passed as api_key=."
    elif _SYNC_AWAITED.search(text) and ".aio as " not in text and "= client.aio" not in text and ").aio" not in text:
        says = "client.models is not asynchronous: await client.aio.models.…, or drop the await."
    elif _LOOP_PYTHON.search(text):
        says = (
            "The stream has to be awaited first: async for chunk in await client.aio.models.generate_content_stream(…)."
        )
    if says is not None:
        yield call.found("sdk", "sdk-usage", says, source="google-genai 3.6.1")


def _javascript(call: Call, text: str) -> Iterator[Finding]:
    if _PLAIN_KEY.search(text):
        says = "GoogleGenAI takes an object, so this key is not seen: new GoogleGenAI({ apiKey: … })."
        yield call.found("key", "api-key-missing", says, source="@google/genai 2.32")
    if ".text is not a function" in text or ".response.text()" in text:
        says = "On this client text is a property of the answer itself: response.text, without brackets and without response. before it."
        yield call.found("sdk", "sdk-usage", says, source="@google/genai 2.32")
    if _LOOP_JS.search(text):
        says = "generateContentStream returns a promise: for await (const chunk of await ai.models.generateContentStream(…))."
        yield call.found("sdk", "sdk-usage", says, source="@google/genai 2.32")


def _litellm(call: Call) -> Iterator[Finding]:
    span = call.request.spans.get("model")
    written = call.report.text[span.start : span.end] if span else ""
    if re.match(r"[\"']?gemini-", written) and not _LITELLM_VERTEX.search(call.report.text):
        says = f"Without the prefix gemini/ LiteLLM calls Vertex AI: write gemini/{call.request.model}."
        yield call.found(
            "model",
            "vertex-gemini-mixup",
            says,
            source="https://docs.litellm.ai/docs/providers/gemini",
            changes=(f"model: gemini/{call.request.model}",),
        )


def _mixup(call: Call) -> Iterator[Finding]:
    settings = {setting.split("=")[0].strip().lower() for setting in call.request.project_settings}
    named, text = settings & {"project", "location"}, call.report.text
    if call.request.product != "gemini" or call.request.dialect not in _CLIENTS:
        return
    if ("GOOGLE_GENAI_USE_" in text.upper() and _FLIPPED.search(text)) or _BOTH.search(text):
        says = "Settings of both products are given: choose the Gemini API (a key, GOOGLE_GENAI_USE_VERTEXAI unset) or Vertex AI (credentials, no key)."
        yield call.found("sdk", "vertex-gemini-mixup", says, source="google-genai 3.6.1")
    elif named:
        # Without a key, or with vertexai=…, the environment or the code may choose Vertex AI.
        key = call.request.key
        chosen = key is not None and key.name is not None and not settings & {"vertexai", "enterprise"}
        says = f"The Gemini API has no {' and no '.join(sorted(named))}: those are Vertex AI's. Drop them, or choose Vertex AI and drop the key."
        sure = chosen or _NO_PROJECT.search(text) is not None
        yield call.found("sdk", "vertex-gemini-mixup", says, sure=sure, source="google-genai 3.6.1")


def _timeout(call: Call) -> Iterator[Finding]:
    value, unit = call.request.timeout, call.request.timeout_unit
    if value is None or unit != "ms" or value <= 0:
        return
    if value < 1000:
        says = f"The timeout is in milliseconds: {value:g} is {value:g} ms. For {value:g} s write {value * 1000:g}."
        yield call.found(
            "timeout",
            "client-timeout",
            says,
            source="google-genai 3.6.1, HttpOptions",
            changes=(f"timeout: {value:g}",),
        )
    elif value < 10_000 and call.request.dialect == "python-genai":
        says = f"{value:g} ms is less than the 10 s that the service takes as its shortest deadline."
        told = "deadline" in call.report.text.lower() and "too short" in call.report.text.lower()
        yield call.found(
            "timeout", "client-timeout", says, sure=told, source="google-genai 3.6.1", changes=("timeout: 60",)
        )
