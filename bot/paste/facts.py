"""Facts that stand in sentences, addresses and code. Sources: gemini-facts sections 1 and 2, appendix A."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from bot.paste.lazily import blanks, lazily
from bot.paste.names import FINISH_REASONS
from bot.paste.rows import Fact, Table
from bot.paste.seen import Seen

# --- the model -----------------------------------------------------------------------------------------------------

_FAMILIES = (
    (
        "gemini-",
        r"gemini-(?<![\w@-]gemini-)(?:[0-9]|(?:pro|ultra|flash|nano|exp|embedding|robotics|live|omni)(?![a-z]))[\w.-]*",
    ),
    ("gemma-", r"gemma-(?<![\w@-]gemma-)[0-9][\w.-]*"),
    ("imagen-", r"imagen-(?<![\w@-]imagen-)[0-9][\w.-]*"),
    ("veo-", r"veo-(?<![\w@-]veo-)[0-9][\w.-]*"),
    ("lyria-", r"lyria-(?<![\w@-]lyria-)[\w.-]+"),
    ("learnlm-", r"learnlm-(?<![\w@-]learnlm-)[\w.-]+"),
    ("embedding-0", r"(?:text-|textmultilingual-|multimodal)?embedding-0[\w.-]*"),
    ("-bison", r"(?:text|chat|code|codechat)-bison[\w@.-]*"),
    ("-gecko", r"(?:text)?embedding-gecko[\w@.-]*"),
    ("deep-research-", r"deep-research-[a-z][\w.-]+"),
    ("antigravity-preview-", r"antigravity-preview-[\w.-]+"),
    ("nano-banana-", r"nano-banana-[\w.-]+"),
)
_MOST_MENTIONS = 200
_NAME = r"[A-Za-z][\w.@-]{1,80}"
MODEL: Table = (
    # 404: models/X is not found for API version V, or is not supported for generateContent.
    (
        "odels/",
        rf"(models/{_NAME}) (?:is not found|was not found|is not supported|is no longer|does not|is exclusively)",
    ),
    ("odels/", rf"[Mm]odel [`'\"]?(?:projects/[^\s`]{{1,80}}/)?publishers/google/models/({_NAME})"),
    ("odels/", rf"(?:enabled for|for model|[Mm]odel):? ?[`'\"]?(models/{_NAME})"),
    ("limit: ", rf"limit: ?[\d.,]{{1,20}} ?model: ?({_NAME})"),
    # https://generativelanguage.googleapis.com/v1beta/models/X:generateContent
    ("/models/", rf"/models/({_NAME})(?:%3A|:)[a-z]"),
    ("/models/", rf"/publishers/google/models/({_NAME})"),
    ("tunedModels/", r"(tunedModels/[\w-]{2,80})"),
)
MODEL_WORDS = tuple(word for word, _ in _FAMILIES)
_CALLED_MODEL = r"[Mm]odel:? ?[`'\"]?$"
_MODELS = "models/"
# Who brings the model, as gateways and frameworks write it before the name.
_PROVIDER = (
    r"(?:(?:openrouter|google|gemini|googleai|google_genai|google-gla|google-vertex|vertex_ai|vertexai)[/:]){1,2}"
)
_FILE = lazily(r"gemini-(?:pro|flash|live|embedding)-api|.*\.(?:py|ts|js|json|go|md|log|txt)")


def is_model(name: str) -> bool:
    """True for what can be a model's name, and is no file's."""
    return not _FILE.fullmatch(name)


def names_model(value: str) -> bool:
    """True where the value of a setting `model` names a model of Google's, and isn't a variable."""
    if value.startswith(_MODELS) and blanks(r"models/[\w.@-]{2,80}").fullmatch(value):
        return is_model(value)
    name = value[len(provider(value)) :]
    patterns = [pattern for word, pattern in _FAMILIES if word in name] or [r"gemini\d[\w.-]*"]
    return is_model(name) and any(blanks(pattern).fullmatch(name) for pattern in patterns)


def provider(value: str) -> str:
    """What stands before the name of a model and tells who brings it: `gemini/`, `vertex_ai/`."""
    match = blanks(_PROVIDER).match(value) if "/" in value or ":" in value else None
    return match[0] if match else ""


@dataclass(frozen=True, slots=True)
class Mentions:
    """The models that a text mentions, the best known families first."""

    text: str
    found: tuple[Fact, ...]

    def called(self) -> Fact | None:
        """The first one that is called a model: `Publisher Model gemini-pro`."""
        return next(
            (
                self._whole(fact)
                for fact in sorted(self.found, key=_start)
                if blanks(_CALLED_MODEL).search(self.text, max(0, (start := self._whole(fact).start) - 60), start)
            ),
            None,
        )

    def first(self) -> Fact | None:
        """The first one written `models/X`, else the first of the best known family."""
        whole = [self._whole(fact) for fact in self.found]
        named = sorted((fact for fact in whole if fact.value.startswith(_MODELS)), key=_start)
        return next(iter(named or whole), None)

    def _whole(self, fact: Fact) -> Fact:
        """The name with the `models/` that stands before it."""
        if self.text.endswith(_MODELS, 0, fact.start):
            return Fact(_MODELS + fact.value, fact.start - len(_MODELS), fact.end)
        return fact


def _start(fact: Fact) -> int:
    return fact.start


def mentions(seen: Seen) -> Mentions:
    """What the text mentions of Google's models."""
    found = [
        Fact(match[0], match.start(), match.end())
        for word, pattern in _FAMILIES
        if word in seen
        for match in islice(blanks(pattern).finditer(seen.text), _MOST_MENTIONS)
        if is_model(match[0])
    ]
    return Mentions(seen.text, tuple(found))


