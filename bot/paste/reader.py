"""From a paste to its Report: unwrap it, gather its errors, tell the root cause, read the facts around it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.paste import facts
from bot.paste.bodies import Body, bodies, delay, error_of, http_code, number
from bot.paste.classes import Named, classes, root
from bot.paste.codes import LOGGED, NAMED, Hit, codes
from bot.paste.facts import Fact, first
from bot.paste.names import STATUS_CLASSES, block_name, finish_name, status_name
from bot.paste.pairs import Pair, pairs, token, words
from bot.paste.plain import Plain
from bot.paste.report import Error, Report
from bot.paste.sdk import sdk, sdk_version
from bot.paste.secrets import mask
from bot.paste.span import Span
from bot.paste.unwrap import unwrap

_BODY_FOLLOWS = 12  # between `429 RESOURCE_EXHAUSTED. ` and its body
_STATUS_WORD = re.compile(
    r"(?<![\w.-])(INVALID_ARGUMENT|FAILED_PRECONDITION|OUT_OF_RANGE|UNAUTHENTICATED|PERMISSION_DENIED|NOT_FOUND|ALREADY_EXISTS|"
    r"RESOURCE_EXHAUSTED|DEADLINE_EXCEEDED|UNIMPLEMENTED|DATA_LOSS|(?:UNAVAILABLE|INTERNAL|ABORTED|CANCELLED|UNKNOWN)(?=:\s|\)))(?!\w)"
)
_STATUS_NAMED = re.compile(r"StatusCode\.([A-Z_]{4,24})|\bcode = ([A-Z][A-Za-z]{4,24}) desc")


def read(paste: str) -> Report:
    """What the paste shows, as facts; whatever the text is, this returns."""
    masked = mask(paste)
    plain = unwrap(masked.text)
    text = plain.text
    found = pairs(text)
    gathered = bodies(found, text)
    hits = codes(text)
    named = classes(text)
    whole = [(body, error) for body in gathered if (error := error_of(body, plain))]
    chosen = _root(whole)
    spans: dict[str, Span] = {}
    report = _of_body(chosen, plain, spans) if chosen else Report("")
    report = _with_codes(report, hits, chosen[0] if chosen else None, gathered, plain, spans)
    report = _with_classes(report, named, plain, spans)
    report = _with_status_words(report, plain, spans)
    report = _with_facts(report, found, plain, spans)
    errors = sorted([error for _, error in whole] + _lines(hits, whole, plain), key=lambda error: error.span.start)
    return replace(report, text=masked.text, secrets=masked.secrets, errors=tuple(errors), spans=spans)


def _root(whole: list[tuple[Body, Error]]) -> tuple[Body, Error] | None:
    """The body of the root cause: one that holds another is its wrapper, one with details tells more, else the first."""
    best = None
    most = -1
    for body, error in whole:
        telling = (
            4 * (error.quota_id is not None or bool(error.reason and error.reason.isupper()))
            + 3 * (error.status is not None)
            + 2 * (error.http is not None)
            + (error.message is not None)
            - 8 * body.holds
        )
        if telling > most + 2 * (best is not None and not best[0].holds) or best is None:
            best, most = (body, error), telling
    return best


def _of_body(chosen: tuple[Body, Error], plain: Plain, spans: dict[str, Span]) -> Report:
    """The facts of the root body."""
    body, error = chosen
    names = {"code": "http", "http": "http", "quota_value": "quota_limit", "retry_delay": "retry_delay_s"}
    for name, pair in body.says.items():
        spans[names.get(name, name)] = plain.span(pair.start, pair.end)
    return Report(
        text="",
        http=error.http,
        status=error.status,
        reason=error.reason,
        message=error.message,
        model=error.model if error.model and facts.is_model(error.model) and not _is_slot(error.model) else None,
        retry_delay_s=error.retry_delay_s,
        quota_metric=error.quota_metric,
        quota_id=error.quota_id,
        quota_limit=error.quota_limit,
        field=error.field,
    )


def _is_slot(model: str) -> bool:
    return model.startswith(("process.", "os.", "self.", "args.", "$", "{", "config."))


def _with_codes(
    report: Report, hits: list[Hit], body: Body | None, gathered: list[Body], plain: Plain, spans: dict[str, Span]
) -> Report:
    """Adds code and status from error lines, where the body has none."""
    if report.http is not None and report.status is not None:
        return report
    hits = hits + _loose(gathered)
    if body is not None and report.status is not None:
        hits = [hit for hit in hits if hit.status in (None, report.status)]
    if report.http is not None:
        hits = [hit for hit in hits if hit.http == report.http and hit.status]
    if not hits:
        return report
    best = max(hits, key=lambda hit: (hit.sure + (hit.status is not None), -hit.start))
    if report.http is None:
        report = replace(report, http=best.http)
        spans["http"] = plain.span(best.start, best.end)
    if report.status is None and best.status is not None:
        report = replace(report, status=best.status)
        spans["status"] = plain.span(best.end, best.end + 1 + len(best.status))
    return report


def _loose(gathered: list[Body]) -> list[Hit]:
    """Codes that stand as named values outside of any body: `statusCode: 400`."""
    hits = []
    for body in gathered:
        for name in ("http", "code", "status"):
            if (pair := body.says.get(name)) and (http := http_code(pair.value)):
                hits.append(Hit(http, None, pair.start, pair.end, NAMED))
    return hits


def _lines(hits: list[Hit], whole: list[tuple[Body, Error]], plain: Plain) -> list[Error]:
    """The errors that stand as lines alone, without a body behind them."""
    starts = [body.start for body, _ in whole]
    return [
        Error(plain.span(hit.start, hit.end), "prefix", hit.http, hit.status)
        for hit in hits
        if hit.sure >= LOGGED and not any(0 <= start - hit.end < _BODY_FOLLOWS + 30 for start in starts)
    ]


def _with_classes(report: Report, named: list[Named], plain: Plain, spans: dict[str, Span]) -> Report:
    """Adds the classes, and the status that the root's name spells."""
    chosen = root(named, plain.text)
    if chosen is None:
        return report
    spans["exception"] = plain.span(chosen.start, chosen.end)
    status = report.status
    if status is None:
        for one in named:
            if status := STATUS_CLASSES.get(re.split(r"[.$]", one.name)[-1]):
                spans["status"] = plain.span(one.start, one.end)
                break
    names = tuple(dict.fromkeys(one.name for one in named))
    return replace(report, exception=chosen.name, exceptions=names, status=status)


