"""Named values gathered into error bodies, and what each body says of its error."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.paste.lazily import lazily
from bot.paste.names import is_phrase, status_name
from bot.paste.pairs import Pair, token, words
from bot.paste.plain import Plain
from bot.paste.report import Error

# A second value of one of these begins another error.
_BEGINS = frozenset({"code", "http", "status"})
# `code` after one of these words is no HTTP code.
_OTHER_CODE = lazily(
    r"(?:exit|return|close|zip|country|language|lang|char|promo|area|source|byte|op|grpc|process)[ _-]?$", re.I
)
_MOST_BODIES = 200
_HTTP = lazily(r"\[?([1-5]\d\d)(?![\d.]*\d)(?:[ \]:,.;]|$)")
_DELAY = lazily(r"(?:\d{1,9}(?:\.\d{1,20})?(?:ms|s|m|h)?){1,4}(?![A-Za-z0-9])")
_PART = lazily(r"(\d{1,9}(?:\.\d{1,20})?)(ms|s|m|h)?")
_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600}
_OWNERS = lazily(r"\s*(?:[A-Z]\w{1,40}\.){1,3}(?=\w)")
_SCREAMING = lazily(r"[A-Z][A-Z0-9_]{2,60}")
_FIELDS = frozenset(
    {
        "domain",
        "service",
        "quota_metric",
        "quota_id",
        "quota_value",
        "quota_limit_name",
        "retry_delay",
        "field",
        "model",
    }
)


@dataclass(slots=True)
class Body:
    """The named values of one error, the first of each name; `opened` is true behind `error: {`."""

    level: int
    start: int
    end: int
    opened: bool
    holds: bool = False  # a body of its own stands in one of its strings
    says: dict[str, Pair] = field(default_factory=dict)


def bodies(found: list[Pair], text: str) -> list[Body]:
    """The error bodies that the named values make up, in order."""
    result: list[Body] = []
    current: dict[int, Body] = {}  # one a level
    last_key = ""
    for pair in found:
        name = pair.name
        if name == "key":
            last_key = words(pair.value)
            continue
        if name == "value":
            name = {"model": "model", "service": "service", "quota_limit": "quota_limit_name",
                    "quota_metric": "quota_metric", "quota_limit_value": "quota_value"}.get(last_key, "")  # fmt: skip
            last_key = ""
            if not name:
                continue
        for deeper in [level for level in current if level > pair.level]:
            del current[deeper]
        opens = name == "error" and pair.value == "{"
        body = current.get(pair.level)
        begins = opens or (body is not None and _begins(body, name, pair, text))
        if body is None or (begins and len(result) < _MOST_BODIES):
            body = Body(pair.level, pair.key_start, pair.end, opens)
            current[pair.level] = body
            result.append(body)
        body.end = max(body.end, pair.end)
        if opens:
            continue
        if pair.holds:
            body.holds = True
        elif name not in _BEGINS or _tells(name, pair, text):
            body.says.setdefault(name, pair)
            if name == "reason" and not _SCREAMING.fullmatch(body.says[name].value):
                body.says[name] = pair
    return result


def _begins(body: Body, name: str, pair: Pair, text: str) -> bool:
    """True where the pair belongs to another error than `body`."""
    if name == "error":
        return not body.opened
    return name in _BEGINS and name in body.says and _tells(name, pair, text)


def _tells(name: str, pair: Pair, text: str) -> bool:
    """True where a code or status says something about a failure."""
    if name == "status":
        return bool(http_code(pair.value)) or status_name(_last(pair.value)) is not None or is_phrase(pair.value)
    return not (name == "code" and _OTHER_CODE.search(text, max(0, pair.key_start - 12), pair.key_start))


def http_code(value: str) -> int | None:
    """The HTTP code of a failure that a value begins with (`429`, `502 Bad Gateway`), else None."""
    match = _HTTP.match(value[:40].strip())
    if match is None:
        return None
    code = int(match[1])
    return code if code >= 400 else None


def delay(value: str) -> float | None:
    """A delay in seconds: `22s`, `22.5s`, `400ms`, `18h31m10s`, `22`; None where it is none."""
    written = token(value[:60])
    if not _DELAY.match(written):
        return None
    return sum(float(part[1]) * _UNITS[part[2] or "s"] for part in _PART.finditer(written))


def number(value: str) -> float | int | None:
    """A quota's limit: `250`, `1,000,000`, `0.5`."""
    match = re.match(r"\d{1,15}(?:\.\d{1,6})?(?![\w.])", value[:40].strip().replace(",", "").replace("_", ""))
    if match is None:
        return None
    return float(match[0]) if "." in match[0] else int(match[0])


