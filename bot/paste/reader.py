"""From a paste to its Report: unwrap it, gather its errors, tell the root cause, read the facts around it."""

from __future__ import annotations

from collections.abc import Callable

from bot.paste import facts
from bot.paste.bodies import Body, bodies, delay, error_of, number
from bot.paste.classes import CAUSES, Named, classes, root
from bot.paste.codes import LOGGED, MENTIONED, Hit, codes
from bot.paste.names import STATUSES, block_name, finish_name
from bot.paste.pairs import Pair, pairs, token, words
from bot.paste.plain import Plain
from bot.paste.report import Error, Report
from bot.paste.root import STATUS, Found, http_of, root_of, status_of
from bot.paste.rows import Fact, first, needed
from bot.paste.sdk import SIGNS, VERSIONS, sdk, sdk_version
from bot.paste.secrets import mask
from bot.paste.seen import Seen, Words
from bot.paste.sentences import sentence_at, sentence_of
from bot.paste.unwrap import unwrap

_MOST_ERRORS = 50
_CODED = frozenset({"code", "http"})  # names whose value is a code without words behind it
_OPENS = "\"'`*("
_BODY_FOLLOWS = 40  # letters between `429 RESOURCE_EXHAUSTED. ` and the first value of its body

_WORDS = Words(
    (
        *needed(facts.MODEL, facts.API_VERSION, facts.HOST, facts.METHOD, facts.RETRY_DELAY, facts.FIELD),
        *needed(facts.QUOTA_METRIC, facts.QUOTA_ID, facts.QUOTA_LIMIT, facts.FINISH, facts.BLOCK, STATUS, VERSIONS),
        *("uota", *facts.MODEL_WORDS, *STATUSES, *CAUSES, *SIGNS),
    )
)


def read(paste: str) -> Report:
    """What the paste shows, as facts; whatever the text is, this returns."""
    masked = mask(paste)
    plain = unwrap(masked.text)
    text = plain.text
    seen = _WORDS.seen(text)
    found = pairs(text)
    gathered = bodies(found, text)
    hits = codes(text, {pair.start for body in gathered for pair in body.says.values() if pair.name in _CODED})
    named = classes(text)
    errors = [Found(body, error) for body in gathered if (error := error_of(body, plain))]
    chosen = root_of(errors)
    body = chosen.body if chosen else None
    cause = root(named, seen)

    told: dict[str, Fact | None] = {}
    told["http"] = http = http_of(chosen, hits, gathered)
    told["status"] = status_of(chosen, http, hits, named, seen)
    told["reason"] = _of(body, "reason", chosen.error.reason if chosen else None)
    told["message"] = _of(body, "message", chosen.error.message if chosen else None) or _said(http, hits, cause, text)
    told["model"] = _model(found, body, seen)
    told["api_version"] = first(facts.API_VERSION, seen)
    told["host"] = first(facts.HOST, seen)
    told["method"] = first(facts.METHOD, seen)
    told["retry_delay_s"] = _value(found, body, "retry_delay", delay) or first(facts.RETRY_DELAY, seen)
    told["quota_metric"] = _value(found, body, "quota_metric") or first(facts.QUOTA_METRIC, seen)
    told["quota_id"] = (
        _of(body, "quota_id", chosen.error.quota_id if chosen else None)
        or _value(found, None, "quota_id")
        or first(facts.QUOTA_ID, seen)
    )
    told["quota_limit"] = _quota_limit(found, chosen, seen)
    told["field"] = first(facts.FIELD, seen) or _value(found, body, "field")
    told["sdk_version"] = sdk_version(seen)
    told["finish_reason"] = _finish(found, seen)
    told["block_reason"] = _block(found, seen)
    told["close_code"] = facts.close_code(text)
    told["exception"] = Fact(cause.name, cause.start, cause.end) if cause else None

    said = {name: fact.value for name, fact in told.items() if fact}
    return Report(
        text=masked.text,
        secrets=masked.secrets,
        http=int(said["http"]) if http else None,
        status=said.get("status"),
        reason=said.get("reason"),
        message=said.get("message"),
        model=said.get("model"),
        api_version=said.get("api_version"),
        host=said.get("host"),
        method=said.get("method"),
        retry_delay_s=delay(said.get("retry_delay_s", "")),
        quota_metric=said.get("quota_metric"),
        quota_id=said.get("quota_id"),
        quota_limit=number(said.get("quota_limit", "")),
        field=said.get("field"),
        sdk=sdk(seen),
        sdk_version=said.get("sdk_version"),
        finish_reason=said.get("finish_reason"),
        block_reason=said.get("block_reason"),
        close_code=int(said["close_code"]) if "close_code" in said else None,
        exception=said.get("exception"),
        exceptions=tuple(dict.fromkeys(one.name for one in named)),
        errors=_in_order(errors, hits, plain),
        plain=plain,
        spans={name: plain.span(fact.start, fact.end) for name, fact in told.items() if fact and fact.end > fact.start},
    )