# --- address -------------------------------------------------------------------------------------------------------

_V = r"v\d(?:alpha|beta)?\d?"
API_VERSION: Table = (
    ("API version", r"API version (v\d\w{0,10})\b"),
    ("googleapis.com/", rf"googleapis\.com/+(?:upload/)?({_V})\b"),
    ("generativelanguage.v", rf"generativelanguage\.({_V})\."),
    ("aiplatform.v", rf"aiplatform\.({_V})\."),
    ("/models/", rf"/({_V})/models/"),
    ("/projects/", rf"/({_V})/projects/"),
    ("api_version", rf"api_version['\"]? ?[:=] ?['\"]({_V})['\"]"),
    ("apiVersion", rf"apiVersion['\"]? ?[:=] ?['\"]({_V})['\"]"),
)
HOST: Table = (
    ("generativelanguage.googleapis.com", r"(generativelanguage\.googleapis\.com)"),
    ("aiplatform.googleapis.com", r"((?:[a-z]{2,20}-[a-z]{2,20}\d{1,2}-)?aiplatform\.googleapis\.com)"),
    ("cloudcode-pa.googleapis.com", r"((?:[a-z-]{1,20}\.)?cloudcode-pa\.googleapis\.com)"),
    ("cloudaicompanion.googleapis.com", r"(cloudaicompanion\.googleapis\.com)"),
    ("firebasevertexai.googleapis.com", r"(firebasevertexai\.googleapis\.com)"),
    (":generateContent", r"https?://([A-Za-z0-9.-]{3,80})(?::\d{1,5})?/[\w/.-]{0,80}models/"),
    (":streamGenerateContent", r"https?://([A-Za-z0-9.-]{3,80})(?::\d{1,5})?/[\w/.-]{0,80}models/"),
)
_METHODS = (
    r"((?i:streamGenerateContent|generateContent|bidiGenerateContent|countTokens|embedContent|batchEmbedContents|"
    r"batchGenerateContent|predictLongRunning|predict|generateAnswer|embedText|generateText|generateMessage|"
    r"createCachedContent|asyncBatchEmbedContent|ListModels|GetModel))\b"
)
METHOD: Table = (
    ("odels/", rf"odels/[\w.-]{{1,80}}(?:%3A|:){_METHODS}"),
    ("supported for", rf"supported for {_METHODS}"),
    ("GenerativeService", rf"GenerativeService[./]{_METHODS}"),
)

# --- quota ---------------------------------------------------------------------------------------------------------

