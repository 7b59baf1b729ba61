"""Facts that stand in sentences, addresses and code: one table a fact, tried in order; the first that fits tells it.

A row is a word without which the pattern can't fit (a cheap test first), and the pattern; its group 1 is the fact.
Sources: gemini-facts sections 1 and 2, appendix A.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

Row = tuple[str, re.Pattern[str]]


def _rows(*rows: tuple[str, str]) -> tuple[Row, ...]:
    return tuple((word, re.compile(pattern)) for word, pattern in rows)


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact as written, and where."""

    value: str
    start: int
    end: int


def first(rows: tuple[Row, ...], text: str, fits: Callable[[str], bool] = bool) -> Fact | None:
    """What the first row that fits tells, of its matches the first that `fits`."""
    for word, pattern in rows:
        if word in text:
            for match in pattern.finditer(text):
                if fits(match[1]):
                    return Fact(match[1], match.start(1), match.end(1))
    return None


# --- the model -----------------------------------------------------------------------------------------------------

_FAMILY = (
    r"(?:gemini-(?:[0-9]|pro|ultra|flash|nano-|exp|embedding|robotics|live|omni|ultra)[\w.-]*|gemma-[0-9][\w.-]*|"
    r"(?:imagen|veo|lyria)-[0-9][\w.-]*|learnlm-[\w.-]+|(?:text-|multimodal)?embedding-?0[\w.-]*|text-embedding-0[\w.-]*|"
    r"text-multilingual-embedding-[\w.-]+|(?:text|chat)-bison[\w@.-]*|nano-banana[\w.-]*|deep-research-[\w.-]+)"
)
_NAME = r"[A-Za-z][\w.@-]{1,80}"
MODEL = _rows(
    # 404: models/X is not found for API version V, or is not supported for generateContent.
    ("odel", rf"(models/{_NAME}) (?:is not found|was not found|is not supported|is no longer|does not|is exclusively)"),
    ("odels/", rf"[Mm]odel `?(?:projects/[^\s`]{{1,80}}/)?publishers/google/models/({_NAME})"),
    ("odel ", rf"(?:enabled for|for model|model|Model):? [`'\"]?(models/{_NAME})"),
    ("imit", rf"limit: ?[\d.,]+,? model: ?({_NAME})"),
    # https://generativelanguage.googleapis.com/v1beta/models/X:generateContent
    ("models/", rf"/models/({_NAME})(?:%3A|:)(?:[a-z])"),
    ("models/", rf"/publishers/google/models/({_NAME})"),
    ("odel", rf"(?:[Pp]ublisher [Mm]odel|[Mm]odel:?|MODEL(?:_ID|_NAME)?=) ?[`'\"]?((?:models/)?{_FAMILY})"),
)  # fmt: skip
MODEL_MENTIONED = _rows(
    ("models/", rf"(models/(?!\.)(?:{_FAMILY}))"),
    ("-", rf"(?<![\w@-])({_FAMILY})"),
)
_NO_MODEL = re.compile(
    r"gemini-(?:pro-api|flash-api|live-api|api|cli|embedding-api)|.*\.(?:py|ts|js|json|go|md|log|txt)$"
)


def is_model(name: str) -> bool:
    """True for what can be a model's name, and is no file's."""
    return not _NO_MODEL.fullmatch(name)


# --- address -------------------------------------------------------------------------------------------------------