def _with_status_words(report: Report, plain: Plain, spans: dict[str, Span]) -> Report:
    """Adds a status that stands alone: `StatusCode.UNAVAILABLE`, `code = InvalidArgument desc`, RESOURCE_EXHAUSTED."""
    if report.status is not None:
        return report
    for pattern in (_STATUS_NAMED, _STATUS_WORD):
        if match := pattern.search(plain.text):
            group = match.lastindex or 0
            if status := status_name(match[group]):
                spans["status"] = plain.span(match.start(group), match.end(group))
                return replace(report, status=status)
    return report


def _with_facts(report: Report, found: list[Pair], plain: Plain, spans: dict[str, Span]) -> Report:
    """Adds the facts that stand in sentences, addresses and code."""
    text = plain.text

    def tell(name: str, fact: Fact | None) -> str | None:
        if fact is None:
            return None
        spans[name] = plain.span(fact.start, fact.end)
        return fact.value

    def value(name: str, fits: Callable[[str], object] = bool) -> Fact | None:
        for pair in found:
            if pair.name == name and fits(said := token(words(pair.value[:200]))):
                return Fact(said, pair.start, pair.end)
        return None

    model = report.model or tell(
        "model",
        first(facts.MODEL, text, facts.is_model)
        or value("model", facts.MODEL_MENTIONED[1][1].fullmatch)
        or first(facts.MODEL_MENTIONED, text, facts.is_model),
    )
    retry = report.retry_delay_s
    if retry is None:
        told = tell("retry_delay_s", value("retry_delay", delay) or first(facts.RETRY_DELAY, text))
        retry = delay(told) if told else None
    limit = report.quota_limit
    if limit is None:
        told = tell(
            "quota_limit", value("quota_value", number) or first(facts.QUOTA_LIMIT, text) if "uota" in text else None
        )
        limit = number(told) if told else None
    close = tell("close_code", first(facts.CLOSE, text) if "10" in text else None)
    finish = tell("finish_reason", _finish(found, text))
    block = tell("block_reason", _block(found, text))
    return replace(
        report,
        model=model.rstrip(".-") if model else None,
        api_version=tell("api_version", first(facts.API_VERSION, text)),
        host=tell("host", first(facts.HOST, text)),
        method=tell("method", first(facts.METHOD, text)),
        retry_delay_s=retry,
        quota_metric=report.quota_metric or tell("quota_metric", first(facts.QUOTA_METRIC, text)),
        quota_id=report.quota_id or tell("quota_id", value("quota_id") or first(facts.QUOTA_ID, text)),
        quota_limit=limit,
        field=tell("field", first(facts.FIELD, text)) or report.field,
        sdk=sdk(text),
        sdk_version=tell("sdk_version", sdk_version(text)),
        finish_reason=finish_name(finish) if finish else None,
        block_reason=block_name(block) if block else None,
        close_code=int(close) if close else None,
    )


def _finish(found: list[Pair], text: str) -> Fact | None:
    """The finish reason that tells of a failure, else the one that stands (STOP)."""
    told = [
        Fact(name, pair.start, pair.end)
        for pair in found
        if pair.name == "finish" and (name := finish_name(_last(pair.value)))
    ]
    told += (fact for fact in [first(facts.FINISH, text, lambda name: finish_name(name) not in (None, "STOP"))] if fact)
    return next((fact for fact in told if fact.value != "STOP"), told[0] if told else None)


def _block(found: list[Pair], text: str) -> Fact | None:
    """The block reason of the prompt."""
    for pair in found:
        if pair.name == "block" and (name := block_name(_last(pair.value))):
            return Fact(name, pair.start, pair.end)
    return first(facts.BLOCK, text, lambda name: block_name(name) is not None)


def _last(value: str) -> str:
    """`MAX_TOKENS` of `<FinishReason.MAX_TOKENS:` and of `FinishReason.MAX_TOKENS`."""
    return token(words(value[:120])).strip("<>:").rsplit(".", 1)[-1].strip("<>:")