QUOTA_METRIC: Table = (
    ("for metric", r"uota exceeded for metric: ?([a-z][\w.-]{2,80}/[\w./-]{2,120}\w)"),
    ("googleapis.com/generate", r"((?:generativelanguage|aiplatform)\.googleapis\.com/generate_\w{2,100})"),
)
QUOTA_ID: Table = (
    (("PerDay", "PerMinute", "PerHour", "PerProject", "PerModel", "PerUser"), r"(?<!\w)([A-Z][A-Za-z]{3,60}Per(?:Day|Minute|Hour|Project|Model|User)[A-Za-z]{0,60}(?:-[A-Z]\w{2,30})?)(?!\w)"),
)  # fmt: skip
_LIMIT = r"(\d[\d,]{0,14}(?:\.\d{1,3})?)(?!\w)"
QUOTA_LIMIT: Table = (
    ("limit:", rf"\blimit: ?{_LIMIT}"),
    ("uota ", rf"uota (?:[Vv]alue|[Ll]imit)(?: is| of|[:=*]{{1,4}}) ?[`'\"]?{_LIMIT}"),
)
_DELAY = r"(\d{1,9}(?:\.\d{1,20})?(?: ?(?:ms|s|m|h)(?:\d{1,2}(?:\.\d{1,9})?[ms]){0,2})?)(?![A-Za-z0-9])"
_SECONDS = r"(\d{1,9}(?:\.\d{1,20})?) seconds?\b"
RETRY_DELAY: Table = (
    ("retry", rf"retry(?<!\wretry)(?: again)? (?:in|after):? {_DELAY}"),
    ("etry", rf"Retry(?: again)? (?:in|after):? {_DELAY}"),
    ("etry-", rf"etry-[Aa]fter\\*[\"']? ?[:=] ?\\*[\"']?{_DELAY}"),
    ("reset", rf"reset (?:in|after) {_DELAY}"),
    ("again in", rf"again in {_DELAY}"),
    ("again in", rf"again in {_SECONDS}"),
    ("retry", rf"retry(?<!\wretry)(?: again)? (?:in|after) {_SECONDS}"),
)

# --- the field that was refused ------------------------------------------------------------------------------------

FIELD: Table = (
    ("nknown name", r"Unknown name \\*[\"']{1,2}([^\"'\\\s]{1,120})\\*[\"']"),
    ("nvalid value at", r"Invalid value at \\*[\"']([^\"'\\\s]{1,200})\\*[\"']"),
    ("Request.", r"\b([A-Z]\w{2,40}Request\.[a-z][\w\[\].-]{0,200}[\w\]])"),
    ("parameter is", r"([A-Za-z_][\w.]{0,80}) parameter is (?:only |not )supported in"),
    # Unable to submit request because it has a topK value of 50 / a mimeType parameter with value / an empty text parameter
    (
        "because",
        r"request because (?:it has an? |the )?(?:empty )?[`'\"]?([a-z]\w{1,60})[`'\"]? (?:parameter )?(?:with )?(?:value|must|is|of|parameter)\b",
    ),
    ("nknown field for", r"Unknown field for \w{2,40}: ([\w.]{1,80}\w)"),
    ("does not support", r"[`'\"]([A-Za-z_]\w{1,60})[`'\"] does not support [`'\"]"),
    ("must be in the range", r"[`'\"]?([A-Za-z_]\w{1,60})[`'\"]? must be in the range"),
    (
        "supported by the Schema",
        r"(?:The|JSONSchema)(?: field)? \\*[\"']([\w$.]{1,80})\\*[\"'](?: field)? is not supported by the Schema",
    ),
    ("additionalProperties is", r"\b(additionalProperties) is (?:only|not) supported"),
    (
        "validation error",
        r"validation errors? for \w{2,80} ([A-Za-z_][\w.\[\]-]{0,200})(?: -)? (?:Extra inputs|Input should|Field required|Value error|Invalid)",
    ),
    ("unexpected keyword argument", r"unexpected keyword argument \\*['\"]([A-Za-z_]\w{0,80})\\*['\"]"),
    ("nvalid enum value", r"[Ii]nvalid enum value [\w.]{1,80} for (?:field )?[\"']?([\w.]{1,80}\w)"),
    ("o such field", r"[Nn]o such field:? ?[`'\"]?([\w.]{1,80}\w)"),
    ("field", r"has no \\*[\"'](\w{1,80})\\*[\"'] field"),
    ("functionDeclaration", r"functionDeclaration [`'\"]([\w.\[\]]{1,120})[`'\"] schema"),
    ("support parameters", r"support parameters: ?\[[`'\"](\w{1,80})[`'\"]"),
    ("does not exist in type", r"[`'\"](\w{1,80})[`'\"] does not exist in type"),
    ("nrecognized key", r"nrecognized key(?:\(s\))?(?: in object)?: ?[`'\"](\w{1,80})[`'\"]"),
    ("unknown field", r"unknown field (\w{1,80}) in struct literal"),
    ("has no field named", r"has no field named \\*[\"'](\w{1,80})\\*[\"']"),
)

# --- why the answer ended or never began ----------------------------------------------------------------------------

