"""Whether a paste may hold a call at all, and which languages it is likely written in. All cheap: most pastes hold none."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A word that is looked for first -> what then shows a call. Each pattern begins with letters, which makes its search quick.
_CALLS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (word, re.compile(pattern))
    for word, pattern in (
        ("enerate", r"enerate_?[cC]ontent(?:_?[sS]tream|_?[aA]sync)?\s*\((?!\s*\))"),
        ("enerate", r"enerate_?(?:[iI]mages|[vV]ideos)\s*\("),
        ("enerate_content", r"enerate_content(?:_stream|_async)?\s*,\s*(?:\w+\s*=|\*\*)"),
        ("ontentConfig", r"ontentConfig\s*[({]"),
        ("okens", r"ount_?[tT]okens(?:_async|Async)?\s*\("),
        ("mbed", r"mbed_?[cC]ontents?(?:_?[aA]sync)?\s*\("),
        ("mbed", r"mbed(?:Many)?\(\{"),
        ("mbedding", r"mbeddings?(?:\.create)?\s*\("),
        ("essage", r"end_?[mM]essage(?:_?[sS]tream|_?[aA]sync)?\s*\("),
        ("ompletion", r"ompletions?(?:\s*\.\s*(?:create|parse|stream))?\s*\("),
        ("GenerativeAI", r"GenerativeAI(?:Embeddings)?\s*\("),
        ("ChatVertexAI", r"ChatVertexAI\s*\("),
        ("ChatOpenAI", r"ChatOpenAI\s*\("),
        ("enerateText", r"enerateText\s*(?:<[^>\n]*>)?\("),
        ("treamText", r"treamText\s*\("),
        ("Object", r"(?:generate|stream)Object\s*(?:<[^>\n]*>)?\("),
        ("Agent(", r"Agent\("),
        ("LLM(", r"LLM\("),
        ("_chat_model", r"_chat_model\("),
        ("initChatModel", r"initChatModel\("),
        ("nteractions.", r"nteractions\.\s*[cC]reate\s*\("),
        ("ive.", r"ive\.\s*[cC]onnect\s*\("),
        ("aches.", r"aches\.\s*\w+\s*\("),
        ("odels.", r"odels\.\s*(?:list|get|List|Get|All)\s*\("),
        ("iles.", r"iles\.\s*(?:[uU]pload|get|list|delete)\w*\s*\("),
        ("atches.", r"atches\.\s*(?:[cC]reate|get|list)\s*\("),
        ("Stores.", r"Stores\.\s*\w+\s*\("),
        ("_stores.", r"_stores\.\s*\w+\s*\("),
        ("GenerativeModel", r"GenerativeModel\s*\("),
    )
)
# Names that stand at the top of a request's body.
OF_BODIES = (
    "contents",
    "enerationConfig",
    "eneration_config",
    "ystemInstruction",
    "ystem_instruction",
    "afetySettings",
    "afety_settings",
    "generateContentRequest",
    "requests",
    "content",
)
_HTTP = re.compile(
    r"(?<!\w)(?:post|get|request|fetch|Request|axios|Post|NewRequest(?:WithContext)?|ajax|got|ky|stream|put|patch|delete|\$fetch|ofetch|urlopen)\s*(?:<[^>\n]*>)?\((?!\))"
)
_PYTHON = re.compile(
    r"^\s*(?:async )?def \w|^\s*(?:from [\w.]+ )?import \w[\w.]*(?: as \w+)?(?:,|\s*$)|\bprint\(|\w=[\w\"'\[{(]|\bself\.|\b(?:None|True|False)\b|os\.environ|\bf\"|```py|^Traceback|^\s*# "
    r"|\b\w++\.\w{0,40}_\w++\(|requests\.|httpx\.",
    re.M,
)
_JAVASCRIPT = re.compile(
    r"\b(?:const|let) [\w{\[]|\bawait \w|=> ?[\w{(]|\brequire\(|\bnew [A-Z]\w+\(\{|from ['\"]|\bfetch\(|\baxios\b|console\.\w+\(|;\s*$|\bfunction\b|===|process\.env|^\s*// |```(?:js|ts|java?script|typescript)",
    re.M,
)
_GO = re.compile(
    r":= |\bfunc \w*\(|err != nil|&?genai\.[A-Z]\w*\{|\[\]\*?genai\.|context\.\w|\bctx, |package main|```go|genai\.(?:Text|Ptr|NewClient)"
)
_JAVA = re.compile(
    r"\.builder\(\)|import com\.google|System\.out\.|\b[A-Z]\w+(?:<[^>\n]*>)? \w+ = (?:new )?[\w.]+\(|public (?:static|class|void)|\bnew [A-Z]\w+\(\)|```java\b|import java"
)
_KOTLIN = re.compile(
    r"\bval \w+ ?[:=]|\bfun \w+\(|enerationConfig \{|\bcontent(?:\([^)\n]*\))? ?\{|\bmodelName = |BuildConfig\.|println\(|\.launch ?\{|```k|suspend |\.text\?\."
)
_DART = re.compile(
    r"Content\.(?:text|multi|data)\(|package:|TextPart\(|DataPart\(|jsonEncode\(|Uri\.parse\(|Future<|\bfinal \w+ = |\blate |```dart|@override|\bvar \w+ = await|Platform\.environment|FirebaseAI"
)
_LANGUAGES = {"python": _PYTHON, "javascript": _JAVASCRIPT, "go": _GO, "java": _JAVA, "kotlin": _KOTLIN, "dart": _DART}
_WEIGHTS = {"go": 2, "kotlin": 2, "dart": 2, "java": 2}
# Calls that are written so in one language alone.
_SETTLED = (
    (
        "python",
        (
            "generate_content(",
            "generate_content_stream(",
            "send_message(",
            "count_tokens(",
            "embed_content(",
            "_content_async(",
            ".aio.",
        ),
    ),
    ("javascript", ("axios.", "axios(", "JSON.stringify(", "UrlFetchApp.", "$.ajax(")),
    ("go", (".GenerateContent(ctx", ".GenerateContentStream(ctx", ".SendMessage(ctx", "genai.NewClient(")),
)
_MOST = 20_000  # letters that are looked at


def has_call(text: str) -> bool:
    """True where a paste may hold a call of an SDK, or of the API through an HTTP library."""
    if "(" not in text and "{" not in text:
        return False
    for word, pattern in _CALLS:
        if word in text and pattern.search(text):
            return True
    return has_address(text) and _HTTP.search(text) is not None


def languages(text: str) -> Iterator[str]:
    """The languages that the paste may be written in, the likeliest first; weighed only when somebody asks further."""
    first = next((name for name, words in _SETTLED if any(word in text for word in words)), None)
    if first:
        yield first
    head = text[:_MOST]
    scores = {
        name: _WEIGHTS.get(name, 1) * len(clue.findall(head)) for name, clue in _LANGUAGES.items() if name != first
    }
    spoken = sorted((name for name, score in scores.items() if score), key=lambda name: -scores[name])
    yield from spoken
    yield from (name for name in ("python", "javascript") if name not in spoken and name != first)


def has_address(text: str) -> bool:
    """True where the paste names an address that a call may go to."""
    return "googleapis.com" in text or ":generateContent" in text or ":streamGenerateContent" in text