def error_of(body: Body, plain: Plain) -> Error | None:
    """What the body says as an Error; None where it says of no failure."""
    says = body.says
    http = status = None
    if pair := says.get("http"):
        http = http_code(pair.value)
    if pair := says.get("code"):
        http = http_code(pair.value) or http
        if pair.quote or pair.value[:1].isupper():
            status = _status(pair.value, body.opened)
    if pair := says.get("status"):
        status = _status(pair.value, body.opened) or status
        http = http or http_code(pair.value)
    message = None
    if pair := _first(says, "message", "details", "error"):
        message = words(pair.value)[:4000] if len(pair.value) > 3 else None
    reason = _reason(says)
    quota_id = token(says["quota_id"].value) if "quota_id" in says else None
    limit = number(says["quota_value"].value) if "quota_value" in says else None
    if pair := says.get("quota_limit_name"):
        if pair.value[:1].isdigit():
            limit = number(pair.value) if limit is None else limit
        else:
            quota_id = quota_id or token(pair.value)
    telling = (http is not None) + (status is not None) + (message is not None)
    if not (quota_id or reason or (body.opened and telling) or telling > 1):
        return None
    return Error(
        span=plain.span(body.start, body.end),
        shape=_shape(body, plain.text),
        http=http,
        status=status,
        reason=reason,
        message=message,
        domain=_said(says, "domain"),
        service=_said(says, "service"),
        field=_said(says, "field"),
        model=_said(says, "model"),
        quota_metric=_said(says, "quota_metric"),
        quota_id=quota_id,
        quota_limit=limit,
        retry_delay_s=delay(says["retry_delay"].value) if "retry_delay" in says else None,
    )


def _first(says: dict[str, Pair], *names: str) -> Pair | None:
    """The first of the names that holds words; a bare word behind `error:` is no message."""
    return next((says[name] for name in names if name in says and (says[name].quote or name == "message")), None)


def _said(says: dict[str, Pair], name: str) -> str | None:
    return token(says[name].value)[:300] or None if name in says else None


def _status(value: str, opened: bool) -> str | None:
    """The status that a slot names. Lower-case words count in an error body alone: `status: unknown` is anything."""
    word = _last(value)
    if word.islower() and not opened and "Status." not in value:
        return None
    return status_name(word)


def _last(value: str) -> str:
    """`UNAVAILABLE` of `StatusCode.UNAVAILABLE`, `notFound` of Swift's `GoogleGenerativeAI.RPCStatus.notFound`."""
    return token(_OWNERS.sub("", value[:80]))


def _reason(says: dict[str, Pair]) -> str | None:
    """ErrorInfo's reason; the snake_case code of the Interactions API stands in its place."""
    if (pair := says.get("reason")) and re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{2,80}", value := token(pair.value)):
        return value if pair.quote or not value.islower() else None
    pair = says.get("code")
    if pair and pair.quote and re.fullmatch(r"[a-z][a-z]{1,30}(?:_[a-z]{1,30}){0,5}", pair.value):
        return pair.value
    return None


def _shape(body: Body, text: str) -> str:
    """The dialect of the body, told by its first values."""
    first = next(iter(body.says.values()))
    key = text[max(0, first.key_start - 1) : first.start]
    if "map[" in text[max(0, body.start - 40) : body.start + 200]:
        return "go-map"
    if "error details: name" in text[body.start - 60 if body.start > 60 else 0 : body.end]:
        return "gax"
    if '"' in key[:1]:
        return "json"
    if "'" in key[:1]:
        return "python-dict"
    if body.opened:
        return "javascript"
    return "protobuf" if "quota_id" in body.says and "_" in key else "fields"