_SAID = (
    r"[`\"'*]{0,3} ?(?:is|was|of|→|->|[:=]{1,2}|(?:comes?|came) back(?: as| with)?|returns?|returned|shows?|says|"
    r"是|为|為|が|は|é|es|est|ist)? ?[`\"'*(]{0,3}"
)
_LINK = r"(?:\](?:\([^)\s]{0,200}\))?)?"
_WHY = r"(\d{1,2}\b|(?:content[_-]filter: ?(?=[A-Z_]{4}))?[A-Za-z][A-Za-z_-]{2,40}\b)"
FINISH: Table = (
    ("inish", rf"inish[\s_]?[Rr]eason{_SAID}{_LINK}{_SAID}(?:<?[A-Za-z.]{{0,40}}FinishReason\.)?{_WHY}"),
    ("FINISH", rf"FINISH[\s_]?REASON{_SAID}{_WHY}"),
    ("FinishReason", r"FinishReason(?:\.?(?=[A-Z])|\.)(\w{3,40})\b"),
    ("eason: ", r"(?:topped|topping|generation)\b[^\n]{0,30}? [Rr]eason: ([A-Z_]{4,40})\b"),
    ("andidate was blocked due to", r"andidate was blocked due to ([A-Z_]{4,40})"),
    (
        FINISH_REASONS,
        rf"(?:topped|inished|nded) (?:with|by|due to|because of|for|as) [`'\"]?({'|'.join(FINISH_REASONS)})\b",
    ),
    ("MAX_TOKENS", r"(?<![\w.$-])(MAX_TOKENS)\b(?!['\"]?[\])]? ?[=:])"),
    ("_CALL", r"\b(MALFORMED_FUNCTION_CALL|UNEXPECTED_TOOL_CALL|TOO_MANY_TOOL_CALLS)\b"),
    ("IMAGE_", r"\b(IMAGE_SAFETY|IMAGE_RECITATION|IMAGE_PROHIBITED_CONTENT|IMAGE_OTHER)\b"),
    ("NO_IMAGE", r"\b(NO_IMAGE)\b"),
    ("MISSING_THOUGHT_SIGNATURE", r"\b(MISSING_THOUGHT_SIGNATURE)\b"),
    ("RECITATION", r"\b(RECITATION)\b"),
)
BLOCK: Table = (
    ("lock", rf"lock(?:ed)?[\s_]?[Rr]eason{_SAID}(?:<?Block(?:ed)?Reason\.)?{_WHY}"),
    ("BlockedReason", r"BlockedReason\.?([A-Z]\w{2,40})\b"),
    ("BlockReason", r"BlockReason\.?([A-Z]\w{2,40})\b"),
    ("was blocked", r"(?:esponse|rompt|ext) was blocked(?: due to|:) ([A-Z_]{4,40})\b"),
    ("locked", r"locked[^\n.]{0,40}?,? ?[Rr]eason:? ?[`\"']?([A-Za-z_]{4,40})\b"),
    ("PROHIBITED_CONTENT", r"\b(?<!IMAGE_)(PROHIBITED_CONTENT)\b"),
)

# --- how a socket was closed (RFC 6455, 7.4.1) ----------------------------------------------------------------------

_MOST_NUMBERS = 300
_CLOSE = lazily(r"10(?:0[0-9]|1[0-5])(?![\w.]*\d|[A-Za-z%])")
_CLOSE_BEFORE = lazily(
    r"(?:received|sent|clos(?:e|ed|ure|ing)|websocket|\bws|disconnect(?:ed)?|\bcode|with)[ _-]?(?:code)?[\W_]{0,6}$",
    re.I,
)
_CLOSE_AFTER = lazily(
    r""" ?(?:\((?:internal|policy|invalid|abnormal|no close|no status|message|normal|going|service|OK)|["“]|"""
    r"""[,:]? ?(?:internal error|policy violation|invalid frame|Request contains|None[.;]|The service))""",
    re.I,
)


def close_code(text: str) -> Fact | None:
    """The code with which a WebSocket was closed."""
    if "10" not in text:
        return None
    for match in islice(_CLOSE.finditer(text), _MOST_NUMBERS):
        start, end = match.span()
        if text[start - 1 : start] in (".", ",", "/", "-", "#") or text[max(0, start - 1) : start].isalnum():
            continue
        if _CLOSE_BEFORE.search(text, max(0, start - 24), start) or _CLOSE_AFTER.match(text, end):
            return Fact(match[0], start, end)
    return None