API_VERSION = _rows(
    ("API version ", r"API version (v\d(?:alpha|beta)?\d?)\b"),
    ("googleapis.com", r"googleapis\.com/+(?:upload/)?(v\d(?:alpha|beta)?\d?)(?:/|\b)"),
    ("generativelanguage.v", r"generativelanguage\.(v\d(?:alpha|beta)?\d?)\."),
    ("google.cloud.aiplatform.v", r"aiplatform\.(v\d(?:beta)?\d?)\."),
    ("/models/", r"/(v\d(?:alpha|beta)?\d?)/(?:models|projects|tunedModels)/"),
    ("ersion", r"(?:api_version|apiVersion)['\"]?\s?[:=]\s?['\"](v\d(?:alpha|beta)?\d?)['\"]"),
)
HOST = _rows(
    ("generativelanguage.googleapis.com", r"(generativelanguage\.googleapis\.com)"),
    ("aiplatform.googleapis.com", r"((?:[a-z]+-[a-z]+\d-)?aiplatform\.googleapis\.com)"),
    ("cloudcode-pa.googleapis.com", r"((?:[a-z-]+\.)?cloudcode-pa\.googleapis\.com)"),
    ("cloudaicompanion.googleapis.com", r"(cloudaicompanion\.googleapis\.com)"),
    ("firebasevertexai.googleapis.com", r"(firebasevertexai\.googleapis\.com)"),
    ("https://", r"https://([A-Za-z0-9.-]{3,80})(?::\d+)?/(?:[\w-]+/)*v1(?:alpha|beta)?/(?:models|projects)/"),
)
_METHODS = (
    r"(?:streamGenerateContent|generateContent|bidiGenerateContent|countTokens|embedContent|batchEmbedContents|"
    r"batchGenerateContent|predictLongRunning|predict|generateAnswer|embedText|generateText|generateMessage|"
    r"createCachedContent|asyncBatchEmbedContent|ListModels|GetModel)"
)
METHOD = _rows(
    ("models/", rf"[Mm]odels/[\w.-]{{1,80}}(?:%3A|:)({_METHODS})\b"),
    ("supported for ", rf"supported for ((?i:{_METHODS}))\b"),
    ("GenerativeService", rf"GenerativeService[./]((?i:{_METHODS}))\b"),
)

# --- quota ---------------------------------------------------------------------------------------------------------

QUOTA_METRIC = _rows(
    ("uota", r"[Qq]uota exceeded for metric:\s*([a-z][\w.-]{2,80}/[\w./-]{2,120}\w)"),
    ("googleapis.com/generate", r"((?:generativelanguage|aiplatform)\.googleapis\.com/generate_\w{2,100})"),
)
QUOTA_ID = _rows(
    ("Per", r"(?<![\w])((?:Generate|Embed|Live|Predict|Batch|Cached|Tuned|Bidi|Imagen|Veo)\w{0,60}Per(?:Day|Minute|Project|Model|User|Hour)\w{0,60}(?:-[A-Z]\w{2,30})?)"),
)  # fmt: skip
QUOTA_LIMIT = _rows(
    ("imit:", r"\blimit:\s*(\d[\d,]{0,14}(?:\.\d{1,3})?)(?!\w)"),
)
RETRY_DELAY = _rows(
    ("retry", r"[Rr]?retry(?: again)? (?:in|after):?\s*(\d{1,9}(?:\.\d{1,20})?\s?(?:ms|s|m|h)?)(?![A-Za-z0-9])"),
    ("etry", r"[Rr]etry(?: again)? (?:in|after):?\s*(\d{1,9}(?:\.\d{1,20})?\s?(?:ms|s|m|h)?)(?![A-Za-z0-9])"),
    ("etry", r"[Rr]etry-[Aa]fter\\*[\"']?\s?[:=]\s?\\*[\"']?(\d{1,9}(?:\.\d{1,20})?)(?![\w.])"),
)

# --- the field that was refused ------------------------------------------------------------------------------------