def _of(body: Body | None, name: str, value: str | None) -> Fact | None:
    """A value of the root body, with the place of the words that it was read from."""
    if body is None or value is None:
        return None
    pair = body.says.get(name)
    return Fact(value, pair.start, pair.end) if pair else Fact(value, body.start, body.end)


def _value(found: list[Pair], body: Body | None, name: str, fits: Callable[[str], object] = bool) -> Fact | None:
    """The named value that fits: the root body's, else the first of the paste."""
    own = body.says.get(name) if body else None
    for pair in (own, *(pair for pair in found if pair.name == name)):
        if pair and fits(said := token(words(pair.value[:300]))):
            return Fact(said, pair.start, pair.end)
    return None


def _said(http: Fact | None, hits: list[Hit], cause: Named | None, text: str) -> Fact | None:
    """The sentence behind the code of the root cause where it stands surest, else the one behind its class."""
    for hit in sorted(hits, key=lambda hit: -hit.sure):
        said = sentence_at(text, hit.end) if http and str(hit.http) == http.value else None
        if said and (hit.sure > MENTIONED or said.value.lstrip(_OPENS)[:1].isupper()):
            return said
    return sentence_of(cause, text)


def _model(found: list[Pair], body: Body | None, seen: Seen) -> Fact | None:
    """The model of the root body, of its message or address, of a setting, or the one that is mentioned first."""
    own = body.says.get("model") if body else None
    mentioned = facts.mentions(seen)
    fact = Fact(said, own.start, own.end) if own and facts.names_model(said := token(own.value)) else None
    fact = (
        fact
        or first(facts.MODEL, seen, facts.is_model)
        or mentioned.called()
        or _value(found, None, "model", facts.names_model)
        or mentioned.first()
    )
    if fact is None:
        return None
    before = len(facts.provider(fact.value))
    name = fact.value[before:].rstrip(".-")
    return Fact(name, fact.start + before, fact.end - (len(fact.value) - before - len(name)))


def _quota_limit(found: list[Pair], chosen: Found | None, seen: Seen) -> Fact | None:
    """The limit that was met: quotaValue, else the one in the message."""
    if chosen and chosen.error.quota_limit is not None:
        for name in ("quota_value", "quota_limit_name"):
            if (pair := chosen.body.says.get(name)) and number(pair.value) is not None:
                return Fact(str(chosen.error.quota_limit), pair.start, pair.end)
    if "uota" not in seen:
        return None
    return _value(found, None, "quota_value", lambda said: number(said) is not None) or first(facts.QUOTA_LIMIT, seen)


def _finish(found: list[Pair], seen: Seen) -> Fact | None:
    """The finish reason that tells of a failure, else the one that stands there (STOP)."""
    told = [
        Fact(name, pair.start, pair.end)
        for pair in found
        if pair.name == "finish" and (name := finish_name(_last(pair.value)))
    ]
    if failed := next((fact for fact in told if fact.value != "STOP"), None):
        return failed
    fact = first(facts.FINISH, seen, lambda word: finish_name(word) not in (None, "STOP"))
    fact = fact or next(iter(told), None) or first(facts.FINISH, seen, lambda word: finish_name(word) is not None)
    return Fact(finish_name(fact.value) or "", fact.start, fact.end) if fact else None


def _block(found: list[Pair], seen: Seen) -> Fact | None:
    """The reason for which the prompt was blocked."""
    for pair in found:
        if pair.name == "block" and (name := block_name(_last(pair.value))):
            return Fact(name, pair.start, pair.end)
    fact = first(facts.BLOCK, seen, lambda word: block_name(word) is not None)
    return Fact(block_name(fact.value) or "", fact.start, fact.end) if fact else None


def _last(value: str) -> str:
    """`MAX_TOKENS` of `<FinishReason.MAX_TOKENS:` and of `FinishReason.MAX_TOKENS`."""
    return token(words(value[:120])).strip("<>:").rsplit(".", 1)[-1]


def _in_order(errors: list[Found], hits: list[Hit], plain: Plain) -> tuple[Error, ...]:
    """All errors of the paste: the bodies, and the lines without a body behind them."""
    starts = [found.body.start for found in errors]
    lines = [
        Error(plain.span(hit.start, hit.end), "prefix", hit.http, hit.status, message=said.value if said else None)
        for hit in hits
        if hit.sure >= LOGGED and not any(0 <= start - hit.end < _BODY_FOLLOWS for start in starts)
        for said in [sentence_at(plain.text, hit.end)]
    ]
    return tuple(sorted([found.error for found in errors] + lines, key=_start)[:_MOST_ERRORS])


def _start(error: Error) -> int:
    return error.span.start