_WORD = r"[A-Za-z_][\w.]{0,80}(?:\[[\w\]\[.]{1,80}\]?[\w.]{0,80})?"
FIELD = _rows(
    ("nknown name ", r"Unknown name \\*[\"']{1,2}([^\"'\\\s]{1,120})\\*[\"']"),
    ("nvalid value at ", r"Invalid value at \\*[\"']([^\"'\\\s]{1,200})\\*[\"']"),
    ("Request.", r"\b([A-Z]\w{2,40}Request\.[a-z][\w\[\].-]{0,200}[\w\]])"),
    (" parameter is ", r"([A-Za-z_][\w.]{0,80}) parameter is (?:only |not )supported in"),
    ("nable to submit request because ", r"because (?:it has an? |the )?(?:empty )?[`'\"]?([a-z]\w{1,60})[`'\"]?(?: parameter)?(?: with)? (?:value|parameter|must|is|of)\b"),
    ("nknown field for ", r"Unknown field for \w{2,40}:\s+([\w.]{1,80}\w)"),
    ("must be in the range", r"[`'\"]?([A-Za-z_]\w{1,60})[`'\"]? must be in the range"),
    ("Schema", r"(?:The|JSONSchema) (?:field )?\\*[\"']([\w$.]{1,80})\\*[\"'](?: field)? is not supported by the Schema"),
    ("additionalProperties is ", r"\b(additionalProperties) is (?:only|not) supported"),
    ("validation error", r"validation errors? for \w{2,80}\\?n?\s{1,40}([A-Za-z_][\w.\[\]-]{0,200})(?:\s{1,40}| - |\\n\s{0,20})(?:Extra inputs|Input should|Field required|Value error|Extra)"),
    ("unexpected keyword argument", r"unexpected keyword argument \\*['\"]([A-Za-z_]\w{0,80})\\*['\"]"),
    ("nvalid enum value", r"[Ii]nvalid enum value [\w.]{1,80} for (?:field )?[\"']?([\w.]{1,80}\w)"),
    ("o such field", r"[Nn]o such field:? [`'\"]?([\w.]{1,80})"),
)  # fmt: skip

# --- why the answer ended or never began ----------------------------------------------------------------------------

FINISH = _rows(
    ("inish", r"(?i:finish[ _]?reason)[`\"'*]{0,3}(?:\](?:\([^)\s]{0,200}\))?)?[`\"'*]{0,3}\s?(?:is|was|=|:|of|→|->)?[:=]?\s?[`\"'*(]{0,3}(?:<?FinishReason\.)?(\d{1,2}|[A-Za-z][A-Za-z_-]{2,40})\b"),
    ("FinishReason", r"\bFinishReason\.?([A-Z]\w{2,40})\b"),
    ("andidate was blocked due to ", r"Candidate was blocked due to ([A-Z_]{4,40})"),
    ("_", r"(?<![\w.])(MALFORMED_FUNCTION_CALL|UNEXPECTED_TOOL_CALL|TOO_MANY_TOOL_CALLS|MISSING_THOUGHT_SIGNATURE|IMAGE_SAFETY|IMAGE_RECITATION|IMAGE_PROHIBITED_CONTENT|IMAGE_OTHER|NO_IMAGE)(?!\w)"),
    ("RECITATION", r"(?<![\w.])(RECITATION)(?!\w)"),
)  # fmt: skip
BLOCK = _rows(
    ("lock", r"(?i:block(?:ed)?[ _]?reason)[`\"'*]{0,3}\s?(?:is|was|=|:)?[:=]?\s?[`\"'*(]{0,3}(?:<?Block(?:ed)?Reason\.)?(\d|[A-Za-z][A-Za-z_-]{2,40})\b"),
    ("BlockedReason", r"\bBlockedReason\.?([A-Z]\w{2,40})\b"),
    ("BlockReason", r"\bBlockReason\.?([A-Z]\w{2,40})\b"),
    ("esponse was blocked due to ", r"(?:Response|Prompt|Text) was blocked due to ([A-Z_]{4,40})"),
    ("lock", r"(?i:blocked)[^\n.]{0,40}?,? ?(?i:reason):? ?[`\"']?([A-Za-z_]{4,40})\b"),
    ("PROHIBITED_CONTENT", r"(?<![\w.])(PROHIBITED_CONTENT)(?!\w)"),
)  # fmt: skip
CLOSE = _rows(
    ("received 1", r"received (10(?:0\d|1[0-5])) \("),
    ("10", r"(?i:clos(?:e|ed|ure)[ _]?(?:code)?|WebSocket(?:Close)?(?:Code)?|ws|code|disconnect(?:ed)?|with)\W{0,8}(?:code\W{0,4})?(10(?:0\d|1[0-5]))(?![\w.]*\d)"),
    ("10", r"(?<![\w.:#/-])(10(?:0[0-9]|1[0-5]))(?= ?(?:\((?:internal|policy|invalid|abnormal|no close|message|normal|going|service|OK)|[\"“]|[,:] ?(?:internal|policy|invalid|abnormal|Request|None|The )| (?:None\.|[Ii]nternal error|policy violation|invalid frame)))"),
)  # fmt: skip
